//! Who may do what, tried by those who may not; and that every refusal is in the log.

use chancery_tests::{Sandbox, openssl};
use serde_json::Value;

/// A vault with authorities, a certificate, and somebody in each role.
fn staffed() -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    for role in ["operator", "auditor", "viewer"] {
        sandbox.add_user(role, role);
    }
    sandbox
}

/// How many refusals of this person are in the log.
fn refusals(sandbox: &Sandbox, user: &str) -> usize {
    let listed = sandbox.done(["audit", "list", "--actor", user, "--action", "permission.refused", "--limit", "1000"]);
    let events = listed["events"].as_array().expect("a list");
    assert!(events.iter().all(|event| event["outcome"] == "refused"), "{events:?}");
    events.len()
}

/// Refused for want of a right, and audited as such.
#[track_caller]
fn forbidden(sandbox: &Sandbox, user: &str, arguments: &[&str]) {
    let before = refusals(sandbox, user);
    let refusal = sandbox.run_as(user, arguments).refused();
    assert_eq!((refusal.code.as_str(), refusal.status), ("forbidden", 1), "{user} {arguments:?}: {}", refusal.message);
    assert_eq!(refusals(sandbox, user), before + 1, "the log tells that {user} tried {arguments:?}");
}

#[test]
fn an_operator_founds_no_authority_below_another() {
    let sandbox = staffed();
    let asked = ["ca", "create", "--name", "rogue", "--subject", "CN=Rogue", "--key", "ecdsa-p256", "--days", "30"];
    forbidden(&sandbox, "operator", &[asked.as_slice(), &["--parent", "root"]].concat());
    forbidden(&sandbox, "operator", &asked);
    forbidden(&sandbox, "operator", &["ca", "change", "root", "--name", "rogue"]);
    let (cert, key) = (sandbox.arg("rogue.pem"), sandbox.arg("rogue.key"));
    let made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", &key, "-out", &cert, "-subj", "/CN=Rogue"];
    openssl(made).accept("openssl makes a root of its own");
    forbidden(&sandbox, "operator", &["ca", "import", "--name", "rogue", "--cert", &cert, "--key", &key]);
    let listed = sandbox.done(["ca", "list"]);
    assert_eq!(listed["authorities"].as_array().map(Vec::len), Some(2), "there are as many as before");
    sandbox
        .run_as("operator", ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "may.example.test"])
        .done();
}

#[test]
fn only_an_administrator_takes_keys_out() {
    let sandbox = staffed();
    let secret = sandbox.write("secret", "a file's own secret 31\n");
    for user in ["operator", "auditor", "viewer"] {
        for (what, format) in [("cert", "key"), ("cert", "pkcs12"), ("ca", "key"), ("ca", "pkcs12-compatible")] {
            let reference = if what == "cert" { "www.example.test" } else { "root" };
            let out = sandbox.arg("stolen");
            let arguments =
                [what, "export", reference, "--format", format, "--out", &out, "--key-passphrase-file", &secret];
            forbidden(&sandbox, user, &arguments);
            assert!(!sandbox.path("stolen").exists());
        }
    }
    assert_eq!(
        std::fs::read_dir(sandbox.folder())
            .expect("it is there")
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(".chancery"))
            .count(),
        0,
        "nothing is left behind"
    );
}

