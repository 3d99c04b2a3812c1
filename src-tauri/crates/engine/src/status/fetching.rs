//! What the engine asks of whoever can reach others over HTTP.

use crate::EngineError;

/// Fetches what others offer. A host hands one in; it bounds how long, how much and, unless a person named the address,
/// from where.
pub trait Fetching: std::fmt::Debug + Send + Sync {
    /// The whole body of the answer.
    fn fetch(&self, request: FetchRequest<'_>) -> Result<Vec<u8>, FetchError>;
}

/// What is fetched.
#[derive(Debug, Clone, Copy)]
pub struct FetchRequest<'a> {
    pub url: &'a str,
    /// What is posted, with its media type; got without.
    pub body: Option<(&'a str, &'a [u8])>,
    /// Octets that are taken.
    pub at_most: usize,
    /// Whether a person named the address: it may lead inside then.
    pub named_by_a_person: bool,
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It is none that can be fetched from.
    #[error("{0}")]
    Address(String),
    /// It is where nobody asks because a certificate says so.
    #[error("{0}")]
    Inside(String),
    #[error("{0}")]
    Answer(String),
}

impl From<FetchError> for EngineError {
    fn from(error: FetchError) -> Self {
        let code = match error {
            FetchError::Address(_) => "invalid_address",
            FetchError::Inside(_) => "address_inside",
            FetchError::Answer(_) => "not_fetched",
        };
        Self::new(code, error.to_string())
    }
}
