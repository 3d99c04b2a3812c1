//! What a renewal keeps of the old certificate, and what it changes.

use super::moment::lifetime;
use super::view::{RenewRequest, SuccessionView};
use crate::certificates::{CertifiedKey, Finding, IssueRequest, KeyChoice, Metadata, Renewed};
use crate::{EngineError, Result, Vault};
use chancery_domain::{
    AttributeType, CertificateId, DistinguishedName, KeyAlgorithm, Lifecycle, Lifetime, Profile, Rdn, RenewKey, Status,
};
use chancery_pki::{Certificate, PublicKey};
use chancery_store::{CertificateRow, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

/// Renewals of renewals that are looked at; older ones have long expired.
const MAX_GENERATIONS: usize = 16;
/// Certificates of one generation that are looked at: one by one, each is revoked before the next is there.
const MAX_SIBLINGS: usize = 64;

/// A renewal that can be tried.
pub(super) struct Plan {
    pub(super) predecessor: CertificateRow,
    pub(super) request: IssueRequest,
    pub(super) renewed: Renewed,
}

/// The key of the new one.
enum Key {
    Same,
    Fresh(Option<KeyAlgorithm>),
}

impl Vault {
    /// Plans the renewal of a certificate, if it is one of ours that nothing took the place of. What its profile has
    /// otherwise by now is left to the profile, and noted.
    pub(super) fn renewal_plan(
        &self,
        tx: &ReadTransaction<'_>,
        row: CertificateRow,
        asked: &RenewRequest,
        now: DateTime<Utc>,
    ) -> Result<Plan> {
        refuse_unrenewable(tx, &row, now)?;
        let (Some(authority), Some(name)) = (row.authority, row.profile.clone()) else {
            return Err(EngineError::new(
                "not_renewable",
                format!(
                    "{} was not issued by an authority of this vault under a profile. Issue a new one instead.",
                    row.id
                ),
            ));
        };
        let profile = self.current_profile(tx, &name)?.profile;
        let mut notes = Vec::new();
        let earlier: DistinguishedName = row.subject.parse()?;
        let (subject, differs) = profile.subject_again(&earlier);
        notes.extend(differs.iter().map(|fault| Renewed::note(fault.to_string(), fault.field().unwrap_or("subject"))));
        let (key, again) = match key_of(&profile, &row, asked, &mut notes)? {
            // What the request says of keys does not count beside the key itself.
            Key::Same => (KeyChoice::Generate { algorithm: None }, Some(certified_key(tx, &row)?)),
            Key::Fresh(algorithm) => (KeyChoice::Generate { algorithm }, None),
        };
        let mut request = IssueRequest {
            authority: authority.to_string(),
            profile: name,
            key,
            common_name: subject.common_name().unwrap_or_default().to_owned(),
            subject_rest: Some(rest_of(&subject)),
            dns: Vec::new(),
            ip: Vec::new(),
            email: Vec::new(),
            uri: Vec::new(),
            days: asked.days,
            hours: None,
            until: None,
            metadata: Metadata { owner: row.owner.clone(), environment: row.environment, notes: row.notes.clone() },
            // It is the old one's names that it is for.
            allow_duplicate: true,
            override_lint: Vec::new(),
            token: asked.token.clone(),
        };
        for name in tx.names(row.id)? {
            match name.kind.as_str() {
                "dns" => request.dns.push(name.value),
                "ip" => request.ip.push(name.value),
                "email" => request.email.push(name.value),
                "uri" => request.uri.push(name.value),
                kind => {
                    return Err(EngineError::new(
                        "not_renewable",
                        format!("{} holds a name of the kind “{kind}”, which is not issued here.", row.id),
                    ));
                }
            }
        }
        change(&mut request, asked, &mut notes);
        let renewed = Renewed { predecessor: row.id, key: again, lifetime: lifetime_of(&row), notes };
        Ok(Plan { predecessor: row, request, renewed })
    }
}

/// Which key the new one is for: as was asked, or else as the profile has it.
fn key_of(profile: &Profile, row: &CertificateRow, asked: &RenewRequest, notes: &mut Vec<Finding>) -> Result<Key> {
    let rules = profile.document();
    let wanted = if asked.key == RenewKey::Auto { rules.renewal.key } else { asked.key };
    let algorithm = row.key_algorithm.parse::<KeyAlgorithm>().ok();
    let algorithm = algorithm.filter(|algorithm| rules.keys.algorithms.contains(algorithm));
    // Another one can be made in its place: the vault has the old one, and may make keys.
    let replaceable = row.key.is_some() && rules.keys.generate;
    let same = match (wanted, asked.changes.algorithm) {
        (RenewKey::Same, Some(_)) if asked.key == RenewKey::Same => {
            let why = "The same key stays what it is. Ask for another kind of key, or for the same one.";
            return Err(EngineError::new("same_key", why).at("key"));
        }
        (_, Some(_)) | (RenewKey::New, None) => false,
        (RenewKey::Same, None) => asked.key == RenewKey::Same || algorithm.is_some() || !replaceable,
        (RenewKey::Auto, None) => !replaceable,
    };
    if same {
        return Ok(Key::Same);
    }
    let fresh = asked.changes.algorithm.or(algorithm);
    if fresh.is_none() {
        let message = format!(
            "The profile allows no {} keys by now. The new one has a fresh {} key.",
            row.key_algorithm,
            profile.default_algorithm()
        );
        notes.push(Renewed::note(message, "key"));
    }
    Ok(Key::Fresh(fresh))
}

/// Whether a renewal can be tried.
pub(crate) fn is_renewable(tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<bool> {
    if row.authority.is_none() || row.profile.is_none() {
        return Ok(false);
    }
    match refuse_unrenewable(tx, row, now) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.code.as_str(), "not_renewable" | "already_renewed") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses to renew what is not in use, or has a successor that is.
pub(super) fn refuse_unrenewable(tx: &ReadTransaction<'_>, row: &CertificateRow, now: DateTime<Utc>) -> Result<()> {
    let refused = |code: &str, why: String| Err(EngineError::new(code, why));
    if row.is_ca {
        return refused(
            "not_renewable",
            format!("{} is an authority’s certificate. Renew the authority itself.", row.id),
        );
    }
    if row.lifecycle == Lifecycle::Revoked {
        return refused(
            "not_renewable",
            format!("{} is revoked. Issue a new certificate, if its names are still to have one.", row.id),
        );
    }
    match successor_in_use(tx, row.id, now)? {
        Some(successor) => refused(
            "already_renewed",
            format!("{successor} has taken the place of {} already. Renew that one, when its time comes.", row.id),
        ),
        None => Ok(()),
    }
}

/// A certificate that can be used and took another's place, be it by taking the place of one that did.
pub(super) fn successor_in_use(
    tx: &ReadTransaction<'_>,
    id: CertificateId,
    now: DateTime<Utc>,
) -> Result<Option<CertificateId>> {
    let mut generation = vec![id];
    for _ in 0..MAX_GENERATIONS {
        let mut next = Vec::new();
        for before in generation {
            for succession in tx.successors(before)? {
                let there = tx.certificate(succession.successor)?;
                if there.is_some_and(|successor| matches!(successor.status(now), Status::Active | Status::NotYetValid))
                {
                    return Ok(Some(succession.successor));
                }
                next.push(succession.successor);
            }
        }
        if next.is_empty() {
            break;
        }
        next.truncate(MAX_SIBLINGS);
        generation = next;
    }
    Ok(None)
}

/// Puts in what was asked for; what that replaces needs no note.
fn change(request: &mut IssueRequest, asked: &RenewRequest, notes: &mut Vec<Finding>) {
    let changes = &asked.changes;
    let fields = [
        (&mut request.dns, &changes.dns),
        (&mut request.ip, &changes.ip),
        (&mut request.email, &changes.email),
        (&mut request.uri, &changes.uri),
    ];
    for (names, changed) in fields {
        if let Some(changed) = changed {
            names.clone_from(changed);
        }
    }
    if let Some(name) = &changes.common_name {
        request.common_name.clone_from(name);
        notes.retain(|note| note.field.as_deref() != Some("commonName"));
    }
    if let Some(rest) = &changes.subject_rest {
        request.subject_rest = Some(rest.clone());
        notes.retain(|note| note.field.as_deref() != Some("subjectRest"));
    }
}

/// How long the old one lives, in whole days where it does.
fn lifetime_of(row: &CertificateRow) -> Option<Lifetime> {
    let lived = lifetime(row.not_before, row.not_after);
    let whole = |number: i64| u32::try_from(number).ok().filter(|number| *number > 0);
    match whole(lived.num_days()).filter(|_| lived.num_seconds() % 86_400 == 0) {
        Some(days) => Some(Lifetime::Days(days)),
        None => whole((lived + Duration::minutes(59)).num_hours()).map(Lifetime::Hours),
    }
}

fn rest_of(subject: &DistinguishedName) -> String {
    let rdns = subject.rdns().iter().filter_map(|rdn| {
        let rest: Rdn = rdn.iter().filter(|part| *part.kind() != AttributeType::CommonName).cloned().collect();
        (!rest.is_empty()).then_some(rest)
    });
    DistinguishedName::new(rdns.collect()).to_string()
}

fn certified_key(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<CertifiedKey> {
    let der =
        tx.certificate_der(row.id)?.ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
    let public = PublicKey::from_spki_der(&Certificate::from_der(&der)?.facts().spki_der)?;
    Ok(CertifiedKey { public, held: row.key })
}

/// What stands before and after a certificate.
pub(crate) fn succession_views(
    tx: &ReadTransaction<'_>,
    row: &CertificateRow,
    now: DateTime<Utc>,
) -> Result<(Option<SuccessionView>, Vec<SuccessionView>)> {
    let view = |id, revoke_at| -> Result<Option<SuccessionView>> {
        Ok(tx.certificate(id)?.map(|other| SuccessionView {
            certificate_id: other.id.to_string(),
            status: other.status(now),
            label: other.label,
            not_after: other.not_after,
            revoke_at,
        }))
    };
    let before = tx.predecessor(row.id)?.map(|found| view(found.predecessor, found.revoke_at)).transpose()?.flatten();
    let after = tx
        .successors(row.id)?
        .into_iter()
        .filter_map(|found| view(found.successor, found.revoke_at).transpose())
        .collect::<Result<_>>()?;
    Ok((before, after))
}
