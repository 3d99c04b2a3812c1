//! One host's view of one vault folder: nothing there, locked, or open with somebody signed in.

use crate::audit::Event;
use crate::jobs::JobRunner;
use crate::keychain_probe::{KeychainProbe, KeychainState};
use crate::publishing::{LockedPublication, PublicationKeeper, PublicationOutcomes, Publishing};
use crate::vault::{
    Created, Deed, KeychainAnchor, Locking, Opener, Patience, UpgradeDesk, VaultOptions, exists, slot_view, stored_name,
};
use crate::{
    Actor, CreateVault, EngineError, Fetching, Host, OpenMethod, OpenVault, Result, Session, Slot, StatusService,
    Vault, VaultCreated, VaultUpgrade,
};
use chancery_domain::{Permission, visible};
use chancery_keychain::{KEYCHAIN_PATIENCE, KeySlots};
use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use zeroize::Zeroize;

/// A wrong guess makes the next one wait, ever longer up to this.
const LONGEST_PENALTY: Duration = Duration::from_secs(10);

/// How long a process that ends waits for the steps of its jobs: they are gone on with at the next opening.
const STEP_PATIENCE: Duration = Duration::from_secs(3);

/// How long a process that ends waits for the keychain: it is only the anchor's second place.
const CLOSING_PATIENCE: Duration = Duration::from_secs(5);

/// What a host shows first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    NoVault,
    Locked,
    Open,
}

/// Everything that is known before anybody signed in, and who did.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleState {
    pub phase: Phase,
    pub vault_path: String,
    pub vault_name: Option<String>,
    /// Ways to open the vault; empty when there is none.
    pub slots: Vec<Slot>,
    pub session: Option<Session>,
    pub version: String,
    /// The demo estate, which is labelled everywhere.
    pub demo: bool,
    /// Where files are saved unless another folder is chosen.
    pub documents_folder: String,
}

#[derive(Default)]
struct State {
    open: Option<(Arc<Vault>, Actor)>,
    /// Who works on the jobs of the open vault.
    jobs: Option<JobRunner>,
    /// Through whom things are published by themselves, and who sees to it while the vault is open.
    publishing: Option<Arc<dyn Publishing>>,
    publication: Option<PublicationKeeper>,
    /// Who sees to it while the vault is locked.
    locked_publication: Option<LockedPublication>,
    /// By the machine's two clocks: the one does not run while the machine sleeps, the other can be set back.
    last_activity: Option<(Instant, DateTime<Utc>)>,
    idle_lock: Option<Duration>,
    /// What the vault that was closed last still writes to the keychain.
    anchoring: Option<KeychainAnchor>,
    failures: u32,
    /// Goes on while the vault is locked.
    status: Option<Arc<StatusService>>,
    /// By what others are asked.
    fetching: Option<Arc<dyn Fetching>>,
}

