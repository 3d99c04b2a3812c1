//! What somebody typed into the search field.

use super::texts::fold;

/// Characters of the text that count; nobody types more.
const MAX_CHARS: usize = 256;
/// What texts are found by: three characters in a row.
const GRAM: usize = 3;
/// Hexadecimal digits from which on a text is also looked for in serial numbers and fingerprints.
const MIN_HEX: usize = 4;

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextQuery {
    /// One or two characters in lower case: what labels and names begin with.
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
        if whole.chars().count() < GRAM {
            return Some(Self::Short(fold(&whole)));
        }
        Some(Self::Long { phrases: phrases(&words), hex: hex_digits(&whole) })
    }
}

/// Words too short for the index are looked for together with a neighbour, as typed.
fn phrases(words: &[&str]) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let short = word.chars().count() < GRAM;
        match phrases.last_mut() {
            Some(last) if short || open => {
                last.push(' ');
                last.push_str(&fold(word));
            }
            _ => phrases.push(fold(word)),
        }
        // A phrase that is still too short takes the next word too.
        open = phrases.last().is_some_and(|last| last.chars().count() < GRAM);
    }
    phrases
}

fn hex_digits(text: &str) -> Option<String> {
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
    (digits.len() >= MIN_HEX && digits.len() <= 128 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::TextQuery;

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
    }

    #[test]
    fn hexadecimal_is_recognised_with_separators() {
        assert_eq!(long("0x9F:10-62 a8").1.unwrap(), "9f1062a8");
        assert_eq!(long("host").1, None);
        assert_eq!(long("bed").1, None, "too short to mean a number");
    }
}
