//! Making a request with a fresh key that stays in the vault.

use super::view::{CreateRequest, RequestDetail};
use crate::audit::Event;
use crate::authorities::SealedKey;
use crate::certificates::{Metadata, TypedNames, checked_metadata};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{
    Attribute, AttributeType, DistinguishedName, DnsName, Fault, FaultCode, Permission, Rdn, SubjectAltName,
};
use chancery_pki::{KeyPair, Request, SoftwareSigner};
use chancery_store::NewRequest;

impl Vault {
    /// Makes a request for a CA outside, and keeps it with its key until the certificate comes back.
    pub fn create_request(&self, actor: &Actor, asked: &CreateRequest) -> Result<RequestDetail> {
        // A right that is missing is told before the work of making a key.
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        let (subject, names) = subject_and_names(asked)?;
        let notes = checked_metadata(&Metadata { owner: None, environment: None, notes: asked.notes.clone() })?.notes;
        let key = KeyPair::generate(asked.key)?;
        let sealed = SealedKey::seal(self.key(), &key, None)?;
        let spki_sha256 = sealed.spki_sha256;
        let pem = Request::create(&subject, &names, &SoftwareSigner::new(key))?;
        let request = Request::read(pem.as_bytes())?;
        let label = if subject.is_empty() { names.first().map(SubjectAltName::value) } else { Some(subject.label()) };
        let label = label.unwrap_or_default();
        let by = actor.user().to_owned();
        let id = self.act(actor, Permission::Issue, move |tx, now| {
            let algorithm = request.public_key().describe().algorithm;
            let key = tx.insert_private_key(&sealed.into_row(now))?;
            let id = tx.insert_request(&NewRequest {
                label: label.clone(),
                subject: request.subject().to_string(),
                key_algorithm: algorithm.clone(),
                key,
                spki_sha256,
                der: request.as_bytes().to_vec(),
                notes,
                created_by: by,
                created_at: now,
            })?;
            let event =
                Event::new("request.created").on(id.to_string()).with("label", label).with("keyAlgorithm", algorithm);
            Ok(Deed::done(id, event))
        })?;
        self.request(actor, &id.to_string())
    }
}

fn subject_and_names(asked: &CreateRequest) -> Result<(DistinguishedName, Vec<SubjectAltName>)> {
    let common_name = asked.common_name.trim();
    let mut subject = match asked.subject.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => text.parse::<DistinguishedName>().map_err(|fault| fault.moved_to("subject"))?,
        None => DistinguishedName::new(Vec::new()),
    };
    if !common_name.is_empty() {
        let named =
            Attribute::new(AttributeType::CommonName, common_name).map_err(|fault| fault.moved_to("commonName"))?;
        let others = subject.rdns().iter().map(|rdn| -> Rdn {
            rdn.iter().filter(|attribute| *attribute.kind() != AttributeType::CommonName).cloned().collect()
        });
        let mut rdns: Vec<Rdn> = others.filter(|rdn| !rdn.is_empty()).collect();
        rdns.push(vec![named]);
        subject = DistinguishedName::bounded(rdns)?;
    }
    let typed = TypedNames { dns: &asked.dns, ip: &asked.ip, email: &asked.email, uri: &asked.uri };
    let mut findings = Vec::new();
    let mut names = typed.parse(&mut findings);
    if let Some(refusal) = findings.into_iter().find_map(crate::Finding::into_refusal) {
        return Err(refusal);
    }
    if names.is_empty()
        && let Some(host) = subject.common_name().filter(|name| name.contains('.'))
        && let Ok(host) = host.parse::<DnsName>()
    {
        // Nobody looks for a host's name in the common name any more (RFC 9525 §2).
        names.push(SubjectAltName::Dns(host));
    }
    if subject.is_empty() && names.is_empty() {
        let nobody = Fault::new(FaultCode::InvalidSubject, "Give a common name or at least one name.");
        return Err(EngineError::from(nobody.at("commonName")));
    }
    Ok((subject, names))
}
