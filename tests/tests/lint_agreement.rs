//! What lint says beside what pkilint says: of the certificates of `cryptography_vectors`, and of our own.

// How far they agree is what it is run for.
#![allow(clippy::print_stdout)]

use chancery_tests::{PROFILES, Sandbox, openssl, python};
use serde_json::{Value, json};

/// Certificates of the package, by its version in the requirements.
const CORPUS: usize = 559;
/// Of these, how many are an error for both or for neither, at least.
const AGREED: usize = 506;
/// Findings of rules that both have, of a hundred that either made, which both made, at least.
const RULES_AGREED: usize = 93;

/// pkilint asks for an authority key identifier in every self-issued certificate too. RFC 5280 §4.2.1.1 lets self-signed
/// ones leave it out.
const SELF_ISSUED: &str = "pkix.authority_key_identifier_extension_absent";

/// What both say of the certificates in a folder by a set of rules.
fn compare(sandbox: &Sandbox, rules: &str, folder: &str) -> Value {
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect();
    files.sort();
    let arguments = ["cert", "lint", "--rules", rules].into_iter().chain(files.iter().map(String::as_str));
    let outcome = sandbox.run(arguments);
    let ours = sandbox.write("ours.json", &outcome.stdout);
    python("lint_agreement.py", [rules, ours.as_str(), folder])
}

fn length(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

#[test]
fn lint_and_pkilint_agree_about_the_certificates_of_cryptography_vectors() {
    let sandbox = Sandbox::empty();
    let folder = sandbox.arg("corpus");
    assert_eq!(python("lint_corpus.py", [&folder])["certificates"], CORPUS);
    let compared = compare(&sandbox, "rfc5280", &folder);
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
    let mut issued = 0_u64;
    for key in ["rsa-3072", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"] {
        for (profile, ..) in PROFILES {
            let allowed = sandbox.done(["profile", "show", profile])["algorithms"].clone();
            // The key of an authority elsewhere is not made here: its kind is always the same.
            let once = profile == "sub-ca" && key != "ecdsa-p384";
            if once || !allowed.as_array().is_some_and(|allowed| allowed.contains(&json!(key))) {
                continue;
            }
            let id = sandbox.issue_under(profile, key)["id"].as_str().expect("an id").to_owned();
            write("cert", &id, &format!("{profile}-{key}"));
            sandbox.done(["cert", "revoke", &id, "--reason", "superseded"]);
            issued += 1;
        }
    }
    let compared = compare(&sandbox, "rfc5280", &folder);
    assert_eq!(compared["certificates"], issued + 2, "{compared}");
    assert!(issued > 40, "{issued}: every profile with every key that it allows");
    assert_eq!(length(&compared["onlyChancery"]), 0, "{:#?}", compared["onlyChancery"]);
    // pkilint knows the schemes of the web alone, and workloads are named by `spiffe`.
    let only_theirs = compared["onlyPkilint"].as_array().expect("a list");
    for found in only_theirs {
        assert!(found[0].as_str().is_some_and(|file| file.starts_with("workload-")), "{found}");
        assert_eq!(found[1], json!(["pkix.invalid_uri_syntax"]), "{found}");
    }
    assert_eq!(compared["agreed"].as_u64(), Some(issued + 2 - only_theirs.len() as u64));
}

/// A profile that says otherwise than another in some places, and what is asked for under it.
struct Variant {
    name: &'static str,
    changes: &'static [(&'static str, &'static str)],
    asked: &'static [&'static str],
    /// Whether it breaks the requirements.
    broken: bool,
}

const fn variant(
    name: &'static str,
    broken: bool,
    changes: &'static [(&'static str, &'static str)],
    asked: &'static [&'static str],
) -> Variant {
    Variant { name, changes, asked, broken }
}

