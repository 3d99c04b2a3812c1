//! What the estate's certificates are for.

use chancery_domain::ProfileName;

/// A profile of which the estate has certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    WebServer,
    InternalService,
    ClientAuth,
    CodeSigning,
}

impl Kind {
    /// The profile's name.
    pub(super) const fn profile(self) -> ProfileName {
        match self {
            Self::WebServer => ProfileName::WEB_SERVER,
            Self::InternalService => ProfileName::INTERNAL_SERVICE,
            Self::ClientAuth => ProfileName::CLIENT_AUTH,
            Self::CodeSigning => ProfileName::CODE_SIGNING,
        }
    }
}
