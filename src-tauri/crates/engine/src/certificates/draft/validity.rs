//! From when to when the certificate would be valid.

use super::{PROFILE_SOURCE, Renewed};
use crate::Result;
use crate::authorities::Lineage;
use crate::certificates::requests::IssueRequest;
use crate::certificates::view::{Finding, Severity};
use chancery_domain::{Fault, FaultCode, Lifetime, Profile, Validity, visible};
use chrono::{DateTime, Duration, Utc};

/// `wish` is how long it is to live where the request does not say, as far as that can be.
pub(super) fn decide(
    request: &IssueRequest,
    wish: Option<Lifetime>,
    profile: &Profile,
    lineage: &Lineage,
    now: DateTime<Utc>,
    findings: &mut Vec<Finding>,
) -> Result<Validity> {
    let wanted = wanted(request, wish, profile, now, findings)?;
    let lifetime = lineage.lifetime()?;
    let name = visible(&lineage.authority().name);
    if now < lifetime.not_before() || now + Duration::hours(1) > lifetime.not_after() {
        findings.push(Finding::note(
            Severity::Error,
            "authority_expired",
            format!("“{name}” is not valid now, so nothing it signs would be. Renew it or choose another authority."),
            Some("authority"),
            "RFC 5280 §6.1",
        ));
        return Ok(wanted);
    }
    // Begun earlier than its authority, nobody would accept it in between.
    let wanted = Validity::new(wanted.not_before().max(lifetime.not_before()), wanted.not_after())?;
    if lifetime.contains(&wanted) {
        return Ok(wanted);
    }
    let left = (lifetime.not_after() - now).num_days();
    let until = lifetime.not_after().format("%Y-%m-%d");
    if let Some(field) = asked_at(request) {
        findings.push(Finding::note(
            Severity::Error,
            "outlives_authority",
            format!("“{name}” itself ends on {until}: at most {left} days are possible."),
            Some(field),
            "RFC 5280 §6.1",
        ));
        return Ok(wanted);
    }
    findings.push(Finding::note(
        Severity::Warning,
        "shortened_to_authority",
        format!("Shortened to {until}, when “{name}” itself ends."),
        Some("days"),
        "RFC 5280 §6.1",
    ));
    Ok(Validity::new(wanted.not_before(), lifetime.not_after())?)
}

/// Where the end was asked for, if it was.
fn asked_at(request: &IssueRequest) -> Option<&'static str> {
    match request {
        IssueRequest { days: Some(_), .. } => Some("days"),
        IssueRequest { hours: Some(_), .. } => Some("hours"),
        IssueRequest { until: Some(_), .. } => Some("until"),
        _ => None,
    }
}

/// Whether the profile lets live so long what is renewed.
fn possible(wish: Lifetime, profile: &Profile, findings: &mut Vec<Finding>) -> bool {
    let possible = profile.lifetime(Some(wish)).is_ok();
    if !possible {
        let rules = &profile.document().validity;
        let message = format!(
            "The old one lives {wish}, and the profile allows at most {} by now. The new one lives {}.",
            rules.maximum, rules.default
        );
        findings.push(Renewed::note(message, "days"));
    }
    possible
}

/// What was asked for, or the profile's own; the profile's own too where that cannot be.
fn wanted(
    request: &IssueRequest,
    wish: Option<Lifetime>,
    profile: &Profile,
    now: DateTime<Utc>,
    findings: &mut Vec<Finding>,
) -> Result<Validity> {
    let lifetime = match (request.days, request.hours, request.until) {
        (None, None, None) => Ok(wish.filter(|wish| possible(*wish, profile, findings))),
        (Some(days), None, None) => Ok(Some(Lifetime::Days(days))),
        (None, Some(hours), None) => Ok(Some(Lifetime::Hours(hours))),
        (None, None, Some(until)) => match profile.validity_until(now, until) {
            Ok(validity) => return Ok(validity),
            Err(fault) => Err(fault),
        },
        _ => {
            Err(Fault::new(FaultCode::InvalidValidity, "Say how long it lives in one way: days, hours or until when.")
                .at("days"))
        }
    };
    let lifetime = lifetime.and_then(|asked| {
        let field = if matches!(asked, Some(Lifetime::Hours(_))) { "hours" } else { "days" };
        profile.lifetime(asked).map_err(|fault| fault.moved_to(field))
    });
    let lifetime = lifetime.or_else(|fault| {
        findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
        profile.lifetime(None)
    })?;
    let validity = profile.validity(now, lifetime).or_else(|fault| {
        findings.push(Finding::of_fault(&fault, PROFILE_SOURCE));
        Validity::lasting(now, lifetime)
    })?;
    if let Some(end) = profile.document().validity.ends_at
        && validity.not_after() == end
    {
        findings.push(Finding::note(
            Severity::Warning,
            "shortened_by_profile",
            format!(
                "Shortened to {}, when everything ends that is made under this profile.",
                end.format("%Y-%m-%d %H:%M UTC")
            ),
            Some("days"),
            PROFILE_SOURCE,
        ));
    }
    Ok(validity)
}
