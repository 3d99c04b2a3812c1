//! Every form of certificates and keys, there and back: what others write is read, and what is written is read by others.

use super::desk::{HOST, SECRET, desk, public_key_of_certificate, public_key_of_key};
use chancery_tests::{Sandbox, certtool, keytool, openssl, python, ssh_keygen};
use serde_json::{Value, json};

/// Runs `cert convert`, without any vault.
#[track_caller]
fn convert(sandbox: &Sandbox, files: &[&str], to: &str, out: &str, more: &[&str]) -> Value {
    let mut arguments = vec!["cert".to_owned(), "convert".to_owned()];
    arguments.extend(files.iter().map(|file| sandbox.arg(file)));
    arguments.extend(["--to", to, "--out", &sandbox.arg(out), "--force"].map(str::to_owned));
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    sandbox.done(arguments)
}

/// Key and chain of these files as one text, the same whatever form they came in.
fn as_one_text(sandbox: &Sandbox, files: &[&str], more: &[&str]) -> String {
    convert(sandbox, files, "jwk-private", "one.jwk", more);
    sandbox.read_text("one.jwk")
}

#[test]
fn what_others_write_is_read_whatever_its_form() {
    let sandbox = desk();
    let [key, leaf, chain] = ["key", "pem", "chain.pem"].map(|kind| sandbox.arg(&format!("{HOST}.{kind}")));
    let out = |name: &str| sandbox.arg(name);
    let pass = format!("pass:{SECRET}");
    let make = |arguments: &[&str]| drop(openssl(arguments).accept(&arguments.join(" ")));
    sandbox.write("above.pem", [sandbox.read("issuing.pem"), sandbox.read("root.pem")].concat());
    make(&["x509", "-in", &leaf, "-outform", "DER", "-out", &out("leaf.der")]);
    make(&["pkey", "-in", &key, "-outform", "DER", "-out", &out("key.der")]);
    make(&["pkcs8", "-topk8", "-in", &key, "-v2", "aes256", "-passout", &pass, "-out", &out("locked.key")]);
    make(&["ec", "-in", &key, "-out", &out("sec1.key")]);
    make(&["crl2pkcs7", "-nocrl", "-certfile", &chain, "-outform", "DER", "-out", &out("chain.p7b")]);
    let export = ["pkcs12", "-export", "-inkey", &key, "-in", &chain, "-name", "eins"];
    make(&[&export[..], &["-passout", &pass, "-out", &out("modern.p12")]].concat());
    make(&[&export[..], &["-passout", &pass, "-legacy", "-out", &out("legacy.p12")]].concat());
    make(
        &[&export[..], &["-passout", "pass:", "-keypbe", "NONE", "-certpbe", "NONE", "-out", &out("open.p12")]]
            .concat(),
    );
    let import = ["-importkeystore", "-noprompt", "-srckeystore", &out("modern.p12"), "-srcstorepass", SECRET];
    let jks = ["-destkeystore", &out("java.jks"), "-deststoretype", "JKS", "-deststorepass", SECRET];
    keytool([&import[..], &jks[..]].concat()).accept("keytool makes a JKS");
    python("formats.py", ["make-jwk", &key, &chain, &out("python.jwk")]);
    sandbox.write(
        "all.pem",
        [
            b"Some words before.\n".to_vec(),
            sandbox.read(&format!("{HOST}.key")),
            sandbox.read(&format!("{HOST}.chain.pem")),
        ]
        .concat(),
    );
    let expected = as_one_text(&sandbox, &["all.pem"], &[]);
    let judged = python("formats.py", ["jwk", &out("one.jwk")]);
    let public = public_key_of_certificate(&sandbox, &format!("{HOST}.pem"));
    assert_eq!(
        judged,
        json!([{ "public": public, "private": true, "chain": 3 }]),
        "the one that others are held against"
    );
    let secret = sandbox.arg("secret");
    for files in [
        &["key.der", "leaf.der", "above.pem"][..],
        &["locked.key", "chain.p7b"],
        &["sec1.key", "chain.p7b"],
        &["modern.p12"],
        &["legacy.p12"],
        &["open.p12"],
        &["java.jks"],
        &["python.jwk"],
    ] {
        let opened = ["--passphrase-file", &secret];
        assert_eq!(as_one_text(&sandbox, files, &opened), expected, "{files:?}");
        assert_eq!(sandbox.mode("one.jwk"), 0o600);
    }
    for locked in ["modern.p12", "java.jks", "locked.key"] {
        let arguments = ["cert", "convert", &out(locked), "--to", "key", "--out", &out("none.key")];
        let refusal = sandbox.refused(arguments);
        assert_eq!(
            (refusal.code.as_str(), refusal.field.as_deref()),
            ("passphrase_needed", Some("passphrase")),
            "{locked}"
        );
        let wrong = sandbox.arg("ada.pass");
        let refusal = sandbox.refused([&arguments[..], &["--passphrase-file", &wrong]].concat());
        assert_eq!(refusal.code, "wrong_file_passphrase", "{locked}");
    }
    assert!(!sandbox.path("none.key").exists());
}

