//! OCSP over HTTP: POST, and GET with the request in the path (RFC 6960 appendix A.1, RFC 5019 §5).

use crate::conditional::{http_date, names};
use crate::routes::Shared;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chancery_engine::OcspReply;
use chrono::Utc;
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use std::sync::Arc;

const REQUEST: &str = "application/ocsp-request";
const RESPONSE: &str = "application/ocsp-response";

/// Slashes at the end of a path that may be somebody else's, and one more.
const SLASHES: usize = 4;

/// `tryLater` as a whole answer (RFC 6960 §4.2.1).
const TRY_LATER: &[u8] = &[0x30, 3, 0x0a, 1, 3];

pub(crate) async fn posted(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or(REQUEST);
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(REQUEST)) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "An OCSP request is application/ocsp-request.\n").into_response();
    }
    // What was posted is not to be kept by others (RFC 9110 §9.3.3): it says nothing of for how long.
    answered(&shared, &body, None)
}

pub(crate) async fn got(
    State(shared): State<Arc<Shared>>,
    Path(request): Path<String>,
    headers: HeaderMap,
) -> Response {
    // Not base64: the engine says what is said of rubbish.
    answered(&shared, &request_in(&request).unwrap_or_default(), Some(&headers))
}

/// The request that a path holds. No request begins with a slash in base64; one at the end may be its last digit, or come of
/// an address that was put together.
fn request_in(path: &str) -> Option<Vec<u8>> {
    let text = path.trim_start_matches('/');
    let shorter = std::iter::successors(Some(text), |text| text.strip_suffix('/'));
    shorter.take(SLASHES).find_map(|text| {
        let read = |base: &data_encoding::Encoding| base.decode(text.as_bytes()).ok().filter(|der| is_whole(der));
        [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD].iter().find_map(read)
    })
}

/// Whether these octets are one SEQUENCE and nothing after it, by its length alone (X.690 §8.1.3).
fn is_whole(der: &[u8]) -> bool {
    let (length, content) = match der {
        [0x30, length @ 0..=0x7f, content @ ..] => (usize::from(*length), content),
        [0x30, 0x81, length, content @ ..] => (usize::from(*length), content),
        [0x30, 0x82, high, low, content @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), content),
        _ => return false,
    };
    length == content.len()
}

fn answered(shared: &Shared, request: &[u8], got: Option<&HeaderMap>) -> Response {
    if shared.lag.is_too_far() {
        return ([(header::CONTENT_TYPE, RESPONSE), (header::CACHE_CONTROL, "no-store")], TRY_LATER).into_response();
    }
    let begun = std::time::Instant::now();
    let OcspReply { der, cacheable, tag } = shared.status.answer(request);
    shared.metrics.answered(begun.elapsed());
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(RESPONSE));
    let (Some(asked), Some((from, until))) = (got, cacheable) else {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return (headers, Body::from(Bytes::from_owner(der))).into_response();
    };
    // RFC 5019 §6.2: caches ask again when it is over, and hand it out unchanged.
    let seconds = (until - Utc::now()).num_seconds().max(0);
    let control = format!("max-age={seconds}, public, no-transform, must-revalidate");
    let tag = format!("\"{tag}\"");
    let said = [
        (header::LAST_MODIFIED, http_date(from)),
        (header::EXPIRES, http_date(until)),
        (header::CACHE_CONTROL, control),
        (header::ETAG, tag.clone()),
    ];
    for (name, value) in said {
        headers.extend(HeaderValue::try_from(value).ok().map(|value| (name, value)));
    }
    // A date does not tell two answers of one second apart, nor those around a clock that was put back; the tag does.
    if names(&tag, asked) == Some(true) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from(Bytes::from_owner(der))).into_response()
}

#[cfg(test)]
mod tests {
    use super::request_in;
    use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};

    #[test]
    fn a_request_that_ends_in_a_slash_is_read_whole() {
        // 87 octets, as a request for a serial number of 20 octets has: no padding, and the last digit is theirs.
        for last in [0x3f, 0xff, 0x40] {
            let mut der = vec![0x30, 85];
            der.resize(86, 7);
            der.push(last);
            let text = BASE64.encode(&der);
            assert_eq!(text.ends_with('/'), last != 0x40);
            for path in [text.clone(), format!("/{text}"), format!("{text}/"), format!("//{text}//")] {
                assert_eq!(request_in(&path), Some(der.clone()), "{path}");
            }
        }
        let mut der = vec![0x30, 84];
        der.resize(86, 0xff);
        for text in [BASE64.encode(&der), BASE64_NOPAD.encode(&der), BASE64URL_NOPAD.encode(&der)] {
            assert_eq!(request_in(&text), Some(der.clone()), "{text}");
            assert_eq!(request_in(&format!("{text}/")), Some(der.clone()), "{text}/");
        }
        for rubbish in ["", "/", "////", "MA", "AAAA", "no base64"] {
            assert_eq!(request_in(rubbish), None, "{rubbish}");
        }
    }
}
