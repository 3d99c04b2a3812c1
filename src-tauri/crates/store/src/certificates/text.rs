//! What somebody typed into the search field, and what of a certificate it is looked for in.

use crate::error::Result;
use crate::transaction::ReadTransaction;

/// Characters of the text that count; nobody types more.
const MAX_CHARS: usize = 256;
/// Words that a trigram index can find have three characters.
const TRIGRAM: usize = 3;
/// Hexadecimal digits from which on a text is also looked for in serial numbers and fingerprints.
const MIN_HEX: usize = 4;

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextQuery {
    /// One or two characters: what labels and names begin with.
    Short(String),
    /// Phrases in lower case, each of at least three characters, all of which must be contained; or hexadecimal
    /// digits with which the serial number or the fingerprint begins.
    Long { phrases: Vec<String>, hex: Option<String> },
}

impl TextQuery {
    /// `None` when nothing is looked for.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).take(MAX_CHARS).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let whole = words.join(" ");
        if whole.is_empty() {
            return None;
        }
        if whole.chars().count() < TRIGRAM {
            return Some(Self::Short(whole));
        }
        Some(Self::Long { phrases: phrases(&words), hex: hex_digits(&whole) })
    }

    /// The query for the trigram index.
    pub(super) fn fts(phrases: &[String]) -> String {
        let quoted: Vec<String> = phrases.iter().map(|phrase| format!("\"{}\"", phrase.replace('"', "\"\""))).collect();
        quoted.join(" AND ")
    }
}

/// Words too short for the index are looked for together with a neighbour, as typed.
fn phrases(words: &[&str]) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let short = word.chars().count() < TRIGRAM;
        match phrases.last_mut() {
            Some(last) if short || open => {
                last.push(' ');
                last.push_str(&word.to_lowercase());
            }
            _ => phrases.push(word.to_lowercase()),
        }
        // A phrase that is still too short takes the next word too.
        open = phrases.last().is_some_and(|last| last.chars().count() < TRIGRAM);
    }
    phrases
}

fn hex_digits(text: &str) -> Option<String> {
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
    (digits.len() >= MIN_HEX && digits.len() <= 128 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| digits.to_ascii_lowercase())
}

/// The text of a certificate that is searched: each part once, on a line of its own.
pub(super) fn searchable(
    label: &str,
    subject: &str,
    names: &[String],
    owner: Option<&str>,
    notes: Option<&str>,
) -> String {
    let mut text = String::with_capacity(subject.len() + 32);
    text.push_str(subject);
    let parts = [label].into_iter().chain(names.iter().map(String::as_str)).chain(owner).chain(notes);
    for part in parts {
        // Most labels and first names stand in the subject already; once is enough to be found.
        if !part.is_empty() && !text.contains(part) {
            text.push('\n');
            text.push_str(part);
        }
    }
    text
}

impl ReadTransaction<'_> {
    /// The searched text of a certificate.
    pub(super) fn searchable(&self, id: i64) -> Result<String> {
        let mut statement = self.prepare(
            "SELECT label, subject, (SELECT value FROM terms WHERE terms.id = owner_id), notes
             FROM certificates WHERE id = ?1",
        )?;
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else {
            return Ok(String::new());
        };
        let names = self.name_values(id)?;
        let text = |index| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
        let maybe = |index| row.get_ref(index).and_then(|value| Ok(value.as_str_or_null()?));
        Ok(searchable(text(0)?, text(1)?, &names, maybe(2)?, maybe(3)?))
    }

    pub(super) fn name_values(&self, id: i64) -> Result<Vec<String>> {
        let mut statement =
            self.prepare("SELECT value FROM certificate_names WHERE certificate_id = ?1 ORDER BY position")?;
        let names = statement.query_map([id], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{TextQuery, searchable};

    fn long(text: &str) -> (Vec<String>, Option<String>) {
        match TextQuery::parse(text) {
            Some(TextQuery::Long { phrases, hex }) => (phrases, hex),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn short_words_are_looked_for_with_their_neighbour() {
        assert_eq!(long("Payments de Prod").0, ["payments de", "prod"]);
        assert_eq!(long("de prod").0, ["de prod"]);
        assert_eq!(long("a b").0, ["a b"]);
        assert_eq!(TextQuery::parse(" ab "), Some(TextQuery::Short("ab".to_owned())));
        assert_eq!(TextQuery::parse(" \0 "), None);
        assert_eq!(TextQuery::fts(&["a\"b".to_owned(), "cde".to_owned()]), "\"a\"\"b\" AND \"cde\"");
    }

    #[test]
    fn hexadecimal_is_recognised_with_separators() {
        assert_eq!(long("0x9F:10-62 a8").1.unwrap(), "9f1062a8");
        assert_eq!(long("host").1, None);
        assert_eq!(long("bed").1, None, "too short to mean a number");
    }

    #[test]
    fn what_stands_in_the_subject_is_not_indexed_twice() {
        let text =
            searchable("a.example", "CN=a.example,O=X", &["a.example".into(), "b.example".into()], None, Some("n"));
        assert_eq!(text, "CN=a.example,O=X\nb.example\nn", "but for what the subject lacks");
    }
}
