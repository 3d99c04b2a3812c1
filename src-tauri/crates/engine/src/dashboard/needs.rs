//! What waits for the admin, most urgent first.

use super::{AuditHealth, Health, Need, NeedAction};
use crate::Result;
use crate::audit::missing_sentence;
use crate::certificates::{CertificateFilter, Urgency, stored_filter};
use crate::crl::CrlState;
use crate::publishing::LateTarget;
use crate::status::OwnCertificate;
use crate::vault::MissingAnchor;
use chancery_domain::{Origin, Status, visible};
use chancery_store::{DashboardNumbers, LATELY, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

pub(super) fn needs(numbers: &DashboardNumbers, health: &Health, now: DateTime<Utc>) -> Vec<Need> {
    let mut needs = Vec::new();
    if health.audit == AuditHealth::Broken {
        needs.push(Need {
            id: "audit".to_owned(),
            urgency: Urgency::Expired,
            title: "The audit log is not whole".to_owned(),
            detail: health.audit_detail.clone(),
            action: NeedAction::Audit,
        });
    }
    for crl in &health.crls {
        let name = visible(&crl.authority);
        let (urgency, title, detail, action) = match crl.state {
            CrlState::Fresh => continue,
            CrlState::Overdue => (
                Urgency::Expired,
                format!("The CRL of “{name}” is out of date"),
                "Clients that check it refuse every certificate of this authority.".to_owned(),
                NeedAction::IssueCrl { id: crl.authority_id.clone() },
            ),
            CrlState::WaitingForKey if crl.next_update.is_none() => (
                Urgency::Days30,
                format!("The first CRL of “{name}” waits for its key"),
                "Clients that check revocation find none. The authority’s key has a passphrase of its own. Unlock it to \
                 make the CRL."
                    .to_owned(),
                NeedAction::Authority { id: crl.authority_id.clone() },
            ),
            CrlState::WaitingForKey => (
                Urgency::Days7,
                format!("A revocation by “{name}” waits for its CRL"),
                "The authority’s key has a passphrase of its own. Unlock it to publish the revocation.".to_owned(),
                NeedAction::Authority { id: crl.authority_id.clone() },
            ),
            CrlState::DueSoon => (
                Urgency::Days7,
                format!("The CRL of “{name}” is due"),
                crl.next_update.map_or_else(String::new, |next| {
                    format!("It is good until {}.", next.format("%Y-%m-%d %H:%M UTC"))
                }),
                NeedAction::IssueCrl { id: crl.authority_id.clone() },
            ),
            CrlState::Never => (
                Urgency::Days30,
                format!("“{name}” has made no CRL yet"),
                "Clients that check revocation find none.".to_owned(),
                NeedAction::IssueCrl { id: crl.authority_id.clone() },
            ),
        };
        needs.push(Need { id: format!("crl-{}", crl.authority_id), urgency, title, detail, action });
    }
    if numbers.expired_lately > 0 {
        let days = LATELY.num_days();
        needs.push(Need {
            id: "expired".to_owned(),
            urgency: Urgency::Expired,
            title: count_of(numbers.expired_lately, "", ("expired", "expired"), &format!("in the last {days} days")),
            detail: "Whoever still uses one is refused. Issue its successor where there is none yet.".to_owned(),
            action: NeedAction::Certificates {
                filter: CertificateFilter {
                    status: vec![Status::Expired],
                    origin: Some(Origin::Issued),
                    expires_from: Some(now - LATELY),
                    superseded: Some(false),
                    ..CertificateFilter::default()
                },
            },
        });
    }
    let mut expiring = |id: &str, urgency, count: u64, title: String, detail: &str, filter| {
        if count > 0 {
            needs.push(Need {
                id: id.to_owned(),
                urgency,
                title,
                detail: detail.to_owned(),
                action: NeedAction::Certificates { filter },
            });
        }
    };
    let soon = |from: Option<i64>, until: i64| CertificateFilter {
        status: vec![Status::Active],
        expires_from: from.map(|days| now + Duration::days(days)),
        expires_until: Some(now + Duration::days(until)),
        // What another one takes the place of already needs nobody.
        superseded: Some(false),
        ..CertificateFilter::default()
    };
    expiring(
        "within-7",
        Urgency::Days7,
        numbers.within_7,
        count_of(numbers.within_7, "", EXPIRES, "within 7 days"),
        "Issue their successors and put them in place.",
        soon(None, 7),
    );
    // Those of the next seven days are told of above: this is the rest of them.
    let later = numbers.within_30 - numbers.within_7;
    let more = if numbers.within_7 > 0 { "more " } else { "" };
    expiring(
        "within-30",
        Urgency::Days30,
        later,
        count_of(later, more, EXPIRES, "within 30 days"),
        "Time to plan their renewal.",
        soon(Some(7), 30),
    );
    most_urgent_first(&mut needs);
    needs
}

fn most_urgent_first(needs: &mut [Need]) {
    needs.sort_by_key(|need| match need.urgency {
        Urgency::Expired => 0,
        Urgency::Days7 => 1,
        Urgency::Days30 => 2,
        Urgency::Fine => 3,
    });
}

/// Places where the world fetches what is not the newest.
pub(super) fn late_targets(needs: &mut Vec<Need>, late: &[LateTarget]) {
    for target in late {
        needs.push(Need {
            id: format!("target-{}", target.id),
            urgency: if target.ended { Urgency::Expired } else { Urgency::Days7 },
            title: match target.things {
                0 => format!("“{}” cannot be read", visible(&target.name)),
                _ => format!("Publication at “{}” is late", visible(&target.name)),
            },
            detail: target.sentence(),
            action: NeedAction::Targets,
        });
    }
    most_urgent_first(needs);
}

/// The certificate with which the status service says who it is.
pub(super) fn service_certificate(needs: &mut Vec<Need>, own: Option<OwnCertificate>, now: DateTime<Utc>) {
    let Some(OwnCertificate { row, renew_from }) = own else { return };
    let (urgency, title) = match row.status(now) {
        Status::Revoked | Status::OnHold => (Urgency::Expired, "The status service’s own certificate is revoked"),
        Status::Expired => (Urgency::Expired, "The status service’s own certificate has expired"),
        _ if now < renew_from => return,
        _ => match Urgency::at(now, row.not_after) {
            Urgency::Fine => (Urgency::Days30, "The status service’s own certificate is due for renewal"),
            soon => (soon, "The status service’s own certificate is due for renewal"),
        },
    };
    let name = visible(&row.label);
    let detail = match urgency {
        Urgency::Expired => format!("“{name}”: clients refuse the service over TLS. Renew it, or choose another one."),
        _ => format!("“{name}” is good until {}.", row.not_after.format("%Y-%m-%d %H:%M UTC")),
    };
    needs.push(Need {
        id: "service-certificate".to_owned(),
        urgency,
        title: title.to_owned(),
        detail,
        action: NeedAction::Certificate { id: row.id.to_string() },
    });
    most_urgent_first(needs);
}

/// What others revoked of their own, and nothing here has taken the place of: whoever uses it is refused.
pub(super) fn revoked_elsewhere(needs: &mut Vec<Need>, tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<()> {
    if !tx.is_any_revoked_elsewhere()? {
        return Ok(());
    }
    let filter = CertificateFilter {
        // What is over needs nobody.
        expires_from: Some(now),
        superseded: Some(false),
        revoked_elsewhere: Some(true),
        ..CertificateFilter::default()
    };
    let count = tx.count(&stored_filter(&filter)?, now, u64::MAX)?.number;
    if count > 0 {
        let need = Need {
            id: "revoked-elsewhere".to_owned(),
            urgency: Urgency::Expired,
            title: count_of(
                count,
                "",
                ("was revoked", "were revoked"),
                if count == 1 { "by its issuer" } else { "by their issuers" },
            ),
            detail: "Whoever checks revocation refuses such a certificate. Find out why, and replace it.".to_owned(),
            action: NeedAction::Certificates { filter },
        };
        needs.insert(0, need);
    }
    Ok(())
}

/// For so long the dashboard tells that the anchor was missing; the log does for ever.
const MISSING_ANCHOR_SHOWN: Duration = Duration::days(7);

/// An anchor that was taken away hides a log that was cut.
pub(super) fn missing_anchor(needs: &mut Vec<Need>, missing: Option<MissingAnchor>, now: DateTime<Utc>) {
    let Some(missing) = missing.filter(|missing| now - missing.time < MISSING_ANCHOR_SHOWN) else { return };
    needs.insert(
        0,
        Need {
            id: "anchor".to_owned(),
            urgency: Urgency::Expired,
            title: "The audit log’s anchor was missing".to_owned(),
            detail: missing_sentence(&missing),
            action: NeedAction::Audit,
        },
    );
}

/// The verb for one and for many.
const EXPIRES: (&str, &str) = ("expires", "expire");

fn count_of(count: u64, more: &str, (one, many): (&str, &str), within: &str) -> String {
    let (noun, verb) = if count == 1 { ("certificate", one) } else { ("certificates", many) };
    format!("{count} {more}{noun} {verb} {within}")
}
