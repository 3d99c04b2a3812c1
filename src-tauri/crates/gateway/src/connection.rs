//! Connections: so many at a time, each with a bound on how long it may take to say what it wants.

use crate::gateway::Limits;
use crate::routes::Shared;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

/// After an error of accepting, as when there are no more file descriptors: so that it is not tried without end.
const PAUSE: Duration = Duration::from_millis(50);
/// How long a connection is kept, whatever comes on it, and how long an answer may take that is under way then: whoever
/// reads drop by drop has a place for so long and no longer.
const LIFE: Duration = Duration::from_secs(10 * 60);
const PARTING: Duration = Duration::from_secs(60);
/// Octets that a request's head and what is read ahead may take.
const BUFFER: usize = 64 * 1024;

/// Who is at the other end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Accepts connections until it is told to stop.
pub(crate) async fn accept(
    listener: TcpListener,
    routes: Router,
    shared: Arc<Shared>,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            _ = stop.changed() => return,
        };
        let Ok(place) = place else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (routes, stop, open) = (routes.clone(), stop.clone(), shared.metrics.connection());
        tokio::spawn(async move {
            serve(stream, peer, routes, limits, stop).await;
            drop((place, open));
        });
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, routes: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    // Answers are small and whole: waiting for more to send only costs time.
    let _ = stream.set_nodelay(true);
    let routes = routes.map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.patience).max_buf_size(BUFFER);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = over(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            match tokio::time::timeout(PARTING, connection).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if let Err(error) = ended {
        // A client that went away or was too slow is no news.
        tracing::debug!("a connection of {peer} ended: {error}");
    }
}

/// Until the gateway stops, or the time of a connection is over.
async fn over(stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        _ = stop.changed() => {}
        () = tokio::time::sleep(LIFE) => {}
    }
}
