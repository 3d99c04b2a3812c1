//! Certificates of the inventory: drafting, issuing, showing, revoking, moving in and out.

mod adopt;
mod chain;
mod claim;
mod collection;
mod comparison;
mod dependents;
mod draft;
mod duplicates;
mod export;
mod export_job;
mod export_many;
mod facts;
mod import;
mod import_many;
mod issue;
mod issuer;
mod list;
mod metadata;
mod names;
mod preview;
mod records;
mod release_many;
mod requests;
mod revoke;
mod revoke_many;
mod selection;
mod show;
mod standing;
mod submissions;
mod table;
mod tags;
mod undo;
mod view;

pub(crate) use adopt::expect_earlier;
pub(crate) use chain::{certificates_above, chain_of, issuer_certificate};
pub(crate) use claim::claim_revocation;
pub(crate) use draft::{CertifiedKey, Draft, Renewed, duplicates_under};
pub(crate) use export::export_subject_of_authority;
pub(crate) use export_job::Exports;
pub(crate) use facts::new_certificate;
pub(crate) use import::{Incoming, take_in_chain};
pub(crate) use import_many::{Imports, Parked};
pub(crate) use issue::{Issuing, Signed, Used, keep, lifecycle_of, refuse_unusable_authority, still_usable};
pub(crate) use list::stored_filter;
pub(crate) use metadata::Edits;
pub(crate) use metadata::checked as checked_metadata;
pub use metadata::{Change, MetadataChange, MetadataReport};
pub(crate) use names::TypedNames;
pub(crate) use preview::preview_of;
pub use records::Records;
pub(crate) use release_many::Releases;
pub use requests::{
    BulkExport, BulkFormat, ComparedField, CsrComparison, ExportRequest, ExportedFile, FailedItem, ImportFailure,
    ImportReport, IssueRequest, KeyChoice, Preview, PreviewedExtension, Release, ReleasePreview, ReleaseReport,
    RequestedBy, RevocationAuthority, RevocationDependents, RevocationPreview, RevocationReport, RevokedCrl,
};
pub(crate) use revoke::revoke_superseded;
pub(crate) use revoke_many::Revocations;
pub(crate) use selection::ids_of;
pub(crate) use show::certificate_by_reference;
pub(crate) use standing::LastStanding;
pub(crate) use submissions::Submissions;
pub use table::TableColumn;
pub use tags::TagChange;
pub(crate) use tags::checked_tags;
pub(crate) use undo::ReplacedMetadata;
pub use view::{
    CertificateDetail, CertificateFilter, CertificatePage, CertificateQuery, CertificateRow, ChainLink, Count,
    ExtensionText, Facet, Facets, Finding, FindingFacet, FoundNameView, Metadata, RevocationView, Selection, Severity,
    SortBy, SortOrder, Urgency,
};
