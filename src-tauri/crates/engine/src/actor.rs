//! Who asks, and from where.

/// The program through which a person acts; written into every audit event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Window,
    CommandLine,
    /// The status service without a window.
    Service,
}

impl Host {
    /// The word for it in audit events.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command-line",
            Self::Service => "service",
        }
    }
}

/// A person who signed in with a key slot of theirs.
///
/// It says who, not what they may do: the role is read inside each transaction, so that taking a right
/// away takes effect at once, in every process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    user: String,
    host: Host,
}

impl Actor {
    pub(crate) fn new(user: String, host: Host) -> Self {
        Self { user, host }
    }

    /// The person's name in this vault.
    pub fn user(&self) -> &str {
        &self.user
    }

    pub(crate) fn host(&self) -> Host {
        self.host
    }
}
