//! What the world is told about revocations: answers (OCSP), CRLs and authorities' certificates, as a service that goes on
//! while the vault is locked.
//!
//! The [service](StatusService) holds a view of the database that only reads, and the keys of responders, which can sign
//! answers and nothing else, and of one certificate that was chosen for TLS. The keys of authorities it never has: what only
//! they can do, a new CRL or the next responder, waits until the vault is open.

mod answers;
mod directory;
mod fetching;
mod files;
mod health;
mod limits;
mod proxies;
mod question;
mod responders;
mod rhythm;
mod service;
mod settings;
mod tally;
mod tls;
mod watching;

pub use fetching::{FetchError, FetchRequest, Fetching};
pub use files::{PublishedFile, PublishedKind};
pub use health::{AuthorityStatus, ResponderStanding, StatusHealth};
pub use limits::StatusLimits;
pub use proxies::Network;
pub use question::{OcspQuery, StatusAnswer, StatusSaid, StatusSource, ask_responder, status_of_file};
pub use rhythm::StatusPace;
pub use service::{OcspReply, StatusService};
pub use settings::{StatusSettings, StatusView};
pub use tally::{AnsweredStatus, LatestAnswer, StatusTally};
pub use tls::TlsStatus;
pub(crate) use tls::{OwnCertificate, own_certificate};
pub use watching::{WatchReport, WatchSettings, WatchedCertificate, WatchedStatus, Watching};
pub(crate) use watching::{keep_watching, watched_view};
