//! SFTP over SSH: to a server with the key that somebody said it has, and no other.

use crate::wrong::{different, gone, innermost, not_put, refused, unreachable};
use aws_lc_rs::rand;
use chancery_domain::visible;
use chancery_engine::{Access, Object, PublishError, PublishFailure};
use russh::client::{self, AuthResult, Handle};
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PrivateKeyWithHashAlg, PublicKeyOrCertificate, decode_secret_key};
use russh::{AlgorithmKind, Disconnect, Preferred};
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::client::{RawSftpSession, SftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Until the other side is there and has shown its key.
const CONNECT: Duration = Duration::from_secs(20);
/// A connection on which nothing moves for so long is none.
const SILENCE: Duration = Duration::from_secs(60);
/// One name in the place of another, in one step. What SFTP itself has refuses to replace a file.
const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// How files begin that are not complete yet.
const PREFIX: &str = ".chancery-";
/// Older than this is only what a process left that was killed: nobody writes one file for so long. In seconds.
const LEFT: u32 = 15 * 60;

/// Keys that a server may have, and whoever is let in there. What is offered must be what can be verified: RSA is not (RUSTSEC-2023-0071).
const KEYS: [Algorithm; 4] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
];

/// Who should be at the other end.
pub(crate) struct Server<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: u16,
    pub(crate) host_key: Option<&'a str>,
}

pub(crate) async fn put(
    server: &Server<'_>,
    folder: &str,
    access: &Access<'_>,
    object: &Object<'_>,
) -> Result<(), PublishError> {
    connected(server, access, async |session, files| put_over(session, files, folder, object).await).await
}

/// Looks whether it stands there.
pub(crate) async fn look(
    server: &Server<'_>,
    folder: &str,
    access: &Access<'_>,
    object: &Object<'_>,
) -> Result<(), PublishError> {
    connected(server, access, async |_, files| look_over(files, folder, object).await).await
}

pub(crate) async fn remove(
    server: &Server<'_>,
    folder: &str,
    access: &Access<'_>,
    name: &str,
) -> Result<(), PublishError> {
    let path = format!("{folder}/{name}");
    let remove = async |_: &Handle<Keyed>, files: &SftpSession| {
        files.remove_file(&path).await.map_err(|error| failure(&path, &error))
    };
    connected(server, access, remove).await
}

/// Does something with the server's files, and takes leave of it.
async fn connected(
    server: &Server<'_>,
    access: &Access<'_>,
    work: impl AsyncFnOnce(&Handle<Keyed>, &SftpSession) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let session = connect(server, access).await?;
    let done = match files(&session).await {
        Ok(files) => work(&session, &files).await,
        Err(error) => Err(error),
    };
    leave(&session).await;
    done
}

async fn put_over(
    session: &Handle<Keyed>,
    files: &SftpSession,
    folder: &str,
    object: &Object<'_>,
) -> Result<(), PublishError> {
    let path = format!("{folder}/{}", object.name);
    let staged = format!("{folder}/{}", staging_name(object.name)?);
    let put = match write(files, &staged, object.content).await {
        // The server's own clock says when that was.
        Ok(()) => {
            let written = files.metadata(&staged).await.ok().and_then(|found| found.mtime);
            rename(session, files, &staged, &path).await.map(|()| written)
        }
        Err(error) => Err(failure(&path, &error)),
    };
    match put {
        Ok(Some(now)) => clear(files, folder, now).await,
        Ok(None) => {}
        Err(error) => {
            // Where the connection broke off, whoever comes next clears it away.
            let _ = files.remove_file(&staged).await;
            return Err(error);
        }
    }
    look_over(files, folder, object).await
}

async fn look_over(files: &SftpSession, folder: &str, object: &Object<'_>) -> Result<(), PublishError> {
    let path = format!("{folder}/{}", object.name);
    let file = match files.open(&path).await {
        Ok(file) => file,
        Err(SftpError::Status(status)) if status.status_code == StatusCode::NoSuchFile => {
            return Err(gone(object.name));
        }
        Err(error) => return Err(failure(&path, &error)),
    };
    let mut there = Vec::with_capacity(object.content.len() + 1);
    // One octet more would be something else.
    let read = file.take(object.content.len() as u64 + 1).read_to_end(&mut there).await;
    read.map_err(|error| failure(&path, &error.into()))?;
    if there == object.content { Ok(()) } else { Err(different(object.name)) }
}

/// What a file is called until it is complete: another each time, as others may put the same there at the same time.
fn staging_name(name: &str) -> Result<String, PublishError> {
    let mut octets = [0; 8];
    rand::fill(&mut octets).map_err(|_| not_put("The system gives no random numbers."))?;
    Ok(format!("{PREFIX}{name}.{:016x}.part", u64::from_ne_bytes(octets)))
}

