//! When in its life a certificate is renewed. Schedule, calendar, forecast and the certificate's own page ask here.

use crate::Result;
use crate::profiles::renewal_rules_of;
use chancery_domain::CertificateId;
use chancery_store::{CertificateRow, Lifespan, ReadTransaction};
use chrono::{DateTime, Duration, Utc};

/// What is left of a life at its renewal is one part in so many at most: else one that lives no longer than its profile's
/// threshold would be due as soon as it is there, and its successor too.
const LEFT_PART: i32 = 3;
/// Of the time between the threshold and the expiry, the first part in so many is that over which certificates which
/// were issued together are spread.
const SPREAD_PART: i32 = 4;
/// A run leaves a certificate to the next one as long as that finds one part in so many of this time.
const LATE_PART: i32 = 2;

/// How long before its end a certificate is to be renewed that lives so long.
pub(super) fn before_end(threshold: Duration, lifetime: Duration) -> Duration {
    threshold.min(lifetime / LEFT_PART)
}

/// The last second belongs to it (RFC 5280 §4.1.2.5).
pub(super) fn lifetime(not_before: DateTime<Utc>, not_after: DateTime<Utc>) -> Duration {
    not_after - not_before + Duration::seconds(1)
}

/// When a certificate is to be renewed under a threshold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    before: Duration,
    not_after: DateTime<Utc>,
    pub(super) at: DateTime<Utc>,
}

impl Moment {
    /// A while after the threshold, always the same for the same certificate, so that those which were made in one batch
    /// do not come due in one night for ever.
    pub(super) fn of(life: &Lifespan, threshold: Duration) -> Self {
        let before = before_end(threshold, lifetime(life.not_before, life.not_after));
        let spread = (before / SPREAD_PART).num_seconds().max(1);
        let at = life.not_after - before + Duration::seconds(scattered(life.id, 1) % spread);
        Self { before, not_after: life.not_after, at }
    }

    /// Whether a run does it, rather than the one after it, which would come too late for some.
    pub(super) fn is_for(&self, run: DateTime<Utc>, next: DateTime<Utc>) -> bool {
        self.at <= run || self.not_after - next < self.before / LATE_PART
    }
}

/// From when on a certificate is to be renewed, as its profile has it now.
pub(crate) fn renew_from(tx: &ReadTransaction<'_>, row: &CertificateRow) -> Result<Option<DateTime<Utc>>> {
    let Some(profile) = &row.profile else { return Ok(None) };
    let rules = renewal_rules_of(tx, profile)?;
    let lived = lifetime(row.not_before, row.not_after);
    Ok(rules.map(|rules| row.not_after - before_end(rules.before.duration(), lived)))
}

/// A number that is the same for the same certificate, and any for any two (splitmix64).
pub(super) fn scattered(id: CertificateId, salt: u64) -> i64 {
    let mut mixed = id.row().cast_unsigned().wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 1).cast_signed()
}
