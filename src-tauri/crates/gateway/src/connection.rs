//! Connections: so many at a time, each with a bound on how long it may take to say what it wants.

use crate::metrics::Handshake;
use crate::routes::Shared;
use crate::tls::secured;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
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
    acceptor: Option<TlsAcceptor>,
    routes: Router,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let place = tokio::select! {
            place = shared.places.take() => place,
            _ = stop.changed() => return,
        };
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
        let rules = shared.rules();
        let share = match rules.per_address.filter(|_| !rules.is_proxy(peer.ip())) {
            None => None,
            Some(most) => match shared.places.share(peer.ip(), most) {
                Some(share) => Some(share),
                // Closed at once, before anything is read or a handshake made.
                None => continue,
            },
        };
        if acceptor.is_some() && !rules.is_proxy(peer.ip()) && !rules.rates.may_shake(peer.ip()) {
            shared.metrics.shaken(Handshake::Refused);
            continue;
        }
        let (routes, stop, open) = (routes.clone(), stop.clone(), shared.metrics.connection());
        let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            begin(stream, peer, acceptor.as_ref(), routes, &shared, stop).await;
            drop((place, share, open));
        });
    }
}

/// Makes the handshake where there is one, and serves.
async fn begin(
    stream: TcpStream,
    peer: SocketAddr,
    acceptor: Option<&TlsAcceptor>,
    routes: Router,
    shared: &Shared,
    mut stop: watch::Receiver<bool>,
) {
    let rules = shared.rules();
    // Answers are small and whole: waiting for more to send only costs time.
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else { return serve(stream, peer, routes, rules.patience, stop).await };
    let secured = tokio::select! {
        secured = tokio::time::timeout(rules.handshake(), secured(stream, acceptor)) => secured,
        _ = stop.changed() => return,
    };
    match secured {
        Ok(Ok(stream)) => {
            shared.metrics.shaken(Handshake::Done);
            serve(stream, peer, routes, rules.patience, stop).await;
        }
        Ok(Err(error)) => {
            shared.metrics.shaken(Handshake::Failed);
            tracing::debug!("a handshake with {peer} failed: {error}");
        }
        Err(_) => {
            shared.metrics.shaken(Handshake::Slow);
            tracing::debug!("a handshake with {peer} took too long");
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: SocketAddr,
    routes: Router,
    patience: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let routes = routes.map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience).max_buf_size(BUFFER);
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
