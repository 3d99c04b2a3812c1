//! A client that is made when something is first fetched: most who may fetch never do, and it costs memory and a thread.

use crate::Fetcher;
use chancery_engine::{FetchError, FetchRequest, Fetching};
use std::sync::{Arc, Mutex, PoisonError};

/// Makes its [`Fetcher`] when it is first needed, and tries again where that failed.
#[derive(Debug, Default)]
pub struct FetcherWhenNeeded(Mutex<Option<Arc<Fetcher>>>);

impl FetcherWhenNeeded {
    /// The client, made by `make` if there is none yet.
    fn fetcher(&self, make: impl FnOnce() -> std::io::Result<Fetcher>) -> Result<Arc<Fetcher>, FetchError> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fetcher) = made.as_ref() {
            return Ok(Arc::clone(fetcher));
        }
        let fetcher = make().map_err(|error| FetchError::Answer(format!("Nothing can be fetched here: {error}.")))?;
        Ok(Arc::clone(made.insert(Arc::new(fetcher))))
    }
}

impl Fetching for FetcherWhenNeeded {
    fn fetch(&self, request: FetchRequest<'_>) -> Result<Vec<u8>, FetchError> {
        self.fetcher(Fetcher::new)?.fetch(request)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Fetcher, FetcherWhenNeeded};
    use std::sync::Arc;

    #[test]
    fn a_client_that_could_not_be_made_is_made_the_next_time_and_then_kept() {
        let needed = FetcherWhenNeeded::default();
        assert!(needed.fetcher(|| Err(std::io::Error::other("no threads"))).is_err());
        let made = needed.fetcher(Fetcher::new).unwrap();
        assert!(Arc::ptr_eq(&made, &needed.fetcher(|| unreachable!("it is kept")).unwrap()));
    }
}
