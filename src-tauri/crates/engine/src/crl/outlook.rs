//! What comes of a revocation, in sentences: which CRLs tell it, and when.

use crate::Result;
use crate::authorities::KeyState;
use chancery_domain::{AuthorityId, CertificateId, visible};
use chancery_store::{AuthorityRow, ReadTransaction};

/// Whether what is revoked is told by shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InShards {
    None,
    All,
    /// Some of it, or it is not known what it is.
    Some,
}

impl InShards {
    /// What it is of these certificates of an authority; of more than a few nobody looks.
    pub(crate) fn of(tx: &ReadTransaction<'_>, authority: AuthorityId, ids: &[CertificateId]) -> Result<Self> {
        if tx.crl_shards(authority)?.is_empty() {
            return Ok(Self::None);
        }
        let unknown = ids.is_empty() || ids.len() > LOOKED_AT;
        let (mut with, mut without) = (unknown, unknown);
        for id in ids.iter().take(LOOKED_AT) {
            match tx.certificate(*id)?.filter(|row| row.authority == Some(authority)) {
                Some(row) if row.crl_shard.is_some() => with = true,
                Some(_) => without = true,
                None => {}
            }
        }
        Ok(match (with, without) {
            (true, false) => Self::All,
            (false, true) => Self::None,
            _ => Self::Some,
        })
    }
}

/// Certificates that are looked at to tell which CRLs they go on.
const LOOKED_AT: usize = 100;

/// What is to be said to whoever is about to revoke, hold or release certificates of this authority.
pub(crate) fn outlook(authority: &AuthorityRow, shards: InShards, key: KeyState) -> Vec<String> {
    let rules = authority.crl_rules;
    let crls = match (shards, rules.delta_hours > 0) {
        (InShards::None, false) => "The CRL that says so goes out",
        (InShards::None, true) => "The delta CRL that says so goes out",
        (InShards::All, false) => "The CRL of its shard that says so goes out",
        (InShards::All, true) => "The CRL of its shard and the delta CRL that say so go out",
        (InShards::Some, false) => "The CRL of its shard that says so, or the full one where it has no shard, goes out",
        (InShards::Some, true) => "The CRL of its shard, where it has one, and the delta CRL that say so go out",
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
    said.push(match authority.ocsp_url {
        Some(_) => "OCSP answers so at once.".to_owned(),
        None => format!(
            "What “{}” issues now names no OCSP responder: who checks such a certificate learns of it from the CRL.",
            visible(&authority.name)
        ),
    });
    said
}
