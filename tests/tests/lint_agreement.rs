//! What lint says beside what pkilint says: of the certificates of `cryptography_vectors`, and of our own.

// How far they agree is what it is run for.
#![allow(clippy::print_stdout)]

use chancery_tests::{Sandbox, python};
use serde_json::Value;

/// Certificates of the package, by its version in the requirements.
const CORPUS: usize = 559;
/// Of these, how many are an error for both or for neither, at least.
const AGREED: usize = 506;
/// Findings of rules that both have, of a hundred that either made, which both made, at least.
const RULES_AGREED: usize = 93;

/// pkilint asks for an authority key identifier in every self-issued certificate too. RFC 5280 §4.2.1.1 lets self-signed
/// ones leave it out.
const SELF_ISSUED: &str = "pkix.authority_key_identifier_extension_absent";

fn compare(sandbox: &Sandbox, folder: &str) -> Value {
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect();
    files.sort();
    let arguments = ["cert", "lint", "--rules", "rfc5280"].into_iter().chain(files.iter().map(String::as_str));
    let outcome = sandbox.run(arguments);
    let ours = sandbox.write("ours.json", &outcome.stdout);
    python("lint_agreement.py", [ours.as_str(), folder])
}

fn length(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

#[test]
fn lint_and_pkilint_agree_about_the_certificates_of_cryptography_vectors() {
    let sandbox = Sandbox::empty();
    let folder = sandbox.arg("corpus");
    assert_eq!(python("lint_corpus.py", [&folder])["certificates"], CORPUS);
    let compared = compare(&sandbox, &folder);
    let agreed = compared["agreed"].as_u64().expect("a number") as usize;
    println!("{agreed} of {CORPUS} certificates are an error for both or for neither");
    let (mut both, mut either) = (0, 0);
    for (code, counts) in compared["rules"].as_object().expect("rules") {
        let (all, theirs, ours) = (
            counts["both"].as_u64().expect("a number") as usize,
            length(&counts["pkilint"]),
            length(&counts["chancery"]),
        );
        if theirs + ours > 0 {
            println!("{code}: both {all}, pkilint alone {theirs}, Chancery alone {ours}");
        }
        if code != SELF_ISSUED {
            both += all;
            either += all + theirs + ours;
        }
    }
    println!("{both} of {either} findings of rules that both have are both's");
    assert!(agreed >= AGREED, "{agreed}: {:#?}", compared["onlyPkilint"]);
    assert!(both * 100 >= either * RULES_AGREED, "{both} of {either}");
    let rules = compared["rules"].as_object().expect("rules").len();
    assert!(rules >= 38, "{rules} rules that both have were broken by some certificate");
}

#[test]
fn pkilint_finds_no_error_in_what_chancery_issues() {
    let sandbox = Sandbox::with_authorities();
    let folder = sandbox.arg("ours");
    std::fs::create_dir(&folder).expect("a folder");
    let write = |what: &str, reference: &str, name: &str| {
        let out = format!("{folder}/{name}.der");
        sandbox.done([what, "export", reference, "--format", "der", "--out", &out]);
    };
    write("ca", "root", "root");
    write("ca", "issuing", "issuing");
    for (number, key) in ["rsa-2048", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"].into_iter().enumerate() {
        for profile in ["web-server", "client-auth", "code-signing", "internal-service"] {
            if profile == "code-signing" && key == "rsa-2048" {
                continue;
            }
            let name = format!("{profile}-{number}.example.test");
            let arguments = ["cert", "issue", "--ca", "issuing", "--profile", profile, "--cn", &name, "--key", key];
            let outcome = sandbox.run(arguments);
            if outcome.code == Some(0) {
                write("cert", &name, &name);
            } else {
                assert_eq!(outcome.refused().code, "profile_violation", "{name} with {key}");
            }
        }
    }
    let compared = compare(&sandbox, &folder);
    assert!(compared["certificates"].as_u64().is_some_and(|count| count >= 13), "{compared}");
    assert_eq!(length(&compared["onlyChancery"]), 0, "{:#?}", compared["onlyChancery"]);
    assert_eq!(length(&compared["onlyPkilint"]), 0, "{:#?}", compared["onlyPkilint"]);
}
