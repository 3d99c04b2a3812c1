//! A file on its way to which certificates are added one after the other: as they are, or as the table shows them.

use super::requests::{BulkExport, BulkFormat};
use super::show::row_view;
use super::table::{TableColumn, cells, columns, headings};
use crate::convert::{ExportFormat, Manner, Material, Rendered, file_stem, render};
use crate::tables::{TableFile, TableFormat};
use crate::zip::Archive;
use crate::{EngineError, Result, SecretText};
use chancery_domain::CertificateId;
use chancery_pki::{Certificate, pem_bundle};
use chancery_store::ReadTransaction;
use chrono::{DateTime, Utc};
use std::io::Write;

/// A file of many certificates that is being written.
pub(super) struct Collection<'a> {
    form: Form<'a>,
    now: DateTime<Utc>,
}

enum Form<'a> {
    Pem(&'a mut (dyn Write + Send)),
    Zip(Archive<&'a mut (dyn Write + Send)>),
    Table(TableFile<'a>, Vec<TableColumn>),
    /// Made as a whole when all are there.
    Whole {
        format: ExportFormat,
        passphrase: Option<SecretText>,
        all: Vec<Certificate>,
        out: &'a mut (dyn Write + Send),
    },
}

impl<'a> Collection<'a> {
    /// An empty one; the times that it shows are of `now`.
    pub(super) fn begun(request: &BulkExport, out: &'a mut (dyn Write + Send), now: DateTime<Utc>) -> Result<Self> {
        let table = |format, out| {
            let columns = columns(&request.columns);
            let file = TableFile::begun(format, "Certificates", &headings(&columns), out)?;
            Ok::<_, EngineError>(Form::Table(file, columns))
        };
        let form = match request.format {
            BulkFormat::Pem => Form::Pem(out),
            BulkFormat::Zip => Form::Zip(Archive::new(out, now)),
            BulkFormat::Csv => table(TableFormat::Csv, out)?,
            BulkFormat::Xlsx => table(TableFormat::Xlsx, out)?,
            BulkFormat::Pkcs7 => Form::Whole { format: ExportFormat::Pkcs7, passphrase: None, all: Vec::new(), out },
            BulkFormat::Jks => {
                let passphrase = request.passphrase.clone();
                Form::Whole { format: ExportFormat::Jks, passphrase, all: Vec::new(), out }
            }
        };
        Ok(Self { form, now })
    }

    /// One more.
    pub(super) fn add(&mut self, tx: &ReadTransaction<'_>, id: CertificateId) -> Result<()> {
        match &mut self.form {
            Form::Pem(out) => written(out.write_all(pem_bundle([encoding(tx, id)?]).as_bytes())),
            Form::Zip(archive) => {
                let label = tx.certificate(id)?.map(|row| row.label).unwrap_or_default();
                let pem = pem_bundle([encoding(tx, id)?]);
                // The id tells apart what has one name.
                written(archive.add(&format!("{}-{id}.pem", file_stem(&label)), pem.as_bytes(), false))
            }
            Form::Table(table, columns) => match tx.certificate(id)? {
                Some(row) => table.row(&cells(&row_view(tx, &row, self.now)?, columns)),
                None => Ok(()),
            },
            Form::Whole { all, .. } => {
                all.push(Certificate::from_der(&encoding(tx, id)?)?);
                Ok(())
            }
        }
    }

    /// Writes what comes last.
    pub(super) fn finish(self) -> Result<()> {
        match self.form {
            Form::Pem(out) => written(out.flush()),
            Form::Zip(archive) => written(archive.finish()),
            Form::Table(table, _) => table.finish(),
            Form::Whole { format, passphrase, all, out } => {
                let passphrase = passphrase.as_ref().map(SecretText::expose).filter(|_| format.holds_key());
                let manner = Manner { passphrase, root: Some(true), now: self.now };
                // Each certificate as an entry of its own, whatever issued what.
                if let Rendered::File(content) = render(format, &Material::of_each(&all), manner)? {
                    written(out.write_all(&content))?;
                }
                written(out.flush())
            }
        }
    }
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
