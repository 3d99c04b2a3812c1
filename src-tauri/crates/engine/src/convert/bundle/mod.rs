//! Everything that a server needs, in one folder: certificate, key, the lines of its configuration, and what to do with
//! them. Nothing of a certificate's own words goes into configuration but host names that are plain.

mod apache;
mod haproxy;
mod iis;
mod kubernetes;
mod nginx;
mod postgres;
mod tomcat;

use super::format::ExportFormat;
use super::material::Entry;
use super::names::{alias, file_stem, is_plain_host};
use super::render::shortened;
use crate::{EngineError, Result};
use chancery_domain::visible;
use chancery_pki::{
    Certificate, CertificateDer, KeyPair, KeystoreEntry, Pkcs12Protection, Pkcs12Strength, pem_bundle, pkcs12_keystore,
};
use zeroize::Zeroizing;

/// Host names that go into one configuration at most; certificates with more are told of in the README.
const MAX_HOSTS: usize = 100;

/// One file of a bundle.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) content: Zeroizing<Vec<u8>>,
    /// It holds the private key: for its owner alone.
    pub(crate) secret: bool,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Part({}, content not shown)", self.name)
    }
}

impl Part {
    fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), content: Zeroizing::new(text.into().into_bytes()), secret: false }
    }

    fn secret(name: impl Into<String>, content: Zeroizing<Vec<u8>>) -> Self {
        Self { name: name.into(), content, secret: true }
    }
}

/// What the bundles are made of.
struct Served<'a> {
    key: &'a KeyPair,
    /// As the server sends it.
    chain: &'a [CertificateDer],
    /// The certificates above the leaf, the root too, for who checks clients.
    issuers: &'a [CertificateDer],
    /// The beginning of the files' names.
    stem: String,
    alias: String,
    /// Plain DNS names of the certificate.
    hosts: Vec<String>,
    /// Who it is, until when, for the README.
    about: String,
}

/// The files for a kind of server.
pub(super) fn of(format: ExportFormat, entry: &Entry, root: bool, passphrase: Option<&str>) -> Result<Vec<Part>> {
    let (Some(key), Some(leaf)) = (&entry.key, entry.chain.first()) else {
        return Err(EngineError::internal("a bundle without key or certificate"));
    };
    let facts = Certificate::from_der(leaf.as_bytes())?.into_facts();
    let names = facts.names.iter().filter(|name| name.kind == "dns").map(|name| name.value.as_str());
    let hosts: Vec<String> = names.filter(|name| is_plain_host(name)).take(MAX_HOSTS).map(str::to_owned).collect();
    let about = format!(
        "Certificate  {}\nIssuer       {}\nSerial       {}\nSHA-256      {}\nValid until  {} UTC\n",
        visible(&facts.subject_label),
        visible(&facts.issuer_label),
        facts.serial.to_hex(),
        facts.fingerprint,
        facts.not_after.format("%Y-%m-%d %H:%M:%S"),
    );
    let served = Served {
        key,
        chain: shortened(&entry.chain, root),
        issuers: &entry.chain[1..],
        stem: file_stem(&entry.name),
        alias: alias(&entry.name),
        hosts,
        about,
    };
    match format {
        ExportFormat::Nginx => Ok(nginx::parts(&served)),
        ExportFormat::Apache => Ok(apache::parts(&served)),
        ExportFormat::HaProxy => Ok(haproxy::parts(&served)),
        ExportFormat::Postgres => Ok(postgres::parts(&served)),
        ExportFormat::Kubernetes => Ok(kubernetes::parts(&served)),
        ExportFormat::Iis => iis::parts(&served, passphrase.unwrap_or_default()),
        ExportFormat::Tomcat => tomcat::parts(&served, passphrase.unwrap_or_default()),
        _ => Err(EngineError::internal("a bundle of an unknown kind")),
    }
}

impl Served<'_> {
    fn chain_pem(&self) -> Vec<u8> {
        pem_bundle(self.chain).into_bytes()
    }

    fn chain_part(&self, name: impl Into<String>) -> Part {
        Part { name: name.into(), content: Zeroizing::new(self.chain_pem()), secret: false }
    }

    fn key_part(&self, name: impl Into<String>) -> Part {
        Part::secret(name, Zeroizing::new(self.key.pkcs8_pem().as_bytes().to_vec()))
    }

    fn pkcs12(&self, passphrase: &str) -> Result<Zeroizing<Vec<u8>>> {
        let entry = KeystoreEntry { name: &self.alias, key: Some(self.key), certificates: self.chain };
        Ok(pkcs12_keystore(&[entry], Pkcs12Protection::Password(passphrase, Pkcs12Strength::Modern))?)
    }

    /// The names for a server's configuration, or what matches any where the certificate has no plain one.
    fn hosts_or(&self, any: &str) -> String {
        if self.hosts.is_empty() { any.to_owned() } else { self.hosts.join(" ") }
    }

    fn readme(&self, title: &str, steps: &str) -> Part {
        Part::text("README.txt", format!("{title}\n\n{}\n{steps}", self.about))
    }
}
