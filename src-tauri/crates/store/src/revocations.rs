//! Revocations in force, by serial number. How they came about is in the [log](crate::revocation_log).

use crate::error::{Result, StoreError};
use crate::revocation_ends;
use crate::revocation_log::{self, RevocationExtent, RevocationLog};
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::{Moment, SerialOctets, Word};
use chancery_domain::{AuthorityId, CertificateId, CrlKind, Lifecycle, RevocationReason, SerialNumber};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

pub(crate) const V1: &str = "
    CREATE TABLE revocations (
        authority_id INTEGER NOT NULL REFERENCES authorities (id),
        serial BLOB NOT NULL,
        certificate_id INTEGER UNIQUE REFERENCES certificates (id),
        revoked_at INTEGER NOT NULL,
        reason INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (authority_id, serial)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX revocations_without_certificate ON revocations (authority_id, serial) WHERE certificate_id IS NULL;
";

pub(crate) const V5: &str = "
    -- Where it stands in the log of its shard, of a certificate that has one.
    ALTER TABLE revocations ADD COLUMN shard INTEGER;
    ALTER TABLE revocations ADD COLUMN shard_position INTEGER;
";

/// Whether something urgent came is asked every few seconds: found at once, however much else was revoked since.
pub(crate) const V8: &str = "
    CREATE INDEX revocations_for_compromise ON revocations (authority_id, position) WHERE reason IN (1, 2);
";

/// The reasons as the index has them.
const COMPROMISED_SINCE: &str = "
    SELECT EXISTS (SELECT 1 FROM revocations WHERE authority_id = ?1 AND position >= ?2 AND reason IN (1, 2))";

const COLUMNS: &str = "authority_id, serial, certificate_id, revoked_at, reason";

/// A revocation (RFC 5280 §5.1.2.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationRow {
    pub authority: AuthorityId,
    pub serial: SerialNumber,
    /// None when the authority revoked it before it came here and the certificate did not come along.
    pub certificate: Option<CertificateId>,
    pub revoked_at: DateTime<Utc>,
    pub reason: RevocationReason,
}

fn read(row: &Row<'_>) -> rusqlite::Result<RevocationRow> {
    Ok(RevocationRow {
        authority: AuthorityId::from_row(row.get(0)?),
        serial: row.get::<_, SerialOctets>(1)?.0,
        certificate: row.get::<_, Option<i64>>(2)?.map(CertificateId::from_row),
        revoked_at: row.get::<_, Moment>(3)?.0,
        reason: row.get::<_, Word<RevocationReason>>(4)?.0,
    })
}

/// Where a revocation stands in the logs.
#[derive(Clone, Copy)]
struct Logged {
    position: i64,
    shard: Option<(u32, i64)>,
}

fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let (shard, position): (Option<u32>, Option<i64>) = (row.get(1)?, row.get(2)?);
    Ok(Logged { position: row.get(0)?, shard: shard.zip(position) })
}

