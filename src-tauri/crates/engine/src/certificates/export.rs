//! What leaves the vault: certificates, chains, and keys, which have a permission of their own.

use super::chain::chain_of;
use super::requests::{ExportRequest, ExportedFile};
use super::show::certificate_by_reference;
use crate::audit::Event;
use crate::authorities::{SealedKey, key_of};
use crate::convert::{Delivery, Destination, ExportFormat, Manner, Material, check_passphrase, place_within, render};
use crate::profiles::{KeyExports, refuse_keys_of};
use crate::vault::{Deed, file_passphrase};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{CertificateId, Permission, ProfileName, visible};
use chancery_keychain::Passphrase;
use chancery_pki::{CertificateDer, KeyPair};
use chancery_store::{AuthorityRow, KeyProtection, PrivateKeyId, ReadTransaction};
use chrono::{DateTime, Utc};

/// What an export is about.
#[derive(Debug, Clone)]
pub(crate) struct ExportSubject {
    certificate: CertificateId,
    label: String,
    key: Option<PrivateKeyId>,
    /// The `ca-3` or `crt-17` that the audit event is about.
    resource: String,
}

/// An authority as the subject of an export.
pub(crate) fn export_subject_of_authority(authority: &AuthorityRow) -> Result<ExportSubject> {
    Ok(ExportSubject {
        certificate: authority.certificate,
        label: authority.name.clone(),
        key: Some(authority.key),
        resource: authority.id.to_string(),
    })
}

impl Vault {
    /// Writes one certificate, its chain or its key to a file.
    pub fn export_certificate(&self, actor: &Actor, reference: &str, request: &ExportRequest) -> Result<ExportedFile> {
        let subject = self.read(actor, Permission::View, |tx, _| {
            let row = certificate_by_reference(tx, reference)?;
            Ok(ExportSubject { certificate: row.id, label: row.label, key: row.key, resource: row.id.to_string() })
        })?;
        self.export(actor, subject, request)
    }

    /// Refuses a person who may not take keys out of the vault, and a profile whose keys stay in it: for whoever is about
    /// to issue a certificate in order to export its key.
    pub fn check_key_export(&self, actor: &Actor, profile: &ProfileName) -> Result<()> {
        self.read(actor, Permission::ExportKey, |tx, _| refuse_keys_of(tx, profile))
    }

    /// The content is made and staged, the event kept, and only then does the file appear.
    pub(crate) fn export(
        &self,
        actor: &Actor,
        subject: ExportSubject,
        request: &ExportRequest,
    ) -> Result<ExportedFile> {
        let format = request.format;
        let permission = if format.holds_key() { Permission::ExportKey } else { Permission::View };
        let passphrase = request.passphrase.as_ref().map(SecretText::expose).filter(|_| format.holds_key());
        check_passphrase(format, passphrase)?;
        let warning = passphrase.map(|text| file_passphrase(text, "passphrase")).transpose()?.flatten();
        self.refuse_own_folder(&place_within(format, &request.path))?;
        let (material, now) =
            self.read(actor, permission, |tx, now| Ok((self.material(tx, &subject, format.holds_key(), now)?, now)))?;
        let rendered = render(format, &material, Manner { passphrase, root: request.root, now })?;
        let to = Destination { path: &request.path, overwrite: request.overwrite, now };
        let delivery = Delivery::stage(format, &rendered, to, u32::from(format != ExportFormat::Key))?;
        let event = if format.holds_key() {
            Event::new("key.exported").with("protected", passphrase.is_some())
        } else {
            Event::new("certificate.exported")
        }
        .on(subject.resource)
        .with("label", subject.label)
        .with("format", format.as_str())
        .with("path", visible(&request.path));
        self.act(actor, permission, move |_, _| Ok(Deed::done((), event)))?;
        let file = delivery.publish().inspect_err(|error| self.note_failed_export(actor, error))?;
        Ok(ExportedFile { warning, ..file })
    }

    fn material(
        &self,
        tx: &ReadTransaction<'_>,
        subject: &ExportSubject,
        with_key: bool,
        now: DateTime<Utc>,
    ) -> Result<Material> {
        let chain = chain_of(tx, subject.certificate, now)?;
        if chain.ders.is_empty() {
            return Err(EngineError::internal("a certificate without itself in its chain"));
        }
        if let Some(row) = tx.certificate(subject.certificate)?.filter(|_| with_key) {
            KeyExports::default().check(tx, &row)?;
        }
        let key = if with_key { Some(self.private_key(tx, subject.key)?) } else { None };
        let chain = chain.ders.into_iter().map(CertificateDer::new).collect();
        Ok(Material::of_one(subject.label.clone(), key, chain))
    }

    /// A private key on its way out, for whoever was found to have the right.
    pub(crate) fn private_key(&self, tx: &ReadTransaction<'_>, id: Option<PrivateKeyId>) -> Result<KeyPair> {
        let id = id.ok_or_else(|| {
            EngineError::new(
                "no_key",
                "Its private key is not in this vault: it was issued from a request, or imported without one.",
            )
        })?;
        let (row, sealed) = key_of(tx, id)?;
        if row.protection == KeyProtection::Passphrase {
            return Err(EngineError::new(
                "key_locked",
                "This key has a passphrase of its own. Remove that passphrase first; the audit log will tell of it.",
            ));
        }
        SealedKey::open(self.key(), &row, &sealed, None::<&Passphrase>)
    }
}
