//! The certificate with which the service says who it is over TLS: one of the vault's own, and whatever took its place.
//!
//! Of the keys of certificates the service holds this one alone, and as something that signs handshakes: its octets leave
//! the engine nowhere.

use super::service::StatusService;
use super::settings::certificate_for_tls;
use crate::certificates::{
    CertificateFilter, CertificateQuery, CertificateRow as Listed, SortBy, SortOrder, certificate_by_reference,
    chain_of,
};
use crate::renewal::renew_from;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, ExtendedKeyUsage, Lifecycle, Permission, Status, visible};
use chancery_pki::Certificate;
use chancery_store::{CertificateRow, MAX_EARLIER, ReadTransaction};
use chrono::{DateTime, Duration, Utc};
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use serde::Serialize;
use specta::Type;
use std::sync::{Arc, PoisonError, RwLock};

/// How long before its end a certificate is to be followed by another that no profile says it of; of one that lives less
/// than three times as long, a third of its life.
const BEFORE_END: Duration = Duration::days(30);
/// Certificates that are looked at for those which can be shown, and of these so many are offered: more are found by name.
const LOOKED_AT: u32 = 500;
const OFFERED: usize = 50;

/// The certificate that is shown, and what signs for it.
#[derive(Debug)]
struct Identity {
    certificate: CertificateId,
    label: String,
    not_after: DateTime<Utc>,
    /// From when on it should have been followed by another.
    renew_from: DateTime<Utc>,
    key: Arc<CertifiedKey>,
}

#[derive(Debug, Default)]
struct Held {
    /// The one that somebody chose: it, or what took its place, is shown.
    chosen: Option<CertificateId>,
    identity: Option<Arc<Identity>>,
    /// Why what took its place could not be taken over.
    problem: Option<EngineError>,
}

/// What is shown, as long as there is something to be shown.
#[derive(Debug, Default)]
pub(super) struct Tls(RwLock<Held>);

/// How the certificate of the service stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TlsStatus {
    /// The certificate that is shown.
    pub id: String,
    /// What it is called; for everybody its id again.
    pub name: String,
    pub not_after: DateTime<Utc>,
    /// From when on it is to be followed by another.
    pub renew_from: DateTime<Utc>,
    /// What is wrong, in sentences.
    pub problems: Vec<String>,
}

