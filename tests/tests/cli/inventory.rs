//! Importing what is there, finding it again, and what a REF means.

use chancery_tests::{Sandbox, openssl};
use serde_json::Value;

/// The operating system's own trust bundle.
const TRUST_BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

fn rows(listed: &Value) -> &Vec<Value> {
    listed["certificates"].as_array().expect("a list")
}

#[test]
fn the_trust_bundle_of_the_operating_system_is_imported_shown_and_searched() {
    let sandbox = Sandbox::new();
    let bundle = std::fs::read_to_string(TRUST_BUNDLE).expect("the system has a trust bundle");
    let there = bundle.matches("BEGIN CERTIFICATE").count();
    let report = sandbox.done(["cert", "import", TRUST_BUNDLE]);
    let (imported, known) = (report["imported"].as_u64(), report["alreadyKnown"].as_u64());
    assert_eq!(imported.zip(known).map(|(a, b)| a + b), Some(there as u64), "every certificate was read: {report}");
    let again = sandbox.done(["cert", "import", TRUST_BUNDLE]);
    assert_eq!((again["imported"].as_u64(), again["alreadyKnown"].as_u64()), (Some(0), Some(there as u64)));

    let all = sandbox.done(["cert", "list", "--origin", "imported", "--limit", "100000"]);
    assert_eq!(Some(rows(&all).len() as u64), imported);
    assert_eq!(all["more"], false);
    let some = sandbox.done(["cert", "list", "--limit", "7"]);
    assert_eq!((rows(&some).len(), &some["more"]), (7, &Value::Bool(true)));
    assert_eq!(rows(&some)[..], rows(&all)[..7], "a shorter list is the beginning of a longer one");

    // Each certificate is found by what openssl says of it.
    for block in bundle.split_inclusive("-----END CERTIFICATE-----").filter(|block| block.contains("BEGIN")).take(12) {
        let one = sandbox.write("one.pem", block);
        let said =
            openssl(["x509", "-in", &one, "-noout", "-fingerprint", "-sha256", "-serial"]).accept("openssl reads it");
        let after = |mark: &str| {
            said.stdout.lines().find_map(|line| line.split_once(mark)).map(|(_, value)| value.trim().to_owned())
        };
        let fingerprint = after("Fingerprint=").expect("openssl prints it");
        let shown = sandbox.done(["cert", "show", &fingerprint]);
        assert_eq!(shown["fingerprint"].as_str(), Some(fingerprint.replace(':', "").as_str()));
        assert_eq!(shown["row"]["isCa"], true);
        let serial = after("serial=").expect("openssl prints it");
        let listed = sandbox.done(["cert", "list", "--query", &serial]);
        assert!(rows(&listed).iter().any(|row| row["id"] == shown["id"]), "{serial} finds it");
        let label = shown["row"]["label"].as_str().expect("a label");
        let listed = sandbox.done(["cert", "list", "--query", label]);
        assert!(rows(&listed).iter().any(|row| row["id"] == shown["id"]), "{label} finds it");
    }
    let nothing = sandbox.done(["cert", "list", "--query", "no certificate is called like that"]);
    assert_eq!(rows(&nothing).len(), 0);
}

#[test]
fn filters_find_what_they_say_and_nothing_else() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue_as(
        "issuing",
        "web-server",
        "soon.test",
        &["--days", "5", "--owner", "Web team", "--environment", "production"],
    );
    sandbox.issue_as("issuing", "client-auth", "later.test", &["--owner", "Other team", "--environment", "staging"]);
    sandbox.issue_as("root", "web-server", "rooted.test", &["--notes", "behind the blue door"]);
    sandbox.done(["cert", "revoke", "rooted.test", "--reason", "superseded"]);
    let found = |arguments: &[&str]| -> Vec<String> {
        let listed = sandbox.done(["cert", "list"].iter().chain(arguments));
        let mut labels: Vec<String> =
            rows(&listed).iter().filter_map(|row| row["label"].as_str().map(str::to_owned)).collect();
        labels.sort();
        labels
    };
    assert_eq!(found(&["--expires-within", "30d"]), ["soon.test"]);
    assert_eq!(found(&["--status", "revoked"]), ["rooted.test"]);
    assert_eq!(found(&["--ca", "root"]), ["issuing", "rooted.test"]);
    assert_eq!(found(&["--profile", "client-auth"]), ["later.test"]);
    assert_eq!(found(&["--environment", "staging"]), ["later.test"]);
    assert_eq!(found(&["--owner", "Web team"]), ["soon.test"]);
    assert_eq!(found(&["--query", "blue door"]), ["rooted.test"]);
    assert_eq!(found(&["--query", "team", "--environment", "production"]), ["soon.test"]);
    assert_eq!(found(&["--status", "active", "--status", "revoked", "--origin", "issued"]).len(), 5);
    let edited = sandbox.done(["cert", "edit", "later.test", "--owner", "Third team"]);
    assert_eq!((&edited["row"]["owner"], &edited["row"]["environment"]), (&"Third team".into(), &"staging".into()));
}

#[test]
fn a_ref_is_a_name_an_id_a_serial_number_or_a_fingerprint() {
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue("issuing", "www.example.test");
    let id = issued["id"].as_str().expect("an id");
    for name in ["id", "serial", "fingerprint"] {
        let reference = issued[name].as_str().expect("it is there");
        for reference in [reference.to_owned(), reference.to_lowercase(), colons(reference)] {
            if name == "id" && reference.contains(':') {
                continue;
            }
            assert_eq!(sandbox.done(["cert", "show", &reference])["id"], id, "{reference}");
        }
    }
    assert_eq!(sandbox.done(["cert", "show", "www.example.test"])["id"], id);
    let authority = sandbox.done(["ca", "show", "issuing"]);
    for name in ["id", "serial", "fingerprint"] {
        let reference = authority[name].as_str().expect("it is there");
        assert_eq!(sandbox.done(["ca", "show", reference])["id"], authority["id"], "{reference}");
    }
}

