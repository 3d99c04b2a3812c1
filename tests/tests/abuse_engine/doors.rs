//! Wrong passphrases, several windows on one vault, rights and people taken away meanwhile.

use chancery_domain::{RevocationReason, Role, Status};
use chancery_engine::{
    AddUser, Console, Host, OpenMethod, OpenVault, Phase, Settings, SlotKind, SystemClock, VaultOptions,
};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, filter, ids, query};
use std::{
    collections::BTreeSet,
    process::{Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

pub(crate) const GRACE: &str = "grace keeps seven tulips";

/// Adds a person and signs them in.
pub(crate) fn person(ground: &Ground, name: &str, role: Role) -> Console {
    let (vault, ada) = ground.vault();
    vault.add_user(&ada, &AddUser { name: name.to_owned(), role, passphrase: GRACE.into() }).unwrap();
    ground.sign_in(name, GRACE).unwrap()
}

#[test]
fn wrong_passphrases_wait_ever_longer_but_not_for_ever_and_the_right_one_still_opens() {
    let ground = Ground::new();
    ground.console.lock();
    let console = ground.another();
    let mut waits = Vec::new();
    for guess in 0..5 {
        let started = Instant::now();
        let error = console
            .open(&OpenVault {
                user: None,
                method: OpenMethod::Passphrase { passphrase: format!("guess number {guess}").into() },
            })
            .unwrap_err();
        waits.push(started.elapsed());
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("wrong_passphrase", Some("passphrase")));
        assert!(!error.message.contains("guess"), "the guess is not repeated: {error}");
        assert_eq!(console.state().unwrap().phase, Phase::Locked);
        assert_eq!(console.open_vault().map(drop).unwrap_err().code, "locked");
    }
    assert!(waits[3] >= Duration::from_millis(500), "guessing becomes slower: {waits:?}");
    assert!(waits[4] >= Duration::from_secs(1), "and slower: {waits:?}");
    let started = Instant::now();
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    assert_eq!(console.open(&OpenVault { user: None, method: method.clone() }).unwrap().user, "Ada");
    assert!(started.elapsed() < Duration::from_secs(15), "whoever remembers it at last does not wait for ever");
    console.lock();
    let started = Instant::now();
    console.open(&OpenVault { user: None, method }).unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "and after that nobody waits");
}

#[test]
fn guesses_side_by_side_are_no_faster_than_one_after_the_other() {
    let ground = Ground::new();
    ground.console.lock();
    let console = ground.another();
    let guess = |n: usize| {
        let method = OpenMethod::Passphrase { passphrase: format!("guess number {n}").into() };
        assert_eq!(console.open(&OpenVault { user: None, method }).unwrap_err().code, "wrong_passphrase");
    };
    (0..3).for_each(guess);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let guess = &guess;
        (0..3).for_each(|n| drop(scope.spawn(move || guess(n))));
    });
    assert!(started.elapsed() >= Duration::from_millis(500 + 1000 + 2000), "{:?}", started.elapsed());
}

#[test]
fn a_thousand_wrong_passphrases_open_nothing_and_the_right_one_after_them_does() {
    let ground = Ground::new();
    ground.console.lock();
    // Each in a console of its own, as a program that guesses through the command line would: what slows it down is
    // what each guess costs.
    std::thread::scope(|scope| {
        for hand in 0..2 {
            let ground = &ground;
            scope.spawn(move || {
                for guess in 0..500 {
                    let method = OpenMethod::Passphrase { passphrase: format!("guess {guess} of hand {hand}").into() };
                    let error = ground.another().open(&OpenVault { user: None, method }).unwrap_err();
                    assert_eq!(error.code, "wrong_passphrase", "guess {guess}");
                }
            });
        }
    });
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    assert_eq!(ground.another().open(&OpenVault { user: None, method }).unwrap().user, "Ada");
}

