//! CRLs and authorities' certificates as files (RFC 2585, RFC 5280 §4.2.1.13 and §4.2.2.1).

use crate::conditional::{has, http_date};
use crate::routes::Shared;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chancery_domain::{AuthorityId, CrlKind};
use chancery_engine::{EngineError, PublishedFile, PublishedKind, StatusService};
use chrono::Utc;
use std::sync::Arc;

/// How long a certificate may be kept that has no end of its own here, in seconds: a new one is seldom made.
const CERTIFICATE_AGE: i64 = 24 * 60 * 60;

pub(crate) async fn crl(State(shared): State<Arc<Shared>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some((authority, kind)) = named_crl(&file) else { return nothing() };
    // One of a million entries takes a moment to be put together: not on the threads that answer.
    sent(shared, headers, move |status| status.crl(authority, kind)).await
}

pub(crate) async fn authority(
    State(shared): State<Arc<Shared>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(authority) = named(&file, ".cer") else { return nothing() };
    sent(shared, headers, move |status| status.authority_certificate(authority)).await
}

/// Whose CRL of which kind a file is: `ca-1.crl` is the full one, `ca-1-delta.crl` and `ca-1-shard-3.crl` are others.
fn named_crl(file: &str) -> Option<(AuthorityId, CrlKind)> {
    if let Some(authority) = named(file, ".crl") {
        return Some((authority, CrlKind::Full));
    }
    let (prefix, rest) = file.strip_suffix(".crl")?.split_once('-')?;
    let (number, kind) = rest.split_once('-')?;
    // The full one has one name.
    let kind = kind.parse().ok().filter(|found: &CrlKind| *found != CrlKind::Full && found.to_string() == kind)?;
    Some((format!("{prefix}-{number}").parse().ok()?, kind))
}

/// The authority whose id a file is named after.
fn named(file: &str, suffix: &str) -> Option<AuthorityId> {
    file.strip_suffix(suffix)?.parse().ok()
}

async fn sent(
    shared: Arc<Shared>,
    headers: HeaderMap,
    find: impl FnOnce(&StatusService) -> Result<Option<PublishedFile>, EngineError> + Send + 'static,
) -> Response {
    let found = tokio::task::spawn_blocking(move || find(&shared.status)).await;
    match found {
        Ok(Ok(Some(file))) => file_response(&file, &headers),
        Ok(Ok(None)) => nothing(),
        Ok(Err(error)) => {
            tracing::warn!("a file could not be sent: {error}");
            unavailable()
        }
        Err(error) => {
            tracing::error!("a file could not be sent: {error}");
            unavailable()
        }
    }
}

fn file_response(file: &PublishedFile, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.tag);
    let age = file.expires.map_or(CERTIFICATE_AGE, |expires| (expires - Utc::now()).num_seconds().max(0));
    let kind = match file.kind {
        PublishedKind::Crl => "application/pkix-crl",
        PublishedKind::Certificate => "application/pkix-cert",
    };
    let mut headers = HeaderMap::with_capacity(6);
    let mut set = |name: HeaderName, value: &str| {
        headers.extend(HeaderValue::try_from(value).ok().map(|value| (name, value)));
    };
    set(header::ETAG, &tag);
    set(header::LAST_MODIFIED, &http_date(file.modified));
    // A CRL can be followed by another at any time: whoever has one asks whether it still is the one.
    set(header::CACHE_CONTROL, &format!("max-age={}, public, no-transform", age.min(cache_age(file.kind))));
    if let Some(expires) = file.expires {
        set(header::EXPIRES, &http_date(expires));
    }
    if has(&tag, file.dated.then_some(file.modified), asked) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    (headers, Body::from(Bytes::from_owner(Arc::clone(&file.content)))).into_response()
}

/// How long caches may hand out a file without asking, in seconds: a revocation is to be seen soon.
const fn cache_age(kind: PublishedKind) -> i64 {
    match kind {
        PublishedKind::Crl => 60,
        PublishedKind::Certificate => CERTIFICATE_AGE,
    }
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

fn unavailable() -> Response {
    let mut response =
        (StatusCode::SERVICE_UNAVAILABLE, "This cannot be read just now. Try again later.\n").into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}