fn colons(hex: &str) -> String {
    hex.as_bytes().chunks(2).map(String::from_utf8_lossy).collect::<Vec<_>>().join(":")
}

#[test]
fn an_ambiguous_ref_lists_what_it_could_mean_and_does_nothing() {
    let sandbox = Sandbox::with_authorities();
    let first = sandbox.issue("issuing", "www.example.test");
    let asked = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "www.example.test"];
    let refusal = sandbox.refused(asked);
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("duplicate", Some("allowDuplicate")));
    let second = sandbox.done(asked.into_iter().chain(["--allow-duplicate"]));
    assert_ne!(first["serial"], second["serial"]);
    for arguments in [
        vec!["cert", "show", "www.example.test"],
        vec!["cert", "revoke", "www.example.test", "--reason", "superseded"],
        vec!["cert", "export", "www.example.test", "--format", "pem", "--out", "/nowhere"],
    ] {
        let refusal = sandbox.refused(arguments);
        assert_eq!((refusal.code.as_str(), refusal.status), ("ambiguous", 1));
        for certificate in [&first, &second] {
            let id = certificate["id"].as_str().expect("an id");
            assert!(refusal.message.contains(id), "{} names {id}", refusal.message);
        }
    }
    let listed = sandbox.done(["cert", "list", "--status", "revoked"]);
    assert_eq!(rows(&listed).len(), 0, "nothing was revoked");
}

#[test]
fn what_expires_soon_is_what_the_dashboard_counts() {
    let sandbox = Sandbox::with_authorities();
    for name in ["stays", "gone", "held"] {
        sandbox.issue_as("issuing", "web-server", &format!("{name}.example.test"), &["--days", "5"]);
    }
    sandbox.done(["cert", "revoke", "gone.example.test", "--reason", "superseded"]);
    sandbox.done(["cert", "revoke", "held.example.test", "--reason", "certificate-hold"]);
    let names = |more: &[&str]| -> Vec<String> {
        let listed = sandbox.done(["cert", "list", "--expires-within", "7d", "--sort", "name"].iter().chain(more));
        rows(&listed).iter().filter_map(|row| row["label"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(names(&[]), ["stays.example.test"]);
    assert_eq!(names(&["--status", "revoked"]), ["gone.example.test"]);
    assert_eq!(names(&["--status", "on-hold", "--status", "active"]), ["held.example.test", "stays.example.test"]);
}

#[test]
fn programs_get_whole_lists_and_people_the_beginning() {
    let sandbox = Sandbox::new();
    sandbox.done(["cert", "import", TRUST_BUNDLE]);
    let all = sandbox.done(["cert", "list"]);
    let there = rows(&all).len();
    assert!(there > 60 && all["more"] == false, "{there}");
    let shown = sandbox.run_plainly(["cert", "list"]).stdout;
    assert!(shown.contains("The first 50"), "{shown}");
    for minutes in 0..55 {
        sandbox.done(["settings", "set", "--idle-lock", &minutes.to_string()]);
    }
    let events = sandbox.done(["audit", "list"]);
    assert_eq!(events["more"], false);
    let last = events["events"].as_array().and_then(|events| events.last()).expect("events");
    assert_eq!(last["sequence"], "1", "to the beginning of the log");
}

#[test]
fn owners_environments_and_notes_are_written_for_all_that_a_filter_finds() {
    let sandbox = Sandbox::with_authorities();
    for name in ["a", "b", "c"] {
        sandbox.issue("issuing", &format!("{name}.shop.test"));
    }
    let edit = |more: &[&str]| {
        ["cert", "edit-all", "--query", "shop.test"].iter().chain(more).map(|a| (*a).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sandbox.done(edit(&["--set-owner", "web", "--dry-run"]))["number"], 3);
    let owner = |name: &str| sandbox.done(["cert", "show", name])["row"]["owner"].clone();
    assert_eq!(owner("a.shop.test"), Value::Null, "nothing was written");
    let report = sandbox.done(edit(&["--set-owner", "web", "--set-environment", "production"]));
    assert_eq!((&report["changed"], &report["unchanged"]), (&3.into(), &0.into()));
    assert_eq!(sandbox.done(edit(&["--set-owner", "web"]))["unchanged"], 3);
    assert_eq!(owner("b.shop.test"), "web");
    sandbox.done(edit(&["--set-owner", "", "--set-environment", "none"]));
    assert_eq!(owner("c.shop.test"), Value::Null);
    assert_eq!(sandbox.refused(edit(&[])).code, "nothing_to_change");
}

#[test]
fn a_file_is_explained_where_there_is_no_vault() {
    let sandbox = Sandbox::with_authorities();
    let output = sandbox
        .command()
        .env_remove("CHANCERY_VAULT")
        .args(["--json", "cert", "inspect", &sandbox.arg("issuing.pem")])
        .output()
        .expect("the command line runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["found"][0]["title"], &found["found"][0]["certificateId"]), (&"issuing".into(), &Value::Null));
    let known = sandbox.done(["cert", "inspect", &sandbox.arg("issuing.pem")]);
    assert!(known["found"][0]["certificateId"].is_string(), "a vault that is named tells what it has of it");
}
