//! Who answers for each authority whether its certificates are revoked: the certificate that is used now. Earlier ones
//! stay in the inventory.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use chancery_domain::{AuthorityId, CertificateId};
use rusqlite::OptionalExtension as _;

pub(crate) const V4: &str = "
    CREATE TABLE responders (
        authority_id INTEGER PRIMARY KEY REFERENCES authorities (id),
        certificate_id INTEGER NOT NULL REFERENCES certificates (id)
    ) STRICT;
";

/// What says at little cost whether there are other authorities or responders than there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RespondersMark(i64, i64, i64);

impl ReadTransaction<'_> {
    /// The certificate that answers for an authority.
    pub fn responder(&self, authority: AuthorityId) -> Result<Option<CertificateId>> {
        let mut statement = self.prepare("SELECT certificate_id FROM responders WHERE authority_id = ?1")?;
        Ok(statement.query_row([authority.row()], |row| Ok(CertificateId::from_row(row.get(0)?))).optional()?)
    }

    /// Another mark means that authorities, their certificates or responders are others than they were.
    pub fn responders_mark(&self) -> Result<RespondersMark> {
        let mut statement = self.prepare(
            "SELECT (SELECT count(*) FROM authorities), (SELECT coalesce(sum(certificate_id), 0) FROM authorities),
                (SELECT coalesce(sum(certificate_id), 0) FROM responders)",
        )?;
        Ok(statement.query_row([], |row| Ok(RespondersMark(row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }
}

impl WriteTransaction<'_> {
    /// Lets a certificate answer for an authority from now on.
    pub fn set_responder(&self, authority: AuthorityId, certificate: CertificateId) -> Result<()> {
        self.prepare("REPLACE INTO responders (authority_id, certificate_id) VALUES (?1, ?2)")?
            .execute((authority.row(), certificate.row()))?;
        Ok(())
    }
}
