//! Numbers for Prometheus, in the OpenMetrics text format.

use crate::limits::Kind;
use crate::routes::Shared;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chancery_engine::{StatusHealth, StatusTally};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Seconds: an answer that was signed before, one that is signed, and what is wrong.
const BUCKETS: [f64; 9] = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.1];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRoute {
    route: String,
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByResult {
    result: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByAuthority {
    authority: String,
}

/// How a TLS handshake ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handshake {
    Done,
    /// The client does not believe the certificate, speaks another language, or went away.
    Failed,
    Slow,
    /// Not made: the address made too many.
    Refused,
}

/// What is counted here; what the engine counts is asked for when somebody looks.
#[derive(Debug)]
pub(crate) struct Metrics {
    requests: Family<ByRoute, Counter>,
    duration: Histogram,
    handshakes: Family<ByResult, Counter>,
    connections: Arc<AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            duration: Histogram::new(BUCKETS),
            handshakes: Family::default(),
            connections: Arc::default(),
        }
    }
}

/// One connection, for as long as it is open.
#[derive(Debug)]
pub(crate) struct Open(Arc<AtomicI64>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    pub(crate) fn connection(&self) -> Open {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Open(Arc::clone(&self.connections))
    }

    pub(crate) fn responded(&self, kind: Kind, code: StatusCode) {
        let route = match kind {
            Kind::Ocsp => "ocsp",
            Kind::Crl => "crl",
            Kind::Other => "other",
        };
        let labels = ByRoute { route: route.to_owned(), code: code.as_str().to_owned() };
        self.requests.get_or_create(&labels).inc();
    }

    pub(crate) fn answered(&self, time: Duration) {
        self.duration.observe(time.as_secs_f64());
    }

    pub(crate) fn shaken(&self, handshake: Handshake) {
        let result = match handshake {
            Handshake::Done => "done",
            Handshake::Failed => "failed",
            Handshake::Slow => "slow",
            Handshake::Refused => "refused",
        };
        self.handshakes.get_or_create(&ByResult { result: result.to_owned() }).inc();
    }

    fn registry(&self, tally: &StatusTally, health: Option<&StatusHealth>) -> Registry {
        let mut registry = Registry::with_prefix("chancery");
        registry.register("http_requests", "HTTP requests by route and status code", self.requests.clone());
        registry.register_with_unit(
            "ocsp_answer_duration",
            "Time that the engine took for an OCSP answer",
            Unit::Seconds,
            self.duration.clone(),
        );
        registry.register("tls_handshakes", "TLS handshakes by how they ended", self.handshakes.clone());
        let connections: Gauge = Gauge::default();
        connections.set(self.connections.load(Ordering::Relaxed));
        registry.register("http_connections", "Open connections", connections);
        registry.register(
            "ocsp_answers",
            "Certificates answered for, by status, and requests without an answer",
            results(tally),
        );
        let signed: Counter = Counter::default();
        signed.inc_by(tally.signed);
        registry.register("ocsp_signatures", "OCSP answers that were signed for their request", signed);
        if let Some(health) = health {
            freshness(&mut registry, health);
        }
        registry
    }
}

fn results(tally: &StatusTally) -> Family<ByResult, Counter> {
    let family = Family::<ByResult, Counter>::default();
    let results = [
        ("good", tally.good),
        ("revoked", tally.revoked),
        ("unknown", tally.unknown),
        ("refused", tally.refused),
        ("failed", tally.failed),
    ];
    for (result, count) in results {
        family.get_or_create(&ByResult { result: result.to_owned() }).inc_by(count);
    }
    family
}

/// When each CRL, each responder and the service's own certificate end, as seconds since 1970, and whether something is
/// wrong. Authorities are named by their ids, as everywhere where everybody reads.
fn freshness(registry: &mut Registry, health: &StatusHealth) {
    let flag = |on: bool| {
        let gauge: Gauge = Gauge::default();
        gauge.set(i64::from(on));
        gauge
    };
    registry.register(
        "vault_open",
        "Whether the vault is open, so that CRLs and responders can be made",
        flag(health.unlocked),
    );
    registry.register("status_healthy", "Whether all that is answered is up to date", flag(health.healthy));
    let (crls, responders) = (Family::<ByAuthority, Gauge>::default(), Family::<ByAuthority, Gauge>::default());
    for authority in &health.authorities {
        let labels = ByAuthority { authority: authority.id.clone() };
        if let Some(ends) = authority.crl_next_update {
            crls.get_or_create(&labels).set(ends.timestamp());
        }
        if let Some(ends) = authority.responder_not_after {
            responders.get_or_create(&labels).set(ends.timestamp());
        }
    }
    registry.register_with_unit("crl_next_update_timestamp", "nextUpdate of the newest CRL", Unit::Seconds, crls);
    registry.register_with_unit(
        "ocsp_responder_not_after_timestamp",
        "End of the OCSP responder",
        Unit::Seconds,
        responders,
    );
    if let Some(tls) = &health.tls {
        let ends: Gauge = Gauge::default();
        ends.set(tls.not_after.timestamp());
        registry.register_with_unit(
            "tls_not_after_timestamp",
            "End of the certificate that is shown over TLS",
            Unit::Seconds,
            ends,
        );
    }
}

pub(crate) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let text = tokio::task::spawn_blocking(move || {
        let health = shared.status.health_for_all().ok();
        let mut text = String::new();
        encode(&mut text, &shared.metrics.registry(&shared.status.tally(), health.as_ref())).map(|()| text)
    })
    .await;
    match text {
        Ok(Ok(text)) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
