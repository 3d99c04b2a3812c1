//! Requests that want something only if it is not what they have (RFC 9110 §13).

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use std::time::SystemTime;

/// A moment as HTTP writes it.
pub(crate) fn http_date(moment: DateTime<Utc>) -> String {
    httpdate::fmt_http_date(SystemTime::from(moment))
}

/// Whether what was made at this moment is later than what the client has, as far as it says.
fn later_than(moment: DateTime<Utc>, asked: &HeaderMap) -> bool {
    let since = asked.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    since.and_then(|since| httpdate::parse_http_date(since).ok()).is_none_or(|since| {
        let since = DateTime::<Utc>::from(since);
        moment.timestamp() > since.timestamp()
    })
}

/// Whether the client has what bears this tag. When it names tags, its date does not count (RFC 9110 §13.1.3); nor where no
/// moment tells this from what was there before it.
pub(crate) fn has(tag: &str, moment: Option<DateTime<Utc>>, asked: &HeaderMap) -> bool {
    names(tag, asked).unwrap_or_else(|| moment.is_some_and(|moment| !later_than(moment, asked)))
}

/// Whether this tag is among those that the client names, if it names any.
pub(crate) fn names(tag: &str, asked: &HeaderMap) -> Option<bool> {
    let mut named = asked.get_all(header::IF_NONE_MATCH).iter().peekable();
    named.peek()?;
    let named = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|each| each.trim().trim_start_matches("W/"))
        .any(|each| each == "*" || each == tag);
    Some(named)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{has, http_date};
    use axum::http::{HeaderMap, header};
    use chrono::{DateTime, Utc};

    #[test]
    fn a_tag_counts_before_a_date() {
        let moment: DateTime<Utc> = "2031-02-03T04:05:06Z".parse().unwrap();
        assert_eq!(http_date(moment), "Mon, 03 Feb 2031 04:05:06 GMT");
        let mut headers = HeaderMap::new();
        assert!(!has("\"a\"", Some(moment), &headers));
        headers.insert(header::IF_MODIFIED_SINCE, http_date(moment).parse().unwrap());
        assert!(has("\"a\"", Some(moment), &headers));
        assert!(!has("\"a\"", Some(moment + chrono::Duration::seconds(1)), &headers));
        assert!(!has("\"a\"", None, &headers), "no date tells it from the one before");
        headers.insert(header::IF_NONE_MATCH, "\"b\", W/\"c\"".parse().unwrap());
        assert!(!has("\"a\"", Some(moment), &headers));
        assert!(has("\"c\"", Some(moment), &headers));
        headers.insert(header::IF_NONE_MATCH, "*".parse().unwrap());
        assert!(has("\"a\"", Some(moment), &headers));
        headers.remove(header::IF_NONE_MATCH);
        headers.insert(header::IF_MODIFIED_SINCE, "yesterday".parse().unwrap());
        assert!(!has("\"a\"", Some(moment), &headers), "a date that cannot be read does not count");
    }
}
