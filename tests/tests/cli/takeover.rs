//! An authority of openssl's that moves here with what it revoked: openssl judges before and after.

use chancery_tests::{Sandbox, openssl};
use std::fs;

/// A root of openssl's, two years old, with a good and a revoked certificate, and its last CRL in DER.
fn old_home(sandbox: &Sandbox) {
    let at = |name: &str| sandbox.arg(name);
    for key in ["old.key", "leaf.key"] {
        openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &at(key)])
            .accept("makes a key");
    }
    fs::write(sandbox.path("old.index"), "").expect("written");
    fs::write(sandbox.path("old.serial"), "4001\n").expect("written");
    fs::write(sandbox.path("old.crlnumber"), "A1\n").expect("written");
    let config = format!(
        "[ca]\ndefault_ca=old\n[old]\ndatabase={0}/old.index\nserial={0}/old.serial\ncrlnumber={0}/old.crlnumber\n\
         new_certs_dir={0}\nprivate_key={0}/old.key\ncertificate={0}/old.pem\ndefault_md=sha256\ndefault_days=300\n\
         default_crl_days=30\npolicy=any\ncrl_extensions=crl\nunique_subject=no\n[any]\ncommonName=supplied\n\
         [crl]\nauthorityKeyIdentifier=keyid\n[part]\nissuingDistributionPoint=critical,@point\n[point]\n\
         fullname=URI:http://old.test/1.crl\n[root]\nbasicConstraints=critical,CA:TRUE\n\
         keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n[req]\ndistinguished_name=name\n[name]\n",
        sandbox.arg("")
    );
    fs::write(sandbox.path("old.cnf"), config).expect("written");
    let config = at("old.cnf");
    let request = |key: &str, subject: &str, out: &str| {
        openssl(["req", "-new", "-config", &config, "-key", &at(key), "-subj", subject, "-out", &at(out)])
            .accept("asks for a certificate");
    };
    request("old.key", "/CN=Old Root", "old.csr");
    openssl([
        "ca",
        "-batch",
        "-config",
        &config,
        "-selfsign",
        "-extensions",
        "root",
        "-startdate",
        "240101000000Z",
        "-enddate",
        "390101000000Z",
        "-in",
        &at("old.csr"),
        "-out",
        &at("old.pem"),
        "-notext",
    ])
    .accept("makes a root that was made long ago");
    for name in ["good", "bad"] {
        request("leaf.key", &format!("/CN={name}.old.test"), "leaf.csr");
        let (csr, out) = (at("leaf.csr"), at(&format!("{name}.pem")));
        openssl(["ca", "-batch", "-config", &config, "-in", &csr, "-out", &out, "-notext"]).accept("issues");
    }
    openssl(["ca", "-config", &config, "-revoke", &at("bad.pem"), "-crl_reason", "keyCompromise"]).accept("revokes");
    openssl(["ca", "-config", &config, "-gencrl", "-out", &at("last.pem")]).accept("makes its last CRL");
    openssl(["crl", "-in", &at("last.pem"), "-outform", "DER", "-out", &at("last.der")]).accept("in DER");
}

#[test]
fn a_certificate_that_was_revoked_elsewhere_does_not_come_back_to_life() {
    let sandbox = Sandbox::new();
    old_home(&sandbox);
    let [pem, key, last, next] = ["old.pem", "old.key", "last.der", "next.pem"].map(|name| sandbox.arg(name));
    let import = ["ca", "import", "--name", "old", "--cert", &pem, "--key", &key];
    let refusal = sandbox.refused(import);
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("crl_needed", Some("crl")));
    assert!(refusal.message.contains("--crl FILE and --without-crl"), "{}", refusal.message);
    let both = import.into_iter().chain(["--without-crl", "--crl", &last]);
    assert_eq!(sandbox.run(both).code, Some(2), "one or the other");
    let (part, config) = (sandbox.arg("part.pem"), sandbox.arg("old.cnf"));
    openssl(["ca", "-config", &config, "-gencrl", "-crlexts", "part", "-out", &part]).accept("says where it is found");
    let refusal = sandbox.refused(import.into_iter().chain(["--crl", &part]));
    assert_eq!(refusal.code, "crl_may_be_a_part");
    assert!(refusal.message.contains("--crl-is-whole"), "{}", refusal.message);
    sandbox.done(import.into_iter().chain(["--crl", &last]));
    sandbox.done(["crl", "issue", "--ca", "old", "--out", &next, "--format", "pem"]);
    let check =
        |name: &str, crl: &str| openssl(["verify", "-crl_check", "-CAfile", &pem, "-CRLfile", crl, &sandbox.arg(name)]);
    check("good.pem", &next).accept("it was never revoked");
    let judged = check("bad.pem", &next).refuse("it was revoked before the move");
    assert!(judged.text().contains("certificate revoked"), "{}", judged.text());
    let text = openssl(["crl", "-in", &next, "-noout", "-text", "-CAfile", &pem]).accept("a CRL of the old key").text();
    assert!(text.contains("Key Compromise") && text.contains("verify OK"), "{text}");
    assert!(text.contains("X509v3 CRL Number: \n                162"), "A1 was the last: {text}");
    // The certificate is not here, and its revocation is shown all the same.
    let shown = sandbox.done(["ca", "show", "old"]);
    assert_eq!(shown["revokedBefore"]["count"], 1, "{shown}");
    assert_eq!(shown["revokedBefore"]["first"][0]["reason"], "key-compromise", "{shown}");
    let words = sandbox.run_plainly(["ca", "show", "old"]).stdout;
    assert!(words.contains("known by their serial numbers alone"), "{words}");
    // When it comes, it comes revoked.
    let bad = sandbox.arg("bad.pem");
    sandbox.done(["cert", "import", &bad]);
    assert_eq!(sandbox.done(["cert", "show", "bad.old.test"])["row"]["status"], "revoked");
    assert_eq!(sandbox.done(["ca", "show", "old"])["revokedBefore"]["count"], 0);
}

