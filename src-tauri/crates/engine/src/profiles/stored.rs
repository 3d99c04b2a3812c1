//! Profiles as the database has them, ready for use.

use super::find::require_profile;
use crate::{EngineError, Result, Vault};
use chancery_domain::{Fault, FaultCode, Profile, ProfileDocument, ProfileName, RenewalRules, RuleSets, visible};
use chancery_store::{AuthorityRow, CertificateRow, ProfileId, ProfileRow, ReadTransaction};
use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// A profile with the version that counts now.
#[derive(Debug, Clone)]
pub(crate) struct StoredProfile {
    pub(crate) row: ProfileRow,
    pub(crate) profile: Arc<Profile>,
}

/// Versions that were parsed before. What a version says never changes, so that it may be kept past a transaction.
#[derive(Debug, Default)]
pub(crate) struct ParsedProfiles(Mutex<HashMap<(ProfileId, u32), Arc<Profile>>>);

/// Versions kept parsed at most; there are a dozen profiles in use in most vaults.
const MAX_PARSED: usize = 256;

impl Vault {
    /// The profile of this name as it counts now, unless it is retired.
    pub(crate) fn current_profile(&self, tx: &ReadTransaction<'_>, name: &ProfileName) -> Result<StoredProfile> {
        let row = require_profile(tx, name).map_err(|error| error.at("profile"))?;
        if row.retired {
            return Err(retired(name));
        }
        let profile = self.parsed_profile(tx, row.id, row.version, name)?;
        Ok(StoredProfile { row, profile })
    }

    /// A version of a profile.
    pub(crate) fn parsed_profile(
        &self,
        tx: &ReadTransaction<'_>,
        id: ProfileId,
        version: u32,
        name: &ProfileName,
    ) -> Result<Arc<Profile>> {
        let known = self.parsed_profiles().lock().get(&(id, version)).cloned();
        if let Some(profile) = known {
            return Ok(profile);
        }
        let text = tx.profile_document(id, version)?.ok_or_else(|| no_version(name, version))?;
        let profile = Arc::new(parse(&text, name)?);
        let mut parsed = self.parsed_profiles().lock();
        if parsed.len() >= MAX_PARSED {
            parsed.clear();
        }
        parsed.insert((id, version), Arc::clone(&profile));
        Ok(profile)
    }
}

