//! The table for spreadsheets (XLSX). Every cell but dates is a string cell, which no program takes for a
//! formula, whatever it begins with.

use super::{Cell, TableColumn, cell};
use crate::certificates::CertificateRow;
use crate::{EngineError, Result};
use chrono::Datelike;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::Write;

/// Characters of a cell at most, as Excel has it.
const MAX_CELL: usize = 32_767;

/// A sheet on its way to a file. Its lines go to a temporary file and not into memory.
pub(in crate::certificates) struct Spreadsheet {
    workbook: Workbook,
    next: u32,
    date: Format,
    columns: Vec<TableColumn>,
}

/// How wide a column begins, in characters.
const fn width(column: TableColumn) -> u32 {
    match column {
        TableColumn::Id => 9,
        TableColumn::Status | TableColumn::Origin => 10,
        TableColumn::Key | TableColumn::Environment => 14,
        TableColumn::NotBefore | TableColumn::NotAfter | TableColumn::Added => 20,
        TableColumn::Profile | TableColumn::Owner => 20,
        TableColumn::Name | TableColumn::Issuer => 32,
        TableColumn::Subject | TableColumn::Serial => 44,
        TableColumn::Sha256 => 66,
    }
}

impl Spreadsheet {
    /// Certificates at most: as many lines as Excel has, without the heading.
    pub(in crate::certificates) const MAX_ROWS: usize = 1_048_575;

    /// A sheet with its heading.
    pub(in crate::certificates) fn begun(columns: Vec<TableColumn>) -> Result<Self> {
        let mut workbook = Workbook::new();
        let heading = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("Certificates").map_err(failed)?;
        for (at, column) in (0..).zip(&columns) {
            sheet.set_column_width(at, width(*column)).map_err(failed)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(&columns) {
            sheet.write_string_with_format(0, at, column.as_str(), &heading).map_err(failed)?;
        }
        Ok(Self { workbook, next: 1, date: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"), columns })
    }

    /// One more line.
    pub(in crate::certificates) fn row(&mut self, row: &CertificateRow) -> Result<()> {
        let line = self.next;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (at, column) in (0..).zip(&self.columns) {
            let text = match cell(row, *column) {
                // Excel knows no year before 1900; such a date stays text.
                Cell::Time(time) if (1900..=9999).contains(&time.year()) => {
                    sheet.write_datetime_with_format(line, at, time.naive_utc(), &self.date).map_err(failed)?;
                    continue;
                }
                Cell::Time(time) => time.to_rfc3339(),
                Cell::Text(text) => text,
            };
            let text: String = text.chars().take(MAX_CELL).collect();
            sheet.write_string(line, at, text).map_err(failed)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the file.
    pub(in crate::certificates) fn finish(mut self, to: &mut (dyn Write + Send)) -> Result<()> {
        let columns = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        sheet.autofilter(0, 0, self.next - 1, columns).map_err(failed)?;
        self.workbook.save_to_writer(to).map_err(failed)
    }
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn failed(error: XlsxError) -> EngineError {
    EngineError::new("file_unwritable", format!("The spreadsheet cannot be written: {error}."))
}
