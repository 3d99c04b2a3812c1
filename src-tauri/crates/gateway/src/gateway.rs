//! The gateway: a listening socket and the threads behind it.

use crate::connection::accept;
use crate::lag::Lag;
use crate::limits::Rules;
use crate::metrics::Metrics;
use crate::places::Places;
use crate::routes::{Shared, routes};
use crate::tls::acceptor;
use chancery_engine::{StatusLimits, StatusService};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long answers that are under way may still take when the gateway stops.
const PARTING: Duration = Duration::from_secs(3);

/// Where it listens, how, and how much it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    pub address: SocketAddr,
    /// Whether it speaks TLS, with the certificate that the service shows, instead of plain HTTP.
    pub tls: bool,
    /// As they were checked.
    pub limits: StatusLimits,
}

/// Why it does not listen.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("Cannot listen on {address}: {}. Choose another address.", reason(why))]
    Taken { address: SocketAddr, why: std::io::Error },
    #[error("The status service has no certificate to show over TLS. Choose one.")]
    NoCertificate,
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
    tls: bool,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Gateway {
    /// Listens from now on, on threads of its own.
    ///
    /// # Errors
    /// [`GatewayError::Taken`] when somebody else listens there or this program may not.
    pub fn start(listen: &Listen, status: Arc<StatusService>) -> Result<Self, GatewayError> {
        let acceptor = listen.tls.then(|| acceptor(&status)).transpose()?;
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
            rules: RwLock::new(Arc::new(Rules::of(&listen.limits))),
            places: Arc::new(Places::new(listen.limits.connections as usize)),
            metrics: Metrics::default(),
            lag: Lag::default(),
        });
        let serving = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("chancery-gateway".to_owned())
            .spawn(move || {
                runtime.spawn(serving.lag.clone().watch());
                runtime.block_on(async {
                    accept(listener, acceptor, routes(Arc::clone(&serving)), Arc::clone(&serving), stopped).await;
                    // Connections without a request end by themselves.
                    let _ = tokio::time::timeout(PARTING, serving.places.left()).await;
                });
                runtime.shutdown_timeout(PARTING);
            })
            .map_err(GatewayError::NotStarted)?;
        Ok(Self { address, tls: listen.tls, shared, stop, thread: Some(thread) })
    }

    /// Takes so much from now on. Connections that are open, and requests that came in, go on as they began; whoever was
    /// told to come back later may come at once.
    pub fn limit(&self, limits: &StatusLimits) {
        *self.shared.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Rules::of(limits));
        self.shared.places.set_most(limits.connections as usize);
    }

    /// Where it listens: with port 0 the system chose one.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it speaks TLS.
    pub fn speaks_tls(&self) -> bool {
        self.tls
    }

    /// The same as addresses begin with it: `https://127.0.0.1:8480`.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.address)
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
