//! Which certificates there are, and when each was issued, expires and was revoked.

use super::Dice;
use super::authorities::{PILOT, issuing};
use super::kind::Kind;
use super::names::{Bearer, bearers};
use chancery_domain::{KeyAlgorithm, RevocationReason};
use chrono::{DateTime, Duration, Utc};

/// How many certificates of a profile there are, and how many of them have come to what.
struct Share {
    profile: Kind,
    all: usize,
    expired: usize,
    soon: usize,
    revoked: usize,
    held: usize,
}

const SHARES: [Share; 4] = [
    Share { profile: Kind::WebServer, all: 204, expired: 9, soon: 17, revoked: 9, held: 0 },
    Share { profile: Kind::InternalService, all: 150, expired: 8, soon: 13, revoked: 3, held: 0 },
    Share { profile: Kind::ClientAuth, all: 112, expired: 5, soon: 8, revoked: 7, held: 3 },
    Share { profile: Kind::CodeSigning, all: 34, expired: 3, soon: 2, revoked: 1, held: 0 },
];

/// What the shares add up to; said when the estate is made, and held against what the vault counts.
pub(super) const ALL: usize = 500;
pub(super) const EXPIRED: usize = 25;
pub(super) const SOON: usize = 40;
pub(super) const REVOKED: usize = 20;
pub(super) const HELD: usize = 3;

/// In how many days those expire that expire within 30, in turn.
const SOON_DAYS: [i64; 20] = [2, 12, 5, 27, 9, 0, 15, 6, 22, 1, 18, 9, 29, 3, 14, 25, 6, 11, 20, 8];

/// A revocation makes a CRL, and one authority's newest is to be nearly a week old.
const NOTHING_REVOKED_FOR: Duration = Duration::days(8);

/// Reasons in the order in which they are given.
const REASONS: [RevocationReason; 10] = [
    RevocationReason::Superseded,
    RevocationReason::KeyCompromise,
    RevocationReason::CessationOfOperation,
    RevocationReason::Superseded,
    RevocationReason::AffiliationChanged,
    RevocationReason::Unspecified,
    RevocationReason::Superseded,
    RevocationReason::PrivilegeWithdrawn,
    RevocationReason::KeyCompromise,
    RevocationReason::AffiliationChanged,
];

const NOTES: [&str; 6] = [
    "Behind the load balancer; reload it after replacing the certificate.",
    "Installed by hand. The vendor's appliance needs PKCS#12.",
    "Pinned by the mobile app: tell its team four weeks ahead.",
    "Change window Thursdays 20:00 to 22:00.",
    "Also copied to the disaster recovery site.",
    "To be replaced by the wildcard once the migration is done.",
];

/// A certificate and what becomes of it.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) bearer: Bearer,
    pub(super) authority: &'static str,
    pub(super) key: KeyAlgorithm,
    /// Signed from a request, so that the vault doesn't have its key.
    pub(super) from_request: bool,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) days: u32,
    pub(super) notes: Option<&'static str>,
    pub(super) revoked: Option<(DateTime<Utc>, RevocationReason)>,
}

/// All of them, as they are to stand at `now`.
pub(super) fn planned(now: DateTime<Utc>) -> Vec<Planned> {
    let mut dice = Dice::new(2026);
    let mut reasons = REASONS.into_iter().cycle();
    SHARES.iter().flat_map(|share| of_profile(share, now, &mut dice, &mut reasons)).collect()
}

fn of_profile(
    share: &Share,
    now: DateTime<Utc>,
    dice: &mut Dice,
    reasons: &mut impl Iterator<Item = RevocationReason>,
) -> Vec<Planned> {
    let mut bearers = bearers(share.profile);
    dice.shuffle(&mut bearers);
    let stopped = share.revoked + share.held;
    let (first_expired, first_soon) = (share.all - share.expired, share.all - share.expired - share.soon);
    // Every second of the expired is the predecessor of one that is in use.
    let first_predecessor = share.all - share.expired / 2;
    let mut soon_days = SOON_DAYS.into_iter().cycle().skip(share.all % SOON_DAYS.len());
    (0..share.all)
        .map(|number| {
            let lifetime = lifetime(share.profile, dice);
            let ends = if number >= first_expired {
                -Duration::days(dice.between(2, 60)) - Duration::hours(dice.between(1, 20))
            } else if number >= first_soon {
                Duration::days(soon_days.next().unwrap_or(10)) + Duration::hours(dice.between(2, 9))
            } else {
                // Issued one, two … weeks ago with all that were due then, and good for more than a month.
                let youngest = if number < stopped { 4 } else { 1 };
                let weeks = dice.between(youngest, (i64::from(lifetime) - 32) / 7);
                Duration::days(i64::from(lifetime) - 7 * weeks) - Duration::hours(5)
            };
            let bearer = number.checked_sub(first_predecessor).map_or(number, |successor| successor + stopped);
            let bearer = bearers[bearer].clone();
            let issued_at = now + ends - Duration::days(i64::from(lifetime)) + Duration::seconds(1);
            let revoked = (number < stopped).then(|| {
                let age = (now - issued_at).num_hours();
                let at = issued_at + Duration::hours(age * dice.between(20, 90) / 100);
                let reason = if number < share.held {
                    RevocationReason::CertificateHold
                } else {
                    reasons.next().unwrap_or(RevocationReason::Superseded)
                };
                (at.min(now - NOTHING_REVOKED_FOR), reason)
            });
            Planned {
                authority: authority(&bearer, issued_at, now, number),
                key: key(share.profile, number),
                from_request: number % 9 == 4,
                issued_at,
                days: lifetime,
                notes: (number % 11 == 3).then(|| *dice.pick(&NOTES)),
                revoked,
                bearer,
            }
        })
        .collect()
}

fn lifetime(profile: Kind, dice: &mut Dice) -> u32 {
    *dice.pick(match profile {
        Kind::WebServer => &[365, 365, 365, 180],
        Kind::InternalService => &[90],
        Kind::ClientAuth => &[180],
        Kind::CodeSigning => &[1095, 730, 365],
    })
}

/// Some development services already try the pilot, which is five months old.
fn authority(bearer: &Bearer, issued_at: DateTime<Utc>, now: DateTime<Utc>, number: usize) -> &'static str {
    let development = bearer.environment == Some(chancery_domain::Environment::Development);
    let pilot = bearer.profile == Kind::InternalService
        && development
        && number.is_multiple_of(2)
        && issued_at > now - Duration::days(145);
    if pilot { PILOT } else { issuing(bearer.profile) }
}

/// Mostly P-256, as RSA keys take their time to make.
fn key(profile: Kind, number: usize) -> KeyAlgorithm {
    match (profile, number % 16) {
        (Kind::WebServer | Kind::ClientAuth, 5) => KeyAlgorithm::Rsa2048,
        (Kind::CodeSigning, 7) => KeyAlgorithm::Rsa3072,
        (Kind::InternalService, 1 | 6 | 11) => KeyAlgorithm::Ed25519,
        (_, 3 | 10) => KeyAlgorithm::EcdsaP384,
        _ => KeyAlgorithm::EcdsaP256,
    }
}
