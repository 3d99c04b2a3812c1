//! Which CRLs an authority makes, as options of `ca create`, `ca import` and `ca change`.

use chancery_domain::CrlRules;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CrlRuleArguments {
    /// Put what it issues into shards: a CRL for each, found at the CRL address with -shard-1.crl, -shard-2.crl and so on
    /// in the place of .crl
    #[arg(long, value_name = "true|false")]
    crl_partitioned: Option<bool>,
    /// Make two more CRLs: of compromised keys (-key-compromise.crl) and of all other reasons (-other-reasons.crl)
    #[arg(long, value_name = "true|false")]
    crl_by_reason: Option<bool>,
    /// Make delta CRLs (-delta.crl) that are good for so many hours; 0 for none
    #[arg(long, value_name = "HOURS")]
    delta_hours: Option<u32>,
    /// Make the next CRL so many hours before one ends; 0 for a tenth of its life, from an hour to a day
    #[arg(long, value_name = "HOURS")]
    crl_overlap_hours: Option<u32>,
    /// Wait so many seconds after a revocation for others that go on the same CRL; 0 for none
    #[arg(long, value_name = "SECONDS")]
    crl_batch_seconds: Option<u32>,
}

impl CrlRuleArguments {
    /// These rules, but for what is named.
    pub(super) fn over(&self, before: CrlRules) -> CrlRules {
        CrlRules {
            partitioned: self.crl_partitioned.unwrap_or(before.partitioned),
            by_reason: self.crl_by_reason.unwrap_or(before.by_reason),
            delta_hours: self.delta_hours.unwrap_or(before.delta_hours),
            overlap_hours: match self.crl_overlap_hours {
                None => before.overlap_hours,
                Some(0) => None,
                hours => hours,
            },
            batch_seconds: self.crl_batch_seconds.unwrap_or(before.batch_seconds),
        }
    }
}

/// The rules in words, one a line.
pub(super) fn in_words(rules: &CrlRules) -> Vec<String> {
    let mut lines = vec!["full".to_owned()];
    lines.extend((rules.delta_hours > 0).then(|| format!("deltas, good for {} hours", rules.delta_hours)));
    lines.extend(rules.partitioned.then(|| "one for each shard of what it issues".to_owned()));
    lines.extend(rules.by_reason.then(|| "one of compromised keys, one of all other reasons".to_owned()));
    lines.extend(rules.overlap_hours.map(|hours| format!("each {hours} hours before the last one ends")));
    let batch = rules.batch_seconds;
    lines.extend((batch > 0).then(|| format!("after a revocation within {batch} s, with what else is revoked")));
    lines
}