#[test]
fn what_is_written_is_read_by_others_and_again_by_ourselves() {
    let sandbox = desk();
    let public = public_key_of_certificate(&sandbox, &format!("{HOST}.pem"));
    let secret = sandbox.arg("secret");
    let pass = format!("pass:{SECRET}");
    let subject = format!("CN={HOST}");
    let expected = as_one_text(&sandbox, &[&format!("{HOST}.key"), &format!("{HOST}.chain.pem")], &[]);
    let lists = |store: &str, file: &str| {
        let listed =
            keytool(["-list", "-v", "-keystore", file, "-storetype", store, "-storepass", SECRET]).accept(file);
        assert!(
            listed.stdout.contains("PrivateKeyEntry") && listed.stdout.contains("chain length: 3"),
            "{}",
            listed.stdout
        );
        assert!(listed.stdout.contains(&format!("Alias name: {HOST}")), "{}", listed.stdout);
    };
    let key_in = |arguments: &[&str]| {
        let opened = openssl(arguments).accept(&arguments.join(" "));
        sandbox.write("judged.key", opened.stdout);
        assert_eq!(public_key_of_key(&sandbox, "judged.key"), public);
    };
    /// What a form is written with, and whether its key comes back by itself, with the chain, or not at all.
    #[derive(PartialEq)]
    enum Back {
        Key,
        All,
        Public,
    }
    type Judge<'a> = &'a dyn Fn(&str);
    let judges: [(&str, &[&str], Back, Judge<'_>); 15] = [
        ("pem", &[], Back::Public, &|file| drop(openssl(["x509", "-in", file, "-noout"]).accept("pem"))),
        ("der", &[], Back::Public, &|file| drop(certtool(["-i", "--inder", "--infile", file], b"").accept("der"))),
        ("chain", &[], Back::Public, &|file| drop(openssl(["x509", "-in", file, "-noout"]).accept("chain"))),
        ("pkcs7", &[], Back::Public, &|file| {
            let found = python("formats.py", ["pkcs7", file]);
            assert_eq!(found[0], subject, "the leaf comes first");
            assert_eq!(found.as_array().map(Vec::len), Some(3));
            openssl(["pkcs7", "-inform", "DER", "-in", file, "-print_certs", "-noout"]).accept("openssl opens the p7b");
            certtool(["--p7-info", "--inder", "--infile", file], b"").accept("certtool opens the p7b");
            let printed = keytool(["-printcert", "-file", file]).accept("keytool opens the p7b");
            assert!(printed.stdout.contains(HOST));
        }),
        ("key", &["secret"], Back::Key, &|file| {
            assert_eq!(openssl(["pkey", "-in", file, "-pubout", "-passin", &pass]).stdout, public);
        }),
        ("sec1", &[], Back::Key, &|file| {
            assert!(std::fs::read_to_string(file).expect("PEM").starts_with("-----BEGIN EC PRIVATE KEY-----"));
            assert_eq!(openssl(["ec", "-in", file, "-pubout"]).stdout, public);
        }),
        ("pkcs12", &["secret"], Back::All, &|file| {
            key_in(&["pkcs12", "-in", file, "-passin", &pass, "-nodes", "-nocerts"]);
            lists("PKCS12", file);
        }),
        ("pkcs12-compatible", &["secret"], Back::All, &|file| {
            key_in(&["pkcs12", "-in", file, "-passin", &pass, "-nodes", "-nocerts", "-legacy"]);
        }),
        ("pkcs12-unprotected", &[], Back::All, &|file| {
            key_in(&["pkcs12", "-in", file, "-passin", "pass:", "-nodes", "-nocerts"]);
            assert_eq!(python("formats.py", ["pkcs12", file]), json!({ "name": HOST, "chain": 2 }));
        }),
        ("jks", &["secret"], Back::All, &|file| {
            lists("JKS", file);
            let p12 = format!("{file}.p12");
            let from =
                ["-importkeystore", "-noprompt", "-srckeystore", file, "-srcstoretype", "JKS", "-srcstorepass", SECRET];
            keytool(
                [&from[..], &["-destkeystore", &p12, "-deststoretype", "PKCS12", "-deststorepass", SECRET]].concat(),
            )
            .accept("keytool takes the key out");
            key_in(&["pkcs12", "-in", &p12, "-passin", &pass, "-nodes", "-nocerts"]);
        }),
        ("jwk", &[], Back::Public, &|file| {
            assert_eq!(
                python("formats.py", ["jwk", file]),
                json!([{ "public": public, "private": false, "chain": 3 }])
            );
        }),
        ("jwks", &[], Back::Public, &|file| {
            assert_eq!(
                python("formats.py", ["jwk", file]),
                json!([{ "public": public, "private": false, "chain": 3 }])
            );
        }),
        ("jwk-private", &[], Back::All, &|file| {
            assert_eq!(python("formats.py", ["jwk", file]), json!([{ "public": public, "private": true, "chain": 3 }]));
        }),
        ("openssh", &[], Back::Public, &|file| {
            assert_eq!(python("formats.py", ["ssh", file]), json!([public]));
            let printed = ssh_keygen(["-l", "-f", file]).accept("ssh-keygen reads it");
            assert!(printed.stdout.contains(HOST) && printed.stdout.contains("(ECDSA)"), "{}", printed.stdout);
            assert_eq!(ssh_keygen(["-e", "-m", "PKCS8", "-f", file]).accept("ssh-keygen").stdout, public);
        }),
        // The second time from a file, with the root left out.
        ("chain", &["--without-root"], Back::Public, &|file| {
            assert_eq!(std::fs::read_to_string(file).expect("PEM").matches("BEGIN CERTIFICATE").count(), 2);
        }),
    ];
    for (format, options, back, judge) in judges {
        let name = format!("out.{format}");
        let file = sandbox.arg(&name);
        let mut arguments = vec!["cert", "export", HOST, "--format", format, "--out", &file, "--force"];
        arguments.extend(options.iter().flat_map(|option| match *option {
            "secret" => vec!["--key-passphrase-file", secret.as_str()],
            other => vec![other],
        }));
        let written = sandbox.done(&arguments);
        assert_eq!(sandbox.mode(&name), if back == Back::Public { 0o644 } else { 0o600 }, "{format}");
        assert!(written["bytes"].as_u64() > Some(0));
        judge(&file);
        let again = ["--passphrase-file", &secret];
        match back {
            Back::All => assert_eq!(as_one_text(&sandbox, &[&name], &again), expected, "{format}"),
            Back::Key => {
                convert(&sandbox, &[&name], "key", "again.key", &again);
                assert_eq!(sandbox.read_text("again.key"), sandbox.read_text(&format!("{HOST}.key")), "{format}");
            }
            Back::Public => {
                convert(&sandbox, &[&name], "jwks", "again.jwks", &again);
                let found = python("formats.py", ["jwk", &sandbox.arg("again.jwks")]);
                let found = found.as_array().expect("a list");
                assert!(found.iter().any(|key| key["public"] == public), "{format}");
                let none = sandbox.arg("none.key");
                let refusal = sandbox.refused(["cert", "convert", &file, "--to", "key", "--out", &none]);
                assert_eq!(refusal.code, "nothing_to_write", "there is no key in {format}");
            }
        }
    }
    let told = sandbox.done(["audit", "list", "--action", "key.exported"]).to_string();
    for words in [
        "exported as JWK IN THE CLEAR",
        "as Java keystore, protected by a passphrase",
        "exported as SEC 1 IN THE CLEAR",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn keys_of_every_kind_take_the_forms_that_they_have() {
    let sandbox = Sandbox::empty();
    let kinds: [(&str, &[&str], &str); 5] = [
        ("rsa", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "pkcs1"),
        ("p256", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "sec1"),
        ("p384", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "sec1"),
        ("p521", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "sec1"),
        ("ed25519", &["-algorithm", "ED25519"], ""),
    ];
    for (kind, options, traditional) in kinds {
        let key = format!("{kind}.key");
        openssl(["genpkey", "-out", &sandbox.arg(&key)].iter().chain(options)).accept(kind);
        let public = public_key_of_key(&sandbox, &key);
        convert(&sandbox, &[&key], "jwk-private", "private.jwk", &[]);
        let found = python("formats.py", ["jwk", &sandbox.arg("private.jwk")]);
        assert_eq!(found, json!([{ "public": public, "private": true, "chain": 0 }]), "{kind}");
        convert(&sandbox, &["private.jwk"], "key", "back.key", &[]);
        assert_eq!(
            sandbox.read_text("back.key"),
            openssl(["pkcs8", "-topk8", "-nocrypt", "-in", &sandbox.arg(&key)]).stdout,
            "{kind}: the same key to the last octet"
        );
        convert(&sandbox, &[&key], "openssh", "key.pub", &[]);
        assert_eq!(python("formats.py", ["ssh", &sandbox.arg("key.pub")]), json!([public]), "{kind}");
        ssh_keygen(["-l", "-f", &sandbox.arg("key.pub")]).accept(kind);
        convert(&sandbox, &["key.pub"], "pem", "public.pem", &[]);
        assert_eq!(sandbox.read_text("public.pem"), public, "{kind}: an OpenSSH key is read");
        for form in ["pkcs1", "sec1"] {
            let out = sandbox.arg("traditional.key");
            let arguments = ["cert", "convert", &sandbox.arg(&key), "--to", form, "--out", &out, "--force"];
            if form == traditional {
                sandbox.done(arguments);
                assert_eq!(public_key_of_key(&sandbox, "traditional.key"), public, "{kind}");
                convert(&sandbox, &["traditional.key"], "key", "back.key", &[]);
                assert_eq!(public_key_of_key(&sandbox, "back.key"), public, "{kind}");
            } else {
                assert_eq!(sandbox.refused(arguments).code, "unsupported", "{kind} has no {form}");
            }
        }
    }
}

#[test]
fn a_keystore_with_several_entries_keeps_their_names_both_ways() {
    let sandbox = Sandbox::empty();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let store = sandbox.arg("many.p12");
    let at = ["-keystore", &store, "-storetype", "PKCS12", "-storepass", SECRET];
    for alias in ["erster", "zweiter"] {
        let made = ["-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=same"];
        keytool([&made[..], &at[..]].concat()).accept("keytool makes a key");
    }
    let exported =
        keytool([&["-exportcert", "-rfc", "-alias", "erster"], &at[..]].concat()).accept("a certificate").stdout;
    sandbox.write("trusted.pem", exported);
    let secret_key = ["-genseckey", "-alias", "geheim", "-keyalg", "AES", "-keysize", "256"];
    keytool([&secret_key[..], &at[..]].concat()).accept("keytool makes a secret key");
    let opened = ["--passphrase-file", &secret, "--out-passphrase-file", &secret];
    let arguments = ["cert", "convert", &store, "--to", "jks", "--out", &sandbox.arg("many.jks")];
    let refusal = sandbox.refused([&arguments[..], &opened[..]].concat());
    assert!(refusal.message.contains("“geheim”") && refusal.message.contains("secret key"), "{}", refusal.message);
    keytool([&["-delete", "-alias", "geheim"], &at[..]].concat()).accept("keytool takes it out");
    convert(&sandbox, &["many.p12"], "jks", "many.jks", &opened);
    convert(&sandbox, &["many.jks"], "pkcs12", "again.p12", &opened);
    for (kind, file) in [("JKS", "many.jks"), ("PKCS12", "again.p12")] {
        let listed =
            keytool(["-list", "-v", "-keystore", &sandbox.arg(file), "-storetype", kind, "-storepass", SECRET])
                .accept(file)
                .stdout;
        assert_eq!(listed.matches("PrivateKeyEntry").count(), 2, "{listed}");
        for alias in ["erster", "zweiter"] {
            assert!(listed.contains(&format!("Alias name: {alias}")), "{listed}");
        }
    }
    let useless = ["cert", "convert", &sandbox.arg("trusted.pem"), "--to", "pem", "--out", &sandbox.arg("none.pem")];
    let refusal = sandbox.refused([&useless[..], &opened[2..]].concat());
    assert_eq!(refusal.code, "passphrase_not_used", "nobody is left to believe that it protects something");
    // Certificates alone are trusted ones, to Java too.
    for (to, kind) in [("jks", "JKS"), ("pkcs12", "PKCS12")] {
        convert(&sandbox, &["trusted.pem"], to, "trust", &opened);
        let listed = keytool(["-list", "-keystore", &sandbox.arg("trust"), "-storetype", kind, "-storepass", SECRET]);
        assert!(listed.accept(kind).stdout.contains("trustedCertEntry"), "{kind}");
        convert(&sandbox, &["trust"], "pem", "back.pem", &opened[..2]);
        let same = |name: &str| openssl(["x509", "-in", &sandbox.arg(name), "-noout", "-fingerprint"]).stdout;
        assert_eq!(same("back.pem"), same("trusted.pem"));
    }
}

#[test]
fn a_java_keystore_is_imported_with_its_keys_and_shown() {
    let sandbox = Sandbox::new();
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let store = sandbox.arg("java.jks");
    keytool([
        "-genkeypair",
        "-alias",
        "srv",
        "-keyalg",
        "EC",
        "-groupname",
        "secp384r1",
        "-dname",
        "CN=java.example.test",
        "-keystore",
        &store,
        "-storetype",
        "JKS",
        "-storepass",
        SECRET,
        "-keypass",
        SECRET,
    ])
    .accept("keytool makes a keystore");
    assert_eq!(sandbox.done(["cert", "inspect", &store])["found"][0]["kind"], "jks-locked");
    let found = sandbox.done(["cert", "inspect", &store, "--key-passphrase-file", &secret]);
    assert_eq!(
        (&found["found"][0]["kind"], &found["found"][1]["kind"]),
        (&json!("private-key"), &json!("certificate"))
    );
    assert_eq!(found["found"][0]["summary"][0], json!({ "label": "Called", "value": "srv" }));
    let report = sandbox.done(["cert", "import", &store, "--key-passphrase-file", &secret]);
    assert_eq!((&report["imported"], &report["keys"]), (&json!(1), &json!(1)));
    // One bit of the file changed is a wrong passphrase or a damaged file, and nothing else.
    let mut damaged = sandbox.read("java.jks");
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let file = sandbox.write("damaged.jks", damaged);
    let refusal = sandbox.refused(["cert", "import", &file, "--key-passphrase-file", &secret]);
    assert_eq!(refusal.code, "wrong_file_passphrase");
}

#[test]
fn hostile_names_stay_text_in_every_file() {
    let sandbox = Sandbox::with_authorities();
    let odd = [
        "=cmd|'/C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "..\\..\\evil",
        "a\u{202e}gpj.exe",
        "-rf ~; $(id)",
        "\u{ff1d}1+1",
        "con.test",
        "../../etc/passwd\0.pem",
        "x\r\nBcc: a@b",
    ];
    for (at, name) in odd.iter().enumerate() {
        let file = sandbox.arg(&format!("odd{at}.pem"));
        python("formats.py", ["make-odd", &file, &json!(name).to_string()]);
        sandbox.done(["cert", "import", &file]);
    }
    let out = |kind: &str| {
        let file = sandbox.arg(&format!("all.{kind}"));
        sandbox.done(["cert", "export-all", "--format", kind, "--out", &file]);
        file
    };
    let rows = python("formats.py", ["xlsx", &out("xlsx")]);
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 1 + 2 + odd.len());
    let texts: Vec<&str> = rows.iter().filter_map(|row| row[1][1].as_str()).collect();
    assert!(texts.contains(&"=cmd|'/C calc'!A0"), "as it is, in a cell for text: {texts:?}");
    assert!(texts.contains(&"a\\u{202E}gpj.exe"), "what would turn the line around is spelled out: {texts:?}");
    let kinds: Vec<&str> = rows[1].as_array().expect("cells").iter().filter_map(|cell| cell[0].as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "n").count(), 2, "only the dates are numbers: {kinds:?}");
    let (csv, chosen) = (sandbox.arg("some.csv"), "status,name,added");
    sandbox.done(["cert", "export-all", "--format", "csv", "--out", &csv, "--columns", chosen]);
    let text = sandbox.read_text("some.csv");
    assert!(text.starts_with("status,name,added\r\nactive,"), "the columns that were chosen, in their order: {text}");
    assert!(text.contains("\"'=cmd|'/C calc'!A0\""), "what would be computed is text: {text}");
    let zipped = python("formats.py", ["zip", &out("zip")]);
    let zipped = zipped.as_object().expect("names");
    assert_eq!(zipped.len(), rows.len() - 1, "none overwrites another");
    for name in zipped.keys() {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        assert!(plain && !name.starts_with(['.', '-']) && !name.contains(".."), "{name}");
        assert!(!name.to_lowercase().starts_with("con."), "{name} is no device of Windows");
    }
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let jks = sandbox.arg("all.jks");
    sandbox.done(["cert", "export-all", "--format", "jks", "--out", &jks, "--out-passphrase-file", &secret]);
    let listed =
        keytool(["-list", "-keystore", &jks, "-storetype", "JKS", "-storepass", SECRET]).accept("keytool").stdout;
    assert_eq!(listed.matches("trustedCertEntry").count(), rows.len() - 1, "{listed}");
    let bundle = python("formats.py", ["pkcs7", &out("pkcs7")]);
    assert_eq!(bundle.as_array().map(Vec::len), Some(rows.len() - 1));
    // A configuration holds none of it, nor a file's name.
    let evil = sandbox.arg("evil.pem");
    sandbox.write("evil.pem", [sandbox.read("odd5.pem.key"), sandbox.read("odd5.pem")].concat());
    let written = convert(&sandbox, &["evil.pem"], "nginx", "evil", &[]);
    assert_eq!(written["files"][0], "rf_id.chain.pem", "{written} of {evil}");
    let configuration = sandbox.read_text("evil/nginx.conf");
    assert!(configuration.contains("server_name _;") && !configuration.contains('$'), "{configuration}");
}

#[test]
fn a_file_that_would_take_minutes_is_refused_at_once() {
    let sandbox = desk();
    let [key, leaf] = ["key", "pem"].map(|kind| sandbox.arg(&format!("{HOST}.{kind}")));
    let file = sandbox.arg("slow.p12");
    let made = ["pkcs12", "-export", "-inkey", &key, "-in", &leaf, "-keypbe", "NONE", "-certpbe", "NONE"];
    let slow = ["-macalg", "sha1", "-iter", "10000000", "-passout", "pass:x", "-out", &file];
    openssl([&made[..], &slow[..]].concat()).accept("openssl takes its time");
    let secret = sandbox.write("x", "x\n");
    let begun = std::time::Instant::now();
    let arguments = ["cert", "convert", &file, "--to", "key", "--out", &sandbox.arg("k"), "--passphrase-file", &secret];
    let refusal = sandbox.refused(arguments);
    assert_eq!(refusal.code, "too_many_iterations");
    assert!(refusal.message.contains("10000000"), "{}", refusal.message);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn a_form_that_holds_one_thing_says_so_and_what_is_not_there_is_not_made_up() {
    let sandbox = desk();
    sandbox.found("other", "ecdsa-p256", None);
    let out = sandbox.arg("out");
    let refused = |files: &[&str], to: &str| {
        let mut arguments = vec!["cert".to_owned(), "convert".to_owned()];
        arguments.extend(files.iter().map(|file| sandbox.arg(file)));
        arguments.extend(["--to", to, "--out", &out].map(str::to_owned));
        sandbox.refused(arguments).code
    };
    assert_eq!(refused(&["root.pem", "other.pem"], "der"), "several_things");
    assert_eq!(refused(&["root.pem", "other.pem"], "chain"), "several_things");
    assert_eq!(refused(&["root.pem"], "key"), "nothing_to_write");
    assert_eq!(refused(&["root.pem"], "nginx"), "no_key");
    assert_eq!(refused(&["www.example.test.key"], "pkcs12-unprotected"), "no_certificate");
    assert_eq!(refused(&["www.example.test.key", "root.pem"], "nginx"), "no_key", "the key is of another certificate");
    assert_eq!(
        refused(&["www.example.test.key"], "pem"),
        "nothing_to_write",
        "a key goes into no form for all to read"
    );
    assert!(!sandbox.path("out").exists());
    // A CRL goes from one form into the other.
    sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &sandbox.arg("a.crl")]);
    convert(&sandbox, &["a.crl"], "pem", "crl.pem", &[]);
    convert(&sandbox, &["crl.pem"], "der", "b.crl", &[]);
    assert_eq!(sandbox.read("a.crl"), sandbox.read("b.crl"));
    convert(&sandbox, &["a.crl", "issuing.pem"], "pkcs7", "crl.p7b", &[]);
    openssl(["pkcs7", "-inform", "DER", "-in", &sandbox.arg("crl.p7b"), "-print_certs", "-noout"]).accept("the p7b");
    convert(&sandbox, &["crl.p7b"], "pem", "both.pem", &[]);
    assert!(sandbox.read_text("both.pem").contains("X509 CRL"));
}