/// Issues under each variant of a profile by an authority that names its CRLs and itself, overruling what stands in the
/// way, and has both lint what came of it.
fn compare_variants(base: &str, rules: &str, everywhere: &[(&str, &str)], variants: &[Variant]) {
    let sandbox = Sandbox::new();
    let folder = sandbox.arg("variants");
    std::fs::create_dir(&folder).expect("a folder");
    let founded = ["--days", "3000", "--key", "ecdsa-p256", "--crl-url", "http://pki.example.com/crl"];
    let named = ["--name", "public", "--subject", "CN=Example Public CA,O=Example Corp,C=DE"];
    let where_it_is = ["--aia-url", "http://pki.example.com/ca.cer"];
    sandbox.done([&["ca", "create"], &named[..], &founded[..], &where_it_is[..]].concat());
    let file = sandbox.arg("base.json");
    sandbox.done(["profile", "export", base, "--out", &file]);
    let base: Value = serde_json::from_str(&sandbox.read_text("base.json")).expect("a profile");
    for Variant { name, changes, asked, .. } in variants {
        let mut profile = base.clone();
        profile["name"] = json!(name);
        profile["ruleSet"] = json!(rules);
        for (place, value) in everywhere.iter().chain(*changes) {
            let value: Value = serde_json::from_str(value).expect("JSON");
            *profile.pointer_mut(place).unwrap_or_else(|| panic!("{place} is part of a profile")) = value;
        }
        let file = sandbox.write(&format!("{name}.json"), profile.to_string());
        sandbox.done(["profile", "import", &file]);
        let mut arguments = [&["cert", "issue", "--ca", "public", "--profile", name], *asked].concat();
        let preview = sandbox.done([&arguments[..], &["--dry-run"]].concat());
        let findings = preview["findings"].as_array().expect("findings").clone();
        let overridable = findings.iter().filter(|finding| finding["overridable"] == true);
        let in_the_way: Vec<&str> = overridable.filter_map(|finding| finding["code"].as_str()).collect();
        arguments.extend(in_the_way.iter().flat_map(|rule| ["--override-lint", rule]));
        let out = format!("{folder}/{name}.der");
        let pem = sandbox.arg(&format!("{name}.pem"));
        sandbox.done([&arguments[..], &["--out-cert", &pem]].concat());
        openssl(["x509", "-in", &pem, "-outform", "DER", "-out", &out]).accept(name);
    }
    let compared = compare(&sandbox, rules, &folder);
    assert_eq!(length(&compared["onlyPkilint"]), 0, "{:#?}", compared["onlyPkilint"]);
    assert_eq!(length(&compared["onlyChancery"]), 0, "{:#?}", compared["onlyChancery"]);
    assert_eq!(compared["agreed"], variants.len());
    let ours: Value = serde_json::from_str(&sandbox.read_text("ours.json")).expect("a report");
    for report in ours["certificates"].as_array().expect("certificates") {
        let file = report["file"].as_str().expect("a file");
        let variant = variants.iter().find(|variant| file.ends_with(&format!("/{}.der", variant.name)));
        let findings = report["findings"].as_array().expect("findings");
        let has_error = findings.iter().any(|finding| finding["severity"] == "error");
        assert_eq!(Some(has_error), variant.map(|variant| variant.broken), "{file}: {findings:#?}");
    }
}

