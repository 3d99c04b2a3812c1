//! A table as it was read, before anybody asks what it means.

use super::columns::{Column, header};
use super::{MAX_ROWS, delimited, requests, spreadsheet};
use crate::{EngineError, Result, files};
use aws_lc_rs::digest;
use chancery_domain::visible;
use std::path::Path;

/// Characters of a cell: the largest signing request has less.
const MAX_CELL: usize = 256 * 1024;

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowFault {
    /// As spreadsheets count them: the first is the one that names the columns.
    pub(super) row: u32,
    pub(super) column: Option<Column>,
    pub(super) code: String,
    pub(super) message: String,
}

impl RowFault {
    pub(super) fn new(row: u32, column: Option<Column>, code: &str, message: String) -> Self {
        Self { row, column, code: code.to_owned(), message }
    }
}

/// One row with its number, a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetRow {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
    /// What the row is called where a number says nothing: the file of a request.
    pub(super) origin: Option<String>,
}

/// A whole file.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) columns: Vec<Option<Column>>,
    pub(super) rows: Vec<SheetRow>,
    /// What was wrong with single rows; they are not among the rows.
    pub(super) faults: Vec<RowFault>,
    /// Tells this content from another.
    pub(super) digest: String,
}

/// Cells as the file has them, row by row, with the row's number.
pub(super) type RawRows = Vec<(u32, Result<Vec<String>, String>)>;

impl Sheet {
    /// Reads a file of any kind that is taken, by its content; or a folder of signing requests.
    pub(super) fn read(path: &str) -> Result<Self> {
        if Path::new(path).is_dir() {
            return requests::of_folder(path);
        }
        let content = files::read(path)?;
        Self::of_content(&content).map_err(|error| error.at("path"))
    }

    fn of_content(content: &[u8]) -> Result<Self> {
        let sum = data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, content).as_ref());
        if content.starts_with(b"PK\x03\x04") {
            return Self::of_rows(spreadsheet::read(content)?, sum);
        }
        if requests::is_bundle(content) {
            return requests::of_bundle(content, sum);
        }
        Self::of_rows(delimited::read(content)?, sum)
    }

    fn of_rows(raw: RawRows, digest: String) -> Result<Self> {
        let mut raw = raw.into_iter();
        let (_, first) = raw.next().ok_or_else(empty)?;
        let first = first.map_err(|why| EngineError::new("invalid_batch", why))?;
        let columns = match header(&first) {
            Ok(columns) => columns,
            Err(faults) => return Ok(Self { columns: Vec::new(), rows: Vec::new(), faults, digest }),
        };
        let mut sheet = Self { columns, rows: Vec::new(), faults: Vec::new(), digest };
        for (number, cells) in raw {
            match cells.and_then(|cells| sheet.fitted(cells)) {
                Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(cells) => sheet.rows.push(SheetRow { number, cells, origin: None }),
                Err(why) => sheet.faults.push(RowFault::new(number, None, "unreadable_row", why)),
            }
            bound(sheet.rows.len() + sheet.faults.len())?;
        }
        if sheet.rows.is_empty() && sheet.faults.is_empty() {
            return Err(empty());
        }
        Ok(sheet)
    }

    /// A cell for each column, no more and no less.
    fn fitted(&self, mut cells: Vec<String>) -> Result<Vec<String>, String> {
        let width = self.columns.len();
        if cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            return Err(format!(
                "It has {} values, and there are {width} columns. Put a value that contains the separator in quotes.",
                cells.len()
            ));
        }
        cells.resize(width, String::new());
        for (column, cell) in self.columns.iter().zip(&cells) {
            match column {
                None if !cell.trim().is_empty() => {
                    return Err(format!("“{}” stands in a column without a name.", visible(cell.trim())));
                }
                Some(column) if cell.len() > MAX_CELL => {
                    return Err(format!(
                        "The value in “{}” has {} characters. Is a quotation mark not closed?",
                        column.as_str(),
                        cell.len()
                    ));
                }
                Some(column) if !column.has_lines() && cell.trim().contains(['\n', '\r']) => {
                    return Err(format!(
                        "The value in “{}” has several lines. Is a quotation mark not closed? Several values are parted by “;”.",
                        column.as_str()
                    ));
                }
                _ => {}
            }
        }
        Ok(cells)
    }
}

/// Refuses files with too many rows.
pub(super) fn bound(rows: usize) -> Result<()> {
    if rows > MAX_ROWS {
        return Err(EngineError::new(
            "too_many",
            format!("It has more than {MAX_ROWS} rows. Split it into several files."),
        ));
    }
    Ok(())
}

fn empty() -> EngineError {
    EngineError::new("empty_batch", "There is no row in it that asks for a certificate.")
}
