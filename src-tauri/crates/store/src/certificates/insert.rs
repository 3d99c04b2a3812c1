//! Keeping a certificate, and the two things that change about it later: its lifecycle and its key.

use super::facts::Column;
use super::row::{CertificateName, write_names};
use super::{facts, findings, lookups, notes, sought};
use crate::error::{Result, StoreError};
use crate::private_keys::{NewPrivateKey, PrivateKeyId};
use crate::terms::TermKind;
use crate::transaction::WriteTransaction;
use crate::values::{Coded, Moment, Word};
use chancery_domain::{
    AuthorityId, CertificateId, Environment, Fingerprint, Lifecycle, Origin, ProfileName, SerialNumber,
};
use chrono::{DateTime, Utc};

/// A certificate to be kept, with all that is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCertificate {
    pub origin: Origin,
    /// The authority of this vault that issued it.
    pub authority: Option<AuthorityId>,
    pub profile: Option<ProfileName>,
    /// Which version of the profile made it.
    pub profile_version: Option<u32>,
    pub label: String,
    pub subject: String,
    pub issuer_label: String,
    pub issuer: String,
    pub serial: SerialNumber,
    pub fingerprint: Fingerprint,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    pub key_algorithm: String,
    pub key_bits: u32,
    pub spki_sha256: [u8; 32],
    pub is_ca: bool,
    pub owner: Option<String>,
    pub environment: Option<Environment>,
    pub notes: Option<String>,
    pub source: Option<String>,
    pub names_digest: Option<[u8; 32]>,
    pub key: Option<PrivateKeyId>,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    pub names: Vec<CertificateName>,
    pub der: Vec<u8>,
}

