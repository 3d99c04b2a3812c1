//! Watching what others issued: whether whoever issued a certificate of the inventory revoked it, asked again and again.
//!
//! A certificate is `enrolled` once, if others issued it and it says where its status is told. When it is due (`plan`),
//! its responder is asked, else its CRL, which is fetched once for all whom it is about (`asking`, `crls`); what comes is
//! held to who may say so (`question`) and kept with when it is asked again (`note`). Hosts are asked no more often than
//! is set, and left alone for a while when they do not answer (`pace`). Addresses stand in certificates, so that nothing
//! inside is asked unless somebody named the host (`address`).

mod address;
mod asking;
mod crls;
mod enrol;
mod note;
mod pace;
mod plan;
mod rounds;
mod settings;
mod view;

pub(super) use address::may_be_inside;
pub(crate) use rounds::keep_watching;
pub use settings::WatchSettings;
pub(super) use settings::stored;
pub(crate) use view::watched_view;
pub use view::{WatchReport, WatchedCertificate, WatchedStatus, Watching};
