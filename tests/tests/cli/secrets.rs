//! Private keys and passphrases are in no answer, no error, no event and no file but those that were asked for.

use chancery_tests::{Sandbox, openssl};
use std::path::Path;

const OWN: &str = "an authority of its own mind 9";
const FILE: &str = "a file's own secret 31";

/// The secrets as they might turn up: text as it is, keys in base64, hexadecimal and octets.
fn secrets(sandbox: &Sandbox, key_file: &str) -> Vec<(String, Vec<u8>)> {
    let mut secrets: Vec<(String, Vec<u8>)> =
        [Sandbox::PASSPHRASE, OWN, FILE].map(|text| (text.to_owned(), text.as_bytes().to_vec())).to_vec();
    let printed =
        openssl(["pkey", "-in", &sandbox.arg(key_file), "-noout", "-text"]).accept("openssl reads the key").stdout;
    let scalar: String = printed
        .lines()
        .skip_while(|line| !line.starts_with("priv:"))
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .flat_map(|line| line.chars().filter(char::is_ascii_hexdigit))
        .collect();
    let octets: Vec<u8> = (0..scalar.len() / 2)
        .map(|at| u8::from_str_radix(&scalar[at * 2..at * 2 + 2], 16).expect("openssl prints hexadecimal"))
        .collect();
    assert!(octets.len() >= 32, "{printed}");
    let pem = sandbox.read_text(key_file);
    let first_line = pem.lines().nth(1).expect("a PEM body");
    // The beginning of a PKCS#8 is the same for every key of a kind: what follows is the secret.
    secrets.push(("base64".to_owned(), first_line.as_bytes()[first_line.len() - 16..].to_vec()));
    secrets.push(("upper hexadecimal".to_owned(), scalar.to_uppercase().into_bytes()));
    secrets.push(("hexadecimal".to_owned(), scalar.into_bytes()));
    secrets.push(("octets".to_owned(), octets));
    secrets
}

fn assert_free_of(secrets: &[(String, Vec<u8>)], what: &str, content: &[u8]) {
    for (name, secret) in secrets {
        let found = content.windows(secret.len()).any(|window| window == secret.as_slice());
        assert!(!found, "{what} holds a secret: {name}");
    }
}

fn each_file(folder: &Path, check: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            each_file(&path, check);
        } else {
            check(&path);
        }
    }
}

#[test]
fn no_secret_is_in_any_answer_error_event_or_file_that_was_not_asked_for() {
    let sandbox = Sandbox::with_authorities();
    let (own, file) = (sandbox.write("own.pass", format!("{OWN}\n")), sandbox.write("file.pass", format!("{FILE}\n")));
    let path = |name: &str| sandbox.arg(name);
    sandbox.issue("issuing", "www.example.test");
    let secrets = secrets(&sandbox, "www.example.test.key");
    let key = path("www.example.test.key");
    let commands: Vec<Vec<String>> = [
        vec![
            "ca",
            "create",
            "--name",
            "own",
            "--subject",
            "CN=Own",
            "--key",
            "ecdsa-p256",
            "--days",
            "99",
            "--key-passphrase-file",
            &own,
        ],
        vec!["ca", "unlock", "own", "--ca-passphrase-file", &own],
        vec!["ca", "unlock", "own", "--ca-passphrase-file", &file],
        vec!["ca", "create", "--name", "weak", "--subject", "CN=W", "--key", "nonsense", "--days", "9"],
        vec!["cert", "show", "www.example.test"],
        vec!["cert", "list"],
        vec!["cert", "inspect", &key],
        vec!["cert", "import", &key],
        vec!["cert", "sign", "--ca", "issuing", "--profile", "web-server", "--csr", &key],
        vec!["ca", "import", "--name", "x", "--cert", &key, "--key", &key],
        vec!["ca", "import", "--name", "x", "--cert", &path("www.example.test.pem"), "--key", &key],
        vec![
            "cert",
            "export",
            "www.example.test",
            "--format",
            "key",
            "--out",
            &path("locked.key"),
            "--key-passphrase-file",
            &file,
        ],
        vec![
            "cert",
            "export",
            "www.example.test",
            "--format",
            "pkcs12",
            "--out",
            &path("a.p12"),
            "--key-passphrase-file",
            &file,
        ],
        vec!["cert", "inspect", &path("a.p12"), "--key-passphrase-file", &file],
        vec!["cert", "inspect", &path("a.p12"), "--key-passphrase-file", &own],
        vec!["cert", "import", &path("a.p12"), "--key-passphrase-file", &file],
        vec!["slot", "change-passphrase", "--new-passphrase-file", &sandbox.arg("ada.pass")],
        vec!["slot", "list"],
        vec!["user", "list"],
        vec!["vault", "status"],
        vec!["vault", "check"],
        vec!["audit", "list", "--limit", "1000"],
        vec!["audit", "export", "--out", &path("log.jsonl")],
        // What a careless person types where a file is meant.
        vec!["ca", "list", "--passphrase-file", &own],
    ]
    .into_iter()
    .map(|words| words.into_iter().map(str::to_owned).collect())
    .collect();
    for command in &commands {
        for outcome in [sandbox.run(command), sandbox.run_plainly(command)] {
            let what = format!("the answer to {command:?}");
            assert_free_of(&secrets, &what, outcome.stdout.as_bytes());
            assert_free_of(&secrets, &what, outcome.stderr.as_bytes());
        }
        let output = sandbox
            .command()
            .envs([("RUST_LOG", "trace"), ("CHANCERY_USER", "ada")])
            .env("CHANCERY_PASSPHRASE_FILE", sandbox.path("ada.pass"))
            .args(command)
            .output()
            .expect("the command line runs");
        assert_free_of(&secrets, &format!("the log of {command:?}"), &output.stderr);
    }
    assert!(sandbox.read_text("log.jsonl").contains("key.exported"), "the log tells of the keys, without them");
    let asked_for = ["www.example.test.key", "ada.pass", "own.pass", "file.pass"];
    let mut seen = 0;
    each_file(sandbox.folder(), &mut |path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if !asked_for.contains(&name.as_str()) {
            assert_free_of(&secrets, &name, &std::fs::read(path).expect("it can be read"));
            seen += 1;
        }
    });
    assert!(seen > 8, "the vault and what was exported were looked at");
}
