//! `chancery cert verify` beside openssl, GnuTLS and Python's verifier, and with what a vault knows.

use chancery_tests::{Outcome, Sandbox, certtool, openssl, python};
use serde_json::Value;

/// Where a judge answers otherwise than we do, and why.
const OTHERWISE: [(&str, &str, &str); 18] = [
    ("openssl", "a wildcard within a label", "it still lets them through, which RFC 9525 does not"),
    ("openssl", "a common name alone", "it still looks at the common name, which RFC 9525 does not"),
    ("openssl", "an intermediate as what is trusted", "it wants -partial_chain for anchors that are not self-signed"),
    ("openssl", "a loop with a way out", "it follows one way and does not come back"),
    ("openssl", "a mesh with a way out", "likewise"),
    ("openssl", "the authority is revoked", "-crl_check looks at the end entity alone"),
    ("certtool", "a common name alone", "it still looks at the common name"),
    ("certtool", "self-signed and trusted", "it wants an authority’s certificate as what is trusted"),
    ("certtool", "two intermediates, one ended", "it takes the chain as it comes"),
    ("certtool", "a loop with a way out", "likewise"),
    ("certtool", "a mesh with a way out", "likewise"),
    ("certtool", "a key usage that is of no use", "it looks at the extended key usage alone"),
    ("certtool", "a CRL that ended", "it passes over CRLs that it cannot use"),
    ("certtool", "a CRL of the future", "likewise"),
    ("certtool", "a CRL by an impostor", "likewise"),
    ("certtool", "a CRL of another authority", "likewise"),
    ("python", "a mesh with a way out", "it gives up after some candidates"),
    ("python", "a key usage that is of no use", "it looks at the extended key usage alone"),
];

/// A question of the table.
struct Case<'s> {
    sandbox: &'s Sandbox,
    value: Value,
}

impl Case<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.value[field].as_str()
    }

    fn file(&self, field: &str) -> Option<String> {
        self.text(field).map(|name| self.sandbox.arg(name))
    }

    fn ours(&self) -> Outcome {
        let mut arguments: Vec<String> = vec!["cert".into(), "verify".into()];
        arguments.extend(self.file("leaf"));
        for (option, field) in [("--trust", "trust"), ("--intermediate", "intermediates"), ("--crl", "crls")] {
            arguments.extend(self.file(field).into_iter().flat_map(|file| [option.to_owned(), file]));
        }
        for (option, field) in [("--host", "host"), ("--purpose", "purpose"), ("--at", "at")] {
            arguments.extend(self.text(field).into_iter().flat_map(|text| [option.to_owned(), text.to_owned()]));
        }
        self.sandbox.run(arguments)
    }

    fn openssl(&self) -> Option<bool> {
        let purpose = match self.text("purpose")? {
            "server" => "sslserver",
            "client" => "sslclient",
            "email" => "smimesign",
            // OpenSSL 3.0 has none for signing programs.
            _ => return None,
        };
        let mut arguments = vec!["verify".to_owned(), "-x509_strict".to_owned(), "-no-CApath".to_owned()];
        let mut add = |option: &str, value: Option<String>| {
            arguments.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
        };
        add("-CAfile", self.file("trust"));
        add("-untrusted", self.file("intermediates"));
        add("-CRLfile", self.file("crls"));
        add("-attime", Some(self.value["epoch"].to_string()));
        add("-purpose", Some(purpose.to_owned()));
        let host = self.text("host").map(str::to_owned);
        let is_address = host.as_ref().is_some_and(|host| host.parse::<std::net::IpAddr>().is_ok());
        add(if is_address { "-verify_ip" } else { "-verify_hostname" }, host);
        if self.text("crls").is_some() {
            arguments.push("-crl_check".to_owned());
        }
        arguments.extend(self.file("leaf"));
        Some(openssl(arguments).accepted)
    }

    /// GnuTLS; it has no other moment than now.
    fn certtool(&self) -> Option<bool> {
        let oid = match self.text("purpose")? {
            "server" => "1.3.6.1.5.5.7.3.1",
            "client" => "1.3.6.1.5.5.7.3.2",
            "code-signing" => "1.3.6.1.5.5.7.3.3",
            _ => "1.3.6.1.5.5.7.3.4",
        };
        if self.value["now"] != true {
            return None;
        }
        let mut arguments = vec!["--verify".to_owned(), "--verify-purpose".to_owned(), oid.to_owned()];
        let mut add = |option: &str, value: Option<String>| {
            arguments.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
        };
        add("--infile", self.file("chain"));
        add("--load-ca-certificate", self.file("trust"));
        add("--load-crl", self.file("crls"));
        add("--verify-hostname", self.text("host").map(str::to_owned));
        Some(certtool(arguments, b"").accepted)
    }
}

