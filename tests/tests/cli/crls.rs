//! CRLs beside the full one: deltas, shards and those by reason, judged by openssl and Python.

use chancery_tests::{Judgement, Sandbox, Served, openssl, python};
use serde_json::{Value, json};
use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const URL: &str = "http://pki.example.test/crl/issuing.crl";

/// A vault whose authority `issuing` makes CRLs by these options.
fn sandbox(rules: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.done(["ca", "change", "issuing", "--crl-url", URL]);
    sandbox.done(["ca", "change", "issuing"].iter().chain(rules));
    sandbox
}

/// Writes the newest CRL of a kind to `KIND.pem`, and says what Python reads in it.
#[track_caller]
fn export(sandbox: &Sandbox, kind: &str) -> Value {
    let (der, pem) = (sandbox.arg(&format!("{kind}.crl")), sandbox.arg(&format!("{kind}.pem")));
    for (file, format) in [(&der, "der"), (&pem, "pem")] {
        sandbox.done(["crl", "export", "--ca", "issuing", "--kind", kind, "--format", format, "--out", file]);
    }
    python("crl_scope.py", [der, sandbox.arg("issuing.pem")])
}

/// What openssl says of a certificate with these CRLs and options.
fn verify(sandbox: &Sandbox, name: &str, options: &[&str], crls: &[&str]) -> Judgement {
    let mut arguments: Vec<String> = vec!["verify".to_owned()];
    arguments.extend(options.iter().map(|option| (*option).to_owned()));
    arguments.extend(["-CAfile".to_owned(), sandbox.arg("root.pem")]);
    arguments.extend(["-untrusted".to_owned(), sandbox.arg("issuing.pem")]);
    for crl in crls {
        arguments.extend(["-CRLfile".to_owned(), sandbox.arg(&format!("{crl}.pem"))]);
    }
    arguments.push(sandbox.arg(&format!("{name}.pem")));
    openssl(arguments)
}

fn revoke(sandbox: &Sandbox, name: &str, reason: &str) -> Value {
    sandbox.done(["cert", "revoke", name, "--reason", reason])
}

fn serial(issued: &Value) -> String {
    issued["serial"].as_str().expect("a serial").trim_start_matches('0').to_owned()
}

fn listed(sandbox: &Sandbox) -> Vec<(u64, String)> {
    let crls = sandbox.done(["crl", "list", "--ca", "issuing"])["crls"].take();
    let row = |crl: &Value| {
        let number = crl["number"].as_str().and_then(|number| number.parse().ok()).expect("a number");
        (number, crl["kind"].as_str().expect("a kind").to_owned())
    };
    crls.as_array().expect("a list").iter().map(row).collect()
}

/// Every CRL that was made reads again as it was signed.
#[track_caller]
fn all_are_had_again(sandbox: &Sandbox) {
    for (number, kind) in listed(sandbox) {
        let shown = sandbox.done(["crl", "show", "--ca", "issuing", "--number", &number.to_string()]);
        assert_eq!(shown["kind"], kind.as_str());
    }
}

