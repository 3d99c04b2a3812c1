//! `chancery job`: long work, what it did and how far it is.

use crate::{
    answer::Answer,
    interrupt,
    invocation::Invocation,
    table::{Facts, Table},
    table_file::TableFile,
    time::moment,
};
use chancery_domain::JobState;
use chancery_engine::{
    Actor, EngineError, JobCount, JobCountOf, JobDetail, JobView, ListedTable, LogLevel, Result, Vault,
};
use std::{
    io::{IsTerminal as _, Write as _},
    sync::atomic::Ordering,
    time::Duration,
};

/// How often it is looked how far something is.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Debug, clap::Subcommand)]
pub(crate) enum JobVerb {
    /// Jobs, newest first
    List {
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Those that run or wait alone
        #[arg(long, conflicts_with = "out")]
        open: bool,
        #[command(flatten)]
        file: TableFile,
    },
    /// One of them, with its log
    Show {
        #[arg(value_name = "JOB")]
        reference: String,
    },
    /// Stop a job: what was done stands
    Cancel {
        #[arg(value_name = "JOB")]
        reference: String,
    },
    /// Go on with a job that was cancelled, failed or interrupted, and wait for its end
    Resume {
        #[arg(value_name = "JOB")]
        reference: String,
    },
}

pub(crate) fn run(verb: JobVerb, invocation: &Invocation, json: bool) -> Result<Answer> {
    if let JobVerb::List { file, .. } = &verb
        && let Some(written) = file.write(invocation, |_, _| Ok(ListedTable::Jobs))?
    {
        return Ok(written);
    }
    let (vault, actor) = invocation.open()?;
    match verb {
        JobVerb::List { limit, open, .. } => {
            let jobs = if open { vault.open_jobs(&actor)? } else { vault.jobs(&actor, None, limit)?.jobs };
            let mut table = Table::new(["JOB", "STATE", "DONE", "FAILED", "STARTED", "BY", "TITLE"]);
            for job in &jobs {
                table.row([
                    &job.id,
                    job.state.as_str(),
                    &format!("{}/{}", job.done, job.total),
                    &job.failed.to_string(),
                    &moment(job.created_at),
                    &job.started_by,
                    &job.title,
                ]);
            }
            let text = table.text("There are no jobs.");
            Ok(Answer::list("jobs", &jobs, text))
        }
        JobVerb::Show { reference } => Ok(detail(&vault.job(&actor, &reference)?)),
        JobVerb::Cancel { reference } => {
            let job = vault.cancel_job(&actor, &reference)?;
            let text = match job.state {
                JobState::Cancelled => format!("{} is cancelled. What was done stands.", job.id),
                _ => format!("{} stops after the step it is at. What was done stands.", job.id),
            };
            Ok(Answer::new(&job, text))
        }
        JobVerb::Resume { reference } => {
            let before = vault.job(&actor, &reference)?.job;
            // One that waits or was left by a process that ended is taken up as it is.
            if !matches!(before.state, JobState::Waiting | JobState::Running | JobState::Interrupted) {
                vault.resume_job(&actor, &reference)?;
            }
            let job = followed(&vault, &actor, &before, json)?;
            let refusal = unfinished(&job);
            Ok(detail(&vault.job(&actor, &reference)?).but(refusal))
        }
    }
}

/// Works on a job that was just started until it ends, and says what came of it. Whoever does not want to wait ends the
/// command: the job stays, and goes on when it is resumed or a window opens.
pub(crate) fn waited_for(vault: &Vault, actor: &Actor, started: &JobView, json: bool) -> Result<Answer> {
    let job = followed(vault, actor, started, json)?;
    let told = vault.job(actor, &job.id)?;
    Ok(detail(&told).but(unfinished(&job).or_else(|| incomplete(&told))))
}

/// Works on a job until it ends or somebody presses Ctrl-C, and tells how far it is.
pub(crate) fn followed(vault: &Vault, actor: &Actor, job: &JobView, json: bool) -> Result<JobView> {
    let progress = Progress::new(json);
    progress.begin(job);
    let job = vault.run_job_until(actor, &job.id, interrupt::pressed(), &|job| progress.tell(job))?;
    progress.end();
    Ok(job)
}

/// Does something that only reads and may take long: tells how far it is, and cancels it with Ctrl-C.
pub(crate) fn watched<T: Send>(
    vault: &Vault,
    actor: &Actor,
    json: bool,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    let (progress, pressed) = (Progress::new(json), interrupt::pressed());
    let outcome = std::thread::scope(|scope| {
        let worker = scope.spawn(work);
        while !worker.is_finished() {
            std::thread::sleep(LOOK);
            for reading in vault.readings(actor) {
                progress.tell(&reading);
                if pressed.load(Ordering::Relaxed) {
                    // It may have come to its end just now.
                    let _ = vault.cancel_job(actor, &reading.id);
                }
            }
        }
        worker.join().map_err(|_| EngineError::new("internal", "It came to an unexpected end."))?
    });
    progress.end();
    outcome
}