#[test]
fn the_verdicts_are_those_of_openssl_gnutls_and_python() {
    let sandbox = Sandbox::empty();
    let table = python("trust_chains.py", [sandbox.folder().as_os_str()]);
    let cases = table.as_array().expect("the script prints a table");
    assert!(cases.len() > 60, "{} questions", cases.len());
    let mut otherwise = Vec::new();
    let mut asked = 0;
    for value in cases {
        let case = Case { sandbox: &sandbox, value: value.clone() };
        let title = case.text("title").expect("a question has a title");
        let ours = case.ours();
        let verdict: Value = serde_json::from_str(&ours.stdout).unwrap_or_else(|_| panic!("{title}: {}", ours.stderr));
        let trusted = value["trusted"].as_bool().expect("the table says");
        assert_eq!(ours.code, Some(i32::from(!trusted)), "{title}: {}", verdict["sentence"]);
        assert_eq!(verdict["trusted"], trusted, "{title}");
        if let Some(why) = case.text("why") {
            let steps = verdict["paths"][0]["steps"].as_array().expect("a path has steps");
            let failed: Vec<_> = steps.iter().filter(|step| step["outcome"] == "failed").collect();
            assert!(failed.iter().any(|step| step["check"] == why), "{title} fails for {why}: {failed:?}");
        }
        let judges =
            [("openssl", case.openssl()), ("certtool", case.certtool()), ("python", value["python"].as_bool())];
        for (judge, answer) in judges {
            let Some(answer) = answer else { continue };
            asked += 1;
            if answer != trusted {
                otherwise.push((judge, title.to_owned()));
            }
        }
    }
    assert!(asked > 150, "the judges were asked: {asked}");
    for (judge, title) in &otherwise {
        assert!(
            OTHERWISE.iter().any(|(known, its, _)| known == judge && its == title),
            "{judge} says otherwise of “{title}”; all: {otherwise:#?}"
        );
    }
    assert_eq!(otherwise.len(), OTHERWISE.len(), "who is said to answer otherwise does: {otherwise:#?}");
}

#[test]
fn files_are_verified_without_a_vault() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let file = |name: &str| sandbox.arg(name);
    let ask = |arguments: &[&str]| {
        let mut command = sandbox.command();
        command.env_remove("CHANCERY_VAULT").args(["--json", "cert", "verify"]).args(arguments);
        let output = command.output().expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).unwrap_or_default())
    };
    let (leaf, chain, root, issuing) =
        (file("www.example.test.pem"), file("www.example.test.chain.pem"), file("root.pem"), file("issuing.pem"));
    let (code, said) = ask(&[&leaf, "--trust", &root, "--intermediate", &issuing, "--host", "www.example.test"]);
    assert_eq!(code, Some(0), "{said}");
    let verdict: Value = serde_json::from_str(&said).expect("one document");
    let links = verdict["paths"][0]["links"].as_array().expect("links");
    assert_eq!(links.len(), 3);
    assert_eq!(links[2]["anchor"], "root.pem");
    assert_eq!(ask(&[&chain, "--trust", &root, "--purpose", "server"]).0, Some(0), "the file holds the intermediate");
    assert_eq!(ask(&[&leaf, "--trust", &root]).0, Some(1), "the intermediate is missing");
    assert_eq!(ask(&[&leaf, "--trust", &root, &issuing]).0, Some(0), "several files of one option");
    assert_eq!(ask(&[&chain, "--trust", &root, "--at", "2001-01-01"]).0, Some(1), "before it began");
    assert_eq!(ask(&[&chain]).0, Some(2), "nothing is trusted");
    assert_eq!(ask(&[&chain, "--trust", &root, "--purpose", "walking"]).0, Some(2));
    assert_eq!(ask(&["nowhere.pem", "--trust", &root]).0, Some(1));
    // The certificate of a policy that nobody has.
    assert_eq!(ask(&[&chain, "--trust", &root, "--policy", "1.2.3"]).0, Some(1));
}

