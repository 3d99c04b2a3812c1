//! What is issued under each profile with each key that the profile allows, judged by openssl, GnuTLS and Python.

use chancery_domain::{KeyAlgorithm, ProfileName};
use chancery_tests::{Sandbox, certtool, openssl, python};
use serde_json::{Value, json};

/// What the profiles promise, written down a second time: usage bits for RSA, for NIST curves and for others,
/// purposes, days, and what openssl calls the purpose.
struct Promise {
    profile: ProfileName,
    algorithms: &'static [&'static str],
    rsa: &'static [&'static str],
    curve: &'static [&'static str],
    other: &'static [&'static str],
    purposes: &'static [&'static str],
    days: u32,
    openssl_purposes: &'static [&'static str],
}

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const CODE: &str = "1.3.6.1.5.5.7.3.3";
const SIGN: &[&str] = &["digital_signature"];
const SIGN_AND_AGREE: &[&str] = &["digital_signature", "key_agreement"];
const ALL_CLASSICAL: &[&str] = &["rsa-2048", "rsa-3072", "rsa-4096", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521"];

const PROMISES: [Promise; 4] = [
    Promise {
        profile: ProfileName::WEB_SERVER,
        algorithms: ALL_CLASSICAL,
        rsa: &["digital_signature", "key_encipherment"],
        curve: SIGN,
        other: SIGN,
        purposes: &[SERVER],
        days: 365,
        openssl_purposes: &["sslserver"],
    },
    Promise {
        profile: ProfileName::CLIENT_AUTH,
        algorithms: ALL_CLASSICAL,
        rsa: SIGN,
        curve: SIGN_AND_AGREE,
        other: SIGN,
        purposes: &[CLIENT],
        days: 180,
        openssl_purposes: &["sslclient"],
    },
    Promise {
        profile: ProfileName::CODE_SIGNING,
        algorithms: &["rsa-3072", "rsa-4096", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521"],
        rsa: SIGN,
        curve: SIGN,
        other: SIGN,
        purposes: &[CODE],
        days: 1095,
        openssl_purposes: &["any"],
    },
    Promise {
        profile: ProfileName::INTERNAL_SERVICE,
        algorithms: &["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"],
        rsa: SIGN,
        curve: SIGN_AND_AGREE,
        other: SIGN,
        purposes: &[SERVER, CLIENT],
        days: 90,
        openssl_purposes: &["sslserver", "sslclient"],
    },
];

#[test]
fn a_certificate_says_exactly_what_its_profile_promises() {
    let sandbox = Sandbox::with_authorities();
    let issuing = python("certificate.py", [sandbox.arg("issuing.pem")]);
    for promise in &PROMISES {
        for algorithm in promise.algorithms {
            let name = format!("{algorithm}.{}.example.test", promise.profile);
            let options = ["--key", algorithm, "--dns", &name];
            let issued = sandbox.issue_as("issuing", promise.profile.as_str(), &name, &options);
            let found = python("certificate.py", [sandbox.arg(&format!("{name}.pem"))]);
            check_content(promise, algorithm, &name, &issued, &found, &issuing);
            check_chain(&sandbox, promise, &name);
        }
    }
}

fn check_content(promise: &Promise, algorithm: &str, name: &str, issued: &Value, found: &Value, issuing: &Value) {
    let key: KeyAlgorithm = algorithm.parse().expect("the promise names known algorithms");
    let usage = match (key.is_rsa(), key.is_nist_curve()) {
        (true, _) => promise.rsa,
        (_, true) => promise.curve,
        _ => promise.other,
    };
    assert_eq!(found["version"], 2, "{name} is an X.509 version 3 certificate, which is encoded as 2");
    assert_eq!(found["serial"], issued["serial"].as_str().expect("a serial").trim_start_matches('0'), "{name}");
    assert_eq!(found["serialPositive"], true, "{name}: RFC 5280 §4.1.2.2 wants a positive serial number");
    assert!(found["serialOctets"].as_u64() <= Some(20), "{name}: and at most 20 octets of it");
    assert_eq!(found["fingerprint"], issued["fingerprint"], "{name}: the fingerprint is that of the file");
    assert_eq!(found["lifetimeSeconds"], f64::from(promise.days * 86_400), "{name} lives {} days", promise.days);
    assert_eq!(found["issuer"], issuing["subject"], "{name}");
    let aki = &issuing["extensions"]["subjectKeyIdentifier"]["value"];
    assert_eq!(
        found["extensions"],
        json!({
            "keyUsage": { "critical": true, "value": usage },
            "extKeyUsage": { "critical": false, "value": promise.purposes },
            "subjectAltName": { "critical": false, "value": [format!("DNSName:{name}")] },
            "subjectKeyIdentifier": found["extensions"]["subjectKeyIdentifier"],
            "authorityKeyIdentifier": { "critical": false, "value": aki },
        }),
        "{name} has these extensions and no others"
    );
}

fn check_chain(sandbox: &Sandbox, promise: &Promise, name: &str) {
    let [leaf, issuing, root] =
        [format!("{name}.pem"), "issuing.pem".to_owned(), "root.pem".to_owned()].map(|file| sandbox.arg(&file));
    for purpose in promise.openssl_purposes {
        let arguments =
            ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", &root, "-untrusted", &issuing, &leaf];
        openssl(arguments).accept(&format!("openssl takes {name} for {purpose}"));
    }
    let chain = [&leaf, &issuing, &root].map(|path| std::fs::read(path).expect("it was written")).concat();
    certtool(["--verify-chain"], &chain).accept(&format!("GnuTLS takes {name}"));
    if promise.profile == ProfileName::WEB_SERVER {
        python("chain.py", ["--server", name, &leaf, &issuing, &root]);
    } else {
        python("chain.py", [&leaf, &issuing, &root]);
    }
}

#[test]
fn a_profile_refuses_keys_and_lifetimes_that_it_does_not_allow() {
    let sandbox = Sandbox::with_authorities();
    for promise in &PROMISES {
        let profile = promise.profile.as_str();
        let asked = ["cert", "issue", "--ca", "issuing", "--profile", profile, "--cn", "a.test", "--dns", "a.test"];
        for algorithm in KeyAlgorithm::ALL.map(KeyAlgorithm::as_str) {
            if !promise.algorithms.contains(&algorithm) {
                let refusal = sandbox.refused(asked.iter().copied().chain(["--key", algorithm]));
                assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("profile_violation", Some("key")));
            }
        }
        let too_long = (promise.days + 1).to_string();
        let refusal = sandbox.refused(asked.iter().copied().chain(["--days", &too_long]));
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("profile_violation", Some("days")), "{profile}");
    }
    let nameless = ["cert", "issue", "--ca", "issuing", "--profile", "internal-service", "--cn", "a.test"];
    assert_eq!(sandbox.refused(nameless).code, "profile_violation", "internal-service wants a name given explicitly");
    let listed = sandbox.done(["cert", "list", "--origin", "issued"]);
    assert_eq!(listed["certificates"].as_array().map(Vec::len), Some(2), "only the authorities were ever signed");
}

#[test]
fn what_the_profiles_promise_is_what_the_program_says_of_them() {
    let sandbox = Sandbox::new();
    let listed = sandbox.done(["profile", "list"]);
    let profiles = listed["profiles"].as_array().expect("a list");
    for promise in &PROMISES {
        let shown = sandbox.done(["profile", "show", promise.profile.as_str()]);
        let listed = profiles.iter().find(|listed| listed["name"] == promise.profile.as_str()).expect("it is listed");
        for (member, value) in listed.as_object().expect("an object") {
            assert_eq!(&shown[member], value, "{} is listed as it is shown: {member}", promise.profile);
        }
        assert_eq!(shown["maxDays"], promise.days);
        let mut algorithms: Vec<_> =
            shown["algorithms"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let mut promised = promise.algorithms.to_vec();
        algorithms.sort_unstable();
        promised.sort_unstable();
        assert_eq!(algorithms, promised, "{}", promise.profile);
    }
}