#[test]
fn odd_passphrases_are_refused_in_words() {
    let ground = Ground::new();
    ground.console.lock();
    for odd in ["", "\0", "x", &"long".repeat(1000)] {
        let method = OpenMethod::Passphrase { passphrase: odd.into() };
        let error = ground.another().open(&OpenVault { user: None, method }).unwrap_err();
        assert!(
            ["wrong_passphrase", "passphrase_needed", "passphrase_too_long"].contains(&error.code.as_str()),
            "{error:?}"
        );
    }
    let code = ground.recovery_code.to_lowercase().replace('-', " ");
    let method = OpenMethod::Recovery { code: code.into() };
    ground.another().open(&OpenVault { user: None, method }).unwrap();
    for odd in ["", "-", "ABCD", "'; DROP TABLE users; --"] {
        let method = OpenMethod::Recovery { code: odd.into() };
        let error = ground.another().open(&OpenVault { user: None, method }).unwrap_err();
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("recovery_code_mistyped", Some("code")), "{odd}");
    }
}

/// Set for the second process: the folder and the code that opens it.
const FOLDER: &str = "CHANCERY_ABUSE_SECOND_FOLDER";
const CODE: &str = "CHANCERY_ABUSE_SECOND_CODE";
const EACH: usize = 40;

fn issue_many(console: &Console, who: &str) {
    let (vault, actor) = console.open_vault().unwrap();
    thread::scope(|scope| {
        for hand in 0..2 {
            let (vault, actor) = (&vault, &actor);
            scope.spawn(move || {
                for number in 0..EACH {
                    // The same names from everywhere: whose is second is told so.
                    let shared = vault.issue(actor, &ask(&format!("shared{number}.example")));
                    assert!(shared.is_ok() || shared.unwrap_err().code == "duplicate");
                    let own = vault.issue(actor, &ask(&format!("{who}-{hand}-{number}.example"))).unwrap();
                    if number % 4 == 0 {
                        let done = vault.revoke(actor, &ids([own.row.id]), RevocationReason::Superseded).unwrap();
                        assert_eq!(done.revoked, 1);
                    }
                }
            });
        }
    });
}

#[test]
fn two_processes_on_one_vault_hand_out_no_number_twice_and_keep_one_log() {
    if let Ok(folder) = std::env::var(FOLDER) {
        let options = VaultOptions {
            clock: Arc::new(SystemClock),
            keychain: Arc::new(NoKeychain),
            passphrase_cost: Some(Argon2Cost::floor()),
        };
        let console = Console::with_options(folder.into(), Host::CommandLine, options);
        let code = std::env::var(CODE).unwrap();
        console.open(&OpenVault { user: None, method: OpenMethod::Recovery { code: code.into() } }).unwrap();
        return issue_many(&console, "second");
    }
    let ground = Ground::new();
    ground.clock.set(chrono::Utc::now());
    let ground = ground.with_authorities();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "doors::two_processes_on_one_vault_hand_out_no_number_twice_and_keep_one_log"])
        .env(FOLDER, &ground.folder)
        .env(CODE, &ground.recovery_code)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let other = ground.recover(&ground.folder).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| issue_many(&ground.console, "first"));
        scope.spawn(|| issue_many(&other, "third"));
    });
    assert!(child.wait().unwrap().success(), "the other process met nothing unexpected");
    let (vault, ada) = ground.vault();
    let rows = vault.certificates(&ada, &query(filter())).unwrap().rows;
    let serials: BTreeSet<_> = rows.iter().map(|row| row.serial.clone()).collect();
    assert_eq!(rows.len(), 2 + EACH + 3 * 2 * EACH, "shared names once, own names each");
    assert_eq!(serials.len(), rows.len(), "no serial number twice");
    let verdict = vault.verify_audit(&ada).unwrap();
    assert!(verdict.intact, "{}", verdict.message);
    let mut numbers: Vec<u64> =
        vault.crls(&ada, "Issuing").unwrap().iter().map(|crl| crl.number.parse().unwrap()).collect();
    let before = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), before, "no CRL number twice");
    let revoked = u32::try_from(3 * 2 * EACH / 4).unwrap();
    assert_eq!(vault.issue_crl(&ada, "Issuing").unwrap().entries, revoked);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn what_one_window_revokes_the_other_sees_at_once() {
    let ground = Ground::new().with_authorities();
    let grace = person(&ground, "Grace", Role::Operator);
    let (vault, ada) = ground.vault();
    let (seen_by_grace, grace) = grace.open_vault().unwrap();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    assert_eq!(seen_by_grace.certificate(&grace, &id).unwrap().row.status, Status::Active);
    vault.revoke(&ada, &ids([id.as_str()]), RevocationReason::KeyCompromise).unwrap();
    let detail = seen_by_grace.certificate(&grace, &id).unwrap();
    assert_eq!(detail.row.status, Status::Revoked);
    assert_eq!(detail.revocation.unwrap().on_crl.as_deref(), Some("2"));
    vault.issue_crl(&ada, "Issuing").unwrap();
    let later = seen_by_grace.certificate(&grace, &id).unwrap().revocation.unwrap();
    assert_eq!(later.on_crl.as_deref(), Some("2"), "the first CRL that says so, whatever came after it");
    assert_eq!(seen_by_grace.dashboard(&grace).unwrap().revoked.count, 1);
    let again = seen_by_grace.revoke(&grace, &ids([id]), RevocationReason::Superseded).unwrap();
    assert_eq!((again.revoked, again.skipped), (0, 1), "once");
    // An authority revoked there issues nothing here, whatever was opened before.
    let sub = vault.authority(&ada, "Issuing").unwrap().summary.certificate_id;
    vault.revoke(&ada, &ids([sub]), RevocationReason::CaCompromise).unwrap();
    assert_eq!(seen_by_grace.issue(&grace, &ask("x.corp.example")).unwrap_err().code, "authority_revoked");
}

