//! Long work on the command line: batches, jobs and renewals, as people and scripts run them.

use chancery_tests::{Sandbox, openssl, python};
use serde_json::json;

#[test]
fn a_batch_is_issued_saved_and_read_back_by_others() {
    let sandbox = Sandbox::with_authorities();
    let table =
        sandbox.write("rows.csv", "cn,dns,owner\na.cli.example,,x\nb.cli.example,b.cli.example;b2.cli.example,y\n");
    let pass = sandbox.write("keys.pass", "correct plough battery 9\n");
    let out = sandbox.arg("out");
    std::fs::create_dir(&out).unwrap();
    let arguments = ["batch", "issue", &table, "--ca", "issuing", "--profile", "web-server"];
    let files = ["--out", &out, "--key-passphrase-file", &pass];
    let done = sandbox.done(arguments.iter().chain(&files));
    assert_eq!((&done["state"], &done["done"], &done["failed"]), (&json!("done"), &json!(2), &json!(0)));
    assert_eq!((&done["files"]["certificates"], &done["files"]["keys"]), (&json!(2), &json!(2)));
    let seen = python("batch_archive.py", [done["files"]["archive"].as_str().unwrap(), "correct plough battery 9"]);
    assert_eq!(seen, json!({ "certificates": 2, "keys": 2, "issuers": 2 }));
    // The same command again issues nothing, and writes over nothing unasked.
    let again = sandbox.refused(arguments.iter().chain(&files));
    assert_eq!(again.code, "file_exists");
    let again = sandbox.done(arguments);
    assert_eq!((&again["check"]["known"], &again["done"]), (&json!(2), &json!(2)));
    assert_eq!(sandbox.done(["cert", "list"])["certificates"].as_array().unwrap().len(), 4, "with the two authorities");
    let jobs = sandbox.done(["job", "list"]);
    assert_eq!(jobs["jobs"].as_array().unwrap().len(), 2);
    let job = sandbox.done(["job", "show", "job-1"]);
    assert!(job["log"].as_array().unwrap().iter().any(|line| line["text"] == "Done: 2 of 2, 0 failed."));
    assert_eq!(sandbox.refused(["job", "cancel", "job-1"]).code, "job_ended");
    assert_eq!(sandbox.refused(["job", "show", "job-9"]).code, "not_found");
}

#[test]
fn rows_with_errors_are_told_and_nothing_is_issued_unless_they_are_left_out() {
    let sandbox = Sandbox::with_authorities();
    let table = sandbox.write("rows.csv", "cn,days\ngood.cli.example,30\nbad..name,soon\n");
    let arguments = ["batch", "issue", &table, "--ca", "issuing", "--profile", "web-server"];
    let run = sandbox.run(arguments);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &told["faulty"], &told["errors"]), (Some(1), &json!(1), &json!(2)));
    assert_eq!(run.refused().code, "faulty_rows");
    let plainly = sandbox.run_plainly(arguments);
    assert!(plainly.stdout.contains("row 3, days: “soon” is not a number of days."), "{}", plainly.stdout);
    assert!(sandbox.done(["job", "list"])["jobs"].as_array().unwrap().is_empty());
    let done = sandbox.done(arguments.iter().chain(&["--skip-faulty"]));
    assert_eq!(done["done"], 1);
}

#[test]
fn certificates_are_renewed_one_and_many_and_the_old_one_is_known() {
    let sandbox = Sandbox::with_authorities();
    for name in ["one.cli.example", "two.cli.example", "three.cli.example"] {
        sandbox.issue("issuing", name);
    }
    let new = sandbox.done(["cert", "renew", "one.cli.example", "--same-key", "--days", "20"]);
    let old = new["replaces"]["certificateId"].as_str().unwrap();
    let shown = sandbox.done(["cert", "show", old]);
    assert_eq!(shown["replacedBy"][0]["certificateId"], new["row"]["id"]);
    assert_eq!(shown["subjectKeyId"], new["subjectKeyId"]);
    let pem = sandbox.write("new.pem", new["pem"].as_str().unwrap());
    let chain = [sandbox.arg("root.pem"), sandbox.arg("issuing.pem")];
    openssl(["verify", "-CAfile", &chain[0], "-untrusted", &chain[1], &pem]).accept("openssl accepts the renewed one");
    let many = sandbox.done(["cert", "renew", "two.cli.example", "three.cli.example", "--revoke-old-after", "7d"]);
    assert_eq!((&many["state"], &many["done"], &many["failed"]), (&json!("done"), &json!(2), &json!(0)));
    assert_eq!(sandbox.refused(["cert", "renew", old]).code, "already_renewed");
}

