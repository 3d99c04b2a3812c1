//! From what there is to the octets of a form. The one place where certificates and keys take the form of files:
//! exporting from the vault and converting files both come through here.

use super::bundle::{self, Part};
use super::format::{ExportFormat, Protection};
use super::material::{Entry, Material};
use super::names::alias;
use crate::{EngineError, Result};
use chancery_pki::{
    Certificate, CertificateDer, KeyPair, KeystoreEntry, Pkcs12Protection, Pkcs12Strength, PublicKey, chain_pem,
    crl_pem, jks, jwk, jwk_set, openssh, pem_bundle, pkcs7, pkcs12_keystore, private_jwk,
};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use zeroize::Zeroizing;

/// How it is to be written.
#[derive(Clone, Copy)]
pub(crate) struct Manner<'a> {
    pub(crate) passphrase: Option<&'a str>,
    /// Whether the chain has its root; null for what is usual for the form.
    pub(crate) root: Option<bool>,
    pub(crate) now: DateTime<Utc>,
}

impl std::fmt::Debug for Manner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Manner").field("root", &self.root).field("now", &self.now).finish_non_exhaustive()
    }
}

/// What was made of it; a private key may be in it.
pub(crate) enum Rendered {
    File(Zeroizing<Vec<u8>>),
    Bundle(Vec<Part>),
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(_) => f.write_str("File(content not shown)"),
            Self::Bundle(parts) => f.debug_tuple("Bundle").field(parts).finish(),
        }
    }
}

/// Refuses a passphrase that is missing, and one that would protect nothing.
pub(crate) fn check_passphrase(format: ExportFormat, passphrase: Option<&str>) -> Result<()> {
    let refused = |code, message: String| Err(EngineError::new(code, message).at("passphrase"));
    match (format.protection(), passphrase) {
        (Protection::Required, None | Some("")) => {
            let what = match format {
                ExportFormat::Jks => "A Java keystore",
                ExportFormat::Tomcat => "The keystore for Tomcat",
                ExportFormat::Iis => "The PFX file for IIS",
                _ => "A PKCS#12 file",
            };
            refused("passphrase_needed", format!("{what} needs a passphrase."))
        }
        (Protection::Impossible, Some(_)) => refused(
            "passphrase_not_used",
            format!(
                "The form {} has its key in the clear: a passphrase would protect nothing. Leave it out, or choose key or pkcs12.",
                format.as_str()
            ),
        ),
        _ => Ok(()),
    }
}

/// The material in this form.
pub(crate) fn render(format: ExportFormat, material: &Material, manner: Manner<'_>) -> Result<Rendered> {
    check_passphrase(format, manner.passphrase)?;
    let root = manner.root.unwrap_or(format.has_root());
    if format.is_bundle() {
        let entry = the_entry(material, "A server’s bundle")?;
        return Ok(Rendered::Bundle(bundle::of(format, entry, root, manner.passphrase)?));
    }
    let secret = |text: Zeroizing<String>| Zeroizing::new(text.as_bytes().to_vec());
    let public = |text: String| Zeroizing::new(text.into_bytes());
    Ok(Rendered::File(match format {
        ExportFormat::Pem => public(everything_public(material)?),
        ExportFormat::Der => Zeroizing::new(the_only_thing(material)?),
        ExportFormat::Chain => {
            let entry = the_chain(material)?;
            let chain = shortened(&entry.chain, root);
            public(chain_pem(chain[0].as_bytes(), &chain[1..]))
        }
        ExportFormat::Key => match manner.passphrase {
            Some(passphrase) => secret(the_key(material)?.encrypted_pkcs8_pem(passphrase)?),
            None => secret(the_key(material)?.pkcs8_pem()),
        },
        ExportFormat::Pkcs1 => secret(the_key(material)?.pkcs1_pem()?),
        ExportFormat::Sec1 => secret(the_key(material)?.sec1_pem()?),
        ExportFormat::JwkPrivate => {
            let entry = the_keyed(material)?;
            secret(private_jwk(key_of(entry)?, shortened(&entry.chain, root))?)
        }
        ExportFormat::Jwk => {
            let (key, chain) = one(public_keys(material, root)?, "JWK", "jwks")?;
            public(jwk(&key, chain)?)
        }
        ExportFormat::Jwks => {
            let keys = public_keys(material, root)?;
            public(jwk_set(keys.iter().map(|(key, chain)| (key, *chain)))?)
        }
        ExportFormat::OpenSsh => {
            let mut lines = String::new();
            for (key, comment) in named_keys(material)? {
                lines.push_str(&openssh(&key, &comment)?);
            }
            public(lines)
        }
        ExportFormat::Pkcs7 => Zeroizing::new(p7b(material, root)?),
        ExportFormat::Jks => {
            let entries = keystore(material, root)?;
            jks(&borrowed(&entries), manner.passphrase.unwrap_or_default(), manner.now)?
        }
        ExportFormat::Pkcs12 | ExportFormat::Pkcs12Compatible | ExportFormat::Pkcs12Unprotected => {
            let password = manner.passphrase.unwrap_or_default();
            let protection = match format {
                ExportFormat::Pkcs12 => Pkcs12Protection::Password(password, Pkcs12Strength::Modern),
                ExportFormat::Pkcs12Compatible => Pkcs12Protection::Password(password, Pkcs12Strength::Compatible),
                _ => Pkcs12Protection::Nothing,
            };
            pkcs12_keystore(&borrowed(&keystore(material, root)?), protection)?
        }
        ExportFormat::Nginx
        | ExportFormat::Apache
        | ExportFormat::HaProxy
        | ExportFormat::Iis
        | ExportFormat::Tomcat
        | ExportFormat::Postgres
        | ExportFormat::Kubernetes => return Err(EngineError::internal("a bundle of one file")),
    }))
}

