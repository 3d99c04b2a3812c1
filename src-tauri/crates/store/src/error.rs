//! What can go wrong with the database, in sentences that say what to do.

use chancery_domain::CertificateId;
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::path::PathBuf;

/// What the functions of this crate return.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the database refused. Cloneable, because one failed commit answers everybody who was part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No database at this path.
    #[error("There is no vault database at {}.", .0.display())]
    NotFound(PathBuf),
    /// A database is at the path where a new one was to be made.
    #[error("There is already a vault database at {}. It was left as it is.", .0.display())]
    AlreadyExists(PathBuf),
    /// The key does not fit, or the first page was changed: SQLCipher cannot tell these apart.
    #[error(
        "The vault database cannot be opened: it was made with another key, or its file is damaged. Put vault.db back \
         from the latest backup."
    )]
    WrongKeyOrDamaged,
    /// A later version of the program made it.
    #[error(
        "This vault was last opened by a newer Chancery (database version {found}; this one knows {known}). \
         Update Chancery and open it again."
    )]
    NewerVersion {
        /// The version of the database.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// Another process held the write lock for longer than the bounded wait.
    #[error("Another Chancery process is writing to this vault. Try again in a moment.")]
    Busy,
    /// The file or its folder cannot be written.
    #[error("The vault's folder cannot be written. Check its permissions and that its disk is not read-only.")]
    ReadOnly,
    /// The disk, or the quota on it, is used up. Nothing of the transaction was kept.
    #[error("The disk is full. Nothing was changed. Free some space and try again.")]
    DiskFull,
    /// The database is of an earlier version, and another process held the write lock for longer than the bounded wait.
    #[error(
        "This vault has to be brought up to date once, and another Chancery process is writing to it. Try again in a \
         moment."
    )]
    UpgradeWaits,
    /// The database is of an earlier version, and another process is migrating it.
    #[error(
        "Another Chancery process is bringing this vault up to date, which takes minutes where there are many \
         certificates. Open it again once that is done."
    )]
    UpgradeUnderWay,
    /// The database is of an earlier version, and there is no room to migrate it. Nothing of the migration was kept.
    #[error(
        "This vault has to be brought up to date once, and its disk has no room for that: as long as it lasts it takes \
         about {} more. Nothing was changed. Free some space and try again.", room(*octets)
    )]
    UpgradeNeedsRoom {
        /// About what it takes beside the database.
        octets: u64,
    },
    /// A page failed its check when it was read, or the content contradicts itself.
    #[error("The vault database is damaged: {0} Restore it from a backup.")]
    Damaged(String),
    /// The operating system failed to read or write.
    #[error("The vault database could not be read or written: {0}.")]
    Io(String),
    /// The same certificate (by SHA-256 fingerprint) is in the inventory already.
    #[error("This certificate is in the inventory already, as {existing}.")]
    Duplicate {
        /// The certificate that is there.
        existing: CertificateId,
    },
    /// The authority has used this serial number before.
    #[error("The authority has used this serial number before.")]
    SerialTaken,
    /// Somebody or something already has this name; capitals make no difference.
    #[error("The name “{0}” is taken.")]
    NameTaken(String),
    /// A key with the same public key is stored already.
    #[error("This private key is in the vault already.")]
    KeyTaken,
    /// The row that was to be changed is not there. Holds what it is, for example `crt-17`.
    #[error("There is no {0}.")]
    Missing(String),
    /// The audit log fails its own checks: nothing more is written on top of it.
    #[error("The audit log fails its check ({0}). Nothing was changed. Verify the audit log before going on.")]
    AuditChain(String),
    /// An audit event that has no canonical form: a number that is not an integer.
    #[error("An audit event holds a number that is not an integer.")]
    NotCanonical,
    /// A cursor that was not made by this list.
    #[error("The list cannot be continued from here. Load it again.")]
    InvalidCursor,
    /// The work inside a transaction panicked; its changes were rolled back.
    #[error("An internal error happened while writing; nothing was changed.")]
    Panicked,
    /// The store is being closed.
    #[error("The vault is being closed.")]
    Closed,
    /// SQLite refused in a way that only a defect of this program explains.
    #[error("The database refused: {0}.")]
    Refused(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        match (code, error) {
            (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Self::Busy,
            (Some(ErrorCode::DiskFull), _) => Self::DiskFull,
            // The index of the log could not be made longer.
            (_, rusqlite::Error::SqliteFailure(failure, _)) if failure.extended_code == SQLITE_IOERR_SHMSIZE => {
                Self::DiskFull
            }
            (Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied), _) => Self::ReadOnly,
            (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase), error) => {
                Self::Damaged(format!("a page cannot be read ({}).", message(&error)))
            }
            (Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen), error) => Self::Io(message(&error)),
            (
                None,
                error @ (rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)),
            ) => Self::Damaged(format!("a stored value cannot be read ({error}).")),
            (_, error) => Self::Refused(message(&error)),
        }
    }
}

/// `120 MB`, `2.3 GB`
fn room(octets: u64) -> String {
    let megabytes = octets.div_ceil(1_000_000);
    match megabytes {
        0..1_000 => format!("{megabytes} MB"),
        _ => format!("{}.{} GB", megabytes / 1_000, megabytes % 1_000 / 100),
    }
}

/// SQLite's words, without the statement or its values, which may be private.
fn message(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(failure, text) => {
            text.clone().unwrap_or_else(|| failure.to_string()).trim_end_matches('.').to_owned()
        }
        other => other.to_string(),
    }
}

impl StoreError {
    /// Whether SQLite refused because of a constraint whose description contains `what`
    /// (`users.name`, an index's name …).
    pub(crate) fn is_conflict(error: &rusqlite::Error, what: &str) -> bool {
        matches!(error, rusqlite::Error::SqliteFailure(failure, Some(text))
            if failure.code == ErrorCode::ConstraintViolation && text.contains(what))
    }
}
