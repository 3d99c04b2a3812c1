//! A request, or its key, on its way to a file.

use super::list::request_by_reference;
use crate::audit::Event;
use crate::certificates::{ExportRequest, ExportedFile};
use crate::convert::{Delivery, Destination, ExportFormat, Manner, Material, check_passphrase, place_within, render};
use crate::files::Access;
use crate::vault::{Deed, file_passphrase};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{Permission, visible};
use serde::Deserialize;
use specta::Type;

/// The forms of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RequestFormat {
    Pem,
    Der,
}

impl Vault {
    /// Writes a request to a file, for whoever will sign it.
    pub fn export_request(
        &self,
        actor: &Actor,
        reference: &str,
        format: RequestFormat,
        path: &str,
        overwrite: bool,
    ) -> Result<ExportedFile> {
        let (row, der) = self.read(actor, Permission::View, |tx, _| {
            let row = request_by_reference(tx, reference)?;
            let der =
                tx.request_der(row.id)?.ok_or_else(|| EngineError::internal("a request's encoding is missing"))?;
            Ok((row, der))
        })?;
        let content = match format {
            RequestFormat::Der => der,
            RequestFormat::Pem => chancery_pki::Request::read(&der)?.to_pem().into_bytes(),
        };
        let staged = self.staged(path, &content, Access::Ordinary, overwrite, 0)?;
        let event =
            Event::new("request.exported").on(row.id.to_string()).with("label", row.label).with("path", visible(path));
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }

    /// Writes the key of a request to a file, in one of the forms of a key alone.
    pub fn export_request_key(&self, actor: &Actor, reference: &str, request: &ExportRequest) -> Result<ExportedFile> {
        let format = request.format;
        if !matches!(format, ExportFormat::Key | ExportFormat::Pkcs1 | ExportFormat::Sec1 | ExportFormat::JwkPrivate) {
            return Err(EngineError::new(
                "no_certificate",
                "Its certificate is not there yet: the key alone leaves as key, pkcs1, sec1 or jwk-private.",
            )
            .at("format"));
        }
        let passphrase = request.passphrase.as_ref().map(SecretText::expose);
        check_passphrase(format, passphrase)?;
        let warning = passphrase.map(|text| file_passphrase(text, "passphrase")).transpose()?.flatten();
        self.refuse_own_folder(&place_within(format, &request.path))?;
        let (row, key, now) = self.read(actor, Permission::ExportKey, |tx, now| {
            let row = request_by_reference(tx, reference)?;
            let key = self.private_key(tx, Some(row.key))?;
            Ok((row, key, now))
        })?;
        let material = Material::of_one(row.label.clone(), Some(key), Vec::new());
        let rendered = render(format, &material, Manner { passphrase, root: None, now })?;
        let to = Destination { path: &request.path, overwrite: request.overwrite, now };
        let delivery = Delivery::stage(format, &rendered, to, 0)?;
        let event = Event::new("key.exported")
            .with("protected", passphrase.is_some())
            .on(row.id.to_string())
            .with("label", row.label)
            .with("format", format.as_str())
            .with("path", visible(&request.path));
        self.act(actor, Permission::ExportKey, move |_, _| Ok(Deed::done((), event)))?;
        let file = delivery.publish().inspect_err(|error| self.note_failed_export(actor, error))?;
        Ok(ExportedFile { warning, ..file })
    }
}
