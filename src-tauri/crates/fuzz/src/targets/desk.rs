//! A vault with one authority, for what can be asked only of a vault.

use chancery_domain::KeyAlgorithm;
use chancery_engine::{Actor, Console, CreateAuthority, CreateVault, Host, Vault, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use std::sync::{Arc, LazyLock};

/// The vault, whoever is signed in, and a folder for files.
pub(super) struct Desk {
    pub(super) folder: tempfile::TempDir,
    pub(super) vault: Arc<Vault>,
    pub(super) actor: Actor,
}

static DESK: LazyLock<Option<Desk>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().ok()?;
    let options = VaultOptions {
        passphrase_cost: Some(Argon2Cost::floor()),
        keychain: Arc::new(NoKeychain),
        ..VaultOptions::default()
    };
    let console = Console::with_options(folder.path().join("vault"), Host::CommandLine, options);
    let request = CreateVault {
        name: "Fuzz".to_owned(),
        user: "ada".to_owned(),
        passphrase: Some("correct horse battery staple 7".into()),
        use_keychain: false,
    };
    console.create(&request).ok()?;
    let (vault, actor) = console.open_vault().ok()?;
    let root = CreateAuthority {
        name: "Root".to_owned(),
        subject: "CN=Root".to_owned(),
        key: KeyAlgorithm::EcdsaP256,
        days: 3650,
        parent: None,
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
    };
    vault.create_authority(&actor, &root).ok()?;
    Some(Desk { folder, vault, actor })
});

/// The one vault of this process.
pub(super) fn desk() -> &'static Desk {
    match DESK.as_ref() {
        Some(desk) => desk,
        None => panic!("no vault could be made"),
    }
}
