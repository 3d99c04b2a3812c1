//! Whether the window tells the world about revocations, where it listens, over what, and how much it takes.

use super::health::StatusHealth;
use super::limits::StatusLimits;
use super::rhythm::StatusPace;
use super::service::StatusService;
use super::tally::{LatestAnswer, StatusTally};
use crate::audit::Event;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CertificateId, Permission};
use chancery_store::ReadTransaction;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::net::SocketAddr;

const SERVES: &str = "status.serves";
const ADDRESS: &str = "status.address";
const TLS: &str = "status.tls";
const LIMITS: &str = "status.limits";
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
    /// The certificate that is shown over TLS, or whose successor is: any reference to it when it is set, its id when it
    /// was. Plain HTTP without.
    pub tls: Option<String>,
    pub limits: StatusLimits,
}

/// The status service as the window shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    pub settings: StatusSettings,
    /// Where it listens now; null when it does not.
    pub listens: Option<String>,
    /// The same as the beginning of what others ask at: `http://127.0.0.1:8480`.
    pub url: Option<String>,
    /// Why it does not, though it should.
    pub problem: Option<String>,
    pub health: Option<StatusHealth>,
    pub good: u32,
    pub revoked: u32,
    pub unknown: u32,
    pub refused: u32,
    pub failed: u32,
    pub pace: StatusPace,
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
        listens: Option<(SocketAddr, String)>,
        problem: Option<String>,
        service: Option<&StatusService>,
    ) -> Result<Self> {
        let StatusTally { good, revoked, unknown, refused, failed, .. } =
            service.map(StatusService::tally).unwrap_or_default();
        let shown = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let (listens, url) = listens.map(|(address, url)| (address.to_string(), url)).unzip();
        Ok(Self {
            settings,
            listens,
            url,
            problem,
            health: service.map(StatusService::health).transpose()?,
            good: shown(good),
            revoked: shown(revoked),
            unknown: shown(unknown),
            refused: shown(refused),
            failed: shown(failed),
            pace: service.map(StatusService::pace).unwrap_or_default(),
            latest: service.map(StatusService::latest_answers).transpose()?.unwrap_or_default(),
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
        let limits = settings.limits.checked()?;
        let tls = settings.tls.as_deref().map(str::trim).filter(|reference| !reference.is_empty());
        let tls = tls.map(|reference| self.tls_certificate(actor, reference)).transpose();
        let tls = tls.map_err(|error| error.at("tls"))?.map(|id| id.to_string());
        let settings = StatusSettings { serves: settings.serves, address, tls, limits };
        self.act(actor, Permission::ManageVault, move |tx, _| {
            let StatusSettings { serves, address, tls, limits } = &settings;
            let kept =
                serde_json::to_value(limits).map_err(|_| EngineError::internal("settings that cannot be written"))?;
            tx.set_setting(SERVES, &(*serves).into())?;
            tx.set_setting(ADDRESS, &address.clone().into())?;
            tx.set_setting(TLS, &tls.clone().into())?;
            tx.set_setting(LIMITS, &kept)?;
            let event = Event::new("settings.changed")
                .with("statusServes", *serves)
                .with("statusAddress", address.clone())
                .with("statusTls", tls.clone().unwrap_or_else(|| "off".to_owned()))
                .with("ocspRate", limits.ocsp)
                .with("crlRate", limits.crl)
                .with("otherRate", limits.others)
                .with("connections", limits.connections)
                .with("connectionsOfOne", limits.per_address)
                .with("requestSeconds", limits.seconds)
                .with("requestKibibytes", limits.kibibytes)
                .with("proxies", limits.proxies.clone());
            Ok(Deed::done(settings, event))
        })
    }
}

/// The certificate that is set to be shown over TLS, if one is.
pub(super) fn certificate_for_tls(tx: &ReadTransaction<'_>) -> Result<Option<CertificateId>> {
    let set = tx.setting(TLS)?;
    Ok(set.and_then(|value| value.as_str().and_then(|id| id.parse().ok())))
}

/// The limits as they were kept; what could not be set then is as it was.
fn limits_in(kept: serde_json::Value) -> serde_json::Result<StatusLimits> {
    let mut all = serde_json::to_value(StatusLimits::default())?;
    match (all.as_object_mut(), kept) {
        (Some(all), serde_json::Value::Object(kept)) => all.extend(kept),
        (_, kept) => all = kept,
    }
    serde_json::from_value(all)
}

fn current(tx: &ReadTransaction<'_>) -> Result<StatusSettings> {
    let text = |key| Ok::<_, EngineError>(tx.setting(key)?.and_then(|value| value.as_str().map(str::to_owned)));
    let limits = tx.setting(LIMITS)?.map(limits_in).transpose().map_err(|error| {
        tracing::warn!("the limits of the status service cannot be read: {error}");
        let message = "The limits of the status service were written by a newer Chancery. Update this one.";
        EngineError::new("newer_version", message)
    })?;
    Ok(StatusSettings {
        serves: tx.setting(SERVES)?.and_then(|value| value.as_bool()).unwrap_or(false),
        address: text(ADDRESS)?.unwrap_or_else(|| DEFAULT_ADDRESS.to_owned()),
        tls: text(TLS)?,
        limits: limits.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{StatusLimits, limits_in};

    #[test]
    fn limits_that_were_kept_before_there_was_another_are_read_with_what_held_then() {
        let kept = serde_json::json!({
            "ocsp": 7, "crl": 60, "others": 100, "connections": 50, "perAddress": 0, "seconds": 3, "proxies": ["10.0.0.7"]
        });
        let read = limits_in(kept).unwrap();
        assert_eq!((read.ocsp, read.connections, read.seconds, read.proxies.len()), (7, 50, 3, 1));
        assert_eq!(read.kibibytes, StatusLimits::default().kibibytes);
        for rubbish in [serde_json::json!("many"), serde_json::json!({ "ocsp": "many" })] {
            assert!(limits_in(rubbish).is_err());
        }
    }
}
