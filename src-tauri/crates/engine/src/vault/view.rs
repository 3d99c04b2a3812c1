//! What hosts ask and are shown of the vault, its slots and its people.

use crate::SecretText;
use chancery_domain::{Permission, Role};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::fmt;

/// A way to open the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    Keychain,
    Passphrase,
    Recovery,
}

/// A key slot: who opens the vault with it, and how.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    pub id: String,
    pub kind: SlotKind,
    pub user: String,
    pub label: String,
    pub created_at: DateTime<Utc>,
}

/// A vault to be made.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreateVault {
    pub name: String,
    /// The first administrator.
    pub user: String,
    pub passphrase: Option<SecretText>,
    /// Left out where this computer has none, if there is a passphrase.
    pub use_keychain: bool,
}

impl fmt::Debug for CreateVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateVault").field("name", &self.name).field("user", &self.user).finish_non_exhaustive()
    }
}

/// A vault that was made. The recovery code is shown this once.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultCreated {
    pub recovery_code: String,
    pub session: Session,
    /// Why it does not open with the keychain although that was asked for, as a sentence.
    pub without_keychain: Option<String>,
}

impl fmt::Debug for VaultCreated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultCreated").field("session", &self.session).finish_non_exhaustive()
    }
}

/// What the vault is opened with.
#[derive(Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OpenMethod {
    Keychain,
    Passphrase { passphrase: SecretText },
    Recovery { code: SecretText },
}

impl fmt::Debug for OpenMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keychain => "Keychain",
            Self::Passphrase { .. } => "Passphrase",
            Self::Recovery { .. } => "Recovery",
        })
    }
}

/// Opening the vault, which signs its slot's owner in.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenVault {
    /// Only slots of this person are tried; null tries all of the kind.
    pub user: Option<String>,
    pub method: OpenMethod,
}

/// Who is signed in, where, and what that person may do.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub user: String,
    pub role: Role,
    pub permissions: Vec<Permission>,
    pub vault_name: String,
    pub vault_path: String,
    pub opened_with: SlotKind,
    /// 0 = never.
    pub idle_lock_minutes: u32,
}

/// A person of the vault.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub name: String,
    pub role: Role,
    pub disabled: bool,
    pub created_at: DateTime<Utc>,
    pub has_passphrase: bool,
    pub has_keychain: bool,
}

/// A person to be added, with a first passphrase of their own.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AddUser {
    pub name: String,
    pub role: Role,
    pub passphrase: SecretText,
}

impl fmt::Debug for AddUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddUser").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

/// What can be set for a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub vault_name: String,
    /// 0 = never; at most a day.
    pub idle_lock_minutes: u32,
    /// How long the CRLs of new authorities are good for.
    pub crl_days: u32,
}

/// What the integrity check found.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IntegrityReport {
    pub ok: bool,
    pub problems: Vec<String>,
    pub checked_at: DateTime<Utc>,
}
