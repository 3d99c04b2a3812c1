//! From when to when (RFC 5280 §4.1.2.5).

use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, day, error, notice};
use crate::lint::view::{Time, View};

const SOURCE: &str = "RFC 5280 §4.1.2.5";

/// The first second that a UTCTime cannot say.
const YEAR_2050: i64 = day(2050, 1, 1);

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.validity_reversed", SOURCE, "It ends before it begins.", |view| {
        broken_if(matches!((view.not_before.at, view.not_after.at), (Some(begin), Some(end)) if end < begin))
    }),
    error("rfc5280.time_unreadable", SOURCE, "A time of its validity is no time.", |view| {
        first(view, |time| time.at.is_none())
    }),
    error(
        "rfc5280.utc_time_form",
        "RFC 5280 §4.1.2.5.1",
        "A UTCTime is not YYMMDDHHMMSSZ: it lacks seconds, or says an offset.",
        |view| first(view, |time| time.is_utc() && !time.is_in_form()),
    ),
    error(
        "rfc5280.generalized_time_form",
        "RFC 5280 §4.1.2.5.2",
        "A GeneralizedTime is not YYYYMMDDHHMMSSZ: it lacks seconds, has a fraction, or says an offset.",
        |view| first(view, |time| !time.is_utc() && !time.is_in_form()),
    ),
    error(
        "rfc5280.time_of_wrong_kind",
        SOURCE,
        "A time before 2050 is a GeneralizedTime; through 2049 it must be a UTCTime.",
        |view| first(view, |time| !time.is_utc() && time.at.is_some_and(|at| at < YEAR_2050)),
    ),
    notice(
        "rfc5280.no_defined_end",
        SOURCE,
        "It says that it has no defined end (99991231235959Z): it can only be ended by revoking it.",
        |view| broken_if(view.not_after.content == b"99991231235959Z"),
    )
    .applies_to(AppliesTo::EndEntities),
    notice("rfc5280.begins_and_ends_at_once", SOURCE, "It ends in the very second in which it begins.", |view| {
        broken_if(view.not_before.at.is_some() && view.not_before.at == view.not_after.at)
    }),
];

fn first(view: &View<'_>, broken: impl Fn(&Time<'_>) -> bool) -> Outcome {
    broken_by([&view.not_before, &view.not_after].into_iter().find(|time| broken(time)), |time| time.text())
}
