//! Who answers what.

use crate::connection::Peer;
use crate::limits::{Kind, Rates};
use crate::metrics::Metrics;
use crate::{files, health, metrics, ocsp};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chancery_engine::StatusService;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Octets of a body at most: an OCSP request with a hundred CertIDs.
const BODY: usize = 16 * 1024;

/// What all routes share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) status: Arc<StatusService>,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    pub(crate) at_once: Semaphore,
    /// For all of a request.
    pub(crate) patience: Duration,
}

pub(crate) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/ocsp", post(ocsp::posted))
        .route("/ocsp/", post(ocsp::posted))
        .route("/ocsp/{*request}", get(ocsp::got))
        .route("/crl/{file}", get(files::crl))
        .route("/ca/{file}", get(files::authority))
        .route("/healthz", get(health::health))
        .route("/metrics", get(metrics::metrics))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&shared), limited))
        .with_state(shared)
}

/// Lets a request in, or says when to come back.
async fn limited(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let kind = if path.starts_with("/ocsp") {
        Kind::Ocsp
    } else if path.starts_with("/crl/") {
        Kind::Crl
    } else {
        Kind::Other
    };
    let refusal = request.extensions().get::<Peer>().and_then(|Peer(peer)| shared.rates.refusal(kind, peer.ip()));
    let response = match refusal {
        Some(refusal) => refusal,
        // A body may come drop by drop, too.
        None => tokio::time::timeout(shared.patience, next.run(request))
            .await
            .unwrap_or_else(|_| (StatusCode::REQUEST_TIMEOUT, "The request took too long.\n").into_response()),
    };
    shared.metrics.responded(kind, response.status());
    response
}
