//! Long work: a row in the database with its state, progress and log, which can be cancelled while it runs and goes on
//! after its process was killed.
//!
//! Owns starting, claiming, running, cancelling and resuming. What a kind of job does is its own module's: it is a
//! variant of [`Task`], runs in steps through [`Run`], and each step's work, progress and events are one transaction.
//! What is done to a set of certificates is done in `portions` of it. What only reads (`reading`) looks like a job and is
//! kept nowhere.
//! A job acts in the name of whoever started it, whose rights are asked for again at each step.

mod control;
mod counts;
mod failure;
mod health;
mod holder;
mod holds;
mod pace;
mod pick;
mod portions;
mod reading;
mod run;
mod runner;
mod start;
mod table;
mod task;
mod view;

pub(crate) use control::job_id;
pub(crate) use counts::Counts;
pub use counts::{JobCount, JobCountOf};
pub(crate) use holder::Holder;
pub(crate) use holds::Holds;
pub(crate) use pace::Pace;
pub(crate) use portions::{Dealt, ids_in, keyed, portions};
pub(crate) use reading::Readings;
pub(crate) use run::{Done, Run, Stop};
pub(crate) use runner::{JobRunner, Signal};
pub(crate) use start::{NewTask, keep_job};
pub(crate) use table::{COLUMNS, cells};
pub(crate) use task::Task;
pub use view::{JobDetail, JobFailure, JobKind, JobLogLine, JobPage, JobView, LogLevel, Started};
