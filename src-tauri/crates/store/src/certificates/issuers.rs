//! Certificates by who issued them, as long as that is nobody here.

use crate::error::Result;
use crate::transaction::ReadTransaction;
use chancery_domain::CertificateId;

pub(super) const V1: &str = "
    -- An authority that comes later finds what it issued before.
    CREATE INDEX certificates_by_foreign_issuer ON certificates (issuer) WHERE authority_id IS NULL;
";

impl ReadTransaction<'_> {
    /// Certificates with this issuer (RFC 4514 text) that belong to no authority of this vault, roots among them: by
    /// id, those after `after`.
    pub fn certificates_with_foreign_issuer(
        &self,
        issuer: &str,
        after: Option<CertificateId>,
        limit: usize,
    ) -> Result<Vec<CertificateId>> {
        let mut statement = self.prepare(
            "SELECT id FROM certificates WHERE issuer = ?1 AND authority_id IS NULL AND id > ?2 ORDER BY id LIMIT ?3",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((issuer, after.map_or(0, CertificateId::row), limit), |row| row.get(0))?;
        Ok(rows.map(|id| id.map(CertificateId::from_row)).collect::<rusqlite::Result<_>>()?)
    }
}
