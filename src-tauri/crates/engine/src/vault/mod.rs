//! An open vault: the store, the keys and the one way in which use cases run.

mod accept;
mod anchor;
mod deed;
mod generation;
mod guesses;
mod integrity;
mod keychain_anchor;
mod leave;
mod open;
mod patience;
mod recovery_kit;
mod settings;
mod signing_head;
mod slots;
mod upgrade;
mod users;
mod view;
mod ways_in;

pub(crate) use anchor::{Anchors, MissingAnchor};
pub(crate) use deed::{Deed, allow, may};
pub(crate) use guesses::{Guesses, Wrong};
pub(crate) use keychain_anchor::KeychainAnchor;
pub(crate) use leave::Locking;
pub use open::VaultOptions;
pub(crate) use open::{Created, Opener, exists, file_passphrase, new_passphrase, stored_name};
pub(crate) use patience::Patience;
pub(crate) use recovery_kit::recovery_kit;
pub(crate) use settings::check_crl_days;
pub(crate) use signing_head::verify_head;
pub(crate) use slots::to_view as slot_view;
pub(crate) use upgrade::UpgradeDesk;
pub use upgrade::VaultUpgrade;
pub use view::{
    AddUser, CreateVault, IntegrityReport, OpenMethod, OpenVault, Session, Settings, Slot, SlotKind, User, VaultCreated,
};

use crate::{
    Actor, Clock, Host, StatusService,
    authorities::CaKeys,
    certificates::{self, LastStanding, ReplacedMetadata, Submissions},
    jobs,
    profiles::ParsedProfiles,
};
use chancery_keychain::{KeySlots, Keychain, VaultKey};
use chancery_store::Store;
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

/// An open vault. Dropping it forgets the keys and closes the database.
///
/// Several processes may have one vault open: nothing that another may change is used here past a transaction without
/// asking the database whether it still holds.
pub struct Vault {
    store: Store,
    folder: PathBuf,
    key: VaultKey,
    slots: KeySlots,
    keychain: Arc<dyn Keychain>,
    clock: Arc<dyn Clock>,
    keychain_anchor: keychain_anchor::KeychainAnchor,
    /// How long the process still waits for the keychain by itself.
    patience: Patience,
    head: Arc<signing_head::SigningHead>,
    opened_with: SlotKind,
    /// In whose name the vault notes what it notices by itself.
    opened_by: Actor,
    passphrase_cost: Option<chancery_keychain::Argon2Cost>,
    ca_keys: CaKeys,
    /// At the passphrases of key slots, by slot.
    slot_guesses: Guesses<String>,
    submissions: Submissions,
    replaced_metadata: ReplacedMetadata,
    parsed_profiles: ParsedProfiles,
    last_standing: LastStanding,
    holder: jobs::Holder,
    job_signal: jobs::Signal,
    parked: certificates::Parked,
    readings: jobs::Readings,
    anchored: anchor::LastAnchor,
    /// What this process tells the world, which needs the open vault now and then.
    status: Mutex<Weak<StatusService>>,
    /// Whether this process makes CRLs that are due by itself.
    keeps_crls: AtomicBool,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Vault {
    /// The folder that holds the vault.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    pub(crate) fn key(&self) -> &VaultKey {
        &self.key
    }

    pub(crate) fn keychain_anchor(&self) -> KeychainAnchor {
        self.keychain_anchor.clone()
    }

    pub(crate) fn ca_keys(&self) -> &CaKeys {
        &self.ca_keys
    }

    pub(crate) fn submissions(&self) -> &Submissions {
        &self.submissions
    }

    pub(crate) fn replaced_metadata(&self) -> &ReplacedMetadata {
        &self.replaced_metadata
    }

    /// What this vault is known as where it works on jobs.
    pub(crate) fn holder(&self) -> &jobs::Holder {
        &self.holder
    }

    /// What was read for imports that are still to run.
    pub(crate) fn parked(&self) -> &certificates::Parked {
        &self.parked
    }

    /// What only reads at present.
    pub(crate) fn present_readings(&self) -> &jobs::Readings {
        &self.readings
    }

    /// Whether this process makes CRLs that are due by itself.
    pub(crate) fn keeps_crls(&self) -> bool {
        self.keeps_crls.load(Ordering::Relaxed)
    }

    /// Says so, or not any more.
    pub(crate) fn set_keeps_crls(&self, keeps: bool) {
        self.keeps_crls.store(keeps, Ordering::Relaxed);
    }

    /// Wakes those who work on jobs in this process.
    pub(crate) fn job_signal(&self) -> &jobs::Signal {
        &self.job_signal
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Lets the service that this process runs have what needs the open vault.
    pub(crate) fn attach_status(&self, service: &Arc<StatusService>) {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(service);
        self.job_signal.wake();
    }

    /// That service, as long as it runs.
    pub(crate) fn status(&self) -> Option<Arc<StatusService>> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    /// The program in which this vault is open.
    pub(crate) fn host(&self) -> Host {
        self.opened_by.host()
    }

    /// In whose name the vault does what nobody asked it for.
    pub(crate) fn opened_by(&self) -> &Actor {
        &self.opened_by
    }

    pub(crate) fn parsed_profiles(&self) -> &ParsedProfiles {
        &self.parsed_profiles
    }

    pub(crate) fn last_standing(&self) -> &LastStanding {
        &self.last_standing
    }

    pub(crate) fn head_key(&self) -> &signing_head::SigningHead {
        &self.head
    }

    /// Who is signed in and what that person may do.
    pub fn session(&self, actor: &Actor) -> crate::Result<Session> {
        let settings = self.settings(actor)?;
        let role = self.look(|tx, _| deed::role_of(tx, actor))?;
        Ok(Session {
            user: actor.user().to_owned(),
            role,
            permissions: ALL_PERMISSIONS.into_iter().filter(|permission| role.grants(*permission)).collect(),
            vault_id: self.look(|tx, _| Ok(tx.vault_id()?))?,
            vault_name: settings.vault_name,
            vault_path: self.folder.display().to_string(),
            opened_with: self.opened_with,
            idle_lock_minutes: settings.idle_lock_minutes,
        })
    }
}

const ALL_PERMISSIONS: [chancery_domain::Permission; 13] = {
    use chancery_domain::Permission::{
        ExportKey, Import, Issue, ManageAuthorities, ManageProfiles, ManageTargets, ManageUsers, ManageVault,
        OverrideLint, PublishCrl, ReadAudit, Revoke, View,
    };
    [
        View,
        Issue,
        Revoke,
        Import,
        ExportKey,
        ManageAuthorities,
        ManageProfiles,
        PublishCrl,
        ManageTargets,
        ReadAudit,
        ManageVault,
        ManageUsers,
        OverrideLint,
    ]
};
