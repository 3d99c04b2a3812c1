//! How the command line speaks: exit status, JSON, errors, options, files.

use chancery_tests::Sandbox;
use serde_json::Value;
use std::process::Stdio;

#[test]
fn the_exit_status_tells_done_from_refused_from_misused() {
    let sandbox = Sandbox::with_authorities();
    assert_eq!(sandbox.run(["ca", "list"]).code, Some(0));
    let refused = sandbox.refused(["ca", "show", "nobody"]);
    assert_eq!((refused.status, refused.code.as_str()), (1, "not_found"));
    for misuse in [
        vec!["ca", "shew"],
        vec!["ca"],
        vec!["cert", "issue", "--ca", "issuing"],
        vec!["cert", "list", "--limit", "many"],
        vec!["cert", "list", "--expires-within", "soon"],
        vec!["cert", "revoke", "x", "--reason", "dislike"],
        vec!["ca", "create", "--name", "n", "--subject", "CN=n", "--days", "1", "--key", "rsa-1024"],
        vec!["cert", "issue", "--ca", "a", "--profile", "web-server", "--cn", "a", "--key-passphrase-file", "f"],
        vec!["vault", "init", "--user", ""],
    ] {
        let refusal = sandbox.refused(misuse.clone());
        assert_eq!((refusal.status, refusal.code.as_str()), (2, "usage"), "{misuse:?}: {}", refusal.message);
    }
    for help in [vec!["--help"], vec!["cert", "issue", "--help"], vec!["--version"]] {
        let outcome = sandbox.run_plainly(help);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        assert!(!outcome.stdout.is_empty());
    }
}

#[test]
fn errors_for_people_are_a_sentence_on_standard_error() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.run_plainly(["ca", "show", "no\u{1b}[2Jbody"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
    assert_eq!(outcome.stderr, "error: There is no authority “no\\u{001B}[2Jbody” in this vault.\n");
    let outcome = sandbox.run_plainly(["ca", "sh\u{1b}[2Jow"]);
    assert_eq!(outcome.code, Some(2));
    assert!(!outcome.stderr.contains('\u{1b}'), "nothing that acts on a terminal comes back: {:?}", outcome.stderr);
}

#[test]
fn global_options_stand_before_or_after_the_area_and_beat_the_environment() {
    let sandbox = Sandbox::new();
    let (vault, file) = (sandbox.arg("vault"), sandbox.arg("ada.pass"));
    let options = ["--vault", &vault, "--user", "ada", "--passphrase-file", &file, "--json"];
    for arguments in [
        options.iter().copied().chain(["ca", "list"]).collect::<Vec<_>>(),
        ["ca", "list"].into_iter().chain(options).collect(),
        ["ca"].into_iter().chain(options).chain(["list"]).collect(),
    ] {
        let output = sandbox
            .command()
            .env("CHANCERY_VAULT", "/nowhere")
            .env("CHANCERY_USER", "nobody")
            .env("CHANCERY_PASSPHRASE_FILE", "/nowhere")
            .args(&arguments)
            .output()
            .expect("the command line runs");
        let document: Value = serde_json::from_slice(&output.stdout).expect("--json prints a JSON document");
        assert_eq!(document["authorities"], Value::Array(Vec::new()), "{arguments:?}");
    }
}

#[test]
fn a_passphrase_file_may_end_with_one_newline_or_none() {
    let sandbox = Sandbox::new();
    for (ending, opens) in [("", true), ("\n", true), ("\r\n", true), ("\n\n", false), (" \n", false)] {
        let file = sandbox.write("try.pass", format!("{}{ending}", Sandbox::PASSPHRASE));
        let outcome = sandbox.run(["ca", "list", "--passphrase-file", &file]);
        if opens {
            outcome.done();
        } else {
            let refusal = outcome.refused();
            assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("wrong_passphrase", Some("passphrase")));
        }
    }
    let refusal = sandbox.refused(["ca", "list", "--passphrase-file", "/dev/zero"]);
    assert_eq!(refusal.code, "file_unreadable", "a file without end is not read to its end");
    let refusal = sandbox.refused(["ca", "list", "--passphrase-file", &sandbox.arg("missing")]);
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("file_unreadable", Some("passphraseFile")));
}

#[test]
fn a_reader_that_goes_away_early_is_no_failure() {
    let sandbox = Sandbox::with_authorities();
    for arguments in [["audit", "list"], ["profile", "list"], ["--help", "--json"]] {
        let mut child = sandbox
            .command()
            .env("CHANCERY_USER", "ada")
            .env("CHANCERY_PASSPHRASE_FILE", sandbox.path("ada.pass"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command line runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn an_existing_file_is_refused_before_anything_is_signed() {
    let sandbox = Sandbox::with_authorities();
    let precious = sandbox.write("precious", "precious");
    for option in ["--out-cert", "--out-key", "--out-chain"] {
        let refusal = sandbox.refused([
            "cert",
            "issue",
            "--ca",
            "issuing",
            "--profile",
            "web-server",
            "--cn",
            "a.test",
            option,
            &precious,
        ]);
        assert_eq!(refusal.code, "file_exists", "{option}");
    }
    for arguments in [["crl", "issue", "--ca", "issuing", "--out"].as_slice(), &["audit", "export", "--out"]] {
        assert_eq!(sandbox.refused(arguments.iter().copied().chain([precious.as_str()])).code, "file_exists");
    }
    assert_eq!(sandbox.read_text("precious"), "precious");
    assert_eq!(sandbox.refused(["cert", "show", "a.test"]).code, "not_found", "nothing was issued");
    let lost = sandbox.run([
        "cert",
        "issue",
        "--ca",
        "issuing",
        "--profile",
        "web-server",
        "--cn",
        "a.test",
        "--out-cert",
        "/nowhere/a.pem",
    ]);
    let issued: Value = serde_json::from_str(&lost.stdout).expect("the certificate is told all the same");
    let refusal = lost.refused();
    assert_eq!(refusal.code, "file_unwritable");
    assert!(
        refusal.message.contains(issued["id"].as_str().expect("an id")),
        "and that it was issued: {}",
        refusal.message
    );
}

#[test]
fn a_dry_run_says_what_would_be_signed_and_signs_nothing() {
    let sandbox = Sandbox::with_authorities();
    let asked = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "a.test"];
    let preview = sandbox.done(asked.into_iter().chain(["--dry-run"]));
    assert_eq!(preview["names"][0]["value"], "a.test");
    assert_eq!(sandbox.refused(["cert", "show", "a.test"]).code, "not_found");
}
