//! Who answers for others: about the time (RFC 3161), and about revocation (RFC 6960).

use chancery_tests::{Judgement, Sandbox, openssl};

/// What openssl's authority of time stamps needs to know.
const STAMPS: &str = "[tsa]\nserial = @serial\ndefault_policy = 1.2.3.4.1\nsigner_digest = sha256\ndigests = sha256\n\
                      accuracy = secs:1\ness_cert_id_alg = sha256\n";

/// Stamps a file with the certificate of a profile.
fn stamp(sandbox: &Sandbox, profile: &str) -> Judgement {
    let [file, query, reply, config] = ["file", "query", "reply", "tsa.cnf"].map(|name| sandbox.arg(name));
    let [signer, key, chain] = ["pem", "key", "chain.pem"].map(|kind| sandbox.arg(&format!("{profile}.{kind}")));
    sandbox.write("tsa.cnf", STAMPS.replace("@serial", &sandbox.arg("serial")));
    openssl(["ts", "-query", "-data", &file, "-sha256", "-cert", "-out", &query]).accept("a request for a stamp");
    let own = ["-section", "tsa", "-signer", &signer, "-inkey", &key, "-chain", &chain];
    openssl([&["ts", "-reply", "-config", &config, "-queryfile", &query, "-out", &reply], &own[..]].concat())
}

fn verify_stamp(sandbox: &Sandbox, file: &str, more: &[&str]) -> Judgement {
    let [file, reply, issuing, root] = [file, "reply", "issuing.pem", "root.pem"].map(|name| sandbox.arg(name));
    let anchor = if more.contains(&"-CAfile") { Vec::new() } else { vec!["-CAfile", &root] };
    openssl([&["ts", "-verify", "-data", &file, "-in", &reply, "-untrusted", &issuing], &anchor[..], more].concat())
}

#[test]
fn a_time_stamp_is_verified_until_its_authority_is_revoked() {
    let sandbox = Sandbox::with_authorities();
    sandbox.write("file", "as it was at a time\n");
    sandbox.write("changed", "as it never was\n");
    sandbox.write("serial", "01\n");
    for key in ["ecdsa-p256", "rsa-3072"] {
        let issued = sandbox.issue_under("timestamping", key);
        sandbox.write_crls();
        let crls = sandbox.arg("crls.pem");
        let checked = ["-CAfile", &crls, "-crl_check_all"];
        stamp(&sandbox, "timestamping").accept("openssl stamps with it");
        verify_stamp(&sandbox, "file", &checked).accept(key);
        verify_stamp(&sandbox, "changed", &checked).refuse("another file was never stamped");
        sandbox.revoke_issued(&issued);
        let refused = verify_stamp(&sandbox, "file", &checked).refuse("it is revoked");
        assert!(refused.text().contains("certificate revoked"), "{}", refused.text());
    }
    sandbox.issue_under("code-signing", "ecdsa-p256");
    let refused = stamp(&sandbox, "code-signing").refuse("a signer of code stamps nothing");
    assert!(refused.text().contains("invalid signer certificate purpose"), "{}", refused.text());
}

#[test]
fn answers_about_revocation_are_believed_when_a_responder_of_the_authority_signs_them() {
    let sandbox = Sandbox::with_authorities();
    let good = sandbox.issue("issuing", "good.example.test");
    let bad = sandbox.issue("issuing", "bad.example.test");
    sandbox.done(["cert", "revoke", bad["id"].as_str().expect("an id"), "--reason", "key-compromise"]);
    let serial = |issued: &serde_json::Value| issued["serial"].as_str().expect("a serial").to_owned();
    let index = format!(
        "V\t400101000000Z\t\t{}\tunknown\t/CN=good\nR\t400101000000Z\t260101000000Z,keyCompromise\t{}\tunknown\t/CN=bad\n",
        serial(&good),
        serial(&bad)
    );
    let index = sandbox.write("index", index);
    let [issuing, root, request, response] =
        ["issuing.pem", "root.pem", "request", "response"].map(|name| sandbox.arg(name));
    let [good, bad] = ["good", "bad"].map(|name| sandbox.arg(&format!("{name}.example.test.pem")));
    let about = ["-issuer", &issuing, "-cert", &good, "-cert", &bad];
    openssl([&["ocsp", "-no_nonce", "-reqout", &request], &about[..]].concat()).accept("a question");
    let answered = |profile: &str| {
        let [signer, key] = ["pem", "key"].map(|kind| sandbox.arg(&format!("{profile}.{kind}")));
        let own = ["-rsigner", &signer, "-rkey", &key, "-reqin", &request, "-respout", &response];
        openssl([&["ocsp", "-index", &index, "-CA", &issuing, "-ndays", "1"], &own[..]].concat()).accept(profile);
        // What openssl thinks of the signature it only says.
        openssl([&["ocsp", "-no_nonce", "-CAfile", &root, "-respin", &response], &about[..]].concat()).text()
    };
    for key in ["ecdsa-p256", "rsa-3072"] {
        let issued = sandbox.issue_under("ocsp-responder", key);
        let said = answered("ocsp-responder");
        assert!(said.contains("Response verify OK"), "{key}: {said}");
        assert!(
            said.contains("good.example.test.pem: good") && said.contains("bad.example.test.pem: revoked"),
            "{said}"
        );
        sandbox.done(["cert", "revoke", issued["id"].as_str().expect("an id"), "--reason", "superseded"]);
    }
    sandbox.issue_under("web-server", "ecdsa-p256");
    let said = answered("web-server");
    assert!(said.contains("Response Verify Failure") && said.contains("missing ocspsigning usage"), "{said}");
}
