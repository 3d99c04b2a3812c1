//! A refusal in words that a person can act on.

use std::fmt;

/// What kind of rule a value broke. Codes are stable: hosts and scripts may match on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultCode {
    /// A DNS name, address, e-mail or URI that is not well-formed.
    InvalidName,
    /// A subject that is not a well-formed distinguished name.
    InvalidSubject,
    /// A value outside the words that are known (algorithm, reason, profile, status …).
    UnknownWord,
    /// A serial number or fingerprint that is not hexadecimal of the right length.
    InvalidNumber,
    /// A lifetime that ends before it begins or lies outside what is allowed.
    InvalidValidity,
    /// A request that its profile does not allow.
    ProfileViolation,
    /// A profile that cannot be read, or that contradicts itself.
    InvalidProfile,
    /// A pattern that is not one, or one that would cost too much.
    InvalidPattern,
    /// A name outside the name constraints of an authority above.
    NameConstraintViolation,
}

impl FaultCode {
    /// The code as it appears in `--json` errors, for example `invalid_name`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidName => "invalid_name",
            Self::InvalidSubject => "invalid_subject",
            Self::UnknownWord => "unknown_word",
            Self::InvalidNumber => "invalid_number",
            Self::InvalidValidity => "invalid_validity",
            Self::ProfileViolation => "profile_violation",
            Self::InvalidProfile => "invalid_profile",
            Self::InvalidPattern => "invalid_pattern",
            Self::NameConstraintViolation => "name_constraint_violation",
        }
    }
}

/// Why a value was refused: a stable code, a sentence for a person, and the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    code: FaultCode,
    message: String,
    field: Option<&'static str>,
}

/// Characters of a sentence at most. Sentences repeat what they are about, be it a megabyte that somebody pasted; nobody
/// reads that, and results and logs would grow with it.
const LONGEST_SENTENCE: usize = 2_000;

impl Fault {
    /// A refusal; the sentence says what is wrong and what would be right. Where it is too long its middle is left out,
    /// as the reason stands at its end.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        let message = message.into();
        let message = match message.char_indices().nth(LONGEST_SENTENCE) {
            None => message,
            Some(_) => {
                let half = LONGEST_SENTENCE / 2 - 1;
                let end = message.char_indices().nth(half).map_or(0, |(at, _)| at);
                let begin = message.char_indices().nth_back(half - 1).map_or(message.len(), |(at, _)| at);
                format!("{} … {}", &message[..end], &message[begin..])
            }
        };
        Self { code, message, field: None }
    }

    /// The same refusal, tied to the form field or command-line option it belongs to.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        self.field.get_or_insert(field);
        self
    }

    /// The same refusal, tied to this field whatever it was tied to before.
    #[must_use]
    pub fn moved_to(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The stable code.
    pub fn code(&self) -> FaultCode {
        self.code
    }

    /// The field the refusal belongs to, if it belongs to one.
    pub fn field(&self) -> Option<&'static str> {
        self.field
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultCode, LONGEST_SENTENCE};

    #[test]
    fn a_sentence_about_a_megabyte_is_short_and_keeps_its_reason() {
        let fault = Fault::new(FaultCode::InvalidName, format!("“{}” is not a name: too long.", "é".repeat(500_000)));
        let said = fault.to_string();
        assert!(said.chars().count() <= LONGEST_SENTENCE + 1 && said.ends_with("not a name: too long."), "{said}");
        assert_eq!(Fault::new(FaultCode::InvalidName, "short").to_string(), "short");
    }
}
