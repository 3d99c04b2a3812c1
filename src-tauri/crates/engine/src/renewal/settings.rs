//! The schedule as it is kept: one setting.

use super::schedule::RenewalSchedule;
use crate::{EngineError, Result};
use chancery_store::{ReadTransaction, WriteTransaction};

const KEY: &str = "renewal.schedule";

/// The schedule; the default one, which is off, where none was ever set.
pub(super) fn stored(tx: &ReadTransaction<'_>) -> Result<RenewalSchedule> {
    match tx.setting(KEY)? {
        None => Ok(RenewalSchedule::default()),
        Some(value) => serde_json::from_value(value).map_err(|error| {
            tracing::warn!("the renewal schedule cannot be read: {error}");
            EngineError::new(
                "newer_version",
                "The renewal schedule was written by a newer Chancery. Update this one, or set the schedule anew.",
            )
        }),
    }
}

pub(super) fn store(tx: &WriteTransaction<'_>, schedule: &RenewalSchedule) -> Result<()> {
    let value =
        serde_json::to_value(schedule).map_err(|_| EngineError::internal("a schedule that cannot be written"))?;
    Ok(tx.set_setting(KEY, &value)?)
}
