//! The certificate that came back: recognised by its key, whichever way it comes in.

use super::list::request_by_reference;
use super::view::RequestDetail;
use crate::audit::Event;
use crate::certificates::Incoming;
use crate::{Actor, EngineError, Result, Vault, files};
use chancery_domain::{CertificateId, Permission};
use chancery_pki::{Certificate, Inspected};
use chancery_store::{PrivateKeyId, WriteTransaction};
use chrono::{DateTime, Utc};

impl Vault {
    /// Takes in the certificate for a request, with what else is in the text or file (its chain). Refused is one for
    /// another key.
    pub fn answer_request(&self, actor: &Actor, reference: &str, text: &str) -> Result<RequestDetail> {
        self.take_answer(actor, reference, "pasted text", text.as_bytes())
    }

    /// The same out of a file.
    pub fn answer_request_file(&self, actor: &Actor, reference: &str, path: &str) -> Result<RequestDetail> {
        self.read(actor, Permission::Import, |_, _| Ok(()))?;
        let name = chancery_domain::visible(path.rsplit(['/', '\\']).next().unwrap_or(path));
        self.take_answer(actor, reference, &name, &files::read(path)?)
    }

    fn take_answer(&self, actor: &Actor, reference: &str, source: &str, bytes: &[u8]) -> Result<RequestDetail> {
        let row = self.read(actor, Permission::Import, |tx, _| request_by_reference(tx, reference))?;
        let certificates: Vec<Certificate> = chancery_pki::inspect(bytes, None)?
            .into_iter()
            .filter_map(|thing| match thing {
                Inspected::Certificate(certificate) => Some(*certificate),
                _ => None,
            })
            .collect();
        if certificates.is_empty() {
            return Err(EngineError::new("no_certificate", "There is no certificate in it.").at("certificate"));
        }
        if !certificates.iter().any(|certificate| certificate.facts().spki_sha256 == row.spki_sha256) {
            return Err(EngineError::new(
                "key_mismatch",
                format!(
                    "This certificate is for another key than that of {}: it was made from another request.",
                    row.id
                ),
            )
            .at("certificate"));
        }
        self.take_in(actor, Permission::Import, Incoming::certificates(source, &certificates))?;
        self.request(actor, &row.id.to_string())
    }
}

/// Ties a certificate that came into the inventory to the request that waits for it, if one does. Gives the key that it
/// is for, and the event that tells of it.
pub(crate) fn answered(
    tx: &WriteTransaction<'_>,
    spki_sha256: &[u8; 32],
    certificate: CertificateId,
    now: DateTime<Utc>,
) -> Result<Option<(PrivateKeyId, Event)>> {
    let Some(request) = tx.waiting_request_by_spki(spki_sha256)? else { return Ok(None) };
    tx.answer_request(request.id, certificate, now)?;
    let event = Event::new("request.answered")
        .on(request.id.to_string())
        .with("label", request.label)
        .with("certificate", certificate.to_string());
    Ok(Some((request.key, event)))
}
