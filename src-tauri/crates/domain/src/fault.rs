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

impl Fault {
    /// A refusal; the sentence says what is wrong and what would be right.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
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
