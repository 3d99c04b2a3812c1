//! Recognises and explains whatever was pasted or dropped, and writes it in other forms (`convert`). Keeps nothing.

mod convert;
mod view;

pub use convert::ConvertRequest;
pub use view::{Inspected, InspectedKind, SummaryLine};

use crate::{Actor, Result, Vault, files};
use chancery_domain::{Permission, visible};
use chancery_pki::{Certificate, Crl, Found as Named, Inspected as Found, KeyDescription, Request, crl_pem};
use chancery_store::{CertificateRow, ReadTransaction};

/// Things of one paste that are explained; a bundle of more is better imported.
const MAX_SHOWN: usize = 500;

/// Octets of a CRL's PEM that are shown; larger ones are files for programs.
const MAX_CRL_SHOWN: usize = 256 * 1024;

/// Explains a file without a vault.
pub fn inspect_file(path: &str, passphrase: Option<&str>) -> Result<Vec<Inspected>> {
    let found = chancery_pki::inspect_named(&files::read(path)?, passphrase)?;
    found.iter().take(MAX_SHOWN).map(|found| explain_named(None, found)).collect()
}

impl Vault {
    /// Explains pasted text.
    pub fn inspect_text(&self, actor: &Actor, text: &str, passphrase: Option<&str>) -> Result<Vec<Inspected>> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        self.inspect(actor, text.as_bytes(), passphrase)
    }

    /// Explains a file.
    pub fn inspect_file(&self, actor: &Actor, path: &str, passphrase: Option<&str>) -> Result<Vec<Inspected>> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        self.inspect(actor, &files::read(path)?, passphrase)
    }

    /// Reads a CSR file, PEM or DER, and gives it back as PEM.
    pub fn read_request_file(&self, actor: &Actor, path: &str) -> Result<String> {
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        Ok(Request::read(&files::read(path)?)?.to_pem())
    }

    fn inspect(&self, actor: &Actor, bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Inspected>> {
        let found = chancery_pki::inspect_named(bytes, passphrase)?;
        self.read(actor, Permission::View, |tx, _| {
            found.iter().take(MAX_SHOWN).map(|found| explain_named(Some(tx), found)).collect()
        })
    }
}

/// The thing, and what it is called in its file.
fn explain_named(tx: Option<&ReadTransaction<'_>>, found: &Named) -> Result<Inspected> {
    let mut shown = explain(tx, &found.thing)?;
    if let Some(name) = &found.name {
        shown.summary.insert(0, line("Called", &visible(name)));
    }
    Ok(shown)
}

/// The thing in words; where there is an inventory, with what it has of it.
fn explain(tx: Option<&ReadTransaction<'_>>, thing: &Found) -> Result<Inspected> {
    Ok(match thing {
        Found::Certificate(certificate) => of_certificate(tx, certificate)?,
        Found::Request(request) => of_request(request),
        Found::Crl(crl) => of_crl(crl),
        Found::PrivateKey(key) => {
            let mut shown = plain(InspectedKind::PrivateKey, "Private key");
            shown.summary.push(line("Key", &key_words(&key.public_key().describe())));
            if let Some(tx) = tx {
                let owner = owner_of(tx, &key.public_key().spki_sha256())?;
                let label = owner.as_ref().map_or("no certificate of the inventory", |row| row.label.as_str());
                shown.summary.push(line("Belongs to", label));
                shown.certificate_id = owner.map(|row| row.id.to_string());
            }
            shown
        }
        Found::PublicKey(key) => {
            let mut shown = plain(InspectedKind::PublicKey, "Public key");
            shown.summary.push(line("Key", &key_words(&key.describe())));
            let owner = tx.map(|tx| owner_of(tx, &key.spki_sha256())).transpose()?.flatten();
            shown.certificate_id = owner.map(|row| row.id.to_string());
            shown.pem = Some(key.to_pem());
            shown
        }
        Found::EncryptedPrivateKey => {
            plain(InspectedKind::EncryptedPrivateKey, "Private key, protected by a passphrase")
        }
        Found::Pkcs12Locked => plain(InspectedKind::Pkcs12Locked, "PKCS#12 file, protected by a passphrase"),
        Found::JksLocked => plain(InspectedKind::JksLocked, "Java keystore, protected by a passphrase"),
        Found::Unreadable { what, why } => {
            let mut shown = plain(InspectedKind::Unreadable, &visible(what));
            shown.summary.push(line("Cannot be read", &why.to_string()));
            shown
        }
        _ => plain(InspectedKind::Unreadable, "Something that this version does not know"),
    })
}

