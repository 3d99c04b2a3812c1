//! A vault in a folder of its own, with a clock that the test holds and no keychain.

use chancery_domain::{KeyAlgorithm, ProfileName};
use chancery_engine::{
    Actor, AuditQuery, AuthorityDetail, CertificateFilter, CertificateQuery, Clock, Console, CreateAuthority,
    CreateVault, EngineError, Host, ImportAuthority, IssueRequest, KeyChoice, Metadata, OpenMethod, OpenVault,
    Selection, SortOrder, Vault, VaultCreated, VaultOptions,
};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chrono::{DateTime, Duration, TimeZone, Utc};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// What opens the vaults of these tests.
pub const PASSPHRASE: &str = "velvet anchor mistaken plough";

/// When these tests begin.
pub fn day_zero() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 9, 30, 0).single().expect("a moment that exists")
}

/// A clock that goes where it is told.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Goes to this moment.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().expect("nobody panics with the clock") = now;
    }

    /// Goes forward, or back by a negative time.
    pub fn jump(&self, by: Duration) {
        *self.0.lock().expect("nobody panics with the clock") += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("nobody panics with the clock")
    }
}

/// A vault to be mistreated.
#[derive(Debug)]
pub struct Ground {
    keep: Option<tempfile::TempDir>,
    /// The vault's folder.
    pub folder: PathBuf,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// The administrator's console.
    pub console: Console,
    /// Opens it too, and faster than a passphrase.
    pub recovery_code: String,
}

impl Ground {
    /// A new vault of Ada, who is its administrator.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn new() -> Self {
        let keep = tempfile::Builder::new().prefix("chancery-abuse-").tempdir().expect("a temporary folder");
        let folder = keep.path().join("vault");
        let mut ground = Self::in_folder(folder).expect("the vault is made");
        ground.keep = Some(keep);
        ground
    }

    /// The same in a folder that the caller keeps.
    ///
    /// # Errors
    /// When the vault cannot be made there.
    pub fn in_folder(folder: PathBuf) -> Result<Self, EngineError> {
        let clock = Arc::new(TestClock(Mutex::new(day_zero())));
        let console = Console::with_options(folder.clone(), Host::CommandLine, options(Arc::clone(&clock) as _));
        let VaultCreated { recovery_code, .. } = console.create(&CreateVault {
            name: "Abuse".to_owned(),
            user: "Ada".to_owned(),
            passphrase: Some(PASSPHRASE.into()),
            use_keychain: false,
        })?;
        Ok(Self { keep: None, folder, clock, console, recovery_code })
    }

    /// The open vault and the administrator.
    ///
    /// # Panics
    /// When it is locked.
    pub fn vault(&self) -> (Arc<Vault>, Actor) {
        self.console.open_vault().expect("the vault is open")
    }

    /// What its clock says.
    pub fn clock_now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Another console on the same folder, with the same clock.
    pub fn another(&self) -> Console {
        self.console_of(&self.folder)
    }

    /// A console on another folder, with the same clock.
    pub fn console_of(&self, folder: &Path) -> Console {
        Console::with_options(folder.to_path_buf(), Host::CommandLine, options(Arc::clone(&self.clock) as _))
    }

    /// The console that opened with the recovery code, which takes no time.
    ///
    /// # Errors
    /// When it does not open.
    pub fn recover(&self, folder: &Path) -> Result<Console, EngineError> {
        let console = self.console_of(folder);
        console.open(&OpenVault {
            user: None,
            method: OpenMethod::Recovery { code: self.recovery_code.as_str().into() },
        })?;
        Ok(console)
    }

    /// A console with somebody signed in by passphrase.
    ///
    /// # Errors
    /// When it does not open.
    pub fn sign_in(&self, user: &str, passphrase: &str) -> Result<Console, EngineError> {
        let console = self.another();
        console.open(&OpenVault {
            user: Some(user.to_owned()),
            method: OpenMethod::Passphrase { passphrase: passphrase.into() },
        })?;
        Ok(console)
    }

    /// A window on the vault with somebody signed in by passphrase.
    ///
    /// # Errors
    /// When it does not open.
    pub fn window(&self, user: &str, passphrase: &str) -> Result<Console, EngineError> {
        let console = Console::with_options(self.folder.clone(), Host::Window, options(Arc::clone(&self.clock) as _));
        console.open(&OpenVault {
            user: Some(user.to_owned()),
            method: OpenMethod::Passphrase { passphrase: passphrase.into() },
        })?;
        Ok(console)
    }

    /// A root with an issuing authority below it, `Root` and `Issuing`.
    ///
    /// # Panics
    /// When they cannot be founded.
    pub fn with_authorities(self) -> Self {
        let (vault, ada) = self.vault();
        vault.create_authority(&ada, &authority("Root", None)).expect("the root is founded");
        vault
            .create_authority(&ada, &CreateAuthority { days: 1825, ..authority("Issuing", Some("Root")) })
            .expect("the issuing authority is founded");
        self
    }

    /// A copy of the vault's folder as it is, in the middle of things.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn copy_to(&self, target: &Path) {
        std::fs::create_dir_all(target).expect("a folder can be made");
        for entry in std::fs::read_dir(&self.folder).expect("the vault's folder can be listed") {
            let entry = entry.expect("an entry");
            let name = entry.file_name();
            // The shared memory of processes that are open is of no use to others.
            if !name.to_string_lossy().ends_with("-shm") {
                std::fs::copy(entry.path(), target.join(name)).expect("a file can be copied");
            }
        }
    }
}

