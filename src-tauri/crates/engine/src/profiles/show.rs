//! Profiles in lists and in full.

use super::find::require_profile;
use super::stored::no_version;
use super::view::{
    Pins, ProfileDetail, ProfileHints, ProfileNamesRule, ProfileReference, ProfileVersionView, ProfileView,
};
use crate::{Actor, Result, Vault};
use chancery_domain::{
    AuthorityId, ExtendedKeyUsage, NameKind, Permission, Presence, Profile, ProfileDocument, visible,
};
use chancery_store::{ProfileId, ProfileRow, ReadTransaction};

impl Vault {
    /// All profiles, as forms offer and explain them; retired ones only where they are asked for.
    pub fn profiles(&self, actor: &Actor, with_retired: bool) -> Result<Vec<ProfileView>> {
        self.read(actor, Permission::View, |tx, _| {
            let restricted = restricted_authorities(tx)?;
            let rows = tx.profiles()?.into_iter().filter(|row| with_retired || !row.retired);
            let view = |row: ProfileRow| {
                let profile = self.parsed_profile(tx, row.id, row.version, &row.name)?;
                let built_in = row.version == 1 && tx.profile_versions(row.id)?.iter().all(|v| v.created_at.is_none());
                Ok(to_view(&row, row.version, built_in, &profile, accepted_by(tx, row.id, &restricted)?))
            };
            rows.map(view).collect()
        })
    }

    /// Everything about a profile, or about one version of it.
    pub fn profile(&self, actor: &Actor, reference: &ProfileReference) -> Result<ProfileDetail> {
        self.read(actor, Permission::View, |tx, _| self.profile_detail(tx, reference))
    }

    pub(super) fn profile_detail(
        &self,
        tx: &ReadTransaction<'_>,
        reference: &ProfileReference,
    ) -> Result<ProfileDetail> {
        let row = require_profile(tx, &reference.name)?;
        let version = reference.version.unwrap_or(row.version);
        let versions = tx.profile_versions(row.id)?;
        let this = versions.iter().find(|known| known.version == version);
        let built_in = this.ok_or_else(|| no_version(&row.name, version))?.created_at.is_none();
        let profile = self.parsed_profile(tx, row.id, version, &row.name)?;
        let restricted = restricted_authorities(tx)?;
        let (_, flaws) = Profile::new(profile.document().clone());
        Ok(ProfileDetail {
            profile: to_view(&row, version, built_in, &profile, accepted_by(tx, row.id, &restricted)?),
            document: profile.document().clone(),
            versions: versions
                .into_iter()
                .map(|known| ProfileVersionView {
                    version: known.version,
                    created_at: known.created_at,
                    created_by: known.created_by.as_deref().map(visible),
                })
                .collect(),
            flaws,
            pins: Pins {
                authorities: ids(&tx.authorities_of_profile(row.id)?),
                accepted_by: ids(&restricted
                    .iter()
                    .filter(|(_, only)| only.contains(&row.id))
                    .map(|(id, _)| *id)
                    .collect::<Vec<_>>()),
            },
        })
    }
}

fn ids(authorities: &[AuthorityId]) -> Vec<String> {
    authorities.iter().map(ToString::to_string).collect()
}

/// The authorities that accept only some profiles, with these.
fn restricted_authorities(tx: &ReadTransaction<'_>) -> Result<Vec<(AuthorityId, Vec<ProfileId>)>> {
    let mut restricted = Vec::new();
    for authority in tx.authorities()? {
        let only = tx.profiles_of_authority(authority.id)?;
        if !only.is_empty() {
            restricted.push((authority.id, only));
        }
    }
    Ok(restricted)
}

/// The authorities that can issue under a profile; `None` when every one can.
fn accepted_by(
    tx: &ReadTransaction<'_>,
    profile: ProfileId,
    restricted: &[(AuthorityId, Vec<ProfileId>)],
) -> Result<Option<Vec<String>>> {
    let pinned = tx.authorities_of_profile(profile)?;
    let refuses = |id: &AuthorityId| restricted.iter().any(|(other, only)| other == id && !only.contains(&profile));
    if pinned.is_empty() && !restricted.iter().any(|(_, only)| !only.contains(&profile)) {
        return Ok(None);
    }
    let all = tx.authorities()?.into_iter().map(|authority| authority.id);
    let accepting: Vec<AuthorityId> =
        all.filter(|id| (pinned.is_empty() || pinned.contains(id)) && !refuses(id)).collect();
    Ok(Some(ids(&accepting)))
}

