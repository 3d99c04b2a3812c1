//! Targets as they are kept. One that cannot be read is shown and can be removed, and holds up no other.

use super::address::Place;
use super::view::TargetSettings;
use crate::{EngineError, Result};
use chancery_domain::{TargetId, visible};
use chancery_store::{ReadTransaction, TargetRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A target as it is kept, without what opens it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) id: TargetId,
    pub(super) name: String,
    pub(super) settings: TargetSettings,
    pub(super) place: Place,
    pub(super) trust: Option<String>,
    pub(super) has_credential: bool,
    pub(super) paused: bool,
    pub(super) created_at: DateTime<Utc>,
    /// What stands in the database for it: it is another target once that is something else.
    pub(super) document: String,
}

/// What stands in the database for a place.
#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(flatten)]
    settings: TargetSettings,
    trust: Option<String>,
}

impl Kept {
    /// Reads it; what cannot be read is given back.
    fn read(row: TargetRow) -> Result<Self, TargetRow> {
        let read = serde_json::from_str::<Document>(&row.place).ok();
        let read = read.and_then(|document| Some((Place::of(&document.settings).ok()?, document)));
        let Some((place, Document { settings, trust })) = read else {
            tracing::warn!("{} is not written as this version writes targets", row.id);
            return Err(row);
        };
        Ok(Self {
            id: row.id,
            name: row.name,
            settings,
            place,
            trust,
            has_credential: row.has_credential,
            paused: row.paused,
            created_at: row.created_at,
            document: row.place,
        })
    }

    pub(super) fn reads_back(&self) -> bool {
        reads_back(&self.settings)
    }
}

/// A server that only takes things in is looked at where everybody fetches.
pub(super) fn reads_back(settings: &TargetSettings) -> bool {
    settings.check_url.is_none() || !settings.address.trim().to_ascii_lowercase().starts_with("http")
}

/// What is written for a place.
pub(super) fn document(settings: &TargetSettings, trust: Option<&str>) -> Result<String> {
    let document = Document { settings: settings.clone(), trust: trust.map(str::to_owned) };
    serde_json::to_string(&document).map_err(|_| EngineError::internal("a target could not be written"))
}

/// The targets that are kept, by name, each read if it can be.
pub(super) fn listed(tx: &ReadTransaction<'_>) -> Result<Vec<Result<Kept, TargetRow>>> {
    Ok(tx.targets()?.into_iter().map(Kept::read).collect())
}

/// Those of them at which something can be published.
pub(super) fn all(tx: &ReadTransaction<'_>) -> Result<Vec<Kept>> {
    Ok(listed(tx)?.into_iter().filter_map(Result::ok).collect())
}

/// The target that is meant, by its id or its name, read if it can be.
pub(super) fn look_up(tx: &ReadTransaction<'_>, reference: &str) -> Result<Result<Kept, TargetRow>> {
    let reference = reference.trim();
    let row = match reference.parse::<TargetId>() {
        Ok(id) => tx.target(id)?,
        Err(_) => tx.target_by_name(reference)?,
    };
    Ok(Kept::read(row.ok_or_else(|| EngineError::not_found("target", reference))?))
}

/// The target that is meant, if it can be read.
pub(super) fn find(tx: &ReadTransaction<'_>, reference: &str) -> Result<Kept> {
    look_up(tx, reference)?.map_err(|row| EngineError::new("target_unreadable", unreadable(&row)))
}

/// That a target cannot be read, and what to do.
pub(super) fn unreadable(row: &TargetRow) -> String {
    format!(
        "“{}” ({}) cannot be read: a newer Chancery wrote it, or it was damaged. Nothing is published there. Update this \
         Chancery, or remove the target and add it anew.",
        visible(&row.name),
        row.id
    )
}