impl Default for Ground {
    fn default() -> Self {
        Self::new()
    }
}

fn options(clock: Arc<dyn Clock>) -> VaultOptions {
    VaultOptions { clock, keychain: Arc::new(NoKeychain), passphrase_cost: Some(Argon2Cost::floor()) }
}

/// An authority to be founded: P-256, ten years.
pub fn authority(name: &str, parent: Option<&str>) -> CreateAuthority {
    CreateAuthority {
        name: name.to_owned(),
        subject: format!("CN={name},O=Abuse"),
        key: KeyAlgorithm::EcdsaP256,
        days: 3650,
        parent: parent.map(str::to_owned),
        path_len: None,
        permit_dns: Vec::new(),
        exclude_dns: Vec::new(),
        permit_ip: Vec::new(),
        exclude_ip: Vec::new(),
        permit_email: Vec::new(),
        exclude_email: Vec::new(),
        crl_url: None,
        aia_url: None,
        ocsp_url: None,
        crl_days: 7,
        crl_rules: Default::default(),
        passphrase: None,
    }
}

/// An authority that is taken over, with no history and nothing said about it.
pub fn import(name: &str, certificate: String, key: String) -> ImportAuthority {
    ImportAuthority {
        name: name.to_owned(),
        certificate: certificate.into(),
        key: key.into(),
        files: Default::default(),
        key_passphrase: None,
        crl: None,
        without_crl: true,
        crl_is_whole: false,
        parent: None,
        crl_url: None,
        aia_url: None,
        ocsp_url: None,
        crl_days: 7,
        crl_rules: Default::default(),
        passphrase: None,
    }
}

/// A web server's certificate for one host, from `Issuing` unless changed.
pub fn ask(host: &str) -> IssueRequest {
    IssueRequest {
        authority: "Issuing".to_owned(),
        profile: ProfileName::WEB_SERVER,
        key: KeyChoice::Generate { algorithm: None },
        common_name: host.to_owned(),
        subject_rest: None,
        dns: Vec::new(),
        ip: Vec::new(),
        email: Vec::new(),
        uri: Vec::new(),
        days: None,
        hours: None,
        until: None,
        metadata: Metadata::default(),
        allow_duplicate: false,
        override_lint: Vec::new(),
        token: String::new(),
    }
}

/// These certificates.
pub fn ids<S: Into<String>>(ids: impl IntoIterator<Item = S>) -> Selection {
    Selection::Ids { ids: ids.into_iter().map(Into::into).collect() }
}

/// No condition at all.
pub fn filter() -> CertificateFilter {
    CertificateFilter::default()
}

/// A first page of all that match.
pub fn query(filter: CertificateFilter) -> CertificateQuery {
    CertificateQuery { filter, sort: SortOrder::default(), after: None, skip: 0, limit: 500 }
}

/// What a host is shown, as serialised and as `Debug` has it.
macro_rules! shown {
    ($thing:expr) => {
        json!({ "json": serde_json::to_value($thing).unwrap_or_default(), "debug": format!("{:?}", $thing) })
    };
}

/// Everything that the vault shows to an administrator, as hosts get it. An error is one of reading.
///
/// # Errors
/// The first that any of it gives.
pub fn everything(vault: &Vault, actor: &Actor) -> Result<Value, EngineError> {
    let mut pages = Vec::new();
    let mut details = Vec::new();
    let mut after = None;
    loop {
        let page = vault.certificates(actor, &CertificateQuery { after, ..query(filter()) })?;
        for row in &page.rows {
            details.push(shown!(&vault.certificate(actor, &row.id)?));
        }
        pages.push(shown!(&page.rows));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut authorities: Vec<Value> = Vec::new();
    for summary in vault.authorities(actor)? {
        let detail: AuthorityDetail = vault.authority(actor, &summary.id)?;
        authorities.push(json!({ "detail": shown!(&detail), "crls": shown!(&vault.crls(actor, &summary.id)?) }));
    }
    let mut events = Vec::new();
    let mut before = None;
    loop {
        let page = vault.audit_events(actor, &AuditQuery { before, limit: 500, ..AuditQuery::default() })?;
        events.push(shown!(&page.events));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    Ok(json!({
        "pages": pages, "details": details, "authorities": authorities, "events": events,
        "users": shown!(&vault.users(actor)?), "settings": shown!(&vault.settings(actor)?),
        "facets": shown!(&vault.facets(actor)?), "dashboard": shown!(&vault.dashboard(actor)?),
        "slots": shown!(&vault.slots(actor)?),
    }))
}
