//! OCSP answers, as clients that share no code with ours read them.

use chancery_tests::{Judgement, Sandbox, Served, judge, openssl, python};
use serde_json::{Value, json};

/// Asks about the certificate of a host, as `openssl ocsp` does, and verifies the answer up to the root.
fn ask(sandbox: &Sandbox, served: &Served, host: &str, more: &[&str]) -> Judgement {
    let [issuer, root, certificate] = ["issuing.pem", "root.pem", &format!("{host}.pem")].map(|file| sandbox.arg(file));
    let url = format!("{}/ocsp", served.url);
    let arguments = ["ocsp", "-issuer", &issuer, "-CAfile", &root, "-verify_other", &issuer, "-url", &url];
    openssl(arguments.into_iter().chain(more.iter().copied()).chain(["-cert", &certificate]))
}

/// What it says of the certificate of a host.
#[track_caller]
fn says(sandbox: &Sandbox, served: &Served, host: &str, status: &str, more: &[&str]) -> String {
    let judgement = ask(sandbox, served, host, more).accept("openssl takes the answer");
    let text = judgement.text();
    assert!(text.contains("Response verify OK"), "{text}");
    assert!(text.contains(&format!("{host}.pem: {status}")), "{host} is {status}: {text}");
    text
}

#[test]
fn a_revocation_is_in_the_very_next_answer_and_a_release_too() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let served = Served::start(&sandbox, &[]);
    let good = says(&sandbox, &served, "www.example.test", "good", &["-no_nonce"]);
    assert!(good.contains("Next Update"), "{good}");
    // Out of the cache now, and still true at each change.
    says(&sandbox, &served, "www.example.test", "good", &["-no_nonce"]);
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "certificate-hold"]);
    let held = says(&sandbox, &served, "www.example.test", "revoked", &["-no_nonce"]);
    assert!(held.contains("certificateHold"), "{held}");
    sandbox.done(["cert", "release", "www.example.test"]);
    says(&sandbox, &served, "www.example.test", "good", &["-no_nonce"]);
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "key-compromise"]);
    let revoked = says(&sandbox, &served, "www.example.test", "revoked", &["-no_nonce"]);
    assert!(revoked.contains("keyCompromise"), "{revoked}");
    assert!(revoked.contains("Revocation Time"), "{revoked}");
    assert!(served.end(), "it ends when it is asked to");
}

#[test]
fn whatever_way_a_certificate_is_asked_for_it_is_answered_for_and_what_was_never_issued_is_unknown() {
    let sandbox = Sandbox::with_authorities();
    for host in ["a.example.test", "b.example.test"] {
        sandbox.issue("issuing", host);
    }
    sandbox.done(["cert", "revoke", "b.example.test", "--reason", "superseded"]);
    let served = Served::start(&sandbox, &[]);
    // With a nonce (openssl's own), which must come back; by SHA-256; several at once; by serial number.
    let nonce = says(&sandbox, &served, "a.example.test", "good", &[]);
    assert!(!nonce.contains("WARNING"), "the nonce came back: {nonce}");
    says(&sandbox, &served, "a.example.test", "good", &["-no_nonce", "-sha256"]);
    let second = sandbox.arg("b.example.test.pem");
    let both = says(&sandbox, &served, "a.example.test", "good", &["-cert", &second]);
    assert!(both.contains("b.example.test.pem: revoked"), "{both}");
    let [issuer, root] = ["issuing.pem", "root.pem"].map(|file| sandbox.arg(file));
    let url = format!("{}/ocsp", served.url);
    let arguments = ["ocsp", "-issuer", &issuer, "-CAfile", &root, "-serial", "0x123456789abcdef", "-url", &url];
    let unknown = openssl(arguments).accept("there is an answer").text();
    assert!(unknown.contains("Response verify OK") && unknown.contains(": unknown"), "{unknown}");
    // The issuing authority's own certificate, of which the root knows.
    let arguments = ["ocsp", "-issuer", &root, "-CAfile", &root, "-cert", &issuer, "-url", &url];
    let above = openssl(arguments).accept("the root answers too").text();
    assert!(above.contains("issuing.pem: good"), "{above}");
    // Of an authority that nobody here knows.
    sandbox.done(["cert", "import", &root]);
    let stranger = Sandbox::with_authorities();
    let stranger_issued = stranger.issue("issuing", "elsewhere.example.test");
    assert!(stranger_issued["serial"].is_string());
    let [issuer, certificate] = ["issuing.pem", "elsewhere.example.test.pem"].map(|file| stranger.arg(file));
    let refused = openssl(["ocsp", "-issuer", &issuer, "-cert", &certificate, "-url", &url]);
    assert!(refused.text().contains("unauthorized"), "{}", refused.text());
}

#[test]
fn an_answer_that_is_kept_is_known_by_its_tag_and_by_no_date() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let served = Served::start(&sandbox, &[]);
    let [issuer, certificate, request] =
        ["issuing.pem", "www.example.test.pem", "request.der"].map(|file| sandbox.arg(file));
    openssl(["ocsp", "-issuer", &issuer, "-cert", &certificate, "-no_nonce", "-reqout", &request]).accept("a request");
    let text = openssl(["base64", "-A", "-in", &request]).accept("base64").stdout;
    let path = format!("/ocsp/{}", text.trim());
    let first = served.fetch(&path, &[]);
    let (tag, date) =
        (first.header("etag").expect("a tag").to_owned(), first.header("last-modified").expect("a date").to_owned());
    assert_eq!(first.code, 200);
    let (by_tag, by_date) = (format!("If-None-Match: {tag}"), format!("If-Modified-Since: {date}"));
    assert_eq!(served.fetch(&path, &["--header", &by_tag]).code, 304);
    assert_eq!(served.fetch(&path, &["--header", &by_date]).code, 200, "another may be of the same second");
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "superseded"]);
    let next = served.fetch(&path, &["--header", &by_tag, "--header", &by_date]);
    assert_eq!(next.code, 200);
    assert_ne!(next.header("etag"), Some(tag.as_str()));
}

#[test]
fn gnutls_and_python_take_the_answers_too() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "cessation-of-operation"]);
    let served = Served::start(&sandbox, &[]);
    let [issuer, certificate, out] =
        ["issuing.pem", "www.example.test.pem", "answer.der"].map(|file| sandbox.arg(file));
    let url = format!("--ask={}/ocsp", served.url);
    let asked = ["--load-issuer", &issuer, "--load-cert", &certificate, &url, "--outfile", &out];
    judge("ocsptool", asked, b"").accept("GnuTLS takes the answer");
    let shown = judge("ocsptool", ["--response-info", "--infile", &out], b"").accept("and shows it").text();
    assert!(shown.contains("Certificate Status: revoked"), "{shown}");
    let read: Value = python("ocsp.py", [served.url.as_str(), &issuer, &certificate]);
    assert_eq!(read["status"], "REVOKED");
    assert_eq!(read["reason"], "cessationOfOperation");
    assert_eq!(read["by_key"], json!(true), "the responder is named by its key");
    assert_eq!(read["delegated"], json!(["OCSPSigning", "nocheck"]));
    assert_eq!(read["get_is_post"], json!(true), "GET and POST say the same");
    assert_eq!(read["nonce"], json!(true));
    assert_eq!(read["cacheable"], json!(true), "a GET says for how long it may be kept");
}
