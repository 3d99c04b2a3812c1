//! Whether the whole file is what was written.

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::transaction::ReadTransaction;
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Problems that are listed, at most.
const MAX_PROBLEMS: usize = 100;
/// How often it is looked whether the check is to end.
const LOOK: Duration = Duration::from_millis(50);

/// What checking the database found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// One sentence a problem; empty when all is well. At most 100.
    pub problems: Vec<String>,
}

impl IntegrityReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    fn add(&mut self, problem: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem.into());
        }
    }

    /// Runs one check; that it cannot be run is a finding, not a failure.
    fn run(&mut self, what: &str, check: impl FnOnce(&mut Self) -> Result<()>) {
        if let Err(error) = check(self) {
            self.add(format!("{what} could not be checked: {error}"));
        }
    }
}

/// A part of the check.
struct Part {
    what: &'static str,
    check: fn(&ReadTransaction<'_>, &mut IntegrityReport) -> Result<()>,
}

const PARTS: [Part; 6] = [
    Part { what: "The pages' seals", check: |tx, report| seals(tx.connection, report) },
    Part { what: "The structure", check: |tx, report| structure(tx.connection, report) },
    Part { what: "References between rows", check: |tx, report| references(tx.connection, report) },
    Part { what: "What certificates are found by", check: inventory },
    Part {
        what: "What events are found by",
        check: |tx, report| tx.audit().check_index(|problem| report.add(problem)),
    },
    Part { what: "Revocations", check: |tx, report| tx.check_revocations(|problem| report.add(problem)) },
];

/// Says that a check is over, however it ends.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Store {
    /// Reads every page and checks it: the seal of each (SQLCipher's HMAC), the structure of tables and
    /// indexes, references between rows, what certificates and events are found by against their rows, and revocations
    /// against their log and their certificates. Takes seconds for a large vault.
    pub fn integrity_check(&self) -> Result<IntegrityReport> {
        Ok(self.integrity_check_until(&AtomicBool::new(false), |_, _| {})?.unwrap_or_default())
    }

    /// The same until `cancelled` is set; then there is no report. `progress` is told how many parts are done, and of how
    /// many.
    pub fn integrity_check_until(
        &self,
        cancelled: &AtomicBool,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Option<IntegrityReport>> {
        self.read(|tx| {
            let mut report = IntegrityReport::default();
            let ended = AtomicBool::new(false);
            std::thread::scope(|scope| {
                let interrupt = tx.connection.get_interrupt_handle();
                let ended = &ended;
                // Set also where a check panics: whoever looks would look for ever.
                let _at_the_end = Ended(ended);
                // One statement may take most of the time: it is interrupted, and whatever follows it.
                let watcher = scope.spawn(move || {
                    while !ended.load(Ordering::Relaxed) {
                        if cancelled.load(Ordering::Relaxed) {
                            interrupt.interrupt();
                        }
                        std::thread::park_timeout(LOOK);
                    }
                });
                for (done, Part { what, check }) in (0..).zip(PARTS) {
                    progress(done, PARTS.len() as u64);
                    if !cancelled.load(Ordering::Relaxed) {
                        report.run(what, |report| check(tx, report));
                    }
                }
                ended.store(true, Ordering::Relaxed);
                watcher.thread().unpark();
            });
            // What was found after that, the interruption may have caused.
            Ok::<_, StoreError>((!cancelled.load(Ordering::Relaxed)).then_some(report))
        })
    }
}

fn seals(connection: &Connection, report: &mut IntegrityReport) -> Result<()> {
    // The file is read past the log: a page that another connection is copying into it just then is read torn, once.
    let first = broken_seals(connection)?;
    if first.is_empty() {
        return Ok(());
    }
    let second = broken_seals(connection)?;
    for problem in first.into_iter().filter(|problem| second.contains(problem)) {
        report.add(format!("A page was changed from outside: {problem}."));
    }
    Ok(())
}

fn broken_seals(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let problems = statement.query_map([], |row| row.get(0))?;
    Ok(problems.take(MAX_PROBLEMS).collect::<rusqlite::Result<_>>()?)
}

fn structure(connection: &Connection, report: &mut IntegrityReport) -> Result<()> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({MAX_PROBLEMS})"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let problem: String = row.get(0)?;
        if problem != "ok" {
            report.add(format!("The structure is damaged: {problem}."));
        }
    }
    Ok(())
}

fn references(connection: &Connection, report: &mut IntegrityReport) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        report.add(format!("A row of {table} refers to a row of {parent} that is not there."));
        if report.problems.len() == MAX_PROBLEMS {
            break;
        }
    }
    Ok(())
}

fn inventory(tx: &ReadTransaction<'_>, report: &mut IntegrityReport) -> Result<()> {
    tx.check_inventory(|problem| report.add(problem))
}
