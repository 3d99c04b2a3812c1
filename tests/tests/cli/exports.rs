//! What leaves the vault, opened by those who will use it: openssl, GnuTLS, Python, and nginx with curl.

use super::desk::SECRET;
use chancery_tests::{Peer, Sandbox, certtool, curl, openssl, python};
use serde_json::json;

#[test]
fn pkcs12_of_both_strengths_opens_everywhere() {
    let sandbox = Sandbox::with_authorities();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let pass = format!("file:{secret}");
    for key in ["rsa-2048", "ecdsa-p256"] {
        let host = format!("{key}.example.test");
        sandbox.issue_as("issuing", "web-server", &host, &["--key", key]);
        for format in ["pkcs12", "pkcs12-compatible"] {
            let name = format!("{host}.{format}");
            let file = sandbox.arg(&name);
            let refusal = sandbox.refused(["cert", "export", &host, "--format", format, "--out", &file]);
            assert_eq!(refusal.code, "passphrase_needed", "a PKCS#12 file without a passphrase is not made");
            sandbox.done([
                "cert",
                "export",
                &host,
                "--format",
                format,
                "--out",
                &file,
                "--key-passphrase-file",
                &secret,
            ]);
            assert_eq!(sandbox.mode(&name), 0o600, "it holds a key");
            let mut arguments = vec!["pkcs12", "-in", &file, "-passin", &pass, "-nodes", "-info"];
            if format == "pkcs12-compatible" {
                arguments.push("-legacy");
            }
            let opened = openssl(arguments).accept(&name);
            assert_eq!(opened.stdout.matches("BEGIN CERTIFICATE").count(), 3, "{name}: the leaf and both authorities");
            assert!(opened.stdout.contains("PRIVATE KEY"), "{name}");
            let strong = opened.text().contains("AES-256-CBC");
            assert_eq!(strong, format == "pkcs12", "{name}: {}", opened.stderr);
            let wrong = format!("file:{}", sandbox.arg("ada.pass"));
            openssl(["pkcs12", "-in", &file, "-passin", &wrong, "-nodes", "-legacy"]).refuse("another passphrase");
            let arguments = ["--p12-info", "--inder", "--infile", &file, "--password", SECRET];
            certtool(arguments, b"").accept(&name);
            let read = python("pkcs12.py", [&file, SECRET]);
            assert_eq!(read["subject"], format!("CN={host}"));
            assert_eq!(read["chain"].as_array().map(Vec::len), Some(2));
        }
    }
}

#[test]
fn a_key_leaves_encrypted_or_readable_by_its_owner_alone() {
    let sandbox = Sandbox::with_authorities();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    for (key, profile) in [("rsa-2048", "web-server"), ("ecdsa-p521", "web-server"), ("ed25519", "internal-service")] {
        let host = format!("{key}.example.test");
        let options = ["--key", key, "--dns", &host, "--key-passphrase-file", &secret];
        sandbox.issue_as("issuing", profile, &host, &options);
        let (certificate, locked) = (sandbox.arg(&format!("{host}.pem")), sandbox.arg(&format!("{host}.key")));
        assert!(sandbox.read_text(&format!("{host}.key")).contains("BEGIN ENCRYPTED PRIVATE KEY"));
        let public = openssl(["x509", "-in", &certificate, "-noout", "-pubkey"]).stdout;
        let arguments = ["pkey", "-in", &locked, "-pubout", "-passin", &format!("file:{secret}")];
        assert_eq!(openssl(arguments).accept("openssl opens it").stdout, public, "it is the certificate's key");
        let wrong = format!("file:{}", sandbox.arg("ada.pass"));
        openssl(["pkey", "-in", &locked, "-noout", "-passin", &wrong]).refuse("another passphrase");
        assert_eq!(sandbox.mode(&format!("{host}.key")), 0o600);
        let open = sandbox.arg("open.key");
        sandbox.done(["cert", "export", &host, "--format", "key", "--out", &open, "--force"]);
        assert_eq!(sandbox.mode("open.key"), 0o600, "in the clear, but for its owner alone");
        assert_eq!(openssl(["pkey", "-in", &open, "-pubout"]).stdout, public);
    }
    let events = sandbox.done(["audit", "list", "--action", "key.exported"]);
    let events = events["events"].as_array().expect("a list");
    assert_eq!(events.len(), 6, "each is told");
    let open = events.iter().filter(|event| event["summary"].as_str().is_some_and(|s| s.contains("IN THE CLEAR")));
    assert_eq!(open.count(), 3, "those in the clear as such");
}

