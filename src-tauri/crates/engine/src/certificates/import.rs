//! Certificates and keys that come from outside.

use super::claim::claim_revocation;
use super::facts::new_certificate;
use super::import_many::STEP;
use super::requests::{ImportFailure, ImportReport};
use crate::audit::Event;
use crate::authorities::SealedKey;
use crate::crl::join_named_shard;
use crate::lint::{found_in, terms_of};
use crate::requests::answered;
use crate::trust::system_bundle;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault, files};
use chancery_domain::{AuthorityId, CertificateId, Origin, Permission, RevocationReason, RuleSets, visible};
use chancery_pki::{Certificate, Inspected, KeyPair, LINT_VERSION, verify_signature};
use chancery_store::{AuthorityRow, NewCertificate, NewPrivateKey, PrivateKeyId, StoreError, WriteTransaction};
use chrono::{DateTime, Utc};
use std::{collections::HashMap, sync::Arc};

/// An import of up to this many gets an event for each certificate; a larger one an event for each step.
const EACH_TOLD: usize = 100;
/// Failures and ids that are listed in a report.
const LISTED: usize = 1_000;

/// What a file or text brought.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    pub(super) source: String,
    /// Their encodings: what is read of them takes several times as much, and is read again when their turn comes.
    pub(super) certificates: Vec<Box<[u8]>>,
    pub(super) keys: Vec<KeyPair>,
    pub(super) failed: Vec<ImportFailure>,
}

impl Incoming {
    /// Certificates from somewhere inside the program.
    pub(crate) fn certificates(source: &str, certificates: &[Certificate]) -> Self {
        let certificates = certificates.iter().map(|certificate| certificate.as_bytes().into()).collect();
        Self { source: source.to_owned(), certificates, ..Self::default() }
    }

    pub(super) fn read(source: &str, bytes: &[u8], passphrase: Option<&str>) -> Result<Self> {
        let mut incoming = Self { source: source.to_owned(), ..Self::default() };
        let mut locked = false;
        chancery_pki::inspect_each(bytes, passphrase, |thing| match thing {
            Inspected::Certificate(certificate) => incoming.certificates.push(certificate.as_bytes().into()),
            Inspected::PrivateKey(key) => incoming.keys.push(key),
            Inspected::EncryptedPrivateKey | Inspected::Pkcs12Locked | Inspected::JksLocked => locked = true,
            Inspected::Request(_) => incoming.fail("A signing request is not kept: sign it instead.".to_owned()),
            Inspected::Crl(_) => incoming.fail("A CRL is not kept in the inventory.".to_owned()),
            Inspected::PublicKey(_) => incoming.fail("A public key alone is not kept.".to_owned()),
            Inspected::Unreadable { what, why } => incoming.fail(format!("{}: {why}", visible(&what))),
            _ => {}
        })?;
        if locked {
            let advice = "It is protected. Give its passphrase and import it again.";
            return Err(EngineError::new("passphrase_needed", advice).at("passphrase"));
        }
        Ok(incoming)
    }

    fn fail(&mut self, message: String) {
        if self.failed.len() < LISTED {
            self.failed.push(ImportFailure { source: self.source.clone(), message });
        }
    }
}

impl Vault {
    /// Imports files of any known format, here and now. One that cannot be read is reported; the others are imported.
    /// For little: much is a job.
    pub fn import_files(&self, actor: &Actor, paths: &[String], passphrase: Option<&str>) -> Result<ImportReport> {
        self.read(actor, Permission::Import, |_, _| Ok(()))?;
        let mut report = ImportReport::default();
        for path in paths {
            let source = visible(path.rsplit(['/', '\\']).next().unwrap_or(path));
            let read = files::read_bundle(path).and_then(|bytes| Incoming::read(&source, &bytes, passphrase));
            match read {
                Ok(incoming) => self.take_in_to(actor, Permission::Import, incoming, &mut report)?,
                // With a single file the error itself says more, and to which field it belongs.
                Err(error) if paths.len() == 1 => return Err(error),
                Err(error) => report.fail(&source, error.message),
            }
        }
        Ok(report)
    }

    /// Imports pasted text.
    pub fn import_text(&self, actor: &Actor, text: &str, passphrase: Option<&str>) -> Result<ImportReport> {
        self.read(actor, Permission::Import, |_, _| Ok(()))?;
        let incoming = Incoming::read("pasted text", text.as_bytes(), passphrase)?;
        self.take_in(actor, Permission::Import, incoming)
    }

    /// Imports the operating system's own trust bundle.
    pub fn import_trust_store(&self, actor: &Actor) -> Result<ImportReport> {
        self.read(actor, Permission::Import, |_, _| Ok(()))?;
        let incoming = Incoming::read("system trust store", &system_bundle()?, None)?;
        self.take_in(actor, Permission::Import, incoming)
    }

