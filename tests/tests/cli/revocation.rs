//! Revoking, holding, releasing, and the CRLs that say so, judged by openssl, GnuTLS and Python.

use chancery_tests::{Judgement, Sandbox, certtool, openssl, python};
use serde_json::{Value, json};

/// The reasons on the command line and as RFC 5280 §5.3.1 names them; `unspecified` is left out of the CRL, as
/// that section asks.
const REASONS: [(&str, Option<&str>); 9] = [
    ("unspecified", None),
    ("key-compromise", Some("keyCompromise")),
    ("ca-compromise", Some("cACompromise")),
    ("affiliation-changed", Some("affiliationChanged")),
    ("superseded", Some("superseded")),
    ("cessation-of-operation", Some("cessationOfOperation")),
    ("certificate-hold", Some("certificateHold")),
    ("privilege-withdrawn", Some("privilegeWithdrawn")),
    ("aa-compromise", Some("aACompromise")),
];

/// Makes the CRL of `issuing` anew, in both encodings, and reads it.
fn crl(sandbox: &Sandbox) -> Value {
    let (der, pem) = (sandbox.arg("issuing.crl"), sandbox.arg("issuing.crl.pem"));
    sandbox.done(["crl", "issue", "--ca", "issuing", "--force", "--out", &der]);
    sandbox.done(["crl", "export", "--ca", "issuing", "--format", "pem", "--force", "--out", &pem]);
    python("crl.py", [der, sandbox.arg("issuing.pem")])
}

/// What openssl says of a certificate in the light of the CRL.
fn verify(sandbox: &Sandbox, name: &str) -> Judgement {
    let [root, issuing, crl, leaf] =
        ["root.pem", "issuing.pem", "issuing.crl.pem", &format!("{name}.pem")].map(|file| sandbox.arg(file));
    let arguments = ["verify", "-crl_check", "-CAfile", &root, "-untrusted", &issuing, "-CRLfile", &crl, &leaf];
    openssl(arguments)
}

#[test]
fn openssl_rejects_a_certificate_once_it_is_on_the_crl() {
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue("issuing", "www.example.test");
    sandbox.issue("issuing", "other.example.test");
    crl(&sandbox);
    verify(&sandbox, "www.example.test").accept("it is not revoked yet");
    let serial = issued["serial"].as_str().expect("a serial");
    let report = sandbox.done(["cert", "revoke", serial, "--reason", "key-compromise"]);
    assert_eq!(report["revoked"], 1);
    // Revoking itself made a CRL: it only has to be fetched.
    let out = sandbox.arg("issuing.crl.pem");
    sandbox.done(["crl", "export", "--ca", "issuing", "--format", "pem", "--force", "--out", &out]);
    let judgement = verify(&sandbox, "www.example.test").refuse("it is on the CRL");
    assert!(judgement.text().contains("certificate revoked"), "{}", judgement.text());
    verify(&sandbox, "other.example.test").accept("the other one is not");
    let arguments = ["--verify-crl", "--load-ca-certificate", &sandbox.arg("issuing.pem"), "--infile", &out];
    certtool(arguments, b"").accept("GnuTLS takes the CRL");
}

#[test]
fn every_reason_stands_on_the_crl_as_rfc_5280_names_it() {
    let sandbox = Sandbox::with_authorities();
    let mut expected = serde_json::Map::new();
    for (reason, name) in REASONS {
        let host = format!("{reason}.example.test");
        let issued = sandbox.issue("issuing", &host);
        sandbox.done(["cert", "revoke", &host, "--reason", reason]);
        let serial = issued["serial"].as_str().expect("a serial").trim_start_matches('0');
        expected.insert(serial.to_owned(), json!(name));
        let shown = sandbox.done(["cert", "show", &host]);
        assert_eq!(shown["revocation"]["reason"], reason);
        assert_eq!(shown["row"]["status"], if reason == "certificate-hold" { "on-hold" } else { "revoked" });
    }
    let read = crl(&sandbox);
    assert_eq!(read["entries"], Value::Object(expected));
    assert_eq!(read["extensions"], json!(["2.5.29.20", "2.5.29.35"]), "cRLNumber and authorityKeyIdentifier (§5.2)");
    for (reason, _) in REASONS {
        verify(&sandbox, &format!("{reason}.example.test")).refuse(reason);
    }
}