/// The newest certificate of a key.
fn owner_of(tx: &ReadTransaction<'_>, spki_sha256: &[u8; 32]) -> Result<Option<CertificateRow>> {
    Ok(tx.certificates_with_public_key(spki_sha256)?.into_iter().next())
}

fn of_certificate(tx: Option<&ReadTransaction<'_>>, certificate: &Certificate) -> Result<Inspected> {
    let facts = certificate.facts();
    let mut summary = vec![
        line("Subject", &facts.subject),
        line("Issuer", &facts.issuer),
        line("Valid from", &facts.not_before.to_rfc3339()),
        line("Valid until", &facts.not_after.to_rfc3339()),
        line("Key", &key_words(&facts.key)),
        line("Serial number", &facts.serial.to_hex()),
        line("SHA-256", &facts.fingerprint.to_string()),
        line("Signature", &facts.signature_algorithm),
    ];
    if !facts.names.is_empty() {
        summary.insert(1, line("Names", &facts.names.iter().map(|n| n.value.as_str()).collect::<Vec<_>>().join(", ")));
    }
    let known = tx.map(|tx| tx.by_fingerprint(&facts.fingerprint)).transpose()?.flatten();
    Ok(Inspected {
        kind: InspectedKind::Certificate,
        title: facts.subject_label.clone(),
        summary,
        ends: Some(facts.not_after),
        extensions: certificate.extensions().into_iter().map(Into::into).collect(),
        pem: Some(certificate.to_pem()),
        certificate_id: known.map(|row| row.id.to_string()),
    })
}

fn of_request(request: &Request) -> Inspected {
    Inspected {
        kind: InspectedKind::Request,
        title: request.common_name().map_or_else(|| "Signing request".to_owned(), visible),
        summary: vec![
            line("Subject", &request.subject().to_string()),
            line("Names", &request.names().iter().map(|name| name.value()).collect::<Vec<_>>().join(", ")),
            line("Key", &key_words(&request.public_key().describe())),
            line("Signature", &format!("{}, verified", request.signature_algorithm())),
        ],
        ends: None,
        extensions: request.asked_extensions().iter().cloned().map(Into::into).collect(),
        pem: Some(request.to_pem()),
        certificate_id: None,
    }
}

fn of_crl(crl: &Crl) -> Inspected {
    let facts = crl.facts();
    Inspected {
        kind: InspectedKind::Crl,
        title: format!("CRL of {}", facts.issuer_label),
        summary: vec![
            line("Issuer", &facts.issuer),
            line("Number", facts.number.as_deref().unwrap_or("none")),
            line("Made", &facts.this_update.to_rfc3339()),
            line("Next", &facts.next_update.map_or_else(|| "not said".to_owned(), |next| next.to_rfc3339())),
            line("Revoked certificates", &facts.count.to_string()),
        ],
        ends: None,
        extensions: Vec::new(),
        pem: Some(crl_pem(crl.as_bytes())).filter(|pem| pem.len() <= MAX_CRL_SHOWN),
        certificate_id: None,
    }
}

fn key_words(key: &KeyDescription) -> String {
    if key.bits == 0 { key.algorithm.clone() } else { format!("{} ({} bits)", key.algorithm, key.bits) }
}

fn plain(kind: InspectedKind, title: &str) -> Inspected {
    Inspected {
        kind,
        title: title.to_owned(),
        summary: Vec::new(),
        ends: None,
        extensions: Vec::new(),
        pem: None,
        certificate_id: None,
    }
}

fn line(label: &str, value: &str) -> SummaryLine {
    SummaryLine { label: label.to_owned(), value: value.to_owned() }
}
