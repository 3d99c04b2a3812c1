//! Forms of certificates and keys: what each is, how it is made, and the conversion of files without a vault.
//!
//! Owns the way from certificates and keys to files. Owns no reading (`chancery-pki` recognises every form), and no
//! permission: what leaves a vault is for `certificates/export.rs`.

mod bundle;
mod delivery;
mod format;
mod material;
mod names;
mod render;

pub(crate) use delivery::{Delivery, Destination, place_within};
pub use format::ExportFormat;
pub(crate) use material::Material;
pub use names::file_stem;
pub(crate) use render::{Manner, Rendered, check_passphrase, render};

use crate::certificates::ExportedFile;
use crate::vault::file_passphrase;
use crate::{Clock as _, EngineError, Result, SecretText, SystemClock, files};
use chancery_domain::visible;
use chancery_pki::inspect_named;

/// Files to be converted into another form.
#[derive(Debug)]
pub struct Conversion {
    /// What is read, each recognised by its content.
    pub files: Vec<String>,
    pub to: ExportFormat,
    pub path: String,
    /// Opens the files.
    pub passphrase: Option<SecretText>,
    /// Protects what is written.
    pub out_passphrase: Option<SecretText>,
    /// Whether the chain has its root; null for what is usual for the form.
    pub root: Option<bool>,
    pub overwrite: bool,
}

/// Converts files on behalf of whoever can read them. No vault takes part in it, so none tells of it.
pub fn convert_files(conversion: &Conversion) -> Result<ExportedFile> {
    let out_passphrase = conversion.out_passphrase.as_ref().map(SecretText::expose);
    let format = conversion.to;
    check_passphrase(format, out_passphrase).map_err(|error| match error.field.as_deref() {
        Some("passphrase") => error.at("outPassphrase"),
        _ => error,
    })?;
    let warning = match out_passphrase {
        Some(text) if format.holds_key() => file_passphrase(text, "outPassphrase")?,
        Some(_) => {
            let message = format!("The form {} holds no key: a passphrase would protect nothing.", format.as_str());
            return Err(EngineError::new("passphrase_not_used", message).at("outPassphrase"));
        }
        None => None,
    };
    let mut found = Vec::new();
    for path in &conversion.files {
        let bytes = files::read(path)?;
        let passphrase = conversion.passphrase.as_ref().map(SecretText::expose);
        let things = inspect_named(&bytes, passphrase).map_err(|error| {
            let error = EngineError::from(error);
            EngineError { message: format!("{}: {}", visible(path), error.message), ..error }
        })?;
        found.extend(things);
    }
    let now = SystemClock.now();
    let material = Material::of_found(found)?;
    let rendered = render(format, &material, Manner { passphrase: out_passphrase, root: conversion.root, now })?;
    let certificates = u32::try_from(material.certificates.len()).unwrap_or(u32::MAX);
    let to = Destination { path: &conversion.path, overwrite: conversion.overwrite, now };
    Ok(ExportedFile { warning, ..Delivery::stage(format, &rendered, to, certificates)?.publish()? })
}
