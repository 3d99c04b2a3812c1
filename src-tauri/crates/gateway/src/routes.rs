//! Who answers what.

use crate::client::client;
use crate::connection::Peer;
use crate::lag::Lag;
use crate::limits::{Kind, Rules};
use crate::metrics::Metrics;
use crate::places::Places;
use crate::{files, health, metrics, ocsp};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chancery_engine::StatusService;
use std::sync::{Arc, PoisonError, RwLock};

/// What all routes share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) status: Arc<StatusService>,
    /// Replaced as a whole when others are set.
    pub(crate) rules: RwLock<Arc<Rules>>,
    pub(crate) places: Arc<Places>,
    pub(crate) metrics: Metrics,
    pub(crate) lag: Lag,
}

impl Shared {
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }
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
        .layer(from_fn_with_state(Arc::clone(&shared), limited))
        .with_state(shared)
}

/// Lets a request in, or says when to come back.
async fn limited(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let kind = if path.starts_with("/ocsp") {
        Kind::Ocsp
    } else if path.starts_with("/crl/") {
        Kind::Crl
    } else {
        Kind::Other
    };
    let rules = shared.rules();
    let peer = request.extensions().get::<Peer>().map(|Peer(peer)| peer.ip());
    let asking = peer.map(|peer| client(peer, request.headers(), &rules.proxies));
    let refusal = asking.and_then(|asking| rules.rates.refusal(kind, asking));
    let too_long = || (StatusCode::URI_TOO_LONG, "The path is too long.\n").into_response();
    let refusal = refusal.or_else(|| (request.uri().path().len() > rules.path()).then(too_long));
    DefaultBodyLimit::max(rules.body).apply(&mut request);
    let response = match refusal {
        Some(refusal) => refusal,
        // A body may come drop by drop, too.
        None => tokio::time::timeout(rules.patience, next.run(request))
            .await
            .unwrap_or_else(|_| (StatusCode::REQUEST_TIMEOUT, "The request took too long.\n").into_response()),
    };
    shared.metrics.responded(kind, response.status());
    response
}