impl ParsedProfiles {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(ProfileId, u32), Arc<Profile>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StoredProfile {
    /// Refuses an authority that does not issue under this profile.
    pub(crate) fn check_use_by(&self, tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<()> {
        refuse_use_by(tx, &self.row, authority)
    }

    /// Refuses to keep what was made under a profile that is not, any more, as it was then.
    pub(crate) fn still_current(&self, tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<()> {
        let row = require_profile(tx, &self.row.name)?;
        if row.version != self.row.version || row.retired {
            return Err(EngineError::new(
                "changed_meanwhile",
                format!("The profile {} was changed meanwhile. Look again and retry.", self.row.name),
            ));
        }
        self.check_use_by(tx, authority)
    }
}

/// Refuses an authority that does not issue under a profile.
pub(crate) fn refuse_use_by(tx: &ReadTransaction<'_>, row: &ProfileRow, authority: &AuthorityRow) -> Result<()> {
    let refuse = |why: &str| {
        let fault = Fault::new(FaultCode::ProfileViolation, why).at("profile");
        Err(EngineError::from(fault))
    };
    let name = visible(&authority.name);
    let authorities = tx.authorities_of_profile(row.id)?;
    if !authorities.is_empty() && !authorities.contains(&authority.id) {
        return refuse(&format!("The profile {} is for other authorities than “{name}”.", row.name));
    }
    let profiles = tx.profiles_of_authority(authority.id)?;
    if !profiles.is_empty() && !profiles.contains(&row.id) {
        return refuse(&format!("“{name}” does not issue under the profile {}. Choose another one.", row.name));
    }
    Ok(())
}

/// The rules that certificates are held to which this version of a profile makes.
pub(crate) fn rule_sets(
    tx: &ReadTransaction<'_>,
    name: Option<&ProfileName>,
    version: Option<u32>,
) -> Result<RuleSets> {
    Ok(document_of(tx, name, version)?.map(|document| document.rule_set).into_iter().collect())
}

/// What people call a profile; its name where that cannot be told.
pub(crate) fn title_of(tx: &ReadTransaction<'_>, name: &str) -> String {
    let title = || {
        let row = tx.profile(&name.parse().ok()?).ok()??;
        let text = tx.profile_document(row.id, row.version).ok()??;
        Some(ProfileDocument::from_json(&text).ok()?.title)
    };
    title().unwrap_or_else(|| name.to_owned())
}

/// Which versions of profiles keep keys in the vault; each is looked at once.
#[derive(Debug, Default)]
pub(crate) struct KeyExports(HashMap<(ProfileName, u32), bool>);

impl KeyExports {
    /// Refuses to let a key out of the vault that the profile keeps in which made its certificate, as it was then.
    pub(crate) fn check(&mut self, tx: &ReadTransaction<'_>, certificate: &CertificateRow) -> Result<()> {
        let Some(made_by) = certificate.profile.clone().zip(certificate.profile_version) else { return Ok(()) };
        let allowed = match self.0.get(&made_by) {
            Some(known) => *known,
            None => {
                let document = document_of(tx, Some(&made_by.0), Some(made_by.1))?;
                let allowed = document.is_none_or(|document| document.keys.export);
                self.0.insert(made_by.clone(), allowed);
                allowed
            }
        };
        if allowed { Ok(()) } else { Err(keys_stay(&made_by.0)) }
    }
}

/// Refuses to let keys out of the vault that are made under this profile, as its newest version has it.
pub(crate) fn refuse_keys_of(tx: &ReadTransaction<'_>, name: &ProfileName) -> Result<()> {
    // Issuing says so where there is none.
    let Some(row) = tx.profile(name)? else { return Ok(()) };
    match document_of(tx, Some(name), Some(row.version))? {
        Some(document) if !document.keys.export => Err(keys_stay(name)),
        _ => Ok(()),
    }
}

fn keys_stay(name: &ProfileName) -> EngineError {
    Fault::new(FaultCode::ProfileViolation, format!("The profile {name} lets no key out of the vault.")).into()
}

/// Every profile with when and how its certificates are renewed, and when all of them end at the latest, as its newest
/// version has it.
pub(crate) fn renewal_rules(
    tx: &ReadTransaction<'_>,
) -> Result<Vec<(ProfileRow, RenewalRules, Option<DateTime<Utc>>)>> {
    let mut rules = Vec::new();
    for row in tx.profiles()? {
        let document = document_of(tx, Some(&row.name), Some(row.version))?;
        rules.extend(document.map(|document| (row, document.renewal, document.validity.ends_at)));
    }
    Ok(rules)
}

/// The same of one profile, if it is there.
pub(crate) fn renewal_rules_of(tx: &ReadTransaction<'_>, name: &ProfileName) -> Result<Option<RenewalRules>> {
    let Some(row) = tx.profile(name)? else { return Ok(None) };
    Ok(document_of(tx, Some(name), Some(row.version))?.map(|document| document.renewal))
}

/// What this version of a profile says.
fn document_of(
    tx: &ReadTransaction<'_>,
    name: Option<&ProfileName>,
    version: Option<u32>,
) -> Result<Option<ProfileDocument>> {
    let (Some(name), Some(version)) = (name, version) else { return Ok(None) };
    let Some(profile) = tx.profile(name)? else { return Ok(None) };
    let text = tx.profile_document(profile.id, version)?.ok_or_else(|| no_version(name, version))?;
    Ok(Some(ProfileDocument::from_json(&text)?))
}

fn parse(text: &str, name: &ProfileName) -> Result<Profile> {
    let (profile, flaws) = Profile::new(ProfileDocument::from_json(text)?);
    profile.ok_or_else(|| {
        // It was checked when it was saved, perhaps by a program that knew fewer contradictions.
        let why = flaws.into_iter().find(|flaw| flaw.blocks).map(|flaw| flaw.message).unwrap_or_default();
        EngineError::new("invalid_profile", format!("The profile {name} cannot be used as it is. {why} Edit it."))
            .at("profile")
    })
}

fn retired(name: &ProfileName) -> EngineError {
    EngineError::new("profile_retired", format!("The profile {name} is retired: nothing is issued under it any more."))
        .at("profile")
}

pub(super) fn no_version(name: &ProfileName, version: u32) -> EngineError {
    EngineError::new("not_found", format!("The profile {name} has no version {version}.")).at("version")
}
