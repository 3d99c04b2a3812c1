//! What needs the admin today, and how everything stands.

mod needs;
mod view;

pub use view::{AuditHealth, Dashboard, Health, HealthCrl, HealthJobs, Need, NeedAction, Tally, Week};

use crate::certificates::{CertificateFilter, Urgency};
use crate::crl::crls_state;
use crate::publishing::late_targets;
use crate::status::own_certificate;
use crate::vault::Anchors;
use crate::{Actor, Result, Vault};
use chancery_domain::{Permission, Status};
use chancery_store::{DashboardNumbers, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

impl Vault {
    /// The first page. Every number equals the count of the list it links to.
    pub fn dashboard(&self, actor: &Actor) -> Result<Dashboard> {
        let anchor_problem = self.anchor_verdict()?;
        let vault_file_kib = std::fs::metadata(self.store().path())
            .map_or(0, |file| u32::try_from(file.len() / 1024).unwrap_or(u32::MAX));
        self.read(actor, Permission::View, |tx, now| {
            let numbers = tx.dashboard(now)?;
            let health = self.health(tx, now, anchor_problem, vault_file_kib)?;
            let mut needs = needs::needs(&numbers, &health, now);
            needs::revoked_elsewhere(&mut needs, tx, now)?;
            needs::service_certificate(&mut needs, own_certificate(tx, now)?, now);
            needs::late_targets(&mut needs, &late_targets(tx, now)?);
            needs::missing_anchor(&mut needs, Self::last_missing_anchor(tx)?, now);
            Ok(page(&numbers, needs, health))
        })
    }

    /// Which anchor the log reaches: that in the keychain tells of more than a file that is put back with the rest.
    fn reached_anchor(&self) -> &'static str {
        match self.anchors() {
            Anchors::Known { in_keychain: true, .. } => "The log reaches its anchor in the keychain.",
            Anchors::Known { .. } => "The log reaches its anchor in the file beside the database.",
            Anchors::None | Anchors::Unreadable(_) => "The log has no anchor outside the database.",
        }
    }

    fn health(
        &self,
        tx: &ReadTransaction<'_>,
        now: DateTime<Utc>,
        anchor_problem: Option<String>,
        vault_file_kib: u32,
    ) -> Result<Health> {
        let events = tx.audit().head()?.sequence;
        let mut crls = Vec::new();
        for authority in tx.authorities()? {
            // Nothing that an authority signed outlives it: its CRL needs nobody any more.
            if tx.certificate(authority.certificate)?.is_some_and(|own| now > own.not_after) {
                continue;
            }
            let (key, _) = self.key_state(tx, &authority, now)?;
            let (state, next_update) = crls_state(tx, &authority, key, now)?;
            crls.push(HealthCrl {
                authority_id: authority.id.to_string(),
                state,
                authority: authority.name,
                next_update,
            });
        }
        Ok(Health {
            audit_events: saturated(events),
            audit: if anchor_problem.is_none() { AuditHealth::Intact } else { AuditHealth::Broken },
            audit_detail: anchor_problem.unwrap_or_else(|| self.reached_anchor().to_owned()),
            crls,
            jobs: self.jobs_health(tx, now)?,
            vault_file_kib,
        })
    }
}

fn page(numbers: &DashboardNumbers, needs: Vec<Need>, health: Health) -> Dashboard {
    let now = numbers.as_of;
    let tally = |label: &str, count: u64, filter: CertificateFilter| Tally {
        label: label.to_owned(),
        count: saturated(count),
        filter,
    };
    // What another certificate has taken the place of is left out, but where all that there ever was is counted.
    let current =
        |status| CertificateFilter { status: vec![status], superseded: Some(false), ..CertificateFilter::default() };
    let active = || current(Status::Active);
    let within = |days: i64| CertificateFilter { expires_until: Some(now + Duration::days(days)), ..active() };
    let revoked = CertificateFilter { status: vec![Status::Revoked], ..CertificateFilter::default() };
    let mut by_authority: Vec<Tally> = Vec::new();
    for found in &numbers.by_authority {
        let Some(id) = found.authority else { continue };
        by_authority.push(tally(
            &found.name,
            found.count,
            CertificateFilter { authority: Some(id.to_string()), ..active() },
        ));
    }
    Dashboard {
        as_of: now,
        expired_in_use: tally("Expired", numbers.expired, current(Status::Expired)),
        within7: tally("Within 7 days", numbers.within_7, within(7)),
        within30: tally("Within 30 days", numbers.within_30, within(30)),
        within90: tally("Within 90 days", numbers.within_90, within(90)),
        active: tally("Active", numbers.active, active()),
        revoked: tally("Revoked", numbers.revoked, revoked),
        on_hold: tally("On hold", numbers.on_hold, current(Status::OnHold)),
        lint_errors: tally(
            "Lint errors",
            numbers.with_lint_errors,
            CertificateFilter { finding: Some("error".to_owned()), ..active() },
        ),
        total: tally("All", numbers.total, CertificateFilter::default()),
        weeks: numbers
            .weeks
            .iter()
            .map(|week| Week {
                start: week.start,
                count: saturated(week.count),
                urgency: week_urgency(now, week.start),
                filter: CertificateFilter { expires_from: Some(week.start), expires_until: Some(week.end), ..active() },
            })
            .collect(),
        by_authority,
        by_key: numbers
            .by_key
            .iter()
            .map(|found| {
                let filter = CertificateFilter { key_algorithm: Some(found.value.clone()), ..active() };
                tally(&found.value, found.count, filter)
            })
            .collect(),
        by_environment: numbers
            .by_environment
            .iter()
            .filter_map(|found| {
                let environment = found.environment?;
                let filter = CertificateFilter { environment: Some(environment), ..active() };
                Some(tally(environment.as_str(), found.count, filter))
            })
            .collect(),
        needs,
        health,
    }
}

/// The colour of a week's bar: that of the first certificate that could expire in it from now on.
fn week_urgency(now: DateTime<Utc>, start: DateTime<Utc>) -> Urgency {
    Urgency::at(now, start.max(now))
}

fn saturated(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
