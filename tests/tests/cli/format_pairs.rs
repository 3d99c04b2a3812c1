//! Every form that is read to every form that is written, for keys of every kind: what comes out is the same whatever it
//! came in, to the octet where nothing in it is random, and judged by programs that share no code with ours.

use super::desk::SECRET;
use chancery_tests::{Judgement, Sandbox, certtool, judge, keytool, openssl, python, python_with, ssh_keygen};
use serde_json::{Value, json};

const HOST: &str = "leaf.example.test";

/// What a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// One public key and no certificate.
    Public,
    /// One certificate.
    Certificate,
    /// The chain without the key.
    Chain,
    /// The key without its certificate.
    Key,
    Everything,
}

/// What is written, what it holds of everything, and whether a passphrase protects it.
const OUT: [(&str, Holds, bool); 15] = [
    ("pem", Holds::Chain, false),
    ("der", Holds::Certificate, false),
    ("chain", Holds::Chain, false),
    ("key", Holds::Key, true),
    ("pkcs1", Holds::Key, false),
    ("sec1", Holds::Key, false),
    ("pkcs12", Holds::Everything, true),
    ("pkcs12-compatible", Holds::Everything, true),
    ("pkcs12-unprotected", Holds::Everything, false),
    ("pkcs7", Holds::Chain, false),
    ("jks", Holds::Everything, true),
    ("jwk", Holds::Chain, false),
    ("jwks", Holds::Chain, false),
    ("jwk-private", Holds::Everything, false),
    ("openssh", Holds::Public, false),
];

