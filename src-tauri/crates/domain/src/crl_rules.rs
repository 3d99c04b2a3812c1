//! Which CRLs an authority makes, and when.

use crate::{Fault, FaultCode};

/// Which CRLs an authority makes beside its full one, and when it makes them. By default none, and at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CrlRules {
    /// Whether what it issues is put into shards, each with a CRL of its own (RFC 5280 §5.2.5).
    pub partitioned: bool,
    /// Whether there is one for compromised keys and one for all other reasons.
    pub by_reason: bool,
    /// How long a delta is good for; 0 for no deltas (RFC 5280 §5.2.4).
    pub delta_hours: u32,
    /// How long before the end of one the next is made; null for a tenth of its life, from an hour to a day.
    pub overlap_hours: Option<u32>,
    /// How long a revocation may wait for others that go on the same CRL; 0 for not at all.
    pub batch_seconds: u32,
}

impl CrlRules {
    /// Seconds that a revocation may wait at most: whoever revokes is to see it done.
    pub const MAX_BATCH_SECONDS: u32 = 60;

    /// Whether shards or deltas are told of by URLs that are made out of that of the full CRL.
    pub fn need_url(&self) -> bool {
        self.partitioned || self.delta_hours > 0
    }

    /// Refuses what cannot be kept by an authority whose full CRLs are good for so many days and found there.
    pub fn check(&self, crl_days: u32, crl_url: Option<&str>) -> Result<(), Fault> {
        let life = crl_days.saturating_mul(24);
        let refuse = |message: String, field| Err(Fault::new(FaultCode::InvalidNumber, message).at(field));
        if self.delta_hours > life {
            let message = format!("A delta is good for no longer than a full CRL: {life} hours at most.");
            return refuse(message, "deltaHours");
        }
        // Of two CRLs that follow each other so closely, none would ever be the only one.
        let most = life / 2;
        if self.overlap_hours.is_some_and(|hours| hours == 0 || hours > most) {
            let message =
                format!("The next CRL is made 1 to {most} hours before this one ends, half its life at most.");
            return refuse(message, "overlapHours");
        }
        if self.batch_seconds > Self::MAX_BATCH_SECONDS {
            let message = format!("A revocation waits {} seconds at most for others.", Self::MAX_BATCH_SECONDS);
            return refuse(message, "batchSeconds");
        }
        let plain = |url: &str| {
            let scheme = url.get(..7).unwrap_or_default();
            scheme.eq_ignore_ascii_case("http://") && !url.contains(['?', '#'])
        };
        if self.need_url() && !crl_url.is_some_and(plain) {
            let field = if self.partitioned { "partitioned" } else { "deltaHours" };
            let message = "Shards and deltas are found beside the full CRL. Give the authority a CRL address first that \
                           begins with http:// and has no question in it.";
            return Err(Fault::new(FaultCode::InvalidName, message).at(field));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::CrlRules;

    #[test]
    fn rules_that_cannot_be_kept_are_refused_at_their_field() {
        let url = Some("http://a/b.crl");
        let fine = CrlRules {
            partitioned: true,
            by_reason: true,
            delta_hours: 24,
            overlap_hours: Some(84),
            batch_seconds: 60,
        };
        assert_eq!(fine.check(7, url), Ok(()));
        assert_eq!(CrlRules::default().check(1, None), Ok(()));
        for (rules, days, url, field) in [
            (CrlRules { delta_hours: 25, ..fine }, 1, url, "deltaHours"),
            (CrlRules { overlap_hours: Some(13), ..fine }, 1, url, "overlapHours"),
            (CrlRules { overlap_hours: Some(0), ..fine }, 7, url, "overlapHours"),
            (CrlRules { batch_seconds: 61, ..fine }, 7, url, "batchSeconds"),
            (fine, 7, None, "partitioned"),
            (fine, 7, Some("ldap://a/b"), "partitioned"),
            (CrlRules { partitioned: false, ..fine }, 7, Some("http://a/b?c"), "deltaHours"),
        ] {
            assert_eq!(rules.check(days, url).unwrap_err().field(), Some(field));
        }
    }
}
