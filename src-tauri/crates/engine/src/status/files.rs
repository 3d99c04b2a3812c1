//! CRLs and authorities' certificates as they are fetched (RFC 5280 §4.2.1.13 and §4.2.2.1, RFC 2585).

use super::service::StatusService;
use crate::crl::crl_encoding;
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, CrlKind};
use chrono::{DateTime, Utc};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::sync::Arc;

/// Octets of CRLs that are kept as they are sent: two of a million entries.
const ROOM: u64 = 112 * 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedKind {
    Crl,
    Certificate,
}

/// A file that is there for everybody.
#[derive(Debug, Clone)]
pub struct PublishedFile {
    pub kind: PublishedKind,
    /// DER.
    pub content: Arc<[u8]>,
    /// Names this content among all that were ever under its address.
    pub tag: String,
    pub modified: DateTime<Utc>,
    /// Whether what was there before it was of an earlier second: else its time does not tell the two apart.
    pub dated: bool,
    /// When something else will be there.
    pub expires: Option<DateTime<Utc>>,
}

/// CRLs by the row that holds what they are made of.
pub(super) struct Encodings(Cache<i64, Arc<[u8]>, Octets>);

impl std::fmt::Debug for Encodings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encodings").field("kept", &self.0.len()).finish()
    }
}

impl Default for Encodings {
    fn default() -> Self {
        // One shard: parted, the room would be too small for the largest.
        let options = OptionsBuilder::new().estimated_items_capacity(64).weight_capacity(ROOM).shards(1).build();
        let options = options.unwrap_or_else(|_| unreachable!("all that it needs was given"));
        Self(Cache::with_options(options, Octets, DefaultHashBuilder::default(), DefaultLifecycle::default()))
    }
}

#[derive(Debug, Clone)]
struct Octets;

impl Weighter<i64, Arc<[u8]>> for Octets {
    fn weight(&self, _: &i64, content: &Arc<[u8]>) -> u64 {
        content.len() as u64 + 64
    }
}

impl StatusService {
    /// The newest CRL of a kind of an authority, be it out of date: whoever reads it sees that, and nothing newer can be had.
    pub fn crl(&self, authority: AuthorityId, kind: CrlKind) -> Result<Option<PublishedFile>> {
        self.observer().read(|tx| {
            let Some(authority) = tx.authority(authority)? else { return Ok(None) };
            let Some(row) = tx.latest_crl_of(authority.id, kind)? else { return Ok(None) };
            // Made once, however many ask for it meanwhile: they wait for it.
            let content = self.encodings().0.get_or_insert_with(&row.id, || {
                Ok::<Arc<[u8]>, EngineError>(crl_encoding(tx, &authority, &row)?.into())
            })?;
            let before = tx.crl_before(&row)?;
            Ok(Some(PublishedFile {
                kind: PublishedKind::Crl,
                content,
                tag: format!("{}-{}", authority.id, row.number),
                dated: before.is_none_or(|before| before.timestamp() < row.this_update.timestamp()),
                modified: row.this_update,
                expires: Some(row.next_update),
            }))
        })
    }

    /// An authority's own certificate.
    pub fn authority_certificate(&self, authority: AuthorityId) -> Result<Option<PublishedFile>> {
        let directory = self.directory(self.observer().version()?)?;
        Ok(directory.authority(authority).map(|served| PublishedFile {
            kind: PublishedKind::Certificate,
            content: Arc::clone(&served.certificate),
            tag: served.fingerprint.to_string(),
            modified: served.not_before,
            dated: true,
            expires: None,
        }))
    }
}
