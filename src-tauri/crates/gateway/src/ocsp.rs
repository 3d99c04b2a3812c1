//! OCSP over HTTP: POST, and GET with the request in the path (RFC 6960 appendix A.1, RFC 5019 §5).

use crate::conditional::{http_date, later_than};
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
    // Slashes at the end come of addresses that are put together.
    let text = request.trim_start_matches('/').trim_end_matches('/');
    let der =
        [BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD].iter().find_map(|base| base.decode(text.as_bytes()).ok());
    // Not base64: the engine says what is said of rubbish.
    answered(&shared, &der.unwrap_or_default(), Some(&headers))
}

fn answered(shared: &Shared, request: &[u8], got: Option<&HeaderMap>) -> Response {
    let Ok(_turn) = shared.at_once.try_acquire() else {
        return ([(header::CONTENT_TYPE, RESPONSE), (header::CACHE_CONTROL, "no-store")], TRY_LATER).into_response();
    };
    let begun = std::time::Instant::now();
    let OcspReply { der, cacheable } = shared.status.answer(request);
    shared.metrics.answered(begun.elapsed());
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(RESPONSE));
    let (Some(asked), Some((from, until))) = (got, cacheable) else {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return (headers, Body::from(Bytes::from_owner(der))).into_response();
    };
    // RFC 5019 §6.2: caches ask again when it is over, and hand it out unchanged.
    let seconds = (until - Utc::now()).num_seconds().max(0);
    let control = format!("max-age={seconds}, public, no-transform, must-revalidate");
    let dates = [
        (header::LAST_MODIFIED, http_date(from)),
        (header::EXPIRES, http_date(until)),
        (header::CACHE_CONTROL, control),
    ];
    for (name, value) in dates {
        headers.extend(HeaderValue::try_from(value).ok().map(|value| (name, value)));
    }
    if !later_than(from, asked) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from(Bytes::from_owner(der))).into_response()
}
