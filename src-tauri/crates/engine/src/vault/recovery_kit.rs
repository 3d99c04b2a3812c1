//! The recovery kit: a page to print and lock away.

use super::Vault;
use crate::{Actor, EngineError, Result};
use chancery_keychain::RecoveryCode;

/// The kit's text. The code is checked against this vault first: a kit with a typing mistake helps nobody.
pub(crate) fn recovery_kit(vault: &Vault, actor: &Actor, code: &str) -> Result<String> {
    let code = RecoveryCode::parse(code).map_err(|error| EngineError::from(error).at("code"))?;
    vault.slots.unlock_with_recovery(&code).map_err(|error| EngineError::from(error).at("code"))?;
    let session = vault.session(actor)?;
    Ok(format!(
        "CHANCERY RECOVERY KIT\n\
         =====================\n\n\
         Vault     {name}\n\
         Folder    {folder}\n\
         Made      {made} UTC, for {user}\n\n\
         Recovery code\n\n    {code}\n\n\
         This code opens the vault when the passphrase is forgotten and the keychain is lost.\n\
         Whoever has this code and a copy of the vault's folder has every key in it.\n\n\
         - Print this page, put it in a safe, and delete the file.\n\
         - To use it: open Chancery, choose “Use the recovery code”, and type it in.\n\
         - It opens the vault only together with the vault's folder. Keep backups of that folder.\n\
         - A new code can be made in Settings; this one stops working then.\n",
        name = session.vault_name,
        folder = session.vault_path,
        made = vault.now().format("%Y-%m-%d %H:%M"),
        user = actor.user(),
        code = code.expose(),
    ))
}
