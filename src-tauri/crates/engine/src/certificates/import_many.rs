//! The job that takes in files of very many certificates, each once.
//!
//! Its items are places in the files, not the certificates: writing a hundred megabytes into the database a second time
//! would halve the speed. What was read when it was started is parked in this process; after the process was killed the
//! files are read again, and must be the same. So a file that only a passphrase opens is taken in at once: no passphrase
//! is kept.

use super::import::{Incoming, Issuers, Kept, keep, keep_lone_key};
use super::requests::ImportReport;
use crate::authorities::SealedKey;
use crate::jobs::{Counts, Done, JobCountOf, NewTask, Run, Started, Stop, Task, keyed};
use crate::{Actor, EngineError, Result, Vault, files};
use aws_lc_rs::{digest, rand};
use chancery_domain::{Permission, visible};
use chancery_store::{ItemOutcome, LogLevel, NewItem, NewPrivateKey};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

/// So many certificates are taken in at once; more are a job. They are kept in one transaction, few enough that others
/// get their turn.
pub(super) const STEP: usize = 2_000;
/// Imports that wait in memory: the one that waits longest reads its files again.
const PARKED: usize = 4;
/// Certificates of one import that wait in memory, which takes some kilobytes for each; files beyond are read again.
const MOST_PARKED: usize = 100_000;
/// Things in a file that could not be read: so many are told in the log.
const TOLD: usize = 100;

/// The files whose certificates are taken in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imports {
    files: Vec<NamedFile>,
    /// How many more could not be read.
    unread: u64,
    /// Under this word they wait in the process that read them.
    parked: String,
}

/// A file as it was when it was looked at first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NamedFile {
    path: String,
    sha256: String,
    certificates: usize,
    /// Whether there are private keys in it.
    keys: bool,
}

/// What was read and waits in memory for its job.
#[derive(Debug, Default)]
pub(crate) struct Parked(Mutex<Vec<(String, Vec<Option<Incoming>>)>>);

/// A file's certificates from a place on, or those of its keys that belong to none of them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    file: usize,
    first: usize,
    /// 0 for the keys.
    count: usize,
}

/// A file that is being taken in.
struct OpenFile {
    number: usize,
    incoming: Incoming,
    issuers: Arc<Issuers>,
    keys: HashMap<[u8; 32], NewPrivateKey>,
}

impl Vault {
    /// Imports files of any known format: little at once, much in a job. `token` is made once per form or command, so
    /// that asking twice makes one job.
    pub fn start_import(
        &self,
        actor: &Actor,
        paths: &[String],
        passphrase: Option<&str>,
        token: &str,
    ) -> Result<Started<ImportReport>> {
        self.read(actor, Permission::Import, |_, _| Ok(()))?;
        let mut report = ImportReport::default();
        let (mut named, mut read, mut total) = (Vec::new(), Vec::new(), 0);
        for path in paths {
            match NamedFile::read(path, passphrase) {
                // No passphrase is kept for a job.
                Ok((_, _, true)) => return Ok(Started::Done { report: self.import_files(actor, paths, passphrase)? }),
                Ok((file, incoming, false)) => {
                    total += incoming.certificates.len();
                    named.push(file);
                    read.push((total <= MOST_PARKED).then_some(incoming));
                }
                // With a single file the error itself says more, and to which field it belongs.
                Err(error) if paths.len() == 1 => return Err(error),
                Err(error) => report.fail(&source_of(path), error.message),
            }
        }
        if total <= STEP {
            for incoming in read.into_iter().flatten() {
                self.take_in_to(actor, Permission::Import, incoming, &mut report)?;
            }
            return Ok(Started::Done { report });
        }
        let from = match named.as_slice() {
            [one] => format!("“{}”", source_of(&one.path)),
            several => format!("{} files", several.len()),
        };
        let items = parts(&named, self.now())?;
        // Before anybody can take the job up.
        let parked = self.parked().put(read)?;
        let id = self.start_job(
            actor,
            NewTask {
                task: Task::Import(Imports { files: named, unread: report.failed.len() as u64, parked }),
                title: format!("Import {total} certificates from {from}"),
                items,
                due_at: None,
                token: token.to_owned(),
            },
        )?;
        for failure in report.failed {
            self.note_in_job(id, LogLevel::Error, &format!("{}: {}", failure.source, failure.message));
        }
        self.job(actor, &id.to_string()).map(|detail| Started::Job { job: detail.job })
    }
}

