//! What the engine asks of whoever can put something at another place.

use super::address::Place;
use super::credential::Credential;
use crate::EngineError;
use chrono::{DateTime, Utc};
use std::fmt;

/// Puts things at places. A host hands one in; it proves who is at the other end, and bounds how long and how much.
pub trait Publishing: fmt::Debug + Send + Sync {
    /// Puts an object there, whole or not at all, and reads it back in the same way.
    fn put(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError>;

    /// Looks whether this object stands there still, in the same way as it was put.
    fn look(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError>;

    /// Finds out whether something could be put there under this name: writes a few octets, reads them back and takes
    /// them away. In a directory it looks whether it is let in and touches nothing.
    fn test(&self, access: &Access<'_>, name: &str) -> Result<(), PublishError>;

    /// Fetches what everybody is given at this address, no more than so many octets.
    fn fetch(&self, url: &str, trust: Option<&str>, at_most: usize) -> Result<Vec<u8>, PublishError>;
}

/// A place with what opens it.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    pub place: &'a Place,
    /// Who is let in: a person, an access key, the name of an entry.
    pub user: Option<&'a str>,
    pub credential: &'a Credential,
    /// Certificates in PEM that are believed besides the system's.
    pub trust: Option<&'a str>,
    /// Whether an object that was put is read back over the same way. Not where it is looked at as everybody gets it.
    pub read_back: bool,
    /// What time it is: requests that are signed say so.
    pub now: DateTime<Utc>,
}

/// Something to be put in its place.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// The name of a file, or the distinguished name of an entry of a directory.
    pub name: &'a str,
    /// What it is in a directory.
    pub attribute: Option<DirectoryAttribute>,
    /// RFC 2585 §3 and §4.
    pub media_type: &'static str,
    pub content: &'a [u8],
}

/// An attribute of an entry of a directory (RFC 4523 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DirectoryAttribute {
    pub name: &'static str,
    pub of: EntryKind,
}

/// Whose entry it is (RFC 4523 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// An authority's, of class `pkiCA`.
    Authority,
    /// That of one CRL among several of an authority, below the authority's own, of class `cRLDistributionPoint`.
    DistributionPoint,
}

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishFailure {
    /// Nobody answers, or whoever does is not who it should be.
    Unreachable,
    /// There, and it does not let us in.
    Refused,
    /// Nobody said yet which key the server has.
    UnknownHostKey,
    /// The server has another key than it was said to have.
    ChangedHostKey,
    /// This one thing could not be put there.
    NotPut,
    /// Something else stands there than what was put.
    Different,
}

/// Why something does not stand where it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PublishError {
    pub failure: PublishFailure,
    /// A sentence for a person; carries no secret.
    pub message: String,
    /// The key that an SFTP server showed of which nobody said yet that it is the right one.
    pub host_key: Option<String>,
}

impl PublishError {
    /// An error with this sentence.
    pub fn new(failure: PublishFailure, message: impl Into<String>) -> Self {
        Self { failure, message: message.into(), host_key: None }
    }

    /// Whether the next thing would fail alike.
    pub(super) fn is_of_the_target(&self) -> bool {
        !matches!(self.failure, PublishFailure::NotPut | PublishFailure::Different)
    }
}

impl From<PublishError> for EngineError {
    fn from(error: PublishError) -> Self {
        let (code, field) = match error.failure {
            PublishFailure::Unreachable => ("target_unreachable", Some("address")),
            PublishFailure::Refused => ("target_refused", None),
            PublishFailure::UnknownHostKey => ("host_key_unknown", Some("hostKey")),
            PublishFailure::ChangedHostKey => ("host_key_changed", Some("hostKey")),
            PublishFailure::NotPut => ("not_published", None),
            PublishFailure::Different => ("not_verified", None),
        };
        let shown = Self::new(code, error.message);
        match field {
            Some(field) => shown.at(field),
            None => shown,
        }
    }
}
