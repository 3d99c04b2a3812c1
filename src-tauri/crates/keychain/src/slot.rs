//! One key slot: whose it is, how it opens, and the vault key wrapped for it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, Key, OVERHEAD};
use crate::hex::Hex;
use crate::{Argon2Cost, Error, Passphrase, RecoveryCode, Result, SecretBytes, VaultId, VaultKey};

/// The bound on a user's name and a label, in characters.
const MAX_TEXT: usize = 200;
const WRAPPED_LEN: usize = KEY_LEN + OVERHEAD;

/// Which slot: 8 random bytes, 16 hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlotId(Hex<8>);

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotId({})", self.0)
    }
}

impl FromStr for SlotId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Hex::parse(text).map(Self).ok_or(Error::MalformedId { what: "A key slot's id", digits: 16 })
    }
}

/// How a slot opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SlotKind {
    /// By a random secret in the operating system's keychain.
    Keychain,
    /// By a passphrase, through Argon2id.
    Passphrase,
    /// By the recovery code.
    Recovery,
}

/// What may be shown of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotInfo {
    /// Which slot.
    pub id: SlotId,
    /// How it opens.
    pub kind: SlotKind,
    /// Who is signed in by opening it.
    pub user: String,
    /// What its owner calls it, such as the computer's name.
    pub label: String,
    /// When it was made, to the second.
    pub created_at: DateTime<Utc>,
}

/// A slot as the file has it. The field order is the file's format.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Slot {
    id: SlotId,
    kind: SlotKind,
    user: String,
    label: String,
    created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    argon2: Option<Argon2Cost>,
    salt: Hex<16>,
    wrapped: Hex<WRAPPED_LEN>,
}

/// What opens a slot.
pub(crate) enum Opener<'a> {
    Keychain(&'a SecretBytes),
    Passphrase(&'a Passphrase, Argon2Cost),
    Recovery(&'a RecoveryCode),
}

impl Opener<'_> {
    fn kind(&self) -> SlotKind {
        match self {
            Self::Keychain(_) => SlotKind::Keychain,
            Self::Passphrase(..) => SlotKind::Passphrase,
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }

    /// The key that the vault key is wrapped under in a slot with this salt.
    fn key(&self, salt: &Hex<16>) -> Result<Key> {
        // What has 160 random bits or more needs no stretching.
        let spread = |secret: &[u8], label: &[u8]| aead::expand(&aead::extract(&salt.0, secret), &[label]);
        match self {
            Self::Keychain(secret) => Ok(spread(secret.expose(), b"chancery keychain slot v1")),
            Self::Passphrase(passphrase, cost) => cost.key(passphrase, &salt.0),
            Self::Recovery(code) => Ok(spread(code.secret(), b"chancery recovery slot v1")),
        }
    }

    fn cost(&self) -> Option<Argon2Cost> {
        match self {
            Self::Passphrase(_, cost) => Some(*cost),
            _ => None,
        }
    }
}

impl Slot {
    /// A slot with this id that the opener opens, holding `key`.
    ///
    /// # Errors
    /// [`Error::BadText`], [`Error::OutOfMemory`].
    pub(crate) fn new(
        id: SlotId,
        opener: &Opener<'_>,
        key: &VaultKey,
        user: &str,
        label: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut slot = Self {
            id,
            kind: opener.kind(),
            user: text("user", user)?,
            label: text("label", label)?,
            created_at: now.trunc_subsecs(0),
            argon2: None,
            salt: Hex::ZERO,
            wrapped: Hex::ZERO,
        };
        slot.wrap(opener, key)?;
        Ok(slot)
    }

    /// Wraps `key` anew, for this opener.
    pub(crate) fn wrap(&mut self, opener: &Opener<'_>, key: &VaultKey) -> Result<()> {
        self.argon2 = opener.cost();
        self.salt = Hex(aead::random());
        let mut wrapped = Vec::with_capacity(WRAPPED_LEN);
        aead::seal_onto(&mut wrapped, &*opener.key(&self.salt)?, &self.binding(key.vault_id()), key.bytes());
        self.wrapped = Hex(wrapped.try_into().expect("a sealed 32-byte key always has the same length"));
        Ok(())
    }

    /// The vault key, if the opener is this slot's; `None` if it isn't or anything was changed.
    pub(crate) fn unwrap(&self, opener: &Opener<'_>, vault_id: VaultId) -> Result<Option<VaultKey>> {
        let opened: Option<Zeroizing<Vec<u8>>> =
            aead::open(&*opener.key(&self.salt)?, &self.binding(vault_id), &self.wrapped.0);
        Ok(opened.and_then(|bytes| VaultKey::from_slot(vault_id, &bytes)))
    }

    pub(crate) fn id(&self) -> SlotId {
        self.id
    }

    pub(crate) fn kind(&self) -> SlotKind {
        self.kind
    }

    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    /// The work factor; passphrase slots have one.
    pub(crate) fn cost(&self) -> Option<Argon2Cost> {
        self.argon2
    }

    /// Whether the fields fit together, whoever wrote them.
    pub(crate) fn is_well_formed(&self) -> bool {
        (self.kind == SlotKind::Passphrase) == self.argon2.is_some()
            && text("user", &self.user).is_ok()
            && text("label", &self.label).is_ok()
    }

    pub(crate) fn info(&self) -> SlotInfo {
        SlotInfo {
            id: self.id,
            kind: self.kind,
            user: self.user.clone(),
            label: self.label.clone(),
            created_at: self.created_at,
        }
    }

    /// Everything that must stay together with the wrapped key: all other fields, and the vault.
    fn binding(&self, vault_id: VaultId) -> Vec<u8> {
        let fields = Self { wrapped: Hex::ZERO, ..self.clone() };
        serde_json::to_vec(&("chancery key slot v1", vault_id, fields))
            .expect("strings, numbers and hexadecimal always have a JSON form")
    }
}

/// A new slot's id.
pub(crate) fn new_id() -> SlotId {
    SlotId(Hex(aead::random()))
}

/// A name or label that can be stored and shown.
pub(crate) fn text(field: &'static str, value: &str) -> Result<String> {
    let refused = value.trim().is_empty()
        || value.chars().count() > MAX_TEXT
        || value.chars().any(|c| c.is_control() || is_invisible(c));
    if refused { Err(Error::BadText { field, max: MAX_TEXT }) } else { Ok(value.to_owned()) }
}

/// Characters that make one name look like another: direction overrides, zero-width and the like.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
