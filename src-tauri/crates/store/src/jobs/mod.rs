//! Long work: the jobs themselves (`row`, `lifecycle`), what each one still has to do (`items`), and what it says of
//! itself on the way (`log`).
//!
//! A job is worked on by one process at a time, its holder. Everything that a holder writes asks first, in the same
//! transaction, whether it still is the holder: one that was taken for dead and was not changes nothing.

mod items;
mod lifecycle;
mod log;
mod row;

pub use items::{ItemKey, ItemOutcome, ItemRow, ItemState, NewItem};
pub use lifecycle::{JobEnd, Standing};
pub use log::{JobLogLine, LogLevel};
pub use row::{JobProgress, JobRow, NewJob};

pub(crate) const V2: &[&str] = &[row::V2, items::V2, log::V2];
