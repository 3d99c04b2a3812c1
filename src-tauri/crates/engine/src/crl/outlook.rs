//! What comes of a revocation, in sentences: which CRLs tell it, and when.

use crate::Result;
use crate::authorities::KeyState;
use chancery_domain::visible;
use chancery_store::{AuthorityRow, ReadTransaction};

/// What is to be said to whoever is about to revoke, hold or release certificates of this authority.
pub(crate) fn outlook(tx: &ReadTransaction<'_>, authority: &AuthorityRow, key: KeyState) -> Result<Vec<String>> {
    let rules = authority.crl_rules;
    let shards = !tx.crl_shards(authority.id)?.is_empty();
    let crls = match (shards, rules.delta_hours > 0) {
        (false, false) => "The CRL that says so goes out",
        (false, true) => "The delta CRL that says so goes out",
        (true, false) => "The CRL of its shard that says so, or the full one where it has no shard, goes out",
        (true, true) => "The CRL of its shard and the delta CRL that say so go out",
    };
    let when = match (key, rules.batch_seconds) {
        (KeyState::Locked, _) => format!("once the key of “{}” is unlocked", visible(&authority.name)),
        (_, 0) => "at once".to_owned(),
        (_, 1) => "within a second, with what else is revoked until then".to_owned(),
        (_, seconds) => format!("within {seconds} seconds, with what else is revoked until then"),
    };
    let mut said = vec![format!("{crls} {when}.")];
    if rules.by_reason {
        said.push("Of a compromised key the CRL of compromised keys tells too, at the same time.".to_owned());
    }
    said.push("OCSP answers so at once.".to_owned());
    Ok(said)
}
