//! Issuing: draft, key, signature, and one transaction that keeps all of it.

use super::chain::certificates_above;
use super::draft::{Draft, Renewed};
use super::duplicates::duplicates;
use super::facts::new_certificate;
use super::requests::{IssueRequest, KeyChoice};
use super::standing::{Standing, names_of};
use super::view::{CertificateDetail, Severity};
use crate::audit::Event;
use crate::authorities::{Lineage, SealedKey, fresh_serial, refuse_namesake, resolve};
use crate::crl::keep_in_shard;
use crate::lint::{Linted, lint_for_signing};
use crate::profiles::StoredProfile;
use crate::requests::answered;
use crate::vault::{Deed, allow};
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{
    CertificateId, DuplicatePolicy, Lifecycle, Origin, Permission, ProfileName, RevocationReason, WatchedStanding,
    visible,
};
use chancery_pki::{Certificate, KeyPair, LINT_VERSION, PublicKey, Signer, sign_tbs, tbs_certificate};
use chancery_store::{
    AuthorityRow, CertificateRow, Findings, NewCertificate, NewPrivateKey, PrivateKeyId, ReadTransaction,
    WriteTransaction,
};
use chrono::{DateTime, Utc};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// The code with which a transaction says that what was presumed is not so; nobody else sees it.
const PRESUMED: &str = "presumed";

/// A certificate that is signed and not yet kept: nobody has seen it.
pub(crate) struct Signed {
    row: NewCertificate,
    key: Option<NewPrivateKey>,
    /// The key in the vault that is certified once more.
    held: Option<PrivateKeyId>,
    renewed: Option<CertificateId>,
    /// What a renewal cannot keep as it is in the old one.
    pub(crate) notes: Vec<String>,
    duplicates: DuplicatePolicy,
    from_request: bool,
    /// The shard of the authority that it names.
    shard: Option<u32>,
    linted: Linted,
}

/// What signing needs of an authority and its profiles, read once for many certificates.
pub(crate) struct Issuing {
    standing: Standing,
    signer: Arc<dyn Signer>,
    now: DateTime<Utc>,
}

impl Vault {
    /// Issues a certificate and shows it. The same token twice issues one.
    pub fn issue(&self, actor: &Actor, request: &IssueRequest) -> Result<CertificateDetail> {
        let id = self.issue_one(actor, request)?;
        self.certificate(actor, &id.to_string())
    }

    /// Issues a certificate, for those who want no more of it than that it is there.
    pub fn issue_one(&self, actor: &Actor, request: &IssueRequest) -> Result<CertificateId> {
        self.submissions().once(&request.token, || {
            if let Some(issued) = self.issue_once_more(actor, request) {
                return issued;
            }
            self.may_override(actor, [request])?;
            let issuing = self.issuing(actor, &request.authority, [&request.profile])?;
            let signed = self.sign(&issuing, request, actor)?;
            let (permission, used) = (issuing.permission(), issuing.used());
            let by = actor.clone();
            let (authority, shard) = (used.authority().id, signed.shard);
            let (id, head, told) = self.act(actor, permission, move |tx, now| {
                let head = still_usable(tx, &used, now)?;
                allow_override(tx, &by, [&signed])?;
                keep_one(tx, &used, signed, head, now)
            })?;
            self.last_standing().goes_on(actor, issuing.standing, head, told);
            if shard.is_some() {
                self.ready_shards(actor, permission, authority);
            }
            Ok(id)
        })
    }

