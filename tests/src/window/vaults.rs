//! Vaults that tests begin with, made through the engine: quicker than by hand, and by the same rules.

use chancery_domain::{Environment, KeyAlgorithm, ProfileName, RevocationReason};
use chancery_engine::{
    Actor, CertificateFilter, CertificateQuery, Clock, Console, CreateVault, FoundHierarchy, Host, IssueRequest,
    KeyChoice, Metadata, RenewRequest, Selection, SortOrder, Vault, VaultOptions,
};
use chancery_keychain::{Argon2Cost, KeySlots, NoKeychain, Passphrase};
use chancery_store::{HeadSigner, Store, StoreError};
use chrono::{DateTime, Duration, Utc};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// Whose vault it is.
pub const ADA: &str = "Ada Byron";

/// What opens it.
pub const PASSPHRASE: &str = "four random little words";

/// A clock that shows what it is set to.
#[derive(Debug)]
struct Calendar(Mutex<DateTime<Utc>>);

impl Calendar {
    fn turn_to(&self, time: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }
}

impl Clock for Calendar {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A vault in the making. It is closed when dropped; a window opens it then.
#[derive(Debug)]
pub struct Estate {
    console: Console,
    calendar: Arc<Calendar>,
    issued: u32,
    /// The code of the recovery kit.
    pub recovery_code: String,
}

impl Estate {
    /// A vault without authorities that opens with [`PASSPHRASE`].
    ///
    /// # Panics
    /// When it can't be made; so do all others here.
    pub fn empty(folder: &Path) -> Self {
        let calendar = Arc::new(Calendar(Mutex::new(Utc::now())));
        let options = VaultOptions {
            clock: Arc::clone(&calendar) as Arc<dyn Clock>,
            keychain: Arc::new(NoKeychain),
            passphrase_cost: Some(Argon2Cost::floor()),
        };
        let console = Console::with_options(folder.to_owned(), Host::CommandLine, options);
        let request = CreateVault {
            name: "Example Corp".to_owned(),
            user: ADA.to_owned(),
            passphrase: Some(PASSPHRASE.into()),
            use_keychain: false,
        };
        let created = console.create(&request).expect("a new vault");
        Self { console, calendar, issued: 0, recovery_code: created.recovery_code }
    }

    /// A vault with “Example Root CA” and “Example Issuing CA”.
    pub fn founded(folder: &Path) -> Self {
        let estate = Self::empty(folder);
        estate.found();
        estate
    }

    fn found(&self) {
        let request = FoundHierarchy {
            organization: "Example".to_owned(),
            country: Some("DE".to_owned()),
            root_name: "Example Root CA".to_owned(),
            issuing_name: "Example Issuing CA".to_owned(),
            root_key: KeyAlgorithm::EcdsaP384,
            issuing_key: KeyAlgorithm::EcdsaP256,
            root_days: 3650,
            issuing_days: 1825,
        };
        self.with(|vault, actor| vault.found_hierarchy(actor, &request)).expect("a root and an issuing authority");
    }

    /// An estate that has been in use for a while: certificates of several profiles, owners and environments, of which
    /// some have expired, some expire soon, some are revoked and one is on hold; and authorities that publish.
    pub fn lived_in(folder: &Path) -> Self {
        let mut estate = Self::empty(folder);
        let now = Utc::now();
        estate.calendar.turn_to(now - Duration::days(400));
        estate.found();
        // How long ago it was issued, for how long, its name, owner and environment.
        type Life = (i64, u32, ProfileName, &'static str, &'static str, Option<Environment>);
        let lives: &[Life] = &[
            (390, 365, ProfileName::WEB_SERVER, "legacy.corp.example", "Web team", Some(Environment::Production)),
            (200, 180, ProfileName::CLIENT_AUTH, "backup agent 3", "Operations", Some(Environment::Production)),
            (362, 365, ProfileName::WEB_SERVER, "shop.corp.example", "Shop", Some(Environment::Production)),
            (174, 180, ProfileName::CLIENT_AUTH, "grace@corp.example", "Directory", None),
            (345, 365, ProfileName::WEB_SERVER, "intranet.corp.example", "Web team", Some(Environment::Production)),
            (70, 90, ProfileName::INTERNAL_SERVICE, "queue.corp.example", "Platform", Some(Environment::Staging)),
            (30, 90, ProfileName::INTERNAL_SERVICE, "ledger.corp.example", "Finance", Some(Environment::Production)),
            (20, 365, ProfileName::WEB_SERVER, "api.corp.example", "Platform", Some(Environment::Production)),
            (19, 365, ProfileName::WEB_SERVER, "api.staging.corp.example", "Platform", Some(Environment::Staging)),
            (12, 1095, ProfileName::CODE_SIGNING, "Example Build Signing", "Release", Some(Environment::Production)),
            (9, 365, ProfileName::WEB_SERVER, "*.dev.corp.example", "Platform", Some(Environment::Development)),
            (
                6,
                365,
                ProfileName::WEB_SERVER,
                "a-host-with-a-long-name.department-of-something.corp.example",
                "Somebody with quite a long name in the department of something",
                Some(Environment::Development),
            ),
            (3, 365, ProfileName::WEB_SERVER, "stolen.corp.example", "Web team", Some(Environment::Production)),
            (2, 365, ProfileName::WEB_SERVER, "paused.corp.example", "Web team", Some(Environment::Staging)),
        ];
        for (ago, days, profile, name, owner, environment) in lives {
            estate.calendar.turn_to(now - Duration::days(*ago));
            estate.issue(profile.clone(), name, *days, owner, *environment);
        }
        estate.calendar.turn_to(now - Duration::days(1));
        estate.revoke("stolen.corp.example", RevocationReason::KeyCompromise);
        estate.revoke("paused.corp.example", RevocationReason::CertificateHold);
        estate.calendar.turn_to(now);
        estate.with(|vault, actor| vault.issue_crl(actor, "Example Root CA")).expect("a CRL of the root");
        estate
    }

