//! What can go wrong here, each with what to do about it.

use std::io;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Something the machine needs and that can't be installed from here.
    #[error("{what}\n{remedy}")]
    Missing { what: String, remedy: String },

    /// A command ran and said no; its own output stands above.
    #[error("`{command}` failed ({status})")]
    Refused { command: String, status: String },

    /// A command could not be started at all.
    #[error("`{command}` could not be started: {source}")]
    NotStarted { command: String, source: io::Error },

    /// A command took longer than it may.
    #[error("`{command}` was stopped after {seconds} seconds")]
    TookTooLong { command: String, seconds: u64 },

    #[error("{doing}: {source}")]
    Io { doing: String, source: io::Error },

    #[error("no step is called `{0}`; `cargo xtask test --list` names them")]
    UnknownStep(String),

    #[error("the step `{0}` failed")]
    StepFailed(&'static str),

    #[error("{0}")]
    Window(String),

    #[error("interrupted")]
    Interrupted,

    #[error("no figure is called `{0}`; `cargo xtask bench --list` names them")]
    UnknownFigure(String),

    #[cfg(feature = "engine")]
    #[error("over the limit or not measured: {0}")]
    LimitsMissed(String),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Engine(#[from] chancery_engine::EngineError),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Store(#[from] chancery_store::StoreError),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Pki(#[from] chancery_pki::Error),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Keychain(#[from] chancery_keychain::Error),

    #[cfg(feature = "engine")]
    #[error(transparent)]
    Fault(#[from] chancery_domain::Fault),
}

/// Says what was being done when the operating system refused.
pub(crate) trait Doing<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::Io { doing: what(), source })
    }
}
