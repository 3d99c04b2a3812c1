//! The command line with a real keychain: a restore that is accepted, and a keychain that does not answer.

use chancery_tests::{Outcome, Sandbox, Session};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// Longer than a command may take that waits for the keychain without having been asked to, on a busy machine.
const HARDLY_NOTICED: Duration = Duration::from_secs(9);

/// A folder for a vault, and a session whose keychain is to open it.
struct Desk {
    sandbox: Sandbox,
    session: Session,
}

impl Desk {
    /// With a vault that opens with keychain and passphrase.
    fn new() -> Self {
        let sandbox = Sandbox::empty();
        let session = Session::in_folder(&sandbox.path("session"));
        let desk = Self { sandbox, session };
        let made = desk.run(&["vault", "init", "--name", "Restored"], true).done();
        assert!(made["withoutKeychain"].is_null(), "{made}");
        assert_eq!(made["session"]["openedWith"], "keychain");
        desk
    }

    /// Runs with `--json`, with the passphrase or with the keychain alone.
    fn run(&self, arguments: &[&str], with_passphrase: bool) -> Outcome {
        let mut command = self.sandbox.command();
        command.env("CHANCERY_USER", "ada").env("DBUS_SESSION_BUS_ADDRESS", self.session.address());
        if with_passphrase {
            command.env("CHANCERY_PASSPHRASE_FILE", self.sandbox.path("ada.pass"));
        }
        let output = command.arg("--json").args(arguments).output().expect("the command line runs");
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> Value {
        self.run(arguments, false).done()
    }

    fn copy(&self, from: &str, to: &str) {
        copy(&self.sandbox.path(from), &self.sandbox.path(to));
    }
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

fn crl_number(desk: &Desk) -> u64 {
    let made = desk.done(&["crl", "issue", "--ca", "root", "--out", &desk.sandbox.arg("root.crl"), "--force"]);
    made["number"].as_str().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn a_restored_vault_is_accepted_once_and_notices_what_is_cut_off_after() {
    let desk = Desk::new();
    let found = ["ca", "create", "--name", "root", "--subject", "CN=root", "--key", "ecdsa-p256", "--days", "3650"];
    desk.done(&found);
    desk.copy("vault", "backup");
    let handed_out: Vec<u64> = (0..3).map(|_| crl_number(&desk)).collect();
    assert_eq!(desk.done(&["audit", "verify"])["anchor"], "keychain");

    // An honest restore: the whole folder, its own anchor with it.
    desk.copy("backup", "vault");
    let broken = desk.run(&["audit", "verify"], false);
    let verdict: Value = serde_json::from_str(&broken.stdout).expect("the verdict");
    assert_eq!((&verdict["intact"], &verdict["acceptable"]), (&false.into(), &true.into()), "{verdict}");
    assert_eq!(broken.refused().code, "audit_broken");
    let refusal = desk.run(&["audit", "accept", "--vault-name", "Another"], false).refused();
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("another_vault", Some("vaultName")));

    let accepted = desk.done(&["audit", "accept", "--vault-name", "Restored"]);
    assert_eq!((&accepted["intact"], &accepted["anchor"]), (&true.into(), &"keychain".into()), "{accepted}");
    desk.done(&["audit", "verify"]);
    assert_eq!(desk.done(&["vault", "check"])["ok"], true);
    let needs = desk.done(&["vault", "status"])["needs"].clone();
    assert!(!needs.to_string().contains("not whole"), "{needs}");
    let told = desk.done(&["audit", "list", "--action", "anchor.accepted"]);
    let events = told["events"].as_array().expect("a list");
    assert_eq!(events.len(), 1);
    for fact in ["sequence", "hash", "anchoredSequence", "anchoredHash"] {
        let details = events[0]["details"].as_array().expect("facts");
        assert!(details.iter().any(|detail| detail["name"] == fact), "{fact}: {details:?}");
    }
    let refusal = desk.run(&["audit", "accept", "--vault-name", "Restored"], false).refused();
    assert_eq!(refusal.code, "nothing_to_accept");

    // No number comes again with another content (RFC 5280 §5.2.3), also not after the same copy once more.
    let after: Vec<u64> = (0..2).map(|_| crl_number(&desk)).collect();
    assert!(after.iter().all(|number| handed_out.iter().all(|before| number > before)), "{after:?} {handed_out:?}");
    desk.copy("vault", "later");
    desk.copy("backup", "vault");
    desk.done(&["audit", "accept", "--vault-name", "Restored"]);
    assert!(crl_number(&desk) > *after.last().expect("two numbers"));

    // The anchor moves again: what is cut off now shows.
    desk.copy("later", "vault");
    assert_eq!(desk.run(&["audit", "verify"], false).refused().code, "audit_broken");
}

#[test]
fn a_keychain_that_does_not_answer_is_hardly_noticed_by_whoever_has_a_passphrase() {
    let mut desk = Desk::new();
    desk.session.silence();
    for command in [&["vault", "status"][..], &["ca", "list"], &["settings", "set", "--idle-lock", "7"]] {
        let begun = Instant::now();
        let answer = desk.run(command, true).done();
        assert!(begun.elapsed() < HARDLY_NOTICED, "{command:?} took {:?}", begun.elapsed());
        if command[0] == "vault" {
            assert_eq!(answer["keychain"]["available"], false, "{answer}");
        }
    }
}

#[test]
fn whoever_may_not_manage_the_vault_does_not_accept_its_log() {
    let sandbox = Sandbox::new();
    sandbox.add_user("otto", "operator");
    let refusal = sandbox.run_as("otto", ["audit", "accept", "--vault-name", "Test"]).refused();
    assert_eq!(refusal.code, "forbidden");
    assert_eq!(sandbox.refused(["audit", "accept", "--vault-name", "Test"]).code, "nothing_to_accept");
}

#[test]
fn an_altered_anchor_file_is_accepted_away_and_a_broken_chain_is_not() {
    let sandbox = Sandbox::new();
    let path = sandbox.vault().join("audit-anchor.json");
    let altered = fs::read_to_string(&path).expect("the anchor").replace("\"sequence\": ", "\"sequence\": 1");
    fs::write(&path, altered).expect("the anchor is written");
    assert_eq!(sandbox.refused(["audit", "verify"]).code, "audit_broken");
    assert_eq!(sandbox.done(["audit", "accept", "--vault-name", "Test"])["intact"], true);
    sandbox.done(["audit", "verify"]);
}