#[test]
fn the_schedule_is_set_shown_paused_and_kept_without_a_window() {
    let sandbox = Sandbox::with_authorities();
    assert_eq!(sandbox.done(["renewal", "schedule", "show"])["on"], false);
    let set = ["renewal", "schedule", "set", "--at", "04:30", "--zone", "Europe/Berlin", "--profile", "web-server"];
    let set = sandbox.done(set.iter().chain(&["--spread", "30", "--revoke-old-after", "7d"]));
    assert_eq!(
        (&set["when"], &set["profiles"], &set["revokeOldAfterHours"]),
        (&json!("04:30"), &json!(["web-server"]), &json!(168))
    );
    assert!(set["nextRun"].is_string());
    assert!(sandbox.done(["renewal", "schedule", "pause"])["nextRun"].is_null());
    assert!(sandbox.done(["renewal", "schedule", "resume"])["nextRun"].is_string());
    let refused = sandbox.refused(["renewal", "schedule", "set", "--at", "25:00"]);
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_schedule", Some("when")));
    sandbox.issue_as("issuing", "web-server", "short.cli.example", &["--days", "10"]);
    sandbox.issue_as("issuing", "code-signing", "Release Signing", &["--days", "10"]);
    let calendar = sandbox.done(["renewal", "calendar", "--days", "30"]);
    let days = calendar["days"].as_array().unwrap();
    let due: u64 = days.iter().filter_map(|day| day["due"].as_u64()).sum();
    assert_eq!((days.len(), due, &calendar["overdue"]), (30, 2, &json!(0)), "the last third of ten days is to come");
    assert_eq!((&calendar["byHand"], &calendar["byHandReasons"][0]["why"]), (&json!(1), &json!("not-named")));
    let plainly = sandbox.run_plainly(["renewal", "calendar"]).stdout;
    assert!(plainly.contains("The profile code-signing is not among those of the schedule."), "{plainly}");
    let automatic = sandbox.done(["renewal", "schedule", "set", "--profile", "automatic"]);
    assert_eq!((&automatic["profiles"], &automatic["when"]), (&json!([]), &json!("04:30")));
    let all = sandbox.done(["renewal", "schedule", "set", "--profile", "all"]);
    assert_eq!(all["profiles"].as_array().unwrap().len(), 12);
    let refused = sandbox.refused(["renewal", "schedule", "set", "--profile", "no-such-profile"]);
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("not_found", Some("profiles")));
    assert_eq!(sandbox.done(["renewal", "forecast"])["certificates"], 2);
    assert_eq!(sandbox.done(["renewal", "run"])["workedOn"], 0, "it is not its time");
}

#[test]
fn what_a_filter_finds_is_renewed_with_another_key_and_another_subject_where_that_is_asked_for() {
    let sandbox = Sandbox::with_authorities();
    for name in ["a.cli.example", "b.cli.example"] {
        sandbox.issue_as("issuing", "web-server", name, &["--days", "20"]);
    }
    sandbox.issue("issuing", "later.cli.example");
    let soon = ["cert", "renew", "--expires-within", "30d", "--profile", "web-server"];
    assert_eq!(sandbox.done(soon.iter().chain(&["--dry-run"]))["number"], 2);
    let many = sandbox.done(soon.iter().chain(&["--key", "ecdsa-p384"]));
    assert_eq!((&many["done"], &many["failed"]), (&json!(2), &json!(0)));
    let listed = sandbox.done(["cert", "list", "--profile", "web-server"]);
    let of =
        |key: &str| listed["certificates"].as_array().unwrap().iter().filter(|row| row["keyAlgorithm"] == key).count();
    assert_eq!((of("ecdsa-p384"), of("ecdsa-p256")), (2, 3));
    // What has a successor is not found again.
    assert_eq!(sandbox.done(soon.iter().chain(&["--key", "ecdsa-p384", "--dry-run"]))["number"], 2);
    let one = ["cert", "renew", "later.cli.example", "--subject", "O=Renamed,C=DE"];
    let subject = sandbox.done(one)["row"]["subject"].clone();
    assert_eq!(subject, "CN=later.cli.example,O=Renamed,C=DE");
    for unclear in [vec!["cert", "renew"], vec!["cert", "renew", "later.cli.example", "--expires-within", "30d"]] {
        assert_eq!(sandbox.refused(unclear).status, 2, "one or the other");
    }
    let names = ["cert", "renew", "--expires-within", "30d", "--subject", "O=Renamed"];
    assert_eq!(sandbox.refused(names).code, "not_for_many");
    let both = ["cert", "renew", "later.cli.example", "--same-key", "--key", "ecdsa-p384"];
    assert_eq!(sandbox.refused(both).status, 2);
}

#[test]
fn a_running_job_is_stopped_from_beside_it_and_goes_on_when_told_to() {
    let sandbox = Sandbox::with_authorities();
    let rows: String = (0..6_000).map(|number| format!("h{number}.stop.example\n")).collect();
    let table = sandbox.write("rows.csv", format!("cn\n{rows}"));
    let mut running = sandbox
        .command()
        .env("CHANCERY_USER", "ada")
        .env("CHANCERY_PASSPHRASE_FILE", sandbox.path("ada.pass"))
        .args(["--json", "batch", "issue", &table, "--ca", "issuing", "--profile", "web-server"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    loop {
        let jobs = sandbox.done(["job", "list", "--open"]);
        if jobs["jobs"][0]["state"] == "running" && jobs["jobs"][0]["done"] != 0 {
            break;
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(120), "it never ran: {jobs}");
        assert!(running.try_wait().unwrap().is_none(), "it ended before it could be stopped");
    }
    assert_eq!(sandbox.done(["job", "cancel", "job-1"])["id"], "job-1");
    assert_eq!(running.wait().unwrap().code(), Some(1), "whoever waited for it learns that it is not done");
    let stopped = sandbox.done(["job", "show", "job-1"])["job"].clone();
    let done = stopped["done"].as_u64().unwrap();
    assert_eq!(stopped["state"], "cancelled");
    assert!(done > 0 && done < 6_000, "in the middle: {done}");
    let resumed = sandbox.done(["job", "resume", "job-1"])["job"].clone();
    assert_eq!((&resumed["state"], &resumed["done"], &resumed["failed"]), (&json!("done"), &json!(6_000), &json!(0)));
    assert_eq!(sandbox.refused(["job", "resume", "job-1"]).code, "job_not_stopped");
    assert_eq!(sandbox.done(["renewal", "forecast"])["certificates"], 6_000, "every row once");
}
