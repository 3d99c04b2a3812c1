//! What was answered: counted since the service began, by the minute and second lately, and the latest one by one.

use super::rhythm::Rhythm;
use chancery_domain::{AuthorityId, SerialNumber};
use chancery_pki::CertificateStatus;
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Answers that are remembered one by one.
const LATEST: usize = 50;

/// What was said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AnsweredStatus {
    Good,
    Revoked,
    Unknown,
}

impl From<CertificateStatus> for AnsweredStatus {
    fn from(status: CertificateStatus) -> Self {
        match status {
            CertificateStatus::Good => Self::Good,
            CertificateStatus::Revoked { .. } => Self::Revoked,
            CertificateStatus::Unknown => Self::Unknown,
        }
    }
}

/// One of the latest answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LatestAnswer {
    pub at: DateTime<Utc>,
    pub authority: String,
    pub authority_id: String,
    pub serial: String,
    /// The certificate, where the vault has it.
    pub certificate: Option<String>,
    pub status: AnsweredStatus,
}

/// The same as it is remembered.
#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub(super) at: DateTime<Utc>,
    pub(super) authority: AuthorityId,
    pub(super) serial: SerialNumber,
    pub(super) status: CertificateStatus,
}

/// Numbers since the service began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusTally {
    pub good: u64,
    pub revoked: u64,
    pub unknown: u64,
    /// Requests that could not be read, or asked about nobody's certificates.
    pub refused: u64,
    /// Requests that nothing could be said to: no responder, or the database was not to be had.
    pub failed: u64,
    /// Answers that were signed for the request; the others had been signed before.
    pub signed: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    good: AtomicU64,
    revoked: AtomicU64,
    unknown: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) signed: AtomicU64,
    rhythm: Rhythm,
    latest: Mutex<VecDeque<Remembered>>,
}

impl Counts {
    pub(super) fn count(&self, which: &AtomicU64) {
        which.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn answered(&self, status: CertificateStatus, now: DateTime<Utc>) {
        self.count(match status {
            CertificateStatus::Good => &self.good,
            CertificateStatus::Revoked { .. } => &self.revoked,
            CertificateStatus::Unknown => &self.unknown,
        });
        self.rhythm.beat(now);
    }

    pub(super) fn remember(&self, answer: Remembered) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.truncate(LATEST - 1);
        latest.push_front(answer);
    }

    pub(super) fn latest(&self) -> Vec<Remembered> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(super) fn rhythm(&self) -> &Rhythm {
        &self.rhythm
    }

    pub(super) fn tally(&self) -> StatusTally {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StatusTally {
            good: number(&self.good),
            revoked: number(&self.revoked),
            unknown: number(&self.unknown),
            refused: number(&self.refused),
            failed: number(&self.failed),
            signed: number(&self.signed),
        }
    }
}