/// That a part of what was given was of no use, so that no script takes it for taken in.
fn incomplete(detail: &JobDetail) -> Option<EngineError> {
    let unreadable = detail.counts.iter().find(|count| count.of == JobCountOf::Unreadable)?;
    let (number, job) = (unreadable.number, &detail.job.id);
    Some(EngineError::new(
        "import_incomplete",
        format!("{number} could not be imported. “chancery job show {job}” tells why."),
    ))
}

/// How far a job is, on a terminal, while it is waited for.
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    pub(crate) fn new(json: bool) -> Self {
        Self { shown: !json && std::io::stderr().is_terminal() }
    }

    /// Says what is waited for, and how to stop waiting.
    fn begin(&self, job: &JobView) {
        if self.shown {
            let _ = writeln!(
                std::io::stderr(),
                "{}: {}. Ctrl-C leaves it; “chancery job resume {}” goes on.",
                job.id,
                job.title,
                job.id
            );
        }
    }

    pub(crate) fn tell(&self, job: &JobView) {
        if self.shown {
            let left = job.seconds_left.map_or_else(String::new, |seconds| format!(", {} left", time_left(seconds)));
            let failed = if job.failed > 0 { format!(", {} failed", job.failed) } else { String::new() };
            // It only entertains: where it cannot be written, nothing is lost.
            let _ = write!(std::io::stderr(), "\r\x1b[K{} of {}{failed}{left}", job.done, job.total);
        }
    }

    pub(crate) fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// Why a job that was waited for is not done; nothing when it is.
pub(crate) fn unfinished(job: &JobView) -> Option<EngineError> {
    let why = job.message.as_deref().map_or_else(String::new, |why| format!(" {why}"));
    let code = job.code.as_deref();
    match job.state {
        JobState::Done if job.failed == 0 => None,
        JobState::Done => Some(EngineError::new(
            "parts_failed",
            format!(
                "{} of {} failed in {}. “chancery job resume {}” tries them again.",
                job.failed, job.total, job.id, job.id
            ),
        )),
        JobState::Waiting => Some(EngineError::new(
            code.unwrap_or("job_waits"),
            format!("{} waits until {}.{why}", job.id, moment(job.due_at)),
        )),
        state => Some(EngineError::new(
            code.unwrap_or("job_stopped"),
            format!(
                "{} is {state} at {} of {}.{why} “chancery job resume {}” goes on.",
                job.id, job.done, job.total, job.id
            ),
        )),
    }
}

fn detail(detail: &JobDetail) -> Answer {
    let job = &detail.job;
    let mut facts = Facts::new();
    facts.add("Job", &job.id);
    facts.add("Title", &job.title);
    facts.add("State", if job.cancelling { "cancelling" } else { job.state.as_str() });
    facts.add_some("Why", job.message.as_ref());
    facts.add("Done", format!("{} of {}, {} failed", job.done, job.total, job.failed));
    facts.add_some("Rate", job.per_minute.map(rate));
    facts.add_some("Time left", job.seconds_left.map(time_left));
    facts.add("Started", format!("{} by {}", moment(job.created_at), job.started_by));
    if job.state == JobState::Waiting {
        facts.add("Goes on", moment(job.due_at));
    }
    facts.add_some("Ended", job.ended_at.map(moment));
    facts.add_lines("Result", detail.counts.iter().map(counted));
    facts.add_lines("Failed", detail.failures.iter().map(|failure| failure.message.clone()));
    facts.add_lines(
        "Log",
        detail.log.iter().map(|line| {
            let mark = match line.level {
                LogLevel::Info => "",
                LogLevel::Warning => "warning: ",
                LogLevel::Error => "error: ",
            };
            format!("{}  {mark}{}", line.time.format("%H:%M:%S"), line.text)
        }),
    );
    Answer::new(detail, facts.text())
}

fn counted(count: &JobCount) -> String {
    let of = match count.of {
        JobCountOf::Revoked => "revoked",
        JobCountOf::Held => "put on hold",
        JobCountOf::RevokedBefore => "revoked before",
        JobCountOf::Released => "released",
        JobCountOf::NotHeld => "not on hold any more",
        JobCountOf::Imported => "imported",
        JobCountOf::KnownBefore => "known before",
        JobCountOf::Keys => "private keys",
        JobCountOf::Unreadable => "of no use here",
        JobCountOf::Changed => "changed",
        JobCountOf::Unchanged => "so before",
        JobCountOf::Exported => "written to the file",
    };
    format!("{} {of}", count.number)
}

/// A rate in the unit that reads best.
fn rate(per_minute: u32) -> String {
    if per_minute >= 120 { format!("{} a second", per_minute / 60) } else { format!("{per_minute} a minute") }
}

fn time_left(seconds: u32) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
