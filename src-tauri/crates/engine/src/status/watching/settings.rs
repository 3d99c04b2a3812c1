//! Whether and how often others are asked, and which hosts may be inside.

use super::address::is_host;
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::ReadTransaction;
use chrono::Duration;
use serde::{Deserialize, Serialize};
use specta::Type;

const KEY: &str = "watching";
/// A month: what is asked more seldom tells nobody in time.
const MAX_HOURS: u32 = 31 * 24;
const MAX_PER_HOST: u32 = 6_000;
const MAX_TOTAL: u32 = 60_000;
/// Hosts inside that can be named.
const MAX_INSIDE: usize = 100;

/// What is set for watching what others issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchSettings {
    /// Whether requests are sent to the addresses in certificates at all.
    pub on: bool,
    /// Hours after which a status is asked for again, if the answer does not end earlier.
    pub hours: u32,
    /// Requests that one host gets in a minute at most.
    pub per_host: u32,
    /// Requests to all hosts together in a minute at most.
    pub total: u32,
    /// Hosts that are asked though they are inside this network or this computer, with or without a port.
    pub inside: Vec<String>,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self { on: true, hours: 24, per_host: 60, total: 600, inside: Vec::new() }
    }
}

impl WatchSettings {
    pub(super) fn between(&self) -> Duration {
        Duration::hours(i64::from(self.hours))
    }

    fn checked(&self) -> Result<Self> {
        let refused = |field: &str, why: String| Err(EngineError::new("invalid_setting", why).at(field));
        if !(1..=MAX_HOURS).contains(&self.hours) {
            return refused("hours", format!("A status is asked for again after 1 to {MAX_HOURS} hours."));
        }
        if !(1..=MAX_PER_HOST).contains(&self.per_host) {
            return refused("perHost", format!("A host gets 1 to {MAX_PER_HOST} requests a minute."));
        }
        if !(1..=MAX_TOTAL).contains(&self.total) {
            return refused("total", format!("All hosts together get 1 to {MAX_TOTAL} requests a minute."));
        }
        let mut inside: Vec<String> = self.inside.iter().map(|host| host.trim().to_ascii_lowercase()).collect();
        inside.retain(|host| !host.is_empty());
        inside.sort();
        inside.dedup();
        if inside.len() > MAX_INSIDE {
            return refused("inside", format!("At most {MAX_INSIDE} hosts can be named."));
        }
        // What is named must be what is found in an address.
        if let Some(host) = inside.iter().find(|host| !is_host(host)) {
            let shown = chancery_domain::visible(host);
            return refused(
                "inside",
                format!("“{shown}” is no host. Write it as in pki.corp.example or 10.0.0.7:8080."),
            );
        }
        Ok(Self { inside, ..self.clone() })
    }
}

/// What is set; the settings of the beginning where nothing was.
pub(in crate::status) fn stored(tx: &ReadTransaction<'_>) -> Result<WatchSettings> {
    match tx.setting(KEY)? {
        None => Ok(WatchSettings::default()),
        Some(value) => serde_json::from_value(value).map_err(|error| {
            tracing::warn!("the settings of watching cannot be read: {error}");
            let message =
                "The settings of watching were written by a newer Chancery. Update this one, or set them anew.";
            EngineError::new("newer_version", message)
        }),
    }
}

impl Vault {
    /// What is set.
    pub fn watch_settings(&self, actor: &Actor) -> Result<WatchSettings> {
        self.read(actor, Permission::View, |tx, _| stored(tx))
    }

    /// Sets it. Those to whom nobody gave an answer are asked about again soon: a host may be allowed now.
    pub fn change_watch_settings(&self, actor: &Actor, settings: &WatchSettings) -> Result<WatchSettings> {
        let settings = settings.checked()?;
        self.act(actor, Permission::ManageVault, move |tx, now| {
            let value = serde_json::to_value(&settings)
                .map_err(|_| EngineError::internal("settings that cannot be written"))?;
            tx.set_setting(KEY, &value)?;
            tx.ask_unreachable_at(now)?;
            let event = Event::new("watching.changed")
                .with("on", settings.on)
                .with("hours", settings.hours)
                .with("perHost", settings.per_host)
                .with("total", settings.total)
                .with("inside", settings.inside.clone());
            Ok(Deed::done(settings, event))
        })
    }
}
