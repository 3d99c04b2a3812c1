//! An authority elsewhere, below one of the vault's (`sub-ca`).

use chancery_tests::{Judgement, Sandbox, openssl};

/// Signs a certificate with the key of an authority, as whoever runs it would.
fn sign(sandbox: &Sandbox, authority: &str, name: &str, extensions: &str) {
    let [key, csr, leaf, by, by_key] = [
        format!("{name}.key"),
        format!("{name}.csr"),
        format!("{name}.pem"),
        format!("{authority}.pem"),
        format!("{authority}.key"),
    ]
    .map(|name| sandbox.arg(&name));
    let extensions = sandbox.write("extensions", extensions);
    let made = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", &key];
    openssl([&made[..], &["-subj", &format!("/CN={name}"), "-out", &csr]].concat()).accept("a request");
    let signed = ["x509", "-req", "-in", &csr, "-CA", &by, "-CAkey", &by_key, "-CAcreateserial", "-days", "30"];
    openssl([&signed[..], &["-extfile", &extensions, "-out", &leaf]].concat()).accept("openssl signs");
}

fn verify(sandbox: &Sandbox, name: &str, between: &[&str], more: &[&str]) -> Judgement {
    let (root, leaf) = (sandbox.arg("root.pem"), sandbox.arg(&format!("{name}.pem")));
    let between: Vec<String> = between.iter().map(|name| sandbox.arg(&format!("{name}.pem"))).collect();
    let untrusted = between.iter().flat_map(|file| ["-untrusted", file.as_str()]);
    let strict = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", &root];
    openssl(strict.into_iter().chain(untrusted).chain(more.iter().copied()).chain([leaf.as_str()]))
}

#[test]
fn what_a_subordinate_authority_signs_is_trusted_until_it_is_revoked_and_no_authority_of_its_own_is() {
    const LEAF: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n\
                        subjectAltName=DNS:leaf.example.test\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
    const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\
                             subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue_under("sub-ca", "ecdsa-p384");
    sign(&sandbox, "sub-ca", "leaf", LEAF);
    verify(&sandbox, "leaf", &["issuing", "sub-ca"], &["-verify_hostname", "leaf.example.test"]).accept("a leaf");
    sign(&sandbox, "sub-ca", "below", AUTHORITY);
    sign(&sandbox, "below", "deep", LEAF);
    let refused = verify(&sandbox, "deep", &["issuing", "sub-ca", "below"], &[]).refuse("it may have none below it");
    assert!(refused.text().contains("path length constraint exceeded"), "{}", refused.text());
    sandbox.revoke_issued(&issued);
    let index = sandbox.write("index", "");
    let config =
        format!("[ca]\ndefault_ca = own\n[own]\ndatabase = {index}\ndefault_md = sha256\ndefault_crl_days = 7\n");
    let [config, by, by_key, crl] =
        [sandbox.write("ca.cnf", config), sandbox.arg("sub-ca.pem"), sandbox.arg("sub-ca.key"), sandbox.arg("own.crl")];
    openssl(["ca", "-gencrl", "-config", &config, "-cert", &by, "-keyfile", &by_key, "-out", &crl])
        .accept("it still signs CRLs");
    let known = [sandbox.read("root.crl.pem"), sandbox.read("issuing.crl.pem"), sandbox.read("own.crl")].concat();
    let known = sandbox.write("known.crl.pem", known);
    let refused = verify(&sandbox, "leaf", &["issuing", "sub-ca"], &["-crl_check_all", "-CRLfile", &known]);
    assert!(refused.refuse("its authority is revoked").text().contains("certificate revoked"));
}