/// The chain with or without the root at its end; a root that stands alone stays.
pub(crate) fn shortened(chain: &[CertificateDer], root: bool) -> &[CertificateDer] {
    let ends_in_root = chain.len() > 1
        && chain.last().is_some_and(|last| {
            Certificate::from_der(last.as_bytes()).is_ok_and(|certificate| certificate.facts().self_issued)
        });
    if root || !ends_in_root { chain } else { &chain[..chain.len() - 1] }
}

fn nothing(what: &str) -> EngineError {
    EngineError::new("nothing_to_write", format!("There is no {what} in it that could be written."))
}

fn several(what: &str, found: usize, instead: &str) -> EngineError {
    EngineError::new("several_things", format!("{what} holds one, and here are {found}. {instead}"))
}

fn the_entry<'a>(material: &'a Material, what: &str) -> Result<&'a Entry> {
    let keyed: Vec<&Entry> = material.entries.iter().filter(|e| e.key.is_some() && !e.chain.is_empty()).collect();
    match keyed.as_slice() {
        [one] => Ok(one),
        [] => Err(EngineError::new(
            "no_key",
            format!("{what} needs a private key and its certificate, and these are not there together."),
        )),
        several_entries => Err(several(what, several_entries.len(), "Give the files of one certificate.")),
    }
}

fn the_chain(material: &Material) -> Result<&Entry> {
    let chains: Vec<&Entry> = material.entries.iter().filter(|entry| !entry.chain.is_empty()).collect();
    match chains.as_slice() {
        [one] => Ok(one),
        [] => Err(nothing("certificate")),
        chains => Err(several("A chain", chains.len(), "Write them as pem or pkcs7.")),
    }
}

fn the_keyed(material: &Material) -> Result<&Entry> {
    let keyed: Vec<&Entry> = material.entries.iter().filter(|entry| entry.key.is_some()).collect();
    match keyed.as_slice() {
        [one] => Ok(one),
        [] => Err(nothing("private key")),
        keyed => Err(several("This form", keyed.len(), "Write them as pkcs12 or jks.")),
    }
}

fn key_of(entry: &Entry) -> Result<&KeyPair> {
    entry.key.as_ref().ok_or_else(|| nothing("private key"))
}

fn the_key(material: &Material) -> Result<&KeyPair> {
    key_of(the_keyed(material)?)
}

/// Everything but private keys, as PEM.
fn everything_public(material: &Material) -> Result<String> {
    let mut out = pem_bundle(&material.certificates);
    material.requests.iter().for_each(|request| out.push_str(&request.to_pem()));
    material.crls.iter().for_each(|crl| out.push_str(&crl_pem(crl.as_bytes())));
    material.public_keys.iter().for_each(|key| out.push_str(&key.to_pem()));
    if out.is_empty() { Err(nothing("certificate, request, CRL or public key")) } else { Ok(out) }
}

fn the_only_thing(material: &Material) -> Result<Vec<u8>> {
    let certificates = material.certificates.iter().map(CertificateDer::as_bytes);
    let requests = material.requests.iter().map(chancery_pki::Request::as_bytes);
    let crls = material.crls.iter().map(chancery_pki::Crl::as_bytes);
    let keys = material.public_keys.iter().map(PublicKey::spki_der);
    let things: Vec<&[u8]> = certificates.chain(requests).chain(crls).chain(keys).collect();
    match things.as_slice() {
        [one] => Ok(one.to_vec()),
        [] => Err(nothing("certificate, request, CRL or public key")),
        things => Err(several("DER", things.len(), "Write them as pem or pkcs7.")),
    }
}

