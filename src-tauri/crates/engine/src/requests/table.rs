//! Requests as a table in a file.

use super::view::RequestRow;
use crate::tables::{Cell, Column};

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("id", 9),
    Column::new("name", 32),
    Column::new("subject", 44),
    Column::new("key", 14),
    Column::new("made", 20),
    Column::new("made_by", 20),
    Column::new("certificate", 12),
    Column::new("answered", 20),
];

pub(crate) fn cells(request: &RequestRow) -> Vec<Cell> {
    vec![
        Cell::text(&request.id),
        Cell::text(&request.label),
        Cell::text(&request.subject),
        Cell::text(&request.key_algorithm),
        Cell::Time(request.created_at),
        Cell::text(&request.created_by),
        Cell::text_of(request.certificate_id.as_deref()),
        Cell::time_of(request.answered_at),
    ]
}
