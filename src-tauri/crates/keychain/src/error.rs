//! Every way in which opening a vault can fail, each with a sentence that says what to do.
//!
//! No variant carries a secret.

use std::path::PathBuf;
use std::time::Duration;

use crate::SlotKind;

/// Why a vault, a sealed key or the keychain did not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host was told to do without a keychain, or the system has none running.
    #[error(
        "No system keychain is available. Open the vault with its passphrase, or start a keychain (on Linux a Secret Service such as gnome-keyring or KWallet) and try again."
    )]
    KeychainAbsent {
        /// What the system said: for the log, not for people.
        reason: String,
    },
    /// The keychain is locked, its prompt was dismissed, or it denied the access.
    #[error(
        "The system keychain is locked or refused access. Unlock the system keychain and try again, or open the vault with its passphrase."
    )]
    KeychainLocked,
    /// The keychain did not answer in time, usually because it waits for its own prompt.
    #[error(
        "The system keychain did not answer within {} seconds. Answer its prompt if one is open and try again, or open the vault with its passphrase.",
        .0.as_secs_f32()
    )]
    KeychainSilent(Duration),
    /// The keychain works, but holds no such entry.
    #[error(
        "The system keychain holds no entry for this vault: it was deleted, or this is another computer or account. Open the vault with its passphrase or recovery code, then add this keychain again."
    )]
    KeychainEmpty,
    /// The keychain's entry opens no slot of this vault.
    #[error(
        "The system keychain's entry does not belong to this vault. Open the vault with its passphrase or recovery code, then add this keychain again."
    )]
    KeychainMismatch,
    /// The keychain failed in some other way.
    #[error("The system keychain failed ({reason}). Try again, or open the vault with its passphrase.")]
    KeychainOther {
        /// What the system said.
        reason: String,
    },

    /// No passphrase slot opened.
    #[error("That passphrase does not open this vault. Check Caps Lock and the keyboard layout, and try again.")]
    WrongPassphrase,
    /// A key that has a passphrase of its own did not open with the one given.
    #[error("That passphrase does not open this key. Check Caps Lock and the keyboard layout, and try again.")]
    WrongKeyPassphrase,
    /// A passphrase of no characters.
    #[error("The passphrase is empty. Type one.")]
    EmptyPassphrase,
    /// A passphrase longer than the bound.
    #[error("The passphrase is longer than {0} bytes. Choose a shorter one.")]
    PassphraseTooLong(usize),

    /// The recovery code was mistyped: its check characters disagree.
    #[error(
        "The recovery code has a typing mistake in group {group} of {groups}. Compare that group with the recovery kit."
    )]
    RecoveryCodeMistyped {
        /// Which group, counted from 1.
        group: usize,
        /// How many groups a code has.
        groups: usize,
    },
    /// The recovery code has too few or too many characters.
    #[error("The recovery code has {found} characters instead of {wanted}. Compare it with the recovery kit.")]
    RecoveryCodeLength {
        /// Characters found, separators not counted.
        found: usize,
        /// Characters a code has.
        wanted: usize,
    },
    /// The recovery code is well-formed and opens no slot of this vault.
    #[error(
        "That recovery code is not this vault's, or it was replaced by a newer one. Look for the latest recovery kit of this vault."
    )]
    WrongRecoveryCode,

    /// Nothing of that kind to unlock with.
    #[error("{}", no_slot_sentence(*kind, user.as_deref()))]
    NoSuchSlot {
        /// The kind of slot that was looked for.
        kind: SlotKind,
        /// The user whose slot was looked for, if one was named.
        user: Option<String>,
    },
    /// Several users have such a slot, so that the user has to be named.
    #[error("Several users can open this vault this way ({}). Say which one you are.", users.join(", "))]
    UserNeeded {
        /// Their names, sorted.
        users: Vec<String>,
    },
    /// No slot has this id.
    #[error("This vault has no key slot {0}. It may have been removed meanwhile; look at the list again.")]
    UnknownSlot(String),
    /// The slot is of another kind than the operation needs.
    #[error("That key slot has no passphrase to change.")]
    NotAPassphraseSlot,
    /// Removing this slot would lock everybody out for good.
    #[error("This is the last key slot: without it nobody could open the vault again. Add another one first.")]
    LastSlot,
    /// Removing this slot would leave recovery codes alone.
    #[error("Only recovery codes would be left to open the vault. Add a passphrase or a keychain first.")]
    LastEverydaySlot,
    /// The bound on slots is reached.
    #[error("A vault has at most {0} key slots. Remove one that is no longer needed first.")]
    TooManySlots(usize),
    /// A person opens the vault with one passphrase; it is changed, and none is added.
    #[error("{user} has a passphrase already. Change it instead.")]
    PassphraseExists {
        /// Whose.
        user: String,
    },
    /// A user's or vault's name or a label that cannot be stored.
    #[error("The {field} must have 1 to {max} characters, without control characters.")]
    BadText {
        /// `user`, `label` or `name`.
        field: &'static str,
        /// The bound in characters.
        max: usize,
    },

    /// An id is not spelt as ids are.
    #[error("{what} is {digits} lower-case hexadecimal digits.")]
    MalformedId {
        /// Whose id, as the beginning of a sentence.
        what: &'static str,
        /// How many digits it has.
        digits: usize,
    },

    /// There is a slot file already.
    #[error("There is a vault in {} already. Open it, or choose another folder.", .0.display())]
    AlreadyExists(PathBuf),
    /// There is no slot file.
    #[error("There is no vault in {}. Choose the vault's folder, or make a new vault there.", .0.display())]
    NotAVault(PathBuf),
    /// The file is not what was written: cut short, changed, or something else altogether.
    #[error("{} is damaged. Put back the copy from the latest backup.", .0.display())]
    Damaged(PathBuf),
    /// The file is well-formed, but was not made with this vault's key.
    #[error(
        "{} was changed by something other than Chancery. Nothing in it is trusted; put back the copy from the latest backup and find out who changed it.",
        .0.display()
    )]
    Altered(PathBuf),
    /// The file is of a later version of the program.
    #[error("{} was written by a newer Chancery (format {found}; this one knows {known}). Update Chancery to open it.", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The version it states.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The key at hand is another vault's.
    #[error("The folder {} now holds another vault. Close this one and open it again.", .0.display())]
    AnotherVault(PathBuf),
    /// Another process kept the file's lock for too long.
    #[error("Another program is changing this vault's key slots. Wait until it is done and try again.")]
    Busy,
    /// Reading or writing a file failed.
    #[error("{doing} {} failed: {source}", path.display())]
    File {
        /// What was being done, as the beginning of a sentence.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A sealed record is of a later version of the program.
    #[error(
        "This record was sealed by a newer Chancery (format {found}; this one knows {known}). Update Chancery to open it."
    )]
    NewerSeal {
        /// The version it states.
        found: u8,
        /// The newest version known here.
        known: u8,
    },
    /// A sealed record did not open: changed, cut short, or sealed for something else.
    #[error(
        "A sealed key does not open: it was changed, or belongs to another vault or record. Restore it from a backup."
    )]
    SealBroken,
    /// The work factor is outside of what this program accepts.
    #[error(
        "The passphrase's work factor is outside the accepted range. The file was changed or comes from something else."
    )]
    CostOutOfRange,
    /// There was not enough memory to derive a key from the passphrase.
    #[error("There is not enough free memory to check the passphrase ({} MiB are needed). Close other programs and try again.", memory_kib / 1024)]
    OutOfMemory {
        /// What was needed, in KiB.
        memory_kib: u32,
    },
}

fn no_slot_sentence(kind: SlotKind, user: Option<&str>) -> String {
    let way = match kind {
        SlotKind::Keychain => "the system keychain",
        SlotKind::Passphrase => "a passphrase",
        SlotKind::Recovery => "a recovery code",
    };
    match user {
        Some(user) => format!("{user} cannot open this vault with {way}. Check the name, or open it another way."),
        None => format!("This vault is not set up to open with {way}. Open it another way."),
    }
}
