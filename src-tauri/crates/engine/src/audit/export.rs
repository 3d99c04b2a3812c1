//! The log as a file that anybody can check.

use super::Event;
use crate::certificates::ExportedFile;
use crate::files::{Access, refuse_existing};
use crate::jobs::JobKind;
use crate::vault::{Deed, verify_head};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, visible};
use chancery_store::verify_export;
use std::{
    fs::File,
    io::{BufReader, BufWriter},
    path::Path,
};

impl Vault {
    /// Writes the whole log as JSON lines. The export is an event too, and stands in the file.
    pub fn export_audit(&self, actor: &Actor, path: &str, overwrite: bool) -> Result<ExportedFile> {
        // Asked first, so that no event tells of an export that was refused.
        refuse_existing(path, overwrite)?;
        self.refuse_own_folder(path)?;
        let shown = visible(path);
        self.act(actor, Permission::ReadAudit, move |tx, _| {
            let sequence = tx.audit().head()?.sequence + 1;
            Ok(Deed::done((), Event::new("audit.exported").with("path", shown).with("sequence", sequence)))
        })?;
        let public_key = self.head_key().public_key();
        let staged = self.reading(actor, JobKind::ExportAudit, "Export the audit log", |reading| {
            self.staged_by(path, Access::OwnerOnly, overwrite, |to| {
                // Lines are short, and a log may be long.
                let mut lines = BufWriter::with_capacity(1 << 16, to);
                self.look(|tx, _| {
                    tx.audit().export(&mut lines, public_key, |done, total| {
                        reading.tell(done, total);
                        reading.check()
                    })?;
                    Ok(0)
                })
            })
        });
        // The event is kept already: it must not be the last word.
        let staged = staged.inspect_err(|error| self.note_failed_export(actor, error))?;
        self.published(actor, staged)
    }
}

/// Checks an export: only the file is needed. Says how many events hold and whose key signed them, or what is
/// wrong. Compare the key with the one that the vault shows.
pub fn verify_export_file(path: &Path) -> Result<(u64, String)> {
    let unreadable = |error: std::io::Error| {
        EngineError::new(
            "file_unreadable",
            format!("“{}” cannot be read: {error}.", visible(&path.display().to_string())),
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    let report = verify_export(
        BufReader::new(file),
        Some(&|key: &[u8], message: &[u8], signature: &[u8]| verify_head(key, message, signature)),
    )
    .map_err(unreadable)?;
    match report.first_break {
        None => Ok((report.events, data_encoding::HEXLOWER.encode(&report.public_key))),
        Some(found) => Err(EngineError::new(
            "audit_broken",
            format!("The log does not hold at event {}: {}", found.sequence, found.why),
        )),
    }
}
