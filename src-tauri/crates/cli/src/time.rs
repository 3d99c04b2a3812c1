//! Moments and spans of time as people type and read them.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

/// A moment, to the minute.
pub(crate) fn moment(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A day, and how far away it is.
pub(crate) fn day(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (time - now).num_days();
    let distance = match days {
        0 if time < now => "earlier today".to_owned(),
        0 => "within a day".to_owned(),
        1 => "in 1 day".to_owned(),
        -1 => "1 day ago".to_owned(),
        days if days < 0 => format!("{} days ago", -days),
        days => format!("in {days} days"),
    };
    format!("{} ({distance})", time.format("%Y-%m-%d"))
}

/// Reads a span: `30d`, `12h`, `2w`; a bare number is days.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let refused = || "a span is a number of days, or one with a unit: 12h, 30d, 2w".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: i64 = digits.parse().map_err(|_| refused())?;
    let span = match &text[digits.len()..] {
        "" | "d" => Duration::try_days(number),
        "h" => Duration::try_hours(number),
        "w" => Duration::try_weeks(number),
        _ => None,
    };
    // A century is beyond everything that certificates are about, and within what dates can hold.
    span.filter(|span| *span >= Duration::zero() && span.num_days() <= 36_525).ok_or_else(refused)
}

/// Reads a moment: a date, of which it is the beginning, or a time of RFC 3339.
pub(crate) fn any(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    text.parse::<NaiveDate>()
        .map(|date| date.and_time(NaiveTime::MIN).and_utc())
        .map_err(|_| "a moment is 2026-11-20 or 2026-11-20T09:00:00Z".to_owned())
}

/// Reads a moment in the past: a date, a time of RFC 3339, or how long ago (`7d`).
pub(crate) fn past(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = any(text) {
        return Ok(time);
    }
    span(text)
        .map(|span| Utc::now() - span)
        .map_err(|_| "a moment is 2026-11-20, 2026-11-20T09:00:00Z, or how long ago: 12h, 30d".to_owned())
}

/// Reads two moments with `/` between them; of days, the first belongs to it from its beginning and the last to its end
/// (UTC).
pub(crate) fn period(text: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (from, until) = text.split_once('/')?;
    let is_day = until.parse::<NaiveDate>().is_ok();
    let (from, until) = (any(from).ok()?, any(until).ok()?);
    // The last day that can be written has no end.
    Some((from, if is_day { until.checked_add_signed(Duration::days(1))? } else { until }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{past, period, span};
    use chrono::Duration;

    #[test]
    fn spans_have_units_and_bounds() {
        assert_eq!(span("30d"), Ok(Duration::days(30)));
        assert_eq!(span("30"), Ok(Duration::days(30)));
        assert_eq!(span("12h"), Ok(Duration::hours(12)));
        for odd in ["", "d", "-1d", "1y", "9223372036854775807d", "1.5d", "30 d", "３０d"] {
            assert!(span(odd).is_err(), "{odd} is refused");
        }
    }

    #[test]
    fn moments_are_dates_times_or_spans() {
        assert_eq!(past("2026-11-20").unwrap().to_rfc3339(), "2026-11-20T00:00:00+00:00");
        assert_eq!(past("2026-11-20T10:00:00+01:00").unwrap().to_rfc3339(), "2026-11-20T09:00:00+00:00");
        assert!(past("7d").is_ok());
        assert!(past("yesterday").is_err());
    }

    #[test]
    fn a_period_of_days_has_its_last_day_in_it() {
        let days = |text| period(text).map(|(from, until)| (until - from).num_days());
        assert_eq!(days("2026-12-20/2026-12-20"), Some(1));
        assert_eq!(days("2026-12-20/2026-12-20T00:00:00Z"), Some(0));
        for odd in ["2026-12-20", "/", "2026-12-20/", "2026-12-20/+262142-12-31", "a/b"] {
            assert_eq!(period(odd), None, "{odd} is refused");
        }
    }
}
