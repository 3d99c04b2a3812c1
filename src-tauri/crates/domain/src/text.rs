//! Text from outside, shown as nothing but text, and numbers as people write them.

/// Whether a character must not stand in a name: controls, NUL, line separators and the bidirectional
/// and invisible formatting characters that make one name look like another (Unicode TR 36).
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// The text with every unprintable character spelled out (`\u{202E}`), so that a certificate made by
/// somebody else can be shown faithfully without being able to deceive the reader.
pub fn visible(text: &str) -> String {
    if !text.chars().any(is_unprintable) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| if is_unprintable(c) { format!("\\u{{{:04X}}}", u32::from(c)) } else { c.to_string() })
        .collect()
}

/// A number as people write it: `36,525`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, visible};

    #[test]
    fn long_numbers_are_written_in_groups_of_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (36_525, "36,525"), (1_000_000, "1,000,000")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_right_to_left_override_is_spelled_out() {
        assert_eq!(visible("a\u{202E}b\0c"), "a\\u{202E}b\\u{0000}c");
        assert_eq!(visible("Ünïcode 日本"), "Ünïcode 日本");
    }
}
