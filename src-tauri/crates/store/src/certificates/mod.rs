//! The inventory: every certificate that was issued or imported.
//!
//! Rows are found in four ways: by id and by single values (`sought`, `lookups`), by everything that is filtered,
//! sorted or counted on (`facts`: the same values once more, column by column in compact blocks, so that any filter over
//! a million rows reads a few megabytes and any number on a dashboard is counted by the code that makes the list behind
//! it), by text (`search`), and in order of name (`names`), the last two from texts put short (`texts`, `chapters`).

mod chapters;
mod cursor;
mod dashboard;
mod facets;
mod facts;
mod filter;
mod findings;
mod foreign;
mod grams;
mod insert;
mod issuers;
mod key_lookups;
mod lookups;
mod metadata;
mod names;
mod notes;
mod numbers;
mod order;
mod page;
mod pieces;
mod rank;
mod revocable;
mod revoked_elsewhere;
mod row;
mod scan;
mod search;
mod selection;
mod sought;
mod tags;
mod text;
mod texts;

pub(crate) use chapters::NameOrder;
pub use cursor::Cursor;
pub use dashboard::{AuthorityCount, DashboardNumbers, EnvironmentCount, ExpiryWeek, LATELY, ValueCount};
pub use facets::Facets;
pub(crate) use facts::{Packed, refresh_traits};
pub use filter::{CertificateFilter, Lifespan};
pub use findings::{Findings, Unlinted};
pub use foreign::Foreign;
pub use insert::NewCertificate;
pub(crate) use key_lookups::{NewestKey, after_private_key, forget_private_key};
pub(crate) use lookups::enter_what_indexes_had;
pub use metadata::Metadata;
pub(crate) use numbers::Numbers;
pub use page::{Count, ListQuery, MAX_PAGE, Page, Sort, SortBy};
pub(crate) use pieces::Texts;
pub use revocable::{OnHold, Revocable};
pub(crate) use row::move_names_into_rows;
pub use row::{CertificateListRow, CertificateName, CertificateRow};
pub(crate) use sought::Newest;

use crate::error::Result;
use crate::transaction::ReadTransaction;

pub(crate) const V1: &[&str] = &[
    "
    CREATE TABLE certificates (
        -- None is ever deleted, so that no id is given twice.
        id INTEGER PRIMARY KEY,
        origin INTEGER NOT NULL,
        lifecycle INTEGER NOT NULL DEFAULT 0,
        authority_id INTEGER REFERENCES authorities (id),
        profile_id INTEGER REFERENCES terms (id),
        label TEXT NOT NULL,
        subject TEXT NOT NULL,
        issuer_label TEXT NOT NULL,
        issuer TEXT NOT NULL,
        serial BLOB NOT NULL,
        fingerprint BLOB NOT NULL,
        not_before INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        key_algorithm_id INTEGER NOT NULL REFERENCES terms (id),
        key_bits INTEGER NOT NULL,
        spki_sha256 BLOB NOT NULL,
        is_ca INTEGER NOT NULL,
        owner_id INTEGER REFERENCES terms (id),
        environment INTEGER,
        notes TEXT,
        source TEXT,
        names_digest BLOB,
        key_id INTEGER REFERENCES private_keys (id),
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX certificates_by_label ON certificates (label COLLATE NOCASE);
    CREATE INDEX certificates_by_public_key ON certificates (spki_sha256);
    -- Chains are built by the issuer's name.
    CREATE INDEX certificates_by_subject ON certificates (subject) WHERE is_ca;

    CREATE TABLE certificate_der (
        certificate_id INTEGER PRIMARY KEY REFERENCES certificates (id),
        der BLOB NOT NULL
    ) STRICT;

    CREATE TABLE certificate_names (
        certificate_id INTEGER NOT NULL REFERENCES certificates (id),
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (certificate_id, position)
    ) STRICT, WITHOUT ROWID;
",
    issuers::V1,
    lookups::V1,
    "
    CREATE TABLE certificate_facts (
        -- column × 2^40 + block
        key INTEGER PRIMARY KEY,
        low INTEGER NOT NULL,
        high INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT;
",
    texts::V1,
    chapters::V1,
    notes::V1,
];

pub(crate) const V2: &[&str] = &[
    findings::V2,
    tags::V2,
    "
    -- Which version of its profile made it; null for those of before there were versions, which the first made.
    ALTER TABLE certificates ADD COLUMN profile_version INTEGER;
",
];

pub(crate) const V3: &[&str] = &[
    lookups::V3,
    findings::V3,
    "
    -- The subject alternative names, in the certificate's own order.
    ALTER TABLE certificates ADD COLUMN names TEXT;
",
];

impl ReadTransaction<'_> {
    /// Compares all that certificates are found by with the certificates themselves.
    pub(crate) fn check_inventory(&self, mut problem: impl FnMut(String)) -> Result<()> {
        self.check_encodings(&mut problem)?;
        self.check_facts(&mut problem)?;
        self.check_lookups(&mut problem)?;
        self.check_texts(&mut problem)?;
        self.check_chapters(&mut problem)?;
        self.check_notes(&mut problem)?;
        self.check_findings(&mut problem)
    }
}
