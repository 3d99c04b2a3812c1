//! What state long work is in.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum JobState {
    /// Its time has not come, or nobody has taken it up yet.
    Waiting,
    /// A process works on it.
    Running,
    /// The process that worked on it ended; the next one goes on where it stopped.
    Interrupted,
    /// Everything was looked at.
    Done,
    /// It could not go on. Resuming tries again.
    Failed,
    /// A person stopped it. What was done by then stands.
    Cancelled,
}

impl JobState {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Running, Self::Interrupted, Self::Done, Self::Failed, Self::Cancelled];

    /// Whether nothing more happens to it by itself.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Whether a person can have it taken up again.
    pub const fn can_be_resumed(self) -> bool {
        matches!(self, Self::Interrupted | Self::Failed | Self::Cancelled)
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for JobState {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|state| state.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(
                FaultCode::UnknownWord,
                format!("“{}” is not a state of a job. Known: {known}.", crate::visible(text)),
            )
            .at("state")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::JobState;

    #[test]
    fn every_state_has_a_word_that_means_it() {
        for state in JobState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }

    #[test]
    fn what_is_done_is_not_taken_up_again() {
        assert!(!JobState::Done.can_be_resumed());
        assert!(!JobState::Waiting.can_be_resumed() && !JobState::Running.can_be_resumed());
    }
}