fn public_keys(material: &Material, root: bool) -> Result<Vec<(PublicKey, &[CertificateDer])>> {
    let mut keys = Vec::new();
    for entry in &material.entries {
        let key = match (entry.chain.first(), &entry.key) {
            (Some(leaf), _) => Certificate::from_der(leaf.as_bytes())?.public_key()?,
            (None, Some(key)) => key.public_key().clone(),
            (None, None) => continue,
        };
        keys.push((key, shortened(&entry.chain, root)));
    }
    keys.extend(material.public_keys.iter().cloned().map(|key| (key, &[][..])));
    keys.extend(material.requests.iter().map(|request| (request.public_key().clone(), &[][..])));
    if keys.is_empty() { Err(nothing("key")) } else { Ok(keys) }
}

fn named_keys(material: &Material) -> Result<Vec<(PublicKey, String)>> {
    let keys = public_keys(material, true)?;
    let names = material.entries.iter().map(|entry| alias(&entry.name)).chain(std::iter::repeat(String::new()));
    Ok(keys.into_iter().map(|(key, _)| key).zip(names).collect())
}

fn one<T>(mut things: Vec<T>, what: &str, instead: &str) -> Result<T> {
    match (things.len(), things.pop()) {
        (1, Some(one)) => Ok(one),
        (found, _) => Err(several(what, found, &format!("Write them as {instead}."))),
    }
}

fn p7b(material: &Material, root: bool) -> Result<Vec<u8>> {
    let mut certificates: Vec<CertificateDer> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for certificate in material.entries.iter().flat_map(|entry| shortened(&entry.chain, root)) {
        if seen.insert(certificate.fingerprint()) {
            certificates.push(certificate.clone());
        }
    }
    let crls: Vec<&[u8]> = material.crls.iter().map(chancery_pki::Crl::as_bytes).collect();
    if certificates.is_empty() && crls.is_empty() {
        return Err(nothing("certificate or CRL"));
    }
    Ok(pkcs7(&certificates, &crls))
}

/// An entry under the alias that it will have.
struct Aliased<'a> {
    alias: String,
    entry: &'a Entry,
    chain: &'a [CertificateDer],
}

fn keystore(material: &Material, root: bool) -> Result<Vec<Aliased<'_>>> {
    if let Some(bare) = material.entries.iter().find(|entry| entry.chain.is_empty()) {
        return Err(EngineError::new(
            "no_certificate",
            format!("A keystore holds a key only with its certificate, and the {} has none here.", alias(&bare.name)),
        ));
    }
    if material.entries.is_empty() {
        return Err(nothing("certificate"));
    }
    let mut aliased = Vec::new();
    // The entries' own names differ, in lower case too; and each entry begins with another certificate.
    let mut taken: HashSet<String> = material.entries.iter().map(|entry| alias(&entry.name).to_lowercase()).collect();
    let mut there: HashSet<&[u8]> = material.entries.iter().map(|entry| entry.chain[0].as_bytes()).collect();
    for entry in &material.entries {
        let (name, chain) = (alias(&entry.name), shortened(&entry.chain, root));
        if entry.key.is_some() {
            aliased.push(Aliased { alias: name, entry, chain });
            continue;
        }
        // Certificates without a key are trusted each for itself, the issuers under names of their own.
        aliased.push(Aliased { alias: name, entry, chain: &chain[..1] });
        for issuer in chain[1..].iter().filter(|issuer| there.insert(issuer.as_bytes())) {
            let wanted = alias(&label(issuer)?);
            let mut name = wanted.clone();
            let mut number = 1;
            while !taken.insert(name.to_lowercase()) {
                number += 1;
                name = format!("{wanted} {number}");
            }
            aliased.push(Aliased { alias: name, entry, chain: std::slice::from_ref(issuer) });
        }
    }
    Ok(aliased)
}

fn label(certificate: &CertificateDer) -> Result<String> {
    Ok(Certificate::from_der(certificate.as_bytes())?.into_facts().subject_label)
}

fn borrowed<'a>(entries: &'a [Aliased<'a>]) -> Vec<KeystoreEntry<'a>> {
    entries
        .iter()
        .map(|aliased| KeystoreEntry {
            name: &aliased.alias,
            key: aliased.entry.key.as_ref(),
            certificates: aliased.chain,
        })
        .collect()
}
