//! The client, and the bounds of what it fetches.

use crate::bounded;
use crate::guard::is_public;
use chancery_engine::{FetchError, FetchRequest, Fetching};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Method, Url};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// For all of an answer, from the name to the last octet.
const PATIENCE: Duration = Duration::from_secs(15);
const REDIRECTS: usize = 3;
/// Refused is what is inside: said at the end of the chain of errors that a client gives.
const INSIDE: &str = "its address is inside";

/// Fetches over HTTP.
#[derive(Debug)]
pub struct Fetcher {
    runtime: tokio::runtime::Runtime,
    /// For addresses out of certificates.
    guarded: Client,
    /// For those that a person named.
    free: Client,
}

impl Fetcher {
    /// A client with nothing asked yet.
    ///
    /// # Errors
    /// When the system gives no threads, or has no certificates to trust.
    pub fn new() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("chancery-fetch")
            .enable_all()
            .build()?;
        let client = |guarded: bool| {
            let mut client = Client::builder()
                .timeout(PATIENCE)
                .user_agent(concat!("Chancery/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::custom(move |attempt| redirected(attempt, guarded)))
                // What a proxy is asked for is fetched from where the proxy stands.
                .no_proxy();
            if guarded {
                client = client.dns_resolver(Arc::new(Outside));
            }
            client.build().map_err(std::io::Error::other)
        };
        Ok(Self { guarded: client(true)?, free: client(false)?, runtime })
    }

    async fn fetched(&self, request: FetchRequest<'_>) -> Result<Vec<u8>, FetchError> {
        let url = Url::parse(request.url).map_err(|_| FetchError::Address("It is no address.".to_owned()))?;
        let client = if request.named_by_a_person {
            &self.free
        } else {
            check(&url)?;
            &self.guarded
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Address(format!("“{}” is not fetched here, only http and https.", url.scheme())));
        }
        let mut asking = match request.body {
            Some((kind, body)) => {
                client.request(Method::POST, url).header(reqwest::header::CONTENT_TYPE, kind).body(body.to_vec())
            }
            None => client.request(Method::GET, url),
        };
        asking = asking.header(reqwest::header::ACCEPT_ENCODING, "identity");
        let response = asking.send().await.map_err(|error| failure(&error))?;
        if !response.status().is_success() {
            return Err(FetchError::Answer(format!("The server answered {}.", response.status())));
        }
        bounded(response, request.at_most)
            .await
            .map_err(|error| failure(&error))?
            .ok_or_else(|| FetchError::Answer(format!("It is larger than {} bytes.", request.at_most)))
    }
}

impl Fetching for Fetcher {
    fn fetch(&self, request: FetchRequest<'_>) -> Result<Vec<u8>, FetchError> {
        self.runtime.block_on(self.fetched(request))
    }
}

/// Refuses an address that is written in numbers and inside; names are looked at when they are resolved.
fn check(url: &Url) -> Result<(), FetchError> {
    let host = url.host_str().unwrap_or_default();
    let written = host.trim_start_matches('[').trim_end_matches(']');
    match written.parse::<IpAddr>() {
        Ok(address) if !is_public(address) => Err(inside(host)),
        _ => Ok(()),
    }
}

fn inside(host: &str) -> FetchError {
    FetchError::Inside(format!(
        "“{}” is inside this network or this computer, where nothing is asked because a certificate says so. Name the \
         address yourself to ask there.",
        chancery_domain::visible(host)
    ))
}

fn redirected(attempt: Attempt<'_>, guarded: bool) -> reqwest::redirect::Action {
    if attempt.previous().len() > REDIRECTS {
        return attempt.error(format!("it was redirected more than {REDIRECTS} times"));
    }
    if !matches!(attempt.url().scheme(), "http" | "https") {
        return attempt.error("it was redirected to something that is not fetched here");
    }
    if guarded && check(attempt.url()).is_err() {
        return attempt.error(INSIDE);
    }
    // A host that may be inside because it was named speaks for no other.
    let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
    if !guarded && attempt.previous().first().map(place) != Some(place(attempt.url())) {
        return attempt.error("it was redirected to another host");
    }
    attempt.follow()
}

fn failure(error: &reqwest::Error) -> FetchError {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let why = innermost.to_string();
    if why.contains(INSIDE) {
        return inside(error.url().and_then(Url::host_str).unwrap_or_default());
    }
    if error.is_timeout() {
        return FetchError::Answer(format!("It took longer than {} seconds.", PATIENCE.as_secs()));
    }
    FetchError::Answer(format!("It could not be fetched: {why}."))
}

/// Resolves names as the system does, and gives nothing that is inside.
#[derive(Debug)]
struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // All of them: one that leads inside shows what the name is for.
            if let Some(address) = found.iter().find(|address| !is_public(address.ip())) {
                tracing::info!("{} leads to {}, which is inside", name.as_str(), address.ip());
                return Err(INSIDE.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
