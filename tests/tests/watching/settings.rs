//! What is set, who may set it, and the words for it on the command line.

use crate::others::{Others, Ways};
use crate::{bring, told, watcher};
use chancery_engine::WatchSettings;
use chancery_fetch::Fetcher;
use chancery_tests::Sandbox;
use chrono::Utc;
use serde_json::json;
use std::sync::atomic::AtomicBool;

#[test]
fn it_is_on_at_first_and_nobody_is_asked_once_it_is_off() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    assert!(WatchSettings::default().on);
    bring(&ours, &others.authority_pem());
    bring(&ours, &others.issue("www.example.test").1);
    crate::settle(&ours, |settings| settings.on = false);
    let (vault, ada) = ours.vault();
    let refused = vault.watch_now(&ada, &Fetcher::new().unwrap(), &AtomicBool::new(false)).unwrap_err();
    assert_eq!((refused.code.as_str(), others.web.asked("/ocsp")), ("watching_off", 0));
    assert!(told(&ours, "watching.changed")[0].1.contains("not asked any more"));
}

#[test]
fn what_makes_no_sense_is_refused_at_its_field() {
    let ours = watcher();
    let (vault, ada) = ours.vault();
    let set = WatchSettings::default();
    for (settings, field) in [
        (WatchSettings { hours: 0, ..set.clone() }, "hours"),
        (WatchSettings { hours: 10_000, ..set.clone() }, "hours"),
        (WatchSettings { per_host: 0, ..set.clone() }, "perHost"),
        (WatchSettings { total: 1_000_000, ..set.clone() }, "total"),
        (WatchSettings { inside: vec!["http://pki.example/".to_owned()], ..set.clone() }, "inside"),
        (WatchSettings { inside: vec!["a@b".to_owned()], ..set.clone() }, "inside"),
        (WatchSettings { inside: vec!["a b".to_owned()], ..set.clone() }, "inside"),
        (WatchSettings { inside: (0..101).map(|n| format!("h{n}")).collect(), ..set.clone() }, "inside"),
    ] {
        let refused = vault.change_watch_settings(&ada, &settings).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_setting", Some(field)), "{settings:?}");
    }
    let kept = vault
        .change_watch_settings(&ada, &WatchSettings { inside: vec![" PKI.corp:80 ".to_owned(), String::new()], ..set })
        .unwrap();
    assert_eq!(kept.inside, ["pki.corp:80"]);
}

#[test]
fn the_command_line_shows_sets_lists_and_runs_it() {
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let sandbox = Sandbox::new();
    sandbox.add_user("vera", "viewer");
    let shown = sandbox.done(["watch", "show"]);
    assert_eq!(
        (&shown["settings"]["on"], &shown["settings"]["hours"], &shown["good"]),
        (&true.into(), &24.into(), &0.into())
    );
    let set = sandbox.done(["watch", "set", "--every", "12", "--per-host", "600", "--inside", "127.0.0.1"]);
    assert_eq!((&set["on"], &set["hours"], &set["total"]), (&true.into(), &12.into(), &600.into()), "{set}");
    assert_eq!(sandbox.run_as("vera", ["watch", "set", "--off"]).refused().code, "forbidden");
    let refused = sandbox.refused(["watch", "set", "--every", "0"]);
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_setting", Some("hours")));

    let (there, pem) = others.issue("www.example.test");
    let file = sandbox.write("all.pem", [others.authority_pem(), pem].concat());
    sandbox.done(["cert", "import", &file]);
    let ran = sandbox.run_as("vera", ["watch", "run"]).done();
    assert_eq!((&ran["asked"], &ran["good"], &ran["left"]), (&1.into(), &1.into(), &0.into()), "{ran}");
    others.revoke(&there, chancery_domain::RevocationReason::KeyCompromise);
    let told = sandbox.run(["cert", "status", "www.example.test"]);
    assert_eq!(told.code, Some(1));
    let said: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((&said["status"], &said["watched"]["standing"]), (&"revoked".into(), &"revoked".into()), "{said}");
    let plainly = sandbox.run_plainly(["cert", "status", "www.example.test"]).stdout;
    assert!(plainly.contains("Watched: revoked, key-compromise by OCSP"), "{plainly}");
    let listed = sandbox.done(["watch", "list"]);
    assert_eq!(listed["certificates"][0]["status"]["reason"], "key-compromise");
    assert!(sandbox.run_plainly(["watch", "list"]).stdout.contains("www.example.test"));
    let found = sandbox.done(["cert", "list", "--revoked-elsewhere"]);
    assert_eq!(found["certificates"].as_array().map(Vec::len), Some(1), "{found}");
    // Wherever its status is said, and not that it is active.
    assert_eq!(found["certificates"][0]["status"], "revoked-elsewhere");
    assert_eq!(sandbox.done(["cert", "show", "www.example.test"])["row"]["status"], "revoked-elsewhere");
    let active = sandbox.done(["cert", "list", "--status", "active"]).to_string();
    assert!(active.contains("Elsewhere") && !active.contains("www.example.test"), "{active}");
    sandbox.done(["cert", "export-all", "--status", "active", "--format", "csv", "--out", &sandbox.arg("active.csv")]);
    assert!(!sandbox.read_text("active.csv").contains("www.example.test"));
    assert_eq!(sandbox.done(["cert", "list", "--status", "active", "--revoked-elsewhere"])["certificates"], json!([]));
    let lines = sandbox.run_plainly(["cert", "list", "--revoked-elsewhere"]).stdout;
    assert!(lines.contains("revoked-elsewhere"), "{lines}");
    sandbox.done(["cert", "export-all", "--format", "csv", "--out", &sandbox.arg("all.csv")]);
    let table = sandbox.read_text("all.csv");
    assert!(
        table.lines().any(|line| line.contains("www.example.test") && line.contains(",revoked-elsewhere,")),
        "{table}"
    );
    let log = sandbox.done(["audit", "list", "--resource", "www.example.test"]);
    assert!(log.to_string().contains("certificate.revoked_elsewhere"), "{log}");

    // Nobody answers any more: what was found is still shown, and the error.
    others.web.answer("/ocsp", |_| crate::web::Reply::Status(500));
    let told = sandbox.run(["cert", "status", "www.example.test"]);
    assert_eq!(told.code, Some(1));
    assert!(told.stdout.contains("\"standing\":\"revoked\"") || told.stdout.contains("\"standing\": \"revoked\""));
    assert!(told.stderr.contains("not_fetched"), "{}", told.stderr);
}
