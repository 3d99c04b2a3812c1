//! A profile that is not saved yet, shown for what it means: what is wrong with it, what it changes, and a certificate
//! made with it.

use super::find::require_profile;
use super::save::checked;
use crate::authorities::{Lineage, fresh_serial};
use crate::certificates::{Draft, IssueRequest, Preview};
use crate::{Actor, Result, Vault};
use chancery_domain::{
    Difference, Flaw, NameKind, Permission, Presence, Profile, ProfileDocument, ProfileName, Status, differences,
};
use chancery_store::{AuthorityRow, ReadTransaction};
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;
use std::sync::Arc;

/// What a profile would be once it is saved.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfilePreview {
    /// Everything that is wrong or odd about it.
    pub flaws: Vec<Flaw>,
    /// What it says otherwise than the newest version of the profile that is edited.
    pub changes: Vec<Difference>,
    /// The version that it would be.
    pub version: u32,
    /// A certificate for somebody made up; null while the profile cannot be used, or without an authority.
    pub sample: Option<Preview>,
    /// Why there is no sample, where the profile is not the reason.
    pub no_sample: Option<String>,
}

impl Vault {
    /// What a profile means before it is saved: as a new version of `edited`, or as a new profile. Keeps nothing.
    pub fn preview_profile(
        &self,
        actor: &Actor,
        document: &ProfileDocument,
        edited: Option<&ProfileName>,
    ) -> Result<ProfilePreview> {
        self.read(actor, Permission::View, |tx, now| {
            let (profile, mut flaws) = checked(document.clone(), now);
            let mut changes = Vec::new();
            let mut version = 1;
            match edited {
                Some(name) => {
                    let row = require_profile(tx, name)?;
                    let before = self.parsed_profile(tx, row.id, row.version, name)?;
                    changes = differences(before.document(), document);
                    version = row.version + 1;
                }
                None => flaws.extend(taken(tx, document)?),
            }
            let (sample, no_sample) = match profile {
                Some(profile) if flaws.iter().all(|flaw| !flaw.blocks) => sample(tx, &Arc::new(profile), now)?,
                _ => (None, None),
            };
            Ok(ProfilePreview { flaws, changes, version, sample, no_sample })
        })
    }
}

/// What stands against a new profile of this name.
fn taken(tx: &ReadTransaction<'_>, document: &ProfileDocument) -> Result<Option<Flaw>> {
    let Ok(name) = document.name.parse::<ProfileName>() else { return Ok(None) };
    Ok(tx.profile(&name)?.map(|_| Flaw {
        field: "name".to_owned(),
        message: format!("There is a profile {name} already. Edit that one, or give this one another name."),
        blocks: true,
    }))
}

/// A certificate for somebody made up, below an authority that is there; or why there is none.
fn sample(
    tx: &ReadTransaction<'_>,
    profile: &Arc<Profile>,
    now: DateTime<Utc>,
) -> Result<(Option<Preview>, Option<String>)> {
    let Some(authority) = issuing_authority(tx, now)? else {
        let why = "Without an authority there is no certificate to show. Create one first.";
        return Ok((None, Some(why.to_owned())));
    };
    let request = request(profile.document(), &authority);
    let lineage = Lineage::of(tx, authority, now)?;
    let draft = Draft::new(&request, profile, &lineage, fresh_serial()?, now)?;
    Ok((Some(draft.shown_below(lineage.issuer())?), None))
}

/// An authority that certificates are made with here: one below another where there is one.
fn issuing_authority(tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Option<AuthorityRow>> {
    let mut found = None;
    for authority in tx.authorities()? {
        let active = tx.certificate(authority.certificate)?.is_some_and(|own| own.status(now) == Status::Active);
        if active && authority.parent.is_some() {
            return Ok(Some(authority));
        }
        if active && found.is_none() {
            found = Some(authority);
        }
    }
    Ok(found)
}

/// What somebody made up would ask for: everything that is needed, and one name of the first kind that is allowed.
fn request(document: &ProfileDocument, authority: &AuthorityRow) -> IssueRequest {
    let host = sample_host(document);
    let rules = &document.names;
    let kinds = [NameKind::Dns, NameKind::Email, NameKind::Uri, NameKind::Ip];
    let kind = rules.one_of.first().copied().or_else(|| kinds.into_iter().find(|kind| rules.allows(*kind)));
    let named = |wanted: NameKind, name: String| if kind == Some(wanted) { vec![name] } else { Vec::new() };
    let domain = rules.email.as_ref().and_then(|rule| rule.domains.first()).map_or("example", |domain| domain.as_str());
    let scheme = rules.uri.as_ref().and_then(|rule| rule.schemes.first()).map_or("https", String::as_str);
    let uri_host =
        rules.uri.as_ref().and_then(|rule| rule.hosts.first()).map_or_else(|| host.clone(), |host| below(host));
    let range = rules.ip.as_ref().and_then(|rule| rule.ranges.first());
    let address = range.and_then(|range| range.split('/').next()).unwrap_or("192.0.2.10");
    let needed = document.subject.attributes.iter().filter(|rule| {
        rule.presence == Presence::Required && rule.value.is_none() && !rule.attribute.eq_ignore_ascii_case("CN")
    });
    let rest: Vec<String> = needed
        // The code that ISO 3166 leaves to whoever needs one.
        .map(|rule| {
            format!("{}={}", rule.attribute, if rule.attribute.eq_ignore_ascii_case("C") { "ZZ" } else { "Sample" })
        })
        .collect();
    let profile = document.name.parse().unwrap_or(ProfileName::WEB_SERVER);
    IssueRequest {
        subject_rest: (!rest.is_empty()).then(|| rest.join(",")),
        ip: named(NameKind::Ip, address.to_owned()),
        email: named(NameKind::Email, format!("sample@{}", domain.trim_start_matches('.'))),
        uri: named(NameKind::Uri, format!("{scheme}://{uri_host}/sample")),
        dns: named(NameKind::Dns, host.clone()),
        ..IssueRequest::plain(authority.id, profile, host)
    }
}

fn sample_host(document: &ProfileDocument) -> String {
    let suffix = document.names.dns.as_ref().and_then(|rule| rule.suffixes.first());
    suffix.map_or_else(|| "sample.example".to_owned(), |suffix| below(suffix))
}

fn below(suffix: &str) -> String {
    format!("sample.{}", suffix.trim_start_matches('.'))
}
