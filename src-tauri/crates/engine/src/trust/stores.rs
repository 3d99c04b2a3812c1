//! Trust stores that are kept in the vault under a name.

use super::material::{certificates, file_name};
use super::view::TrustStore;
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault, files};
use chancery_domain::{Permission, is_unprintable, visible};
use chancery_pki::Certificate;
use chancery_store::{ReadTransaction, TrustStoreRow};

/// Certificates of one trust store at most; the largest bundles have some hundred.
const MAX_CERTIFICATES: usize = 10_000;

/// What stands for the vault and the system where a store is named.
const RESERVED: [&str; 2] = ["vault", "system"];

impl Vault {
    /// The trust stores of the vault, by name.
    pub fn trust_stores(&self, actor: &Actor) -> Result<Vec<TrustStore>> {
        self.read(actor, Permission::View, |tx, _| Ok(tx.trust_stores()?.iter().map(to_view).collect()))
    }

    /// Keeps the certificates of a file as a trust store: a PEM bundle such as Mozilla's, PKCS#7, or single ones.
    pub fn add_trust_store(&self, actor: &Actor, name: &str, path: &str) -> Result<TrustStore> {
        self.read(actor, Permission::ManageVault, |_, _| Ok(()))?;
        let name = checked_name(name)?;
        let source = file_name(path);
        let found = certificates(&files::read(path)?, &source, "path")?;
        if found.len() > MAX_CERTIFICATES {
            let message =
                format!("A trust store holds at most {MAX_CERTIFICATES} certificates; this file has {}.", found.len());
            return Err(EngineError::new("too_large", message).at("path"));
        }
        self.act(actor, Permission::ManageVault, move |tx, now| {
            let encodings =
                found.iter().map(|certificate| (certificate.facts().fingerprint.octets(), certificate.as_bytes()));
            tx.insert_trust_store(&name, &source, now, encodings)?;
            let row = require(tx, &name)?;
            let event = Event::new("trust-store.added")
                .with("name", row.name.clone())
                .with("source", source)
                .with("certificates", row.certificates);
            Ok(Deed::done(to_view(&row), event))
        })
    }

    /// Forgets a trust store. Certificates of the inventory are not touched.
    pub fn remove_trust_store(&self, actor: &Actor, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.act(actor, Permission::ManageVault, move |tx, _| {
            let row = require(tx, &name)?;
            tx.remove_trust_store(row.id)?;
            Ok(Deed::done((), Event::new("trust-store.removed").with("name", row.name)))
        })
    }
}

/// The certificates of a trust store, and its name as it was given.
pub(super) fn kept(tx: &ReadTransaction<'_>, name: &str) -> Result<(String, Vec<Certificate>)> {
    let row = require(tx, name)?;
    let encodings = tx.trust_store_certificates(row.id)?;
    let certificates = encodings.iter().map(|der| Ok(Certificate::from_der(der)?)).collect::<Result<_>>()?;
    Ok((row.name, certificates))
}

fn require(tx: &ReadTransaction<'_>, name: &str) -> Result<TrustStoreRow> {
    tx.trust_store(name.trim())?.ok_or_else(|| EngineError::not_found("trust store", name))
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(is_unprintable) {
        let message = "A trust store’s name has 1 to 64 printable characters.";
        return Err(EngineError::new("invalid_name", message).at("name"));
    }
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
        let message = format!("“{name}” means what the vault or the system trusts itself. Choose another name.");
        return Err(EngineError::new("invalid_name", message).at("name"));
    }
    Ok(name.to_owned())
}

fn to_view(row: &TrustStoreRow) -> TrustStore {
    TrustStore {
        name: visible(&row.name),
        source: visible(&row.source),
        certificates: row.certificates,
        created_at: row.created_at,
    }
}