/// Takes away what was left half written. Where that cannot be done it stays: it harms nobody.
async fn clear(files: &SftpSession, folder: &str, now: u32) {
    let Ok(entries) = files.read_dir(folder).await else { return };
    for entry in entries {
        let (name, found) = (entry.file_name(), entry.metadata());
        let is_left = entry.file_type().is_file() && found.mtime.is_some_and(|at| now.saturating_sub(at) > LEFT);
        if name.starts_with(PREFIX) && is_left {
            let _ = files.remove_file(&format!("{folder}/{name}")).await;
        }
    }
}

async fn write(files: &SftpSession, path: &str, content: &[u8]) -> Result<(), SftpError> {
    // For everybody: a web server runs as somebody else. The server's umask takes away what it should.
    let attributes = FileAttributes { permissions: Some(0o666), ..FileAttributes::empty() };
    let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE;
    let mut file = files.open_with_flags_and_attributes(path, flags, attributes).await?;
    file.write_all(content).await?;
    file.flush().await?;
    file.sync_all().await?;
    file.close().await?;
    Ok(())
}

/// Puts a file in the place of another one. Where a server cannot do that in one step, there is a moment without either.
async fn rename(session: &Handle<Keyed>, files: &SftpSession, from: &str, to: &str) -> Result<(), PublishError> {
    let failed = |error: SftpError| failure(to, &error);
    let raw = RawSftpSession::new(channel(session).await?.into_stream());
    let version = raw.init().await.map_err(failed)?;
    if version.extensions.contains_key(POSIX_RENAME) {
        let mut names = Vec::with_capacity(8 + from.len() + to.len());
        for name in [from, to] {
            let length = u32::try_from(name.len()).map_err(|_| not_put("A path is too long."))?;
            names.extend_from_slice(&length.to_be_bytes());
            names.extend_from_slice(name.as_bytes());
        }
        let answer = raw.extended(POSIX_RENAME, names).await.map_err(failed)?;
        return match answer {
            russh_sftp::protocol::Packet::Status(status) if status.status_code != StatusCode::Ok => {
                Err(failed(SftpError::Status(status)))
            }
            _ => Ok(()),
        };
    }
    if files.rename(from, to).await.is_ok() {
        return Ok(());
    }
    // The one before goes aside, and back again where the new one does not come into its place.
    let aside = format!("{from}.before");
    let _ = files.remove_file(&aside).await;
    files.rename(to, &aside).await.map_err(failed)?;
    if let Err(error) = files.rename(from, to).await {
        let _ = files.rename(&aside, to).await;
        return Err(failed(error));
    }
    let _ = files.remove_file(&aside).await;
    Ok(())
}

async fn channel(session: &Handle<Keyed>) -> Result<russh::Channel<client::Msg>, PublishError> {
    let closed = |error: russh::Error| refused(format!("The server opens no SFTP session: {}.", innermost(&error)));
    let channel = session.channel_open_session().await.map_err(closed)?;
    channel.request_subsystem(true, "sftp").await.map_err(closed)?;
    Ok(channel)
}

async fn files(session: &Handle<Keyed>) -> Result<SftpSession, PublishError> {
    SftpSession::new(channel(session).await?.into_stream())
        .await
        .map_err(|error| refused(format!("The server opens no SFTP session: {}.", visible(&error.to_string()))))
}

async fn leave(session: &Handle<Keyed>) {
    // It ends either way.
    let _ = session.disconnect(Disconnect::ByApplication, "", "en").await;
}

/// What holds the server to its key.
struct Keyed {
    expected: Option<String>,
    /// The key that it showed, and of which kind it is.
    shown: Arc<Mutex<Option<(String, Algorithm)>>>,
}

impl client::Handler for Keyed {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        let known = self.expected.as_deref() == Some(fingerprint.as_str());
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some((fingerprint, key.algorithm()));
        Ok(known)
    }
}

