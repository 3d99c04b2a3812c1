//! `chancery slot`: the ways to open the vault.

use crate::{answer::Answer, invocation::Invocation, invocation::path_text, secret_file, table::Table, time::moment};
use chancery_engine::{Result, Slot, SlotKind};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum SlotVerb {
    /// Every way to open the vault
    List,
    /// Open with this computer's keychain from now on
    AddKeychain,
    /// Open with a passphrase from now on
    AddPassphrase {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: PathBuf,
    },
    /// Change your passphrase; the present one is in --passphrase-file
    ChangePassphrase {
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: PathBuf,
    },
    /// Make a new recovery code; the old one stops working
    RenewRecovery {
        /// Write the recovery kit here instead of showing the code
        #[arg(long, value_name = "FILE")]
        recovery_kit: Option<PathBuf>,
    },
    /// Remove a way to open the vault, never the last
    Remove { id: String },
}

pub(crate) fn run(verb: SlotVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    match verb {
        SlotVerb::List => Ok(list(&vault.slots(&actor)?)),
        SlotVerb::AddKeychain => Ok(added(&vault.add_keychain_slot(&actor)?)),
        SlotVerb::AddPassphrase { new_passphrase_file } => {
            Ok(added(&vault.add_passphrase_slot(&actor, &secret_file::read(&new_passphrase_file)?)?))
        }
        SlotVerb::ChangePassphrase { new_passphrase_file } => {
            let (current, next) = (invocation.required_passphrase()?, secret_file::read(&new_passphrase_file)?);
            vault.change_passphrase(&actor, &current, &next)?;
            Ok(Answer::new(&json!({ "changed": true }), "Your passphrase is changed."))
        }
        SlotVerb::RenewRecovery { recovery_kit } => {
            crate::invocation::refuse_existing(recovery_kit.as_deref(), false)?;
            let kit = recovery_kit.as_deref().map(path_text).transpose()?;
            let code = vault.renew_recovery_code(&actor)?;
            Ok(recovery_answer(invocation, Answer::new(&json!({}), ""), "", &code, kit.as_deref()))
        }
        SlotVerb::Remove { id } => {
            vault.remove_slot(&actor, &id)?;
            let text = format!("{} no longer opens the vault.", chancery_domain::visible(&id));
            Ok(Answer::new(&json!({ "removed": id }), text))
        }
    }
}

/// Puts a fresh recovery code where it was asked for: in the kit, or else in the answer, this once. When the kit
/// cannot be written the code is shown all the same, because nothing else knows it.
pub(crate) fn recovery_answer(
    invocation: &Invocation,
    answer: Answer,
    text: &str,
    code: &str,
    kit: Option<&str>,
) -> Answer {
    let shown = format!("{text}Recovery code, shown only now: print it and lock it away.\n\n    {code}\n");
    let Some(kit) = kit else {
        return answer.with("recoveryCode", &code).text(shown);
    };
    match invocation.console().save_recovery_kit(code, kit) {
        Ok(()) => {
            let saved = format!(
                "{text}Recovery kit written to {}: print it, lock it away, and delete the file.\n",
                chancery_domain::visible(kit)
            );
            answer.with("recoveryKit", &kit).text(saved)
        }
        Err(error) => answer.with("recoveryCode", &code).text(shown).but(Some(error)),
    }
}

/// The slots as a table.
pub(crate) fn table(slots: &[Slot]) -> String {
    let mut table = Table::new(["ID", "KIND", "USER", "LABEL", "SINCE"]);
    for slot in slots {
        table.row([&slot.id, word(slot.kind), &slot.user, &slot.label, &moment(slot.created_at)]);
    }
    table.text("Nothing opens this vault.")
}

fn list(slots: &[Slot]) -> Answer {
    Answer::list("slots", &slots, table(slots))
}

fn added(slot: &Slot) -> Answer {
    Answer::new(
        slot,
        format!("A {} opens the vault for {} now.", word(slot.kind), chancery_domain::visible(&slot.user)),
    )
}

fn word(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Keychain => "keychain",
        SlotKind::Passphrase => "passphrase",
        SlotKind::Recovery => "recovery code",
    }
}