#[test]
fn pkilint_agrees_about_the_requirements_for_public_tls() {
    const HOST: &[&str] = &["--cn", "www.example.com", "--dns", "www.example.com"];
    const POLICY: &str = "/extensions/policies/policies";
    let everywhere = [
        ("/validity/default", r#"{"days": 90}"#),
        (POLICY, r#"[{"oid": "2.23.140.1.2.1", "cps": null, "notice": null}]"#),
        ("/duplicates", r#""allow""#),
    ];
    compare_variants(
        "web-server",
        "tls",
        &everywhere,
        &[
            variant("good-p256", false, &[], HOST),
            variant(
                "good-rsa",
                false,
                &[],
                &["--cn", "www.example.com", "--dns", "www.example.com", "--key", "rsa-2048"],
            ),
            variant("good-wildcard", false, &[], &["--cn", "*.example.com", "--dns", "*.example.com"]),
            variant(
                "good-address",
                false,
                &[],
                &["--cn", "www.example.com", "--dns", "www.example.com", "--ip", "93.184.216.34"],
            ),
            variant("good-stapled", false, &[("/extensions/mustStaple/wanted", "true")], HOST),
            variant(
                "good-organisation",
                false,
                &[(POLICY, r#"[{"oid": "2.23.140.1.2.2", "cps": null, "notice": null}]"#)],
                &[
                    "--cn",
                    "www.example.com",
                    "--dns",
                    "www.example.com",
                    "--subject-rest",
                    "O=Example Corp,L=Berlin,C=DE",
                ],
            ),
            variant("too-long", true, &[("/validity/default", r#"{"days": 365}"#)], HOST),
            variant("no-policy", true, &[(POLICY, "[]")], HOST),
            variant(
                "organisation-in-domain-validated",
                true,
                &[],
                &["--cn", "www.example.com", "--dns", "www.example.com", "--subject-rest", "O=Example Corp,C=DE"],
            ),
            variant("name-without-a-dot", true, &[], &["--cn", "intranet", "--dns", "intranet"]),
            variant("internal-name", true, &[], &["--cn", "www.corp.internal", "--dns", "www.corp.internal"]),
            variant(
                "reserved-address",
                true,
                &[],
                &["--cn", "www.example.com", "--dns", "www.example.com", "--ip", "10.0.0.1"],
            ),
            variant(
                "for-code-too",
                true,
                &[("/extensions/extendedKeyUsage/purposes", r#"["serverAuth", "codeSigning"]"#)],
                HOST,
            ),
        ],
    );
}

#[test]
fn pkilint_agrees_about_the_requirements_for_mail() {
    const ADA: &[&str] = &["--cn", "ada@example.com", "--email", "ada@example.com"];
    const POLICY: &str = "/extensions/policies/policies";
    let everywhere =
        [(POLICY, r#"[{"oid": "2.23.140.1.5.1.3", "cps": null, "notice": null}]"#), ("/duplicates", r#""allow""#)];
    compare_variants(
        "smime",
        "smime",
        &everywhere,
        &[
            variant("good-p256", false, &[], ADA),
            variant(
                "good-rsa",
                false,
                &[],
                &["--cn", "ada@example.com", "--email", "ada@example.com", "--key", "rsa-2048"],
            ),
            variant(
                "good-multipurpose",
                false,
                &[
                    (POLICY, r#"[{"oid": "2.23.140.1.5.1.2", "cps": null, "notice": null}]"#),
                    ("/extensions/extendedKeyUsage/purposes", r#"["emailProtection", "clientAuth"]"#),
                ],
                ADA,
            ),
            variant("name-that-is-no-mailbox", true, &[], &["--cn", "Ada Example", "--email", "ada@example.com"]),
            variant(
                "organisation-in-mailbox",
                true,
                &[],
                &["--cn", "ada@example.com", "--email", "ada@example.com", "--subject-rest", "O=Example Corp,C=DE"],
            ),
            variant(
                "too-long",
                true,
                &[("/validity/default", r#"{"days": 900}"#), ("/validity/maximum", r#"{"days": 900}"#)],
                ADA,
            ),
            variant("no-policy", true, &[(POLICY, "[]")], ADA),
            variant(
                "for-clients-too",
                true,
                &[("/extensions/extendedKeyUsage/purposes", r#"["emailProtection", "clientAuth"]"#)],
                ADA,
            ),
            variant(
                "host-among-the-names",
                true,
                &[("/names/dns", r#"{"suffixes": [], "wildcards": false}"#)],
                &["--cn", "ada@example.com", "--email", "ada@example.com", "--dns", "www.example.com"],
            ),
        ],
    );
}
