//! What is done to all that a filter finds, and to so many that it is a job, as people and scripts run it.

use chancery_tests::Sandbox;
use serde_json::{Value, json};
use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Issues so many at once.
fn issue(sandbox: &Sandbox, count: usize) {
    let rows: String = (0..count).map(|number| format!("h{number}.many.example\n")).collect();
    let table = sandbox.write("rows.csv", format!("cn\n{rows}"));
    let issued = sandbox.done(["batch", "issue", &table, "--ca", "issuing", "--profile", "web-server"]);
    assert_eq!(issued["done"], count);
}

fn listed(sandbox: &Sandbox, status: &str) -> usize {
    let list = ["cert", "list", "--status", status, "--profile", "web-server", "--limit", "5000"];
    sandbox.done(list)["certificates"].as_array().unwrap().len()
}

fn counts(told: &Value) -> Value {
    told["counts"].as_array().unwrap().iter().map(|count| json!([count["of"], count["number"]])).collect()
}

#[test]
fn what_a_filter_finds_is_shown_and_then_exactly_that_is_revoked() {
    let sandbox = Sandbox::with_authorities();
    for name in ["one.old.example", "two.old.example", "kept.example"] {
        sandbox.issue("issuing", name);
    }
    let revoke = ["cert", "revoke", "--query", "old.example", "--reason", "superseded"];
    let seen = sandbox.done(revoke.iter().chain(&["--dry-run"]));
    assert_eq!((&seen["certificates"], &seen["active"], &seen["notOurs"]), (&json!(2), &json!(2), &json!(0)));
    assert_eq!(listed(&sandbox, "revoked"), 0, "it was only shown");
    sandbox.issue("issuing", "three.old.example");
    let mark = seen["mark"].as_str().unwrap();
    assert_eq!(sandbox.refused(revoke.iter().chain(&["--seen", mark])).code, "changed_meanwhile");
    assert_eq!(listed(&sandbox, "revoked"), 0);
    let seen = sandbox.done(revoke.iter().chain(&["--dry-run"]));
    let report = sandbox.done(revoke.iter().chain(&["--seen", seen["mark"].as_str().unwrap()]));
    assert_eq!((&report["revoked"], &report["crls"][0]["authority"]), (&json!(3), &json!("issuing")));
    assert_eq!((listed(&sandbox, "revoked"), listed(&sandbox, "active")), (3, 1));
}

#[test]
fn nothing_is_revoked_because_a_filter_was_forgotten() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    for arguments in [
        vec!["cert", "revoke", "--reason", "superseded"],
        vec!["cert", "revoke", "www.example.test", "--query", "www", "--reason", "superseded"],
    ] {
        let refused = sandbox.refused(&arguments);
        assert_eq!((refused.code.as_str(), refused.status), ("usage", 2), "{arguments:?}");
    }
    assert_eq!(listed(&sandbox, "active"), 1);
}

#[test]
fn more_than_a_hundred_are_revoked_in_a_job_that_the_command_waits_for() {
    let sandbox = Sandbox::with_authorities();
    issue(&sandbox, 130);
    let edit = ["cert", "edit-all", "--profile", "web-server"];
    assert_eq!(sandbox.done(edit.iter().chain(&["--set-owner", "Night shift", "--dry-run"]))["number"], 130);
    let changed = sandbox.done(edit.iter().chain(&["--set-owner", "Night shift"]));
    assert_eq!(changed["changed"], 130, "so many are changed at once");
    let revoked = sandbox.done(["cert", "revoke", "--owner", "Night shift", "--reason", "cessation-of-operation"]);
    assert_eq!((&revoked["job"]["kind"], &revoked["job"]["state"]), (&json!("revoke"), &json!("done")));
    assert_eq!(counts(&revoked), json!([["revoked", 130]]));
    let log = revoked["log"].as_array().unwrap();
    assert!(log.iter().any(|line| line["text"].as_str().unwrap().starts_with("CRL number ")), "{log:?}");
    assert_eq!(listed(&sandbox, "revoked"), 130);
    let exported = sandbox.arg("all.csv");
    let few = sandbox.done(["cert", "export-all", "--profile", "web-server", "--format", "csv", "--out", &exported]);
    assert_eq!(few["certificates"], 130, "a file of these is written at once");
    assert_eq!(sandbox.done(["audit", "verify"])["intact"], true);
    assert_eq!(sandbox.done(["vault", "check"])["ok"], true);
}

