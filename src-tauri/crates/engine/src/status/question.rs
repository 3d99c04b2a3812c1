//! Asking others: what a responder or a CRL says of a certificate, held to who may say so (RFC 6960 §3.2, RFC 5280 §6.3).

use super::fetching::{FetchRequest, Fetching};
use super::watching::{self, may_be_inside};
use crate::certificates::{certificate_by_reference, certificates_above};
use crate::trust::{certificates_in, end_entity};
use crate::{Actor, EngineError, Result, Vault, files};
use aws_lc_rs::rand;
use chancery_domain::{CertificateId, Permission, RevocationReason, visible};
use chancery_pki::{
    CertIdHash, Certificate, CertificateStatus, Check, Crl, IssuerHashes, OcspReply, OcspSigner, Outcome, PathQuestion,
    PolicyRules, Revocation, RevokedEntry, TrustAnchor, cert_id, ocsp_request, verify_path, verify_signature,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

const REQUEST: &str = "application/ocsp-request";
/// Octets of an answer, and of a CRL, that are taken.
const MAX_ANSWER: usize = 256 * 1024;
const MAX_CRL: usize = 64 * 1024 * 1024;
/// Octets of a nonce (RFC 9654 §2.1).
const NONCE: usize = 32;

/// What is said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum StatusSaid {
    Good,
    Revoked,
    Unknown,
}

/// By what it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum StatusSource {
    /// This vault decides it.
    Vault,
    Ocsp,
    Crl,
}

/// What somebody says of a certificate, and who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusAnswer {
    pub certificate: String,
    pub serial: String,
    pub status: StatusSaid,
    pub revoked_at: Option<DateTime<Utc>>,
    pub reason: Option<RevocationReason>,
    pub by: StatusSource,
    /// Where it was asked.
    pub url: Option<String>,
    /// Who says so: whose signature it bears.
    pub signer: String,
    pub made_at: DateTime<Utc>,
    pub next_update: Option<DateTime<Utc>>,
    /// Whether the request's nonce came back, so that the answer was made for it; null where there was none.
    pub nonce_came_back: Option<bool>,
}

/// How a responder is asked.
#[derive(Debug, Clone, Default)]
pub struct OcspQuery {
    /// A file with the certificate.
    pub certificate: String,
    /// A file with the certificate of its issuer.
    pub issuer: String,
    /// Where to ask; the addresses in the certificate otherwise.
    pub url: Option<String>,
    /// Names the certificate by SHA-256 instead of SHA-1.
    pub sha256: bool,
    /// Without a nonce, so that the answer may be one that was made before.
    pub without_nonce: bool,
}

/// Asks a responder about a certificate in a file. Needs no vault.
pub fn ask_responder(query: &OcspQuery, fetching: &dyn Fetching, now: DateTime<Utc>) -> Result<StatusAnswer> {
    let certificate = certificate_in(&query.certificate, "certificate")?;
    let issuer = certificate_in(&query.issuer, "issuer")?;
    require_issuer(&issuer, &certificate)?;
    let hash = if query.sha256 { CertIdHash::Sha256 } else { CertIdHash::Sha1 };
    let question = OcspQuestion::new(&certificate, &issuer, hash, !query.without_nonce, now)?;
    match &query.url {
        Some(url) => question.first_answer([(url.as_str(), true)].into_iter(), fetching),
        None => question.first_answer(certificate.facts().ocsp_urls.iter().map(|url| (url.as_str(), false)), fetching),
    }
}

/// What the responder, else the CRL, that a certificate in a file names says of it. Its issuer is in the same file, or in
/// the other one. Needs no vault.
pub fn status_of_file(
    certificate: &str,
    issuer: Option<&str>,
    fetching: &dyn Fetching,
    now: DateTime<Utc>,
) -> Result<StatusAnswer> {
    let content = files::read(certificate).map_err(|error| error.at("certificate"))?;
    let (asked, beside) = end_entity(certificates_in(&content, &visible(certificate), "certificate")?);
    let issuer = match issuer {
        Some(issuer) => certificate_in(issuer, "issuer")?,
        None => beside.into_iter().find(|other| issued(other, &asked)).ok_or_else(|| {
            EngineError::new("no_issuer", "The certificate of its issuer is needed as well. Give it with it.")
                .at("issuer")
        })?,
    };
    require_issuer(&issuer, &asked)?;
    status_elsewhere(&asked, &issuer, &[], fetching, now)
}

