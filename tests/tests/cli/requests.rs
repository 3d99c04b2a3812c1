//! Signing requests made by others: the profile decides, the request only asks.

use chancery_tests::{Sandbox, openssl, python};
use serde_json::json;

/// Makes a key and a request with openssl; the request is in `NAME.csr`.
fn request(sandbox: &Sandbox, name: &str, key: &[&str], more: &[&str]) -> String {
    let (key_file, csr) = (sandbox.arg(&format!("{name}.key")), sandbox.arg(&format!("{name}.csr")));
    openssl(["genpkey", "-out", &key_file].iter().chain(key)).accept("openssl makes a key");
    let subject = format!("/O=Example Corp/CN={name}");
    openssl(["req", "-new", "-key", &key_file, "-out", &csr, "-subj", &subject].iter().chain(more))
        .accept("openssl makes a request");
    csr
}

const P256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

fn sign<'a>(csr: &'a str, out: &'a str) -> [&'a str; 10] {
    ["cert", "sign", "--ca", "issuing", "--profile", "web-server", "--csr", csr, "--out-cert", out]
}

#[test]
fn a_request_of_openssl_gets_a_certificate_for_its_key_and_names() {
    let sandbox = Sandbox::with_authorities();
    let csr =
        request(&sandbox, "www.example.test", P256, &["-addext", "subjectAltName=DNS:www.example.test,DNS:b.test"]);
    let out = sandbox.arg("out.pem");
    let signed = sandbox.done(sign(&csr, &out));
    assert_eq!(signed["row"]["hasKey"], false, "its key never came here");
    let (theirs, ours) =
        (openssl(["req", "-in", &csr, "-noout", "-pubkey"]), openssl(["x509", "-in", &out, "-noout", "-pubkey"]));
    assert_eq!(theirs.stdout, ours.stdout, "the key of the request is certified");
    let found = python("certificate.py", [&out]);
    assert_eq!(found["extensions"]["subjectAltName"]["value"], json!(["DNSName:www.example.test", "DNSName:b.test"]));
    assert_eq!(found["subject"], "CN=www.example.test,O=Example Corp");
    openssl([
        "verify",
        "-x509_strict",
        "-CAfile",
        &sandbox.arg("root.pem"),
        "-untrusted",
        &sandbox.arg("issuing.pem"),
        &out,
    ])
    .accept("openssl takes it");
    let refusal =
        sandbox.refused(["cert", "export", "www.example.test", "--format", "key", "--out", &sandbox.arg("k.pem")]);
    assert_eq!(refusal.code, "no_key");
}

#[test]
fn a_request_in_der_is_signed_as_well() {
    let sandbox = Sandbox::with_authorities();
    let csr = request(&sandbox, "der.example.test", P256, &["-outform", "DER"]);
    sandbox.done(sign(&csr, &sandbox.arg("out.pem")));
}

#[test]
fn a_request_cannot_make_itself_an_authority_or_widen_its_usage() {
    let sandbox = Sandbox::with_authorities();
    let csr = request(
        &sandbox,
        "evil.example.test",
        P256,
        &[
            "-addext",
            "basicConstraints=critical,CA:TRUE,pathlen:3",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign,digitalSignature",
            "-addext",
            "extendedKeyUsage=codeSigning,OCSPSigning",
            "-addext",
            "certificatePolicies=1.2.3.4",
            "-addext",
            "subjectAltName=DNS:evil.example.test",
        ],
    );
    let out = sandbox.arg("out.pem");
    let preview =
        sandbox.done(["cert", "sign", "--ca", "issuing", "--profile", "web-server", "--csr", &csr, "--dry-run"]);
    let overruled = preview["findings"].as_array().expect("a list").iter().filter(|f| f["code"] == "request_overruled");
    assert_eq!(overruled.count(), 4, "each wish that is not granted is told before signing: {}", preview["findings"]);
    sandbox.done(sign(&csr, &out));
    let found = python("certificate.py", [&out]);
    let extensions = found["extensions"].as_object().expect("extensions");
    assert_eq!(extensions["keyUsage"]["value"], json!(["digital_signature"]));
    assert_eq!(extensions["extKeyUsage"]["value"], json!(["1.3.6.1.5.5.7.3.1"]));
    assert!(!extensions.contains_key("basicConstraints"), "it is no authority");
    assert_eq!(extensions.len(), 5, "nothing but what the profile wants: {extensions:?}");
    // Let somebody else try to use it as one.
    let below = request(&sandbox, "below.example.test", P256, &[]);
    let forged = sandbox.arg("forged.pem");
    openssl([
        "x509",
        "-req",
        "-in",
        &below,
        "-CA",
        &out,
        "-CAkey",
        &sandbox.arg("evil.example.test.key"),
        "-days",
        "5",
        "-out",
        &forged,
    ])
    .accept("openssl signs with anything");
    let chain = sandbox.write("chain.pem", [sandbox.read("out.pem"), sandbox.read("issuing.pem")].concat());
    openssl(["verify", "-CAfile", &sandbox.arg("root.pem"), "-untrusted", &chain, &forged])
        .refuse("nothing that the certificate signs is trusted");
}

#[test]
fn weak_keys_and_broken_requests_are_not_signed() {
    let sandbox = Sandbox::with_authorities();
    let rsa = |bits: &'static str| ["-algorithm", "RSA", "-pkeyopt", bits];
    let small = request(&sandbox, "small.test", &rsa("rsa_keygen_bits:1024"), &[]);
    let exponent: Vec<&str> =
        rsa("rsa_keygen_bits:2048").into_iter().chain(["-pkeyopt", "rsa_keygen_pubexp:3"]).collect();
    let three = request(&sandbox, "three.test", &exponent, &[]);
    let broken = request(&sandbox, "broken.test", P256, &["-outform", "DER"]);
    let mut octets = sandbox.read("broken.test.csr");
    *octets.last_mut().expect("it is not empty") ^= 1;
    sandbox.write("broken.test.csr", octets);
    let roca = sandbox.arg("roca.csr");
    python("roca_request.py", [&roca]);
    let empty = sandbox.write("empty.csr", "");
    let not_one = sandbox.arg("root.pem");
    for (csr, field) in [(&small, "csr"), (&three, "csr"), (&roca, "csr"), (&broken, ""), (&empty, ""), (&not_one, "")]
    {
        let refusal = sandbox.refused(sign(csr, &sandbox.arg("out.pem")));
        assert_eq!(refusal.status, 1, "{csr}");
        if !field.is_empty() {
            assert_eq!(refusal.field.as_deref(), Some(field), "{csr}: {}", refusal.message);
        }
        assert!(!sandbox.path("out.pem").exists(), "nothing was written for {csr}");
    }
    let listed = sandbox.done(["cert", "list"]);
    assert_eq!(listed["certificates"].as_array().map(Vec::len), Some(2), "nothing was signed but the authorities");
}
