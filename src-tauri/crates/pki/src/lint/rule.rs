//! What a rule is.

use super::view::View;
use chancery_domain::{RuleSet, visible};

/// How grave it is to break a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintSeverity {
    /// A MUST is broken, or the key or signature cannot be relied on. Blocks signing.
    Error,
    /// A SHOULD is broken, or software is known to stumble over it.
    Warning,
    /// Worth knowing.
    Notice,
}

impl LintSeverity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// To which certificates a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesTo {
    All,
    /// Those whose basic constraints say that they are an authority's.
    Authorities,
    /// Authorities' that are self-issued.
    Roots,
    /// Authorities' that are not self-issued.
    SubordinateAuthorities,
    /// All but authorities'.
    EndEntities,
    /// End entities' but for OCSP responders'.
    Subscribers,
}

impl AppliesTo {
    /// The words for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all certificates",
            Self::Authorities => "authorities",
            Self::Roots => "root authorities",
            Self::SubordinateAuthorities => "subordinate authorities",
            Self::EndEntities => "end entities",
            Self::Subscribers => "subscribers",
        }
    }

    fn includes(self, view: &View<'_>) -> bool {
        let self_issued = || view.issuer.raw == view.subject.raw;
        match self {
            Self::All => true,
            Self::Authorities => view.is_ca(),
            Self::Roots => view.is_ca() && self_issued(),
            Self::SubordinateAuthorities => view.is_ca() && !self_issued(),
            Self::EndEntities => !view.is_ca(),
            Self::Subscribers => !view.is_ca() && !view.is_ocsp_responder(),
        }
    }
}

/// A day as seconds since 1970 began (UTC), in which effective dates are compared with notBefore.
pub(super) type Instant = i64;

/// The first second of a day (Howard Hinnant's `days_from_civil`).
pub(super) const fn day(year: i64, month: i64, day: i64) -> Instant {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let shifted = (month + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    days * 86_400
}

/// What a check says.
#[derive(Debug)]
pub(super) enum Outcome {
    Holds,
    Broken,
    /// Broken, and by what.
    BrokenBy(String),
}

/// Broken if so.
pub(super) const fn broken_if(broken: bool) -> Outcome {
    if broken { Outcome::Broken } else { Outcome::Holds }
}

/// Broken by the thing that was found, if one was; `word` says it.
pub(super) fn broken_by<T>(found: Option<T>, word: impl FnOnce(T) -> String) -> Outcome {
    found.map_or(Outcome::Holds, |thing| Outcome::BrokenBy(shown(&word(thing))))
}

/// Characters of a detail that are shown.
const MAX_DETAIL: usize = 120;

/// Text out of a certificate as it can be shown: bounded, and with what cannot be printed spelled out.
fn shown(text: &str) -> String {
    if text.chars().nth(MAX_DETAIL).is_none() {
        return visible(text);
    }
    let mut cut: String = text.chars().take(MAX_DETAIL).collect();
    cut.push('…');
    visible(&cut)
}

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The set that it belongs to.
    pub set: RuleSet,
    /// What it is called, for good: `rfc5280.serial_not_positive`.
    pub id: &'static str,
    pub severity: LintSeverity,
    /// What says so: document and section.
    pub source: &'static str,
    /// What is wrong when it is broken, in a sentence.
    pub sentence: &'static str,
    pub applies_to: AppliesTo,
    /// Certificates that begin before this (seconds since 1970) are not held to it.
    pub since: Option<Instant>,
    /// Certificates that begin at this or later are not held to it.
    pub until: Option<Instant>,
    check: fn(&View<'_>) -> Outcome,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

type Check = fn(&View<'_>) -> Outcome;

/// A rule of RFC 5280's set whose breach is an error.
pub(super) const fn error(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    Rule {
        set: RuleSet::Rfc5280,
        id,
        severity: LintSeverity::Error,
        source,
        sentence,
        applies_to: AppliesTo::All,
        since: None,
        until: None,
        check,
    }
}

/// A rule of RFC 5280's set whose breach is a warning.
pub(super) const fn warning(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    Rule { severity: LintSeverity::Warning, ..error(id, source, sentence, check) }
}

/// A rule of RFC 5280's set whose breach is worth a notice.
pub(super) const fn notice(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    Rule { severity: LintSeverity::Notice, ..error(id, source, sentence, check) }
}

impl Rule {
    /// The rule as one of another set.
    pub(super) const fn of(self, set: RuleSet) -> Self {
        Self { set, ..self }
    }

    pub(super) const fn applies_to(self, applies_to: AppliesTo) -> Self {
        Self { applies_to, ..self }
    }

    /// In force for certificates that begin on this day or later.
    pub(super) const fn since(self, year: i64, month: i64, of_month: i64) -> Self {
        Self { since: Some(day(year, month, of_month)), ..self }
    }

    /// No longer in force for certificates that begin on this day or later.
    pub(super) const fn until(self, year: i64, month: i64, of_month: i64) -> Self {
        Self { until: Some(day(year, month, of_month)), ..self }
    }

    /// The rule's judgement; what begins at no time that can be read is held to every rule.
    pub(super) fn judge(&self, view: &View<'_>) -> Outcome {
        let in_force = match view.not_before.at {
            Some(at) => self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until),
            None => self.until.is_none(),
        };
        if in_force && self.applies_to.includes(view) { (self.check)(view) } else { Outcome::Holds }
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2020, 9, 1), 1_598_918_400);
        assert_eq!(day(2026, 3, 15), 1_773_532_800);
        assert_eq!(day(2000, 2, 29), 951_782_400);
    }
}
