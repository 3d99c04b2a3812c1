//! Ids of stored things: a number in the database, a prefixed word everywhere else, so that an id can
//! never be mistaken for a serial number or for the id of another kind of thing.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(i64);

        impl $name {
            /// The id of database row `row`.
            pub const fn from_row(row: i64) -> Self {
                Self(row)
            }

            /// The database row.
            pub const fn row(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl FromStr for $name {
            type Err = Fault;

            fn from_str(text: &str) -> Result<Self, Fault> {
                text.strip_prefix(concat!($prefix, "-"))
                    .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
                    .and_then(|digits| digits.parse().ok())
                    .map(Self)
                    .ok_or_else(|| {
                        Fault::new(
                            FaultCode::InvalidNumber,
                            format!(concat!("“{}” is not an id of the form ", $prefix, "-123."), crate::visible(text)),
                        )
                    })
            }
        }

        impl TryFrom<String> for $name {
            type Error = Fault;

            fn try_from(text: String) -> Result<Self, Fault> {
                text.parse()
            }
        }
    };
}

id!(
    /// A certificate of the inventory, written `crt-17`.
    CertificateId, "crt"
);
id!(
    /// A certificate authority, written `ca-3`.
    AuthorityId, "ca"
);
id!(
    /// A person who signs in, written `usr-1`.
    UserId, "usr"
);
id!(
    /// A signing request for the CA of others, written `csr-2`.
    RequestId, "csr"
);
id!(
    /// Long work, written `job-5`.
    JobId, "job"
);
id!(
    /// A place where CRLs and authorities' certificates are published, written `tgt-4`.
    TargetId, "tgt"
);