/// Whoever is asked for an issuer’s certificates by the name of another says that they are unknown, and is right.
fn require_issuer(issuer: &Certificate, certificate: &Certificate) -> Result<()> {
    if issued(issuer, certificate) {
        return Ok(());
    }
    let (of, by) = (visible(&certificate.facts().subject_label), visible(&issuer.facts().subject_label));
    Err(EngineError::new("wrong_issuer", format!("“{by}” did not sign “{of}”. Give the certificate of its issuer."))
        .at("issuer"))
}

fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    verify_signature(certificate.as_bytes(), &issuer.facts().spki_der).is_ok()
}

impl Vault {
    /// Whether a certificate of the inventory is revoked: as this vault decided where an authority of its own issued it,
    /// else as its issuer tells now. What that one tells is kept beside what is asked by itself.
    pub fn certificate_status(&self, actor: &Actor, reference: &str, fetching: &dyn Fetching) -> Result<StatusAnswer> {
        enum Found {
            Decided(StatusAnswer),
            Elsewhere(CertificateId, Box<(Certificate, Certificate)>, Vec<String>),
        }
        let found = self.read(actor, Permission::View, |tx, now| {
            let row = certificate_by_reference(tx, reference)?;
            if let Some(authority) = row.authority.map(|id| tx.authority(id)).transpose()?.flatten() {
                let revocation = tx.revocation(row.id)?;
                return Ok(Found::Decided(StatusAnswer {
                    certificate: visible(&row.label),
                    serial: row.serial.to_hex(),
                    status: if revocation.is_some() { StatusSaid::Revoked } else { StatusSaid::Good },
                    revoked_at: revocation.as_ref().map(|revocation| revocation.revoked_at),
                    reason: revocation.map(|revocation| revocation.reason),
                    by: StatusSource::Vault,
                    url: None,
                    signer: visible(&authority.name),
                    made_at: now,
                    next_update: None,
                    nonce_came_back: None,
                }));
            }
            let id = row.id;
            let der = tx.certificate_der(id)?.ok_or_else(|| EngineError::internal("an encoding is missing"))?;
            let issuer = certificates_above(tx, row, now)?.into_iter().next().ok_or_else(|| {
                EngineError::new("no_issuer", "The certificate of its issuer is not in the inventory. Import it first.")
            })?;
            let pair = (Certificate::from_der(&der)?, Certificate::from_der(&issuer.1)?);
            Ok(Found::Elsewhere(id, Box::new(pair), watching::stored(tx)?.inside))
        })?;
        match found {
            Found::Decided(answer) => Ok(answer),
            Found::Elsewhere(id, pair, inside) => {
                let answer = status_elsewhere(&pair.0, &pair.1, &inside, fetching, self.now());
                self.note_asked(actor, id, &pair.0, &answer)?;
                answer
            }
        }
    }
}

/// The certificate that a file is about.
fn certificate_in(path: &str, field: &str) -> Result<Certificate> {
    let source = visible(path);
    let content = files::read(path).map_err(|error| error.at(field))?;
    Ok(end_entity(certificates_in(&content, &source, field)?).0)
}

/// By OCSP where the certificate names a responder that answers, else by the CRLs that it names. Hosts that somebody named
/// may be `inside`.
pub(super) fn status_elsewhere(
    certificate: &Certificate,
    issuer: &Certificate,
    inside: &[String],
    fetching: &dyn Fetching,
    now: DateTime<Utc>,
) -> Result<StatusAnswer> {
    let facts = certificate.facts();
    if facts.ocsp_urls.is_empty() && facts.crl_urls.is_empty() {
        return Err(EngineError::new(
            "no_status_address",
            format!("“{}” names neither a responder nor a CRL.", visible(&facts.subject_label)),
        ));
    }
    let by_ocsp = match facts.ocsp_urls.is_empty() {
        false => Some(by_ocsp(certificate, issuer, inside, fetching, now)),
        true => None,
    };
    match by_ocsp {
        // Another source may know (RFC 6960 §2.2): a CRL counts where it says that it is revoked.
        Some(Ok(answer)) if answer.status == StatusSaid::Unknown && !facts.crl_urls.is_empty() => {
            let by_crl = crl_answer(certificate, issuer, inside, fetching, now);
            Ok(by_crl.ok().filter(|by_crl| by_crl.status == StatusSaid::Revoked).unwrap_or(answer))
        }
        Some(Ok(answer)) => Ok(answer),
        Some(Err(error)) if facts.crl_urls.is_empty() => Err(error),
        _ => crl_answer(certificate, issuer, inside, fetching, now),
    }
}

