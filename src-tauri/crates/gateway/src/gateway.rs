//! The gateway: a listening socket and the threads behind it.

use crate::connection::accept;
use crate::limits::Rates;
use crate::metrics::Metrics;
use crate::routes::{Shared, routes};
use chancery_engine::StatusService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long answers that are under way may still take when the gateway stops.
const PARTING: Duration = Duration::from_secs(3);

/// Where it listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    pub address: SocketAddr,
    pub limits: Limits,
}

/// How much of what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Requests that are worked on at a time; more are told to try later.
    pub at_once: usize,
    /// How long the head of a request may take to come in, from when a connection is made or answered on; and all of
    /// the request.
    pub patience: Duration,
    /// Requests of one address a minute; none for no limit.
    pub ocsp: Option<NonZeroU32>,
    pub crl: Option<NonZeroU32>,
    pub others: Option<NonZeroU32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            at_once: 256,
            patience: Duration::from_secs(10),
            ocsp: NonZeroU32::new(200),
            crl: NonZeroU32::new(60),
            others: NonZeroU32::new(100),
        }
    }
}

/// Why it does not listen.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("Cannot listen on {address}: {}. Choose another address.", reason(why))]
    Taken { address: SocketAddr, why: std::io::Error },
    #[error("The status service could not be started: {0}.")]
    NotStarted(std::io::Error),
}

/// Why an address cannot be had, without what systems call it.
fn reason(why: &std::io::Error) -> String {
    match why.kind() {
        ErrorKind::AddrInUse => "something else listens there already".to_owned(),
        ErrorKind::AddrNotAvailable => "this computer has no such address".to_owned(),
        ErrorKind::PermissionDenied => "this program may not, as with ports below 1024 on most systems".to_owned(),
        _ => why.to_string(),
    }
}

/// A gateway that listens until it is dropped.
#[derive(Debug)]
pub struct Gateway {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    /// Listens from now on, on threads of its own.
    ///
    /// # Errors
    /// [`GatewayError::Taken`] when somebody else listens there or this program may not.
    pub fn start(listen: Listen, status: Arc<StatusService>) -> Result<Self, GatewayError> {
        let taken = |why| GatewayError::Taken { address: listen.address, why };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("chancery-gateway")
            .worker_threads(std::thread::available_parallelism().map_or(2, usize::from).min(8))
            .enable_all()
            .build()
            .map_err(GatewayError::NotStarted)?;
        let listener = runtime.block_on(TcpListener::bind(listen.address)).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            status,
            rates: Rates::new(&listen.limits),
            metrics: Metrics::default(),
            at_once: tokio::sync::Semaphore::new(listen.limits.at_once),
            patience: listen.limits.patience,
        });
        let thread = std::thread::Builder::new()
            .name("chancery-gateway".to_owned())
            .spawn(move || {
                runtime.block_on(accept(listener, routes(Arc::clone(&shared)), shared, listen.limits, stopped));
                runtime.shutdown_timeout(PARTING);
            })
            .map_err(GatewayError::NotStarted)?;
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// Where it listens: with port 0 the system chose one.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