/// One host's view of one vault folder.
pub struct Console {
    folder: PathBuf,
    host: Host,
    options: VaultOptions,
    keychain: KeychainProbe,
    /// How long the keychain is still waited for though nobody asked for it.
    patience: Patience,
    upgrade: Arc<UpgradeDesk>,
    /// One guess at a time: those made side by side would wait side by side.
    guessing: Mutex<()>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Console {
    /// The console of the vault in `folder`, with the system's clock and keychain.
    pub fn new(folder: PathBuf, host: Host) -> Self {
        Self::with_options(folder, host, VaultOptions::default())
    }

    /// The same with a clock and keychain from outside.
    pub fn with_options(folder: PathBuf, host: Host, options: VaultOptions) -> Self {
        let keychain = KeychainProbe::of(Arc::clone(&options.keychain));
        Self {
            folder,
            host,
            options,
            keychain,
            patience: Patience::default(),
            upgrade: Arc::default(),
            guessing: Mutex::default(),
            state: Mutex::default(),
        }
    }

    /// Where a person's own vault is: the system's folder for application data.
    pub fn default_folder() -> Option<PathBuf> {
        let from = |variable: &str| std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
        let data = if cfg!(target_os = "windows") {
            from("APPDATA")
        } else if cfg!(target_os = "macos") {
            from("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
        };
        data.map(|data| data.join("chancery").join("vault"))
    }

    /// The vault's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is to be shown.
    pub fn state(&self) -> Result<ConsoleState> {
        let session = match self.opened() {
            Some((vault, actor)) => match vault.session(&actor) {
                Ok(session) => Some(session),
                Err(error) if error.code == "signed_out" => {
                    self.lock_because(Locking::ShutOut);
                    None
                }
                Err(error) => return Err(error),
            },
            None => None,
        };
        let there = exists(&self.folder);
        let (slots, name) = if there {
            let slots = KeySlots::open(&self.folder)?;
            (slots.list()?, Some(stored_name(&self.folder, &slots)))
        } else {
            (Vec::new(), None)
        };
        Ok(ConsoleState {
            phase: match (&session, there) {
                (Some(_), _) => Phase::Open,
                (None, true) => Phase::Locked,
                (None, false) => Phase::NoVault,
            },
            vault_path: self.folder.display().to_string(),
            vault_name: session.as_ref().map(|session| session.vault_name.clone()).or(name),
            slots: slots.iter().map(slot_view).collect(),
            session,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            demo: self.folder.join(DEMO_MARK).exists(),
            documents_folder: documents_folder().display().to_string(),
        })
    }

    /// Whether the system's keychain can be used. It may be slow to say so: the window asks for this apart from its
    /// [`state`](Self::state), and again when somebody may have unlocked it; the command line asks once and waits no
    /// longer than its patience lasts.
    pub fn keychain_state(&self) -> KeychainState {
        match self.host {
            Host::Window => self.keychain.ask(KEYCHAIN_PATIENCE),
            Host::CommandLine | Host::Service => self.patience.spend(|left| self.keychain.once(left)),
        }
    }

    /// Makes a vault and signs its first administrator in.
    pub fn create(&self, request: &CreateVault) -> Result<VaultCreated> {
        let Created { vault, actor, recovery, without_keychain } =
            Vault::create(&self.folder, request, &self.options, self.opener())?;
        let session = self.enter(vault, actor)?;
        Ok(VaultCreated { recovery_code: recovery.expose().to_owned(), session, without_keychain })
    }

    /// Opens the vault and signs the slot's owner in.
    pub fn open(&self, request: &OpenVault) -> Result<Session> {
        // Nothing is guessed at a keychain, which may keep its prompt open.
        let guess = !matches!(request.method, OpenMethod::Keychain);
        let _turn = guess.then(|| self.guessing.lock().unwrap_or_else(PoisonError::into_inner));
        std::thread::sleep(self.penalty());
        match Vault::open(&self.folder, request, &self.options, self.opener()) {
            Ok((vault, actor)) => self.enter(vault, actor),
            Err(error) => {
                if error.code == "keychain_silent" {
                    self.keychain.was_silent();
                }
                if error.code == "wrong_passphrase" || error.code == "wrong_recovery_code" {
                    let mut state = self.lock_state();
                    state.failures = state.failures.saturating_add(1);
                }
                Err(error)
            }
        }
    }

    /// How far it is with bringing the vault up to date, while [`open`](Self::open) does that first: a vault that an
    /// earlier version wrote is migrated before anything else, which takes minutes where there is much in it.
    pub fn upgrading(&self) -> Option<VaultUpgrade> {
        self.upgrade.shown()
    }

    fn opener(&self) -> Opener<'_> {
        Opener { host: self.host, patience: &self.patience, upgrade: &self.upgrade }
    }

    /// Publishes through this from now on whatever is due while the vault is open. Said before it is opened.
    pub fn publish_through(&self, publishing: Arc<dyn Publishing>) {
        self.lock_state().publishing = Some(publishing);
    }

    /// Through whom things are published here.
    pub fn publishing(&self) -> Result<Arc<dyn Publishing>> {
        let publishing = self.lock_state().publishing.clone();
        publishing
            .ok_or_else(|| EngineError::new("no_network", "Nothing can be published from here. Start Chancery anew."))
    }

    /// The open vault and who is signed in.
    pub fn open_vault(&self) -> Result<(Arc<Vault>, Actor)> {
        self.opened().ok_or_else(|| EngineError::new("locked", "The vault is locked. Sign in first."))
    }

    /// Has others asked by this from the next opening on: whether they revoked what they issued.
    pub fn fetch_by(&self, fetching: Arc<dyn Fetching>) {
        self.lock_state().fetching = Some(fetching);
    }

    /// The service that tells the world about this vault's revocations, begun if it was not. It goes on while the vault
    /// is locked, until [`end_status`](Self::end_status).
    pub fn serve_status(&self) -> Result<Arc<StatusService>> {
        let (vault, actor) = self.open_vault()?;
        if let Some(status) = self.status() {
            return Ok(status);
        }
        let status = Arc::new(vault.status_service(&actor)?);
        vault.attach_status(&status);
        self.lock_state().status = Some(Arc::clone(&status));
        Ok(status)
    }

    /// The service, if it was begun.
    pub fn status(&self) -> Option<Arc<StatusService>> {
        self.lock_state().status.clone()
    }

    /// The certificate that the service shows over TLS from now on, or its successor: the one that is set, or any other
    /// that somebody who may set it names. None for plain HTTP.
    pub fn show_over_tls(&self, reference: Option<&str>) -> Result<()> {
        let (vault, actor) = self.open_vault()?;
        self.serve_status()?.show(&vault, &actor, reference)
    }

    /// Tells the log where the service listens, and with what certificate.
    pub fn status_listens(&self, address: &str) -> Result<()> {
        let (vault, actor) = self.open_vault()?;
        let shown = self.status().and_then(|status| status.shown_certificate());
        let mut event = Event::new("status.started").with("address", address);
        if let Some(shown) = shown {
            event = event.with("tls", shown);
        }
        vault.act(&actor, Permission::PublishCrl, move |_, _| Ok(Deed::done((), event)))
    }

    /// Forgets the service and the keys of its responders, as soon as nobody uses it any more. The log is told where the
    /// vault is open.
    pub fn end_status(&self) {
        let ended = self.lock_state().status.take();
        if ended.is_some()
            && let Some((vault, actor)) = self.opened()
        {
            let event = Event::new("status.stopped");
            if let Err(error) = vault.act(&actor, Permission::View, move |_, _| Ok(Deed::done((), event))) {
                tracing::warn!("the log was not told that the status service stopped: {error}");
            }
        }
    }

    /// Locks the vault by hand: keys are forgotten as soon as what is running is done. A job that runs is; no other one
    /// is begun.
    pub fn lock(&self) {
        self.lock_because(Locking::ByHand);
    }

    fn lock_because(&self, why: Locking) {
        let (closed, jobs, publication) = {
            let mut state = self.lock_state();
            let closed = state.open.take();
            if let Some((vault, _)) = &closed {
                state.anchoring = Some(vault.keychain_anchor());
            }
            if let Some(status) = &state.status {
                status.vault_locked();
            }
            (closed, state.jobs.take(), state.publication.take())
        };
        let on_its_way = match publication {
            Some(publication) if why == Locking::Closed => {
                publication.leave(STEP_PATIENCE);
                None
            }
            publication => publication.map(|publication| publication.close()),
        };
        match jobs {
            // The process ends: jobs are gone on with at the next opening.
            Some(jobs) if why == Locking::Closed => jobs.leave(STEP_PATIENCE),
            Some(jobs) => jobs.close(),
            None => {}
        }
        // Telling the log and writing its anchor may take a moment: not while others wait for the state.
        if let Some((vault, actor)) = closed {
            if matches!(why, Locking::ByHand | Locking::Idle) {
                self.go_on_publishing(&vault, on_its_way.unwrap_or_default());
            }
            vault.leave(&actor, why);
        }
    }

    /// Publishes what this vault needs published until it is open again.
    fn go_on_publishing(&self, vault: &Vault, on_its_way: Arc<Mutex<PublicationOutcomes>>) {
        let through = self.lock_state().publishing.clone().filter(|_| self.host != Host::CommandLine);
        let Some(through) = through else { return };
        match LockedPublication::of(vault, through, on_its_way) {
            Ok(going_on) => {
                let mut state = self.lock_state();
                if state.open.is_none() {
                    state.locked_publication = going_on;
                } else if let Some(too_late) = going_on {
                    too_late.close();
                }
            }
            Err(error) => tracing::warn!("nothing is published while the vault is locked: {error}"),
        }
    }

    /// The same when the process ends: jobs are left after the step they are at, and what goes to the keychain gets a
    /// moment.
    pub fn close(&self) {
        self.lock_because(Locking::Closed);
        if let Some(going_on) = self.lock_state().locked_publication.take() {
            going_on.close();
        }
        let anchoring = self.lock_state().anchoring.take();
        if let Some(anchoring) = anchoring {
            anchoring.wait(CLOSING_PATIENCE);
        }
    }

    /// Somebody is here.
    pub fn note_activity(&self) {
        let now = (Instant::now(), self.options.clock.now());
        self.lock_state().last_activity = Some(now);
    }

    /// Locks the vault if nobody was here for as long as is set, or if whoever is here was shut out meanwhile; says
    /// whether it did. CA keys are forgotten whose time is over.
    pub fn lock_if_idle(&self) -> bool {
        let now = self.options.clock.now();
        let idle = {
            let state = self.lock_state();
            match (&state.open, state.idle_lock, state.last_activity) {
                (Some(_), Some(limit), Some((at, time))) => {
                    at.elapsed() >= limit || (now - time).to_std().is_ok_and(|passed| passed >= limit)
                }
                _ => false,
            }
        };
        let stays = !idle && self.refresh();
        if !stays && self.lock_state().open.is_some() {
            self.lock_because(if idle { Locking::Idle } else { Locking::ShutOut });
            return true;
        }
        false
    }

    /// Writes the recovery kit, a text file to print, readable by its owner alone.
    pub fn save_recovery_kit(&self, code: &str, path: &str) -> Result<()> {
        let (vault, actor) = self.open_vault()?;
        let mut kit = crate::vault::recovery_kit(&vault, &actor, code)?;
        let staged = vault.staged(path, kit.as_bytes(), crate::files::Access::OwnerOnly, false, 0);
        kit.zeroize();
        let staged = staged?;
        // Nothing more sensitive leaves the vault.
        let event = Event::new("recovery-kit.saved").with("path", visible(path));
        vault.act(&actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        vault.published(&actor, staged).map(drop)
    }

    fn enter(&self, vault: Vault, actor: Actor) -> Result<Session> {
        let session = vault.session(&actor)?;
        let vault = Arc::new(vault);
        // Windows and services work behind themselves; the command line does one thing while it is waited for.
        let fetching = self.lock_state().fetching.clone();
        let jobs = (self.host != Host::CommandLine).then(|| JobRunner::start(&vault, fetching));
        let mut state = self.lock_state();
        if let Some(status) = &state.status {
            vault.attach_status(status);
        }
        let publishing = state.publishing.clone().filter(|_| self.host != Host::CommandLine);
        let going_on = state.locked_publication.take();
        let publication = publishing.map(|through| PublicationKeeper::start(&vault, through, going_on));
        let publication = std::mem::replace(&mut state.publication, publication);
        let before = (state.open.replace((vault, actor)), std::mem::replace(&mut state.jobs, jobs));
        state.failures = 0;
        state.last_activity = Some((Instant::now(), self.options.clock.now()));
        state.idle_lock = idle_limit(session.idle_lock_minutes);
        drop(state);
        if let (_, Some(jobs)) = &before {
            jobs.close();
        }
        if let Some(publication) = publication {
            publication.close();
        }
        drop(before);
        Ok(session)
    }

    /// Another process may have changed how long idleness is allowed, or who may be here: says whether this person
    /// still may.
    fn refresh(&self) -> bool {
        let Some((vault, actor)) = self.opened() else { return true };
        vault.forget_stale_keys();
        match vault.settings(&actor) {
            Ok(settings) => {
                self.lock_state().idle_lock = idle_limit(settings.idle_lock_minutes);
                true
            }
            Err(error) => error.code != "signed_out",
        }
    }

    fn opened(&self) -> Option<(Arc<Vault>, Actor)> {
        self.lock_state().open.clone()
    }

    fn penalty(&self) -> Duration {
        penalty_after(self.lock_state().failures)
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long whoever guessed wrong so often in a row waits.
pub(crate) fn penalty_after(failures: u32) -> Duration {
    // The first three mistakes are typing mistakes.
    let failures = failures.saturating_sub(2).min(6);
    if failures == 0 { Duration::ZERO } else { Duration::from_millis(250 << failures).min(LONGEST_PENALTY) }
}

/// The file that marks a vault's folder as the demo estate's.
pub const DEMO_MARK: &str = "DEMO";

fn idle_limit(minutes: u32) -> Option<Duration> {
    (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))
}

fn documents_folder() -> PathBuf {
    let home =
        std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from).unwrap_or_default();
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }
}
