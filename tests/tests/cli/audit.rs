//! The audit log as a file that anybody can check: 20 lines of Python with nothing of ours, and `audit verify FILE`.

use chancery_tests::{Outcome, Sandbox, python, python_judgement};
use serde_json::Value;

/// A vault in which a few things happened, its log in `log.jsonl`.
fn exported() -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "key-compromise"]);
    sandbox.done(["audit", "export", "--out", &sandbox.arg("log.jsonl")]);
    sandbox
}

/// Verifies a file where there is no vault and nobody is signed in.
fn verify(sandbox: &Sandbox, file: &str, more: &[&str]) -> Outcome {
    let output = sandbox
        .command()
        .env("CHANCERY_VAULT", sandbox.path("nowhere"))
        .args(["audit", "verify", &sandbox.arg(file), "--json"])
        .args(more)
        .output()
        .expect("the command line runs");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_script_with_nothing_of_ours_agrees_with_the_program() {
    let sandbox = exported();
    let theirs = python("audit_export.py", [sandbox.arg("log.jsonl")]);
    let ours = verify(&sandbox, "log.jsonl", &[]).done();
    assert_eq!(ours["events"].as_str().map(str::to_owned), theirs["events"].as_u64().map(|events| events.to_string()));
    assert_eq!(ours["publicKey"], theirs["publicKey"]);
    let status = sandbox.done(["vault", "status"]);
    assert_eq!(status["auditPublicKey"], theirs["publicKey"], "the vault tells the same key");
    let key = theirs["publicKey"].as_str().expect("a key").to_uppercase();
    verify(&sandbox, "log.jsonl", &["--public-key", &key]).done();
    let text = sandbox.read_text("log.jsonl");
    for action in [
        "vault.created",
        "authority.founded",
        "certificate.issued",
        "key.exported",
        "certificate.revoked",
        "crl.issued",
        "audit.exported",
    ] {
        assert!(text.contains(&format!("\"action\":\"{action}\"")), "{action} is in the log");
    }
}

#[test]
fn cutting_the_tail_off_the_audit_log_is_noticed() {
    let sandbox = exported();
    let text = sandbox.read_text("log.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len() - 1;
    refused(&sandbox, "the head is gone", &lines[..last]);
    refused(&sandbox, "the last event is gone", &[&lines[..last - 1], &lines[last..]].concat());
    refused(&sandbox, "half of it is gone", &lines[..last / 2]);
    refused(&sandbox, "everything but the head is gone", &lines[last..]);
    refused(&sandbox, "everything is gone", &[]);
}

#[test]
fn an_edited_deleted_or_moved_event_is_noticed() {
    let sandbox = exported();
    let text = sandbox.read_text("log.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len() - 1;
    for at in 0..last {
        let edited = lines[at].replacen("\"actor\":\"ada\"", "\"actor\":\"eve\"", 1);
        assert_ne!(edited, lines[at]);
        let mut all = lines.clone();
        all[at] = &edited;
        refused(&sandbox, &format!("event {} was edited", at + 1), &all);
        let mut all = lines.clone();
        all.remove(at);
        refused(&sandbox, &format!("event {} was deleted", at + 1), &all);
        if at + 1 < last {
            let mut all = lines.clone();
            all.swap(at, at + 1);
            refused(&sandbox, &format!("event {} changed places", at + 1), &all);
        }
    }
    let doubled: Vec<&str> = lines[..2].iter().chain(&lines[1..]).copied().collect();
    refused(&sandbox, "an event is there twice", &doubled);
    let appended: Vec<&str> = lines.iter().chain(&lines[..1]).copied().collect();
    refused(&sandbox, "something follows the head", &appended);
}

/// Both judges refuse these lines.
#[track_caller]
fn refused(sandbox: &Sandbox, why: &str, lines: &[&str]) {
    let file = sandbox.write("forged.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let refusal = verify(sandbox, "forged.jsonl", &[]).refused();
    assert_eq!((refusal.code.as_str(), refusal.status), ("audit_broken", 1), "{why}: {}", refusal.message);
    python_judgement("audit_export.py", [&file]).refuse(why);
}

#[test]
fn a_log_forged_from_end_to_end_is_signed_by_another_key() {
    let sandbox = exported();
    let key = sandbox.done(["vault", "status"])["auditPublicKey"].as_str().expect("a key").to_owned();
    let forged = sandbox.arg("forged.jsonl");
    python("forge_audit_export.py", [sandbox.arg("log.jsonl"), forged]);
    python("audit_export.py", [sandbox.arg("forged.jsonl")]);
    let found = verify(&sandbox, "forged.jsonl", &[]).done();
    assert_ne!(found["publicKey"].as_str(), Some(key.as_str()), "it holds in itself, but another key signed it");
    let refusal = verify(&sandbox, "forged.jsonl", &["--public-key", &key]).refused();
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("another_key", Some("publicKey")));
}

#[test]
fn events_are_listed_by_what_they_are_about() {
    let sandbox = exported();
    let events = |arguments: &[&str]| -> Vec<Value> {
        let listed = sandbox.done(["audit", "list"].iter().chain(arguments));
        listed["events"].as_array().expect("a list").clone()
    };
    let all = events(&["--limit", "100000"]);
    let sequences: Vec<u64> = all.iter().filter_map(|event| event["sequence"].as_str()?.parse().ok()).collect();
    assert_eq!(sequences, (1..=all.len() as u64).rev().collect::<Vec<_>>(), "newest first, none missing");
    assert_eq!(events(&["--limit", "3"])[..], all[..3]);
    let id = sandbox.done(["cert", "show", "www.example.test"])["id"].as_str().expect("an id").to_owned();
    let about = events(&["--resource", &id]);
    assert!(about.iter().all(|event| event["resource"] == *id) && about.len() == 5, "{about:?}");
    assert_eq!(events(&["--action", "certificate.revoked"]).len(), 1);
    assert_eq!(events(&["--actor", "nobody"]).len(), 0);
    assert_eq!(events(&["--since", "1h", "--limit", "1000"]).len(), all.len());
    assert_eq!(events(&["--since", "2099-01-01"]).len(), 0);
}

#[test]
fn events_are_found_by_whatever_means_the_thing_they_are_about() {
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue("issuing", "www.corp.example");
    let by = |reference: &str| sandbox.done(["audit", "list", "--resource", reference])["events"].clone();
    let (id, serial) = (issued["id"].as_str().expect("an id"), issued["serial"].as_str().expect("a serial number"));
    let events = by(id);
    assert!(!events.as_array().expect("a list").is_empty());
    for reference in [serial, "www.corp.example"] {
        assert_eq!(by(reference), events, "{reference}");
    }
    assert!(!by("issuing").as_array().expect("a list").is_empty());
    assert_eq!(sandbox.refused(["audit", "list", "--resource", "www.corp.exmaple"]).code, "not_found");
}

#[test]
fn events_are_found_by_text_and_end() {
    let sandbox = exported();
    let events = |arguments: &[&str]| {
        let listed = sandbox.done(["audit", "list"].iter().chain(arguments));
        listed["events"].as_array().expect("a list").len()
    };
    assert_eq!(events(&["--text", "KEY-compromise"]), 1, "in whatever case");
    assert_eq!(events(&["--text", "nothing says this"]), 0);
    assert_eq!(events(&["--until", "1d"]), 0);
    assert_eq!(events(&["--until", "2199-01-01"]), events(&[]));
}