#[test]
fn a_right_taken_away_in_one_window_is_gone_in_the_other_at_once() {
    let ground = Ground::new().with_authorities();
    let window = person(&ground, "Grace", Role::Operator);
    let (vault, ada) = ground.vault();
    let (same, grace) = window.open_vault().unwrap();
    same.issue(&grace, &ask("before.corp.example")).unwrap();
    vault.set_user_role(&ada, "Grace", Role::Viewer).unwrap();
    assert_eq!(same.issue(&grace, &ask("after.corp.example")).unwrap_err().code, "forbidden");
    assert_eq!(same.session(&grace).unwrap().role, Role::Viewer);
    assert!(same.certificates(&grace, &query(filter())).is_ok(), "she still looks");
    vault.set_user_disabled(&ada, "Grace", true).unwrap();
    assert_eq!(same.certificates(&grace, &query(filter())).map(drop).unwrap_err().code, "signed_out");
    assert_eq!(same.issue(&grace, &ask("after.corp.example")).unwrap_err().code, "signed_out");
    assert_eq!(same.dashboard(&grace).map(drop).unwrap_err().code, "signed_out");
    assert_eq!(window.state().unwrap().phase, Phase::Locked, "and the window locks");
    let error = ground.sign_in("Grace", GRACE).map(drop).unwrap_err();
    assert_eq!(error.code, "signed_out", "the passphrase alone lets nobody in");
    vault.set_user_disabled(&ada, "Grace", false).unwrap();
    ground.sign_in("Grace", GRACE).unwrap();
}

#[test]
fn nobody_raises_themselves_and_the_last_administrator_stays_one() {
    let ground = Ground::new();
    let window = person(&ground, "Grace", Role::Operator);
    let (vault, ada) = ground.vault();
    let (same, grace) = window.open_vault().unwrap();
    for name in ["Grace", "grace", "GRACE"] {
        assert_eq!(same.set_user_role(&grace, name, Role::Administrator).unwrap_err().code, "not_oneself");
        assert_eq!(same.set_user_disabled(&grace, name, true).unwrap_err().code, "not_oneself");
    }
    assert_eq!(same.set_user_role(&grace, "Ada", Role::Viewer).unwrap_err().code, "forbidden");
    assert_eq!(same.set_user_disabled(&grace, "Ada", true).unwrap_err().code, "forbidden");
    assert_eq!(vault.set_user_role(&ada, "Ada", Role::Viewer).unwrap_err().code, "not_oneself");
    vault.set_user_role(&ada, "Grace", Role::Administrator).unwrap();
    // Whoever made the recovery code stays in charge; here there is none any more.
    let recovery = vault.slots(&ada).unwrap().into_iter().find(|slot| slot.kind == SlotKind::Recovery).unwrap();
    vault.remove_slot(&ada, &recovery.id).unwrap();
    // Two administrators take each other's right away at the same moment: one of them stays.
    let (one, two) = thread::scope(|scope| {
        let one = scope.spawn(|| vault.set_user_role(&ada, "Grace", Role::Viewer));
        let two = scope.spawn(|| same.set_user_role(&grace, "Ada", Role::Viewer));
        (one.join().unwrap(), two.join().unwrap())
    });
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert!(["forbidden", "last_administrator"].contains(&refused.code.as_str()), "{refused:?}");
}

