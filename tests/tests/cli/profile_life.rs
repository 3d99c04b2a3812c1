//! Profiles as people make and change them on the command line, and what is issued under what they made.

use chancery_tests::{Sandbox, openssl, python};
use serde_json::{Value, json};

/// A copy of a profile's document, in a file, with some members replaced, each by its path.
fn document(sandbox: &Sandbox, of: &str, name: &str, changes: &[(&str, Value)]) -> String {
    let exported = sandbox.arg(&format!("{name}.base.json"));
    sandbox.done(["profile", "export", of, "--out", &exported]);
    let mut document: Value = serde_json::from_str(&std::fs::read_to_string(&exported).unwrap()).unwrap();
    document["name"] = name.into();
    for (path, value) in changes {
        *document.pointer_mut(path).unwrap_or_else(|| panic!("{path} is part of a profile")) = value.clone();
    }
    sandbox.write(&format!("{name}.json"), document.to_string())
}

fn issue<'a>(profile: &'a str, name: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["cert", "issue", "--ca", "issuing", "--profile", profile, "--cn", name];
    arguments.extend(more);
    arguments
}

#[test]
fn a_profile_is_made_changed_copied_compared_and_taken_out_of_use() {
    let sandbox = Sandbox::with_authorities();
    let file = document(&sandbox, "web-server", "from-file", &[("/title", json!("From a file"))]);
    let made = sandbox.done(["profile", "create", &file]);
    assert_eq!(
        (&made["name"], &made["title"], &made["version"]),
        (&json!("from-file"), &json!("From a file"), &json!(1))
    );
    let from = ["profile", "create", "--from", "web-server", "--name", "short-lived", "--lifetime", "30d"];
    let from = sandbox.done(from.iter().chain(&["--renew-before", "10d", "--renew-automatically", "no"]));
    assert_eq!((&from["maxDays"], &from["renewsAutomatically"]), (&json!(30), &json!(false)));
    let edit = ["profile", "edit", "short-lived", "--lifetime", "20d", "--renew-key", "same", "--expect"];
    let edited = sandbox.done(edit.iter().chain(&["1"]));
    assert_eq!((&edited["version"], &edited["maxDays"]), (&json!(2), &json!(20)));
    assert_eq!(edited["document"]["renewal"]["key"], "same");
    let stale = sandbox.refused(["profile", "edit", "short-lived", "--title", "Too late", "--expect", "1"]);
    assert_eq!((stale.code.as_str(), stale.field.as_deref()), ("changed_meanwhile", Some("version")));
    assert_eq!(sandbox.refused(edit.iter().chain(&["2"])).code, "nothing_changed");
    let cloned = sandbox.done(["profile", "clone", "short-lived@1", "month-long"]);
    assert_eq!((&cloned["maxDays"], &cloned["title"]), (&json!(30), &json!("Copy of Web server")));
    let compared = sandbox.done(["profile", "compare", "short-lived@1", "short-lived"]);
    let differences = compared["differences"].as_array().unwrap().iter();
    let fields: std::collections::BTreeSet<_> = differences.filter_map(|one| one["field"].as_str()).collect();
    assert_eq!(fields.into_iter().collect::<Vec<_>>(), ["renewal.key", "validity.default", "validity.maximum"]);
    sandbox.done(["profile", "retire", "short-lived"]);
    assert_eq!(sandbox.refused(issue("short-lived", "a.test", &[])).code, "profile_retired");
    let names = |more: &[&str]| -> Vec<String> {
        let listed = sandbox.done(["profile", "list"].iter().chain(more));
        listed["profiles"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(
        !names(&[]).contains(&"short-lived".to_owned()) && names(&["--retired"]).contains(&"short-lived".to_owned())
    );
    sandbox.done(["profile", "restore", "short-lived"]);
    let issued = sandbox.done(issue("short-lived", "a.test", &[]));
    let shown = sandbox.done(["cert", "show", issued["id"].as_str().unwrap()]);
    assert_eq!(shown["profileVersion"], 2, "a certificate remembers which version made it");
}

#[test]
fn profiles_and_authorities_keep_to_each_other() {
    let sandbox = Sandbox::with_authorities();
    sandbox.found("other", "ecdsa-p256", Some("root"));
    sandbox.done(["profile", "pin", "web-server", "--ca", "other"]);
    let refused = sandbox.refused(issue("web-server", "a.test", &[]));
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("profile_violation", Some("profile")));
    sandbox.issue("other", "a.test");
    sandbox.done(["profile", "pin", "web-server", "--all"]);
    sandbox.done(issue("web-server", "b.test", &[]));
    sandbox.done(["ca", "restrict", "issuing", "--profile", "client-auth"]);
    assert_eq!(sandbox.refused(issue("web-server", "c.test", &[])).code, "profile_violation");
    sandbox.done(issue("client-auth", "Jo", &[]));
    // What cannot be renewed for it is known to be somebody's work.
    sandbox.done(["renewal", "schedule", "set", "--zone", "UTC"]);
    let calendar = sandbox.done(["renewal", "calendar", "--days", "400"]);
    assert_eq!(calendar["byHandReasons"][0]["why"], "not-accepted", "{calendar}");
    sandbox.done(["ca", "restrict", "issuing", "--all"]);
    sandbox.done(issue("web-server", "c.test", &[]));
}

#[test]
fn a_profile_goes_from_vault_to_vault_and_says_the_same_there() {
    let (here, there) = (Sandbox::with_authorities(), Sandbox::with_authorities());
    let file = document(&here, "web-server", "carried", &[("/names/dns/suffixes", json!(["corp.test"]))]);
    here.done(["profile", "create", &file]);
    let carried = here.arg("carried.out.json");
    here.done(["profile", "export", "carried", "--out", &carried]);
    assert_eq!(here.refused(["profile", "export", "carried", "--out", &carried]).code, "file_exists");
    let imported = there.done(["profile", "import", &carried]);
    assert_eq!(imported["document"], here.done(["profile", "show", "carried"])["document"]);
    assert_eq!(there.refused(["profile", "import", &carried]).field.as_deref(), Some("name"), "there is one already");
    there.done(["profile", "import", &carried, "--name", "carried-again"]);
    there.done(issue("carried", "www.corp.test", &[]));
    assert_eq!(there.refused(issue("carried", "www.else.test", &[])).code, "profile_violation");
}

#[test]
fn a_profile_that_contradicts_itself_is_refused_with_every_reason_and_only_administrators_save_one() {
    let sandbox = Sandbox::with_authorities();
    let changes = [
        ("/validity/default", json!({ "days": 400 })),
        ("/extensions/keyUsage/usages", json!(["keyCertSign"])),
        ("/renewal/key", json!("new")),
        ("/keys/generate", json!(false)),
    ];
    let file = document(&sandbox, "web-server", "torn", &changes);
    let refused = sandbox.refused(["profile", "create", &file]);
    assert_eq!(refused.code, "invalid_profile");
    for field in ["validity.default", "extensions.keyUsage.usages.0", "renewal.key"] {
        assert!(refused.message.contains(field), "{field}: {}", refused.message);
    }
    let checked = sandbox.run(["profile", "check", &file]);
    let flaws: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert!(checked.code == Some(1) && flaws["flaws"].as_array().unwrap().len() >= 3, "{flaws}");
    sandbox.add_user("olga", "operator");
    let good = document(&sandbox, "web-server", "good", &[]);
    for verb in [
        vec!["profile", "create", good.as_str()],
        vec!["profile", "edit", "web-server", "--title", "Mine"],
        vec!["profile", "clone", "web-server", "mine"],
        vec!["profile", "retire", "web-server"],
        vec!["profile", "pin", "web-server", "--ca", "root"],
        vec!["profile", "import", good.as_str()],
        vec!["ca", "restrict", "issuing", "--profile", "client-auth"],
    ] {
        assert_eq!(sandbox.run_as("olga", verb.iter()).refused().code, "forbidden", "{verb:?}");
    }
    assert_eq!(sandbox.run_as("olga", ["profile", "show", "web-server"]).code, Some(0), "looking is free");
    let versions = &sandbox.done(["profile", "show", "web-server"])["versions"];
    assert_eq!(versions.as_array().unwrap().len(), 1, "nothing was changed");
}

#[test]
fn a_profile_says_whether_keys_are_made_here_leave_and_are_shared_by_names() {
    let sandbox = Sandbox::with_authorities();
    let create = |name: &str, more: &[&str]| {
        let arguments = ["profile", "create", "--from", "web-server", "--name", name];
        sandbox.done(arguments.iter().chain(more));
    };
    create("no-export", &["--export", "no"]);
    let kept = sandbox.done(issue("no-export", "kept.test", &[]));
    let (id, key) = (kept["id"].as_str().unwrap(), sandbox.arg("kept.key"));
    for format in ["key", "pkcs12"] {
        let pass = sandbox.write("key.pass", "correct plough battery 9\n");
        let export = ["cert", "export", id, "--format", format, "--out", &key, "--key-passphrase-file", &pass];
        assert_eq!(sandbox.refused(export).code, "profile_violation", "{format}");
    }
    sandbox.done(["cert", "export", id, "--format", "pem", "--out", &sandbox.arg("kept.pem")]);
    create("no-keys", &["--generate", "no"]);
    let refused = sandbox.refused(issue("no-keys", "made.test", &[]));
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("profile_violation", Some("key")));
    for (policy, plain, yes) in [("allow", true, true), ("ask", false, true), ("forbid", false, false)] {
        create(policy, &["--duplicates", policy]);
        let name = format!("{policy}.test");
        sandbox.done(issue(policy, &name, &[]));
        for (second, allowed) in
            [(issue(policy, &name, &[]), plain), (issue(policy, &name, &["--allow-duplicate"]), yes)]
        {
            let outcome = sandbox.run(&second);
            match allowed {
                true => drop(outcome.done()),
                false => assert_eq!(outcome.refused().code, "duplicate", "{second:?}"),
            }
        }
    }
}

