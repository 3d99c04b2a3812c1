//! Names with formulas, HTML, terminal escapes, right-to-left overrides and NULs stay text wherever they land.

use chancery_tests::{Sandbox, python};

/// The characters that must never come out raw.
fn odd(c: char) -> bool {
    c != '\n'
        && (c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[test]
fn what_others_wrote_into_certificates_acts_on_nothing() {
    let sandbox = Sandbox::new();
    let file = sandbox.arg("odd.pem");
    let made = python("odd_certificates.py", [&file]).as_u64().expect("a number");
    let report = sandbox.done(["cert", "import", &file]);
    assert_eq!(report["imported"].as_u64(), Some(made), "each is kept: {report}");
    let listed = sandbox.done(["cert", "list"]);
    let mut commands: Vec<Vec<String>> = vec![vec!["cert".into(), "list".into()], vec!["audit".into(), "list".into()]];
    commands.push(vec!["cert".into(), "inspect".into(), file]);
    for row in listed["certificates"].as_array().expect("a list") {
        commands.push(vec!["cert".into(), "show".into(), row["id"].as_str().expect("an id").to_owned()]);
    }
    for command in &commands {
        for outcome in [sandbox.run(command), sandbox.run_plainly(command)] {
            assert_eq!(outcome.code, Some(0), "{command:?}: {}", outcome.stderr);
            let found = outcome.stdout.chars().find(|c| odd(*c));
            assert_eq!(found, None, "{command:?} prints it raw");
        }
    }
    let log = sandbox.arg("log.jsonl");
    sandbox.done(["audit", "export", "--out", &log]);
    python("audit_export.py", [&log]);
    let csv = sandbox.arg("all.csv");
    sandbox.done(["cert", "export-all", "--format", "csv", "--out", &csv]);
    let fields = python("csv_fields.py", [&csv]);
    for field in fields.as_array().expect("a list").iter().filter_map(|field| field.as_str()) {
        assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field:?} would be a formula");
        assert_eq!(field.chars().find(|c| odd(*c)), None, "{field:?}");
    }
}

#[test]
fn what_we_sign_holds_no_such_names() {
    let sandbox = Sandbox::with_authorities();
    let csr = sandbox.arg("odd.csr");
    for at in 0..8 {
        if python("odd_request.py", [&at.to_string(), &csr]) == "done" {
            break;
        }
        let out = sandbox.arg("odd.out");
        let refusal = sandbox.refused([
            "cert",
            "sign",
            "--ca",
            "issuing",
            "--profile",
            "web-server",
            "--csr",
            &csr,
            "--out-cert",
            &out,
        ]);
        assert_eq!(refusal.status, 1);
        assert_eq!(refusal.message.chars().find(|c| odd(*c)), None, "{:?}", refusal.message);
    }
    for name in [
        "a\u{202e}b.test",
        "a\u{1b}[2Jb.test",
        "a b.test",
        "=1+1",
        "<b>a</b>.test",
        "-a.test",
        "a..test",
        "*.*.test",
        "a.*.test",
    ] {
        let refusal = sandbox.refused([
            "cert",
            "issue",
            "--ca",
            "issuing",
            "--profile",
            "web-server",
            "--cn",
            "ok.test",
            &format!("--dns={name}"),
        ]);
        assert_eq!(refusal.status, 1, "{name:?}");
        assert_eq!(refusal.message.chars().find(|c| odd(*c)), None, "{:?}", refusal.message);
    }
    for (option, value) in [("--owner", "a\u{1b}[2J"), ("--owner", "a\nb"), ("--notes", "a\u{202e}b")] {
        let asked = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "ok.test", option, value];
        assert_eq!(sandbox.refused(asked).code, "invalid_metadata", "{value:?}");
    }
    for name in ["a\u{202e}b", "a\u{1b}[2J", ""] {
        let asked = ["ca", "create", "--name", name, "--subject", "CN=a", "--key", "ecdsa-p256", "--days", "9"];
        assert_eq!(sandbox.refused(asked).status, 1, "{name:?}");
    }
    let listed = sandbox.done(["cert", "list"]);
    assert_eq!(listed["certificates"].as_array().map(Vec::len), Some(2), "only the authorities were signed");
}

#[test]
fn a_formula_as_owner_stays_text_in_the_spreadsheet() {
    let sandbox = Sandbox::with_authorities();
    let formula = "=HYPERLINK(\"http://evil.test\",\"click\")";
    let issued = sandbox.issue_as("issuing", "web-server", "www.example.test", &["--owner", formula]);
    assert_eq!(issued["row"]["owner"], formula, "it is what the owner is called");
    let csv = sandbox.arg("all.csv");
    sandbox.done(["cert", "export-all", "--format", "csv", "--out", &csv]);
    let fields = python("csv_fields.py", [&csv]);
    let fields: Vec<&str> = fields.as_array().expect("a list").iter().filter_map(|field| field.as_str()).collect();
    assert!(fields.contains(&format!("'{formula}").as_str()), "{fields:?}");
}
