//! Authorities of every key algorithm, their limits, and authorities that come from elsewhere.

use chancery_domain::KeyAlgorithm;
use chancery_tests::{Sandbox, certtool, openssl, python, self_signed};
use serde_json::json;

/// GnuTLS 3.7 and OpenSSL 3.0 are older than ML-DSA (FIPS 204); Python `cryptography` 50 knows it.
fn is_known_everywhere(algorithm: KeyAlgorithm) -> bool {
    !matches!(algorithm, KeyAlgorithm::MlDsa44 | KeyAlgorithm::MlDsa65 | KeyAlgorithm::MlDsa87)
}

#[test]
fn authorities_of_every_algorithm_sign_chains_and_crls_that_others_verify() {
    let sandbox = Sandbox::new();
    for algorithm in KeyAlgorithm::ALL {
        let [root, issuing, leaf] = ["root", "issuing", "leaf"].map(|what| format!("{algorithm}-{what}.test"));
        sandbox.found(&root, algorithm.as_str(), None);
        sandbox.found(&issuing, algorithm.as_str(), Some(&root));
        sandbox.issue(&issuing, &leaf);
        let [root_pem, issuing_pem, leaf_pem] =
            [&root, &issuing, &leaf].map(|name| sandbox.arg(&format!("{name}.pem")));
        python("chain.py", [&leaf_pem, &issuing_pem, &root_pem]);
        for (authority, pem) in [(&root, &root_pem), (&issuing, &issuing_pem)] {
            let crl = sandbox.arg(&format!("{authority}.crl"));
            sandbox.done(["crl", "issue", "--ca", authority, "--out", &crl]);
            let read = python("crl.py", [&crl, pem]);
            assert_eq!(read["entries"], json!({}), "nothing is revoked yet");
        }
        if is_known_everywhere(algorithm) {
            let verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", &root_pem];
            openssl(verify.into_iter().chain(["-untrusted", &issuing_pem, &leaf_pem])).accept(algorithm.as_str());
            let chain = [leaf_pem, issuing_pem, root_pem].map(|path| std::fs::read(path).expect("written")).concat();
            certtool(["--verify-chain"], &chain).accept(algorithm.as_str());
        }
    }
}

#[test]
fn an_authority_says_that_it_is_one_and_within_which_limits() {
    let sandbox = Sandbox::new();
    sandbox.found("root", "ecdsa-p384", None);
    let made = sandbox.done([
        "ca",
        "create",
        "--name",
        "limited",
        "--subject",
        "CN=Limited,O=Example Corp,C=DE",
        "--key",
        "ecdsa-p256",
        "--days",
        "365",
        "--parent",
        "root",
        "--path-len",
        "0",
        "--permit-dns",
        "example.test",
        "--exclude-dns",
        "bad.example.test",
        "--permit-ip",
        "10.0.0.0/8",
        "--exclude-ip",
        "10.9.0.0/16",
        "--permit-email",
        "example.test",
        "--exclude-email",
        ".bad.test",
        "--crl-url",
        "http://crl.example.test/limited.crl",
        "--aia-url",
        "http://ca.example.test/limited.der",
        "--crl-days",
        "3",
    ]);
    assert_eq!(made["crlDays"], 3);
    sandbox.done(["ca", "export", "limited", "--format", "pem", "--out", &sandbox.arg("limited.pem")]);
    let root = python("certificate.py", [sandbox.arg("root.pem")]);
    let found = python("certificate.py", [sandbox.arg("limited.pem")]);
    let extensions = &found["extensions"];
    let usage = json!({ "critical": true, "value": ["digital_signature", "key_cert_sign", "crl_sign"] });
    assert_eq!(extensions["keyUsage"], usage);
    assert_eq!(extensions["basicConstraints"], json!({ "critical": true, "value": { "ca": true, "path_length": 0 } }));
    assert_eq!(
        extensions["nameConstraints"],
        json!({ "critical": true, "value": {
            "permitted": ["DNSName:example.test", "IPAddress:10.0.0.0/8", "RFC822Name:example.test"],
            "excluded": ["DNSName:bad.example.test", "IPAddress:10.9.0.0/16", "RFC822Name:.bad.test"],
        } })
    );
    assert_eq!(
        extensions["authorityKeyIdentifier"]["value"], root["extensions"]["subjectKeyIdentifier"]["value"],
        "the key of the parent is named"
    );
    assert_eq!(root["extensions"]["basicConstraints"]["value"], json!({ "ca": true, "path_length": null }));

    let issued = sandbox.issue("limited", "www.example.test");
    let leaf = python("certificate.py", [sandbox.arg("www.example.test.pem")]);
    assert_eq!(leaf["extensions"]["cRLDistributionPoints"]["value"], json!(["http://crl.example.test/limited.crl"]));
    assert_eq!(
        leaf["extensions"]["authorityInfoAccess"]["value"],
        json!([["1.3.6.1.5.5.7.48.2", "http://ca.example.test/limited.der"]])
    );
    assert_eq!(issued["chainComplete"], true);
    let [root, limited, leaf] = ["root.pem", "limited.pem", "www.example.test.pem"].map(|name| sandbox.arg(name));
    openssl(["verify", "-x509_strict", "-CAfile", &root, "-untrusted", &limited, &leaf])
        .accept("openssl agrees with the constraints");
}