/// A form that others wrote: its files, and what they hold.
type In = (&'static str, &'static [&'static str], Holds);

const EVERYTHING: [In; 10] = [
    ("PEM in one file", &["all.pem"], Holds::Everything),
    ("DER", &["key.der", "leaf.der", "ca.der", "root.der"], Holds::Everything),
    ("PKCS#8, encrypted, and PKCS#7", &["locked.key", "chain.p7b"], Holds::Everything),
    ("PKCS#8 by scrypt and PKCS#7 in PEM", &["scrypt.key", "chain.p7b.pem"], Holds::Everything),
    ("PKCS#1 or SEC 1", &["traditional.key", "chain.pem"], Holds::Everything),
    ("PKCS#12", &["modern.p12"], Holds::Everything),
    ("PKCS#12 of old", &["legacy.p12"], Holds::Everything),
    ("PKCS#12 without a password", &["open.p12"], Holds::Everything),
    ("JKS", &["java.jks"], Holds::Everything),
    ("JWK", &["python.jwk"], Holds::Everything),
];

const PARTS: [In; 5] = [
    ("a key alone", &["locked.key"], Holds::Key),
    ("certificates as PEM", &["chain.pem"], Holds::Chain),
    ("certificates as PKCS#7", &["chain.p7b"], Holds::Chain),
    ("a certificate", &["leaf.der"], Holds::Certificate),
    ("an OpenSSH key", &["ssh.pub"], Holds::Public),
];

fn make(arguments: &[&str]) {
    openssl(arguments).accept(&arguments.join(" "));
}

/// A root, an authority and a leaf with a key of this kind, by openssl.
fn chain(sandbox: &Sandbox, genpkey: &[&str]) {
    let out = |name: &str| sandbox.arg(name);
    let authority = sandbox.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
    let ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90"];
    make(
        &[&["req", "-x509", "-subj", "/CN=Root", "-keyout", &out("root.key"), "-out", &out("root.pem")], &ec[..]]
            .concat(),
    );
    make(&[&["req", "-new", "-subj", "/CN=CA", "-keyout", &out("ca.key"), "-out", &out("ca.csr")], &ec[..5]].concat());
    let [root, root_key, ca, ca_key] = ["root.pem", "root.key", "ca.pem", "ca.key"].map(out);
    let by = |csr: &str, issuer: &str, key: &str, to: &str, more: &[&str]| {
        let sign = ["x509", "-req", "-in", csr, "-CA", issuer, "-CAkey", key, "-CAcreateserial", "-days", "60"];
        make(&[&sign[..], &["-out", to], more].concat());
    };
    by(&out("ca.csr"), &root, &root_key, &ca, &["-extfile", &authority]);
    make(&[&["genpkey", "-out", &out("leaf.key")], genpkey].concat());
    make(&["req", "-new", "-subj", &format!("/CN={HOST}"), "-key", &out("leaf.key"), "-out", &out("leaf.csr")]);
    by(&out("leaf.csr"), &ca, &ca_key, &out("leaf.pem"), &[]);
    let pem = ["leaf.pem", "ca.pem", "root.pem"].map(|name| sandbox.read(name)).concat();
    sandbox.write("all.pem", [sandbox.read("leaf.key"), pem.clone()].concat());
    sandbox.write("chain.pem", pem);
}

/// The same in every form that others write.
fn forms(sandbox: &Sandbox, traditional: &str) {
    let out = |name: &str| sandbox.arg(name);
    let pass = format!("pass:{SECRET}");
    for name in ["leaf", "ca", "root"] {
        let (from, to) = (out(&format!("{name}.pem")), out(&format!("{name}.der")));
        make(&["x509", "-in", &from, "-outform", "DER", "-out", &to]);
    }
    let (key, all) = (out("leaf.key"), out("chain.pem"));
    make(&["pkey", "-in", &key, "-outform", "DER", "-out", &out("key.der")]);
    make(&["pkcs8", "-topk8", "-in", &key, "-v2", "aes256", "-passout", &pass, "-out", &out("locked.key")]);
    make(&[
        "pkcs8",
        "-topk8",
        "-in",
        &key,
        "-scrypt",
        "-scrypt_N",
        "1024",
        "-passout",
        &pass,
        "-out",
        &out("scrypt.key"),
    ]);
    match traditional {
        // Its one structure is PKCS#8.
        "" => drop(sandbox.write("traditional.key", sandbox.read("leaf.key"))),
        kind => make(
            &[kind, "-in", &key, "-out", &out("traditional.key"), "-traditional"][..5 + usize::from(kind == "rsa")],
        ),
    }
    let bundle = ["crl2pkcs7", "-nocrl", "-certfile", &all];
    make(&[&bundle[..], &["-outform", "DER", "-out", &out("chain.p7b")]].concat());
    make(&[&bundle[..], &["-out", &out("chain.p7b.pem")]].concat());
    let export = ["pkcs12", "-export", "-inkey", &key, "-in", &all, "-name", HOST, "-iter", "2048"];
    make(&[&export[..], &["-passout", &pass, "-out", &out("modern.p12")]].concat());
    make(&[&export[..], &["-passout", &pass, "-legacy", "-out", &out("legacy.p12")]].concat());
    let nothing = ["-passout", "pass:", "-keypbe", "NONE", "-certpbe", "NONE", "-out", &out("open.p12")];
    make(&[&export[..], &nothing[..]].concat());
    let import = ["-importkeystore", "-noprompt", "-srckeystore", &out("modern.p12"), "-srcstorepass", SECRET];
    let jks = ["-destkeystore", &out("java.jks"), "-deststoretype", "JKS", "-deststorepass", SECRET];
    keytool([&import[..], &jks[..]].concat()).accept("keytool makes a JKS");
    python("formats.py", ["make-jwk", &key, &all, &out("python.jwk")]);
    let public = openssl(["pkey", "-in", &key, "-pubout"]).accept("its public key").stdout;
    sandbox.write("leaf.pub", public);
    python("formats.py", ["make-ssh", &out("leaf.pub"), &out("ssh.pub")]);
}

/// What a form holds when it is made of this; nothing when it cannot be.
fn possible(from: Holds, (form, out, _): (&str, Holds, bool)) -> Option<Holds> {
    let is_keystore = form.starts_with("pkcs12") || form == "jks";
    match (from, out) {
        (Holds::Everything | Holds::Chain, Holds::Certificate) => None,
        (Holds::Everything, out) => Some(out),
        (_, Holds::Public) => Some(Holds::Public),
        (Holds::Key, Holds::Key) => Some(Holds::Key),
        (Holds::Key, _) if form == "jwk-private" => Some(Holds::Key),
        (Holds::Key | Holds::Public, _) if form.starts_with("jwk") && form != "jwk-private" => Some(Holds::Public),
        (Holds::Public, _) if matches!(form, "pem" | "der") => Some(Holds::Public),
        (Holds::Chain, _) if is_keystore || matches!(out, Holds::Chain) => Some(Holds::Chain),
        (Holds::Certificate, _) if is_keystore || matches!(out, Holds::Chain | Holds::Certificate) => {
            Some(Holds::Certificate)
        }
        _ => None,
    }
}

/// Runs every form to every form, and holds what came out against one that others judged.
fn every_pair(genpkey: &[&str], traditional: &str) {
    let sandbox = Sandbox::empty();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    chain(&sandbox, genpkey);
    forms(&sandbox, traditional);
    let public = sandbox.read_text("leaf.pub");
    let (mut written, mut expected) = (Vec::new(), Vec::new());
    for (at, (what, files, holds)) in EVERYTHING.iter().chain(&PARTS).enumerate() {
        for out in OUT {
            let (form, _, protected) = out;
            let name = format!("{at}.{form}");
            let to = sandbox.arg(&name);
            let files: Vec<String> = files.iter().map(|file| sandbox.arg(file)).collect();
            let mut arguments = vec!["cert", "convert"];
            arguments.extend(files.iter().map(String::as_str));
            arguments.extend(["--to", form, "--out", &to, "--passphrase-file", &secret]);
            if protected {
                arguments.extend(["--out-passphrase-file", &secret]);
            }
            let is_other_structure = matches!(form, "pkcs1" | "sec1") && form != structure(traditional);
            match possible(*holds, out).filter(|_| !is_other_structure) {
                None => {
                    let code = sandbox.refused(&arguments).code;
                    let codes = ["nothing_to_write", "several_things", "no_certificate", "no_key", "unsupported"];
                    assert!(codes.contains(&code.as_str()), "{what} to {form}: {code}");
                    assert!(!sandbox.path(&name).exists(), "{what} to {form}");
                }
                Some(holds) => {
                    sandbox.done(&arguments);
                    let random = protected || form == "pkcs12-unprotected";
                    if at > 0 && at < EVERYTHING.len() && !random {
                        let (made, of_pem) = (sandbox.read(&name), sandbox.read(&format!("0.{form}")));
                        assert_eq!(without_comment(form, &made), without_comment(form, &of_pem), "{what} to {form}");
                    }
                    written.push(json!([form, to]));
                    expected.push((format!("{what} to {form}"), expectation(&public, form, holds)));
                }
            }
        }
    }
    let found = judged(&Value::Array(written).to_string());
    for ((what, expected), found) in expected.iter().zip(&found) {
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(found.len(), expected.len());
    others(&sandbox, &public);
}

/// What was written; of an OpenSSH key without the comment, which is the name that the key had where it came from.
fn without_comment<'a>(form: &str, made: &'a [u8]) -> &'a [u8] {
    let second_space = made.iter().enumerate().filter(|(_, octet)| **octet == b' ').map(|(at, _)| at).nth(1);
    second_space.filter(|_| form == "openssh").map_or(made, |end| &made[..end])
}

fn structure(traditional: &str) -> &str {
    match traditional {
        "rsa" => "pkcs1",
        "ec" => "sec1",
        _ => "",
    }
}

fn expectation(public: &str, form: &str, holds: Holds) -> Value {
    let chain = match holds {
        Holds::Public | Holds::Key => 0,
        Holds::Certificate => 1,
        Holds::Chain | Holds::Everything => 3,
    };
    let private =
        matches!(holds, Holds::Key) || (matches!(holds, Holds::Everything) && form != "jwk" && form != "jwks");
    json!({ "public": public, "private": private, "chain": chain })
}

/// What Python says of all of them.
fn judged(list: &str) -> Vec<Value> {
    let said = python_with("pairs.py", [SECRET], list.as_bytes()).accept("Python judges them");
    serde_json::from_str::<Vec<Value>>(&said.stdout).expect("a list")
}

/// The other judges, of what was made of PEM.
fn others(sandbox: &Sandbox, public: &str) {
    let file = |form: &str| sandbox.arg(&format!("0.{form}"));
    let pass = format!("pass:{SECRET}");
    for (form, legacy) in [("pkcs12", false), ("pkcs12-compatible", true), ("pkcs12-unprotected", false)] {
        let file = file(form);
        let password = if form == "pkcs12-unprotected" { "pass:" } else { &pass };
        let mut open = vec!["pkcs12", "-in", &file, "-passin", password, "-nodes", "-nocerts"];
        open.extend(legacy.then_some("-legacy"));
        let key = openssl(&open).accept(form).stdout;
        assert_eq!(key_of(&key), public, "{form}");
    }
    let key = sandbox.read_text("0.key");
    let opened = judge("openssl", ["pkey", "-pubout", "-passin", &pass], key.as_bytes()).accept("the key");
    assert_eq!(opened.stdout, public);
    for form in ["pkcs1", "sec1"].into_iter().filter(|form| sandbox.path(&format!("0.{form}")).exists()) {
        assert_eq!(key_of(&sandbox.read_text(&format!("0.{form}"))), public, "{form}");
    }
    let accepted = |judged: Judgement, what: &str| drop(judged.accept(what));
    accepted(certtool(["-i", "--infile", &file("pem")], b""), "certtool reads the PEM");
    accepted(certtool(["--p7-info", "--inder", "--infile", &file("pkcs7")], b""), "certtool reads the PKCS#7");
    let listed = keytool(["-list", "-keystore", &file("jks"), "-storetype", "JKS", "-storepass", SECRET]);
    assert!(listed.accept("keytool opens the JKS").stdout.contains("PrivateKeyEntry"));
    accepted(ssh_keygen(["-l", "-f", &file("openssh")]), "ssh-keygen reads it");
}

fn key_of(pem: &str) -> String {
    judge("openssl", ["pkey", "-pubout"], pem.as_bytes()).accept("openssl reads the key").stdout
}

#[test]
fn rsa_keys_come_through_every_pair_of_forms() {
    every_pair(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa");
}

#[test]
fn p256_keys_come_through_every_pair_of_forms() {
    every_pair(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ec");
}

#[test]
fn p384_keys_come_through_every_pair_of_forms() {
    every_pair(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "ec");
}

#[test]
fn p521_keys_come_through_every_pair_of_forms() {
    every_pair(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ec");
}

#[test]
fn ed25519_keys_come_through_every_pair_of_forms() {
    every_pair(&["-algorithm", "ED25519"], "");
}

#[test]
fn ml_dsa_keys_come_through_the_forms_that_can_hold_them() {
    let sandbox = Sandbox::empty();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let (key, leaf) = (sandbox.arg("leaf.key"), sandbox.arg("leaf.pem"));
    python("formats.py", ["make-mldsa", &key, &leaf]);
    let (mut written, mut out) = (Vec::new(), Vec::new());
    for form in ["pem", "der", "chain", "key", "pkcs7", "jks", "pkcs12", "pkcs12-unprotected"] {
        let to = sandbox.arg(&format!("out.{form}"));
        let protected = matches!(form, "key" | "jks" | "pkcs12");
        let pass: &[&str] = if protected { &["--out-passphrase-file", &secret] } else { &[] };
        sandbox.done([&["cert", "convert", &key, &leaf, "--to", form, "--out", &to], pass].concat());
        // And back, whatever of it is in there.
        let back = sandbox.arg(&format!("back.{form}"));
        let to_form = if protected || form == "pkcs12-unprotected" { "key" } else { "pem" };
        sandbox.done(["cert", "convert", &to, "--to", to_form, "--out", &back, "--passphrase-file", &secret]);
        written.extend([json!([form, to]), json!([to_form, back])]);
        out.push(form);
    }
    let found = judged(&Value::Array(written).to_string());
    let public = found[0]["public"].clone();
    assert!(public.is_string(), "{found:?}");
    for (form, pair) in out.iter().zip(found.chunks(2)) {
        let private = matches!(*form, "key" | "jks" | "pkcs12" | "pkcs12-unprotected");
        for (found, what) in pair.iter().zip(["written", "and back"]) {
            // Python reads no ML-DSA key in PKCS#12, but what we read out of it again.
            if form.starts_with("pkcs12") && what == "written" {
                continue;
            }
            assert_eq!((&found["public"], &found["private"]), (&public, &json!(private)), "{form} {what}: {found}");
        }
    }
    for form in ["pkcs1", "sec1", "jwk", "jwk-private", "openssh"] {
        let to = sandbox.arg("none");
        let refusal = sandbox.refused(["cert", "convert", &key, &leaf, "--to", form, "--out", &to]);
        assert_eq!(refusal.code, "unsupported", "{form}: {}", refusal.message);
    }
}