#[test]
fn whoever_says_so_takes_an_authority_over_without_its_last_crl() {
    let sandbox = Sandbox::new();
    old_home(&sandbox);
    let [pem, key] = ["old.pem", "old.key"].map(|name| sandbox.arg(name));
    let import = ["ca", "import", "--name", "old", "--cert", &pem, "--key", &key, "--without-crl"];
    assert_eq!(sandbox.done(import)["revoked"], 0);
}

#[test]
fn an_authority_is_taken_over_from_der_and_from_a_keystore() {
    for keystore in [false, true] {
        let sandbox = Sandbox::new();
        old_home(&sandbox);
        let [pem, key, der, key_der, p12] =
            ["old.pem", "old.key", "old.der", "old.key.der", "old.p12"].map(|name| sandbox.arg(name));
        openssl(["x509", "-in", &pem, "-outform", "DER", "-out", &der]).accept("in DER");
        openssl(["pkcs8", "-topk8", "-nocrypt", "-in", &key, "-outform", "DER", "-out", &key_der]).accept("in DER");
        let bundle = ["pkcs12", "-export", "-in", &pem, "-inkey", &key, "-out", &p12, "-passout", "pass:changeit"];
        openssl(bundle).accept("both in one");
        let pass = sandbox.write("p12.pass", "changeit");
        let import = ["ca", "import", "--name", "old", "--without-crl"];
        if keystore {
            let refusal = sandbox.refused(import.into_iter().chain(["--cert", &p12]));
            assert_eq!(refusal.code, "passphrase_needed");
            let wrong = sandbox.write("wrong.pass", "not this one");
            let refusal = sandbox.refused(import.into_iter().chain(["--cert", &p12, "--key-passphrase-file", &wrong]));
            assert_eq!(
                (refusal.code.as_str(), refusal.field.as_deref()),
                ("wrong_file_passphrase", Some("keyPassphrase"))
            );
            sandbox.done(import.into_iter().chain(["--cert", &p12, "--key-passphrase-file", &pass]));
        } else {
            sandbox.done(import.into_iter().chain(["--cert", &der, "--key", &key_der]));
        }
        let out = sandbox.arg("next.pem");
        sandbox.done(["crl", "issue", "--ca", "old", "--out", &out, "--format", "pem"]);
        openssl(["crl", "-in", &out, "-noout", "-CAfile", &pem]).accept("the key signs here");
    }
}

#[test]
fn a_certificate_that_comes_back_is_told_of_by_the_shard_that_it_names() {
    let sandbox = Sandbox::new();
    old_home(&sandbox);
    let at = |name: &str| sandbox.arg(name);
    sandbox.done(["ca", "import", "--name", "old", "--cert", &at("old.pem"), "--key", &at("old.key"), "--without-crl"]);
    sandbox.done(["ca", "change", "old", "--crl-url", "http://old.test/old.crl"]);
    sandbox.done(["ca", "change", "old", "--crl-partitioned", "true"]);
    sandbox.issue("old", "filled.old.test");
    // Issued by the same key and not in the vault, as after an older backup came back.
    sandbox.write("shard.ext", "crlDistributionPoints=URI:http://old.test/old-shard-1.crl\n");
    let [config, csr, ca, key, ext, out] =
        ["old.cnf", "back.csr", "old.pem", "old.key", "shard.ext", "back.pem"].map(at);
    let subject = ["-subj", "/CN=back.old.test", "-out", &csr];
    openssl(["req", "-new", "-config", &config, "-key", &at("leaf.key")].iter().chain(&subject)).accept("asks");
    let serial = ["-set_serial", "0x4711", "-days", "90", "-extfile", &ext, "-out", &out];
    openssl(["x509", "-req", "-in", &csr, "-CA", &ca, "-CAkey", &key].iter().chain(&serial)).accept("signs");
    sandbox.done(["cert", "import", &out]);
    sandbox.done(["cert", "revoke", "back.old.test", "--reason", "key-compromise"]);
    let crl = at("shard.pem");
    sandbox.done(["crl", "export", "--ca", "old", "--kind", "shard-1", "--format", "pem", "--out", &crl]);
    let text = openssl(["crl", "-in", &crl, "-noout", "-text"]).accept("it reads").stdout;
    assert!(text.contains("Serial Number: 4711"), "{text}");
}
