//! Events as a table in a file. It is for reading: what others are to check is the signed export.

use super::view::{AuditEvent, AuditOutcome};
use crate::tables::{Cell, Column};

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("event", 10),
    Column::new("time", 20),
    Column::new("who", 20),
    Column::new("outcome", 10),
    Column::new("what", 60),
    Column::new("about", 14),
    Column::new("action", 22),
    Column::new("details", 60),
];

pub(crate) fn cells(event: &AuditEvent) -> Vec<Cell> {
    let outcome = match event.outcome {
        AuditOutcome::Done => "done",
        AuditOutcome::Refused => "refused",
        AuditOutcome::Failed => "failed",
    };
    let details: Vec<String> =
        event.details.iter().map(|detail| format!("{}: {}", detail.name, detail.value)).collect();
    vec![
        Cell::text(&event.sequence),
        Cell::Time(event.time),
        Cell::text(&event.actor),
        Cell::text(outcome),
        Cell::text(&event.summary),
        Cell::text_of(event.resource.as_deref()),
        Cell::text(&event.action),
        Cell::text(&details.join("; ")),
    ]
}
