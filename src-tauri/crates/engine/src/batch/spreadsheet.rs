//! XLSX workbooks: the first sheet, as values. Nothing in it is computed: a formula is what the program that wrote the
//! file last made of it.

use super::MAX_ROWS;
use super::sheet::RawRows;
use crate::{EngineError, Result};
use calamine::{DataRef, Reader, Xlsx};
use chancery_domain::visible;
use std::io::{Cursor, Read};
use std::panic::catch_unwind;

/// What a workbook may unpack to. It is counted by unpacking it: what it says of itself may be a lie.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// Parts of a workbook.
const MAX_PARTS: usize = 1_000;
/// Columns that are looked at: more than there are to know.
const MAX_COLUMNS: usize = 64;

/// The rows of the first sheet.
pub(super) fn read(content: &[u8]) -> Result<RawRows> {
    bound(content)?;
    // The library panics where a cell's place is beyond all numbers; whoever wrote that is told, and nothing ends.
    catch_unwind(|| cells_of(content)).unwrap_or_else(|_| {
        Err(EngineError::new(
            "invalid_batch",
            "It cannot be read as an XLSX workbook: what it says of its cells is absurd.",
        ))
    })
}

fn cells_of(content: &[u8]) -> Result<RawRows> {
    let unreadable = |error: calamine::XlsxError| {
        EngineError::new(
            "invalid_batch",
            format!("It cannot be read as an XLSX workbook: {}.", visible(&error.to_string())),
        )
    };
    let mut book = Xlsx::new(Cursor::new(content)).map_err(unreadable)?;
    let first = book
        .sheet_names()
        .into_iter()
        .next()
        .ok_or_else(|| EngineError::new("invalid_batch", "There is no sheet in the workbook."))?;
    // Cell by cell: one in the last corner of an empty sheet must not make a table of seventeen thousand million.
    let mut cells = book.worksheet_cells_reader(&first).map_err(unreadable)?;
    let mut rows = RawRows::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let number = row.saturating_add(1);
        let text = match text_of(cell.get_value()) {
            Ok(text) if text.is_empty() => continue,
            other => other,
        };
        if rows.last().is_none_or(|(last, _)| *last != number) {
            rows.push((number, Ok(Vec::new())));
            super::sheet::bound(rows.len().saturating_sub(1))?;
        }
        let Some((_, Ok(values))) = rows.last_mut() else { continue };
        let column = column as usize;
        match text {
            Ok(text) if column < MAX_COLUMNS => {
                if values.len() <= column {
                    values.resize(column + 1, String::new());
                }
                values[column] = text;
            }
            Ok(_) => fail(&mut rows, format!("It has a value beyond column {MAX_COLUMNS}.")),
            Err(why) => fail(&mut rows, why),
        }
    }
    debug_assert!(rows.len() <= MAX_ROWS + 1);
    Ok(rows)
}

fn fail(rows: &mut RawRows, why: String) {
    if let Some((_, values)) = rows.last_mut() {
        *values = Err(why);
    }
}

fn text_of(value: &DataRef<'_>) -> Result<String, String> {
    Ok(match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Numbers of a workbook have a fraction even where nobody gave them one.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(moment) => {
            return Err(format!("It holds a date ({}). Format the cell as text.", moment.as_f64()));
        }
        DataRef::Error(error) => return Err(format!("It holds {error}: a formula that does not work out.")),
        DataRef::Empty => String::new(),
    })
}

/// Refuses what unpacks to more than a table of certificates can be.
fn bound(content: &[u8]) -> Result<()> {
    let unreadable = |why: String| EngineError::new("invalid_batch", format!("It cannot be read as XLSX: {why}."));
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).map_err(|error| unreadable(error.to_string()))?;
    if archive.len() > MAX_PARTS {
        return Err(unreadable(format!("it has {} parts", archive.len())));
    }
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| unreadable(error.to_string()))?;
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| unreadable(error.to_string()))?;
        left = left.checked_sub(unpacked).ok_or_else(|| {
            EngineError::new(
                "file_too_large",
                format!("It unpacks to more than {} MiB. Split it into several files.", MAX_UNPACKED >> 20),
            )
        })?;
    }
    Ok(())
}