pub(super) fn source_of(path: &str) -> String {
    visible(path.rsplit(['/', '\\']).next().unwrap_or(path))
}

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The items of files that were read.
fn parts(files: &[NamedFile], due_at: DateTime<Utc>) -> Result<Vec<NewItem>> {
    let mut items = Vec::new();
    for (file, named) in files.iter().enumerate() {
        let all = named.certificates;
        let of_certificates = (0..all).step_by(STEP).map(|first| (first, STEP.min(all - first)));
        let of_keys = named.keys.then_some((all, 0));
        for (first, count) in of_certificates.chain(of_keys) {
            let position = items.len() as u64 + 1;
            let input = serde_json::to_string(&Part { file, first, count })
                .map_err(|_| EngineError::internal("a part of an import that cannot be written"))?;
            items.push(keyed(position, input, due_at));
        }
    }
    Ok(items)
}

impl NamedFile {
    /// Reads a file; says also whether it took the passphrase.
    fn read(path: &str, passphrase: Option<&str>) -> Result<(Self, Incoming, bool)> {
        let bytes = files::read(path)?;
        let source = source_of(path);
        let (incoming, locked) = match (Incoming::read(&source, &bytes, None), passphrase) {
            (Err(error), Some(_)) if error.code == "passphrase_needed" => {
                (Incoming::read(&source, &bytes, passphrase)?, true)
            }
            (read, _) => (read?, false),
        };
        // Whoever goes on with it may stand in another folder.
        let path = std::path::absolute(path).ok().and_then(|path| path.to_str().map(str::to_owned));
        let path = path.ok_or_else(|| {
            EngineError::new("invalid_path", "The path of the file is no text that could be kept.").at("path")
        })?;
        let (certificates, keys) = (incoming.certificates.len(), !incoming.keys.is_empty());
        Ok((Self { path, sha256: sha256(&bytes), certificates, keys }, incoming, locked))
    }

    /// Reads it again, if it is the same.
    fn read_again(&self) -> Result<Incoming> {
        let bytes = files::read(&self.path)?;
        if sha256(&bytes) != self.sha256 {
            return Err(EngineError::new(
                "file_changed",
                format!(
                    "“{}” is another file than the one that this import began with. Import it anew: what came in already is known.",
                    visible(&self.path)
                ),
            ));
        }
        Incoming::read(&source_of(&self.path), &bytes, None)
    }
}

impl Parked {
    fn put(&self, read: Vec<Option<Incoming>>) -> Result<String> {
        let mut octets = [0; 16];
        rand::fill(&mut octets).map_err(|_| EngineError::internal("no random numbers"))?;
        let word = data_encoding::HEXLOWER.encode(&octets);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() == PARKED {
            waiting.remove(0);
        }
        waiting.push((word.clone(), read));
        Ok(word)
    }

    fn take(&self, word: &str) -> Option<Vec<Option<Incoming>>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|(parked, _)| parked == word)?;
        Some(waiting.remove(at).1)
    }
}

impl Imports {
    pub(crate) fn total(&self) -> u64 {
        self.files.iter().map(|file| file.certificates as u64).sum()
    }

    pub(crate) fn run(&self, run: &Run<'_>) -> Result<(), Stop> {
        let mut read = run.vault.parked().take(&self.parked).unwrap_or_default();
        let mut open: Option<OpenFile> = None;
        loop {
            run.check()?;
            let Some(item) = run.vault.look(|tx, now| Ok(tx.open_items(run.id, now, 1)?))?.pop() else {
                return Ok(());
            };
            let part: Part = serde_json::from_str(&item.input)
                .map_err(|_| EngineError::internal("a part of an import cannot be read"))?;
            let file = match open.take().filter(|file| file.number == part.file) {
                Some(file) => file,
                None => self.open(run, part.file, read.get_mut(part.file).and_then(Option::take))?,
            };
            if part.count == 0 {
                run.attempt(|| file.take_in_keys(run, item.position))?;
            } else {
                let unread = if item.position == 1 { self.unread } else { 0 };
                run.attempt(|| file.take_in(run, item.position, part, unread))?;
            }
            open = Some(file);
        }
    }

