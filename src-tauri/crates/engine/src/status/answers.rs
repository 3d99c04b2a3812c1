//! Answers that were signed, kept until something changes or their time is over.

use aws_lc_rs::digest::{SHA256, digest};
use chancery_pki::CertificateStatus;
use chancery_store::DataVersion;
use chrono::{DateTime, Utc};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Octets of answers that are kept: some sixty thousand.
const ROOM: u64 = 64 * 1024 * 1024;
/// What an answer takes besides its octets.
const FRAME: u64 = 240;
/// Octets of a digest that make a tag.
const TAG: usize = 16;

/// A signed answer about one certificate.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) der: Arc<[u8]>,
    pub(super) status: CertificateStatus,
    pub(super) produced_at: DateTime<Utc>,
    pub(super) next_update: DateTime<Utc>,
    /// Names this answer among all about the same certificate.
    pub(super) tag: String,
    /// Who signed it was the responder then.
    era: u64,
    /// The data that it was last compared with.
    seen: Mutex<DataVersion>,
}

impl Answer {
    pub(super) fn new(
        der: Arc<[u8]>,
        status: CertificateStatus,
        produced_at: DateTime<Utc>,
        next_update: DateTime<Utc>,
        (version, era): (DataVersion, u64),
    ) -> Self {
        let digest = digest(&SHA256, &der);
        let tag = digest.as_ref().iter().take(TAG).map(|octet| format!("{octet:02x}")).collect();
        Self { der, status, produced_at, next_update, tag, era, seen: Mutex::new(version) }
    }

    /// Whether nothing was committed since it was known to be true.
    pub(super) fn holds_at(&self, version: DataVersion) -> bool {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) == version
    }

    /// It is still true.
    pub(super) fn confirm(&self, version: DataVersion) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = version;
    }

    /// Whether a client gets something out of it: a tenth of its time is left. A clock that was put back makes it nobody's.
    pub(super) fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let life = self.next_update - self.produced_at;
        now >= self.produced_at && self.next_update - now > life / 10
    }
}

/// Answers by the CertID that was asked with.
pub(super) struct Answers {
    kept: Cache<Box<[u8]>, Arc<Answer>, Octets>,
    /// How often who signs them was followed by another.
    era: AtomicU64,
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answers").field("kept", &self.kept.len()).finish()
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self { kept: Cache::with_weighter((ROOM / 1024) as usize, ROOM, Octets), era: AtomicU64::default() }
    }
}

impl Answers {
    pub(super) fn find(&self, asked: &[u8]) -> Option<Arc<Answer>> {
        let era = self.era();
        self.kept.get(asked).filter(|answer| answer.era == era)
    }

    /// The era in which whoever is the responder now signs; asked for before it is looked who that is.
    pub(super) fn era(&self) -> u64 {
        self.era.load(Ordering::Acquire)
    }

    pub(super) fn keep(&self, asked: &[u8], answer: Arc<Answer>) {
        self.kept.insert(asked.into(), answer);
    }

    /// Forgets all of them, also those that are being signed: who signs them may not any more.
    pub(super) fn forget(&self) {
        self.era.fetch_add(1, Ordering::AcqRel);
        self.kept.clear();
    }
}

#[derive(Debug, Clone)]
struct Octets;

impl Weighter<Box<[u8]>, Arc<Answer>> for Octets {
    fn weight(&self, asked: &Box<[u8]>, answer: &Arc<Answer>) -> u64 {
        (asked.len() + answer.der.len()) as u64 + FRAME
    }
}
