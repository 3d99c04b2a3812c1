//! Whether the window tells the world about revocations, and where it listens.

use super::health::StatusHealth;
use super::service::StatusService;
use super::tally::{LatestAnswer, StatusTally};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use chancery_store::ReadTransaction;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::net::SocketAddr;

const SERVES: &str = "status.serves";
const ADDRESS: &str = "status.address";
/// This computer alone.
const DEFAULT_ADDRESS: &str = "127.0.0.1:8480";

/// What is set for the status service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusSettings {
    /// Whether the window serves from when somebody signs in until it is closed.
    pub serves: bool,
    /// Address and port. Any other than loopback lets other computers in.
    pub address: String,
}

/// The status service as the window shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    pub settings: StatusSettings,
    /// Where it listens now; null when it does not.
    pub listens: Option<String>,
    /// Why it does not, though it should.
    pub problem: Option<String>,
    pub health: Option<StatusHealth>,
    pub good: u32,
    pub revoked: u32,
    pub unknown: u32,
    pub refused: u32,
    pub failed: u32,
    /// The latest answers that were signed, the newest first.
    pub latest: Vec<LatestAnswer>,
}

impl StatusSettings {
    /// The address, read.
    ///
    /// # Errors
    /// When it is none.
    pub fn socket(&self) -> Result<SocketAddr> {
        self.address.trim().parse().map_err(|_| {
            EngineError::new("invalid_address", "Give an address and a port, such as 127.0.0.1:8480 or [::]:80.")
                .at("address")
        })
    }
}

impl StatusView {
    /// What is shown of a service, where there is one.
    pub fn of(
        settings: StatusSettings,
        listens: Option<SocketAddr>,
        problem: Option<String>,
        service: Option<&StatusService>,
    ) -> Result<Self> {
        let StatusTally { good, revoked, unknown, refused, failed, .. } =
            service.map(StatusService::tally).unwrap_or_default();
        let shown = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Self {
            settings,
            listens: listens.map(|address| address.to_string()),
            problem,
            health: service.map(StatusService::health).transpose()?,
            good: shown(good),
            revoked: shown(revoked),
            unknown: shown(unknown),
            refused: shown(refused),
            failed: shown(failed),
            latest: service.map(StatusService::latest_answers).unwrap_or_default(),
        })
    }
}

impl Vault {
    /// What is set.
    pub fn status_settings(&self, actor: &Actor) -> Result<StatusSettings> {
        self.read(actor, Permission::View, |tx, _| current(tx))
    }

    /// Sets it.
    pub fn change_status_settings(&self, actor: &Actor, settings: &StatusSettings) -> Result<StatusSettings> {
        let address = settings.socket()?.to_string();
        let settings = StatusSettings { serves: settings.serves, address };
        self.act(actor, Permission::ManageVault, move |tx, _| {
            tx.set_setting(SERVES, &settings.serves.into())?;
            tx.set_setting(ADDRESS, &settings.address.clone().into())?;
            let event = Event::new("settings.changed")
                .with("statusServes", settings.serves)
                .with("statusAddress", settings.address.clone());
            Ok(Deed::done(settings, event))
        })
    }
}

fn current(tx: &ReadTransaction<'_>) -> Result<StatusSettings> {
    let address = tx.setting(ADDRESS)?.and_then(|value| value.as_str().map(str::to_owned));
    Ok(StatusSettings {
        serves: tx.setting(SERVES)?.and_then(|value| value.as_bool()).unwrap_or(false),
        address: address.unwrap_or_else(|| DEFAULT_ADDRESS.to_owned()),
    })
}
