//! Tables in files: one line a thing, every value text that cannot act, in the two forms that spreadsheets read.
//!
//! What the columns are and what stands in them is said where the things are that the lines are about.

mod csv;
mod export;
mod spreadsheet;

pub(crate) use csv::csv_field;
pub use export::{ListedTable, TableExport, TableFormat};
pub(crate) use spreadsheet::MAX_ROWS;

use crate::{EngineError, Result};
use chancery_domain::visible;
use chrono::{DateTime, Utc};
use spreadsheet::Spreadsheet;
use std::io::Write;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The word in its heading.
    pub(crate) name: &'static str,
    /// How wide it begins, in characters.
    pub(crate) width: u32,
}

impl Column {
    pub(crate) const fn new(name: &'static str, width: u32) -> Self {
        Self { name, width }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Number(u32),
    Time(DateTime<Utc>),
}

impl Cell {
    /// Text, fit to be seen.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(visible(text))
    }

    /// The same where there may be none.
    pub(crate) fn text_of(text: Option<&str>) -> Self {
        Self::text(text.unwrap_or_default())
    }

    /// A time where there may be none.
    pub(crate) fn time_of(time: Option<DateTime<Utc>>) -> Self {
        time.map_or(Self::Text(String::new()), Self::Time)
    }
}

/// A table on its way to a file.
pub(crate) enum TableFile<'a> {
    Csv(&'a mut (dyn Write + Send)),
    Xlsx(Box<Spreadsheet>, &'a mut (dyn Write + Send)),
}

impl<'a> TableFile<'a> {
    /// A table with its heading; `name` is that of the sheet.
    pub(crate) fn begun(
        format: TableFormat,
        name: &str,
        columns: &[Column],
        out: &'a mut (dyn Write + Send),
    ) -> Result<Self> {
        match format {
            TableFormat::Csv => {
                csv::heading(out, columns).map_err(unwritable)?;
                Ok(Self::Csv(out))
            }
            TableFormat::Xlsx => Ok(Self::Xlsx(Box::new(Spreadsheet::begun(name, columns)?), out)),
        }
    }

    /// One more line.
    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<()> {
        match self {
            Self::Csv(out) => csv::row(out, cells).map_err(unwritable),
            Self::Xlsx(sheet, _) => sheet.row(cells),
        }
    }

    /// Writes what is still held.
    pub(crate) fn finish(self) -> Result<()> {
        match self {
            Self::Csv(out) => out.flush().map_err(unwritable),
            Self::Xlsx(sheet, out) => {
                sheet.finish(out)?;
                out.flush().map_err(unwritable)
            }
        }
    }
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn unwritable(error: std::io::Error) -> EngineError {
    EngineError::new("file_unwritable", error.to_string())
}
