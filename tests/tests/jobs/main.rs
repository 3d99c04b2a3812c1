//! Long work through the engine's own door: batches whose process is killed, jobs that two processes want, cancelling,
//! files of every kind, and renewals on a clock that goes where it is told.

#![allow(clippy::unwrap_used)]
// What a long test met is worth a line in the log.
#![allow(clippy::print_stdout)]

mod batches;
mod files;
mod killed;
mod renewals;
mod rights;
mod together;

use chancery_domain::ProfileName;
use chancery_engine::{Actor, BatchRequest, JobView, Vault};
use chancery_tests::abuse::Ground;
use std::path::{Path, PathBuf};

/// A file in the ground's own temporary folder.
pub(crate) fn write(ground: &Ground, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = ground.folder.parent().unwrap().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// Rows for `Issuing`, as web servers.
pub(crate) fn batch(path: &Path) -> BatchRequest {
    BatchRequest {
        path: path.to_str().unwrap().to_owned(),
        authority: "Issuing".to_owned(),
        profile: "web-server".parse::<ProfileName>().unwrap(),
        allow_duplicates: false,
        skip_faulty: false,
        seen: None,
        token: String::new(),
    }
}

/// A table of so many hosts.
pub(crate) fn hosts(count: usize, of: &str) -> String {
    let rows: String = (0..count).map(|number| format!("h{number}.{of}.example\r\n")).collect();
    format!("cn\r\n{rows}")
}

/// Runs a job to wherever it goes.
pub(crate) fn finish(vault: &Vault, actor: &Actor, job: &str) -> JobView {
    vault.run_job(actor, job, &|_| {}).unwrap()
}