#[test]
fn a_delta_tells_openssl_of_what_came_after_the_full_crl_and_of_what_was_released() {
    const DELTAS: [&str; 3] = ["-crl_check", "-extended_crl", "-use_deltas"];
    let sandbox = sandbox(&["--delta-hours", "12"]);
    let [late, held, again] = ["late", "held", "again"].map(|name| serial(&sandbox.issue("issuing", name)));
    for name in ["held", "again"] {
        revoke(&sandbox, name, "certificate-hold");
    }
    sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &sandbox.arg("full.crl")]);
    let full = export(&sandbox, "full");
    assert_eq!(full["freshest"], json!([["http://pki.example.test/crl/issuing-delta.crl"]]));
    assert_eq!(full["entries"], json!({ &held: "certificateHold", &again: "certificateHold" }));
    verify(&sandbox, "held", &["-crl_check"], &["full"]).refuse("it is on hold");

    revoke(&sandbox, "late", "key-compromise");
    sandbox.done(["cert", "release", "held"]);
    revoke(&sandbox, "again", "superseded");
    let delta = export(&sandbox, "delta");
    assert_eq!(delta["base"], full["number"]);
    assert!(delta["number"].as_u64() > full["number"].as_u64());
    assert_eq!((&delta["places"], &delta["freshest"]), (&Value::Null, &Value::Null));
    assert_eq!(delta["hours"].as_f64(), Some(12.0));
    assert_eq!(delta["entries"], json!({ &late: "keyCompromise", &again: "superseded", &held: "removeFromCRL" }));
    assert_eq!(export(&sandbox, "full")["number"], full["number"], "the full one was not made again");

    verify(&sandbox, "late", &["-crl_check"], &["full"]).accept("who has no delta learns of it later");
    let refused = verify(&sandbox, "late", &DELTAS, &["full", "delta"]).refuse("the delta says so");
    assert!(refused.text().contains("certificate revoked"), "{}", refused.text());
    verify(&sandbox, "held", &DELTAS, &["full", "delta"]).accept("it is off the CRL");
    verify(&sandbox, "again", &DELTAS, &["full", "delta"]).refuse("it became final");
    let root = sandbox.arg("root-crl.pem");
    sandbox.done(["crl", "issue", "--ca", "root", "--format", "pem", "--out", &root]);
    let all = ["-crl_check", "-crl_check_all", "-extended_crl", "-use_deltas"];
    verify(&sandbox, "late", &all, &["full", "delta", "root-crl"]).refuse("in the whole chain, too");
    verify(&sandbox, "held", &all, &["full", "delta", "root-crl"]).accept("and this one not");
    for (name, valid) in [("late", false), ("again", false), ("held", true)] {
        let verdict = sandbox.run(["cert", "verify", name, "--trust-vault", "--crl-vault"]);
        assert_eq!(verdict.code == Some(0), valid, "{name}: {}{}", verdict.stdout, verdict.stderr);
    }

    // The next full one tells it all, and its delta begins anew.
    sandbox.done(["crl", "issue", "--ca", "issuing", "--force", "--out", &sandbox.arg("full.crl")]);
    let (next, delta) = (export(&sandbox, "full"), export(&sandbox, "delta"));
    assert_eq!(next["entries"], json!({ &late: "keyCompromise", &again: "superseded" }));
    assert_eq!((&delta["base"], &delta["entries"]), (&next["number"], &json!({})));
    // Those of one moment would have to have one number (RFC 5280 §5.2.3).
    assert!(delta["made"].as_i64() > next["made"].as_i64(), "{delta} {next}");
    let numbers: Vec<u64> = listed(&sandbox).into_iter().map(|(number, _)| number).collect();
    assert!(numbers.is_sorted_by(|a, b| a > b), "one line of numbers: {numbers:?}");
    all_are_had_again(&sandbox);
}

#[test]
fn a_shards_crl_is_all_that_is_made_anew_and_openssl_takes_it_for_its_certificates_alone() {
    let sandbox = sandbox(&[]);
    let outside = sandbox.issue("issuing", "outside");
    let before = listed(&sandbox).len();
    sandbox.done(["ca", "change", "issuing", "--crl-partitioned", "true"]);
    let gone = serial(&sandbox.issue("issuing", "gone"));
    sandbox.issue("issuing", "fine");
    let names: Vec<String> = listed(&sandbox).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(names.len() - before, 2, "one that is filled and one that stands ready: {names:?}");
    let shown = sandbox.done(["cert", "show", "gone"]);
    assert!(shown.to_string().contains("http://pki.example.test/crl/issuing-shard-1.crl"), "{shown}");
    let dry = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "next", "--dry-run"];
    assert!(sandbox.done(dry).to_string().contains("issuing-shard-1.crl"), "the preview says what would be signed");

    let report = revoke(&sandbox, "gone", "superseded");
    assert_eq!(report["crls"][0]["kinds"], json!(["shard-1"]));
    let made = listed(&sandbox);
    assert_eq!(made.len() - names.len(), 1, "nothing else was made: {made:?}");
    let shard = export(&sandbox, "shard-1");
    assert_eq!(shard["places"], json!(["http://pki.example.test/crl/issuing-shard-1.crl"]));
    assert_eq!(shard["entries"], json!({ &gone: "superseded" }));
    assert_eq!(export(&sandbox, "shard-2")["entries"], json!({}));

    verify(&sandbox, "gone", &["-crl_check", "-extended_crl"], &["shard-1"]).refuse("it is revoked");
    verify(&sandbox, "fine", &["-crl_check", "-extended_crl"], &["shard-1"]).accept("this one is not");
    let unknown = verify(&sandbox, "outside", &["-crl_check", "-extended_crl"], &["shard-1"]).refuse("it has no shard");
    assert!(unknown.text().contains("different CRL scope"), "{}", unknown.text());
    let root = sandbox.arg("root-crl.pem");
    sandbox.done(["crl", "issue", "--ca", "root", "--format", "pem", "--out", &root]);
    let all = ["-crl_check", "-crl_check_all", "-extended_crl"];
    verify(&sandbox, "gone", &all, &["shard-1", "root-crl"]).refuse("in the whole chain, too");
    verify(&sandbox, "fine", &all, &["shard-1", "root-crl"]).accept("and this one not");
    for (name, valid) in [("gone", false), ("fine", true), ("outside", true)] {
        let verdict = sandbox.run(["cert", "verify", name, "--trust-vault", "--crl-vault"]);
        assert_eq!(verdict.code == Some(0), valid, "{name}: {}{}", verdict.stdout, verdict.stderr);
    }

    // What has no shard is on the full one alone, which is made then; and it holds everything.
    let report = revoke(&sandbox, "outside", "cessation-of-operation");
    assert_eq!(report["crls"][0]["kinds"], json!([]));
    let full = export(&sandbox, "full");
    assert_eq!(full["entries"], json!({ &gone: "superseded", &serial(&outside): "cessationOfOperation" }));
    assert_eq!(full["places"], Value::Null);
    verify(&sandbox, "gone", &["-crl_check"], &["full"]).refuse("the full one tells it too");

    // A shard that certificates name goes on where none is filled any more.
    sandbox.done(["ca", "change", "issuing", "--crl-partitioned", "false"]);
    revoke(&sandbox, "fine", "superseded");
    export(&sandbox, "shard-1");
    verify(&sandbox, "fine", &["-crl_check", "-extended_crl"], &["shard-1"]).refuse("it is told where it says");
    assert!(!sandbox.issue("issuing", "later").to_string().contains("shard"));
    all_are_had_again(&sandbox);
}

