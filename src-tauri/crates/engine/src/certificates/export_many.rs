//! Many certificates in one file, without their keys: as they are, or as the table shows them.

use super::collection::Collection;
use super::export_job::Exports;
use super::import_many::source_of;
use super::requests::{BulkExport, BulkFormat, ExportedFile};
use super::selection::ids_of;
use super::view::Selection;
use crate::audit::Event;
use crate::files::{Access, refuse_existing};
use crate::jobs::{NewTask, Started, Task, portions};
use crate::tables::MAX_ROWS;
use crate::vault::Deed;
use crate::zip::MAX_FILES;
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{CertificateId, Permission, visible};
use std::io::BufWriter;

/// Certificates of one PKCS#7 bundle or keystore at most: such files are read as a whole, here and by others.
const MAX_IN_MEMORY: usize = 10_000;
/// So many are written at once; more are a job.
const AT_ONCE: usize = 1_000;

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
            Self::Xlsx => Some(MAX_ROWS as usize),
        }
    }
}

impl Vault {
    /// Writes all of the selection to one file, here and now. For few: many are a job.
    pub fn export_certificates(
        &self,
        actor: &Actor,
        selection: &Selection,
        request: &BulkExport,
    ) -> Result<ExportedFile> {
        let ids = self.read(actor, Permission::View, |tx, now| ids_of(tx, selection, now))?;
        check_request(request, ids.len())?;
        self.export_ids(actor, &ids, request)
    }

    /// Writes all of the selection to one file: few at once, many in a job. `token` is made once per form or command, so
    /// that asking twice makes one job. A Java keystore is written at once: no passphrase is kept.
    pub fn start_export(
        &self,
        actor: &Actor,
        selection: &Selection,
        request: &BulkExport,
        token: &str,
    ) -> Result<Started<ExportedFile>> {
        let (ids, now) = self.read(actor, Permission::View, |tx, now| Ok((ids_of(tx, selection, now)?, now)))?;
        check_request(request, ids.len())?;
        if ids.len() <= AT_ONCE || request.format == BulkFormat::Jks {
            return Ok(Started::Done { report: self.export_ids(actor, &ids, request)? });
        }
        self.refuse_own_folder(&request.path)?;
        let items = portions(&ids, now);
        let exports = Exports::new(request, items.len() as u64, ids.len() as u64)?;
        let task = NewTask {
            title: format!("Export {} certificates to “{}”", ids.len(), source_of(&request.path)),
            items: exports.with_the_end(items, now),
            task: Task::Export(exports),
            due_at: None,
            token: token.to_owned(),
        };
        let id = self.start_job(actor, task)?;
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }

    fn export_ids(&self, actor: &Actor, ids: &[CertificateId], request: &BulkExport) -> Result<ExportedFile> {
        let staged = self.staged_by(&request.path, Access::Ordinary, request.overwrite, |to| {
            // Bit by bit: the whole inventory as PEM would fill the memory.
            let mut out = BufWriter::with_capacity(1 << 16, to);
            self.read(actor, Permission::View, |tx, now| {
                let mut collection = Collection::begun(request, &mut out, now)?;
                ids.iter().try_for_each(|id| collection.add(tx, *id))?;
                collection.finish()?;
                Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
            })
        })?;
        let event = exported(request.format, &request.path, staged.file().certificates);
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }
}

/// What is known to be wrong before anything is written.
fn check_request(request: &BulkExport, count: usize) -> Result<()> {
    let passphrase = request.passphrase.as_ref().map(SecretText::expose).filter(|text| !text.is_empty());
    if request.format == BulkFormat::Jks && passphrase.is_none() {
        return Err(EngineError::new("passphrase_needed", "A Java keystore needs a passphrase.").at("passphrase"));
    }
    refuse_existing(&request.path, request.overwrite)?;
    refuse_too_many(request.format, count)
}

/// The event that tells of it.
pub(super) fn exported(format: BulkFormat, path: &str, certificates: u32) -> Event {
    Event::new("certificates.exported")
        .with("certificates", certificates)
        .with("format", format.as_str())
        .with("path", visible(path))
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
