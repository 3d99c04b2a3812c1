//! What came of a batch, as a table and an archive.

use super::row::BatchRow;
use super::view::{BatchContents, BatchFiles, BatchOutcome, BatchRowView};
use super::work::batch_of;
use crate::audit::Event;
use crate::authorities::{SealedKey, key_of};
use crate::certificates::chain_of;
use crate::files::Access;
use crate::jobs::job_id;
use crate::profiles::KeyExports;
use crate::tables::csv_field;
use crate::vault::{Deed, new_passphrase};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{CertificateId, JobId, Permission, visible};
use chancery_keychain::Passphrase;
use chancery_pki::{KeyArchiveLock, chain_pem, pem_bundle};
use chancery_store::{ItemRow, ItemState, KeyProtection, ReadTransaction};
use std::{
    io::{BufWriter, Write},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Rows that are read at a time.
const PAGE: usize = 500;
/// Characters of a name that go into the name of a file.
const MAX_NAME: usize = 80;
const TABLE: &str = "results.csv";
const ARCHIVE: &str = "certificates.zip";
const HEADER: &str = "row,name,outcome,certificate,serial,sha256,not_before,not_after,file,message\r\n";

/// How many of a batch's things stand in the archive.
#[derive(Debug, Clone, Copy, Default)]
struct Contents {
    certificates: u32,
    keys: u32,
    missing: u32,
}

impl Vault {
    /// What became of a batch's rows, in their order, after the row `after`.
    pub fn batch_rows(&self, actor: &Actor, job: &str, after: u32, limit: u32) -> Result<Vec<BatchRowView>> {
        let id = job_id(job)?;
        let limit = usize::try_from(limit).unwrap_or(PAGE).clamp(1, PAGE);
        self.read(actor, Permission::View, |tx, _| {
            batch_of(tx, id)?;
            tx.job_items(id, u64::from(after), limit)?.iter().map(row_view).collect()
        })
    }

    /// How much of a batch there is to save, and whether its keys may go with it.
    pub fn batch_contents(&self, actor: &Actor, job: &str) -> Result<BatchContents> {
        let id = job_id(job)?;
        self.read(actor, Permission::View, |tx, _| batch_of(tx, id).map(drop))?;
        let mut contents = BatchContents::default();
        let mut exports = KeyExports::default();
        self.each_item(id, |tx, item| {
            let Some(row) = item.certificate.map(|id| tx.certificate(id)).transpose()?.flatten() else {
                contents.missing += 1;
                return Ok(());
            };
            contents.certificates += 1;
            if row.key.is_some() {
                contents.keys += 1;
                if let Err(error) = exports.check(tx, &row) {
                    contents.keys_stay.get_or_insert(error.message);
                }
            }
            Ok(())
        })?;
        Ok(contents)
    }

    /// Refuses a folder, a passphrase or a person that [`save_batch`](Self::save_batch) would refuse, before anything is
    /// issued.
    pub fn check_batch_folder(
        &self,
        actor: &Actor,
        folder: &str,
        passphrase: Option<&SecretText>,
        overwrite: bool,
    ) -> Result<()> {
        let permission = if passphrase.is_some() { Permission::ExportKey } else { Permission::View };
        self.read(actor, permission, |_, _| Ok(()))?;
        if let Some(text) = passphrase {
            new_passphrase(text.expose(), "passphrase")?;
        }
        if !Path::new(folder).is_dir() {
            let message = format!("“{}” is not a folder. Make it first.", visible(folder));
            return Err(EngineError::new("invalid_path", message).at("path"));
        }
        for name in [TABLE, ARCHIVE] {
            let path = in_folder(folder, name)?;
            self.refuse_own_folder(&path)?;
            crate::files::refuse_existing(&path, overwrite)?;
        }
        Ok(())
    }

    /// Saves what came of a batch in a folder: `results.csv`, a line a row, and `certificates.zip`. With a passphrase
    /// the private keys that were made for it go with them, each encrypted under it, which is a right of its own.
    pub fn save_batch(
        &self,
        actor: &Actor,
        job: &str,
        folder: &str,
        passphrase: Option<&SecretText>,
        overwrite: bool,
    ) -> Result<BatchFiles> {
        let id = job_id(job)?;
        let permission = if passphrase.is_some() { Permission::ExportKey } else { Permission::View };
        let title = self.read(actor, permission, |tx, _| {
            let (_, row) = batch_of(tx, id)?;
            Ok(row.title)
        })?;
        self.check_batch_folder(actor, folder, passphrase, overwrite)?;
        let lock = match passphrase {
            Some(text) => Some(KeyArchiveLock::new(text.expose())?),
            None => None,
        };
        let (table, archive) = (in_folder(folder, TABLE)?, in_folder(folder, ARCHIVE)?);
        let access = if lock.is_some() { Access::OwnerOnly } else { Access::Ordinary };
        let mut contents = Contents::default();
        let staged_table = self.staged_by(&table, Access::Ordinary, overwrite, |to| {
            let mut out = BufWriter::with_capacity(1 << 16, to);
            contents = self.write_table(&mut out, id)?;
            out.flush().map_err(|error| unwritable(&error))?;
            Ok(contents.certificates)
        })?;
        let staged_archive = self.staged_by(&archive, access, overwrite, |to| {
            contents.keys = self.write_archive(to, id, lock.as_ref())?;
            Ok(contents.certificates)
        })?;
        let event = Event::new("batch.exported")
            .on(id.to_string())
            .with("title", title)
            .with("certificates", contents.certificates)
            .with("keys", contents.keys)
            .with("path", visible(folder));
        self.act(actor, permission, move |_, _| Ok(Deed::done((), event)))?;
        let archive = self.published(actor, staged_archive)?;
        let table = self.published(actor, staged_table)?;
        Ok(BatchFiles {
            table: table.path,
            archive: archive.path,
            certificates: contents.certificates,
            keys: contents.keys,
            missing: contents.missing,
        })
    }

    /// Hands the items of a job to `each`, a page at a time: a batch is never held as a whole, and no reader for long.
    fn each_item(&self, id: JobId, mut each: impl FnMut(&ReadTransaction<'_>, ItemRow) -> Result<()>) -> Result<()> {
        let mut after = 0;
        loop {
            let last = self.look(|tx, _| {
                let page = tx.job_items(id, after, PAGE)?;
                let last = page.last().map(|item| item.position);
                page.into_iter().try_for_each(|item| each(tx, item))?;
                Ok(last)
            })?;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }

    fn write_table(&self, out: &mut dyn Write, id: JobId) -> Result<Contents> {
        let mut contents = Contents::default();
        out.write_all(HEADER.as_bytes()).map_err(|error| unwritable(&error))?;
        self.each_item(id, |tx, item| {
            let view = row_view(&item)?;
            let certificate = item.certificate.map(|id| tx.certificate(id)).transpose()?.flatten();
            let mut fields = vec![view.row.to_string(), view.label.clone(), view.outcome.as_str().to_owned()];
            match &certificate {
                Some(row) => {
                    contents.certificates += 1;
                    fields.extend([
                        row.id.to_string(),
                        row.serial.to_hex(),
                        row.fingerprint.to_string(),
                        row.not_before.to_rfc3339(),
                        row.not_after.to_rfc3339(),
                        format!("{}.pem", file_name(item.position, &view.label)),
                    ]);
                }
                None => {
                    contents.missing += 1;
                    fields.extend(std::iter::repeat_n(String::new(), 6));
                }
            }
            fields.push(view.message.unwrap_or_default());
            let line: Vec<String> = fields.iter().map(|field| csv_field(field)).collect();
            out.write_all(format!("{}\r\n", line.join(",")).as_bytes()).map_err(|error| unwritable(&error))
        })?;
        Ok(contents)
    }

    /// Writes the archive; says how many keys are in it.
    fn write_archive(&self, to: &mut dyn Write, id: JobId, lock: Option<&KeyArchiveLock>) -> Result<u32> {
        let mut zip = ZipWriter::new_stream(BufWriter::with_capacity(1 << 16, to));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut add = |name: &str, content: &[u8]| -> Result<()> {
            zip.start_file(name, options).map_err(|error| broken(&error))?;
            zip.write_all(content).map_err(|error| unwritable(&error))
        };
        let (mut keys, mut chain, mut exports) = (0, false, KeyExports::default());
        self.each_item(id, |tx, item| {
            let Some(certificate) = item.certificate else { return Ok(()) };
            if !chain {
                // All have the same issuers.
                let above = chain_of(tx, certificate, self.now())?;
                if let Some((issuer, rest)) = above.ders.get(1..).and_then(<[_]>::split_first) {
                    add("issuers.pem", chain_pem(issuer, rest).as_bytes())?;
                }
                chain = true;
            }
            let name = file_name(item.position, &row_view(&item)?.label);
            let der = tx
                .certificate_der(certificate)?
                .ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
            add(&format!("certificates/{name}.pem"), pem_bundle([&der]).as_bytes())?;
            if let Some(lock) = lock
                && let Some(pem) = self.encrypted_key(tx, certificate, &mut exports, lock)?
            {
                add(&format!("keys/{name}.key"), pem.as_bytes())?;
                keys += 1;
            }
            Ok(())
        })?;
        zip.finish().map_err(|error| broken(&error))?.into_inner().flush().map_err(|error| unwritable(&error))?;
        Ok(keys)
    }

    fn encrypted_key(
        &self,
        tx: &ReadTransaction<'_>,
        id: CertificateId,
        exports: &mut KeyExports,
        lock: &KeyArchiveLock,
    ) -> Result<Option<zeroize::Zeroizing<String>>> {
        let Some(certificate) = tx.certificate(id)? else { return Ok(None) };
        let Some(key) = certificate.key else { return Ok(None) };
        exports.check(tx, &certificate)?;
        let (row, sealed) = key_of(tx, key)?;
        if row.protection == KeyProtection::Passphrase {
            return Ok(None);
        }
        let pair = SealedKey::open(self.key(), &row, &sealed, None::<&Passphrase>)?;
        Ok(Some(lock.encrypted_pem(&pair)?))
    }
}

fn in_folder(folder: &str, name: &str) -> Result<String> {
    Path::new(folder).join(name).to_str().map(str::to_owned).ok_or_else(|| {
        EngineError::new("invalid_path", "The folder’s name is not Unicode. Choose another folder.").at("path")
    })
}

fn row_view(item: &ItemRow) -> Result<BatchRowView> {
    let row: BatchRow =
        serde_json::from_str(&item.input).map_err(|_| EngineError::internal("a row of a batch cannot be read"))?;
    Ok(BatchRowView {
        row: u32::try_from(item.position).unwrap_or(u32::MAX),
        label: visible(row.label()),
        outcome: match item.state {
            ItemState::Open => BatchOutcome::Waiting,
            ItemState::Done => BatchOutcome::Issued,
            ItemState::DoneBefore => BatchOutcome::IssuedBefore,
            ItemState::Failed => BatchOutcome::Failed,
        },
        certificate_id: item.certificate.map(|id| id.to_string()),
        message: item.message.as_deref().map(visible),
    })
}

/// A name in the archive: the row's number makes it the only one and no name of a device, and what is not a plain
/// character becomes a line, so that it stays where it is put.
fn file_name(position: u64, label: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@' | '_') { c } else { '_' };
    let label: String = label.chars().take(MAX_NAME).map(plain).collect();
    let label = label.trim_matches('.');
    if label.is_empty() { format!("{position:05}") } else { format!("{position:05}-{label}") }
}

fn unwritable(error: &std::io::Error) -> EngineError {
    EngineError::new("file_unwritable", error.to_string())
}

fn broken(error: &zip::result::ZipError) -> EngineError {
    EngineError::new("file_unwritable", format!("The archive could not be put together: {error}."))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_in_an_archive_stay_in_it_and_never_meet() {
        assert_eq!(file_name(7, "../../etc/passwd"), "00007-_.._etc_passwd");
        assert_eq!(file_name(8, "*.corp.example"), "00008-_.corp.example");
        assert_eq!(file_name(9, "C:\\x"), "00009-C__x");
        assert_eq!(file_name(10, ".."), "00010");
        assert_eq!(file_name(11, "CON"), "00011-CON");
        assert_ne!(file_name(12, "a/b"), file_name(13, "a_b"));
        assert!(file_name(14, &"x".repeat(300)).len() < 100);
    }
}
