//! Fetches what others offer over HTTP: OCSP answers and CRLs whose addresses stand in certificates.
//!
//! An address in a certificate is what whoever made it wanted it to be. So nothing is asked that could be inside: this
//! computer, private networks, what is next to it (RFC 1918, RFC 6890), unless somebody named the address; redirects, sizes
//! and times are bounded. Owns connections and those bounds; what is asked and what the answer means is the engine's.

mod bounded;
mod fetcher;
mod guard;
mod when_needed;

pub use bounded::bounded;
pub use fetcher::Fetcher;
pub use when_needed::FetcherWhenNeeded;
