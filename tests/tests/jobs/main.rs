//! Long work through the engine's own door: jobs whose process is killed or that two processes want, cancelling, what is
//! done to very many, files of every kind, and renewals on a clock that goes where it is told.

#![allow(clippy::unwrap_used)]
// What a long test met is worth a line in the log.
#![allow(clippy::print_stdout)]

mod batches;
mod files;
mod killed;
mod many;
mod renewal_rules;
mod renewals;
mod rights;
mod schedule_rules;
mod together;
mod worker;

use chancery_domain::{ProfileDocument, ProfileName};
use chancery_engine::{Actor, BatchRequest, JobView, ProfileReference, Vault};
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

/// Makes a new version of a profile.
pub(crate) fn edit(vault: &Vault, actor: &Actor, name: &str, change: impl FnOnce(&mut ProfileDocument)) {
    let name: ProfileName = name.parse().unwrap();
    let present = vault.profile(actor, &ProfileReference { name: name.clone(), version: None }).unwrap();
    let mut document = present.document;
    change(&mut document);
    vault.edit_profile(actor, &name, &document, present.profile.version).unwrap();
}

/// Makes a profile that says what another one says, but for what is changed.
pub(crate) fn variant(
    vault: &Vault,
    actor: &Actor,
    of: &str,
    name: &str,
    change: impl FnOnce(&mut ProfileDocument),
) -> ProfileName {
    let of = ProfileReference { name: of.parse().unwrap(), version: None };
    let mut document = vault.profile(actor, &of).unwrap().document;
    name.clone_into(&mut document.name);
    change(&mut document);
    vault.create_profile(actor, &document).unwrap();
    name.parse().unwrap()
}
