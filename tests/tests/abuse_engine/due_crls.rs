//! CRLs that are due are made while a window is open: before the last one ends, and after a process was killed between
//! a revocation and its CRL.

use chancery_domain::{RevocationReason, Role};
use chancery_engine::{
    Actor, AddUser, AuditEvent, AuditQuery, Console, CreateAuthority, CrlFormat, Host, OpenMethod, OpenVault, Vault,
    VaultOptions,
};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Dice, Ground, PASSPHRASE, ask, authority, ids};
use chrono::Duration;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration as Time, Instant},
};

/// Longer than the window takes to look twice, on a busy machine.
const PATIENCE: Time = Time::from_secs(40);
/// Longer than it takes to look once.
const A_LOOK: Time = Time::from_secs(7);

const VERA: &str = "seven lanterns on the quay";

const FOLDER: &str = "CHANCERY_ABUSE_DUE_FOLDER";
const CODE: &str = "CHANCERY_ABUSE_DUE_CODE";
/// Kills until one came between a revocation and its CRL: about every second does.
const KILLS: usize = 40;

fn newest(vault: &Vault, actor: &Actor, name: &str) -> u64 {
    vault.crls(actor, name).unwrap()[0].number.parse().unwrap()
}

fn made_by_itself(vault: &Vault, actor: &Actor) -> Vec<AuditEvent> {
    let query = AuditQuery { action: Some("crl.issued".into()), limit: 500, ..AuditQuery::default() };
    let events = vault.audit_events(actor, &query).unwrap().events;
    events.into_iter().filter(|event| event.summary.contains("as it was due")).collect()
}

#[track_caller]
fn wait_until(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Time::from_millis(100));
    }
}

#[test]
fn a_crl_that_ends_soon_is_made_again_once_in_the_name_of_whoever_opened_the_window() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault
        .create_authority(&ada, &CreateAuthority { passphrase: Some(PASSPHRASE.into()), ..authority("Kept", None) })
        .unwrap();
    vault.unlock_authority(&ada, "Kept", PASSPHRASE, 1).unwrap();
    vault.lock_authority(&ada, "Kept").unwrap();
    let vera = AddUser { name: "Vera".to_owned(), role: Role::Viewer, passphrase: VERA.into() };
    vault.add_user(&ada, &vera).unwrap();
    let window = ground.window("Vera", VERA).unwrap();
    let before = ["Root", "Issuing", "Kept"].map(|name| newest(&vault, &ada, name));
    ground.clock.jump(Duration::days(6));
    thread::sleep(A_LOOK);
    assert_eq!(["Root", "Issuing", "Kept"].map(|name| newest(&vault, &ada, name)), before, "a day is left of seven");

    ground.clock.jump(Duration::hours(10));
    wait_until("the CRLs were not made again", || {
        ["Root", "Issuing"].iter().zip(before).all(|(name, before)| newest(&vault, &ada, name) > before)
    });
    thread::sleep(A_LOOK);
    let after = ["Root", "Issuing", "Kept"].map(|name| newest(&vault, &ada, name));
    assert_eq!(after, [before[0] + 1, before[1] + 1, before[2]], "once, and not where the key is locked");
    let events = made_by_itself(&vault, &ada);
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.actor == "Vera"), "{events:?}");
    // What she did not ask for says nothing of what she may do.
    let (vault, vera) = window.open_vault().unwrap();
    assert_eq!(vault.issue_crl(&vera, "Root").unwrap_err().code, "forbidden");
    assert_eq!(vault.issue_due_crls(&vera).unwrap_err().code, "forbidden");
}

#[test]
fn an_authority_in_its_last_days_makes_no_crl_that_ends_no_later() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { days: 3, ..authority("Brief", None) }).unwrap();
    let before = newest(&vault, &ada, "Brief");
    let window = ground.window("Ada", PASSPHRASE).unwrap();
    ground.clock.jump(Duration::days(3) - Duration::minutes(20));
    thread::sleep(2 * A_LOOK);
    assert_eq!(newest(&vault, &ada, "Brief"), before);
    drop(window);
}

/// Revokes one certificate after the other until killed.
fn revoke(folder: String) {
    let options = VaultOptions {
        keychain: Arc::new(NoKeychain),
        passphrase_cost: Some(Argon2Cost::floor()),
        ..VaultOptions::default()
    };
    let console = Console::with_options(folder.into(), Host::CommandLine, options);
    let code = std::env::var(CODE).unwrap();
    console.open(&OpenVault { user: None, method: OpenMethod::Recovery { code: code.into() } }).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    for number in 0.. {
        let id = vault.issue(&ada, &ask(&format!("h{number}.p{}.example", std::process::id()))).unwrap().row.id;
        if number == 1 {
            println!("\n@ready");
            std::io::stdout().flush().unwrap();
        }
        vault.revoke(&ada, &ids([id]), RevocationReason::Superseded).unwrap();
    }
}

fn kill_one(ground: &Ground, after: Time) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "due_crls::a_crl_that_a_killed_process_owed_is_made_by_the_next_window", "--nocapture"])
        .env(FOLDER, &ground.folder)
        .env(CODE, &ground.recovery_code)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 && !line.ends_with("@ready\n") {
        line.clear();
    }
    assert!(line.ends_with("@ready\n"), "it ended before it was killed");
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_crl_that_a_killed_process_owed_is_made_by_the_next_window() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return revoke(folder);
    }
    let ground = Ground::new();
    ground.clock.set(chrono::Utc::now());
    let ground = ground.with_authorities();
    let (vault, ada) = ground.vault();
    let to = tempfile::tempdir().unwrap();
    let export = |name: &str| {
        let path = to.path().join(name);
        vault.export_crl(&ada, "Issuing", CrlFormat::Der, path.to_str().unwrap(), true, false)
    };
    let mut dice = Dice::new(7);
    let owed = (0..KILLS).any(|_| {
        kill_one(&ground, Time::from_micros(dice.below(20_000) as u64));
        ground.clock.set(chrono::Utc::now());
        export("before.crl").is_err_and(|error| error.code == "crl_stale")
    });
    assert!(owed, "no kill came between a revocation and its CRL");

    let window = ground.window("Ada", PASSPHRASE).unwrap();
    wait_until("what was revoked came on no CRL", || export("after.crl").is_ok());
    assert_eq!(made_by_itself(&vault, &ada).len(), 1);
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
    drop(window);
}