#[test]
fn certificates_that_name_a_shard_go_on_when_the_address_of_the_crl_changes() {
    let sandbox = sandbox(&["--crl-partitioned", "true", "--delta-hours", "24"]);
    sandbox.issue("issuing", "before");
    sandbox.done(["ca", "change", "issuing", "--crl-url", "http://new.example.test/i.crl"]);
    sandbox.issue("issuing", "after");
    let shown = sandbox.done(["cert", "show", "after"]).to_string();
    let shard = ["shard-2", "shard-3"]
        .into_iter()
        .find(|shard| shown.contains(&format!("http://new.example.test/i-{shard}.crl")));
    let shard = shard.unwrap_or_else(|| panic!("it names a shard of the new address: {shown}"));
    for name in ["before", "after"] {
        let report = revoke(&sandbox, name, "superseded");
        assert_eq!(report["crls"][0]["kinds"].as_array().map(Vec::len), Some(2), "its shard and the delta: {report}");
    }
    let places = |kind: &str| export(&sandbox, kind)["places"].clone();
    assert_eq!(places("shard-1"), json!(["http://pki.example.test/crl/issuing-shard-1.crl"]));
    assert_eq!(places(shard), json!([format!("http://new.example.test/i-{shard}.crl")]));
    assert_eq!(export(&sandbox, "full")["freshest"], json!([["http://new.example.test/i-delta.crl"]]));
    verify(&sandbox, "before", &["-crl_check", "-extended_crl"], &["shard-1"]).refuse("it is revoked");
    let refusal = sandbox.refused(["ca", "change", "issuing", "--crl-url", ""]);
    assert_eq!(refusal.field.as_deref(), Some("crlUrl"), "what names shards and deltas is needed: {refusal:?}");
}

#[test]
fn a_compromised_key_is_on_the_crl_of_compromises_at_once_and_other_reasons_on_another() {
    let sandbox = sandbox(&["--crl-by-reason", "true"]);
    let [stolen, old, plain] = ["stolen", "old", "plain"].map(|name| serial(&sandbox.issue("issuing", name)));
    sandbox.issue("issuing", "fine");
    let report = revoke(&sandbox, "stolen", "key-compromise");
    assert_eq!(report["crls"][0]["kinds"], json!(["key-compromise", "other-reasons"]));
    revoke(&sandbox, "old", "superseded");
    let report = revoke(&sandbox, "plain", "unspecified");
    assert_eq!(report["crls"][0]["kinds"], json!(["other-reasons"]), "nothing urgent was new");
    let (urgent, others) = (export(&sandbox, "key-compromise"), export(&sandbox, "other-reasons"));
    assert_eq!(urgent["reasons"], json!(["cACompromise", "keyCompromise"]));
    assert_eq!(urgent["entries"], json!({ &stolen: "keyCompromise" }));
    assert_eq!(others["reasons"].as_array().map(Vec::len), Some(6), "{others}");
    assert_eq!(others["entries"], json!({ &old: "superseded", &plain: null }));
    assert_eq!(export(&sandbox, "full")["entries"].as_object().map(serde_json::Map::len), Some(3));
    let both = ["key-compromise", "other-reasons"];
    for name in ["stolen", "old", "plain"] {
        verify(&sandbox, name, &["-crl_check", "-extended_crl"], &both).refuse(name);
    }
    verify(&sandbox, "fine", &["-crl_check", "-extended_crl"], &both).accept("both together speak of every reason");
    verify(&sandbox, "fine", &["-crl_check", "-extended_crl"], &both[..1]).refuse("one alone leaves reasons open");
    all_are_had_again(&sandbox);
}

