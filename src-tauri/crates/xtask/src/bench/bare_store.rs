//! A vault made for measuring: through the engine as people have it, and its store with nothing around it.

use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use chancery_domain::KeyAlgorithm;
use chancery_engine::{Actor, Console, CreateVault, FoundHierarchy, Host, OpenMethod, OpenVault, Vault, VaultOptions};
use chancery_keychain::{Argon2Cost, KeySlots, NoKeychain, Passphrase, VaultKey};
use chancery_store::{HeadSigner, Store};

use crate::error::{Error, Result};

/// Opens every vault that is measured.
pub(super) const PASSPHRASE: &str = "measured passphrase";
pub(super) const ISSUING: &str = "Bench Issuing CA";

/// A vault and who is signed in.
pub(super) struct Opened {
    pub(super) console: Console,
    pub(super) vault: Arc<Vault>,
    pub(super) actor: Actor,
}

impl Opened {
    /// Closes it: what follows finds one file, and nobody else in it.
    pub(super) fn close(self) {
        let Self { console, vault, .. } = self;
        drop(vault);
        console.lock();
    }
}

fn options(cost: Option<Argon2Cost>) -> VaultOptions {
    VaultOptions { keychain: Arc::new(NoKeychain), passphrase_cost: cost, ..VaultOptions::default() }
}

fn opened(console: Console) -> Result<Opened> {
    let (vault, actor) = console.open_vault()?;
    Ok(Opened { console, vault, actor })
}

/// Makes a vault with a root and an issuing authority. A guess at its passphrase costs what a person's would.
pub(super) fn make(folder: &Path) -> Result<Opened> {
    let console = Console::with_options(folder.to_owned(), Host::CommandLine, options(None));
    console.create(&CreateVault {
        name: "Bench".to_owned(),
        user: "bench".to_owned(),
        passphrase: Some(PASSPHRASE.into()),
        use_keychain: false,
    })?;
    let opened = opened(console)?;
    opened.vault.found_hierarchy(
        &opened.actor,
        &FoundHierarchy {
            organization: "Example Corp".to_owned(),
            country: Some("DE".to_owned()),
            root_name: "Bench Root CA".to_owned(),
            issuing_name: ISSUING.to_owned(),
            root_key: KeyAlgorithm::EcdsaP256,
            issuing_key: KeyAlgorithm::EcdsaP256,
            root_days: 3650,
            issuing_days: 1825,
        },
    )?;
    Ok(opened)
}

/// Opens it, as the window would.
pub(super) fn open(folder: &Path) -> Result<Opened> {
    let console = Console::with_options(folder.to_owned(), Host::CommandLine, options(None));
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    console.open(&OpenVault { user: None, method })?;
    opened(console)
}

/// The vault's database, without the engine.
pub(super) fn store(folder: &Path) -> Result<Store> {
    let key = KeySlots::open(folder)?.unlock_with_passphrase(None, &Passphrase::new(PASSPHRASE)?)?.key;
    let head = Arc::new(Head::of(&key)?);
    Ok(Store::open(folder.join("vault.db"), &key.database_key(), head)?)
}

/// Signs the audit log's head as the engine does.
struct Head(Ed25519KeyPair);

impl Head {
    fn of(key: &VaultKey) -> Result<Self> {
        Ed25519KeyPair::from_seed_unchecked(key.audit_seed().as_ref())
            .map(Self)
            .map_err(|_| Error::Window("the audit key could not be derived".to_owned()))
    }
}

impl HeadSigner for Head {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0.public_key()).verify(message, signature).is_ok()
    }
}