    /// Issues by what the same person's last certificate was issued by, without reading it again before signing; the
    /// transaction that keeps it finds out whether that still holds. `None` if it does not, or if anything is asked for
    /// that must be looked at first: then nothing was done, and what was signed is gone.
    fn issue_once_more(&self, actor: &Actor, request: &IssueRequest) -> Option<Result<CertificateId>> {
        let now = self.now();
        let standing = self.last_standing().presumed(actor, &request.authority, &[&request.profile], now)?;
        let signer = self.ca_keys().still_opened(standing.lineage.authority().id, now)?;
        let issuing = Issuing { standing, signer, now };
        if issuing.permission() != Permission::Issue || !request.override_lint.is_empty() {
            return None;
        }
        if let KeyChoice::Generate { algorithm } = &request.key
            && algorithm.unwrap_or(issuing.profile(request).ok()?.profile.default_algorithm()).is_rsa()
        {
            // Such a key takes longer to make than all of that takes to read: none is made in vain.
            return None;
        }
        let signed = self.sign(&issuing, request, actor).ok()?;
        let used = issuing.used();
        let kept = self.act(actor, Permission::Issue, move |tx, now| {
            let head = tx.audit().last_sequence()?;
            if !used.0.holds(head, now) {
                return Err(EngineError::new(PRESUMED, "What was signed was signed by what was true before."));
            }
            keep_one(tx, &used, signed, head, now)
        });
        match kept {
            Ok((id, head, told)) => {
                self.last_standing().goes_on(actor, issuing.standing, head, told);
                Some(Ok(id))
            }
            Err(error) if error.code == PRESUMED => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// Issues many certificates of one authority in one durable transaction: all, or none. Signing runs on
    /// every core.
    pub fn issue_all(&self, actor: &Actor, authority: &str, requests: &[IssueRequest]) -> Result<Vec<CertificateId>> {
        self.may_override(actor, requests)?;
        let issuing = self.issuing(actor, authority, requests.iter().map(|request| &request.profile))?;
        let signed = self.sign_each(&issuing, requests, actor).into_iter().collect::<Result<Vec<_>>>()?;
        let (permission, used) = (issuing.permission(), issuing.used());
        let by = actor.clone();
        let (authority, sharded) = (used.authority().id, signed.iter().any(|signed| signed.shard.is_some()));
        let ids = self.act(actor, permission, move |tx, now| {
            still_usable(tx, &used, now)?;
            allow_override(tx, &by, &signed)?;
            let (mut ids, mut found) = (Vec::with_capacity(signed.len()), Vec::with_capacity(signed.len()));
            let mut events = Vec::with_capacity(signed.len());
            for certificate in signed {
                let (findings, told) = keep(tx, used.authority(), certificate, now)?;
                ids.push(findings.0);
                found.push(findings);
                events.extend(told);
            }
            tx.note_findings(LINT_VERSION, &found)?;
            Ok(Deed::told_by(ids, events))
        })?;
        if sharded {
            self.ready_shards(actor, permission, authority);
        }
        Ok(ids)
    }

    /// Refuses at once whoever names lint rules to be overridden without the right to do so.
    fn may_override<'a>(&self, actor: &Actor, requests: impl IntoIterator<Item = &'a IssueRequest>) -> Result<()> {
        if requests.into_iter().any(|request| !request.override_lint.is_empty()) {
            self.read(actor, Permission::OverrideLint, |_, _| Ok(()))?;
        }
        Ok(())
    }

    /// Signs each of them, on every core; what cannot be signed says why in its place.
    pub(crate) fn sign_each(&self, issuing: &Issuing, requests: &[IssueRequest], actor: &Actor) -> Vec<Result<Signed>> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(requests.len().max(1));
        let share = requests.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let shares: Vec<_> = requests
                .chunks(share)
                .map(|part| {
                    let sign = || part.iter().map(|request| self.sign(issuing, request, actor)).collect::<Vec<_>>();
                    (part.len(), scope.spawn(sign))
                })
                .collect();
            let failed = |count| (0..count).map(|_| Err(EngineError::internal("signing failed"))).collect();
            shares.into_iter().flat_map(|(count, share)| share.join().unwrap_or_else(|_| failed(count))).collect()
        })
    }

    /// What signing below this authority under these profiles needs, if the person may and the authority can.
    pub(crate) fn issuing<'a>(
        &self,
        actor: &Actor,
        authority: &str,
        profiles: impl IntoIterator<Item = &'a ProfileName>,
    ) -> Result<Issuing> {
        let issuing =
            self.read_before_acting(actor, Permission::Issue, |tx, now| self.issuing_in(tx, authority, profiles, now))?;
        if issuing.permission() != Permission::Issue {
            self.read(actor, issuing.permission(), |_, _| Ok(()))?;
        }
        Ok(issuing)
    }

    /// The same for what the vault issues without being asked.
    pub(crate) fn issuing_by_itself(&self, authority: &str, profile: &ProfileName) -> Result<Issuing> {
        self.look(|tx, now| self.issuing_in(tx, authority, [profile], now))
    }

    fn issuing_in<'a>(
        &self,
        tx: &ReadTransaction<'_>,
        reference: &str,
        profiles: impl IntoIterator<Item = &'a ProfileName>,
        now: DateTime<Utc>,
    ) -> Result<Issuing> {
        let (head, names) = (tx.audit().last_sequence()?, names_of(profiles));
        let last = self.last_standing().holding(reference, &names, head, now);
        if let Some(standing) = last
            && let Some(signer) = self.ca_keys().still_opened(standing.lineage.authority().id, now)
        {
            return Ok(Issuing { standing, signer, now });
        }
        let row = resolve(tx, reference).map_err(|error| error.at("authority"))?;
        let usable = usable(tx, &row, now).map_err(|error| error.at("authority"))?;
        let profiles = self.profiles_of(tx, &row, names)?;
        let signer = self.signer(tx, &row, now)?;
        let lineage = Arc::new(Lineage::of(tx, row, now)?);
        let standing = Standing { head, reference: reference.to_owned(), usable, lineage, profiles: profiles.into() };
        Ok(Issuing { standing, signer, now })
    }

    /// The profiles of these names.
    fn profiles_of(
        &self,
        tx: &ReadTransaction<'_>,
        authority: &AuthorityRow,
        names: Vec<&ProfileName>,
    ) -> Result<Vec<StoredProfile>> {
        let read = |name| {
            let profile = self.current_profile(tx, name)?;
            profile.check_use_by(tx, authority)?;
            Ok(profile)
        };
        names.into_iter().map(read).collect()
    }

    fn sign(&self, issuing: &Issuing, request: &IssueRequest, actor: &Actor) -> Result<Signed> {
        self.sign_for(issuing, request, None, actor)
    }

    /// Signs what takes the place of another certificate, where one is given.
    pub(crate) fn sign_for(
        &self,
        issuing: &Issuing,
        request: &IssueRequest,
        renewed: Option<&Renewed>,
        actor: &Actor,
    ) -> Result<Signed> {
        let stored = issuing.profile(request)?;
        let (lineage, now) = (issuing.lineage(), issuing.now);
        let draft = Draft::renewing(renewed, request, &stored.profile, lineage, fresh_serial()?, now)?.ready()?;
        let again = renewed.and_then(|renewed| renewed.key.as_ref());
        lineage.check_use(&draft.plan.extended_key_usage)?;
        let (authority, issuer) = (lineage.authority(), lineage.issuer());
        let certified = again.map(|again| &again.public).or(draft.requested_key());
        let pair = match certified {
            Some(_) => None,
            None => Some(KeyPair::generate(draft.algorithm)?),
        };
        let public = certified.or(pair.as_ref().map(KeyPair::public_key));
        let public = public.ok_or_else(|| EngineError::internal("there is no key to certify"))?;
        let tbs = tbs_certificate(&draft.plan, public, Some(issuer))?;
        let linted = lint_for_signing(&tbs, draft.rule_sets(), &request.override_lint)?;
        let der = sign_tbs(&tbs, issuer, issuing.signer.as_ref())?;
        let sealed = pair.map(|pair| SealedKey::seal(self.key(), &pair, None)).transpose()?;
        let key = sealed.map(|sealed| sealed.into_row(issuing.now));
        let certificate = Certificate::from_der(der.as_bytes())?;
        let mut row = new_certificate(certificate.facts(), der.as_bytes(), Origin::Issued, actor.user(), issuing.now);
        row.authority = Some(authority.id);
        row.profile = Some(stored.row.name.clone());
        row.profile_version = Some(stored.row.version);
        row.names_digest = Some(draft.names_digest());
        let metadata = super::metadata::checked(&request.metadata)?;
        row.owner = metadata.owner;
        row.environment = metadata.environment;
        row.notes = metadata.notes;
        let held = again.and_then(|again| again.held);
        let (duplicates, from_request) = (draft.duplicates(request.allow_duplicate), draft.csr.is_some());
        let shard = draft.shard;
        let told = draft.findings.into_iter().filter(|found| renewed.is_some() && found.severity == Severity::Warning);
        let notes = told.map(|found| found.message).collect();
        let renewed = renewed.map(|renewed| renewed.predecessor);
        Ok(Signed { row, key, held, renewed, notes, duplicates, from_request, shard, linted })
    }

    /// Refuses to certify another authority to whoever may not found one, or by the name of one that is there.
    pub(super) fn check_new_authority(&self, tx: &ReadTransaction<'_>, actor: &Actor, draft: &Draft) -> Result<()> {
        allow(tx, actor, Permission::ManageAuthorities)?;
        let key = draft.requested_key().map(PublicKey::spki_sha256);
        refuse_namesake(tx, &draft.plan.subject.to_string(), key.as_ref()).map_err(|error| error.at("commonName"))
    }
}

