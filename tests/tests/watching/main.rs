//! Watching what others issued: authorities of other vaults and of openssl's, whose responders and CRLs are on this machine
//! and count who asks.

#![allow(clippy::unwrap_used)]

mod by_itself;
mod crls;
mod inside;
mod lies;
mod others;
mod pace;
mod responder;
mod settings;
mod web;
#[cfg(target_os = "linux")]
mod window;

use chancery_engine::{AuditQuery, Need, Vault, WatchReport, WatchSettings, WatchedStatus};
use chancery_fetch::Fetcher;
use chancery_tests::abuse::Ground;
use std::sync::atomic::AtomicBool;

/// A vault of one's own, that asks those on this machine without much waiting.
pub(crate) fn watcher() -> Ground {
    let ground = Ground::new();
    settle(&ground, |_| {});
    ground
}

/// Changes what is set for tests.
pub(crate) fn settle(ground: &Ground, change: impl FnOnce(&mut WatchSettings)) {
    let (vault, ada) = ground.vault();
    let mut settings = WatchSettings {
        per_host: 6_000,
        total: 60_000,
        inside: vec!["127.0.0.1".to_owned()],
        ..WatchSettings::default()
    };
    change(&mut settings);
    vault.change_watch_settings(&ada, &settings).unwrap();
}

/// Asks about everything that is due.
pub(crate) fn look(ground: &Ground) -> WatchReport {
    let (vault, ada) = ground.vault();
    vault.watch_now(&ada, &Fetcher::new().unwrap(), &AtomicBool::new(false)).unwrap()
}

/// Brings certificates in; their ids, in order.
pub(crate) fn bring(ground: &Ground, pem: &str) -> Vec<String> {
    let (vault, ada) = ground.vault();
    vault.import_text(&ada, pem, None).unwrap().ids
}

/// What is known of a certificate.
pub(crate) fn known(ground: &Ground, reference: &str) -> WatchedStatus {
    let (vault, ada) = ground.vault();
    vault.watched_status(&ada, reference).unwrap().expect("it is watched")
}

/// The events of an action, each as its resource and sentence.
pub(crate) fn told(ground: &Ground, action: &str) -> Vec<(String, String)> {
    let (vault, ada) = ground.vault();
    let asked = AuditQuery { action: Some(action.to_owned()), limit: 500, ..AuditQuery::default() };
    let events = vault.audit_events(&ada, &asked).unwrap().events;
    events.into_iter().map(|event| (event.resource.unwrap_or_default(), event.summary)).collect()
}

/// What the dashboard says of certificates that were revoked elsewhere.
pub(crate) fn need(vault: &Vault, ground: &Ground) -> Option<Need> {
    let (_, ada) = ground.vault();
    vault.dashboard(&ada).unwrap().needs.into_iter().find(|need| need.id == "revoked-elsewhere")
}
