//! Making a vault and opening one.

use super::{
    CreateVault, OpenMethod, OpenVault, Patience, SlotKind, Vault,
    generation::SLOTS_CHANGED,
    keychain_anchor::KeychainAnchor,
    settings,
    signing_head::SigningHead,
    upgrade::{UpgradeDesk, Upgrading},
};
use crate::audit::{Event, Outcome};
use crate::{Actor, Clock, EngineError, Host, Result, SystemClock};
use chancery_domain::{Permission, Role};
use chancery_keychain::{
    Argon2Cost, AuditAnchor, FileAnchor, KeySlots, Keychain, OsKeychain, Passphrase, RecoveryCode, SlotInfo, Unlocked,
    VaultKey,
};
use chancery_store::{Store, StoreError};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The database inside the vault's folder.
const DATABASE: &str = "vault.db";

/// How often a vault is opened anew because its slots were changed meanwhile.
const OPENING_TRIES: u32 = 5;

/// How long one guess at a passphrase takes on this machine.
const PASSPHRASE_TARGET: Duration = Duration::from_millis(400);

/// What a vault is opened with besides secrets: time, keychain, and how dear a passphrase guess is.
#[derive(Debug, Clone)]
pub struct VaultOptions {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The operating system's keychain, or none.
    pub keychain: Arc<dyn Keychain>,
    /// The cost of new passphrase slots; `None` calibrates it on this machine.
    pub passphrase_cost: Option<Argon2Cost>,
}

impl Default for VaultOptions {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), keychain: Arc::new(OsKeychain::new()), passphrase_cost: None }
    }
}

impl VaultOptions {
    pub(super) fn cost(&self) -> Argon2Cost {
        self.passphrase_cost.unwrap_or_else(|| Argon2Cost::calibrate(PASSPHRASE_TARGET))
    }
}

/// Who opens, and what they share with the vault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opener<'a> {
    pub(crate) host: Host,
    pub(crate) patience: &'a Patience,
    /// Where it is told how far bringing the vault up to date is.
    pub(crate) upgrade: &'a Arc<UpgradeDesk>,
}

/// Whether there is a vault in this folder.
pub(crate) fn exists(folder: &Path) -> bool {
    folder.join(DATABASE).exists() || folder.join("keyslots.json").exists()
}

/// The vault's name as it can be known before it is opened: what stands beside the slots, else the folder's name.
/// Opening proves or refuses it.
pub(crate) fn stored_name(folder: &Path, slots: &KeySlots) -> String {
    let stored = slots.name().ok().flatten();
    stored.map(|name| chancery_domain::visible(&name)).unwrap_or_else(|| folder_name(folder))
}