#[test]
fn what_the_limits_of_an_authority_forbid_is_not_signed() {
    let sandbox = Sandbox::new();
    sandbox.found("root", "ecdsa-p256", None);
    let limited = [
        "ca",
        "create",
        "--name",
        "limited",
        "--subject",
        "CN=Limited",
        "--key",
        "ecdsa-p256",
        "--days",
        "100",
        "--parent",
        "root",
        "--path-len",
        "0",
        "--permit-dns",
        "example.test",
        "--exclude-dns",
        "bad.example.test",
    ];
    sandbox.done(limited);
    for name in ["www.other.test", "www.bad.example.test", "notexample.test"] {
        let refusal = sandbox.refused([
            "cert",
            "issue",
            "--ca",
            "limited",
            "--profile",
            "web-server",
            "--cn",
            name,
            "--days",
            "10",
        ]);
        assert_eq!(refusal.status, 1, "{name} is outside of what the authority may certify: {}", refusal.message);
    }
    let below = ["ca", "create", "--name", "below", "--subject", "CN=Below", "--key", "ecdsa-p256", "--days", "10"];
    let refusal = sandbox.refused(below.into_iter().chain(["--parent", "limited"]));
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("path_length", Some("parent")));
    let mut outliving = below;
    outliving[9] = "3651";
    let refusal = sandbox.refused(outliving.into_iter().chain(["--parent", "root"]));
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("outlives_authority", Some("days")));
    let long =
        ["cert", "issue", "--ca", "limited", "--profile", "web-server", "--cn", "a.example.test", "--days", "200"];
    assert_eq!(sandbox.refused(long).code, "outlives_authority");
    let twice = sandbox.refused(limited);
    assert_eq!((twice.code.as_str(), twice.field.as_deref()), ("name_taken", Some("name")), "a name is used once");
}

#[test]
fn a_key_with_a_passphrase_of_its_own_signs_only_with_it() {
    let sandbox = Sandbox::new();
    let own = sandbox.write("own.pass", "an authority of its own mind 9\n");
    let wrong = sandbox.write("wrong.pass", "an authority of another mind 9\n");
    sandbox.done([
        "ca",
        "create",
        "--name",
        "root",
        "--subject",
        "CN=Root",
        "--key",
        "ecdsa-p256",
        "--days",
        "1000",
        "--key-passphrase-file",
        &own,
    ]);
    let issue = ["cert", "issue", "--ca", "root", "--profile", "web-server", "--cn", "a.test"];
    assert_eq!(sandbox.refused(issue).code, "key_locked");
    assert_eq!(sandbox.refused(["crl", "issue", "--ca", "root", "--out", &sandbox.arg("a.crl")]).code, "key_locked");
    let with = |file: &str| {
        issue
            .iter()
            .map(|text| (*text).to_owned())
            .chain(["--ca-passphrase-file".to_owned(), file.to_owned()])
            .collect::<Vec<_>>()
    };
    let refusal = sandbox.refused(with(&wrong));
    assert_eq!(refusal.code, "wrong_key_passphrase");
    sandbox.done(with(&own));
    // Revoking needs no key; what says so does.
    let revoked = sandbox.done(["cert", "revoke", "a.test", "--reason", "superseded"]);
    assert!(revoked["crls"][0]["number"].is_null(), "the CRL waits for the key: {revoked}");
    sandbox.done(["crl", "issue", "--ca", "root", "--out", &sandbox.arg("b.crl"), "--ca-passphrase-file", &own]);
    sandbox.done(["ca", "export", "root", "--format", "pem", "--out", &sandbox.arg("root.pem")]);
    let crl = python("crl.py", [sandbox.arg("b.crl"), sandbox.arg("root.pem")]);
    assert_eq!(crl["entries"].as_object().map(serde_json::Map::len), Some(1));
    // Taken off again, it signs as others do.
    assert_eq!(sandbox.refused(["ca", "protect", "root", "--remove"]).code, "passphrase_needed");
    sandbox.done(["ca", "protect", "root", "--remove", "--ca-passphrase-file", &own]);
    sandbox.done(issue);
}

#[test]
fn an_authority_made_by_openssl_is_taken_over_with_its_key() {
    let sandbox = Sandbox::new();
    let [key, locked, pem] = ["theirs.key", "theirs.enc", "theirs.pem"].map(|name| sandbox.arg(name));
    openssl(self_signed(
        &key,
        &pem,
        &["-days", "900", "-subj", "/O=Theirs/CN=Their Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ))
    .accept("openssl makes a root");
    let pass = sandbox.write("theirs.pass", "their passphrase 17\n");
    openssl(["pkcs8", "-topk8", "-in", &key, "-out", &locked, "-passout", &format!("file:{pass}")])
        .accept("encrypts it");
    let import = ["ca", "import", "--name", "theirs", "--cert", &pem, "--key", &locked];
    let refusal = sandbox.refused(import);
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("passphrase_needed", Some("keyPassphrase")));
    let own = sandbox.arg("ada.pass");
    let refusal = sandbox.refused(import.into_iter().chain(["--key-passphrase-file", &own]));
    assert_eq!(refusal.code, "wrong_file_passphrase");
    sandbox.done(import.into_iter().chain(["--key-passphrase-file", &pass]));
    sandbox.issue("theirs", "www.theirs.test");
    let leaf = sandbox.arg("www.theirs.test.pem");
    openssl(["verify", "-x509_strict", "-CAfile", &pem, &leaf]).accept("their root vouches for it");
    let mut other = import;
    other[3] = "others";
    let other_key = sandbox.arg("www.theirs.test.key");
    other[7] = &other_key;
    assert_eq!(sandbox.refused(other).code, "key_mismatch", "a key that is of another certificate is refused");
}
