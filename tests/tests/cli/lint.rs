//! Lint: on files, before anything is signed, and in the inventory.

use chancery_tests::{Sandbox, openssl};
use serde_json::Value;

/// What breaks RFC 5280 §4.1.2.6 with an error: an address in the subject that is not among the names.
const MAIL_IN_SUBJECT: [&str; 2] = ["--subject-rest", "emailAddress=ada@corp.example,O=Corp"];
const RULE: &str = "rfc5280.email_not_in_san";

/// Arguments that ask for a certificate.
fn issue<'a>(name: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", name][..], more].concat()
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().expect("findings").iter().filter_map(|finding| finding["id"].as_str()).collect()
}

/// A certificate that openssl makes for a weak key, with a broken name.
fn broken(sandbox: &Sandbox) -> String {
    let (key, cert) = (sandbox.arg("odd.key"), sandbox.arg("odd.pem"));
    let extensions = ["-addext", "subjectAltName=DNS:under_score.corp.com", "-addext", "keyUsage=keyCertSign"];
    let made = ["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", &key, "-out", &cert, "-subj", "/CN=odd"];
    openssl(made.into_iter().chain(extensions)).accept("openssl makes anything");
    cert
}

#[test]
fn files_are_linted_without_a_vault_and_errors_end_with_status_1() {
    let sandbox = Sandbox::empty();
    let cert = broken(&sandbox);
    let outcome = sandbox.run(["cert", "lint", &cert]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("one document");
    let found = ids(&report["certificates"][0]);
    for rule in ["key.rsa_short", "rfc5280.dns_name_underscore"] {
        assert!(found.contains(&rule), "{rule}: {found:?}");
    }
    let error: Value = serde_json::from_str(&outcome.stderr).expect("an error");
    assert_eq!(error["error"]["code"], "lint_error");
    let one = &report["certificates"][0]["findings"][0];
    assert_eq!(one["severity"], "error", "the gravest first");
    assert!(one["source"].as_str().is_some_and(|source| !source.is_empty()) && one["sentence"].is_string());
    let plain = sandbox.run_plainly(["cert", "lint", &cert]);
    assert!(plain.stdout.contains("rfc5280.dns_name_underscore, RFC 5280 §4.2.1.6"), "{}", plain.stdout);
}

#[test]
fn what_is_no_certificate_is_refused_and_what_is_a_broken_one_is_linted() {
    let sandbox = Sandbox::empty();
    let text = sandbox.write("text", "nothing of the kind\n");
    assert_eq!(sandbox.run(["cert", "lint", &text]).refused().code, "not_recognised");
    let torn = sandbox.write("torn.pem", "-----BEGIN CERTIFICATE-----\nMAUCAQE=\n-----END CERTIFICATE-----\n");
    let outcome = sandbox.run(["cert", "lint", &torn]);
    assert_eq!(outcome.code, Some(1));
    let report: Value = serde_json::from_str(&outcome.stdout).expect("one document");
    assert_eq!(ids(&report["certificates"][0]), ["der.not_well_formed"]);
}

#[test]
fn the_rules_of_a_set_are_listed_and_asked_for() {
    let sandbox = Sandbox::empty();
    let all = sandbox.done(["cert", "lint", "--list-rules"]);
    let rules = all["rules"].as_array().expect("rules");
    assert!(rules.len() >= 437, "{}", rules.len());
    assert!(
        rules.iter().all(|rule| ["id", "source", "sentence", "severity", "set"].iter().all(|it| rule[it].is_string()))
    );
    let tls = sandbox.done(["cert", "lint", "--list-rules", "--rules", "tls"]);
    assert!(tls["rules"].as_array().expect("rules").iter().all(|rule| rule["set"] == "tls"));
    let limit = rules.iter().find(|rule| rule["id"] == "tls.longer_than_200_days").expect("the limit of 2026");
    assert_eq!((&limit["since"], &limit["until"]), (&"2026-03-15".into(), &"2027-03-15".into()));
    assert_eq!(sandbox.run(["cert", "lint", "--rules", "etsi", "x"]).refused().status, 2, "usage");
}

#[test]
fn an_error_blocks_signing_until_an_administrator_names_the_rule_and_the_log_tells_of_it() {
    let sandbox = Sandbox::with_authorities();
    sandbox.add_user("operator", "operator");
    let refusal = sandbox.refused(issue("www.example.test", &MAIL_IN_SUBJECT));
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("lint_error", Some("overrideLint")));
    assert!(refusal.message.contains(RULE) && refusal.message.contains("RFC 5280 §4.1.2.6"), "{}", refusal.message);

    let preview = sandbox.done(issue("www.example.test", &[&MAIL_IN_SUBJECT[..], &["--dry-run"]].concat()));
    let found = preview["findings"].as_array().expect("findings").iter().find(|finding| finding["code"] == RULE);
    let found = found.expect("it is shown before");
    assert_eq!((&found["severity"], &found["overridable"]), (&"error".into(), &true.into()));

    let other = [&MAIL_IN_SUBJECT[..], &["--override-lint", "rfc5280.serial_too_long"]].concat();
    assert_eq!(sandbox.refused(issue("www.example.test", &other)).code, "lint_error", "another rule is no yes to this");
    let past = [&MAIL_IN_SUBJECT[..], &["--override-lint", RULE]].concat();
    assert_eq!(sandbox.run_as("operator", issue("www.example.test", &past)).refused().code, "forbidden");
    let refused = sandbox.done(["audit", "list", "--actor", "operator", "--action", "permission.refused"]);
    assert_eq!(refused["events"].as_array().map(Vec::len), Some(1), "{refused}");

    let issued = sandbox.done(issue("www.example.test", &past));
    let events = sandbox.done(["audit", "list", "--resource", issued["id"].as_str().expect("an id")]);
    let event = &events["events"][0];
    assert!(event["summary"].as_str().is_some_and(|it| it.ends_with("in spite of lint")), "{event}");
    let detail = event["details"].as_array().expect("details").iter().find(|it| it["name"] == "lintOverridden");
    assert_eq!(detail.map(|it| &it["value"]), Some(&RULE.into()), "{event}");
    let lint = ids_of(&issued["lint"]);
    assert!(lint.contains(&RULE.to_owned()), "it is shown with the certificate: {lint:?}");
}

