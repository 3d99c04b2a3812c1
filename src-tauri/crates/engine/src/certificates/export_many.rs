//! Many certificates in one file, without their keys: as they are, or as the table shows them.

use super::requests::{BulkExport, BulkFormat, ExportedFile};
use super::selection::ids_of;
use super::show::row_view;
use super::table::{Csv, Spreadsheet, columns};
use super::view::Selection;
use crate::audit::Event;
use crate::convert::{ExportFormat, Manner, Material, Rendered, file_stem, render};
use crate::files::{Access, refuse_existing};
use crate::vault::Deed;
use crate::zip::{Archive, MAX_FILES};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{CertificateId, Permission, visible};
use chancery_pki::{Certificate, pem_bundle};
use chancery_store::ReadTransaction;
use chrono::{DateTime, Utc};
use std::io::{BufWriter, Write};

/// Certificates of one PKCS#7 bundle or keystore at most: such files are read as a whole, here and by others.
const MAX_IN_MEMORY: usize = 10_000;

impl BulkFormat {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Pkcs7 => "pkcs7",
            Self::Jks => "jks",
            Self::Zip => "zip",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// How many it takes; null for any number.
    fn room(self) -> Option<usize> {
        match self {
            Self::Pem | Self::Csv => None,
            Self::Pkcs7 | Self::Jks => Some(MAX_IN_MEMORY),
            Self::Zip => Some(MAX_FILES),
            Self::Xlsx => Some(Spreadsheet::MAX_ROWS),
        }
    }
}

impl Vault {
    /// Writes all of the selection to one file.
    pub fn export_certificates(
        &self,
        actor: &Actor,
        selection: &Selection,
        request: &BulkExport,
    ) -> Result<ExportedFile> {
        let (format, path) = (request.format, request.path.as_str());
        let passphrase = request.passphrase.as_ref().map(SecretText::expose).filter(|text| !text.is_empty());
        if format == BulkFormat::Jks && passphrase.is_none() {
            return Err(EngineError::new("passphrase_needed", "A Java keystore needs a passphrase.").at("passphrase"));
        }
        refuse_existing(path, request.overwrite)?;
        let staged = self.staged_by(path, Access::Ordinary, request.overwrite, |to| {
            // Bit by bit: the whole inventory as PEM would fill the memory.
            let mut out = BufWriter::with_capacity(1 << 16, to);
            self.read(actor, Permission::View, |tx, now| {
                let ids = ids_of(tx, selection, now)?;
                refuse_too_many(format, ids.len())?;
                write_all(&mut out, tx, &ids, request, now)?;
                written(out.flush())?;
                Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
            })
        })?;
        let event = Event::new("certificates.exported")
            .with("certificates", staged.certificates())
            .with("format", format.as_str())
            .with("path", visible(path));
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }
}

fn refuse_too_many(format: BulkFormat, count: usize) -> Result<()> {
    match format.room() {
        Some(room) if count > room => Err(EngineError::new(
            "too_many",
            format!(
                "A file of this form takes {room} certificates, and these are {count}. Choose PEM or CSV, or select fewer."
            ),
        )
        .at("format")),
        _ => Ok(()),
    }
}

fn write_all(
    out: &mut (dyn Write + Send),
    tx: &ReadTransaction<'_>,
    ids: &[CertificateId],
    request: &BulkExport,
    now: DateTime<Utc>,
) -> Result<()> {
    let columns = columns(&request.columns);
    match request.format {
        BulkFormat::Pem => {
            for id in ids {
                written(out.write_all(pem_bundle([encoding(tx, *id)?]).as_bytes()))?;
            }
        }
        BulkFormat::Zip => {
            let mut archive = Archive::new(out, now);
            for id in ids {
                let label = tx.certificate(*id)?.map(|row| row.label).unwrap_or_default();
                let pem = pem_bundle([encoding(tx, *id)?]);
                // The id tells apart what has one name.
                written(archive.add(&format!("{}-{id}.pem", file_stem(&label)), pem.as_bytes(), false))?;
            }
            written(archive.finish())?;
        }
        BulkFormat::Pkcs7 | BulkFormat::Jks => {
            let format = if request.format == BulkFormat::Jks { ExportFormat::Jks } else { ExportFormat::Pkcs7 };
            let passphrase = request.passphrase.as_ref().map(SecretText::expose).filter(|_| format.holds_key());
            let manner = Manner { passphrase, root: Some(true), now };
            if let Rendered::File(content) = render(format, &each_by_itself(tx, ids)?, manner)? {
                written(out.write_all(&content))?;
            }
        }
        BulkFormat::Csv => {
            let mut table = Csv::begun(out, columns).map_err(unwritable)?;
            for id in ids {
                if let Some(row) = tx.certificate(*id)? {
                    written(table.row(&row_view(&row, now)))?;
                }
            }
        }
        BulkFormat::Xlsx => {
            let mut table = Spreadsheet::begun(columns)?;
            for id in ids {
                if let Some(row) = tx.certificate(*id)? {
                    table.row(&row_view(&row, now))?;
                }
            }
            table.finish(out)?;
        }
    }
    Ok(())
}

/// Each certificate as an entry of its own, whatever issued what.
fn each_by_itself(tx: &ReadTransaction<'_>, ids: &[CertificateId]) -> Result<Material> {
    let certificates = ids.iter().map(|id| Ok(Certificate::from_der(&encoding(tx, *id)?)?));
    Ok(Material::of_each(&certificates.collect::<Result<Vec<_>>>()?))
}

fn encoding(tx: &ReadTransaction<'_>, id: CertificateId) -> Result<Vec<u8>> {
    tx.certificate_der(id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))
}

/// Stops at what the file itself then tells.
fn written(outcome: std::io::Result<()>) -> Result<()> {
    outcome.map_err(unwritable)
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn unwritable(error: std::io::Error) -> EngineError {
    EngineError::new("file_unwritable", error.to_string())
}