    /// Issues web-server certificates for these names.
    pub fn with_servers(mut self, names: &[&str]) -> Self {
        for name in names {
            self.issue(ProfileName::WEB_SERVER, name, 365, "Web team", Some(Environment::Production));
        }
        self
    }

    pub(super) fn issue(
        &mut self,
        profile: ProfileName,
        name: &str,
        days: u32,
        owner: &str,
        environment: Option<Environment>,
    ) {
        self.issued += 1;
        let host = name.ends_with(".example") && !name.contains('@');
        let request = IssueRequest {
            authority: "Example Issuing CA".to_owned(),
            profile,
            key: KeyChoice::Generate { algorithm: None },
            common_name: name.to_owned(),
            subject_rest: Some("O=Example,C=DE".to_owned()),
            dns: if host { vec![name.to_owned()] } else { Vec::new() },
            ip: Vec::new(),
            email: if name.contains('@') { vec![name.to_owned()] } else { Vec::new() },
            uri: Vec::new(),
            days: Some(days),
            hours: None,
            until: None,
            metadata: Metadata { owner: Some(owner.to_owned()), environment, notes: None },
            allow_duplicate: false,
            override_lint: Vec::new(),
            token: format!("test-{}", self.issued),
        };
        let issued = self.with(|vault, actor| vault.issue(actor, &request));
        issued.unwrap_or_else(|error| panic!("{name} was not issued: {error}"));
    }

    /// Renews a certificate so many times, each the one that was made last.
    pub fn renewed(self, name: &str, times: u32) -> Self {
        for _ in 0..times {
            let renewed = self.with(|vault, actor| {
                let filter = CertificateFilter { superseded: Some(false), ..named(name) };
                let query = CertificateQuery { filter, sort: SortOrder::default(), after: None, skip: 0, limit: 1 };
                let current = vault.certificates(actor, &query)?.rows.remove(0).id;
                vault.renew(actor, &current, &RenewRequest::default())
            });
            renewed.unwrap_or_else(|error| panic!("{name} was not renewed: {error}"));
        }
        self
    }

    fn revoke(&self, name: &str, reason: RevocationReason) {
        let revoked = self.with(|vault, actor| {
            let id = vault.certificate(actor, name)?.row.id;
            vault.revoke(actor, &Selection::Ids { ids: vec![id] }, reason)
        });
        revoked.unwrap_or_else(|error| panic!("{name} was not revoked: {error}"));
    }

    /// Sets how often an address may ask the status service for what is neither OCSP nor a CRL, as any other program does
    /// beside the window.
    pub fn limit_others(&self, a_minute: u32) {
        self.with(|vault, actor| {
            let mut settings = vault.status_settings(actor)?;
            settings.limits.others = a_minute;
            vault.change_status_settings(actor, &settings)
        })
        .expect("it is set");
    }

    /// Gives a certificate to somebody else, likewise.
    pub fn hand_over(&self, name: &str, owner: &str) {
        self.with(|vault, actor| {
            let seen = vault.certificate(actor, name)?.records();
            let mut wanted = seen.clone();
            wanted.metadata.owner = Some(owner.to_owned());
            vault.change_records(actor, name, &seen, &wanted)
        })
        .expect("it is handed over");
    }

    pub(super) fn with<T>(
        &self,
        deed: impl FnOnce(&Vault, &Actor) -> chancery_engine::Result<T>,
    ) -> chancery_engine::Result<T> {
        let (vault, actor) = self.console.open_vault()?;
        deed(&vault, &actor)
    }
}

/// The certificates in whose texts this stands.
fn named(name: &str) -> CertificateFilter {
    CertificateFilter { text: Some(name.to_owned()), ..CertificateFilter::default() }
}

impl Drop for Estate {
    fn drop(&mut self) {
        self.console.lock();
    }
}

/// Another process's write that does not end: as long as this lives, nobody else can write to the vault.
#[derive(Debug)]
pub struct HeldWrite {
    release: Option<mpsc::Sender<()>>,
    holder: Option<std::thread::JoinHandle<()>>,
}

impl HeldWrite {
    /// Begins to write to the vault in `folder`, through a connection of its own.
    ///
    /// # Panics
    /// When the vault does not open with [`PASSPHRASE`].
    pub fn on(folder: &Path) -> Self {
        let slots = KeySlots::open(folder).expect("the key slots");
        let passphrase = Passphrase::new(PASSPHRASE).expect("a passphrase that is not empty");
        let unlocked = slots.unlock_with_passphrase(None, &passphrase).expect("the vault’s key");
        let key = unlocked.key.database_key();
        let store = Store::open(folder.join("vault.db"), &key, Arc::new(NobodySigns)).expect("the database");
        let (release, released) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let holder = std::thread::spawn(move || {
            let held: Result<(), StoreError> = store.write(move |_| {
                let _ = begun.send(());
                let _ = released.recv();
                // Rolled back: only the waiting was wanted.
                Err(StoreError::Closed)
            });
            drop(held);
        });
        has_begun.recv().expect("the write begins");
        Self { release: Some(release), holder: Some(holder) }
    }
}

impl Drop for HeldWrite {
    fn drop(&mut self) {
        drop(self.release.take());
        if let Some(holder) = self.holder.take() {
            let _ = holder.join();
        }
    }
}

/// Signs nothing, because nothing is committed.
struct NobodySigns;

impl HeadSigner for NobodySigns {
    fn sign(&self, _message: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn verify(&self, _message: &[u8], _signature: &[u8]) -> bool {
        true
    }
}