/// What the transaction that keeps certificates looks at once more, unless nothing was done meanwhile.
#[derive(Clone)]
pub(crate) struct Used(Standing);

impl Used {
    pub(crate) fn authority(&self) -> &AuthorityRow {
        self.0.lineage.authority()
    }
}

impl Signed {
    /// When it ends.
    pub(crate) fn not_after(&self) -> DateTime<Utc> {
        self.row.not_after
    }
}

impl Issuing {
    /// The right that is asked for: an authority's certificate founds an authority, wherever its key is.
    fn permission(&self) -> Permission {
        match self.standing.profiles.iter().any(|stored| stored.profile.is_authority()) {
            true => Permission::ManageAuthorities,
            false => Permission::Issue,
        }
    }

    /// The authority, with everything above it.
    pub(crate) fn lineage(&self) -> &Lineage {
        &self.standing.lineage
    }

    /// The version of a profile that counts.
    pub(crate) fn version_of(&self, profile: &ProfileName) -> Option<u32> {
        self.standing.profiles.iter().find(|stored| stored.row.name == *profile).map(|stored| stored.row.version)
    }

    fn profile(&self, request: &IssueRequest) -> Result<&StoredProfile> {
        let mut profiles = self.standing.profiles.iter();
        profiles
            .find(|stored| stored.row.name == request.profile)
            .ok_or_else(|| EngineError::internal("a profile was not read"))
    }

