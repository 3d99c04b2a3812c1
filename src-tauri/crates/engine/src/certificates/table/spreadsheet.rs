//! The table for spreadsheets (XLSX). Every cell but the two dates is a string cell, which no program takes for a
//! formula, whatever it begins with.

use super::{COLUMNS, fields};
use crate::certificates::CertificateRow;
use crate::{EngineError, Result};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::Write;

/// Characters of a cell at most, as Excel has it.
const MAX_CELL: usize = 32_767;

/// A sheet on its way to a file. Its lines go to a temporary file and not into memory.
pub(in crate::certificates) struct Spreadsheet {
    workbook: Workbook,
    next: u32,
    date: Format,
}

const NOT_BEFORE: usize = 7;
const NOT_AFTER: usize = 8;

impl Spreadsheet {
    /// Certificates at most: as many lines as Excel has, without the heading.
    pub(in crate::certificates) const MAX_ROWS: usize = 1_048_575;

    /// A sheet with its heading.
    pub(in crate::certificates) fn begun() -> Result<Self> {
        let mut workbook = Workbook::new();
        let heading = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("Certificates").map_err(failed)?;
        for (at, width) in (0..).zip([9, 32, 44, 32, 44, 66, 10, 20, 20, 14, 18, 20, 14]) {
            sheet.set_column_width(at, width).map_err(failed)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(COLUMNS) {
            sheet.write_string_with_format(0, at, column, &heading).map_err(failed)?;
        }
        Ok(Self { workbook, next: 1, date: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss") })
    }

    /// One more line.
    pub(in crate::certificates) fn row(&mut self, row: &CertificateRow) -> Result<()> {
        let line = self.next;
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        for (at, field) in fields(row).into_iter().enumerate() {
            let column = u16::try_from(at).unwrap_or(u16::MAX);
            let time = match at {
                NOT_BEFORE => Some(row.not_before),
                NOT_AFTER => Some(row.not_after),
                _ => None,
            };
            // Excel knows no year before 1900; such a date stays text.
            if let Some(time) = time.filter(|time| (1900..=9999).contains(&chrono::Datelike::year(time))) {
                sheet.write_datetime_with_format(line, column, time.naive_utc(), &self.date).map_err(failed)?;
            } else {
                let text: String = field.chars().take(MAX_CELL).collect();
                sheet.write_string(line, column, text).map_err(failed)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the file.
    pub(in crate::certificates) fn finish(mut self, to: &mut (dyn Write + Send)) -> Result<()> {
        let columns = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(0).map_err(failed)?;
        sheet.autofilter(0, 0, self.next - 1, columns).map_err(failed)?;
        self.workbook.save_to_writer(to).map_err(failed)
    }
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn failed(error: XlsxError) -> EngineError {
    EngineError::new("file_unwritable", format!("The spreadsheet cannot be written: {error}."))
}
