//! The encrypted database of a vault: open, migrate, and one file per table.
//!
//! Owns every line of SQL, the SQLCipher connections, the one writer that commits groups of waiting
//! writes together, the readers, and the hash chain of the audit log. Knows nothing of X.509 encodings
//! (it stores bytes and the facts it is given about them), of permissions, or of how keys are sealed.
//!
//! Several processes may have one database open. Writes take turns in the database itself, and nothing
//! that another process may change is kept past a transaction; what is written once and never changed may be (`memory`).

mod audit;
mod authorities;
mod certificates;
mod connection;
mod crl_shards;
mod crls;
mod error;
mod integrity;
mod jobs;
mod known;
mod memory;
mod migrations;
mod observer;
mod private_keys;
mod profiles;
mod publication_targets;
mod requests;
mod responders;
mod revocation_ends;
mod revocation_log;
mod revocations;
mod settings;
mod store;
mod successions;
mod terms;
mod transaction;
mod trust_stores;
mod upgrade;
mod users;
mod values;
mod vault;
mod watched_crls;
mod watched_status;
mod writer;

pub use audit::{
    AuditEvent, AuditFilter, AuditHead, AuditLog, AuditPage, AuditRecord, ChainBreak, ChainReport, ExportReport,
    HeadSigner, verify_export,
};
pub use authorities::{AuthorityRow, NewAuthority};
pub use certificates::{
    AuthorityCount, CertificateFilter, CertificateListRow, CertificateName, CertificateRow, Count, Cursor,
    DashboardNumbers, EnvironmentCount, ExpiryWeek, Facets, Findings, Foreign, LATELY, Lifespan, ListQuery, MAX_PAGE,
    Metadata, NewCertificate, OnHold, Page, Revocable, Sort, SortBy, Unlinted, ValueCount,
};
pub use connection::BUSY_TIMEOUT;
pub use crl_shards::CrlShardRow;
pub use crls::{CrlFrame, CrlRow, NewCrl};
pub use error::{Result, StoreError};
pub use integrity::IntegrityReport;
pub use jobs::{
    ItemKey, ItemOutcome, ItemRow, ItemState, JobEnd, JobLogLine, JobProgress, JobRow, LogLevel, NewItem, NewJob,
    Standing,
};
pub use observer::{DataVersion, Observer};
pub use private_keys::{KeyProtection, NewPrivateKey, PrivateKeyId, PrivateKeyRow};
pub use profiles::{ProfileId, ProfileRow, ProfileVersionRow};
pub use publication_targets::{NewTarget, PublicationKey, PublicationRow, Published, TargetRow, TargetUpdate};
pub use requests::{NewRequest, RequestRow};
pub use responders::RespondersMark;
pub use revocation_log::{Leaving, LoggedChange, LoggedRevocation, RevocationExtent, RevocationLog};
pub use revocations::RevocationRow;
pub use store::{DatabaseKey, Store};
pub use successions::{MAX_EARLIER, Succession};
pub use transaction::{ReadTransaction, WriteTransaction};
pub use trust_stores::TrustStoreRow;
pub use upgrade::{Upgrade, UpgradeWatch};
pub use users::UserRow;
pub use watched_status::{DuePlace, WatchedRow};
