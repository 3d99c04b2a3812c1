//! Shards of what an authority issues: filled one after the other, so that the CRL of each stays below a size, whatever is
//! revoked (RFC 5280 §5.2.5). The one after the one that is being filled stands ready, its CRL made.

use crate::Actor;
use crate::{EngineError, Result, Vault};
use chancery_domain::{AuthorityId, CertificateId, CrlKind, Permission};
use chancery_pki::Certificate;
use chancery_store::{AuthorityRow, CrlShardRow, ReadTransaction, WriteTransaction};
use std::sync::atomic::{AtomicU64, Ordering};

/// Certificates that are put into a shard: with 64 octets for each, a CRL of all of them has 1 MiB; an entry has 53.
pub(super) const ROOM: u64 = 16_384;
/// How many it may get where several processes fill it: an entry of after 2049 has 55 octets, and the longest signature
/// 4,627.
const MOST: u64 = 18_900;

/// Whether there is a next one is looked at with the first certificate of a shard, and then with each of so many.
const LOOK: u64 = 512;

/// A place in a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardPlace {
    pub(crate) number: u32,
    /// Where its CRL is found.
    pub(crate) url: String,
}

/// The places that are free in the shards of an authority, for as many certificates as are drafted.
#[derive(Debug)]
pub(crate) struct ShardPlaces {
    /// Each with how many it takes.
    open: Vec<(ShardPlace, u64)>,
    taken: AtomicU64,
}

impl ShardPlaces {
    /// Those of an authority, if it puts certificates into shards.
    pub(crate) fn of(tx: &ReadTransaction<'_>, authority: &AuthorityRow) -> Result<Option<Self>> {
        let (true, Some(url)) = (authority.crl_rules.partitioned, authority.crl_url.as_deref()) else {
            return Ok(None);
        };
        let fits = |shard: &CrlShardRow| shard.url == CrlKind::Shard(shard.number).url(url);
        let open = tx.crl_shards(authority.id)?.into_iter().filter(|shard| fits(shard) && shard.issued < ROOM);
        let open =
            open.map(|shard| (ShardPlace { number: shard.number, url: shard.url }, ROOM - shard.issued)).collect();
        Ok(Some(Self { open, taken: AtomicU64::new(0) }))
    }

    /// The next one; `None` where there is no shard at all.
    pub(crate) fn take(&self) -> Option<ShardPlace> {
        let mut place = self.taken.fetch_add(1, Ordering::Relaxed);
        for (shard, room) in &self.open {
            if place < *room {
                return Some(shard.clone());
            }
            place -= room;
        }
        // More than was foreseen at once: the last one takes some more.
        self.open.last().map(|(shard, _)| shard.clone())
    }
}

/// Opens the shard that is filled first, and the next one when certificates begin to go elsewhere.
pub(crate) fn open_first(tx: &WriteTransaction<'_>, id: AuthorityId) -> Result<()> {
    let authority = tx.authority(id)?.ok_or_else(|| EngineError::not_found("authority", &id.to_string()))?;
    if ShardPlaces::of(tx, &authority)?.is_some_and(|places| places.open.is_empty()) {
        open_another(tx, &authority)?;
    }
    Ok(())
}

fn open_another(tx: &WriteTransaction<'_>, authority: &AuthorityRow) -> Result<()> {
    let Some(url) = authority.crl_url.as_deref() else { return Ok(()) };
    let number = tx.open_crl_shard(authority.id, |number| CrlKind::Shard(number).url(url))?;
    if number > CrlKind::MAX_SHARD {
        return Err(EngineError::new("too_many_shards", "The authority has no more shards. Found another authority."));
    }
    Ok(())
}

/// Notes that a certificate which was just kept names a shard as its own, and sees to it that another stands ready.
pub(crate) fn keep_in_shard(
    tx: &WriteTransaction<'_>,
    authority: AuthorityId,
    certificate: CertificateId,
    shard: u32,
) -> Result<()> {
    let issued = tx.put_into_crl_shard(certificate, authority, shard)?;
    if issued > MOST {
        return Err(EngineError::new(
            "changed_meanwhile",
            "Others filled the shard of this certificate meanwhile. Issue it again.",
        ));
    }
    if issued == 1 || issued.is_multiple_of(LOOK) {
        ready_the_next(tx, authority)?;
    }
    Ok(())
}

/// Opens another shard where there is none beside the one that is being filled.
fn ready_the_next(tx: &WriteTransaction<'_>, id: AuthorityId) -> Result<()> {
    let Some(authority) = tx.authority(id)? else { return Ok(()) };
    if ShardPlaces::of(tx, &authority)?.is_some_and(|places| places.open.len() < 2) {
        open_another(tx, &authority)?;
    }
    Ok(())
}

/// Puts a certificate that came from elsewhere into the shard whose CRL it names, so that this CRL tells when it is revoked.
/// It was counted there when it was issued, if that shard was filled here: room is no question.
pub(crate) fn join_named_shard(
    tx: &WriteTransaction<'_>,
    authority: AuthorityId,
    certificate: CertificateId,
) -> Result<()> {
    if tx.crl_shards(authority)?.is_empty() {
        return Ok(());
    }
    let der = tx.certificate_der(certificate)?.ok_or_else(|| EngineError::internal("a certificate is missing"))?;
    let urls = Certificate::from_der(&der)?.into_facts().crl_urls;
    if let Some(CrlKind::Shard(shard)) = shards_named_by(tx, authority, &urls)?.first() {
        tx.put_into_crl_shard(certificate, authority, *shard)?;
        ready_the_next(tx, authority)?;
    }
    Ok(())
}

/// The shards of an authority whose URLs a certificate names.
pub(crate) fn shards_named_by(
    tx: &ReadTransaction<'_>,
    authority: AuthorityId,
    urls: &[String],
) -> Result<Vec<CrlKind>> {
    let shards = tx.crl_shards(authority)?.into_iter();
    Ok(shards.filter(|shard| urls.contains(&shard.url)).map(|shard| CrlKind::Shard(shard.number)).collect())
}

impl Vault {
    /// Makes the first CRLs of shards that certificates name by now, as far as the key is open; what cannot be made stays
    /// due.
    pub(crate) fn ready_shards(&self, actor: &Actor, permission: Permission, id: AuthorityId) {
        let ready = self.look(|tx, _| {
            let shards = tx.crl_shards(id)?;
            Ok(shards.is_empty() || tx.latest_shard_crls(id)?.len() == shards.len())
        });
        if !ready.unwrap_or(true) {
            self.due_crls_of(actor, permission, id);
        }
    }
}