fn by_ocsp(
    certificate: &Certificate,
    issuer: &Certificate,
    inside: &[String],
    fetching: &dyn Fetching,
    now: DateTime<Utc>,
) -> Result<StatusAnswer> {
    let question = OcspQuestion::plain(certificate, issuer, now)?;
    let urls = certificate.facts().ocsp_urls.iter().map(|url| (url.as_str(), may_be_inside(url, inside)));
    question.first_answer(urls, fetching)
}

/// One question to responders.
pub(super) struct OcspQuestion<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    hashes: IssuerHashes,
    nonce: Option<[u8; NONCE]>,
    request: Vec<u8>,
    now: DateTime<Utc>,
}

impl<'a> OcspQuestion<'a> {
    /// One that an answer made before will do for.
    pub(super) fn plain(certificate: &'a Certificate, issuer: &'a Certificate, now: DateTime<Utc>) -> Result<Self> {
        Self::new(certificate, issuer, CertIdHash::Sha1, false, now)
    }

    fn new(
        certificate: &'a Certificate,
        issuer: &'a Certificate,
        hash: CertIdHash,
        with_nonce: bool,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let hashes = IssuerHashes::new(&issuer.facts().subject_der, &issuer.public_key()?)?;
        let nonce = with_nonce.then(fresh_nonce).transpose()?;
        let id = cert_id(hash, &hashes, &certificate.facts().serial);
        let request = ocsp_request(&[id], nonce.as_ref().map(<[u8; NONCE]>::as_slice))?;
        Ok(Self { certificate, issuer, hashes, nonce, request, now })
    }

    /// The first answer that can be believed of those at these addresses, which somebody named or not.
    fn first_answer<'u>(
        &self,
        urls: impl Iterator<Item = (&'u str, bool)>,
        fetching: &dyn Fetching,
    ) -> Result<StatusAnswer> {
        let mut why = EngineError::new(
            "no_status_address",
            format!("“{}” names no responder. Say where to ask.", visible(&self.certificate.facts().subject_label)),
        )
        .at("url");
        for (url, named) in urls {
            match self.ask(url, named, fetching) {
                Ok(answer) => return Ok(answer),
                Err(error) => why = error.at("url"),
            }
        }
        Err(why)
    }

    /// What is answered at this address, which may be inside where somebody `named` it.
    pub(super) fn ask(&self, url: &str, named: bool, fetching: &dyn Fetching) -> Result<StatusAnswer> {
        let der = fetching.fetch(FetchRequest {
            url,
            body: Some((REQUEST, &self.request)),
            at_most: MAX_ANSWER,
            named_by_a_person: named,
        })?;
        self.said(&der, url)
    }

    fn said(&self, der: &[u8], url: &str) -> Result<StatusAnswer> {
        let answer = match OcspReply::from_der(der)? {
            OcspReply::Answered(answer) => answer,
            OcspReply::Refused(refusal) => {
                return Err(EngineError::new("responder_refused", format!("The responder answered {refusal:?}.")));
            }
        };
        let facts = self.certificate.facts();
        let signer = match answer.signer(self.issuer, self.now)? {
            OcspSigner::Issuer => self.issuer.facts().subject_label.clone(),
            OcspSigner::Delegate(name) => name,
        };
        let (status, next_update) = answer.status(&self.hashes, &facts.serial, self.now)?;
        let nonce_came_back = self.nonce.map(|nonce| answer.nonce.as_deref() == Some(nonce.as_slice()));
        if nonce_came_back == Some(false) && answer.nonce.is_some() {
            return Err(EngineError::new("wrong_nonce", "The responder answered another request than this one."));
        }
        let (status, revoked_at, reason) = match status {
            CertificateStatus::Good => (StatusSaid::Good, None, None),
            CertificateStatus::Unknown => (StatusSaid::Unknown, None, None),
            CertificateStatus::Revoked { at, reason } => (StatusSaid::Revoked, Some(at), Some(reason)),
        };
        Ok(StatusAnswer {
            certificate: visible(&facts.subject_label),
            serial: facts.serial.to_hex(),
            status,
            revoked_at,
            reason,
            by: StatusSource::Ocsp,
            url: Some(visible(url)),
            signer: visible(&signer),
            made_at: answer.produced_at,
            next_update,
            nonce_came_back,
        })
    }
}

