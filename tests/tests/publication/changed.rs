//! Changing a place: what is not given anew stays, and what opens it goes to nobody but whom it was given for.

use super::{crl_of_issuing, http, is_current, sftp, vault, wait_for};
use chancery_tests::{Peer, Sandbox, Served};
use serde_json::Value;
use std::fs;

fn names(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path(folder)).expect("it can be read");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("Unicode")).collect();
    names.sort();
    names
}

/// The events that tell of a change of a target, oldest first.
fn changes(sandbox: &Sandbox) -> Vec<Value> {
    let log = sandbox.done(["audit", "list", "--limit", "200"]);
    let events = log["events"].as_array().expect("events");
    events.iter().filter(|event| event["action"] == "target.changed").rev().cloned().collect()
}

#[test]
fn a_place_is_changed_and_what_stands_at_the_new_one_is_put_there_anew() {
    let sandbox = vault();
    for folder in ["old", "new"] {
        fs::create_dir(sandbox.path(folder)).expect("a folder");
    }
    sandbox.done(["target", "add", "web", "--to", &sandbox.arg("old"), "--names", "{name}"]);
    sandbox.done(["crl", "publish"]);
    // Another name and less to put there: nothing is tried for that.
    let changed = sandbox.done(["target", "change", "web", "--name", "Web", "--certificates", "false"]);
    assert_eq!((&changed["name"], &changed["state"]), (&"Web".into(), &"current".into()));
    assert_eq!(changed["settings"]["names"], "{name}", "what is not named stays");
    let refusal = sandbox.refused(["target", "change", "Web", "--to", &sandbox.arg("nowhere")]);
    assert_eq!(refusal.code, "target_unreachable", "a place is tried before it is kept");
    let changed = sandbox.done(["target", "change", "Web", "--to", &sandbox.arg("new"), "--ca", "issuing"]);
    assert_eq!(changed["state"], "waiting", "nothing is known of what stands there");
    sandbox.done(["crl", "publish", "--due"]);
    assert_eq!(names(&sandbox, "new"), ["issuing.crl"]);
    sandbox.done(["target", "change", "Web", "--names", "", "--all-cas"]);
    sandbox.done(["crl", "publish", "--due"]);
    assert_eq!(names(&sandbox, "new"), ["ca-1.crl", "ca-2.crl", "issuing.crl"], "what was put there stays there");
    // Nothing new: no event.
    sandbox.done(["target", "change", "Web"]);
    let told = changes(&sandbox);
    assert_eq!(told.len(), 3, "{told:?}");
    let text = told[0].to_string();
    assert!(text.contains("Name: web → Web") && text.contains("Certificates: yes → no"), "{text}");
    assert!(told[1].to_string().contains("Address: ") && !told[1].to_string().contains("Name: "), "{}", told[1]);
    sandbox.done(["target", "add", "other", "--to", &sandbox.arg("old")]);
    assert_eq!(sandbox.refused(["target", "change", "other", "--name", "wEB"]).code, "name_taken");
    sandbox.add_user("operator", "operator");
    assert_eq!(sandbox.run_as("operator", ["target", "change", "Web", "--name", "x"]).refused().code, "forbidden");
    sandbox.done(["audit", "verify"]);
}

#[test]
fn a_change_is_published_by_the_service_that_runs() {
    let sandbox = vault();
    for folder in ["old", "new"] {
        fs::create_dir(sandbox.path(folder)).expect("a folder");
    }
    sandbox.done(["target", "add", "web", "--to", &sandbox.arg("old")]);
    let served = Served::start(&sandbox, &[]);
    wait_for(&sandbox, "web", is_current);
    sandbox.done(["target", "change", "web", "--to", &sandbox.arg("new")]);
    let target = wait_for(&sandbox, "web", is_current);
    assert_eq!(crl_of_issuing(&target)["name"], "ca-2.crl");
    assert_eq!(names(&sandbox, "new").len(), 4);
    drop(served);
}

