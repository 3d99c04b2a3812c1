//! Text with separators (RFC 4180), as spreadsheets and scripts write it. Cells are text and nothing else: what looks
//! like a formula is the characters it is made of.

use super::columns::known_words;
use super::sheet::RawRows;
use crate::{EngineError, Result};

/// The rows of the text.
pub(super) fn read(content: &[u8]) -> Result<RawRows> {
    // Rows are counted by their ends, which are made alike.
    let mut text = decoded(content)?.replace("\r\n", "\n").replace('\r', "\n");
    text.push('\n');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = RawRows::new();
    let mut record = csv::StringRecord::new();
    // Lines within quotes are no rows: a spreadsheet counts them as one.
    let mut lines_within = 0_u64;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => {
                lines_within += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
                let line = reader.position().line().saturating_sub(1);
                let number = u32::try_from(line.saturating_sub(lines_within)).unwrap_or(u32::MAX);
                // A quotation that never ends has no last line.
                let number = rows.last().map_or(number, |(last, _)| number.max(last.saturating_add(1)));
                rows.push((number, Ok(record.iter().map(str::to_owned).collect())));
                super::sheet::bound(rows.len().saturating_sub(1))?;
            }
            // The text is UTF-8 and rows may have any length: nothing else can be wrong.
            Err(error) => return Err(EngineError::new("invalid_batch", format!("It cannot be read as CSV: {error}."))),
        }
    }
}

/// The separator of the first row: the one that makes the most known columns of it.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: u8| known_words(first.split(char::from(separator)));
    // Of equals the last is taken: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// The text of a file, in whatever of the usual ways it is written down. What would have to be guessed is refused: a
/// guess that is wrong would be signed.
fn decoded(content: &[u8]) -> Result<String> {
    let refused = |message: String| EngineError::new("wrong_encoding", message);
    let utf16 = |read: fn([u8; 2]) -> u16| {
        let (units, rest) = content[2..].as_chunks::<2>();
        if !rest.is_empty() {
            return Err(refused("It begins as UTF-16 and ends in the middle of a character.".to_owned()));
        }
        char::decode_utf16(units.iter().map(|unit| read(*unit)))
            .collect::<Result<String, _>>()
            .map_err(|_| refused("It begins as UTF-16 and holds what is none. Save it as “CSV UTF-8”.".to_owned()))
    };
    let text = match content {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes)?,
        _ => {
            let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
            match std::str::from_utf8(content) {
                Ok(text) => text.to_owned(),
                Err(error) => {
                    let line = content[..error.valid_up_to()].iter().filter(|octet| **octet == b'\n').count() + 1;
                    return Err(refused(format!(
                        "Line {line} is not UTF-8; it may be Latin-1 or Windows-1252. Save it as “CSV UTF-8”, so that \
                         no name has to be guessed."
                    )));
                }
            }
        }
    };
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(refused(format!(
            "Line {line} holds a NUL: it is no text, or UTF-16 without its mark. Save it as “CSV UTF-8” or XLSX."
        )));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::read;

    fn cells(content: &[u8]) -> Vec<(u32, Vec<String>)> {
        read(content).unwrap().into_iter().map(|(number, cells)| (number, cells.unwrap())).collect()
    }

    #[test]
    fn quotes_line_ends_and_marks_are_those_of_the_world() {
        let rows = cells(b"\xef\xbb\xbfcn,notes\r\n\"a, b\",\"say \"\"x\"\"\"\r\n\r\nc,\"two\nlines\"\r\nd,=1+1\r\n");
        assert_eq!(rows[0].1, ["cn", "notes"]);
        assert_eq!(rows[1], (2, vec!["a, b".to_owned(), "say \"x\"".to_owned()]));
        assert_eq!(rows[2].0, 4, "an empty row is counted");
        assert_eq!(rows[3], (5, vec!["d".to_owned(), "=1+1".to_owned()]), "two lines in quotes are one row");
    }

    #[test]
    fn the_separator_is_the_one_of_the_first_row() {
        assert_eq!(cells(b"cn;dns\na;\"x;y\"\n")[1].1, ["a", "x;y"]);
        assert_eq!(cells(b"cn\tdns\na\tx;y\n")[1].1, ["a", "x;y"]);
        assert_eq!(cells(b"cn,dns\na,x;y\n")[1].1, ["a", "x;y"]);
        assert_eq!(cells(b"cn\nx.example\n")[1].1, ["x.example"]);
    }

    #[test]
    fn utf16_is_read_and_what_would_be_guessed_is_refused() {
        let utf16: Vec<u8> = "\u{feff}cn\nä.example\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&utf16)[1].1, ["ä.example"]);
        let swapped: Vec<u8> = "\u{feff}cn\nx\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(cells(&swapped)[1].1, ["x"]);
        let latin = read(b"cn\nx\nm\xfcller.example\n").unwrap_err();
        assert_eq!(latin.code, "wrong_encoding");
        assert!(latin.message.contains("Line 3"), "{}", latin.message);
        assert_eq!(read(b"c\0n\0\n\0").unwrap_err().code, "wrong_encoding");
        assert_eq!(read(b"\xff\xfec\0n").unwrap_err().code, "wrong_encoding");
    }
}
