//! HTTP: PUT (RFC 9110 §9.3.4), as web servers with DAV, artifact stores and gateways take it, and GET to look.

use crate::tls;
use crate::wrong::{different, innermost, not_put, refused, unreachable};
use chancery_domain::visible;
use chancery_engine::{Access, Object, PublishError};
use chancery_fetch::bounded;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use std::time::Duration;

/// Until the other side is there.
const CONNECT: Duration = Duration::from_secs(15);
/// Of an answer that says why not.
pub(crate) const EXPLANATION: usize = 16 * 1024;

/// A client for servers that these or the system's authorities vouch for.
pub(crate) fn client(trust: Option<&str>) -> Result<Client, PublishError> {
    Client::builder()
        .connect_timeout(CONNECT)
        .user_agent(concat!("Chancery/", env!("CARGO_PKG_VERSION")))
        // What is put somewhere else than somebody said is not put.
        .redirect(Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(tls::configuration(trust)?)
        .build()
        .map_err(|error| unreachable(format!("Nothing can be sent from here: {}.", innermost(&error))))
}

pub(crate) async fn put(folder: &str, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    let client = client(access.trust)?;
    let url = format!("{folder}{}", object.name);
    let request = client.request(Method::PUT, &url).header(CONTENT_TYPE, object.media_type);
    let response = send(with_credential(request, access).body(object.content.to_vec())).await?;
    check(&response, &url)?;
    if access.read_back { look_with(&client, &url, access, object).await } else { Ok(()) }
}

/// Looks whether it stands there.
pub(crate) async fn look(folder: &str, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    look_with(&client(access.trust)?, &format!("{folder}{}", object.name), access, object).await
}

async fn look_with(client: &Client, url: &str, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    let request = with_credential(client.get(url), access).header(CACHE_CONTROL, "no-cache");
    let there = body(request, url, object.content.len()).await?;
    if there == object.content { Ok(()) } else { Err(different(object.name)) }
}

pub(crate) async fn remove(folder: &str, access: &Access<'_>, name: &str) -> Result<(), PublishError> {
    let url = format!("{folder}{name}");
    let request = client(access.trust)?.request(Method::DELETE, &url);
    check(&send(with_credential(request, access)).await?, &url)
}

/// What everybody is given there.
pub(crate) async fn fetch(url: &str, trust: Option<&str>, at_most: usize) -> Result<Vec<u8>, PublishError> {
    body(client(trust)?.get(url).header(CACHE_CONTROL, "no-cache"), url, at_most).await
}

fn with_credential(request: RequestBuilder, access: &Access<'_>) -> RequestBuilder {
    match (access.user, access.credential.secret()) {
        (Some(user), password) => request.basic_auth(user, password),
        (None, Some(token)) => request.bearer_auth(token),
        (None, None) => request,
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Result<Response, PublishError> {
    request.send().await.map_err(|error| {
        let host = error.url().and_then(reqwest::Url::host_str).map(visible).unwrap_or_default();
        let why = innermost(&error);
        if error.is_connect() {
            unreachable(format!("“{host}” cannot be reached: {why}."))
        } else if error.is_timeout() {
            unreachable(format!("“{host}” did not answer in time."))
        } else {
            unreachable(format!("The connection to “{host}” broke off: {why}."))
        }
    })
}

/// The whole of an answer, no more than so many octets.
async fn body(request: RequestBuilder, url: &str, at_most: usize) -> Result<Vec<u8>, PublishError> {
    let response = send(request.header(ACCEPT_ENCODING, "identity")).await?;
    check(&response, url)?;
    let different = || different(url.rsplit('/').next().unwrap_or(url));
    limited(response, at_most).await?.ok_or_else(different)
}

/// What comes; `None` when it is more than so many octets.
pub(crate) async fn limited(response: Response, at_most: usize) -> Result<Option<Vec<u8>>, PublishError> {
    bounded(response, at_most)
        .await
        .map_err(|error| unreachable(format!("An answer broke off: {}.", innermost(&error))))
}

fn check(response: &Response, url: &str) -> Result<(), PublishError> {
    let (status, url) = (response.status(), visible(url));
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            Err(refused(format!(
                "The server does not let Chancery in: it answered {status} for “{url}”. Look at user and password or token."
            )))
        }
        StatusCode::INSUFFICIENT_STORAGE => {
            Err(refused(format!("The server has no room: it answered {status} for “{url}”.")))
        }
        status if status.is_redirection() => {
            Err(not_put(format!("The server sends elsewhere for “{url}” ({status}). Give the address that it names.")))
        }
        status => Err(not_put(format!("The server answered {status} for “{url}”."))),
    }
}