    /// Takes in what was read.
    pub(crate) fn take_in(&self, actor: &Actor, permission: Permission, incoming: Incoming) -> Result<ImportReport> {
        let mut report = ImportReport::default();
        self.take_in_to(actor, permission, incoming, &mut report)?;
        Ok(report)
    }

    pub(super) fn take_in_to(
        &self,
        actor: &Actor,
        permission: Permission,
        incoming: Incoming,
        report: &mut ImportReport,
    ) -> Result<()> {
        let Incoming { source, certificates, keys, failed } = incoming;
        for failure in failed {
            report.fail(&failure.source, failure.message);
        }
        let now = self.now();
        let issuers = Arc::new(self.look(|tx, _| Issuers::known(tx))?);
        let each_told = certificates.len() <= EACH_TOLD;
        let mut keys: HashMap<[u8; 32], NewPrivateKey> = keys
            .iter()
            .map(|key| Ok((key.public_key().spki_sha256(), SealedKey::seal(self.key(), key, None)?.into_row(now))))
            .collect::<Result<_>>()?;
        let mut certificates = certificates.into_iter().peekable();
        while certificates.peek().is_some() {
            let step = certificates.by_ref().take(STEP);
            let step = step.map(|der| Certificate::from_der(&der)).collect::<Result<Vec<_>, _>>()?;
            let mut rows = issuers.rows(&step, &source, actor.user(), now);
            let mut step_keys = HashMap::new();
            for row in &rows {
                if let Some(key) = keys.remove(&row.spki_sha256) {
                    step_keys.insert(row.spki_sha256, key);
                }
            }
            let (from, known) = (source.clone(), Arc::clone(&issuers));
            let kept = self.act(actor, permission, move |tx, _| {
                known.claim_newer(tx, &mut rows)?;
                let (kept, events) = keep(tx, rows, &step_keys, &from, each_told, now)?;
                Ok(Deed::told_by(kept, events))
            })?;
            report.imported += kept.imported;
            report.already_known += kept.already_known;
            report.keys += kept.keys;
            let room = LISTED.saturating_sub(report.ids.len());
            report.ids.extend(kept.ids.iter().take(room).map(ToString::to_string));
        }
        // Keys may also belong to certificates that were there before.
        for (spki, key) in keys {
            let kept = self.act(actor, permission, move |tx, _| keep_lone_key(tx, &spki, &key))?;
            if kept {
                report.keys += 1;
            } else {
                report.fail(
                    &source,
                    "A private key belongs to no certificate here; import its certificate first.".to_owned(),
                );
            }
        }
        Ok(())
    }
}

impl ImportReport {
    pub(super) fn fail(&mut self, source: &str, message: String) {
        if self.failed.len() < LISTED {
            self.failed.push(ImportFailure { source: source.to_owned(), message });
        }
    }
}

/// The authorities here, to recognise certificates that they signed before they came here.
pub(super) struct Issuers(Vec<(AuthorityRow, Vec<u8>)>);

impl Issuers {
    pub(super) fn known(tx: &chancery_store::ReadTransaction<'_>) -> Result<Self> {
        Self::of(tx, tx.authorities()?)
    }

    pub(super) fn of(tx: &chancery_store::ReadTransaction<'_>, authorities: Vec<AuthorityRow>) -> Result<Self> {
        let mut known = Vec::new();
        for authority in authorities {
            if let Some(der) = tx.certificate_der(authority.certificate)? {
                let spki = Certificate::from_der(&der)?.into_facts().spki_der;
                known.push((authority, spki));
            }
        }
        Ok(Self(known))
    }

    /// Ties certificates to their authority that came after these were looked up: it has looked for earlier
    /// certificates of its own when they were not here yet.
    pub(super) fn claim_newer(&self, tx: &WriteTransaction<'_>, rows: &mut [NewCertificate]) -> Result<()> {
        let mut newer = tx.authorities()?;
        newer.retain(|authority| self.0.iter().all(|(known, _)| known.id != authority.id));
        if newer.is_empty() {
            return Ok(());
        }
        let newer = Self::of(tx, newer)?;
        for row in rows.iter_mut().filter(|row| row.authority.is_none()) {
            row.authority = newer.issuer_of(&Certificate::from_der(&row.der)?);
        }
        Ok(())
    }

