//! Jobs as a table in a file.

use super::view::{JobKind, JobView};
use crate::tables::{Cell, Column};

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("id", 9),
    Column::new("kind", 14),
    Column::new("title", 60),
    Column::new("state", 12),
    Column::new("done", 10),
    Column::new("total", 10),
    Column::new("failed", 10),
    Column::new("started", 20),
    Column::new("started_by", 20),
    Column::new("begun", 20),
    Column::new("ended", 20),
    Column::new("message", 60),
];

pub(crate) fn cells(job: &JobView) -> Vec<Cell> {
    vec![
        Cell::text(&job.id),
        Cell::text_of(job.kind.map(JobKind::as_str)),
        Cell::text(&job.title),
        Cell::text(job.state.as_str()),
        Cell::Number(job.done),
        Cell::Number(job.total),
        Cell::Number(job.failed),
        Cell::Time(job.created_at),
        Cell::text(&job.started_by),
        Cell::time_of(job.begun_at),
        Cell::time_of(job.ended_at),
        Cell::text_of(job.message.as_deref()),
    ]
}