#[test]
fn a_hold_can_be_released_and_nothing_else_can() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "held.example.test");
    sandbox.issue("issuing", "gone.example.test");
    sandbox.done(["cert", "revoke", "held.example.test", "--reason", "certificate-hold"]);
    sandbox.done(["cert", "revoke", "gone.example.test", "--reason", "superseded"]);
    crl(&sandbox);
    verify(&sandbox, "held.example.test").refuse("a hold counts as revoked");
    let released = sandbox.done(["cert", "release", "held.example.test"]);
    assert_eq!(released["row"]["status"], "active");
    let read = crl(&sandbox);
    assert_eq!(read["entries"].as_object().map(serde_json::Map::len), Some(1), "the released one left the CRL");
    verify(&sandbox, "held.example.test").accept("it is good again");
    assert_eq!(sandbox.refused(["cert", "release", "gone.example.test"]).code, "not_on_hold");
    assert_eq!(sandbox.refused(["cert", "release", "held.example.test"]).code, "not_on_hold");
    verify(&sandbox, "gone.example.test").refuse("that one is gone for good");
    // A hold may become final; a final one keeps its reason.
    sandbox.done(["cert", "revoke", "held.example.test", "--reason", "certificate-hold"]);
    sandbox.done(["cert", "revoke", "held.example.test", "--reason", "key-compromise"]);
    let again = sandbox.refused(["cert", "revoke", "held.example.test", "--reason", "certificate-hold"]);
    assert_eq!(again.code, "already_revoked");
    assert_eq!(sandbox.done(["cert", "show", "held.example.test"])["revocation"]["reason"], "key-compromise");
}

#[test]
fn the_crl_number_only_ever_rises() {
    let sandbox = Sandbox::with_authorities();
    let mut last = 0;
    for round in 0..4 {
        let host = format!("host{round}.example.test");
        sandbox.issue("issuing", &host);
        sandbox.done(["cert", "revoke", &host, "--reason", "superseded"]);
        let read = crl(&sandbox);
        let number = read["number"].as_u64().expect("a CRL has a number");
        assert!(number > last, "{number} follows {last}");
        assert_eq!(read["entries"].as_object().map(serde_json::Map::len), Some(round + 1));
        last = number;
    }
    let listed = sandbox.done(["crl", "list", "--ca", "issuing"]);
    let numbers: Vec<u64> = listed["crls"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|crl| crl["number"].as_str()?.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=last).rev().collect::<Vec<_>>(), "none is missing, none is doubled");
}

#[test]
fn a_revoked_authority_signs_nothing_more_and_only_its_issuer_revokes() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let authority = sandbox.done(["ca", "show", "issuing"]);
    let certificate = authority["certificateId"].as_str().expect("an id");
    sandbox.done(["cert", "revoke", certificate, "--reason", "ca-compromise"]);
    let asked = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "b.example.test"];
    assert_eq!(sandbox.refused(asked).code, "authority_revoked");
    let root = sandbox.done(["ca", "show", "root"]);
    let root = root["certificateId"].as_str().expect("an id");
    assert_eq!(sandbox.refused(["cert", "revoke", root, "--reason", "superseded"]).code, "not_revoked");
    let out = sandbox.arg("root.crl.pem");
    sandbox.done(["crl", "issue", "--ca", "root", "--format", "pem", "--out", &out]);
    crl(&sandbox);
    let [root, issuing, crl, leaf] =
        ["root.pem", "issuing.pem", "issuing.crl.pem", "www.example.test.pem"].map(|file| sandbox.arg(file));
    openssl([
        "verify",
        "-crl_check_all",
        "-CAfile",
        &root,
        "-untrusted",
        &issuing,
        "-CRLfile",
        &crl,
        "-CRLfile",
        &out,
        &leaf,
    ])
    .refuse("the whole chain is checked");
}