    pub(super) fn rows(
        &self,
        certificates: &[Certificate],
        source: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Vec<NewCertificate> {
        certificates
            .iter()
            .map(|certificate| {
                let facts = certificate.facts();
                let mut row = new_certificate(facts, certificate.as_bytes(), Origin::Imported, by, now);
                row.source = Some(source.to_owned());
                row.authority = self.issuer_of(certificate);
                row
            })
            .collect()
    }

    /// The authority among these that signed it.
    pub(super) fn issuer_of(&self, certificate: &Certificate) -> Option<AuthorityId> {
        let facts = certificate.facts();
        self.0
            .iter()
            .filter(|(authority, _)| authority.subject_der == facts.issuer_der && !facts.self_issued)
            .find(|(_, spki)| verify_signature(certificate.as_bytes(), spki).is_ok())
            .map(|(authority, _)| authority.id)
    }
}

/// Takes in the certificates above an authority, in the transaction that brings the authority itself.
pub(crate) fn take_in_chain(
    tx: &WriteTransaction<'_>,
    above: &[Certificate],
    source: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Event>> {
    let rows = Issuers::known(tx)?.rows(above, source, by, now);
    Ok(keep(tx, rows, &HashMap::new(), source, true, now)?.1)
}

#[derive(Default)]
pub(super) struct Kept {
    pub(super) imported: u32,
    pub(super) already_known: u32,
    revoked_before: u32,
    pub(super) keys: u32,
    ids: Vec<CertificateId>,
}

pub(super) fn keep(
    tx: &WriteTransaction<'_>,
    rows: Vec<NewCertificate>,
    keys: &HashMap<[u8; 32], NewPrivateKey>,
    source: &str,
    each_told: bool,
    now: DateTime<Utc>,
) -> Result<(Kept, Vec<Event>)> {
    let mut kept = Kept::default();
    let mut linted = Vec::with_capacity(rows.len());
    let mut events = Vec::new();
    // Mostly there is none: then no certificate is looked up.
    let requests_wait = tx.any_request_waits()?;
    for mut row in rows {
        let known = tx.by_fingerprint(&row.fingerprint)?;
        let key = match keys.get(&row.spki_sha256) {
            Some(key) => Some(match tx.private_key_by_spki(&key.spki_sha256)? {
                Some(existing) => existing.id,
                None => {
                    kept.keys += 1;
                    events.push(Event::new("key.imported").with("label", row.label.clone()).with("source", source));
                    tx.insert_private_key(key)?
                }
            }),
            None => None,
        };
        if let Some(known) = known {
            kept.already_known += 1;
            kept.ids.push(known.id);
            if let (Some(key), None) = (key, known.key) {
                tx.set_certificate_key(known.id, key)?;
            }
            if requests_wait {
                answer_request(tx, &row.spki_sha256, known.id, known.key.or(key), now, &mut events)?;
            }
            continue;
        }
        row.key = key;
        let inserted = match tx.insert_certificate(&row) {
            // Somebody else used our authority's serial number twice before it came here: the certificate is
            // kept, but cannot be told apart on our CRL, so it does not count as ours.
            Err(StoreError::SerialTaken) => {
                row.authority = None;
                tx.insert_certificate(&row)
            }
            other => other,
        };
        let id = inserted?;
        linted.push((id, terms_of(&found_in(&row.der, RuleSets::RFC5280))));
        kept.imported += 1;
        kept.ids.push(id);
        let revoked = match row.authority {
            Some(authority) => {
                join_named_shard(tx, authority, id)?;
                claim_revocation(tx, authority, &row.serial, id)?
            }
            None => None,
        };
        kept.revoked_before += u32::from(revoked.is_some());
        if each_told {
            let event = Event::of_certificate("certificate.imported", id)
                .with("label", row.label)
                .with("issuer", row.issuer_label)
                .with("fingerprint", row.fingerprint.to_string())
                .with("source", source)
                .with("revokedBefore", revoked.map(RevocationReason::as_str));
            events.push(event);
        }
        if requests_wait {
            answer_request(tx, &row.spki_sha256, id, row.key, now, &mut events)?;
        }
    }
    tx.note_findings(LINT_VERSION, &linted)?;
    if !each_told && kept.imported > 0 {
        let event = Event::new("certificates.imported")
            .with("imported", kept.imported)
            .with("alreadyKnown", kept.already_known)
            .with("revokedBefore", kept.revoked_before)
            .with("source", source)
            .with("first", kept.ids.iter().min().map(ToString::to_string))
            .with("last", kept.ids.iter().max().map(ToString::to_string));
        events.push(event);
    }
    Ok((kept, events))
}

/// Where a request of ours waits for this certificate, its key is the certificate's.
fn answer_request(
    tx: &WriteTransaction<'_>,
    spki: &[u8; 32],
    id: CertificateId,
    has: Option<PrivateKeyId>,
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<()> {
    if let Some((key, event)) = answered(tx, spki, id, now)? {
        if has.is_none() {
            tx.set_certificate_key(id, key)?;
        }
        events.push(event);
    }
    Ok(())
}

pub(super) fn keep_lone_key(tx: &WriteTransaction<'_>, spki: &[u8; 32], key: &NewPrivateKey) -> Result<Deed<bool>> {
    let owners = tx.certificates_with_public_key(spki)?;
    let Some(first) = owners.first() else { return Ok(Deed::told_by(false, Vec::new())) };
    if tx.private_key_by_spki(spki)?.is_some() {
        return Ok(Deed::told_by(true, Vec::new()));
    }
    let label = first.label.clone();
    let id = tx.insert_private_key(key)?;
    for owner in owners {
        tx.set_certificate_key(owner.id, id)?;
    }
    Ok(Deed::done(true, Event::new("key.imported").with("label", label)))
}
