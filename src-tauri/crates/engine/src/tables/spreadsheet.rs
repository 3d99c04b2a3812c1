//! The table for spreadsheets (XLSX). Text is written as string cells, which no program takes for a formula, whatever
//! they begin with.

use super::{Cell, Column};
use crate::{EngineError, Result};
use chrono::Datelike;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::Write;

/// Lines at most: as many as Excel has, without the heading.
pub(crate) const MAX_ROWS: u32 = 1_048_575;
/// Characters of a cell at most, as Excel has it.
const MAX_CELL: usize = 32_767;

/// A sheet on its way to a file. Its lines go to a temporary file and not into memory.
pub(crate) struct Spreadsheet {
    workbook: Workbook,
    next: u32,
    date: Format,
    columns: usize,
}

impl Spreadsheet {
    /// A sheet with its heading.
    pub(super) fn begun(name: &str, columns: &[Column]) -> Result<Self> {
        let mut workbook = Workbook::new();
        let heading = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        for (at, column) in (0..).zip(columns) {
            sheet.set_column_width(at, column.width).map_err(failed)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(columns) {
            sheet.write_string_with_format(0, at, column.name, &heading).map_err(failed)?;
        }
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { workbook, next: 1, date, columns: columns.len() })
    }

    /// One more line.
    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<()> {
        let line = self.next;
        if line > MAX_ROWS {
            let message = format!("A spreadsheet takes {MAX_ROWS} lines, and these are more. Choose CSV, or filter.");
            return Err(EngineError::new("too_many", message).at("format"));
        }
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (at, cell) in (0..).zip(cells) {
            let text = match cell {
                Cell::Number(number) => {
                    sheet.write_number(line, at, *number).map_err(failed)?;
                    continue;
                }
                // Excel knows no year before 1900; such a date stays text.
                Cell::Time(time) if (1900..=9999).contains(&time.year()) => {
                    sheet.write_datetime_with_format(line, at, time.naive_utc(), &self.date).map_err(failed)?;
                    continue;
                }
                Cell::Time(time) => time.to_rfc3339(),
                Cell::Text(text) => text.chars().take(MAX_CELL).collect(),
            };
            sheet.write_string(line, at, text).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the file.
    pub(super) fn finish(mut self, to: &mut (dyn Write + Send)) -> Result<()> {
        let columns = u16::try_from(self.columns.saturating_sub(1)).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        sheet.autofilter(0, 0, self.next - 1, columns).map_err(failed)?;
        self.workbook.save_to_writer(to).map_err(failed)
    }
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn failed(error: XlsxError) -> EngineError {
    EngineError::new("file_unwritable", format!("The spreadsheet cannot be written: {error}."))
}
