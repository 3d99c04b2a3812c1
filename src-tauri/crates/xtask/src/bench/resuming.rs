//! A batch whose process is killed: how soon the next one goes on with it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery_domain::{JobId, JobState};
use chancery_store::{JobRow, Store};

use super::bare_store;
use super::batch::{self, hosts};
use super::command_line::CommandLine;
use super::run::Bench;
use super::table::{Row, milliseconds};
use crate::error::{Doing, Error, Result};
use crate::process;

/// What was promised.
const GOES_ON: Duration = Duration::from_secs(2);
/// How often it is looked how far the job is.
const LOOK: Duration = Duration::from_millis(1);
/// Whatever has not happened by then does not.
const PATIENCE: Duration = Duration::from_secs(60);

/// Kills a command that issues a batch, starts the one that goes on with it, and watches the job from beside.
pub(super) fn measure(bench: &Bench<'_>, commands: &CommandLine, vault: &Path, folder: &Path) -> Result<Vec<Row>> {
    let count = bench.scale(10_000, 2_000);
    let table = folder.join("killed.csv");
    fs::write(&table, hosts(count, "killed")).doing(|| "writing a table".to_owned())?;
    let store = bare_store::store(vault)?;
    let last = store.read(|tx| tx.jobs(None, 1))?.first().map(|job| job.id);

    let mut killed = commands.start(vault, &batch::command(&table.display().to_string()))?;
    let begun = wait_for(|| {
        let newest = store.read(|tx| tx.jobs(None, 1))?.pop();
        Ok(newest.filter(|job| Some(job.id) != last && job.progress.done >= count as u64 / 10))
    });
    // SIGKILL: it has no say in it.
    process::stop(&mut killed);
    let id = begun?.id;
    let left = job(&store, id)?;
    if left.state != JobState::Running || left.progress.done >= count as u64 {
        return Err(Error::Window(format!("the batch was {} when its process was killed", left.state)));
    }

    let begun = Instant::now();
    let mut next = commands.start(vault, &["job", "resume", &id.to_string()])?;
    let held = wait_for(|| Ok(Some(job(&store, id)?).filter(|now| now.holder != left.holder)));
    let taken_up = begun.elapsed();
    let more = wait_for(|| Ok(Some(job(&store, id)?).filter(|now| now.progress.done > left.progress.done)));
    let issued = begun.elapsed();
    let ended = process::wait_within(&mut next, PATIENCE);
    process::stop(&mut next);
    held.and(more)?;
    let whole = job(&store, id)?;
    if !ended?.is_some_and(|status| status.success())
        || (whole.progress.done, whole.progress.failed) != (count as u64, 0)
    {
        return Err(Error::Window(format!("the batch that was gone on with is {}", whole.state)));
    }
    let figure = "a batch whose process was killed issues again, after the next command is started";
    let remark = format!("killed at {} of {count}; taken up after {}", left.progress.done, milliseconds(taken_up));
    Ok(vec![Row::at_most(figure, issued, GOES_ON, "").with(&remark)])
}

fn job(store: &Store, id: JobId) -> Result<JobRow> {
    store.read(|tx| tx.job(id))?.ok_or_else(|| Error::Window(format!("{id} is not there")))
}

/// Looks until there is something to see.
fn wait_for<T>(look: impl Fn() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        std::thread::sleep(LOOK);
    }
    Err(Error::Window("a batch did not go on".to_owned()))
}