#[test]
fn rules_that_cannot_be_kept_are_refused_and_what_is_shown_is_what_is_kept() {
    let sandbox = Sandbox::with_authorities();
    let change = |more: &[&str]| sandbox.refused(["ca", "change", "issuing"].iter().chain(more));
    assert_eq!(change(&["--crl-partitioned", "true"]).field.as_deref(), Some("partitioned"), "there is no address");
    assert_eq!(change(&["--delta-hours", "200"]).field.as_deref(), Some("deltaHours"));
    assert_eq!(change(&["--crl-overlap-hours", "90"]).field.as_deref(), Some("overlapHours"));
    assert_eq!(change(&["--crl-batch-seconds", "61"]).field.as_deref(), Some("batchSeconds"));
    let made = sandbox.done([
        "ca",
        "create",
        "--name",
        "busy",
        "--subject",
        "CN=Busy",
        "--key",
        "ecdsa-p256",
        "--days",
        "400",
        "--parent",
        "root",
        "--crl-url",
        "http://pki.example.test/busy.crl",
        "--crl-partitioned",
        "true",
        "--crl-by-reason",
        "true",
        "--delta-hours",
        "6",
        "--crl-overlap-hours",
        "48",
        "--crl-batch-seconds",
        "1",
    ]);
    let rules = json!({
        "partitioned": true, "byReason": true, "deltaHours": 6, "overlapHours": 48, "batchSeconds": 1
    });
    assert_eq!(made["crlRules"], rules);
    let listed = sandbox.done(["crl", "list", "--ca", "busy"])["crls"].take();
    let mut kinds: Vec<&str> = listed.as_array().into_iter().flatten().filter_map(|crl| crl["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["delta", "full", "key-compromise", "other-reasons", "shard-1"], "all of them stand ready");
    let text = sandbox.run_plainly(["crl", "list", "--ca", "busy"]).stdout;
    assert!(text.contains("KIND") && text.contains("shard-1"), "{text}");
    let issue = |kind: &str| {
        let out = sandbox.arg(&format!("busy-{kind}"));
        sandbox.done(["crl", "issue", "--ca", "busy", "--kind", kind, "--out", &out])
    };
    assert_eq!(
        issue("delta")["base"],
        listed.as_array().unwrap().iter().find(|crl| crl["kind"] == "full").unwrap()["number"]
    );
    assert_eq!(issue("shard-1")["kind"], "shard-1");
    let refused = |kind: &str| {
        sandbox.refused(["crl", "issue", "--ca", "issuing", "--kind", kind, "--out", &sandbox.arg("none")]).code
    };
    for kind in ["delta", "shard-1", "key-compromise"] {
        assert_eq!(refused(kind), "crl_not_made_here");
    }
    // A CRL takes the place of one of its own kind alone.
    let wrong = sandbox.arg("busy-delta");
    assert_eq!(sandbox.refused(["crl", "export", "--ca", "busy", "--out", &wrong]).code, "file_exists");
    sandbox.done(["crl", "export", "--ca", "busy", "--kind", "delta", "--out", &wrong]);
}

#[test]
fn what_a_killed_command_revoked_and_put_on_no_crl_yet_comes_on_one_of_the_service() {
    let sandbox = sandbox(&["--crl-batch-seconds", "6"]);
    let gone = serial(&sandbox.issue("issuing", "gone"));
    let before = listed(&sandbox).len();
    let mut revoking = sandbox
        .command()
        .args(["--passphrase-file", &sandbox.arg("ada.pass"), "--user", "ada"])
        .args(["cert", "revoke", "gone", "--reason", "key-compromise"])
        .stdout(Stdio::null())
        .spawn()
        .expect("the command line was built before its tests");
    let begun = Instant::now();
    while sandbox.done(["cert", "show", "gone"])["row"]["status"] != "revoked" {
        assert!(begun.elapsed() < Duration::from_secs(5), "it was not revoked");
    }
    // SIGKILL, while it waits for more that goes on the same CRL.
    revoking.kill().expect("it runs");
    revoking.wait().expect("it ended");
    assert_eq!(listed(&sandbox).len(), before, "it is on no CRL");
    let out = sandbox.arg("stale.crl");
    assert_eq!(sandbox.refused(["crl", "export", "--ca", "issuing", "--out", &out]).code, "crl_stale");

    let served = Served::start(&sandbox, &[]);
    let begun = Instant::now();
    while listed(&sandbox).len() == before {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody made the CRL");
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(export(&sandbox, "full")["entries"], json!({ &gone: "keyCompromise" }));
    drop(served);
    assert_eq!(listed(&sandbox).len(), before + 1, "one, and no more");
}

/// The newest events, newest first: what was done, and in which place of the log.
fn deeds(sandbox: &Sandbox, most: &str) -> Vec<(u64, String)> {
    let log = sandbox.done(["audit", "list", "--limit", most]);
    let events = log["events"].as_array().expect("events");
    let deed = |event: &Value| {
        (
            event["sequence"].as_str().and_then(|n| n.parse().ok()).expect("a number"),
            event["action"].as_str().unwrap().to_owned(),
        )
    };
    events.iter().map(deed).collect()
}

#[test]
fn how_long_crls_are_good_and_which_are_made_changes_in_one_or_not_at_all() {
    let sandbox = Sandbox::with_authorities();
    let shown = || sandbox.done(["ca", "show", "issuing"]);
    let before = shown();
    // Deltas that outlive the full CRL, and no address for shards.
    for more in [
        ["--crl-days", "2", "--delta-hours", "49", "--crl-url", URL],
        ["--crl-days", "3", "--crl-partitioned", "true", "--crl-url", ""],
    ] {
        let arguments: Vec<&str> = ["ca", "change", "issuing", "--name", "Other"].into_iter().chain(more).collect();
        sandbox.refused(arguments);
        assert_eq!(shown(), before, "nothing of it was done");
    }
    sandbox.done([
        "ca",
        "change",
        "issuing",
        "--crl-url",
        URL,
        "--crl-days",
        "2",
        "--delta-hours",
        "40",
        "--crl-partitioned",
        "true",
    ]);
    let after = shown();
    assert_eq!((&after["crlDays"], &after["crlUrl"]), (&json!(2), &json!(URL)));
    assert_eq!((&after["crlRules"]["deltaHours"], &after["crlRules"]["partitioned"]), (&json!(40), &json!(true)));
    let deeds_of = |most| -> Vec<(u64, String)> {
        let found = deeds(&sandbox, most).into_iter();
        found.filter(|(_, action)| action == "authority.changed" || action == "crl.rules-changed").collect()
    };
    let told = deeds_of("50");
    let [(rules, last), (change, first)] = &told[..] else { panic!("two events: {told:?}") };
    assert_eq!((last.as_str(), first.as_str()), ("crl.rules-changed", "authority.changed"));
    assert_eq!(*rules, *change + 1, "one after the other, of one deed");
    sandbox.done(["ca", "change", "issuing", "--delta-hours", "12"]);
    assert_eq!(deeds_of("50").len(), 3, "rules alone are one event");
    let mut kinds: Vec<String> = listed(&sandbox).into_iter().map(|(_, kind)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["delta", "full", "shard-1"], "what follows from it is made");
}

#[test]
fn an_authority_that_moves_here_makes_the_crls_that_were_said_from_the_beginning() {
    let sandbox = Sandbox::with_authorities();
    for (form, out) in [("der", "moved.cer"), ("key", "moved.key")] {
        sandbox.done(["ca", "export", "root", "--format", form, "--out", &sandbox.arg(out)]);
    }
    let home = Sandbox::new();
    let (cert, key) = (sandbox.arg("moved.cer"), sandbox.arg("moved.key"));
    let import = ["ca", "import", "--name", "moved", "--cert", &cert, "--key", &key, "--without-crl"];
    let refusal = home.refused(import.into_iter().chain(["--delta-hours", "12"]));
    assert_eq!(refusal.field.as_deref(), Some("deltaHours"), "{refusal:?}");
    let rules = ["--crl-url", URL, "--delta-hours", "12", "--crl-overlap-hours", "6", "--crl-batch-seconds", "3"];
    let moved = home.done(import.into_iter().chain(rules));
    assert_eq!(
        moved["crlRules"],
        json!({ "partitioned": false, "byReason": false, "deltaHours": 12, "overlapHours": 6, "batchSeconds": 3 })
    );
    home.done(["crl", "issue", "--due"]);
    let crls = home.done(["crl", "list", "--ca", "moved"])["crls"].take();
    let mut kinds: Vec<&str> = crls.as_array().into_iter().flatten().filter_map(|crl| crl["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["delta", "full"]);
}