fn folder_name(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "vault".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Why a vault that was to open with the keychain does not.
const WITHOUT_KEYCHAIN: &str = "This computer has no keychain that could open the vault: the passphrase alone does.";

/// A vault that was made, and what is known this once.
pub(crate) struct Created {
    pub(crate) vault: Vault,
    pub(crate) actor: Actor,
    pub(crate) recovery: RecoveryCode,
    /// Why it does not open with the keychain although that was asked for.
    pub(crate) without_keychain: Option<String>,
}

impl Vault {
    /// Makes a vault in `folder` and signs its first administrator in.
    ///
    /// It is built in a folder beside and put in place when it is complete, so that a crash leaves no half vault.
    pub(crate) fn create(
        folder: &Path,
        request: &CreateVault,
        options: &VaultOptions,
        opener: Opener<'_>,
    ) -> Result<Created> {
        let user = super::users::person_name(&request.user)?;
        settings::check_vault_name(&request.name)?;
        if request.passphrase.is_none() && !request.use_keychain {
            return Err(EngineError::new(
                "no_way_in",
                "Choose how the vault opens: this computer’s keychain, a passphrase, or both.",
            )
            .at("passphrase"));
        }
        let passphrase =
            request.passphrase.as_ref().map(|text| new_passphrase(text.expose(), "passphrase")).transpose()?;
        if exists(folder) {
            return Err(EngineError::new(
                "vault_exists",
                format!("There is a vault in {} already. Open it, or choose another folder.", shown(folder)),
            ));
        }
        let building = Building::beside(folder)?;
        let key = VaultKey::generate();
        let now = options.clock.now();
        let head = Arc::new(SigningHead::of(&key)?);
        let actor = Actor::new(user.clone(), opener.host);
        {
            let store = Store::create(
                building.path.join(DATABASE),
                &key.database_key(),
                Arc::clone(&head) as Arc<dyn chancery_store::HeadSigner>,
                now,
            )?;
            let (name, by, first) = (request.name.trim().to_owned(), actor.clone(), user.clone());
            store.write(move |tx| {
                tx.insert_user(&first, Role::Administrator, now)?;
                settings::write_first(tx, &name)?;
                let created = Event::new("vault.created").with("name", name).with("administrator", first);
                tx.append_audit(created.into_stored(&by, Outcome::Done, now))?;
                Ok::<(), EngineError>(())
            })?;
            // Before anybody sees the vault: that the anchor is missing always means that it was taken away.
            let head = store.read(|tx| tx.audit().head())?;
            FileAnchor::store(&building.path, &key, &AuditAnchor { sequence: head.sequence, hash: head.hash })?;
        }
        let slots = KeySlots::create(&building.path, &key)?;
        slots.rename(&key, request.name.trim())?;
        let mut opened_with = SlotKind::Passphrase;
        if let Some(passphrase) = &passphrase {
            slots.add_passphrase(&key, &user, "Passphrase", passphrase, options.cost(), now)?;
        }
        let recovery = slots.add_recovery(&key, &user, now)?;
        let mut in_keychain = None;
        let mut without_keychain = None;
        if request.use_keychain {
            match slots.add_keychain(&key, &user, &super::slots::computer(), options.keychain.as_ref(), now) {
                Ok(slot) => {
                    in_keychain = Some(slot.id);
                    opened_with = SlotKind::Keychain;
                }
                // A computer without one, as servers are, opens it with the passphrase.
                Err(chancery_keychain::Error::KeychainAbsent { .. }) if passphrase.is_some() => {
                    without_keychain = Some(WITHOUT_KEYCHAIN.to_owned());
                }
                Err(error) => return Err(error.into()),
            }
        }
        building.publish(folder).inspect_err(|_| {
            if let Some(id) = in_keychain {
                slots.forget_keychain_entry(id, options.keychain.as_ref());
            }
        })?;
        let slots = KeySlots::open(folder)?;
        let vault = Self::assemble(folder, key, slots, head, (opened_with, actor.clone()), (options, opener))?;
        vault.note_slots(&actor, Permission::ManageVault, Vec::new()).unwrap_or_else(|error| {
            // The vault is there, and its recovery code must be shown; the next opening notes the slots.
            tracing::warn!("the new vault’s slots were not noted: {error}");
        });
        vault.anchor_now();
        Ok(Created { vault, actor, recovery, without_keychain })
    }

    /// Opens the vault in `folder`; the owner of the slot that opened it is signed in.
    pub(crate) fn open(
        folder: &Path,
        request: &OpenVault,
        options: &VaultOptions,
        opener: Opener<'_>,
    ) -> Result<(Self, Actor)> {
        let mut tries = 1;
        loop {
            match Self::open_once(folder, request, options, opener) {
                Err(error) if error.code == SLOTS_CHANGED && tries < OPENING_TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    fn open_once(
        folder: &Path,
        request: &OpenVault,
        options: &VaultOptions,
        opener: Opener<'_>,
    ) -> Result<(Self, Actor)> {
        let slots = KeySlots::open(folder)?;
        let user = request.user.as_deref();
        let Unlocked { key, slot, generation } = match &request.method {
            OpenMethod::Keychain => slots.unlock_with_keychain(user, options.keychain.as_ref())?,
            OpenMethod::Passphrase { passphrase } => {
                let passphrase = Passphrase::new(passphrase.expose()).map_err(at_passphrase)?;
                slots.unlock_with_passphrase(user, &passphrase).map_err(at_passphrase)?
            }
            OpenMethod::Recovery { code } => {
                let code = RecoveryCode::parse(code.expose()).map_err(|error| EngineError::from(error).at("code"))?;
                slots.unlock_with_recovery(&code).map_err(|error| EngineError::from(error).at("code"))?
            }
        };
        refuse_another_user(user, &slot)?;
        let head = Arc::new(SigningHead::of(&key)?);
        let opened_with = super::slots::kind(slot.kind);
        let actor = Actor::new(slot.user, opener.host);
        let vault = Self::assemble(folder, key, slots, head, (opened_with, actor.clone()), (options, opener))?;
        vault.look(|tx, _| super::deed::role_of(tx, &actor))?;
        vault.judge_slots(&actor, generation, opened_with)?;
        // On a full disk or a read-only one there is still much to look at; both are noticed the next time, too.
        let noted = [vault.notice_anchor_gone_before(), vault.settle_name(&actor), vault.adopt_unfinished(&actor)];
        for noted in noted {
            noted.unwrap_or_else(|error| tracing::warn!("what was noticed on opening was not noted: {error}"));
        }
        // Each command line call opens the vault; only a person's coming in the window is an event.
        if opener.host == Host::Window || opened_with == SlotKind::Recovery {
            vault.record_opening(&actor, opened_with)?;
        }
        Ok((vault, actor))
    }

    fn assemble(
        folder: &Path,
        key: VaultKey,
        slots: KeySlots,
        head: Arc<SigningHead>,
        (opened_with, opened_by): (SlotKind, Actor),
        (options, opener): (&VaultOptions, Opener<'_>),
    ) -> Result<Self> {
        let watch: Arc<dyn chancery_store::UpgradeWatch> = Arc::new(Upgrading {
            desk: Arc::clone(opener.upgrade),
            by: opened_by.clone(),
            clock: Arc::clone(&options.clock),
        });
        let store = Store::open_watched(
            folder.join(DATABASE),
            &key.database_key(),
            Arc::clone(&head) as Arc<dyn chancery_store::HeadSigner>,
            &watch,
        );
        opener.upgrade.clear();
        let store = store.map_err(|error| match error {
            StoreError::NotFound(_) => EngineError::new(
                "database_missing",
                format!(
                    "{} holds key slots but no database. Put vault.db back from a backup, or open another folder.",
                    shown(folder)
                ),
            ),
            other => other.into(),
        })?;
        let keychain_anchor = KeychainAnchor::of(Arc::clone(&options.keychain), key.vault_id());
        if super::anchor::has_keychain_slot(&slots) {
            keychain_anchor.ask();
        }
        Ok(Self {
            store,
            folder: folder.to_path_buf(),
            key,
            slots,
            keychain: Arc::clone(&options.keychain),
            clock: Arc::clone(&options.clock),
            keychain_anchor,
            patience: opener.patience.clone(),
            head,
            opened_with,
            opened_by,
            passphrase_cost: options.passphrase_cost,
            ca_keys: crate::authorities::CaKeys::default(),
            slot_guesses: super::guesses::Guesses::default(),
            submissions: crate::certificates::Submissions::default(),
            replaced_metadata: crate::certificates::ReplacedMetadata::default(),
            holder: crate::jobs::Holder::default(),
            job_signal: crate::jobs::Signal::default(),
            parked: crate::certificates::Parked::default(),
            readings: crate::jobs::Readings::default(),
            keeps_crls: std::sync::atomic::AtomicBool::default(),
            parsed_profiles: crate::profiles::ParsedProfiles::default(),
            last_standing: crate::certificates::LastStanding::default(),
            anchored: super::anchor::LastAnchor::default(),
            status: std::sync::Mutex::default(),
        })
    }

    fn record_opening(&self, actor: &Actor, with: SlotKind) -> Result<()> {
        let now = self.now();
        let by = actor.clone();
        let word = match with {
            SlotKind::Keychain => "keychain",
            SlotKind::Passphrase => "passphrase",
            SlotKind::Recovery => "recovery code",
        };
        self.store().write(move |tx| {
            tx.append_audit(Event::new("vault.opened").with("with", word).into_stored(&by, Outcome::Done, now))?;
            Ok::<(), EngineError>(())
        })
    }
}

/// A passphrase for a new slot or key: refused when it is weak.
pub(crate) fn new_passphrase(text: &str, field: &str) -> Result<Passphrase> {
    let passphrase = Passphrase::new(text).map_err(|error| EngineError::from(error).at(field))?;
    match passphrase.weakness() {
        Some(why) => Err(EngineError::new("weak_passphrase", why).at(field)),
        None => Ok(passphrase),
    }
}

/// A passphrase for a file that leaves the vault: what guesses it at once is only warned of, as it is what the program
/// that reads the file is set up with.
pub(crate) fn file_passphrase(text: &str, field: &str) -> Result<Option<String>> {
    let passphrase = Passphrase::new(text).map_err(|error| EngineError::from(error).at(field))?;
    Ok(passphrase.weakness().map(|why| format!("Whoever has the file guesses its passphrase soon. {why}")))
}

fn at_passphrase(error: chancery_keychain::Error) -> EngineError {
    EngineError::from(error).at("passphrase")
}

fn refuse_another_user(asked: Option<&str>, slot: &SlotInfo) -> Result<()> {
    match asked {
        Some(asked) if !slot.user.eq_ignore_ascii_case(asked) => Err(EngineError::new(
            "another_user",
            format!("That opens the vault as {}, not as {}.", slot.user, chancery_domain::visible(asked)),
        )
        .at("user")),
        _ => Ok(()),
    }
}

fn shown(folder: &Path) -> String {
    chancery_domain::visible(&folder.display().to_string())
}

/// A folder beside the final one in which a vault is made; removed again unless it is published.
struct Building {
    path: PathBuf,
    published: bool,
}

impl Building {
    fn beside(folder: &Path) -> Result<Self> {
        let failed = |error: std::io::Error| folder_failed(folder, &error);
        if folder.exists() && folder.read_dir().map_err(failed)?.next().is_some() {
            return Err(EngineError::new(
                "folder_not_empty",
                format!("{} is not empty. A vault needs a folder of its own.", shown(folder)),
            ));
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(failed)?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let path = builder.prefix(".chancery-new-").tempdir_in(parent).map_err(failed)?.keep();
        Ok(Self { path, published: false })
    }

    fn publish(mut self, folder: &Path) -> Result<()> {
        let failed = |error: std::io::Error| folder_failed(folder, &error);
        if folder.exists() {
            // Only an empty folder is removed; anything in it makes this fail.
            std::fs::remove_dir(folder).map_err(failed)?;
        }
        std::fs::rename(&self.path, folder).map_err(failed)?;
        self.published = true;
        crate::files::keep_name(folder);
        Ok(())
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!("an unfinished vault was left in {}: {error}", self.path.display());
        }
    }
}

fn folder_failed(folder: &Path, error: &std::io::Error) -> EngineError {
    let why = match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            "you may not write there. Choose a folder of your own, or change its permissions".to_owned()
        }
        std::io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only. Choose another folder".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full. Free some space and try again".to_owned(),
        _ => error.to_string(),
    };
    EngineError::new("folder_unwritable", format!("The vault cannot be made in {}: {why}.", shown(folder)))
}
