//! CSV (RFC 4180) that a spreadsheet takes for text.

use super::{Cell, TableColumn, cell};
use crate::certificates::CertificateRow;
use std::io::{Result, Write};

/// A table on its way to a file.
pub(in crate::certificates) struct Csv<W> {
    to: W,
    columns: Vec<TableColumn>,
}

impl<W: Write> Csv<W> {
    /// A table with its heading.
    pub(in crate::certificates) fn begun(mut to: W, columns: Vec<TableColumn>) -> Result<Self> {
        let heading: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
        to.write_all(format!("{}\r\n", heading.join(",")).as_bytes())?;
        Ok(Self { to, columns })
    }

    /// One more line.
    pub(in crate::certificates) fn row(&mut self, row: &CertificateRow) -> Result<()> {
        let fields: Vec<String> = self
            .columns
            .iter()
            .map(|column| match cell(row, *column) {
                Cell::Text(text) => csv_field(&text),
                Cell::Time(time) => time.to_rfc3339(),
            })
            .collect();
        self.to.write_all((fields.join(",") + "\r\n").as_bytes())
    }

    /// Writes what is still held.
    pub(in crate::certificates) fn finish(mut self) -> Result<()> {
        self.to.flush()
    }
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