#[test]
fn each_step_is_told_with_its_source() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let chain = sandbox.arg("www.example.test.chain.pem");
    let root = sandbox.arg("root.pem");
    let said = sandbox.run_plainly(["cert", "verify", &chain, "--trust", &root, "--host", "mail.example.test"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.contains("FAILED       host"), "{}", said.stdout);
    assert!(said.stdout.contains("RFC 9525") && said.stdout.contains("not checked  revocation"), "{}", said.stdout);
    assert!(said.stderr.contains("not good for “mail.example.test”, but for www.example.test"), "{}", said.stderr);
}

#[test]
fn the_vault_lends_its_roots_its_intermediates_and_its_crls() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let verdict = sandbox.done(["cert", "verify", "www.example.test", "--trust-vault", "--purpose", "server"]);
    assert_eq!(verdict["paths"][0]["links"][0]["certificateId"], "crt-3");
    assert_eq!(verdict["paths"][0]["links"][2]["anchor"], "vault");
    // Every authority makes a CRL when it is founded.
    sandbox.done(["cert", "verify", "www.example.test", "--trust-vault", "--crl-vault", "--crl-all"]);
    let crl = sandbox.arg("issuing.crl");
    sandbox.done(["crl", "export", "--ca", "issuing", "--out", &crl]);
    sandbox.done(["cert", "verify", "www.example.test", "--trust-vault", "--crl", &crl]);
    let refused = sandbox.refused(["cert", "verify", "www.example.test", "--trust-vault", "--crl", &crl, "--crl-all"]);
    assert_eq!((refused.code.as_str(), refused.status), ("not_trusted", 1));
    assert!(refused.message.contains("no CRL of “root”"), "{}", refused.message);
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "key-compromise"]);
    let revoked = sandbox.run(["cert", "verify", "www.example.test", "--trust-vault", "--crl-vault"]);
    assert!(
        revoked.stdout.contains("It was revoked on") && revoked.stdout.contains("key-compromise"),
        "{}",
        revoked.stdout
    );
    // Without CRLs it is trusted still, and the note says what the vault knows.
    let unasked = sandbox.done(["cert", "verify", "www.example.test", "--trust-vault"]);
    assert!(unasked["notes"][0].as_str().is_some_and(|note| note.contains("revoked")), "{}", unasked["notes"]);
}

#[test]
fn chains_of_every_algorithm_hold() {
    let sandbox = Sandbox::new();
    for (root, issuing) in [("ml-dsa-65", "ecdsa-p521"), ("ed25519", "rsa-2048"), ("ecdsa-p384", "ml-dsa-44")] {
        let names = [format!("root {root}"), format!("issuing {issuing}")];
        sandbox.found(&names[0], root, None);
        sandbox.found(&names[1], issuing, Some(&names[0]));
        let host = format!("{issuing}.example.test");
        sandbox.issue(&names[1], &host);
        let chain = sandbox.arg(&format!("{host}.chain.pem"));
        let anchor = sandbox.arg(&format!("{}.pem", names[0]));
        sandbox.done(["cert", "verify", &chain, "--trust", &anchor, "--host", &host, "--purpose", "server"]);
    }
}

#[test]
fn trust_stores_are_kept_by_name() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let chain = sandbox.arg("www.example.test.chain.pem");
    let bundle = sandbox.write("bundle.pem", [sandbox.read("root.pem"), sandbox.read("issuing.pem")].concat());
    let made = sandbox.done(["trust", "add", "Ours", &bundle]);
    assert_eq!((&made["certificates"], &made["source"]), (&2.into(), &"bundle.pem".into()));
    sandbox.done(["cert", "verify", &chain, "--trust-store", "ours", "--host", "www.example.test"]);
    assert_eq!(sandbox.refused(["trust", "add", "OURS", &bundle]).code, "name_taken");
    assert_eq!(sandbox.refused(["trust", "add", "system", &bundle]).field.as_deref(), Some("name"));
    let key = sandbox.arg("www.example.test.key");
    assert_eq!(sandbox.refused(["trust", "add", "Keys", &key]).code, "no_certificate");
    sandbox.add_user("olga", "operator");
    assert_eq!(sandbox.run_as("olga", ["trust", "add", "Hers", &bundle]).refused().code, "forbidden");
    assert_eq!(sandbox.run_as("olga", ["trust", "list"]).done()["trustStores"].as_array().map(Vec::len), Some(1));
    sandbox.done(["trust", "remove", "ours"]);
    let gone = sandbox.refused(["cert", "verify", &chain, "--trust-store", "ours"]);
    assert_eq!(gone.code, "not_found");
    let events = sandbox.done(["audit", "list"]).to_string();
    assert!(events.contains("trust-store.added") && events.contains("trust-store.removed"), "both are told");
}
