//! Patterns that a value as a whole must follow.

use crate::{Fault, FaultCode, is_unprintable, visible};
use regex::{Regex, RegexBuilder};

/// A regular expression over a whole value. Matching takes time that grows with the value alone: there are no
/// back-references and no look-around.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

impl Pattern {
    /// Characters at most; what is longer is a list of values, not a pattern.
    pub const MAX_LENGTH: usize = 256;

    /// Octets that a compiled pattern takes at most: nested repetitions such as `(a{100}){100}` are refused.
    const MAX_COMPILED: usize = 256 * 1024;

    /// The pattern that this text is.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Fault::new(FaultCode::InvalidPattern, format!("“{}” cannot be used as a pattern: {why}.", visible(text)))
        };
        if text.is_empty() {
            return Err(refuse("it is empty; leave it out where every value is right"));
        }
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(refuse(&format!("it has more than {} characters", Self::MAX_LENGTH)));
        }
        // It is shown to whoever has to follow it.
        if text.chars().any(is_unprintable) {
            return Err(refuse("it has a character that nobody sees; write it as \\x{200B}"));
        }
        let compile = |text: &str| {
            RegexBuilder::new(text).size_limit(Self::MAX_COMPILED).dfa_size_limit(Self::MAX_COMPILED).build()
        };
        // Alone first, so that a bracket too many does not reach out of the group around it.
        compile(text).map_err(|error| refuse(&reason(&error)))?;
        let regex = compile(&format!(r"\A(?:{text})\z")).map_err(|error| refuse(&reason(&error)))?;
        Ok(Self { text: text.to_owned(), regex })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole value follows the pattern.
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The last line of what the parser says, which names the mistake.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "its repetitions make it too large".to_owned(),
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default().trim();
            visible(last.strip_prefix("error: ").unwrap_or(last))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Pattern;

    #[test]
    fn a_pattern_is_about_the_whole_value() {
        let pattern = Pattern::new("[a-z]+|[0-9]{3}").unwrap();
        assert!(pattern.matches("abc") && pattern.matches("123"));
        assert!(Pattern::new(r"a\x{200B}b").unwrap().matches("a\u{200b}b"), "it can be spelled out");
        assert!(!pattern.matches("abc1") && !pattern.matches("1234") && !pattern.matches("abc\n"));
    }

    #[test]
    fn a_pattern_that_would_cost_much_or_reach_out_is_refused() {
        for bad in ["", "(", "a)|(b", "(a{1000}){1000}", "(?=a)", r"(a)\1", "a\u{202e}b", &"a".repeat(257)] {
            let fault = Pattern::new(bad).unwrap_err();
            assert!(fault.to_string().ends_with('.') && !fault.to_string().contains('\n'), "{fault}");
        }
    }

    #[test]
    fn matching_takes_no_longer_on_hostile_values() {
        let pattern = Pattern::new("(a+)+b").unwrap();
        let begun = std::time::Instant::now();
        assert!(!pattern.matches(&"a".repeat(20_000)));
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "a backtracking matcher would never end");
    }
}
