//! Two profiles, or two versions of one, beside each other.

use super::view::{ProfileComparison, ProfileReference};
use crate::{Actor, Result, Vault};
use chancery_domain::{Permission, differences};

impl Vault {
    /// Everything that the two say differently.
    pub fn compare_profiles(
        &self,
        actor: &Actor,
        left: &ProfileReference,
        right: &ProfileReference,
    ) -> Result<ProfileComparison> {
        self.read(actor, Permission::View, |tx, _| {
            let (one, other) = (self.profile_detail(tx, left)?, self.profile_detail(tx, right)?);
            let named = |name: &ProfileReference, version| ProfileReference { version: Some(version), ..name.clone() };
            Ok(ProfileComparison {
                left: named(left, one.profile.version),
                right: named(right, other.profile.version),
                differences: differences(&one.document, &other.document),
            })
        })
    }
}
