//! Profiles by name.

use crate::{EngineError, Result};
use chancery_domain::ProfileName;
use chancery_store::{ProfileRow, ReadTransaction};

/// The profile of this name; where there is none, those that there are.
pub(crate) fn require_profile(tx: &ReadTransaction<'_>, name: &ProfileName) -> Result<ProfileRow> {
    if let Some(row) = tx.profile(name)? {
        return Ok(row);
    }
    let known: Vec<String> = tx.profiles()?.into_iter().filter(|row| !row.retired).map(|row| row.name.into()).collect();
    Err(EngineError::new("not_found", format!("There is no profile “{name}”. There are: {}.", known.join(", ")))
        .at("profile"))
}