/// What both profiles with everything write, as Python reads it.
fn check_what_both_have(found: &Value) {
    let policies = json!([["1.3.6.1.4.1.32473.1", ["https://cps.corp.test/", "For tests alone."]]]);
    for (extension, value) in [
        ("2.5.29.32", policies),
        (
            "authorityInfoAccess",
            json!([
                ["1.3.6.1.5.5.7.48.1", "http://ocsp.corp.test/"],
                ["1.3.6.1.5.5.7.48.2", "http://aia.corp.test/ca.cer"],
            ]),
        ),
        ("cRLDistributionPoints", json!(["http://crl.corp.test/ca.crl"])),
        ("1.3.6.1.4.1.32473.5", json!("0c0474657374")),
    ] {
        assert_eq!(found["extensions"][extension], json!({ "critical": false, "value": value }), "{extension}");
    }
}

fn check_text(file: &str, lines: &[&str]) {
    let text = openssl(["x509", "-noout", "-text", "-in", file]).accept("openssl reads it").stdout;
    for line in lines {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn every_extension_that_a_profile_can_write_is_read_by_others_as_it_was_meant() {
    let sandbox = Sandbox::with_authorities();
    let both = [
        (
            "/extensions/policies/policies",
            json!([
                { "oid": "1.3.6.1.4.1.32473.1", "cps": "https://cps.corp.test/", "notice": "For tests alone." },
            ]),
        ),
        (
            "/extensions/issuerInformation",
            json!({
                "from": "profile", "issuerUrls": ["http://aia.corp.test/ca.cer"], "ocspUrls": ["http://ocsp.corp.test/"],
            }),
        ),
        ("/extensions/revocation", json!({ "from": "profile", "crlUrls": ["http://crl.corp.test/ca.crl"] })),
        (
            "/extensions/further",
            json!([
                { "oid": "1.3.6.1.4.1.32473.5", "critical": false, "der": "0c0474657374", "also": [], "from": "profile" },
            ]),
        ),
    ];
    let server = [
        ("/extensions/mustStaple/wanted", json!(true)),
        ("/extensions/ocspNoCheck", json!(true)),
        ("/extensions/extendedKeyUsage/purposes", json!(["serverAuth", "OCSPSigning"])),
    ];
    let file = document(&sandbox, "web-server", "everything", &[&both[..], &server[..]].concat());
    sandbox.done(["profile", "create", &file]);
    sandbox.issue_as("issuing", "everything", "all.corp.test", &[]);
    let leaf = sandbox.arg("all.corp.test.pem");
    let found = python("certificate.py", [&leaf]);
    check_what_both_have(&found);
    assert_eq!(found["extensions"]["1.3.6.1.5.5.7.1.24"]["value"], json!(["status_request"]));
    assert_eq!(found["extensions"]["1.3.6.1.5.5.7.48.1.5"]["value"], json!(true));
    assert_eq!(found["extensions"]["extKeyUsage"]["value"], json!(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.9"]));
    let shared = [
        "Policy: 1.3.6.1.4.1.32473.1",
        "CPS: https://cps.corp.test/",
        "Explicit Text: For tests alone.",
        "CA Issuers - URI:http://aia.corp.test/ca.cer",
        "OCSP - URI:http://ocsp.corp.test/",
        "URI:http://crl.corp.test/ca.crl",
        "1.3.6.1.4.1.32473.5",
    ];
    check_text(&leaf, &shared);
    check_text(&leaf, &["status_request", "OCSP No Check"]);
    let (root, issuing) = (sandbox.arg("root.pem"), sandbox.arg("issuing.pem"));
    let verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", &root, "-untrusted", &issuing, &leaf];
    openssl(verify).accept("openssl takes it");

    // Name constraints are an authority's.
    let constraints = json!({
        "permitDns": ["corp.test"], "excludeDns": ["secret.corp.test"], "permitIp": ["10.0.0.0/8"],
        "excludeIp": [], "permitEmail": ["corp.test"], "excludeEmail": [],
    });
    let file = document(
        &sandbox,
        "sub-ca",
        "bound-ca",
        &[&both[..], &[("/extensions/nameConstraints", constraints)]].concat(),
    );
    sandbox.done(["profile", "create", &file]);
    let (key, csr, ca) = (sandbox.arg("ca.key"), sandbox.arg("ca.csr"), sandbox.arg("ca.pem"));
    let curve =
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-subj", "/CN=Bound CA/O=Example Corp"];
    openssl(["req", "-new"].iter().chain(&curve).chain(&["-keyout", &key, "-out", &csr])).accept("a request is made");
    let sign = ["cert", "sign", "--ca", "root", "--profile", "bound-ca", "--csr", &csr, "--out-cert", &ca];
    sandbox.done(sign);
    let found = python("certificate.py", [&ca]);
    check_what_both_have(&found);
    assert_eq!(
        found["extensions"]["nameConstraints"],
        json!({ "critical": true, "value": {
            "permitted": ["DNSName:corp.test", "IPAddress:10.0.0.0/8", "RFC822Name:corp.test"],
            "excluded": ["DNSName:secret.corp.test"],
        } })
    );
    check_text(&ca, &shared);
    check_text(&ca, &["Permitted:", "DNS:corp.test", "DNS:secret.corp.test", "IP:10.0.0.0/255.0.0.0"]);
    openssl(["verify", "-x509_strict", "-CAfile", &root, &ca]).accept("openssl takes the authority");
    // And it is bound by them.
    for (name, taken) in [("www.corp.test", true), ("www.secret.corp.test", false), ("www.else.test", false)] {
        let (leaf, key_file) = (sandbox.arg(&format!("{name}.pem")), sandbox.arg(&format!("{name}.key")));
        let alt = format!("subjectAltName=DNS:{name}");
        let subject = format!("/CN={name}");
        let mut made = vec!["req", "-x509", "-CA", &ca, "-CAkey", &key, "-newkey", "ec", "-nodes", "-subj", &subject];
        made.extend(["-pkeyopt", "ec_paramgen_curve:P-256", "-addext", &alt, "-keyout", &key_file, "-out", &leaf]);
        openssl(made).accept("the authority signs anything");
        let judged = openssl(["verify", "-CAfile", &root, "-untrusted", &ca, &leaf]);
        if taken {
            judged.accept(name)
        } else {
            judged.refuse(name)
        };
    }
}
