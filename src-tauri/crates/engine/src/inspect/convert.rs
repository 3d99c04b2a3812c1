//! What was inspected, written in another form.

use crate::certificates::{ExportRequest, ExportedFile};
use crate::convert::{Conversion, ConversionSource, convert};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::Permission;
use serde::Deserialize;
use specta::Type;

/// Something that was pasted or dropped, and the form that it is to be written in.
#[derive(Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConvertRequest {
    pub source: ConversionSource,
    /// Opens the source.
    pub passphrase: Option<SecretText>,
    /// Its passphrase protects what is written.
    pub to: ExportRequest,
}

impl Vault {
    /// Writes what was inspected in another form. Nothing of it is the vault's, so the log does not tell of it.
    pub fn convert_inspected(&self, actor: &Actor, request: ConvertRequest) -> Result<ExportedFile> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let ConvertRequest { source, passphrase, to } = request;
        let conversion = Conversion {
            sources: vec![source],
            to: to.format,
            path: to.path,
            passphrase,
            out_passphrase: to.passphrase,
            root: to.root,
            overwrite: to.overwrite,
        };
        convert(&conversion).map_err(|error| match error.field.as_deref() {
            // The form's one passphrase is that of what is written.
            Some("passphrase") => EngineError { field: None, ..error },
            Some("outPassphrase") => error.at("passphrase"),
            _ => error,
        })
    }
}
