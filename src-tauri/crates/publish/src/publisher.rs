//! Each place by its way, within a time.

use crate::wrong::{not_put, unreachable};
use crate::{folder, http, ldap, s3, sftp};
use chancery_engine::{Access, Object, Place, PublishError, PublishFailure, Publishing};
use std::future::Future;
use std::time::Duration;

/// For one thing, from the name of the server to the last octet that is read back: a CRL of a million entries has 50 MB.
const PATIENCE: Duration = Duration::from_secs(240);
/// The same where somebody waits for a few octets.
const TEST_PATIENCE: Duration = Duration::from_secs(45);
const TEST: &[u8] = b"Chancery was here to see whether it can publish. This file can be removed.\n";

/// Puts things at places.
#[derive(Debug)]
pub struct Publisher {
    runtime: tokio::runtime::Runtime,
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
        Ok(Self { runtime })
    }

    fn within<T>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<T, PublishError>>,
    ) -> Result<T, PublishError> {
        self.runtime.block_on(async {
            tokio::time::timeout(patience, work)
                .await
                .unwrap_or_else(|_| Err(unreachable(format!("It took longer than {} seconds.", patience.as_secs()))))
        })
    }
}

async fn put(access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    match access.place {
        Place::Folder { path } => {
            let (path, name, content) = (path.clone(), object.name.to_owned(), object.content.to_vec());
            aside(move || folder::put(&path, &name, &content)).await
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

/// Where a mounted folder does not answer, the system does not come back: its thread is left behind when the time is over.
async fn aside(work: impl FnOnce() -> Result<(), PublishError> + Send + 'static) -> Result<(), PublishError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(not_put(format!("It broke off: {error}."))))
}

async fn test(access: &Access<'_>, name: &str) -> Result<(), PublishError> {
    if let Place::Ldap { server, tls, .. } = access.place {
        return ldap::test(server, *tls, access, name).await;
    }
    // What stands there is not what everybody fetches: it is looked at in the same way or not at all.
    put(access, &Object { name, attribute: None, media_type: "text/plain", content: TEST }).await?;
    let removed = match access.place {
        Place::Folder { path } => {
            let (path, name) = (path.clone(), name.to_owned());
            aside(move || folder::remove(&path, &name)).await
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
        self.within(PATIENCE, put(access, object))
    }

    fn test(&self, access: &Access<'_>, name: &str) -> Result<(), PublishError> {
        self.within(TEST_PATIENCE, test(access, name))
    }

    fn fetch(&self, url: &str, trust: Option<&str>, at_most: usize) -> Result<Vec<u8>, PublishError> {
        self.within(PATIENCE, http::fetch(url, trust, at_most)).map_err(|error| {
            // It was put; only whether everybody gets it is not known.
            let message = format!("It was put there, but could not be fetched as others do. {}", error.message);
            PublishError::new(PublishFailure::Different, message)
        })
    }
}