    /// What has to be, when a certificate is kept, as it was when it was signed.
    pub(crate) fn used(&self) -> Used {
        Used(self.standing.clone())
    }
}

/// Refuses to keep what was signed past a lint error, unless the person has the right to do so.
fn allow_override<'a>(
    tx: &ReadTransaction<'_>,
    actor: &Actor,
    signed: impl IntoIterator<Item = &'a Signed>,
) -> Result<()> {
    if signed.into_iter().any(|certificate| !certificate.linted.overridden.is_empty()) {
        allow(tx, actor, Permission::OverrideLint)?;
    }
    Ok(())
}

/// Refuses to keep what was signed by an authority or under a profile that is not, any more, as it was then. Gives the
/// number of the log's last event.
pub(crate) fn still_usable(tx: &ReadTransaction<'_>, used: &Used, now: DateTime<Utc>) -> Result<u64> {
    let (head, then) = (tx.audit().last_sequence()?, used.authority());
    if used.0.holds(head, now) {
        return Ok(head);
    }
    used.0.profiles.iter().try_for_each(|profile| profile.still_current(tx, then))?;
    let authority = tx.authority(then.id)?.ok_or_else(|| EngineError::not_found("authority", &then.id.to_string()))?;
    if (authority.certificate, authority.key) != (then.certificate, then.key) {
        return Err(EngineError::new(
            "changed_meanwhile",
            "The authority was changed meanwhile. Look again and retry.",
        ));
    }
    refuse_unusable_authority(tx, &authority, now)?;
    Ok(head)
}

/// Keeps a single certificate with what lint found in it; gives its id, and the number of the log's last event before and
/// how many there are now of it.
fn keep_one(
    tx: &WriteTransaction<'_>,
    used: &Used,
    signed: Signed,
    head: u64,
    now: DateTime<Utc>,
) -> Result<Deed<(CertificateId, u64, usize)>> {
    let (findings, events) = keep(tx, used.authority(), signed, now)?;
    tx.note_findings(LINT_VERSION, std::slice::from_ref(&findings))?;
    Ok(Deed::told_by((findings.0, head, events.len()), events))
}

/// Keeps a certificate that `authority`, which is [still usable](still_usable), has signed; gives what lint found in it,
/// which is kept for many at once.
pub(crate) fn keep(
    tx: &WriteTransaction<'_>,
    authority: &AuthorityRow,
    signed: Signed,
    now: DateTime<Utc>,
) -> Result<(Findings, Vec<Event>)> {
    if signed.duplicates != DuplicatePolicy::Allow
        && let Some(digest) = &signed.row.names_digest
        && let Some(existing) = duplicates(tx, digest, signed.renewed, now)?.first()
    {
        let advice = match signed.duplicates {
            DuplicatePolicy::Forbid => "The profile allows one alone: revoke it first.",
            _ => "Allow a second one, or revoke it first.",
        };
        let until = existing.not_after.format("%Y-%m-%d");
        return Err(EngineError::new(
            "duplicate",
            format!(
                "“{}” ({}) is an active certificate for the same names, valid until {until}. {advice}",
                visible(&existing.label),
                existing.id
            ),
        )
        .at("allowDuplicate"));
    }
    let mut row = signed.row;
    let made_here = signed.key.is_some();
    if row.is_ca {
        // Whoever verifies finds its CRL by its name alone.
        refuse_namesake(tx, &row.subject, Some(&row.spki_sha256)).map_err(|error| error.at("commonName"))?;
    }
    row.key = signed.held;
    let id = match &signed.key {
        Some(key) => tx.insert_certificate_with_key(&row, key)?,
        None => tx.insert_certificate(&row)?,
    };
    if let Some(shard) = signed.shard {
        keep_in_shard(tx, authority.id, id, shard)?;
    }
    let event = Event::of_certificate("certificate.issued", id)
        .with("label", row.label)
        .with("authority", authority.name.clone())
        .with("authorityId", authority.id.to_string())
        .with("profile", row.profile.as_ref().map(ProfileName::as_str))
        .with("profileVersion", row.profile_version)
        .with("serial", row.serial.to_hex())
        .with("fingerprint", row.fingerprint.to_string())
        .with("notAfter", row.not_after.to_rfc3339())
        .with(
            "key",
            match (signed.from_request, made_here) {
                (true, _) => "from a request",
                (_, true) => "made here",
                _ => "as before",
            },
        );
    let Linted { overridden, terms } = signed.linted;
    let event = match overridden.is_empty() {
        true => event,
        false => event.with("lintOverridden", overridden.join(", ")),
    };
    let mut events = vec![event];
    // A request of ours that our own authority signs after all.
    if signed.from_request
        && let Some((key, event)) = answered(tx, &row.spki_sha256, id, now)?
    {
        tx.set_certificate_key(id, key)?;
        events.push(event);
    }
    Ok(((id, terms), events))
}

