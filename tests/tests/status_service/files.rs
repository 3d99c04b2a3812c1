//! CRLs and authorities' certificates as files over HTTP, health and metrics.

use chancery_tests::{Sandbox, Served, openssl};
use serde_json::Value;
use std::fs;

#[test]
fn crls_and_certificates_are_fetched_whole_and_not_again_while_they_are_the_same() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    sandbox.done(["crl", "issue", "--due"]);
    let served = Served::start(&sandbox, &[]);
    let id = sandbox.done(["ca", "show", "issuing"])["id"].as_str().expect("an id").to_owned();
    let path = format!("/crl/{id}.crl");
    let first = served.fetch(&path, &[]);
    assert_eq!((first.code, first.header("content-type")), (200, Some("application/pkix-crl")));
    fs::write(sandbox.path("fetched.crl"), &first.body).expect("it can be written");
    let arguments =
        ["crl", "-inform", "DER", "-in", &sandbox.arg("fetched.crl"), "-CAfile", &sandbox.arg("issuing.pem"), "-noout"];
    openssl(arguments).accept("openssl takes the CRL");
    let tag = first.header("etag").expect("a tag").to_owned();
    let date = first.header("last-modified").expect("a date").to_owned();
    assert!(first.header("expires").is_some() && first.header("cache-control").is_some());
    let again = served.fetch(&path, &["--header", &format!("If-None-Match: {tag}")]);
    assert_eq!((again.code, again.body.len()), (304, 0));
    let again = served.fetch(&path, &["--header", &format!("If-Modified-Since: {date}")]);
    assert_eq!(again.code, 304);
    let head = served.fetch(&path, &["--head"]);
    assert_eq!((head.code, head.body.len()), (200, 0));
    // A revocation makes another one.
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "superseded"]);
    let next = served.fetch(&path, &["--header", &format!("If-None-Match: {tag}")]);
    assert_eq!(next.code, 200);
    assert_ne!(next.header("etag"), Some(tag.as_str()));
    let certificate = served.fetch(&format!("/ca/{id}.cer"), &[]);
    assert_eq!(certificate.header("content-type"), Some("application/pkix-cert"));
    fs::write(sandbox.path("fetched.cer"), &certificate.body).expect("it can be written");
    openssl(["verify", "-CAfile", &sandbox.arg("root.pem"), &sandbox.arg("fetched.cer")])
        .accept("it is the authority’s");
    for path in ["/crl/ca-99.crl", "/crl/ca-1", "/crl/..%2f..%2fvault.db", "/ca/x.cer", "/", "/vault.db"] {
        assert_eq!(served.fetch(path, &["--path-as-is"]).code, 404, "{path}");
    }
}

#[test]
fn health_and_metrics_say_what_is_wrong_and_what_was_answered() {
    let sandbox = Sandbox::with_authorities();
    sandbox.done(["crl", "issue", "--due"]);
    let served = Served::start(&sandbox, &["--crl-rate", "3"]);
    let health = served.fetch("/healthz", &[]);
    let found: Value = serde_json::from_slice(&health.body).expect("JSON");
    assert_eq!(
        (health.code, found["healthy"].as_bool(), found["unlocked"].as_bool()),
        (200, Some(true), Some(true)),
        "{found}"
    );
    assert_eq!(found["authorities"].as_array().map(Vec::len), Some(2));
    // Whoever can reach it learns no name that people here gave.
    assert_eq!(found["authorities"][0]["name"], found["authorities"][0]["id"], "{found}");
    assert!(!found.to_string().contains("issuing"), "{found}");
    served.fetch("/crl/ca-1.crl", &[]);
    let metrics = served.fetch("/metrics", &[]);
    let text = String::from_utf8(metrics.body).expect("text");
    for line in [
        "chancery_http_requests_total{route=\"crl\",code=\"200\"} 1",
        "chancery_vault_open 1",
        "chancery_ocsp_answers_total{result=\"good\"} 0",
        "chancery_crl_next_update_timestamp_seconds{authority=\"ca-1\"} ",
    ] {
        assert!(text.contains(line), "{line} is in\n{text}");
    }
    assert!(!text.contains("issuing"), "{text}");
    // The fourth CRL within a minute is one too many.
    for code in [200, 200, 429] {
        let fetched = served.fetch("/crl/ca-1.crl", &[]);
        assert_eq!(fetched.code, code);
        assert_eq!(fetched.header("retry-after").is_some(), code == 429);
    }
    let log = sandbox.done(["audit", "list"]);
    let text = log.to_string();
    assert!(text.contains("status.started") && text.contains("responder.appointed"), "{text}");
}

#[test]
fn whoever_is_shut_out_of_the_vault_serves_no_longer() {
    let sandbox = Sandbox::with_authorities();
    sandbox.add_user("grace", "operator");
    let served = Served::start_as(&sandbox, "grace", &[]);
    assert_eq!(served.fetch("/ca/ca-1.cer", &[]).code, 200);
    sandbox.done(["user", "disable", "grace"]);
    assert_eq!(served.ended(), Some(1));
}

#[test]
fn every_kind_of_crl_has_one_address_and_is_fetched_there() {
    let sandbox = Sandbox::with_authorities();
    sandbox.done(["ca", "change", "issuing", "--crl-url", "http://pki.example.test/issuing.crl"]);
    sandbox.done([
        "ca",
        "change",
        "issuing",
        "--crl-partitioned",
        "true",
        "--crl-by-reason",
        "true",
        "--delta-hours",
        "12",
    ]);
    sandbox.issue("issuing", "www.example.test");
    sandbox.done(["crl", "issue", "--due"]);
    let id = sandbox.done(["ca", "show", "issuing"])["id"].as_str().expect("an id").to_owned();
    let served = Served::start(&sandbox, &[]);
    let kinds = ["", "-delta", "-shard-1", "-shard-2", "-key-compromise", "-other-reasons"];
    let tag = |kind: &str| {
        let fetched = served.fetch(&format!("/crl/{id}{kind}.crl"), &[]);
        assert_eq!((fetched.code, fetched.header("content-type")), (200, Some("application/pkix-crl")), "{kind}");
        fs::write(sandbox.path("fetched.crl"), &fetched.body).expect("it can be written");
        let (crl, issuer) = (sandbox.arg("fetched.crl"), sandbox.arg("issuing.pem"));
        openssl(["crl", "-inform", "DER", "-in", &crl, "-CAfile", &issuer, "-noout"]).accept(kind);
        fetched.header("etag").expect("a tag").to_owned()
    };
    let before = kinds.map(tag);
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "superseded"]);
    let after = kinds.map(tag);
    let changed: Vec<&str> =
        kinds.into_iter().zip(before.iter().zip(&after)).filter(|(_, (a, b))| a != b).map(|(kind, _)| kind).collect();
    assert_eq!(changed, ["-delta", "-shard-1"], "the full one stays");
    for kind in ["-full", "-shard-0", "-shard-01", "-shard-9", "-Delta", "-shard", "-", "-delta-delta"] {
        assert_eq!(served.fetch(&format!("/crl/{id}{kind}.crl"), &[]).code, 404, "{kind}");
    }
    let health: Value = serde_json::from_slice(&served.fetch("/healthz", &[]).body).expect("JSON");
    assert_eq!(health["healthy"], true, "what the delta tells is told: {health}");
}