impl ReadTransaction<'_> {
    /// The revocation of a certificate, if it is revoked or on hold.
    pub fn revocation(&self, certificate: CertificateId) -> Result<Option<RevocationRow>> {
        let mut statement = self.prepare(&format!("SELECT {COLUMNS} FROM revocations WHERE certificate_id = ?1"))?;
        Ok(statement.query_row([certificate.row()], read).optional()?)
    }

    /// Where the revocation of a certificate stands in its authority's log, if it is revoked or on hold. No other one ever
    /// stands there.
    pub fn revocation_place(&self, certificate: CertificateId) -> Result<Option<(AuthorityId, u64)>> {
        let mut statement = self.prepare("SELECT authority_id, position FROM revocations WHERE certificate_id = ?1")?;
        let place = |row: &Row<'_>| Ok((AuthorityId::from_row(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs()));
        Ok(statement.query_row([certificate.row()], place).optional()?)
    }

    /// The revocation of what an authority issued with this serial number, if it is revoked or on hold.
    pub fn revocation_of(&self, authority: AuthorityId, serial: &SerialNumber) -> Result<Option<RevocationRow>> {
        let mut statement =
            self.prepare(&format!("SELECT {COLUMNS} FROM revocations WHERE authority_id = ?1 AND serial = ?2"))?;
        Ok(statement.query_row((authority.row(), serial.content_octets()), read).optional()?)
    }

    /// Whether something is revoked for a compromise that was not yet when the authority's log went to `since`.
    pub fn is_compromised_since(&self, authority: AuthorityId, since: RevocationExtent) -> Result<bool> {
        let mut statement = self.prepare(COMPROMISED_SINCE)?;
        Ok(statement.query_row((authority.row(), since.logged), |row| row.get(0))?)
    }

    /// The number of the first CRL that says that this certificate is revoked; `None` as long as none does.
    pub fn first_crl_with(&self, certificate: CertificateId) -> Result<Option<u64>> {
        let mut statement = self.prepare(
            "SELECT min(number) FROM revocations JOIN crls USING (authority_id)
             WHERE certificate_id = ?1
                AND (kind IN (?2, ?3) AND logged > position OR kind = shard AND logged > shard_position)",
        )?;
        let kinds = (CrlKind::Full.code(), CrlKind::Delta.code());
        let number: Option<i64> = statement.query_row((certificate.row(), kinds.0, kinds.1), |row| row.get(0))?;
        Ok(number.map(i64::unsigned_abs))
    }

    /// How many revocations of an authority are of certificates that are not in the inventory: known by their serial
    /// numbers alone.
    pub fn count_revocations_without_certificate(&self, authority: AuthorityId) -> Result<u64> {
        let mut statement =
            self.prepare("SELECT count(*) FROM revocations WHERE authority_id = ?1 AND certificate_id IS NULL")?;
        let count: i64 = statement.query_row([authority.row()], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// The first of them, by serial number.
    pub fn revocations_without_certificate(&self, authority: AuthorityId, limit: u32) -> Result<Vec<RevocationRow>> {
        let mut statement = self.prepare(&format!(
            "SELECT {COLUMNS} FROM revocations WHERE authority_id = ?1 AND certificate_id IS NULL ORDER BY serial LIMIT ?2"
        ))?;
        let rows = statement.query_map((authority.row(), limit), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Compares what is in force with what the log says is, and with what was decided about the certificates.
    pub(crate) fn check_revocations(&self, mut problem: impl FnMut(String)) -> Result<()> {
        self.check_lifecycles(&mut problem)?;
        let mut same = self.prepare(
            "SELECT EXISTS (SELECT 1 FROM revocations
                            WHERE authority_id = ?1 AND serial = ?2 AND revoked_at = ?3 AND reason = ?4
                                AND position = ?5)",
        )?;
        let mut count = self.prepare("SELECT count(*) FROM revocations WHERE authority_id = ?1")?;
        for authority in self.authorities()? {
            let (id, name) = (authority.id, authority.name);
            let extent = self.revocation_extent(id)?;
            self.for_each_in_force(id.into(), extent, |position, entry| {
                let values = (id.row(), entry.serial, Moment(entry.revoked_at), Word(entry.reason), position);
                if !same.query_row(values, |row| row.get::<_, bool>(0))? {
                    problem(format!("A revocation by “{name}” is in its log and not in force."));
                }
                Ok(())
            })?;
            let in_force: i64 = count.query_row([id.row()], |row| row.get(0))?;
            if in_force.unsigned_abs() != extent.entries() {
                problem(format!("“{name}” has {in_force} revocations in force, and {} in its log.", extent.entries()));
            }
            self.check_shards(id, |of| problem(format!("“{name}”: {of}")))?;
        }
        Ok(())
    }

    /// What is in force of the certificates of a shard is in its log, and nothing else.
    fn check_shards(&self, id: AuthorityId, mut problem: impl FnMut(String)) -> Result<()> {
        let mut same = self.prepare(
            "SELECT EXISTS (SELECT 1 FROM revocations WHERE authority_id = ?1 AND serial = ?2 AND reason = ?3
                            AND shard = ?4 AND shard_position = ?5)",
        )?;
        let mut count = self.prepare("SELECT count(*) FROM revocations WHERE authority_id = ?1 AND shard = ?2")?;
        for shard in self.crl_shards(id)? {
            let log = RevocationLog::of_shard(id, shard.number);
            let extent = self.revocation_extent(log)?;
            let mut strange = 0;
            self.for_each_in_force(log, extent, |position, entry| {
                let values = (id.row(), entry.serial, Word(entry.reason), shard.number, position);
                strange += u64::from(!same.query_row(values, |row| row.get::<_, bool>(0))?);
                Ok(())
            })?;
            let in_force: i64 = count.query_row((id.row(), shard.number), |row| row.get(0))?;
            if strange > 0 || in_force.unsigned_abs() != extent.entries() || shard.extent != extent {
                problem(format!("What is revoked in shard {} is not what its log says.", shard.number));
            }
        }
        Ok(())
    }

    /// A certificate is revoked or on hold where a revocation of its own number by its own authority is in force, and
    /// nowhere else.
    fn check_lifecycles(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let differ: bool = self
            .prepare(
                "SELECT EXISTS (SELECT 1 FROM certificates LEFT JOIN revocations ON certificate_id = certificates.id
                 WHERE lifecycle <> CASE WHEN reason IS NULL THEN ?1 WHEN reason = ?2 THEN ?3 ELSE ?4 END
                    OR reason IS NOT NULL AND (certificates.serial, certificates.authority_id)
                        IS NOT (revocations.serial, revocations.authority_id))",
            )?
            .query_row(
                (
                    Word(Lifecycle::Active),
                    Word(RevocationReason::CertificateHold),
                    Word(Lifecycle::OnHold),
                    Word(Lifecycle::Revoked),
                ),
                |row| row.get(0),
            )?;
        if differ {
            problem("Certificates are called revoked, on hold or neither against what is in force.".to_owned());
        }
        Ok(())
    }
}

