//! CSV (RFC 4180) that a spreadsheet takes for text.

use super::{Cell, Column};
use std::io::{Result, Write};

/// The first line.
pub(super) fn heading(to: &mut dyn Write, columns: &[Column]) -> Result<()> {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    to.write_all(format!("{}\r\n", names.join(",")).as_bytes())
}

/// One more line.
pub(super) fn row(to: &mut dyn Write, cells: &[Cell]) -> Result<()> {
    let fields: Vec<String> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Text(text) => csv_field(text),
            Cell::Number(number) => number.to_string(),
            Cell::Time(time) => time.to_rfc3339(),
        })
        .collect();
    to.write_all((fields.join(",") + "\r\n").as_bytes())
}

/// A field that a spreadsheet takes for text: one that would begin a formula gets an apostrophe.
pub(crate) fn csv_field(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            told.push('\'');
        }
        told.push(c);
        // Where the comma is the decimal sign, spreadsheets split at semicolons, within quotes too.
        begins = c == ';' || (begins && c == ' ');
    }
    let text = told;
    if text.contains([',', ';', '"', '\n', '\r', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_formula_stays_text_in_a_spreadsheet() {
        assert_eq!(csv_field("=cmd|'/C calc'!A0"), "\"'=cmd|'/C calc'!A0\"");
        assert_eq!(csv_field("+1"), "\"'+1\"");
        assert_eq!(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv_field("plain"), "plain");
        assert_eq!(csv_field("a; =1+1"), "\"a; '=1+1\"");
        assert_eq!(csv_field("a-b=c"), "a-b=c");
    }
}