#[test]
fn certificates_leave_in_pem_der_and_with_their_chain() {
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue("issuing", "www.example.test");
    let der = sandbox.arg("www.der");
    sandbox.done(["cert", "export", "www.example.test", "--format", "der", "--out", &der]);
    let printed = openssl(["x509", "-inform", "DER", "-in", &der, "-noout", "-fingerprint", "-sha256"]).stdout;
    assert_eq!(
        printed.trim().rsplit('=').next().map(|text| text.replace(':', "")).as_deref(),
        issued["fingerprint"].as_str()
    );
    let chain = sandbox.read_text("www.example.test.chain.pem");
    let inner = [sandbox.read_text("www.example.test.pem"), sandbox.read_text("issuing.pem")].concat();
    assert!(chain.starts_with(&inner), "the leaf comes first, then each issuer (RFC 8446 §4.4.2)");
    assert_eq!(issued["pem"].as_str(), Some(sandbox.read_text("www.example.test.pem").as_str()));
    assert_eq!(sandbox.mode("www.example.test.pem"), 0o644, "a certificate is for everybody");
    let refusal = sandbox.refused(["cert", "export", "www.example.test", "--format", "der", "--out", &der]);
    assert_eq!(refusal.code, "file_exists", "a file that exists is left alone");
    sandbox.done(["cert", "export", "www.example.test", "--format", "der", "--out", &der, "--force"]);
    let csv = sandbox.arg("all.csv");
    sandbox.done(["cert", "export-all", "--format", "csv", "--out", &csv]);
    assert_eq!(sandbox.read_text("all.csv").lines().count(), 4, "a heading and three certificates");
}

#[test]
fn nginx_serves_the_chain_and_curl_trusts_it_through_the_root() {
    let sandbox = Sandbox::with_authorities();
    sandbox.found("stranger", "ecdsa-p256", None);
    for key in ["ecdsa-p256", "rsa-2048"] {
        let host = format!("{key}.example.test");
        sandbox.issue_as("issuing", "web-server", &host, &["--key", key]);
        let server = Peer::nginx(&sandbox, &host, "");
        assert_eq!(curl(&sandbox, &host, server.port, "root.pem", &[]), (true, "served".to_owned()));
        let (trusted, said) = curl(&sandbox, &host, server.port, "stranger.pem", &[]);
        assert!(!trusted, "another root does not vouch for it: {said}");
        let (trusted, said) = curl(&sandbox, "other.example.test", server.port, "root.pem", &[]);
        assert!(!trusted, "it is for its own name alone: {said}");
    }
    assert_eq!(json!(true), sandbox.done(["audit", "verify"])["intact"]);
}

#[test]
fn who_may_read_an_export_is_for_the_umask_to_say() {
    let sandbox = Sandbox::with_authorities();
    let export = |umask: &str, name: &str| {
        let program = sandbox.command();
        let mut shell = std::process::Command::new("sh");
        shell.arg("-c").arg(format!("umask {umask}; exec \"$0\" \"$@\"")).arg(program.get_program());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell.env("CHANCERY_USER", "ada").env("CHANCERY_PASSPHRASE_FILE", sandbox.path("ada.pass"));
        shell.args(["ca", "export", "root", "--format", "pem", "--force", "--out", &sandbox.arg(name)]);
        assert!(shell.status().expect("there is a shell").success());
        sandbox.mode(name)
    };
    assert_eq!(export("022", "open.pem"), 0o644);
    assert_eq!(export("077", "closed.pem"), 0o600);
    assert_eq!(export("022", "closed.pem"), 0o600, "a file that is replaced is opened to nobody");
}