#[test]
fn knowing_an_id_is_no_right() {
    let sandbox = staffed();
    let shown = sandbox.done(["cert", "show", "www.example.test"]);
    let id = shown["id"].as_str().expect("an id");
    for user in ["auditor", "viewer"] {
        forbidden(&sandbox, user, &["cert", "revoke", id, "--reason", "superseded"]);
        forbidden(&sandbox, user, &["cert", "edit", id, "--owner", user]);
        forbidden(&sandbox, user, &["cert", "import", &sandbox.arg("root.pem")]);
        forbidden(&sandbox, user, &["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "a.test"]);
        forbidden(&sandbox, user, &["crl", "issue", "--ca", "issuing", "--out", &sandbox.arg("x.crl")]);
        forbidden(&sandbox, user, &["settings", "set", "--idle-lock", "0"]);
    }
    forbidden(&sandbox, "viewer", &["audit", "list"]);
    forbidden(&sandbox, "viewer", &["audit", "export", "--out", &sandbox.arg("log")]);
    sandbox.run_as("auditor", ["audit", "verify"]).done();
    assert_eq!(sandbox.done(["cert", "show", id])["row"], shown["row"], "the certificate is as it was");
}

#[test]
fn nobody_raises_themselves_and_the_last_administrator_stays() {
    let sandbox = staffed();
    for user in ["operator", "auditor", "viewer"] {
        for victim in [user, "ada"] {
            let refusal = sandbox.run_as(user, ["user", "role", victim, "administrator"]).refused();
            assert!(["forbidden", "not_oneself"].contains(&refusal.code.as_str()), "{}", refusal.message);
        }
        let file = sandbox.arg("ada.pass");
        forbidden(
            &sandbox,
            user,
            &["user", "add", "--name", "crony", "--role", "administrator", "--new-passphrase-file", &file],
        );
        forbidden(&sandbox, user, &["user", "disable", "ada"]);
    }
    for verb in [["user", "role", "ada", "viewer"].as_slice(), &["user", "disable", "ada"], &["user", "disable", "ADA"]]
    {
        assert_eq!(sandbox.refused(verb).code, "not_oneself", "{verb:?}");
    }
    sandbox.add_user("bob", "administrator");
    assert_eq!(sandbox.run_as("bob", ["user", "role", "ada", "viewer"]).refused().code, "recovery_owner");
    sandbox.run_as("bob", ["slot", "renew-recovery"]).done();
    sandbox.run_as("bob", ["user", "role", "ada", "viewer"]).done();
    for verb in [["user", "role", "bob", "viewer"].as_slice(), &["user", "disable", "bob"]] {
        assert_eq!(sandbox.run_as("bob", verb).refused().code, "not_oneself", "{verb:?}");
        assert!(
            ["forbidden", "not_oneself"].contains(&sandbox.refused(verb).code.as_str()),
            "ada is no administrator any more"
        );
    }
    let listed = sandbox.run_as("bob", ["user", "list"]).done();
    let administrators =
        listed["users"].as_array().expect("a list").iter().filter(|user| user["role"] == "administrator").count();
    assert_eq!(administrators, 1);
}

#[test]
fn somebody_who_is_shut_out_is_out_at_once() {
    let sandbox = staffed();
    sandbox.run_as("operator", ["ca", "list"]).done();
    sandbox.done(["user", "disable", "operator"]);
    assert_eq!(sandbox.run_as("operator", ["ca", "list"]).refused().code, "signed_out");
    sandbox.done(["user", "enable", "operator"]);
    sandbox.run_as("operator", ["ca", "list"]).done();
    let refusal = sandbox.run_as("operator", ["ca", "list", "--passphrase-file", &sandbox.arg("ada.pass")]).refused();
    assert_eq!(refusal.code, "wrong_passphrase", "another's passphrase opens nothing under one's own name");
    let events = sandbox.done(["audit", "list", "--resource", "user:operator"]);
    let actions: Vec<&str> = events["events"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event: &Value| event["action"].as_str())
        .collect();
    assert_eq!(actions, ["user.enabled", "user.disabled", "user.added"]);
}

#[test]
fn whoever_may_not_take_the_key_out_is_told_before_anything_is_signed() {
    let sandbox = staffed();
    let count = || sandbox.done(["cert", "list"])["certificates"].as_array().map(Vec::len);
    let before = count();
    let key = sandbox.arg("mine.key");
    let asked = ["cert", "issue", "--ca", "issuing", "--profile", "web-server", "--cn", "mine.example.test"];
    forbidden(&sandbox, "operator", &[asked.as_slice(), &["--out-key", &key]].concat());
    assert_eq!(count(), before, "no certificate whose key stays behind");
    assert!(!sandbox.path("mine.key").exists());
}