async fn connect(server: &Server<'_>, access: &Access<'_>) -> Result<Handle<Keyed>, PublishError> {
    let host = visible(server.host);
    let (mut kinds, mut first) = (KEYS.to_vec(), None);
    let mut session = loop {
        let (error, shown) = match meet(server, kinds.clone(), &host).await? {
            Ok(session) => break session,
            Err(refusal) => refusal,
        };
        match shown {
            // A server has keys of several kinds and shows the one that is asked for first: the one that it is known by
            // may be another.
            Some((key, kind)) if server.host_key.is_some_and(|known| known != key) => {
                first.get_or_insert(key);
                kinds.retain(|other| *other != kind);
            }
            shown => {
                let shown = first.or(shown.map(|(key, _)| key));
                return Err(refused_key(server, shown.as_deref()).unwrap_or_else(|| match error {
                    russh::Error::NoCommonAlgo { kind: AlgorithmKind::Key, .. } => refused(format!(
                        "“{host}” has no key that is taken here: give it an Ed25519 or ECDSA key beside the one that it has."
                    )),
                    error => unreachable(format!("“{host}” cannot be reached: {}.", innermost(&error))),
                }));
            }
        }
        if kinds.is_empty() {
            let refused = refused_key(server, first.as_deref());
            return Err(refused.unwrap_or_else(|| unreachable(format!("“{host}” cannot be reached."))));
        }
    };
    sign_in(&mut session, access, &host).await?;
    Ok(session)
}

/// Why there is no session, and the key that was shown, if one was.
type Unmet = (russh::Error, Option<(String, Algorithm)>);

/// Connects, and asks for a key of one of these kinds.
async fn meet(
    server: &Server<'_>,
    kinds: Vec<Algorithm>,
    host: &str,
) -> Result<Result<Handle<Keyed>, Unmet>, PublishError> {
    let configuration = client::Config {
        inactivity_timeout: Some(SILENCE),
        nodelay: true,
        preferred: Preferred { key: Cow::Owned(kinds), ..Preferred::DEFAULT },
        ..client::Config::default()
    };
    let shown = Arc::new(Mutex::new(None));
    let keyed = Keyed { expected: server.host_key.map(str::to_owned), shown: Arc::clone(&shown) };
    let connecting = client::connect(Arc::new(configuration), (server.host, server.port), keyed);
    let connected = tokio::time::timeout(CONNECT, connecting)
        .await
        .map_err(|_| unreachable(format!("“{host}” did not answer in time.")))?;
    Ok(connected.map_err(|error| (error, shown.lock().unwrap_or_else(PoisonError::into_inner).take())))
}

/// Why the server's key is the reason.
fn refused_key(server: &Server<'_>, shown: Option<&str>) -> Option<PublishError> {
    let (shown, host) = (shown?, visible(server.host));
    let (failure, message) = match server.host_key {
        None => (
            PublishFailure::UnknownHostKey,
            format!(
                "“{host}” has the key {shown}. Compare it with what “ssh-keygen -lf” says on the server itself, and give it \
                 as the server’s key. Nothing was sent to it."
            ),
        ),
        Some(known) if known != shown => (
            PublishFailure::ChangedHostKey,
            format!(
                "“{host}” has another key than it had: {shown} instead of {known}. Somebody else may stand in for it. \
                 Nothing was sent to it."
            ),
        ),
        Some(_) => return None,
    };
    let host_key = server.host_key.is_none().then(|| shown.to_owned());
    Some(PublishError { host_key, ..PublishError::new(failure, message) })
}

async fn sign_in(session: &mut Handle<Keyed>, access: &Access<'_>, host: &str) -> Result<(), PublishError> {
    let user = access.user.unwrap_or_default();
    let broke_off = |error: russh::Error| unreachable(format!("“{host}” broke off: {}.", innermost(&error)));
    let (answer, with) = match access.credential.private_key() {
        Some(key) => {
            let unusable =
                "The private key cannot be used: it is neither Ed25519 nor ECDSA, or it has another passphrase.";
            let key = decode_secret_key(key, access.credential.secret())
                .ok()
                .filter(|key| KEYS.contains(&key.algorithm()))
                .ok_or_else(|| refused(unusable))?;
            let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
            (session.authenticate_publickey(user, key).await.map_err(broke_off)?, "key")
        }
        None => {
            let password = access.credential.secret().unwrap_or_default();
            (session.authenticate_password(user, password).await.map_err(broke_off)?, "password")
        }
    };
    match answer {
        AuthResult::Success => Ok(()),
        AuthResult::Failure { .. } => {
            Err(refused(format!("“{host}” does not let “{}” in with this {with}.", visible(user))))
        }
    }
}

fn failure(path: &str, error: &SftpError) -> PublishError {
    let path = visible(path);
    match error {
        SftpError::Status(status) => match status.status_code {
            StatusCode::PermissionDenied => refused(format!("The server does not let “{path}” be written.")),
            StatusCode::NoSuchFile => refused(format!("The server has no folder for “{path}”.")),
            _ => not_put(format!(
                "“{path}” could not be written: the server said “{}”. Its disk may be full.",
                visible(&status.error_message)
            )),
        },
        SftpError::Timeout => unreachable("The server did not answer in time.".to_owned()),
        other => not_put(format!("“{path}” could not be written: {}.", visible(&other.to_string()))),
    }
}
