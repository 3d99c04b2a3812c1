//! TLS: the handshake, with the certificate that the engine shows at that moment, and what is said to whoever speaks plain
//! HTTP here.

use crate::gateway::GatewayError;
use chancery_engine::StatusService;
use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What a record of a handshake begins with (RFC 8446 §5.1). No request of HTTP does.
const HANDSHAKE: u8 = 22;
/// What somebody gets who speaks plain HTTP to a port that speaks TLS.
const PLAIN: &str = "This port speaks HTTPS. Ask again with https:// before the address.\n";
/// How long such a client's request is read, so that it sees the answer instead of a connection that breaks.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Shows what the engine says, handshake by handshake: a renewed certificate is shown to the next client.
#[derive(Debug)]
struct Shown(Arc<StatusService>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.tls_key()
    }
}

/// What speaks TLS 1.2 and 1.3 with clients.
pub(crate) fn acceptor(status: &Arc<StatusService>) -> Result<TlsAcceptor, GatewayError> {
    if status.tls_key().is_none() {
        return Err(GatewayError::NoCertificate);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| GatewayError::NotStarted(Error::other(error)))?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shown(Arc::clone(status))));
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}

/// The connection once it is encrypted.
pub(crate) async fn secured(mut stream: TcpStream, acceptor: &TlsAcceptor) -> Result<TlsStream<TcpStream>, Error> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if first != [HANDSHAKE] {
        say_plainly(&mut stream).await?;
        return Err(Error::new(ErrorKind::InvalidData, "it spoke no TLS"));
    }
    acceptor.accept(stream).await
}

async fn say_plainly(stream: &mut TcpStream) -> Result<(), Error> {
    let length = PLAIN.len();
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{PLAIN}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // Closed with octets unread, the connection would be reset and the answer lost.
    let mut rest = [0; 1024];
    let drained = async { while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {} };
    let _ = tokio::time::timeout(LAST_WORDS, drained).await;
    Ok(())
}
