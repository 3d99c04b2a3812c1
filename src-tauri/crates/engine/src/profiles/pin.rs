//! Which profiles are for which authorities.

use super::find::require_profile;
use super::save::told;
use super::view::{ProfileDetail, ProfileReference};
use crate::audit::Event;
use crate::authorities::resolve;
use crate::vault::Deed;
use crate::{Actor, Result, Vault};
use chancery_domain::{Permission, ProfileName};

impl Vault {
    /// Lets only these authorities issue under a profile; none lets every one. Certificates that were issued stay.
    pub fn pin_profile(&self, actor: &Actor, name: &ProfileName, authorities: &[String]) -> Result<ProfileDetail> {
        let (wanted, references) = (name.clone(), authorities.to_vec());
        self.act(actor, Permission::ManageProfiles, move |tx, _| {
            let row = require_profile(tx, &wanted)?;
            let mut pinned = Vec::new();
            let mut names = Vec::new();
            for reference in &references {
                let authority = resolve(tx, reference).map_err(|error| error.at("authorities"))?;
                if !pinned.contains(&authority.id) {
                    pinned.push(authority.id);
                    names.push(authority.name);
                }
            }
            tx.set_authorities_of_profile(row.id, &pinned)?;
            Ok(Deed::done((), told("profile.pinned", &wanted).with("authorities", names)))
        })?;
        self.profile(actor, &ProfileReference { name: name.clone(), version: None })
    }

    /// Lets an authority issue only under these profiles; none lets it issue under every one.
    pub fn restrict_authority(&self, actor: &Actor, authority: &str, profiles: &[ProfileName]) -> Result<()> {
        let (reference, names) = (authority.to_owned(), profiles.to_vec());
        self.act(actor, Permission::ManageProfiles, move |tx, _| {
            let authority = resolve(tx, &reference).map_err(|error| error.at("authority"))?;
            let mut accepted = Vec::new();
            for name in &names {
                let row = require_profile(tx, name).map_err(|error| error.at("profiles"))?;
                if !accepted.contains(&row.id) {
                    accepted.push(row.id);
                }
            }
            tx.set_profiles_of_authority(authority.id, &accepted)?;
            let names: Vec<String> = names.into_iter().map(Into::into).collect();
            let event = Event::of_authority("authority.restricted", authority.id)
                .with("name", authority.name)
                .with("profiles", names);
            Ok(Deed::done((), event))
        })
    }

    /// The profiles under which alone an authority issues; none when it issues under every one.
    pub fn profiles_of_authority(&self, actor: &Actor, authority: &str) -> Result<Vec<ProfileName>> {
        self.read(actor, Permission::View, |tx, _| {
            let authority = resolve(tx, authority).map_err(|error| error.at("authority"))?;
            let accepted = tx.profiles_of_authority(authority.id)?;
            let rows = tx.profiles()?.into_iter().filter(|row| accepted.contains(&row.id));
            Ok(rows.map(|row| row.name).collect())
        })
    }
}