fn ids_of(findings: &Value) -> Vec<String> {
    let findings = findings.as_array().expect("findings");
    findings.iter().filter_map(|finding| finding["id"].as_str().map(str::to_owned)).collect()
}

#[test]
fn the_inventory_is_filtered_by_what_lint_found_in_it() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "fine.example.test");
    let past = [&MAIL_IN_SUBJECT[..], &["--override-lint", RULE]].concat();
    let issued = sandbox.done(issue("odd.example.test", &past));
    let imported = broken(&sandbox);
    sandbox.done(["cert", "import", &imported]);
    let listed = |finding: &str| {
        let listed = sandbox.done(["cert", "list", "--finding", finding]);
        let rows = listed["certificates"].as_array().expect("rows").clone();
        rows.iter().filter_map(|row| row["label"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(listed(RULE), ["odd.example.test"]);
    assert_eq!(listed("key.rsa_short"), ["odd"], "linted when it was imported");
    let mut errors = listed("error");
    errors.sort_unstable();
    assert_eq!(errors, ["odd", "odd.example.test"]);
    // Its key usage is not critical; where the other's revocation is told, nobody learns.
    let (warned, noticed) = (listed("warning"), listed("notice"));
    assert!(warned.contains(&"odd".to_owned()), "{warned:?}");
    assert!(noticed.contains(&"fine.example.test".to_owned()), "{noticed:?}");
    assert!(listed("rfc5280.serial_too_long").is_empty() && listed("no.such_rule").is_empty());
    let done = sandbox.done(["cert", "lint", "--inventory"]);
    assert_eq!(done["linted"], 2, "the authorities, which are linted in passing otherwise");
    let found = done["findings"].as_array().expect("findings");
    let rule = found.iter().find(|found| found["id"] == RULE).expect("the rule");
    assert_eq!((&rule["certificates"], &rule["severity"]), (&1.into(), &"error".into()));
    assert_eq!(sandbox.done(["cert", "lint", "--inventory"])["linted"], 0, "once is enough");
    sandbox.done(["cert", "revoke", issued["id"].as_str().expect("an id"), "--reason", "superseded"]);
    assert_eq!(listed(RULE).len(), 1, "what is revoked stays found");
}

#[test]
fn a_certificate_is_held_to_the_rules_that_its_profile_claims_to_follow() {
    let sandbox = Sandbox::with_authorities();
    sandbox.done(["profile", "create", "--from", "web-server", "--name", "public-web", "--rule-set", "tls"]);
    let asked = |profile: &'static str, name: &'static str| {
        ["cert", "issue", "--ca", "issuing", "--profile", profile, "--cn", name, "--dns", name]
    };
    let own = sandbox.done(asked("web-server", "own.example.com"));
    let refusal = sandbox.refused(asked("public-web", "www.example.com"));
    assert_eq!(refusal.code, "lint_error", "365 days are too many for the public: {}", refusal.message);
    let preview = sandbox.done([&asked("public-web", "www.example.com")[..], &["--dry-run"]].concat());
    let findings = preview["findings"].as_array().expect("findings");
    let broken: Vec<&str> = findings
        .iter()
        .filter(|finding| finding["overridable"] == true)
        .filter_map(|finding| finding["code"].as_str())
        .collect();
    assert!(
        broken.contains(&"tls.longer_than_200_days") && broken.iter().all(|id| id.starts_with("tls.")),
        "{broken:?}"
    );
    let overridden = broken.iter().flat_map(|id| ["--override-lint", id]);
    let public = sandbox.done(asked("public-web", "www.example.com").into_iter().chain(overridden));
    let of_forum = |issued: &Value| {
        let shown = sandbox.done(["cert", "show", issued["id"].as_str().expect("an id")]);
        ids_of(&shown["lint"]).into_iter().filter(|id| id.starts_with("tls.")).collect::<Vec<_>>()
    };
    assert_eq!(of_forum(&own), Vec::<String>::new(), "a certificate for oneself need not be fit for the public");
    let shown = of_forum(&public);
    for rule in &broken {
        assert!(shown.contains(&(*rule).to_owned()), "{rule}: {shown:?}");
        let listed = sandbox.done(["cert", "list", "--finding", rule]);
        let rows = listed["certificates"].as_array().expect("rows");
        assert_eq!(rows.len(), 1, "{rule}: {rows:?}");
        assert_eq!(rows[0]["id"], public["id"], "{rule}");
    }
    let file = sandbox.write("public.pem", public["pem"].as_str().expect("PEM"));
    let linted = |rules: &str| {
        let outcome = sandbox.run(["cert", "lint", "--rules", rules, &file]);
        let report: Value = serde_json::from_str(&outcome.stdout).expect("one document");
        ids(&report["certificates"][0]).iter().any(|id| id.starts_with("tls."))
    };
    assert!(linted("tls") && !linted("rfc5280"), "by RFC 5280 alone there is nothing of the kind to find");
    let inventory = sandbox.done(["cert", "lint", "--inventory"]);
    let found = inventory["findings"].as_array().expect("findings");
    let counted = found.iter().find(|found| found["id"] == "tls.longer_than_200_days").expect("it is counted");
    assert_eq!(counted["certificates"], 1, "{counted}");
}