#[test]
fn a_password_stays_for_its_server_and_is_sent_to_no_other() {
    let sandbox = vault();
    let (port, another) = (Peer::free_port(), Peer::free_port());
    let _peer = http::nginx(&sandbox, port, false, "velvet anchor");
    let url = format!("http://127.0.0.1:{port}/");
    sandbox.write("secret", "velvet anchor\n");
    http::add(&sandbox, &url, &["--in-the-clear"]).done();
    fs::create_dir(sandbox.path("www/pki")).expect("a folder");
    let change = |more: &[&str]| {
        let arguments: Vec<&str> = ["target", "change", "web"].iter().chain(more).copied().collect();
        sandbox.run(arguments)
    };
    // Another folder of the same server, and the password is there.
    change(&["--to", &format!("{url}pki/")]).done();
    sandbox.done(["crl", "publish"]);
    assert!(names(&sandbox, "www/pki").contains(&"issuing.crl".to_owned()));
    let elsewhere = format!("http://127.0.0.1:{another}/");
    for more in [["--to", &elsewhere], ["--as", "eve"]] {
        let refusal = change(&more).refused();
        assert_eq!(
            (refusal.code.as_str(), refusal.field.as_deref()),
            ("credential_needed", Some("secret")),
            "{more:?}"
        );
    }
    assert_eq!(change(&["--forget-secret"]).refused().field.as_deref(), Some("secret"), "a user has a password");
    assert_eq!(change(&["--forget-secret", "--as", ""]).refused().code, "target_refused", "nobody is let in there");
    sandbox.write("wrong", "another\n");
    assert_eq!(change(&["--secret-file", &sandbox.arg("wrong")]).refused().code, "target_refused", "it is tried");
    sandbox.done(["crl", "publish"]);
    let _other = http::nginx(&sandbox, another, false, "marble lantern");
    sandbox.write("secret", "marble lantern\n");
    change(&["--to", &elsewhere, "--secret-file", &sandbox.arg("secret")]).done();
    sandbox.done(["crl", "publish"]);
    let told = changes(&sandbox);
    assert_eq!(told.len(), 2, "{told:?}");
    let text = told[1].to_string();
    assert!(text.contains("Credentials: given anew") && text.contains(&elsewhere), "{text}");
    let log = sandbox.done(["audit", "list", "--limit", "200"]).to_string();
    assert!(!log.contains("velvet") && !log.contains("marble"), "no secret is told");
}

#[test]
fn another_sftp_server_is_asked_for_its_own_key_before_anything_is_sent() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    for name in ["host", "second", "mine"] {
        sftp::key(&sandbox, name, "");
    }
    let (port, another) = (Peer::free_port(), Peer::free_port());
    let _peer = sftp::sshd(&sandbox, port, "host");
    sftp::add(&sandbox, port, "mine", &["--host-key", &sftp::fingerprint(&sandbox, "host")]).done();
    let _other = sftp::sshd(&sandbox, another, "second");
    let (to, key) = (format!("sftp://127.0.0.1:{another}{}", sandbox.arg("pki")), sandbox.arg("mine"));
    let change = ["target", "change", "web", "--to", &to];
    assert_eq!(sandbox.refused(change).code, "credential_needed");
    let with_key = change.into_iter().chain(["--key-file", &key]);
    let unknown = sandbox.refused(with_key.clone());
    assert_eq!((unknown.code.as_str(), unknown.field.as_deref()), ("host_key_unknown", Some("hostKey")));
    let shown = sftp::fingerprint(&sandbox, "second");
    assert!(unknown.message.contains(&shown), "{unknown:?}");
    let changed = sandbox.done(with_key.chain(["--host-key", &shown]));
    assert_eq!(changed["settings"]["hostKey"], shown.as_str());
    sandbox.done(["crl", "publish"]);
    assert!(names(&sandbox, "pki").contains(&"issuing.crl".to_owned()));
}