    /// Reads a file anew unless it was read before in this process.
    fn open(&self, run: &Run<'_>, number: usize, read: Option<Incoming>) -> Result<OpenFile> {
        let named =
            self.files.get(number).ok_or_else(|| EngineError::internal("an import of a file without a name"))?;
        let incoming = match read {
            Some(incoming) => incoming,
            None => named.read_again()?,
        };
        let now = run.vault.now();
        let keys = incoming
            .keys
            .iter()
            .map(|key| {
                let sealed = SealedKey::seal(run.vault.key(), key, None)?;
                Ok((key.public_key().spki_sha256(), sealed.into_row(now)))
            })
            .collect::<Result<_>>()?;
        let issuers = Arc::new(run.vault.look(|tx, _| Issuers::known(tx))?);
        Ok(OpenFile { number, incoming, issuers, keys })
    }
}

impl OpenFile {
    fn take_in(&self, run: &Run<'_>, position: u64, part: Part, unread_files: u64) -> Result<(), Stop> {
        let (job, now, source) = (run.id, run.vault.now(), self.incoming.source.clone());
        let step = self
            .incoming
            .certificates
            .get(part.first..part.first + part.count)
            .ok_or_else(|| EngineError::internal("an import of more than its file holds"))?;
        let mut rows = self.issuers.rows(step, &source, run.actor.user(), now);
        let with_key = |spki: &[u8; 32]| self.keys.get(spki).map(|key| (*spki, key.clone()));
        let keys: HashMap<_, _> = rows.iter().filter_map(|row| with_key(&row.spki_sha256)).collect();
        // What could not be read stands at the beginning of the file's own log.
        let unread = if part.first == 0 { self.incoming.failed.clone() } else { Vec::new() };
        let known = Arc::clone(&self.issuers);
        run.step(Permission::Import, move |tx, _| {
            known.claim_newer(tx, &mut rows)?;
            let count = rows.len() as u64;
            let (Kept { imported, already_known, keys, .. }, events) = keep(tx, rows, &keys, &source, false, now)?;
            let mut done = Done::new((), count, events);
            let told = unread.iter().take(TOLD);
            done.log =
                told.map(|failure| (LogLevel::Error, format!("{}: {}", failure.source, failure.message))).collect();
            let mut counts = Counts::default();
            counts.add(JobCountOf::Imported, imported.into());
            counts.add(JobCountOf::KnownBefore, already_known.into());
            counts.add(JobCountOf::Keys, keys.into());
            counts.add(JobCountOf::Unreadable, unread.len() as u64 + unread_files);
            tx.settle_item(job, position, &ItemOutcome::Dealt { told: counts.told()? })?;
            Ok(done)
        })
    }

    /// Keys may also belong to certificates that were there before.
    fn take_in_keys(&self, run: &Run<'_>, position: u64) -> Result<(), Stop> {
        let job = run.id;
        let own: HashSet<[u8; 32]> =
            self.incoming.certificates.iter().map(|certificate| certificate.facts().spki_sha256).collect();
        let lone: Vec<_> =
            self.keys.iter().filter(|(spki, _)| !own.contains(*spki)).map(|(spki, key)| (*spki, key.clone())).collect();
        run.step(Permission::Import, move |tx, _| {
            let (mut counts, mut done) = (Counts::default(), Done::new((), 0, Vec::new()));
            for (spki, key) in lone {
                let (kept, events) = keep_lone_key(tx, &spki, &key)?.into_parts();
                done.events.extend(events);
                counts.add(if kept { JobCountOf::Keys } else { JobCountOf::Unreadable }, 1);
                if !kept && done.log.len() < TOLD {
                    let line = "A private key belongs to no certificate here; import its certificate first.";
                    done.log.push((LogLevel::Error, line.to_owned()));
                }
            }
            tx.settle_item(job, position, &ItemOutcome::Dealt { told: counts.told()? })?;
            Ok(done)
        })
    }
}
