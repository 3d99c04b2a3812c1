//! How jobs stand, in numbers.

use crate::dashboard::HealthJobs;
use crate::{Result, Vault};
use chancery_domain::JobState;
use chancery_store::ReadTransaction;
use chrono::{DateTime, Duration, Utc};

/// For so long the dashboard tells of a job that failed.
const LATELY: Duration = Duration::days(7);

impl Vault {
    /// How many jobs run, wait, were broken off and failed lately.
    pub(crate) fn jobs_health(&self, tx: &ReadTransaction<'_>, now: DateTime<Utc>) -> Result<HealthJobs> {
        let failed = u32::try_from(tx.count_failed_jobs(now - LATELY)?).unwrap_or(u32::MAX);
        let mut health = HealthJobs { running: 0, waiting: 0, interrupted: 0, failed };
        for job in tx.open_jobs()? {
            match job.state {
                JobState::Running if self.gone_holder(&job).is_none() => health.running += 1,
                JobState::Running | JobState::Interrupted => health.interrupted += 1,
                _ => health.waiting += 1,
            }
        }
        Ok(health)
    }
}