impl WriteTransaction<'_> {
    /// Keeps a revocation, or replaces that of the same certificate (a hold that became final), and says where it stands
    /// in the authority's log. The
    /// certificate's lifecycle is set by [`set_lifecycle`](Self::set_lifecycle), the authority's need of a
    /// CRL by [`set_crl_due`](Self::set_crl_due).
    pub fn insert_revocation(&self, revocation: &RevocationRow) -> Result<u64> {
        let before = self
            .prepare("SELECT position, shard, shard_position FROM revocations WHERE authority_id = ?1 AND serial = ?2")?
            .query_row((revocation.authority.row(), revocation.serial.content_octets()), logged)
            .optional()?;
        if let Some(before) = before {
            self.withdraw(revocation.authority, before)?;
        }
        let (end, shard) = match revocation.certificate {
            Some(certificate) => self
                .prepare("SELECT not_after, crl_shard FROM certificates WHERE id = ?1")?
                .query_row([certificate.row()], |row| Ok((Some(row.get::<_, Moment>(0)?.0), row.get(1)?)))
                .optional()?
                .ok_or_else(|| StoreError::Missing(certificate.to_string()))?,
            None => (None, None),
        };
        let position = revocation_log::append(self, revocation.authority.into(), revocation, end)?;
        let in_shard = match shard {
            Some(shard) => {
                let log = RevocationLog::of_shard(revocation.authority, shard);
                let at = revocation_log::append(self, log, revocation, end)?;
                self.count_in_shard(log)?;
                Some(at)
            }
            None => None,
        };
        self.prepare(
            "INSERT INTO revocations (authority_id, serial, certificate_id, revoked_at, reason, position, shard,
                shard_position)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (authority_id, serial) DO UPDATE
             SET revoked_at = ?4, reason = ?5, position = ?6, shard = ?7, shard_position = ?8",
        )?
        .execute((
            revocation.authority.row(),
            revocation.serial.content_octets(),
            revocation.certificate.map(CertificateId::row),
            Moment(revocation.revoked_at),
            Word(revocation.reason),
            position,
            shard,
            in_shard,
        ))?;
        Ok(position.unsigned_abs())
    }

    fn withdraw(&self, authority: AuthorityId, at: Logged) -> Result<()> {
        revocation_log::withdraw(self, authority.into(), at.position)?;
        if let Some((shard, position)) = at.shard {
            let log = RevocationLog::of_shard(authority, shard);
            revocation_log::withdraw(self, log, position)?;
            self.count_in_shard(log)?;
        }
        Ok(())
    }

    /// Ties the revocation of this serial number, if the authority brought one along without its certificate, to the
    /// certificate that came now. Its lifecycle is the caller's to set, as with any revocation. From now on it is known when
    /// the certificate ends, and so when its entry leaves the CRLs.
    pub fn claim_revocation(
        &self,
        authority: AuthorityId,
        serial: &SerialNumber,
        certificate: CertificateId,
    ) -> Result<Option<RevocationRow>> {
        let mut statement = self.prepare(&format!(
            "UPDATE revocations SET certificate_id = ?3
             WHERE authority_id = ?1 AND serial = ?2 AND certificate_id IS NULL RETURNING {COLUMNS}"
        ))?;
        let claimed =
            statement.query_row((authority.row(), serial.content_octets(), certificate.row()), read).optional()?;
        if let Some(revocation) = &claimed {
            self.enter_end(revocation, certificate)?;
        }
        Ok(claimed)
    }

    /// Notes when a certificate ends whose revocation was logged without that.
    fn enter_end(&self, revocation: &RevocationRow, certificate: CertificateId) -> Result<()> {
        let mut statement = self.prepare(
            "SELECT not_after, crl_shard IS NOT NULL, position,
                (SELECT this_update FROM crls WHERE authority_id = ?2 ORDER BY number DESC LIMIT 1)
             FROM certificates JOIN revocations ON certificate_id = certificates.id WHERE certificates.id = ?1",
        )?;
        let (end, in_shard, position, last) =
            statement.query_row((certificate.row(), revocation.authority.row()), |row| {
                let last = row.get::<_, Option<Moment>>(3)?.map(|moment| moment.0);
                Ok((row.get::<_, Moment>(0)?.0, row.get::<_, bool>(1)?, row.get::<_, i64>(2)?, last))
            })?;
        // CRLs that were made are read again from the log: none of them left out what ends later than they were made. What
        // ended before is logged once more, and so is what a shard tells of, too.
        match in_shard || last.is_some_and(|last| end < last) {
            true => self.insert_revocation(revocation).map(drop),
            false => revocation_ends::enter(self, revocation.authority.into(), position, end),
        }
    }

    /// Forgets the revocation of a certificate, as when a hold is released.
    pub fn delete_revocation(&self, certificate: CertificateId) -> Result<()> {
        let (at, authority) = self
            .prepare(
                "DELETE FROM revocations WHERE certificate_id = ?1
                 RETURNING position, shard, shard_position, authority_id",
            )?
            .query_row([certificate.row()], |row| Ok((logged(row)?, AuthorityId::from_row(row.get(3)?))))
            .optional()?
            .ok_or_else(|| StoreError::Missing(certificate.to_string()))?;
        self.withdraw(authority, at)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::COMPROMISED_SINCE;
    use chancery_domain::RevocationReason;
    use rusqlite::Connection;

    #[test]
    fn a_compromise_is_found_by_an_index_of_compromises_alone() {
        let connection = Connection::open_in_memory().unwrap();
        crate::migrations::lay_out(&connection).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {COMPROMISED_SINCE}")).unwrap();
        let steps = plan.query_map((1, 5), |row| row.get::<_, String>(3)).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        let found = "revocations_for_compromise (authority_id=? AND position>?)";
        assert!(steps.iter().any(|step| step.contains(found)), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("SCAN revocations")), "{steps:?}");
        let urgent = RevocationReason::ALL.into_iter().filter(|reason| reason.is_compromise());
        let codes: Vec<String> = urgent.map(|reason| reason.code().to_string()).collect();
        assert!(COMPROMISED_SINCE.contains(&format!("reason IN ({})", codes.join(", "))), "{codes:?}");
    }
}
