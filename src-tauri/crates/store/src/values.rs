//! How the words of the domain stand in columns.

use chancery_domain::{
    CrlKind, Environment, Fingerprint, Lifecycle, Origin, RevocationReason, Role, SerialNumber, StatusWay,
    WatchedStanding,
};
use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// Unix seconds, cut: a column holds no finer time.
pub(crate) fn seconds(time: DateTime<Utc>) -> i64 {
    time.timestamp()
}

/// The first whole second that is not before `time`: with it, `column < ceiling(now)` is exactly `stored < now`.
pub(crate) fn ceiling(time: DateTime<Utc>) -> i64 {
    time.timestamp().saturating_add(i64::from(time.timestamp_subsec_nanos() > 0))
}

/// A time that is stored as unix seconds.
pub(crate) struct Moment(pub(crate) DateTime<Utc>);

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let seconds = value.as_i64()?;
        DateTime::from_timestamp(seconds, 0).map(Self).ok_or(FromSqlError::OutOfRange(seconds))
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(seconds(self.0)))
    }
}

/// A domain word that is stored in a column.
pub(crate) struct Word<T>(pub(crate) T);

/// Words that are stored as small numbers, which the facts columns can hold too.
pub(crate) trait Coded: Copy {
    fn code(self) -> i64;
    fn from_code(code: i64) -> Option<Self>;
}

impl Coded for Lifecycle {
    fn code(self) -> i64 {
        match self {
            Self::Active => 0,
            Self::OnHold => 1,
            Self::Revoked => 2,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Active, Self::OnHold, Self::Revoked].into_iter().find(|word| word.code() == code)
    }
}

impl Coded for Origin {
    fn code(self) -> i64 {
        match self {
            Self::Issued => 0,
            Self::Imported => 1,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Issued, Self::Imported].into_iter().find(|word| word.code() == code)
    }
}

impl Coded for Environment {
    fn code(self) -> i64 {
        match self {
            Self::Production => 1,
            Self::Staging => 2,
            Self::Development => 3,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.code() == code)
    }
}

impl Coded for WatchedStanding {
    fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Good => 1,
            Self::Revoked => 2,
            Self::Unknown => 3,
            Self::Unreachable => 4,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }
}

impl Coded for StatusWay {
    fn code(self) -> i64 {
        match self {
            Self::Ocsp => 0,
            Self::Crl => 1,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Ocsp, Self::Crl].into_iter().find(|way| way.code() == code)
    }
}

impl Coded for CrlKind {
    fn code(self) -> i64 {
        Self::code(self)
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::from_code(code)
    }
}

impl Coded for RevocationReason {
    fn code(self) -> i64 {
        i64::from(Self::code(self))
    }

    fn from_code(code: i64) -> Option<Self> {
        u8::try_from(code).ok().and_then(Self::from_code)
    }
}

impl<T: Coded> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        T::from_code(code).map(Self).ok_or(FromSqlError::OutOfRange(code))
    }
}

impl<T: Coded> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.code()))
    }
}

/// A role, stored as its word.
pub(crate) struct RoleWord(pub(crate) Role);

impl FromSql for RoleWord {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A serial number, stored as its content octets.
pub(crate) struct SerialOctets(pub(crate) SerialNumber);

impl FromSql for SerialOctets {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        SerialNumber::from_content_octets(value.as_blob()?).map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A fingerprint, stored as its octets.
pub(crate) struct FingerprintOctets(pub(crate) Fingerprint);

impl FromSql for FingerprintOctets {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(Fingerprint::from_octets).map(Self)
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    use std::fmt::Write as _;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// Octets of hexadecimal text as [`hex`] writes it: lower case, without separators.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    // A sign would pass for a digit.
    let is_digit = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
    if !text.len().is_multiple_of(2) || !text.bytes().all(is_digit) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
