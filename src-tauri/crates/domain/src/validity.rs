//! Lifetimes (RFC 5280 §4.1.2.5).

use crate::{Fault, FaultCode, grouped};
use chrono::{DateTime, Datelike, Duration, Timelike, Utc};
use std::fmt;

/// A number of whole days, at least one and at most a hundred years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days(u32);

impl Days {
    /// A hundred years: beyond it a lifetime is a typing error, not a policy.
    pub const MAX: u32 = 36_525;

    /// That many days.
    pub fn new(days: u32) -> Result<Self, Fault> {
        if days == 0 || days > Self::MAX {
            return Err(Fault::new(
                FaultCode::InvalidValidity,
                format!(
                    "A lifetime is 1 to {} days; {} was asked for.",
                    grouped(Self::MAX.into()),
                    grouped(days.into())
                ),
            )
            .at("days"));
        }
        Ok(Self(days))
    }

    /// The number.
    pub const fn count(self) -> u32 {
        self.0
    }
}

/// How long something is valid: whole days, or hours for what lives less long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Lifetime {
    Days(u32),
    Hours(u32),
}

impl Lifetime {
    /// The same, unless it is no time at all or more than a hundred years.
    pub fn checked(self) -> Result<Self, Fault> {
        match self {
            Self::Days(days) => Days::new(days).map(|_| self),
            Self::Hours(hours) if hours == 0 || hours > Days::MAX * 24 => Err(Fault::new(
                FaultCode::InvalidValidity,
                format!(
                    "A lifetime is 1 to {} hours; {} was asked for.",
                    grouped((Days::MAX * 24).into()),
                    grouped(hours.into())
                ),
            )
            .at("hours")),
            Self::Hours(_) => Ok(self),
        }
    }

    /// As long as that.
    pub fn duration(self) -> Duration {
        match self {
            Self::Days(days) => Duration::days(i64::from(days)),
            Self::Hours(hours) => Duration::hours(i64::from(hours)),
        }
    }

    /// Whole days, one at least: how it looks where only days are counted.
    pub fn days_rounded_up(self) -> u32 {
        match self {
            Self::Days(days) => days,
            Self::Hours(hours) => hours.div_ceil(24),
        }
    }
}

impl std::str::FromStr for Lifetime {
    type Err = Fault;

    /// Reads `365d`, `24h`, or a number of days.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let (number, unit): (&str, fn(u32) -> Self) = match text.strip_suffix(['h', 'H']) {
            Some(number) => (number, Self::Hours),
            None => (text.strip_suffix(['d', 'D']).unwrap_or(text), Self::Days),
        };
        let refused = || {
            let why = format!("“{}” is not a lifetime. Write it as 365d or 24h.", crate::visible(text));
            Fault::new(FaultCode::InvalidValidity, why)
        };
        number.parse().map_err(|_| refused()).and_then(|number| unit(number).checked())
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{} days", grouped((*days).into())),
            Self::Hours(1) => f.write_str("1 hour"),
            Self::Hours(hours) => write!(f, "{} hours", grouped((*hours).into())),
        }
    }
}

/// When a certificate begins and ends to be valid: whole seconds, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
}

impl Validity {
    /// From `not_before` to `not_after`, cut to whole seconds, as X.509 has no finer time.
    ///
    /// Refused: an end that is not after the beginning, a beginning before 1950 or an end after 9999,
    /// which X.509 cannot write.
    pub fn new(not_before: DateTime<Utc>, not_after: DateTime<Utc>) -> Result<Self, Fault> {
        let whole = |time: DateTime<Utc>| time.with_nanosecond(0).unwrap_or(time);
        let (not_before, not_after) = (whole(not_before), whole(not_after));
        if not_after <= not_before {
            return Err(
                Fault::new(FaultCode::InvalidValidity, "The certificate would end before it begins.").at("days")
            );
        }
        if not_before.year() < 1950 || not_after.year() > 9999 {
            return Err(Fault::new(
                FaultCode::InvalidValidity,
                "X.509 can write times from the year 1950 to the year 9999 only.",
            )
            .at("days"));
        }
        Ok(Self { not_before, not_after })
    }

    /// `days` whole days from `start`; the last second is not counted twice, so that 365 days are exactly
    /// 365 days with both ends included (CA/Browser Forum BR §6.3.2).
    pub fn starting(start: DateTime<Utc>, days: Days) -> Result<Self, Fault> {
        Self::lasting(start, Lifetime::Days(days.count()))
    }

    /// As long as that from `start`, the last second counted in.
    pub fn lasting(start: DateTime<Utc>, lifetime: Lifetime) -> Result<Self, Fault> {
        Self::new(start, start + lifetime.duration() - Duration::seconds(1))
    }

    /// The first second of validity.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.not_before
    }

    /// The last second of validity.
    pub fn not_after(&self) -> DateTime<Utc> {
        self.not_after
    }

    /// Whether `other` lies within this lifetime, as a certificate's must lie within its authority's.
    pub fn contains(&self, other: &Self) -> bool {
        self.not_before <= other.not_before && other.not_after <= self.not_after
    }
}
