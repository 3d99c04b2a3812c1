//! What there is to renew: profile by profile, with what keeps a schedule from it.

use super::moment::Moment;
use super::schedule::RenewalSchedule;
use super::view::ByHand;
use crate::authorities::Lineage;
use crate::certificates::refuse_unusable_authority;
use crate::profiles::{Renewing, refuse_use_by, renewal_rules};
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, Origin, ProfileName, Status, visible};
use chancery_store::{AuthorityRow, CertificateFilter, Lifespan, ReadTransaction};
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, HashMap};

/// The certificates of a profile, and when they are renewed, as its newest version has it.
pub(super) struct Threshold {
    pub(super) profile: ProfileName,
    pub(super) before: Duration,
    automatic: bool,
    /// What keeps every one of them from being renewed.
    refused: Option<Left>,
    /// What keeps those of one authority from being renewed, and when those of it end that can be.
    authorities: HashMap<AuthorityId, Result<DateTime<Utc>, Left>>,
}

/// Why the schedule leaves certificates to people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Left {
    pub(super) why: ByHand,
    pub(super) message: String,
}

/// How many are left to people for each reason.
#[derive(Debug, Default)]
pub(super) struct LeftOver(BTreeMap<Left, u32>);

impl LeftOver {
    pub(super) fn count(&mut self, left: &Left) {
        match self.0.get_mut(left) {
            Some(count) => *count = count.saturating_add(1),
            None => drop(self.0.insert(left.clone(), 1)),
        }
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = (Left, u32)> {
        self.0.into_iter()
    }
}

/// Every profile that there is, retired ones too: what was made under them ends all the same.
pub(super) fn thresholds(tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<Vec<Threshold>> {
    let authorities = tx.authorities()?;
    let mut ends = HashMap::new();
    for authority in &authorities {
        ends.insert(authority.id, end_of(tx, authority, now)?);
    }
    let mut thresholds = Vec::new();
    for Renewing { row, rules, ends_at } in renewal_rules(tx)? {
        let refused = row.retired.then(|| Left {
            why: ByHand::Retired,
            message: format!("The profile {} is retired. Issue new ones under another profile.", row.name),
        });
        let mut of_profile = HashMap::new();
        for authority in &authorities {
            let standing = match refuse_use_by(tx, &row, authority) {
                Err(error) => Err(Left { why: ByHand::NotAccepted, message: error.message }),
                Ok(()) => ends[&authority.id].clone(),
            };
            let standing = standing.map(|end: DateTime<Utc>| ends_at.map_or(end, |last| end.min(last)));
            of_profile.insert(authority.id, standing);
        }
        thresholds.push(Threshold {
            profile: row.name,
            before: rules.before.duration(),
            automatic: rules.automatic,
            refused,
            authorities: of_profile,
        });
    }
    Ok(thresholds)
}

/// When everything ends that an authority issues now, if it can issue.
fn end_of(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    now: DateTime<Utc>,
) -> Result<Result<DateTime<Utc>, Left>> {
    let usable = refuse_unusable_authority(tx, authority, now)
        .and_then(|()| Ok(Lineage::of(tx, authority.clone(), now)?.lifetime()?.not_after()));
    let unusable = |error: EngineError| Left { why: ByHand::AuthorityUnusable, message: error.message };
    Ok(usable.map_err(unusable))
}

impl Threshold {
    /// Those of its certificates that are in use, and that nothing took the place of.
    pub(super) fn filter(&self) -> CertificateFilter {
        CertificateFilter {
            status: Some(vec![Status::Active]),
            profile: Some(self.profile.clone()),
            origin: Some(Origin::Issued),
            is_ca: Some(false),
            superseded: Some(false),
            ..CertificateFilter::default()
        }
    }

    pub(super) fn moment(&self, life: &Lifespan) -> Moment {
        Moment::of(life, self.before)
    }

    /// Why a schedule leaves all of its certificates to people.
    pub(super) fn left_by(&self, schedule: &RenewalSchedule) -> Option<Left> {
        let left = |why, message| Some(Left { why, message });
        if !schedule.is_on() {
            return left(ByHand::Off, "The schedule is off or paused.".to_owned());
        }
        match schedule.covers(self) {
            true => self.refused.clone(),
            false if schedule.profiles.is_empty() => left(
                ByHand::NotAutomatic,
                format!("The profile {} does not have its certificates renewed by themselves.", self.profile),
            ),
            false => {
                left(ByHand::NotNamed, format!("The profile {} is not among those of the schedule.", self.profile))
            }
        }
    }

    /// Why one of its certificates is left to people, though its profile is the schedule's.
    pub(super) fn left(&self, life: &Lifespan) -> Option<Left> {
        let standing = life.authority.and_then(|id| self.authorities.get(&id));
        match standing {
            Some(Err(left)) => Some(left.clone()),
            Some(Ok(end)) if *end <= life.not_after => Some(Left {
                why: ByHand::EndsTogether,
                message: format!(
                    "What is issued under {} now ends on {} at the latest, which is no later than the old one. Renew \
                     the authority first, or change the profile.",
                    visible(self.profile.as_str()),
                    end.format("%Y-%m-%d")
                ),
            }),
            Some(Ok(_)) => None,
            None => Some(Left {
                why: ByHand::AuthorityUnusable,
                message: "Its authority is not in this vault any more.".to_owned(),
            }),
        }
    }
}

impl RenewalSchedule {
    /// Whether it renews the certificates of a profile: of those that it names, or else of those that say so themselves.
    pub(super) fn covers(&self, threshold: &Threshold) -> bool {
        if self.profiles.is_empty() { threshold.automatic } else { self.profiles.contains(&threshold.profile) }
    }
}
