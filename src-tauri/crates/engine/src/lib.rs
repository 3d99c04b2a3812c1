//! The use cases of Chancery: what a person can do with a vault, whoever asks.
//!
//! Owns permission checks, audit events, policy, the clock and the session. Every use case takes an
//! [`Actor`], asks for one [`Permission`](chancery_domain::Permission), does its work and appends its
//! audit event in one transaction. Owns no SQL (`chancery-store`), no encoding (`chancery-pki`), no key
//! derivation (`chancery-keychain`) and no way of talking to people: windows, commands and routes are hosts.

mod actor;
mod audit;
mod authorities;
mod batch;
mod certificates;
mod clock;
mod codes;
mod console;
mod convert;
mod crl;
mod dashboard;
mod edited;
mod error;
mod files;
mod inspect;
mod jobs;
mod keychain_probe;
mod lint;
mod profiles;
mod publishing;
mod renewal;
mod requests;
mod secret;
mod status;
mod tables;
mod trust;
mod vault;
mod zip;

pub use actor::{Actor, Host};
pub use audit::{
    AUDIT_ACTIONS, AuditAnchorPlace, AuditDetail, AuditEvent, AuditOutcome, AuditPage, AuditQuery, AuditVerdict,
    verify_export_file,
};
pub use authorities::{
    AuthorityDetail, AuthorityFiles, AuthoritySettings, AuthoritySummary, CreateAuthority, FoundHierarchy,
    ImportAuthority, KeyState, NameConstraintsView, RevokedBefore, RevokedSerial,
};
pub use batch::{
    BatchCheck, BatchContents, BatchFault, BatchFiles, BatchOutcome, BatchRequest, BatchRowView, BatchTemplate,
    BatchWarning,
};
pub use certificates::{
    BulkExport, BulkFormat, CertificateDetail, CertificateFilter, CertificatePage, CertificateQuery, CertificateRow,
    ChainLink, Change, ComparedField, Count, CsrComparison, ExportRequest, ExportedFile, ExtensionText, Facet, Facets,
    FailedItem, Finding, FindingFacet, FoundNameView, ImportFailure, ImportReport, IssueRequest, KeyChoice, Metadata,
    MetadataChange, MetadataReport, Preview, PreviewedExtension, Records, Release, ReleasePreview, ReleaseReport,
    RequestedBy, RevocationAuthority, RevocationDependents, RevocationPreview, RevocationReport, RevocationView,
    RevokedCrl, Selection, Severity, SortBy, SortOrder, TableColumn, TagChange, Urgency,
};
pub use clock::{Clock, SystemClock};
pub use console::{Console, ConsoleState, DEMO_MARK, Phase};
pub use convert::{Conversion, ConversionSource, ExportFormat, convert, file_stem};
pub use crl::{CrlDetail, CrlEntry, CrlFormat, CrlOverview, CrlShardView, CrlState, CrlSummary, CurrentCrl};
pub use dashboard::{AuditHealth, Dashboard, Health, HealthCrl, HealthJobs, Need, NeedAction, Tally, Week};
pub use error::{EngineError, Result};
pub use inspect::{ConvertRequest, Inspected, InspectedKind, SummaryLine, inspect_file};
pub use jobs::{JobCount, JobCountOf, JobDetail, JobFailure, JobKind, JobLogLine, JobPage, JobView, LogLevel, Started};
pub use keychain_probe::KeychainState;
pub use lint::{
    InventoryFinding, InventoryLint, LintFinding, LintReport, LintRule, LintSeverity, lint_file, lint_rules,
};
pub use profiles::{
    Pins, ProfileComparison, ProfileDetail, ProfileHints, ProfileNamesRule, ProfilePreview, ProfileReference,
    ProfileVersionView, ProfileView,
};
pub use publishing::{
    Access, Credential, DirectoryAttribute, EntryKind, LdapTls, NewTarget, Object, Place, Publication,
    PublicationState, PublishError, PublishFailure, PublishReport, PublishRequest, Publishing, Target, TargetChange,
    TargetKind, TargetSettings, TargetTrial,
};
pub use renewal::{
    Blackout, ByHand, ByHandReason, DayBlackout, ForecastLine, RenewRequest, RenewalAhead, RenewalCalendar,
    RenewalChanges, RenewalDay, RenewalForecast, RenewalSchedule, RenewalsOfDay, ScheduleChange, ScheduleView,
    SuccessionView,
};
pub use requests::{
    ComparedItem, CreateRequest, ReadRequest, RequestDetail, RequestFormat, RequestPage, RequestRow, SignReport,
    SignRequests, SignedRequest,
};
pub use secret::SecretText;
pub use status::{
    AnsweredStatus, AuthorityStatus, FetchError, FetchRequest, Fetching, LatestAnswer, Network, OcspQuery, OcspReply,
    PublishedFile, PublishedKind, ResponderStanding, StatusAnswer, StatusHealth, StatusLimits, StatusPace, StatusSaid,
    StatusService, StatusSettings, StatusSource, StatusTally, StatusView, TlsStatus, WatchReport, WatchSettings,
    WatchedCertificate, WatchedStatus, Watching, ask_responder, status_of_file,
};
pub use tables::{ListedTable, TableExport, TableFormat};
pub use trust::{
    TrustLink, TrustOutcome, TrustPath, TrustStep, TrustStore, TrustSubject, TrustVerdict, VerifyRequest, verify_files,
};
pub use vault::{
    AddUser, CreateVault, IntegrityReport, OpenMethod, OpenVault, Session, Settings, Slot, SlotKind, User, Vault,
    VaultCreated, VaultOptions, VaultUpgrade,
};