#[test]
fn an_idle_window_locks_though_the_machine_slept() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let seen = vault.settings(&ada).unwrap();
    vault.change_settings(&ada, &seen, &Settings { idle_lock_minutes: 10, ..seen.clone() }).unwrap();
    drop(vault);
    assert!(!ground.console.lock_if_idle(), "somebody was here a moment ago");
    ground.clock.jump(chrono::Duration::minutes(9));
    assert!(!ground.console.lock_if_idle());
    ground.clock.jump(chrono::Duration::minutes(2));
    assert!(ground.console.lock_if_idle());
    assert_eq!(ground.console.open_vault().map(drop).unwrap_err().code, "locked");
}

#[test]
fn a_person_whose_way_in_cannot_be_made_is_not_added() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let grace = AddUser { name: "Grace".into(), role: Role::Operator, passphrase: GRACE.into() };
    // Nobody can change the slots while their lock cannot be opened.
    let lock = ground.folder.join("keyslots.lock");
    let _ = std::fs::remove_file(&lock);
    std::fs::create_dir(&lock).unwrap();
    vault.add_user(&ada, &grace).map(drop).unwrap_err();
    assert_eq!(vault.users(&ada).unwrap().len(), 1, "no person without a way in");
    let query = chancery_engine::AuditQuery { action: Some("user.withdrawn".into()), limit: 9, ..Default::default() };
    assert_eq!(vault.audit_events(&ada, &query).unwrap().events.len(), 1, "the log tells of both");
    std::fs::remove_dir(&lock).unwrap();
    assert!(vault.add_user(&ada, &grace).unwrap().has_passphrase);
    ground.sign_in("Grace", GRACE).unwrap();
    let twice = AddUser { name: "grace".into(), ..grace };
    assert_eq!(vault.add_user(&ada, &twice).map(drop).unwrap_err().code, "name_taken");
    // As a program leaves it that is killed in between: a person without a way in, who was never here.
    let bob = AddUser { name: "Bob".into(), role: Role::Operator, passphrase: GRACE.into() };
    vault.add_user(&ada, &bob).unwrap();
    let slot = vault.slots(&ada).unwrap().into_iter().find(|slot| slot.user == "Bob").unwrap();
    vault.remove_slot(&ada, &slot.id).unwrap();
    ground.clock.jump(chrono::Duration::minutes(2));
    let bob = vault.add_user(&ada, &AddUser { role: Role::Viewer, ..bob }).unwrap();
    assert!(bob.role == Role::Viewer && bob.has_passphrase, "{bob:?}");
    assert_eq!(vault.users(&ada).unwrap().len(), 3);
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn a_locked_vault_is_called_by_its_own_name() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let locked = || ground.another().state().unwrap().vault_name.unwrap();
    assert_eq!(locked(), "Abuse", "not as its folder is");
    let before = std::fs::read(ground.folder.join("keyslots.json")).unwrap();
    let seen = vault.settings(&ada).unwrap();
    let wanted = Settings { vault_name: " Example Corp PKI ".into(), ..seen.clone() };
    assert_eq!(vault.change_settings(&ada, &seen, &wanted).unwrap().vault_name, "Example Corp PKI");
    assert_eq!(locked(), "Example Corp PKI");
    // The other name that stands there with an older copy of the slots is noticed where that copy is accepted.
    drop(vault);
    ground.console.lock();
    std::fs::write(ground.folder.join("keyslots.json"), before).unwrap();
    assert_eq!(locked(), "Abuse", "nothing else is known yet");
    assert_eq!(ground.sign_in("Ada", PASSPHRASE).map(drop).unwrap_err().code, "slots_outdated");
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let query = chancery_engine::AuditQuery { action: Some("name.noticed".into()), limit: 9, ..Default::default() };
    assert_eq!(vault.audit_events(&ada, &query).unwrap().events.len(), 1);
    assert_eq!(locked(), "Example Corp PKI");
    // A name that somebody else wrote there opens nothing.
    let path = ground.folder.join("keyslots.json");
    let forged = std::fs::read_to_string(&path).unwrap().replace("Example Corp PKI", "Evil Corp PKI");
    std::fs::write(&path, forged).unwrap();
    assert_eq!(ground.recover(&ground.folder).map(drop).unwrap_err().code, "slots_damaged");
}
