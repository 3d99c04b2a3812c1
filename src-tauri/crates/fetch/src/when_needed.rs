//! A client that is made when something is first fetched: most who may fetch never do, and it costs memory and a thread.

use crate::Fetcher;
use chancery_engine::{FetchError, FetchRequest, Fetching};
use std::sync::OnceLock;

/// Makes its [`Fetcher`] when it is first needed.
#[derive(Debug, Default)]
pub struct FetcherWhenNeeded(OnceLock<Result<Fetcher, String>>);

impl Fetching for FetcherWhenNeeded {
    fn fetch(&self, request: FetchRequest<'_>) -> Result<Vec<u8>, FetchError> {
        match self.0.get_or_init(|| Fetcher::new().map_err(|error| error.to_string())) {
            Ok(fetcher) => fetcher.fetch(request),
            Err(error) => Err(FetchError::Answer(format!("Nothing can be fetched here: {error}."))),
        }
    }
}