fn crl_answer(
    certificate: &Certificate,
    issuer: &Certificate,
    inside: &[String],
    fetching: &dyn Fetching,
    now: DateTime<Utc>,
) -> Result<StatusAnswer> {
    let mut why = EngineError::new("no_status_address", "The certificate names no CRL.");
    for url in &certificate.facts().crl_urls {
        let fetched = fetch_crl(url, may_be_inside(url, inside), fetching);
        match fetched.and_then(|crl| on_crl(&crl, certificate, issuer, url, now)) {
            Ok(answer) => return Ok(answer),
            Err(error) => why = error,
        }
    }
    Err(why)
}

/// The CRL at this address, not yet held to anybody. The address may be inside where somebody `named` it.
pub(super) fn fetch_crl(url: &str, named: bool, fetching: &dyn Fetching) -> Result<Crl> {
    let der = fetching.fetch(FetchRequest { url, body: None, at_most: MAX_CRL, named_by_a_person: named })?;
    Ok(Crl::from_der(&der)?)
}

/// What a CRL says of a certificate, if it may say anything of it at this moment.
pub(super) fn on_crl(
    crl: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    url: &str,
    now: DateTime<Utc>,
) -> Result<StatusAnswer> {
    let anchor = TrustAnchor { certificate: issuer.clone(), store: "issuer".to_owned() };
    let report = verify_path(&PathQuestion {
        certificate,
        anchors: std::slice::from_ref(&anchor),
        intermediates: &[],
        crls: std::slice::from_ref(crl),
        at: now,
        purpose: None,
        host: None,
        policies: &PolicyRules::default(),
        revocation: Revocation::EndEntity,
    });
    let mut steps = report.paths.iter().flat_map(|path| &path.steps);
    let step = steps.find(|step| step.link == 0 && step.check == Check::Revocation);
    let step = step.ok_or_else(|| EngineError::new("wrong_crl", "The CRL could not be held to its issuer."))?;
    let entry = crl.entry(&certificate.facts().serial)?;
    match (step.outcome, entry) {
        (Outcome::Ok, _) => Ok(told_by_crl(crl, certificate, issuer, url, None)),
        (Outcome::Failed, Some(entry)) => Ok(told_by_crl(crl, certificate, issuer, url, Some(&entry))),
        _ => Err(EngineError::new("wrong_crl", step.sentence.clone())),
    }
}

/// What it means that there is this entry about a certificate, or none, on a CRL that speaks of it.
pub(super) fn told_by_crl(
    crl: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    url: &str,
    entry: Option<&RevokedEntry>,
) -> StatusAnswer {
    let facts = certificate.facts();
    StatusAnswer {
        certificate: visible(&facts.subject_label),
        serial: facts.serial.to_hex(),
        status: if entry.is_some() { StatusSaid::Revoked } else { StatusSaid::Good },
        revoked_at: entry.map(|entry| entry.revoked_at),
        reason: entry.map(|entry| entry.reason),
        by: StatusSource::Crl,
        url: Some(visible(url)),
        signer: visible(&issuer.facts().subject_label),
        made_at: crl.facts().this_update,
        next_update: crl.facts().next_update,
        nonce_came_back: None,
    }
}

fn fresh_nonce() -> Result<[u8; NONCE]> {
    let mut nonce = [0; NONCE];
    rand::fill(&mut nonce).map_err(|_| EngineError::internal("the system gave no random numbers"))?;
    Ok(nonce)
}
