//! Each place by its way, within a time.

use crate::wrong::{not_put, unreachable};
use crate::{folder, http, ldap, s3, sftp};
use chancery_domain::visible;
use chancery_engine::{Access, Object, Place, PublishError, PublishFailure, Publishing};
use std::collections::HashSet;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For one thing, from the name of the server to the last octet that is read back: a CRL of a million entries has 50 MB.
const PATIENCE: Duration = Duration::from_secs(240);
/// The same where somebody waits for a few octets.
const TEST_PATIENCE: Duration = Duration::from_secs(45);
const TEST: &[u8] = b"Chancery was here to see whether it can publish. This file can be removed.\n";

/// Puts things at places.
#[derive(Debug)]
pub struct Publisher {
    /// There until it is dropped.
    runtime: Option<tokio::runtime::Runtime>,
    stuck: Stuck,
}

/// Folders that somebody waited for in vain and whose system has still not come back.
#[derive(Debug, Clone, Default)]
struct Stuck(Arc<Mutex<HashSet<PathBuf>>>);

impl Stuck {
    fn folders(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Publisher {
    /// One that has done nothing yet.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("chancery-publish")
            .enable_all()
            .build()?;
        Ok(Self { runtime: Some(runtime), stuck: Stuck::default() })
    }

    fn within<T>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<T, PublishError>>,
    ) -> Result<T, PublishError> {
        let Some(runtime) = &self.runtime else { return Err(unreachable("This program is about to end.")) };
        runtime.block_on(async {
            tokio::time::timeout(patience, work)
                .await
                .unwrap_or_else(|_| Err(unreachable(format!("It took longer than {} seconds.", patience.as_secs()))))
        })
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // A folder that does not answer would be waited for without end.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn put(stuck: &Stuck, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    match access.place {
        Place::Folder { path } => {
            let (name, content) = (object.name.to_owned(), object.content.to_vec());
            aside(stuck, path, move |folder, given_up| folder::put(folder, &name, &content, given_up)).await
        }
        Place::Http { folder } => http::put(folder, access, object).await,
        Place::Sftp { host, port, folder, host_key } => {
            sftp::put(&sftp::Server { host, port: *port, host_key: host_key.as_deref() }, folder, access, object).await
        }
        Place::S3 { endpoint, bucket, prefix, region } => {
            s3::put(&s3::Bucket { endpoint, bucket, prefix, region }, access, object).await
        }
        Place::Ldap { server, tls, .. } => ldap::put(server, *tls, access, object).await,
    }
}

async fn look(stuck: &Stuck, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    match access.place {
        Place::Folder { path } => {
            let (name, content) = (object.name.to_owned(), object.content.to_vec());
            aside(stuck, path, move |folder, _| folder::look(folder, &name, &content)).await
        }
        Place::Http { folder } => http::look(folder, access, object).await,
        Place::Sftp { host, port, folder, host_key } => {
            let server = sftp::Server { host, port: *port, host_key: host_key.as_deref() };
            sftp::look(&server, folder, access, object).await
        }
        Place::S3 { endpoint, bucket, prefix, region } => {
            s3::look(&s3::Bucket { endpoint, bucket, prefix, region }, access, object).await
        }
        Place::Ldap { server, tls, .. } => ldap::look(server, *tls, access, object).await,
    }
}

/// Where a mounted folder does not answer, the system does not come back: its thread is left behind when the time is over,
/// and no other is sent after it before it has come back. What it was to put there is not put there then: something newer
/// may stand there.
async fn aside(
    stuck: &Stuck,
    folder: &Path,
    work: impl FnOnce(&Path, &AtomicBool) -> Result<(), PublishError> + Send + 'static,
) -> Result<(), PublishError> {
    if stuck.folders().contains(folder) {
        let shown = visible(&folder.display().to_string());
        return Err(unreachable(format!(
            "“{shown}” has not answered since it was last tried. Look at what is mounted there."
        )));
    }
    let waiting = Waiting { stuck: stuck.clone(), folder: folder.to_owned(), state: Arc::default() };
    let (folder, state, stuck) = (folder.to_owned(), Arc::clone(&waiting.state), stuck.clone());
    let done = tokio::task::spawn_blocking(move || {
        let done = work(&folder, &state.given_up);
        let mut folders = stuck.folders();
        state.came_back.store(true, Ordering::Relaxed);
        folders.remove(&folder);
        done
    });
    done.await.unwrap_or_else(|error| Err(not_put(format!("It broke off: {error}."))))
}

/// Who waits for a folder; dropped when it answered, or when the time is over.
struct Waiting {
    stuck: Stuck,
    folder: PathBuf,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    given_up: AtomicBool,
    came_back: AtomicBool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.state.given_up.store(true, Ordering::Relaxed);
        let mut folders = self.stuck.folders();
        if !self.state.came_back.load(Ordering::Relaxed) {
            folders.insert(self.folder.clone());
        }
    }
}

async fn test(stuck: &Stuck, access: &Access<'_>, name: &str) -> Result<(), PublishError> {
    if let Place::Ldap { server, tls, .. } = access.place {
        return ldap::test(server, *tls, access, name).await;
    }
    // What stands there is not what everybody fetches: it is looked at in the same way or not at all.
    put(stuck, access, &Object { name, attribute: None, media_type: "text/plain", content: TEST }).await?;
    let removed = match access.place {
        Place::Folder { path } => {
            let name = name.to_owned();
            aside(stuck, path, move |folder, _| folder::remove(folder, &name)).await
        }
        Place::Http { folder } => http::remove(folder, access, name).await,
        Place::Sftp { host, port, folder, host_key } => {
            sftp::remove(&sftp::Server { host, port: *port, host_key: host_key.as_deref() }, folder, access, name).await
        }
        Place::S3 { endpoint, bucket, prefix, region } => {
            s3::remove(&s3::Bucket { endpoint, bucket, prefix, region }, access, name).await
        }
        Place::Ldap { .. } => Ok(()),
    };
    if let Err(error) = removed {
        // Who may write need not be allowed to remove: what stays harms nobody.
        tracing::info!("the test file stays where it was put: {error}");
    }
    Ok(())
}

impl Publishing for Publisher {
    fn put(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        self.within(PATIENCE, put(&self.stuck, access, object))
    }

    fn look(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        self.within(PATIENCE, look(&self.stuck, access, object))
    }

    fn test(&self, access: &Access<'_>, name: &str) -> Result<(), PublishError> {
        self.within(TEST_PATIENCE, test(&self.stuck, access, name))
    }

    fn fetch(&self, url: &str, trust: Option<&str>, at_most: usize) -> Result<Vec<u8>, PublishError> {
        self.within(PATIENCE, http::fetch(url, trust, at_most)).map_err(|error| {
            // It was put; only whether everybody gets it is not known.
            let message = format!("It was put there, but could not be fetched as others do. {}", error.message);
            PublishError::new(PublishFailure::Different, message)
        })
    }
}
