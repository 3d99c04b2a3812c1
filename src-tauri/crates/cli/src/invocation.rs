//! One run of the program: its vault, and who acts in it.

use crate::{arguments::Place, secret_file, upgrade};
use chancery_engine::{Actor, Console, EngineError, Host, OpenMethod, OpenVault, Result, Vault};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
};
use zeroize::Zeroizing;

/// Where a command works and as whom.
pub(crate) struct Invocation {
    console: Console,
    names_a_vault: bool,
    user: Option<String>,
    passphrase_file: Option<PathBuf>,
    recovery_code_file: Option<PathBuf>,
    /// Whether whoever reads is a program.
    json: bool,
}

impl Invocation {
    /// The invocation that these options mean. Opens nothing yet.
    pub(crate) fn new(place: Place, host: Host) -> Result<Self> {
        let named = given(place.vault);
        let names_a_vault = named.is_some();
        let folder = named.or_else(Console::default_folder).ok_or_else(|| {
            EngineError::new("no_vault_folder", "No home folder was found. Say which vault is meant: --vault DIR.")
                .at("vault")
        })?;
        Ok(Self {
            console: Console::new(folder, host),
            names_a_vault,
            user: place.user.filter(|user| !user.trim().is_empty()),
            passphrase_file: given(place.passphrase_file),
            recovery_code_file: given(place.recovery_code_file),
            json: place.json,
        })
    }

    /// The vault's folder as the engine sees it.
    pub(crate) fn console(&self) -> &Console {
        &self.console
    }

    /// Whether a vault was named, so that it is not only the one that is there by default.
    pub(crate) fn names_a_vault(&self) -> bool {
        self.names_a_vault
    }

    /// Who was named with `--user`.
    pub(crate) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The passphrase in the file that was named, if one was.
    pub(crate) fn passphrase(&self) -> Result<Option<Zeroizing<String>>> {
        self.passphrase_file.as_deref().map(secret_file::read).transpose()
    }

    /// The passphrase of the files that a command without a vault works on: it is named on the command line. What stands
    /// in the environment is for vaults.
    pub(crate) fn passphrase_of_files(&self) -> Result<Option<Zeroizing<String>>> {
        let said = std::env::args_os().take_while(|argument| argument != "--").any(|argument| {
            argument.to_str().is_some_and(|text| text == "--passphrase-file" || text.starts_with("--passphrase-file="))
        });
        if said { self.passphrase() } else { Ok(None) }
    }

    /// The passphrase of whoever asks, for commands that cannot do without.
    pub(crate) fn required_passphrase(&self) -> Result<Zeroizing<String>> {
        self.passphrase()?.ok_or_else(|| {
            EngineError::new("passphrase_needed", "Give your present passphrase with --passphrase-file FILE.")
                .at("passphraseFile")
        })
    }

    /// Whether something to open the vault with was named, beside the keychain that is tried otherwise.
    pub(crate) fn names_a_secret(&self) -> bool {
        self.passphrase_file.is_some() || self.recovery_code_file.is_some()
    }

    /// Opens the vault and signs the slot's owner in.
    pub(crate) fn open(&self) -> Result<(Arc<Vault>, Actor)> {
        let method = if let Some(file) = &self.recovery_code_file {
            // A passphrase file is not even read: that it may be lost is what the code is for.
            OpenMethod::Recovery { code: secret_file::read(file)?.trim().into() }
        } else if let Some(passphrase) = self.passphrase()? {
            OpenMethod::Passphrase { passphrase: passphrase.into() }
        } else {
            OpenMethod::Keychain
        };
        let request = OpenVault { user: self.user.clone(), method };
        upgrade::telling(&self.console, self.json, || self.console.open(&request)).map_err(with_advice)?;
        self.console.open_vault()
    }
}

/// A value that is not empty: an empty environment variable is as good as none.
fn given(value: Option<OsString>) -> Option<PathBuf> {
    value.filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn with_advice(error: EngineError) -> EngineError {
    if !error.code.starts_with("keychain_") && error.code != "no_such_slot" {
        return error;
    }
    let message = format!("{} A passphrase opens it with --passphrase-file FILE.", error.message);
    EngineError { message, ..error }
}

/// Refuses, before anything is done, to write over files that exist.
pub(crate) fn refuse_existing<'a>(paths: impl IntoIterator<Item = &'a Path>, force: bool) -> Result<()> {
    for path in paths {
        if !force && path.exists() {
            let shown = chancery_domain::visible(&path.display().to_string());
            let message = format!("“{shown}” exists already. Nothing was done; --force replaces it.");
            return Err(EngineError::new("file_exists", message).at("path"));
        }
    }
    Ok(())
}

/// A path in the engine's form.
pub(crate) fn path_text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        let shown = chancery_domain::visible(&path.display().to_string());
        EngineError::new("invalid_path", format!("“{shown}” is not Unicode. Use another file name.")).at("path")
    })
}