/// Refuses what no server should show, when somebody chooses it.
fn refuse_unfit(tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<()> {
    let refused = |why: &str| {
        let message = format!("“{}” {why} Choose another certificate.", visible(&row.label));
        Err(EngineError::new("unfit_certificate", message))
    };
    match row.status(now) {
        Status::Active => {}
        Status::Revoked => return refused("is revoked."),
        Status::Expired => return refused("has expired."),
        _ => return refused("is not in use."),
    }
    if row.is_ca {
        // What serves everybody holds no authority's key.
        return refused("is an authority’s: the service must not hold its key.");
    }
    if row.key.is_none() {
        return refused("was issued or imported without its private key, which the service needs.");
    }
    let der =
        tx.certificate_der(row.id)?.ok_or_else(|| EngineError::internal("a certificate’s encoding is missing"))?;
    let certificate = Certificate::from_der(&der)?;
    let facts = certificate.facts();
    let server = ExtendedKeyUsage::ServerAuth.to_string();
    let any = "anyExtendedKeyUsage";
    if !facts.extended_key_usage.is_empty()
        && !facts.extended_key_usage.iter().any(|purpose| *purpose == server || purpose == any)
    {
        return refused("is not for servers: its purposes lack serverAuth.");
    }
    if !facts.names.iter().any(|name| matches!(name.kind, "dns" | "ip")) {
        return refused("names neither a host nor an address.");
    }
    Ok(())
}

/// What stands in the place of a certificate now: the newest that followed it, is good, and has its key here. Itself where
/// there is none.
fn in_its_place(tx: &ReadTransaction<'_>, chosen: CertificateId, now: DateTime<Utc>) -> Result<CertificateRow> {
    let mut row = tx.certificate(chosen)?.ok_or_else(|| EngineError::not_found("certificate", &chosen.to_string()))?;
    for _ in 0..MAX_EARLIER {
        let mut next = None;
        for succession in tx.successors(row.id)? {
            let usable = |row: &CertificateRow| row.key.is_some() && row.status(now) == Status::Active;
            next = tx.certificate(succession.successor)?.filter(usable);
            if next.is_some() {
                break;
            }
        }
        match next {
            Some(next) => row = next,
            None => break,
        }
    }
    Ok(row)
}

/// The certificate that the service is set to show, or what took its place, and from when on it is to be followed by
/// another.
pub(crate) struct OwnCertificate {
    pub(crate) row: CertificateRow,
    pub(crate) renew_from: DateTime<Utc>,
}

/// How the service's own certificate stands, whether or not the service runs here: `None` where it shows none.
pub(crate) fn own_certificate(tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Option<OwnCertificate>> {
    let Some(chosen) = certificate_for_tls(tx)? else { return Ok(None) };
    let row = in_its_place(tx, chosen, now)?;
    let renew_from = to_be_followed(tx, &row)?;
    Ok(Some(OwnCertificate { row, renew_from }))
}

/// From when on a certificate that is shown is to be followed by another.
fn to_be_followed(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<DateTime<Utc>> {
    let third = (row.not_after - row.not_before) / 3;
    Ok(renew_from(tx, row)?.unwrap_or_else(|| row.not_after - BEFORE_END.min(third)))
}

/// The certificate that a reference means, or what took its place. A name that a certificate and its successors share
/// means the one that is in use, today as after the next renewal.
fn meant(tx: &ReadTransaction<'_>, reference: &str, now: DateTime<Utc>) -> Result<CertificateRow> {
    let ambiguous = match certificate_by_reference(tx, reference) {
        Ok(row) => return in_its_place(tx, row.id, now),
        Err(error) if error.code == "ambiguous" => error,
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for row in tx.resolve_reference(reference)? {
        let row = in_its_place(tx, row.id, now)?;
        if row.status(now) == Status::Active && found.iter().all(|other: &CertificateRow| other.id != row.id) {
            found.push(row);
        }
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        _ => Err(ambiguous),
    }
}

impl Vault {
    /// The certificate that somebody means for the service, if the service can show it.
    pub(super) fn tls_certificate(&self, actor: &Actor, reference: &str) -> Result<CertificateId> {
        let row = self.read(actor, Permission::ManageVault, |tx, now| {
            let row = meant(tx, reference, now)?;
            refuse_unfit(tx, &row, now)?;
            self.identity(tx, &row, now)?;
            Ok(row)
        })?;
        Ok(row.id)
    }

    /// Certificates that the service can show, among those that a text finds; the first ones by name.
    pub fn certificates_for_tls(&self, actor: &Actor, text: &str) -> Result<Vec<Listed>> {
        let filter = CertificateFilter {
            text: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            status: vec![Status::Active],
            is_ca: Some(false),
            superseded: Some(false),
            ..CertificateFilter::default()
        };
        let sort = SortOrder { by: SortBy::Name, descending: false };
        let query = CertificateQuery { filter, sort, after: None, skip: 0, limit: LOOKED_AT };
        let found = self.certificates(actor, &query)?.rows;
        self.read(actor, Permission::View, |tx, now| {
            let mut fit = Vec::new();
            for listed in found.into_iter().filter(|listed| listed.has_key) {
                let row = certificate_by_reference(tx, &listed.id)?;
                if refuse_unfit(tx, &row, now).is_ok() {
                    fit.push(listed);
                }
                if fit.len() == OFFERED {
                    break;
                }
            }
            Ok(fit)
        })
    }

    fn identity(&self, tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<Identity> {
        let key = self.private_key(tx, row.key)?.pkcs8_der();
        let unsuitable = |error: rustls::Error| {
            tracing::warn!("{} cannot be used for TLS: {error}", row.id);
            let message = format!("The {} key of “{}” cannot be used for TLS.", row.key_algorithm, visible(&row.label));
            EngineError::new("unsuitable_key", message)
        };
        let signing =
            any_supported_type(&PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(&key[..]))).map_err(unsuitable)?;
        let mut chain = chain_of(tx, row.id, now)?;
        // Whoever believes the root has it (RFC 8446 §4.4.2).
        if chain.complete && chain.ders.len() > 1 {
            chain.ders.pop();
        }
        let certified = CertifiedKey::new(chain.ders.into_iter().map(CertificateDer::from).collect(), signing);
        certified.keys_match().map_err(unsuitable)?;
        Ok(Identity {
            certificate: row.id,
            label: visible(&row.label),
            not_after: row.not_after,
            renew_from: to_be_followed(tx, row)?,
            key: Arc::new(certified),
        })
    }
}

impl Tls {
    fn read<T>(&self, of: impl FnOnce(&Held) -> T) -> T {
        of(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows this one, or what took its place, from now on.
    pub(super) fn choose(&self, vault: &Vault, chosen: Option<CertificateId>) -> Result<()> {
        let identity = match chosen {
            None => None,
            Some(chosen) => Some(vault.look(|tx, now| vault.identity(tx, &in_its_place(tx, chosen, now)?, now))?),
        };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Held { chosen, identity: identity.map(Arc::new), problem: None };
        Ok(())
    }

    /// Takes over what took the place of the one that is shown. What cannot be taken over is told, and the one before
    /// goes on.
    pub(super) fn keep(&self, vault: &Vault) {
        let (chosen, known) =
            self.read(|held| (held.chosen, held.identity.as_ref().map(|identity| identity.certificate)));
        let Some(chosen) = chosen else { return };
        let found = vault.look(|tx, now| {
            let row = in_its_place(tx, chosen, now)?;
            // Nothing is won with another one that clients refuse.
            let better = Some(row.id) != known && row.status(now) == Status::Active;
            better.then(|| vault.identity(tx, &row, now)).transpose()
        });
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody chose another one meanwhile.
        if held.chosen != Some(chosen) {
            return;
        }
        match found {
            Ok(fresh) => {
                if let Some(fresh) = fresh {
                    tracing::info!("{} is shown to clients from now on", fresh.certificate);
                    held.identity = Some(Arc::new(fresh));
                }
                held.problem = None;
            }
            Err(error) => held.problem = Some(error),
        }
    }

    /// The certificate that is shown.
    pub(super) fn shown(&self) -> Option<CertificateId> {
        self.read(|held| held.identity.as_ref().map(|identity| identity.certificate))
    }
}

impl StatusService {
    /// The certificate that is shown, by its id.
    pub(crate) fn shown_certificate(&self) -> Option<String> {
        self.tls().shown().map(|id| id.to_string())
    }

    /// What a TLS server shows and signs with now; nothing where no certificate was chosen.
    pub fn tls_key(&self) -> Option<Arc<CertifiedKey>> {
        self.tls().read(|held| held.identity.as_ref().map(|identity| Arc::clone(&identity.key)))
    }

    /// How the certificate stands that is shown over TLS, for people here or `for_all`.
    pub(super) fn tls_standing(&self, for_all: bool, now: DateTime<Utc>) -> Result<Option<TlsStatus>> {
        let (chosen, identity, problem) =
            self.tls().read(|held| (held.chosen, held.identity.clone(), held.problem.clone()));
        let Some((chosen, identity)) = chosen.zip(identity) else { return Ok(None) };
        let (lifecycle, followed) = self.observer().read(|tx| {
            let lifecycle = tx.certificate(identity.certificate)?.map(|row| row.lifecycle);
            let next = in_its_place(tx, chosen, now)?;
            Ok::<_, EngineError>((lifecycle, next.id != identity.certificate && next.status(now) == Status::Active))
        })?;
        let ends = identity.not_after.format("%Y-%m-%d %H:%M UTC");
        let mut problems = Vec::new();
        if lifecycle == Some(Lifecycle::Revoked) {
            problems.push("The service’s own certificate is revoked: clients that check it refuse it.".to_owned());
        }
        if now > identity.not_after {
            problems.push(format!("The service’s own certificate ended on {ends}."));
        } else if now >= identity.renew_from && !followed {
            problems.push(format!("The service’s own certificate ends on {ends} and is to be renewed."));
        }
        if followed && !self.is_unlocked() && now >= identity.renew_from {
            problems.push("What took its place is used as soon as the vault is open.".to_owned());
        }
        problems.extend(problem.map(|error| match for_all {
            true => "What took its place cannot be used.".to_owned(),
            false => format!("What took its place cannot be used. {}", error.message),
        }));
        let id = identity.certificate.to_string();
        let name = if for_all { id.clone() } else { identity.label.clone() };
        Ok(Some(TlsStatus { id, name, not_after: identity.not_after, renew_from: identity.renew_from, problems }))
    }
}