fn to_view(
    row: &ProfileRow,
    version: u32,
    built_in: bool,
    profile: &Profile,
    accepted_by: Option<Vec<String>>,
) -> ProfileView {
    let document = profile.document();
    let validity = &document.validity;
    ProfileView {
        name: row.name.clone(),
        title: document.title.clone(),
        description: document.description.clone(),
        version,
        retired: row.retired,
        built_in,
        rule_set: document.rule_set,
        algorithms: document.keys.algorithms.clone(),
        default_algorithm: document.keys.default_algorithm,
        default_lifetime: validity.default,
        maximum_lifetime: validity.maximum,
        max_days: validity.maximum.days_rounded_up(),
        renew_before: document.renewal.before,
        renew_before_days: document.renewal.before.days_rounded_up(),
        renews_automatically: document.renewal.automatic,
        key_usage: document.extensions.key_usage.usages.iter().map(|usage| usage.as_str().to_owned()).collect(),
        extended_key_usage: profile.purposes().iter().map(ExtendedKeyUsage::to_string).collect(),
        names_rule: match (document.names.one_of.is_empty(), document.names.from_common_name.is_empty()) {
            (true, _) => ProfileNamesRule::Optional,
            (false, true) => ProfileNamesRule::Required,
            (false, false) => ProfileNamesRule::HostFromCommonName,
        },
        generates_keys: document.keys.generate,
        exports_keys: document.keys.export,
        makes_authorities: profile.is_authority(),
        duplicates: document.duplicates,
        accepted_by,
        hints: hints(document),
    }
}

fn hints(document: &ProfileDocument) -> ProfileHints {
    let algorithms: Vec<&str> = document.keys.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
    let made = if document.keys.generate { "" } else { " No key is made here: give a request." };
    let validity = &document.validity;
    let usual = match validity.default == validity.maximum {
        true => format!("At most {}", validity.maximum),
        false => format!("{} unless said otherwise, at most {}", validity.default, validity.maximum),
    };
    ProfileHints {
        subject: subject_hint(document),
        names: names_hint(document),
        key: format!("Allowed: {}.{made}", algorithms.join(", ")),
        days: format!("{usual}; renewal is due {} before the end.", document.renewal.before),
    }
}

fn subject_hint(document: &ProfileDocument) -> String {
    let rules = document.subject.attributes.iter().map(|rule| {
        let attribute = &rule.attribute;
        match (rule.presence, &rule.value, &rule.pattern) {
            (Presence::Fixed, Some(value), _) => format!("{attribute} is {}", visible(value)),
            (Presence::Fixed, None, _) => format!("{attribute} is fixed"),
            (Presence::Required, _, Some(pattern)) => format!("{attribute} is needed and follows {pattern}"),
            (Presence::Required, _, None) => format!("{attribute} is needed"),
            (Presence::Optional, _, Some(pattern)) => format!("{attribute} follows {pattern}"),
            (Presence::Optional, _, None) => format!("{attribute} may be given"),
            (Presence::Forbidden, ..) => format!("{attribute} is not allowed"),
        }
    });
    let rules: Vec<String> = rules.collect();
    if rules.is_empty() { String::new() } else { rules.join("; ") + "." }
}

fn names_hint(document: &ProfileDocument) -> String {
    let rules = &document.names;
    let words = |kinds: &[NameKind]| kinds.iter().map(|kind| kind.in_words()).collect::<Vec<_>>().join(" or ");
    let own = match (rules.one_of.as_slice(), rules.from_common_name.is_empty()) {
        ([], _) => "Names are optional.".to_owned(),
        (kinds, true) if kinds.len() == 4 => {
            "At least one name is required; the common name is not added by itself.".to_owned()
        }
        (kinds, true) => format!("At least one {}; the common name is not added by itself.", words(kinds)),
        (kinds, false) => {
            format!("At least one {}. A common name that is one is added by itself.", words(kinds))
        }
    };
    let bound = |what: &str, of: Option<&Vec<String>>| {
        of.filter(|values| !values.is_empty()).map(|values| format!(" {what} in {}.", visible(&values.join(", "))))
    };
    let bounds = [
        bound("DNS names", rules.dns.as_ref().map(|rule| &rule.suffixes)),
        bound("IP addresses", rules.ip.as_ref().map(|rule| &rule.ranges)),
        bound("E-mail addresses", rules.email.as_ref().map(|rule| &rule.domains)),
        bound("URIs of hosts", rules.uri.as_ref().map(|rule| &rule.hosts)),
    ];
    own + &bounds.into_iter().flatten().collect::<String>()
}