impl WriteTransaction<'_> {
    /// Keeps a certificate. When it is refused nothing of it was kept, and the transaction can go on.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is in the inventory already, [`StoreError::SerialTaken`] when its
    /// authority has used the serial number before.
    pub fn insert_certificate(&self, new: &NewCertificate) -> Result<CertificateId> {
        self.refuse_known(new)?;
        let id = self.insert_row(new, new.key)?;
        self.prepare("INSERT INTO certificate_der (certificate_id, der) VALUES (?1, ?2)")?.execute((id, &new.der))?;
        self.after_insert(id, new)
    }

    /// Keeps a certificate and the key that was made for it; see [`insert_certificate`](Self::insert_certificate).
    ///
    /// # Errors
    /// Also [`StoreError::KeyTaken`] when a key with this public key is there already.
    pub fn insert_certificate_with_key(&self, new: &NewCertificate, key: &NewPrivateKey) -> Result<CertificateId> {
        self.refuse_known(new)?;
        let key = self.insert_private_key_beside(key, Some(&new.der))?;
        let id = self.insert_row(new, Some(key))?;
        self.after_insert(id, new)
    }

    fn insert_row(&self, new: &NewCertificate, key: Option<PrivateKeyId>) -> Result<i64> {
        let term = |kind, value: Option<&str>| value.map(|value| self.require_term(kind, value)).transpose();
        let profile = term(TermKind::Profile, new.profile.as_ref().map(ProfileName::as_str))?;
        let key_algorithm = self.require_term(TermKind::KeyAlgorithm, &new.key_algorithm)?;
        let owner = term(TermKind::Owner, new.owner.as_deref())?;
        let id = self
            .prepare(
                "INSERT INTO certificates (origin, authority_id, profile_id, label, subject, issuer_label, issuer,
                    serial, fingerprint, not_before, not_after, key_algorithm_id, key_bits, spki_sha256, is_ca, owner_id,
                    environment, notes, source, names_digest, key_id, created_at, created_by,
                    profile_version, names)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                    ?21, ?22, ?23, ?24, ?25)",
            )?
            .insert(rusqlite::params![
                Word(new.origin),
                new.authority.map(AuthorityId::row),
                profile,
                new.label,
                new.subject,
                new.issuer_label,
                new.issuer,
                new.serial.content_octets(),
                new.fingerprint.octets(),
                Moment(new.not_before),
                Moment(new.not_after),
                key_algorithm,
                new.key_bits,
                new.spki_sha256,
                new.is_ca,
                owner,
                new.environment.map(Word),
                new.notes,
                new.source,
                new.names_digest,
                key.map(PrivateKeyId::row),
                Moment(new.created_at),
                new.created_by,
                new.profile_version,
                write_names(&new.names),
            ])?;
        Ok(id)
    }

    fn after_insert(&self, id: i64, new: &NewCertificate) -> Result<CertificateId> {
        sought::after_insert(self, id, new);
        if let Some(ids) = lookups::entered_with(id) {
            lookups::enter(self, ids)?;
            sought::after_entering(self);
            findings::enter(self, ids)?;
            self.count_issued_among(ids)?;
        }
        notes::insert(self, id, new.notes.as_deref())?;
        facts::after_insert(self, id)?;
        Ok(CertificateId::from_row(id))
    }

    /// Keeps many certificates; see [`insert_certificate`](Self::insert_certificate). The first that is refused
    /// ends it.
    pub fn insert_certificates(&self, new: &[NewCertificate]) -> Result<Vec<CertificateId>> {
        new.iter().map(|certificate| self.insert_certificate(certificate)).collect()
    }

    /// Writes take turns in the database, so that what is not there now is not there when the row is written.
    fn refuse_known(&self, new: &NewCertificate) -> Result<()> {
        // One that was just signed is there already only if its serial number is.
        if new.origin == Origin::Imported || new.authority.is_none() {
            self.refuse_duplicate(new)?;
        }
        let Some(authority) = new.authority else {
            return Ok(());
        };
        self.refuse_taken(authority, &new.serial).or_else(|taken| {
            self.refuse_duplicate(new)?;
            Err(taken)
        })
    }

    fn refuse_duplicate(&self, new: &NewCertificate) -> Result<()> {
        match self.by_fingerprint(&new.fingerprint)? {
            Some(existing) => Err(StoreError::Duplicate { existing: existing.id }),
            None => Ok(()),
        }
    }

    fn refuse_taken(&self, authority: AuthorityId, serial: &SerialNumber) -> Result<()> {
        if self.by_serial_of(authority, serial)?.is_some() {
            return Err(StoreError::SerialTaken);
        }
        Ok(())
    }

    /// Notes what was decided about a certificate.
    pub fn set_lifecycle(&self, id: CertificateId, lifecycle: Lifecycle) -> Result<()> {
        self.change_one("UPDATE certificates SET lifecycle = ?2 WHERE id = ?1", (id.row(), Word(lifecycle)), &id)?;
        facts::set(self, id.row(), Column::Lifecycle, lifecycle.code())
    }

    /// Ties a certificate to its private key, if it has none yet: the encoding may stand beside the one that it has.
    pub fn set_certificate_key(&self, id: CertificateId, key: PrivateKeyId) -> Result<()> {
        let sql = "UPDATE certificates SET key_id = ?2 WHERE id = ?1 AND (key_id IS NULL OR key_id = ?2)";
        self.change_one(sql, (id.row(), key.row()), &id)?;
        facts::refresh_traits(self, id.row())
    }

    /// Ties a certificate that was imported before its authority was to the authority of this vault that issued it.
    ///
    /// # Errors
    /// [`StoreError::SerialTaken`] when the authority has another certificate with this serial number.
    pub fn set_certificate_authority(&self, id: CertificateId, authority: AuthorityId) -> Result<()> {
        let row = self.certificate(id)?.ok_or_else(|| StoreError::Missing(id.to_string()))?;
        self.refuse_taken(authority, &row.serial)?;
        self.change_one(
            "UPDATE certificates SET authority_id = ?2 WHERE id = ?1 AND authority_id IS NULL",
            (id.row(), authority.row()),
            &id,
        )?;
        // Whether it is revoked is decided here from now on.
        self.unwatch(id)?;
        if id.row() <= self.entered()? {
            self.count_issued(authority)?;
        }
        facts::set(self, id.row(), Column::Authority, authority.row())
    }
}
