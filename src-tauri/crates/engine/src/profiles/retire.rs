//! Taking profiles out of use. None is ever deleted: certificates point to them.

use super::find::require_profile;
use super::save::told;
use super::view::{ProfileDetail, ProfileReference};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileName};

impl Vault {
    /// Takes a profile out of use, or back into it. What was issued under it stays as it is.
    pub fn retire_profile(&self, actor: &Actor, name: &ProfileName, retired: bool) -> Result<ProfileDetail> {
        let wanted = name.clone();
        self.act(actor, Permission::ManageProfiles, move |tx, _| {
            let row = require_profile(tx, &wanted)?;
            if row.retired == retired {
                let state = if retired { "retired already" } else { "in use" };
                return Err(EngineError::new("nothing_changed", format!("The profile {wanted} is {state}.")));
            }
            tx.set_profile_retired(row.id, retired)?;
            let action = if retired { "profile.retired" } else { "profile.restored" };
            Ok(Deed::done((), told(action, &wanted)))
        })?;
        self.profile(actor, &ProfileReference { name: name.clone(), version: None })
    }
}