#[test]
#[cfg(unix)]
fn ctrl_c_leaves_a_job_that_goes_on_when_it_is_resumed() {
    const ROWS: usize = 3_000;
    let sandbox = Sandbox::with_authorities();
    let rows: String = (0..ROWS).map(|number| format!("h{number}.many.example\n")).collect();
    let table = sandbox.write("rows.csv", format!("cn\n{rows}"));
    let mut command = sandbox.command();
    command
        .env("CHANCERY_USER", "ada")
        .env("CHANCERY_PASSPHRASE_FILE", sandbox.path("ada.pass"))
        .args(["--json", "batch", "issue", &table, "--ca", "issuing", "--profile", "web-server"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let issuing = command.spawn().unwrap();
    let begun = Instant::now();
    loop {
        let jobs = sandbox.done(["job", "list", "--open"]);
        if jobs["jobs"][0]["done"].as_u64().unwrap_or(0) > 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not begin");
        thread::sleep(Duration::from_millis(20));
    }
    let pressed = Command::new("kill").args(["-INT", &issuing.id().to_string()]).status().unwrap();
    assert!(pressed.success());
    let ended = issuing.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1), "it ends by itself, and not well");
    let error: Value = serde_json::from_slice(&ended.stderr).unwrap();
    assert_eq!(error["error"]["code"], "job_stopped");
    let left = sandbox.done(["job", "show", "job-1"]);
    assert_eq!(left["job"]["state"], "interrupted");
    let resumed = sandbox.done(["job", "resume", "job-1"]);
    assert_eq!((&resumed["job"]["state"], &resumed["job"]["done"]), (&json!("done"), &json!(ROWS)));
    assert_eq!(listed(&sandbox, "active"), ROWS);
}

#[test]
fn holds_are_released_by_filter_and_by_the_job_that_made_them() {
    let sandbox = Sandbox::with_authorities();
    issue(&sandbox, 130);
    let hold = ["cert", "revoke", "--profile", "web-server", "--reason", "certificate-hold"];
    let held = sandbox.done(hold);
    assert_eq!(counts(&held), json!([["held", 130]]));
    let job = held["job"]["id"].as_str().unwrap();
    assert_eq!(held["job"]["canRelease"], true);
    let seen = sandbox.done(["cert", "release", "--job", job, "--dry-run"]);
    assert_eq!((&seen["onHold"], &seen["others"]), (&json!(130), &json!(0)));
    assert_eq!(listed(&sandbox, "on-hold"), 130, "it was only shown");
    let two = sandbox.done(["cert", "release", "h1.many.example", "h2.many.example"]);
    assert_eq!((&two["released"], &two["crls"][0]["authority"]), (&json!(2), &json!("issuing")));
    let filter = ["cert", "release", "--query", "h12", "--status", "on-hold"];
    let mark = sandbox.done(filter.iter().chain(&["--dry-run"]))["mark"].as_str().unwrap().to_owned();
    sandbox.done(["cert", "release", "h12.many.example"]);
    assert_eq!(sandbox.refused(filter.iter().chain(&["--seen", &mark])).code, "changed_meanwhile");
    assert_eq!(sandbox.done(filter)["released"], 10, "h120 to h129");
    let released = sandbox.done(["cert", "release", "--job", job]);
    assert_eq!(counts(&released), json!([["released", 117]]));
    assert_eq!((listed(&sandbox, "on-hold"), listed(&sandbox, "active")), (0, 130));
    assert_eq!(sandbox.refused(["cert", "release", "--job", job]).code, "not_on_hold");
    for arguments in [vec!["cert", "release"], vec!["cert", "release", "--job", job, "--query", "h1"]] {
        let refused = sandbox.refused(&arguments);
        assert_eq!((refused.code.as_str(), refused.status), ("usage", 2), "{arguments:?}");
    }
}
