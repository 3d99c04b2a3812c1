//! `chancery vault`: make it, see how it is, check it.

use crate::{
    answer::Answer,
    failure,
    invocation::{Invocation, path_text, refuse_existing},
    slot,
    table::Facts,
    time::moment,
};
use chancery_domain::{Permission, Status, visible};
use chancery_engine::{
    Actor, CertificateFilter, ConsoleState, CreateVault, EngineError, KeychainState, Phase, Result, Vault,
};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum VaultVerb {
    /// Make a vault; --user becomes its first administrator
    Init {
        /// What the vault is called
        #[arg(long, default_value = "Vault")]
        name: String,
        /// Do not let this computer's keychain open it: the passphrase alone does
        #[arg(long)]
        no_keychain: bool,
        /// Write the recovery kit here instead of showing the recovery code
        #[arg(long, value_name = "FILE")]
        recovery_kit: Option<PathBuf>,
    },
    /// How the vault is; says less while it is locked
    Status,
    /// Read every page of the database and say what is damaged
    Check,
}

pub(crate) fn run(verb: VaultVerb, invocation: &Invocation) -> Result<Answer> {
    match verb {
        VaultVerb::Init { name, no_keychain, recovery_kit } => {
            init(invocation, name, !no_keychain, recovery_kit.as_deref())
        }
        VaultVerb::Status => status(invocation),
        VaultVerb::Check => check(invocation),
    }
}

fn init(invocation: &Invocation, name: String, use_keychain: bool, recovery_kit: Option<&Path>) -> Result<Answer> {
    let user = invocation
        .user()
        .ok_or_else(|| failure::usage("Name the vault's first administrator: --user NAME.", "user"))?;
    refuse_existing(recovery_kit, false)?;
    let kit = recovery_kit.map(path_text).transpose()?;
    let passphrase = invocation.passphrase()?.map(Into::into);
    let created = invocation
        .console()
        .create(&CreateVault { name, user: user.to_owned(), passphrase, use_keychain })
        .map_err(with_advice)?;
    let text = format!(
        "Vault “{}” made in {}. {} is its administrator.\n",
        visible(&created.session.vault_name),
        visible(&created.session.vault_path),
        visible(&created.session.user)
    );
    let answer = Answer::new(&json!({ "session": created.session, "withoutKeychain": created.without_keychain }), "")
        .noting(created.without_keychain);
    Ok(slot::recovery_answer(invocation, answer, &text, &created.recovery_code, kit.as_deref()))
}

fn with_advice(error: EngineError) -> EngineError {
    if !error.code.starts_with("keychain_") {
        return error;
    }
    let message =
        format!("{} Without it, make the vault with --no-keychain and --passphrase-file FILE.", error.message);
    EngineError { message, ..error }
}

fn status(invocation: &Invocation) -> Result<Answer> {
    let locked = invocation.console().state()?;
    if locked.phase == Phase::NoVault {
        return Ok(locked_status(invocation, &locked));
    }
    match invocation.open() {
        Ok((vault, actor)) => opened_status(invocation, &vault, &actor),
        // The keychain was only tried; anything else that keeps the vault shut is an answer to be told.
        Err(error) if !invocation.names_a_secret() && only_tried(&error) => Ok(locked_status(invocation, &locked)),
        Err(error) => Err(error),
    }
}

fn locked_status(invocation: &Invocation, state: &ConsoleState) -> Answer {
    let keychain = invocation.console().keychain_state();
    Answer::new(state, state_text(state, &keychain)).with("keychain", &keychain)
}

/// Whether the vault stays locked for want of something to open it with, and not because something is wrong with it.
fn only_tried(error: &EngineError) -> bool {
    error.code.starts_with("keychain_") || ["no_such_slot", "user_needed"].contains(&error.code.as_str())
}

fn opened_status(invocation: &Invocation, vault: &Vault, actor: &Actor) -> Result<Answer> {
    let state = invocation.console().state()?;
    let count = |status: Option<Status>| {
        let filter = CertificateFilter { status: status.into_iter().collect(), ..CertificateFilter::default() };
        vault.count_certificates(actor, &filter).map(|count| count.number)
    };
    let (authorities, certificates) = (vault.authorities(actor)?.len(), count(None)?);
    let mut facts = Facts::new();
    facts.add("Authorities", authorities.to_string());
    facts.add("Certificates", certificates.to_string());
    let mut counts = json!({ "authorities": authorities, "certificates": certificates });
    for status in Status::ALL {
        let number = count(Some(status))?;
        facts.add(&format!("  {status}"), number.to_string());
        counts[status.as_str()] = number.into();
    }
    let mut audit_key = None;
    if state.session.as_ref().is_some_and(|session| session.permissions.contains(&Permission::ReadAudit)) {
        let key = vault.audit_public_key(actor)?;
        facts.add("Audit public key", &key);
        audit_key = Some(key);
    }
    let needs = vault.dashboard(actor)?.needs;
    facts.add_lines("Needs you", needs.iter().map(|need| format!("{}: {}", need.title, need.detail)));
    let keychain = invocation.console().keychain_state();
    let text = format!("{}\n{}", state_text(&state, &keychain), facts.text());
    let mut answer =
        Answer::new(&state, text).with("keychain", &keychain).with("counts", &counts).with("needs", &needs);
    if let Some(key) = audit_key {
        answer = answer.with("auditPublicKey", &key);
    }
    Ok(answer)
}

fn state_text(state: &ConsoleState, keychain: &KeychainState) -> String {
    let mut facts = Facts::new();
    facts.add("Folder", &state.vault_path);
    facts.add_some("Vault", state.vault_name.as_ref());
    let phase = match (state.phase, &state.session) {
        (Phase::NoVault, _) => "no vault here yet; chancery vault init makes one".to_owned(),
        (_, Some(session)) => format!("opened as {} ({})", session.user, session.role),
        (Phase::Locked | Phase::Open, None) => "locked".to_owned(),
    };
    facts.add("State", phase);
    if state.demo {
        facts.add("Demo", "this is the demo estate");
    }
    let keychain = match (&keychain.explanation, keychain.available) {
        (_, true) => "available".to_owned(),
        (Some(why), false) => format!("not available: {why}"),
        (None, false) => "not available".to_owned(),
    };
    facts.add("Keychain", keychain);
    facts.add("Chancery", &state.version);
    if state.slots.is_empty() {
        return facts.text();
    }
    format!("{}\n{}", facts.text(), slot::table(&state.slots))
}

fn check(invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let report = vault.check_integrity(&actor)?;
    let mut facts = Facts::new();
    facts.add("Checked", moment(report.checked_at));
    facts.add("Result", if report.ok { "nothing is damaged" } else { "damaged" });
    facts.add_lines("Problems", &report.problems);
    let damaged = (!report.ok).then(|| {
        EngineError::new(
            "vault_damaged",
            format!("The vault is damaged: {} Restore it from a backup.", report.problems.join(" ")),
        )
    });
    Ok(Answer::new(&report, facts.text()).but(damaged))
}

#[cfg(test)]
mod tests {
    use super::only_tried;
    use chancery_engine::EngineError;

    #[test]
    fn a_vault_is_called_locked_only_when_nothing_was_there_to_open_it_with() {
        for code in ["keychain_empty", "keychain_absent", "no_such_slot", "user_needed"] {
            assert!(only_tried(&EngineError::new(code, "")), "{code}");
        }
        for code in ["database_damaged", "database_missing", "newer_version", "slots_outdated", "signed_out"] {
            assert!(!only_tried(&EngineError::new(code, "")), "{code}");
        }
    }
}