/// Refuses an authority whose own certificate, or one above it, is not good now.
pub(crate) fn refuse_unusable_authority(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    now: DateTime<Utc>,
) -> Result<()> {
    usable(tx, authority, now).map(drop)
}

/// What was decided about an authority's certificate: here, or by its issuer elsewhere, as far as that is watched.
pub(crate) fn lifecycle_of(tx: &ReadTransaction<'_>, certificate: &CertificateRow) -> Result<Lifecycle> {
    if certificate.authority.is_some() || certificate.lifecycle != Lifecycle::Active {
        return Ok(certificate.lifecycle);
    }
    let watched = tx.watched(certificate.id)?.filter(|watched| watched.standing == WatchedStanding::Revoked);
    Ok(match watched.map(|watched| watched.reason) {
        None => Lifecycle::Active,
        Some(Some(RevocationReason::CertificateHold)) => Lifecycle::OnHold,
        Some(_) => Lifecycle::Revoked,
    })
}

/// The same; says in which time nothing but a deed can change that.
fn usable(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    now: DateTime<Utc>,
) -> Result<RangeInclusive<DateTime<Utc>>> {
    let (mut begin, mut end) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let mut refuse = |certificate: &CertificateRow, name: &str| {
        (begin, end) = (begin.max(certificate.not_before), end.min(certificate.not_after));
        let lifecycle = lifecycle_of(tx, certificate)?;
        refuse_unusable(certificate, lifecycle, name, now)
    };
    let mut next = Some(authority.clone());
    let mut highest = None;
    // Bounded, as chains are: a circle cannot be built, and would end here.
    for _ in 0..16 {
        let Some(row) = next else { break };
        let certificate = tx
            .certificate(row.certificate)?
            .ok_or_else(|| EngineError::internal("an authority's certificate is missing"))?;
        refuse(&certificate, &row.name)?;
        highest = Some(certificate);
        next = row.parent.map(|parent| tx.authority(parent)).transpose()?.flatten();
    }
    // Authorities that came in another order than from the root down are tied by their certificates alone.
    let above = highest.map_or_else(|| Ok(Vec::new()), |highest| certificates_above(tx, highest, now))?;
    above.iter().try_for_each(|(row, _)| refuse(row, &row.label))?;
    Ok(begin..=end)
}

fn refuse_unusable(certificate: &CertificateRow, lifecycle: Lifecycle, name: &str, now: DateTime<Utc>) -> Result<()> {
    let name = visible(name);
    let (code, message) = match lifecycle {
        Lifecycle::Revoked => ("authority_revoked", format!("“{name}” is revoked: nothing below it is trusted.")),
        Lifecycle::OnHold => ("authority_on_hold", format!("“{name}” is on hold. Release it first.")),
        Lifecycle::Active if now > certificate.not_after => {
            ("authority_expired", format!("“{name}” expired on {}.", certificate.not_after.format("%Y-%m-%d")))
        }
        Lifecycle::Active if now < certificate.not_before => (
            "authority_not_yet_valid",
            format!(
                "“{name}” is not valid before {}. Check this computer’s clock.",
                certificate.not_before.format("%Y-%m-%d %H:%M UTC")
            ),
        ),
        Lifecycle::Active => return Ok(()),
    };
    Err(EngineError::new(code, message))
}