#[test]
fn a_crl_takes_the_place_of_the_one_before_it_and_of_nothing_else() {
    let sandbox = Sandbox::with_authorities();
    let out = sandbox.arg("issuing.crl");
    let issue = ["crl", "issue", "--ca", "issuing", "--out", &out];
    let number =
        |made: &Value| made["number"].as_str().and_then(|number| number.parse::<u64>().ok()).expect("a number");
    let first = number(&sandbox.done(issue));
    assert_eq!(number(&sandbox.done(issue)), first + 1, "the file was replaced");
    sandbox.done(["crl", "export", "--ca", "issuing", "--out", &out, "--format", "pem"]);

    let latest = || number(&sandbox.done(["crl", "list", "--ca", "issuing"])["crls"][0]);
    let precious = sandbox.write("precious", "not a CRL at all");
    for file in [&precious, &sandbox.arg("issuing.pem")] {
        let refusal = sandbox.refused(["crl", "issue", "--ca", "issuing", "--out", file]);
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("file_exists", Some("path")));
    }
    assert_eq!(sandbox.refused(["crl", "issue", "--ca", "root", "--out", &out]).code, "file_exists", "of another one");
    assert_eq!(latest(), first + 1, "and none was made for nothing");
    sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &precious, "--force"]);

    // What a vault that was put back would write is older than what is published.
    let status = std::process::Command::new("cp")
        .args(["-a", &sandbox.arg("vault"), &sandbox.arg("backup")])
        .status()
        .expect("cp is there");
    assert!(status.success());
    sandbox.done(issue);
    sandbox.done(issue);
    std::fs::remove_dir_all(sandbox.vault()).expect("the vault goes");
    std::fs::rename(sandbox.path("backup"), sandbox.vault()).expect("its copy comes back");
    let refusal = sandbox.refused(issue);
    assert_eq!(refusal.code, "crl_older", "{}", refusal.message);
}

#[test]
fn every_crl_that_is_due_is_made_by_one_command() {
    let sandbox = Sandbox::with_authorities();
    let due = ["crl", "issue", "--due"];
    assert_eq!(sandbox.done(due)["crls"], json!([]), "none is");
    let secret = sandbox.write("ca.pass", "osprey under the ninth bridge");
    sandbox.done(["ca", "protect", "issuing", "--new-passphrase-file", &secret]);
    let issued = sandbox.run([
        "cert",
        "issue",
        "--ca",
        "issuing",
        "--profile",
        "web-server",
        "--cn",
        "www.example.test",
        "--ca-passphrase-file",
        &secret,
    ]);
    let id = issued.done()["row"]["id"].as_str().expect("an id").to_owned();
    let report = sandbox.done(["cert", "revoke", &id, "--reason", "superseded"]);
    assert!(report["crls"][0]["number"].is_null(), "its key is locked: {report}");
    let waits = sandbox.run(due);
    assert!(waits.stdout.contains("waits until"), "{}", waits.stdout);
    assert_eq!(waits.refused().code, "crl_not_made");
    sandbox.done(["ca", "protect", "issuing", "--ca-passphrase-file", &secret, "--remove"]);
    let made = sandbox.done(due);
    assert_eq!(made["crls"].as_array().map(Vec::len), Some(1), "{made}");
    assert_eq!(made["crls"][0]["authority"], "issuing");
    assert_eq!(crl(&sandbox)["entries"].as_object().map(serde_json::Map::len), Some(1));
    assert_eq!(sandbox.run(["crl", "issue"]).code, Some(2), "one is named, or all that are due");
}
