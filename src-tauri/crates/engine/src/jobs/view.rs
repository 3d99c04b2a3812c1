//! What hosts are shown of jobs.

use super::counts::JobCount;
use chancery_domain::JobState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    IssueBatch,
    Renew,
    Retire,
    Revoke,
    Release,
    Import,
    Edit,
    Export,
    VerifyAudit,
    ExportAudit,
    CheckVault,
}

impl JobKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IssueBatch => "issue-batch",
            Self::Renew => "renew",
            Self::Retire => "retire",
            Self::Revoke => "revoke",
            Self::Release => "release",
            Self::Import => "import",
            Self::Edit => "edit",
            Self::Export => "export",
            Self::VerifyAudit => "verify-audit",
            Self::ExportAudit => "export-audit",
            Self::CheckVault => "check-vault",
        }
    }
}

/// A job as lists show it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    pub id: String,
    /// Null for a kind that only a newer version knows.
    pub kind: Option<JobKind>,
    pub title: String,
    pub state: JobState,
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    /// When it is to be taken up; in the past for one whose time has come.
    pub due_at: DateTime<Utc>,
    pub begun_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub total: u32,
    /// What was dealt with, the failures too.
    pub done: u32,
    pub failed: u32,
    /// What it deals with in a minute; null before there is something to tell.
    pub per_minute: Option<u32>,
    /// How long it will take at this rate; null when it does not run.
    pub seconds_left: Option<u32>,
    /// Somebody wants it stopped, and it has not stopped yet.
    pub cancelling: bool,
    pub can_cancel: bool,
    pub can_resume: bool,
    /// Whether it put certificates on hold that can be released together, if they still are.
    pub can_release: bool,
    /// Why it failed or waits, as a stable code and a sentence.
    pub code: Option<String>,
    pub message: Option<String>,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    pub jobs: Vec<JobView>,
    /// What to ask for the next page with; null when this was the last.
    pub next: Option<String>,
}

/// How grave a line of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

impl From<chancery_store::LogLevel> for LogLevel {
    fn from(level: chancery_store::LogLevel) -> Self {
        match level {
            chancery_store::LogLevel::Info => Self::Info,
            chancery_store::LogLevel::Warning => Self::Warning,
            chancery_store::LogLevel::Error => Self::Error,
        }
    }
}

/// A line of a job's log.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobLogLine {
    pub sequence: u32,
    pub time: DateTime<Utc>,
    pub level: LogLevel,
    pub text: String,
}

/// A part of a job that failed, and why.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobFailure {
    pub message: String,
}

/// What became of something that may be long: little is done at once, much is a job.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "there is one at a time, and it is handed on once")]
pub enum Started<T> {
    Done { report: T },
    Job { job: JobView },
}

/// A job with the last lines of its log.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobDetail {
    pub job: JobView,
    /// What came of it so far, in numbers; empty for kinds that tell it by the progress alone.
    pub counts: Vec<JobCount>,
    /// The first of its parts that failed, for kinds that keep no table of results.
    pub failures: Vec<JobFailure>,
    pub log: Vec<JobLogLine>,
}
