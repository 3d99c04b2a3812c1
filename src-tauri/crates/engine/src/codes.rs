//! The crates' errors with their stable codes, mapped here and nowhere else.

use crate::EngineError;
use chancery_keychain::Error as KeychainError;
use chancery_pki::Error as PkiError;
use chancery_store::StoreError;

impl From<PkiError> for EngineError {
    fn from(error: PkiError) -> Self {
        let code = match &error {
            PkiError::Fault(fault) => return fault.clone().into(),
            PkiError::Malformed { .. } => "malformed",
            PkiError::TooLarge { .. } => "too_large",
            PkiError::NotRecognised => "not_recognised",
            PkiError::PassphraseNeeded(_) => "passphrase_needed",
            PkiError::WrongPassphrase(_) => "wrong_file_passphrase",
            PkiError::NotAKey => "not_a_key",
            PkiError::WeakKey(_) => "weak_key",
            PkiError::Unsupported(_) => "unsupported",
            PkiError::TooManyIterations { .. } => "too_many_iterations",
            PkiError::BadSignature(_) => "bad_signature",
            PkiError::SignerMismatch => "key_mismatch",
            PkiError::WrongCrl(_) => "wrong_crl",
            PkiError::WrongAnswer(_) => "wrong_answer",
            PkiError::NotAnAuthority(_) => "not_an_authority",
            _ => "cryptography_failed",
        };
        let field = match &error {
            PkiError::PassphraseNeeded(_) | PkiError::WrongPassphrase(_) => Some("passphrase"),
            _ => None,
        };
        let shown = Self::new(code, error.to_string());
        match field {
            Some(field) => shown.at(field),
            None => shown,
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::NotFound(_) => "database_missing",
            StoreError::AlreadyExists(_) => "vault_exists",
            StoreError::WrongKeyOrDamaged | StoreError::Damaged(_) => "database_damaged",
            StoreError::NewerVersion { .. } => "newer_version",
            StoreError::Busy | StoreError::UpgradeWaits => "vault_busy",
            StoreError::UpgradeUnderWay => "vault_upgrading",
            StoreError::ReadOnly => "read_only",
            StoreError::DiskFull | StoreError::UpgradeNeedsRoom { .. } => "disk_full",
            StoreError::Io(_) => "io_failed",
            StoreError::Duplicate { .. } => "already_known",
            StoreError::SerialTaken => "serial_taken",
            StoreError::NameTaken(_) => "name_taken",
            StoreError::KeyTaken => "key_taken",
            StoreError::Missing(_) => "not_found",
            StoreError::AuditChain(_) => "audit_broken",
            StoreError::InvalidCursor => "invalid_cursor",
            StoreError::Closed => "locked",
            StoreError::NotCanonical | StoreError::Panicked | StoreError::Refused(_) => "internal",
        };
        Self::new(code, error.to_string())
    }
}

impl From<KeychainError> for EngineError {
    fn from(error: KeychainError) -> Self {
        let code = match &error {
            KeychainError::KeychainAbsent { .. } => "keychain_absent",
            KeychainError::KeychainLocked => "keychain_locked",
            KeychainError::KeychainSilent(_) => "keychain_silent",
            KeychainError::KeychainEmpty => "keychain_empty",
            KeychainError::KeychainMismatch => "keychain_mismatch",
            KeychainError::KeychainOther { .. } => "keychain_failed",
            KeychainError::WrongPassphrase => "wrong_passphrase",
            KeychainError::WrongKeyPassphrase => "wrong_key_passphrase",
            KeychainError::EmptyPassphrase => "passphrase_needed",
            KeychainError::PassphraseTooLong(_) => "passphrase_too_long",
            KeychainError::RecoveryCodeMistyped { .. } | KeychainError::RecoveryCodeLength { .. } => {
                "recovery_code_mistyped"
            }
            KeychainError::WrongRecoveryCode => "wrong_recovery_code",
            KeychainError::NoSuchSlot { .. } | KeychainError::UnknownSlot(_) => "no_such_slot",
            KeychainError::UserNeeded { .. } => "user_needed",
            KeychainError::LastSlot | KeychainError::LastEverydaySlot => "last_slot",
            KeychainError::AlreadyExists(_) => "vault_exists",
            KeychainError::NotAVault(_) => "no_vault",
            KeychainError::Damaged(_) | KeychainError::Altered(_) => "slots_damaged",
            KeychainError::NewerFormat { .. } => "newer_version",
            KeychainError::Busy => "vault_busy",
            KeychainError::PassphraseExists { .. } => "slot_exists",
            _ => "keys_failed",
        };
        let shown = Self::new(code, error.to_string());
        match &error {
            KeychainError::WrongPassphrase | KeychainError::WrongKeyPassphrase | KeychainError::EmptyPassphrase => {
                shown.at("passphrase")
            }
            KeychainError::UserNeeded { .. } => shown.at("user"),
            _ => shown,
        }
    }
}
