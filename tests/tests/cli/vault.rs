//! Making a vault, opening it in each way, and the ways themselves.

use chancery_tests::Sandbox;
use std::os::unix::fs::PermissionsExt as _;

/// Makes the vault with the command line itself.
fn init(sandbox: &Sandbox, more: &[&str]) -> chancery_tests::Outcome {
    sandbox.run(["vault", "init", "--no-keychain", "--name", "Example vault"].iter().chain(more))
}

#[test]
fn a_vault_is_made_once_and_its_recovery_code_shown_once() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.done(["vault", "status"])["phase"], "no-vault");
    let made = init(&sandbox, &[]).done();
    let code = made["recoveryCode"].as_str().expect("without a kit the code is shown").to_owned();
    assert_eq!(made["session"]["role"], "administrator");
    let refusal = init(&sandbox, &[]).refused();
    assert_eq!(refusal.code, "vault_exists");
    let status = sandbox.done(["vault", "status"]);
    assert_eq!((&status["phase"], &status["vaultName"]), (&"open".into(), &"Example vault".into()));
    assert!(!status.to_string().contains(&code));
    let file = sandbox.write("code", format!("  {} \n", code.to_lowercase()));
    let output = sandbox.command().args(["--json", "ca", "list", "--recovery-code-file", &file]).output();
    assert_eq!(output.expect("the command line runs").status.code(), Some(0), "the code opens the vault");
    assert_eq!(sandbox.done(["vault", "check"])["ok"], true);
}

#[test]
fn a_recovery_kit_is_for_its_owner_alone_and_never_replaces_a_file() {
    let sandbox = Sandbox::empty();
    let kit = sandbox.write("kit.txt", "precious");
    assert_eq!(init(&sandbox, &["--recovery-kit", &kit]).refused().code, "file_exists");
    assert!(!sandbox.vault().exists(), "no vault was made either");
    let kit = sandbox.arg("new-kit.txt");
    let made = init(&sandbox, &["--recovery-kit", &kit]).done();
    assert!(made["recoveryCode"].is_null(), "the code is in the kit and nowhere else");
    assert!(sandbox.read_text("new-kit.txt").contains("Recovery code"));
    let mode = std::fs::metadata(&kit).expect("it was written").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn without_a_keychain_the_program_says_what_to_do() {
    let sandbox = Sandbox::empty();
    let alone = sandbox.command().args(["--json", "--user", "ada", "vault", "init"]).output();
    let alone = alone.expect("the command line runs");
    assert_eq!(alone.status.code(), Some(1), "nothing would open it");
    let said = String::from_utf8_lossy(&alone.stderr);
    assert!(said.contains("keychain_absent") && said.contains("--passphrase-file"), "{said}");
    assert!(!sandbox.vault().exists(), "nothing was half made");
    let made = sandbox.run_plainly(["vault", "init"]);
    assert_eq!(made.code, Some(0), "the passphrase opens it: {}", made.stderr);
    assert!(made.stderr.contains("no keychain") && made.stderr.contains("the passphrase alone"), "{}", made.stderr);
    let another = Sandbox::empty();
    let made = another.done(["vault", "init"]);
    assert!(made["withoutKeychain"].as_str().is_some_and(|why| why.contains("no keychain")), "{made}");
    let output = sandbox.command().args(["--json", "ca", "list"]).output().expect("the command line runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--passphrase-file"), "{said}");
    let output = sandbox.command().args(["--json", "vault", "status"]).output().expect("the command line runs");
    assert_eq!(output.status.code(), Some(0), "status works while it is locked");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"phase\": \"locked\""));
}

#[test]
fn weak_passphrases_and_bad_names_are_refused() {
    let sandbox = Sandbox::empty();
    for (weak, code) in
        [("short", "weak_passphrase"), ("aaaaaaaaaaaaaaaa", "weak_passphrase"), ("", "passphrase_needed")]
    {
        let file = sandbox.write("weak.pass", weak);
        assert_eq!(init(&sandbox, &["--passphrase-file", &file]).refused().code, code, "{weak:?}");
    }
    assert_eq!(init(&sandbox, &["--user", "a\u{202e}da"]).refused().code, "invalid_name");
    assert!(!sandbox.vault().exists());
}

#[test]
fn a_changed_passphrase_opens_and_the_old_one_does_not() {
    let sandbox = Sandbox::new();
    let next = sandbox.write("next.pass", "another correct horse 12 staple\n");
    sandbox.done(["slot", "change-passphrase", "--new-passphrase-file", &next]);
    assert_eq!(sandbox.refused(["ca", "list"]).code, "wrong_passphrase");
    sandbox.done(["ca", "list", "--passphrase-file", &next]);
}

#[test]
fn a_new_recovery_code_replaces_the_old_one() {
    let sandbox = Sandbox::empty();
    let first = init(&sandbox, &[]).done()["recoveryCode"].as_str().expect("a code").to_owned();
    let second = sandbox.done(["slot", "renew-recovery"])["recoveryCode"].as_str().expect("a code").to_owned();
    for (code, opens) in [(first, false), (second, true)] {
        let file = sandbox.write("code", code);
        let output = sandbox.command().args(["--json", "ca", "list", "--recovery-code-file", &file]).output();
        assert_eq!(output.expect("the command line runs").status.success(), opens);
    }
}

#[test]
fn the_last_way_in_stays() {
    let sandbox = Sandbox::new();
    let listed = sandbox.done(["slot", "list"]);
    let slots = listed["slots"].as_array().expect("a list");
    assert_eq!(slots.len(), 2, "the passphrase and the recovery code");
    let passphrase = slots.iter().find(|slot| slot["kind"] == "passphrase").expect("it is there");
    let refusal = sandbox.refused(["slot", "remove", passphrase["id"].as_str().expect("an id")]);
    assert_eq!(refusal.code, "last_slot");
    sandbox.done(["ca", "list"]);
    assert_eq!(sandbox.refused(["slot", "remove", "ffffffffffffffff"]).code, "not_found");
}

#[test]
fn settings_hold_and_are_bounded() {
    let sandbox = Sandbox::new();
    sandbox.done(["settings", "set", "--idle-lock", "5"]);
    let set = sandbox.done(["settings", "set", "--crl-days", "30"]);
    assert_eq!((&set["idleLockMinutes"], &set["crlDays"], &set["vaultName"]), (&5.into(), &30.into(), &"Test".into()));
    assert_eq!(sandbox.done(["settings", "show"]), set);
    for wrong in [["--crl-days", "0"], ["--crl-days", "366"], ["--idle-lock", "1441"]] {
        assert_eq!(sandbox.refused(["settings", "set"].iter().chain(&wrong)).code, "invalid_setting", "{wrong:?}");
    }
    let made = sandbox.found("root", "ed25519", None);
    assert_eq!(made["crlDays"], 30, "new authorities take what is set");
}

#[test]
fn the_recovery_code_opens_where_the_passphrase_file_is_exported_and_lost() {
    let sandbox = Sandbox::empty();
    let code = init(&sandbox, &[]).done()["recoveryCode"].as_str().expect("a code").to_owned();
    let file = sandbox.write("code", code);
    std::fs::remove_file(sandbox.path("ada.pass")).expect("the passphrase file was there");
    assert_eq!(sandbox.refused(["ca", "list"]).code, "file_unreadable");
    sandbox.done(["ca", "list", "--recovery-code-file", &file]);
}