#[test]
fn the_passphrase_of_a_file_may_be_what_its_reader_is_set_up_with_and_is_warned_of() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let weak = sandbox.write("weak.pass", "changeit");
    let strong = sandbox.write("strong.pass", "osprey under the ninth bridge");
    let export = |format: &str, out: &str, pass: &str| {
        let out = sandbox.arg(out);
        sandbox.done([
            "cert",
            "export",
            "www.example.test",
            "--format",
            format,
            "--out",
            &out,
            "--key-passphrase-file",
            pass,
        ])
    };
    for (format, out) in [("key", "weak.key"), ("pkcs12", "weak.p12"), ("jks", "weak.jks")] {
        let file = export(format, out, &weak);
        assert!(file["warning"].as_str().is_some_and(|warning| warning.contains("guess")), "{format}: {file}");
    }
    let check = ["pkcs12", "-in", &sandbox.arg("weak.p12"), "-passin", "pass:changeit", "-noout"];
    openssl(check).accept("it opens with it");
    assert!(export("key", "strong.key", &strong)["warning"].is_null());
    let plainly = ["cert", "export", "www.example.test", "--format", "key", "--force"];
    let out = sandbox.arg("weak.key");
    let said = sandbox.run_plainly(plainly.into_iter().chain(["--out", &out, "--key-passphrase-file", &weak]));
    assert!(said.code == Some(0) && said.stderr.contains("guess"), "{}{}", said.stdout, said.stderr);
    // The vault's own stay strict.
    let refusal = sandbox.refused(["slot", "change-passphrase", "--new-passphrase-file", &weak]);
    assert_eq!(refusal.code, "weak_passphrase");
    assert_eq!(sandbox.refused(["ca", "protect", "root", "--new-passphrase-file", &weak]).code, "weak_passphrase");
}

#[test]
fn lists_leave_as_tables_in_their_order_and_nothing_in_them_acts() {
    let sandbox = Sandbox::with_authorities();
    sandbox.found("@SUM", "ecdsa-p256", Some("root"));
    sandbox.done([
        "csr",
        "create",
        "--cn",
        "waits.example.test",
        "--key",
        "ecdsa-p256",
        "--out",
        &sandbox.arg("waits.csr"),
    ]);
    let written = |area: &[&str], name: &str| {
        let out = sandbox.arg(name);
        sandbox.done(area.iter().copied().chain(["list", "--out", &out]));
        sandbox.read_text(name)
    };
    let authorities = written(&["ca"], "authorities.csv");
    let lines: Vec<&str> = authorities.lines().collect();
    assert!(lines[0].starts_with("id,name,signed_by,subject,key,status,"), "{authorities}");
    let order = ["root", "\"'@SUM\"", "issuing"];
    for (line, name) in lines[1..].iter().zip(order) {
        assert!(line.contains(&format!(",{name},root,")), "{name} below its issuer, a formula as text: {authorities}");
    }
    assert_eq!(lines.len(), 1 + order.len());
    let requests = written(&["csr"], "requests.csv");
    assert!(requests.lines().nth(1).is_some_and(|line| line.contains(",waits.example.test,")), "{requests}");
    assert_eq!(written(&["job"], "jobs.csv").lines().count(), 1, "a heading and no job");
    let events = written(&["audit"], "events.csv");
    let numbers: Vec<u32> = events.lines().skip(1).filter_map(|line| line.split(',').next()?.parse().ok()).collect();
    assert!(numbers.len() > 5 && numbers.is_sorted_by(|newer, older| newer > older), "newest first: {events}");
    assert!(events.contains(",table.exported,"), "each of these exports is an event");
    let founded = sandbox.arg("founded.xlsx");
    sandbox.done(["audit", "list", "--action", "authority.founded", "--out", &founded]);
    let rows = python("formats.py", ["xlsx", &founded]);
    assert_eq!(rows.as_array().map(Vec::len), Some(4), "a heading, and what the filter lets through: {rows}");
    let refusal = sandbox.refused(["ca", "list", "--out", &founded]);
    assert_eq!(refusal.code, "file_exists");
    sandbox.add_user("eve", "viewer");
    let refused = sandbox.run_as("eve", ["audit", "list", "--out", &sandbox.arg("secret.csv")]).refused();
    assert_eq!(refused.code, "forbidden");
    assert!(!std::path::Path::new(&sandbox.arg("secret.csv")).exists(), "nothing is left of it");
}
