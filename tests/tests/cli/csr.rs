//! Signing requests as things of their own: made here for a CA outside (openssl), answered, compared; and those of
//! others, signed many at once.

use super::desk::SECRET;
use chancery_tests::{Sandbox, openssl};
use serde_json::json;

/// A CA that is not ours: signs a request as `openssl x509` does, with the subject that it likes better.
fn foreign_ca(sandbox: &Sandbox) {
    let (key, ca) = (sandbox.arg("foreign.key"), sandbox.arg("foreign.pem"));
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", &key];
    openssl([&["req", "-x509", "-subj", "/CN=Foreign CA", "-days", "90", "-out", &ca], &curve[..]].concat())
        .accept("openssl founds a CA");
}

fn sign_abroad(sandbox: &Sandbox, csr: &str, out: &str, more: &[&str]) {
    let [csr, out, ca, key] = [csr, out, "foreign.pem", "foreign.key"].map(|name| sandbox.arg(name));
    let base =
        ["x509", "-req", "-in", &csr, "-CA", &ca, "-CAkey", &key, "-CAcreateserial", "-days", "30", "-out", &out];
    openssl([&base[..], more].concat()).accept("openssl signs the request");
}

#[test]
fn a_certificate_that_comes_back_finds_its_request_and_its_key() {
    let sandbox = Sandbox::new();
    foreign_ca(&sandbox);
    let csr = sandbox.arg("www.csr");
    let made = sandbox.done([
        "csr",
        "create",
        "--cn",
        "www.example.test",
        "--subject",
        "O=Example Corp,C=DE",
        "--key",
        "ecdsa-p384",
        "--dns",
        "www.example.test",
        "--dns",
        "api.example.test",
        "--notes",
        "order 4711",
        "--out",
        &csr,
    ]);
    assert_eq!(made["id"], "csr-1");
    assert_eq!(made["subject"], "CN=www.example.test,O=Example Corp,C=DE");
    let shown = openssl(["req", "-in", &csr, "-noout", "-text", "-verify"]).accept("openssl verifies it").text();
    for words in
        ["DNS:www.example.test, DNS:api.example.test", "C = DE, O = Example Corp, CN = www.example.test", "P-384"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let page = sandbox.done(["csr", "list"]);
    assert_eq!((&page["waiting"], &page["requests"][0]["label"]), (&json!(1), &json!("www.example.test")));
    assert_eq!(sandbox.done(["csr", "show", "www.example.test"])["comparison"], json!(null));
    assert_eq!(sandbox.done(["csr", "show", &csr])["kind"], "request", "a file is shown as well");

    // The CA leaves out a name and gives a day more: the subject is the same, one name is missing.
    sandbox.write("ext", "subjectAltName=DNS:www.example.test\n");
    sign_abroad(&sandbox, "www.csr", "www.pem", &["-extfile", &sandbox.arg("ext")]);
    let report = sandbox.done(["cert", "import", &sandbox.arg("www.pem")]);
    assert_eq!(report["imported"], 1);
    let answered = sandbox.done(["csr", "show", "csr-1"]);
    assert_eq!(answered["certificateId"], report["ids"][0]);
    let different: Vec<_> = answered["comparison"]
        .as_array()
        .expect("it is compared")
        .iter()
        .filter(|item| item["same"] == false)
        .map(|item| (item["what"].clone(), item["asked"].clone(), item["got"].clone()))
        .collect();
    assert_eq!(different, [(json!("Name (dns)"), json!("api.example.test"), json!(""))]);
    assert_eq!(sandbox.done(["csr", "list"])["waiting"], 0);
    assert_eq!(sandbox.done(["csr", "list", "--answered"])["requests"][0]["id"], "csr-1");

    // The key is the certificate's now, and leaves with it.
    let secret = sandbox.write("secret", format!("{SECRET}\n"));
    let p12 = sandbox.arg("www.p12");
    let export = ["cert", "export", "www.example.test", "--format", "pkcs12", "--out", &p12, "--key-passphrase-file"];
    sandbox.done([&export[..], &[&secret]].concat());
    let opened = openssl(["pkcs12", "-in", &p12, "-passin", &format!("pass:{SECRET}"), "-nodes"]).accept("openssl");
    assert!(opened.stdout.contains("PRIVATE KEY"));
    // Deleting the request leaves the certificate its key.
    sandbox.done(["csr", "delete", "csr-1"]);
    assert_eq!(sandbox.done(["cert", "show", "www.example.test"])["row"]["hasKey"], true);
    let told = sandbox.done(["audit", "list"]).to_string();
    for words in ["Signing request for www.example.test made", "came in", "request for www.example.test deleted"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(sandbox.done(["audit", "verify"])["intact"], true);
}

#[test]
fn a_certificate_for_another_key_is_no_answer_and_a_deleted_request_takes_its_key_along() {
    let sandbox = Sandbox::new();
    foreign_ca(&sandbox);
    for name in ["a.example.test", "b.example.test"] {
        let (csr, key) = (sandbox.arg(&format!("{name}.csr")), sandbox.arg(&format!("{name}.key")));
        sandbox.done(["csr", "create", "--cn", name, "--key", "ecdsa-p256", "--out", &csr, "--out-key", &key]);
    }
    sign_abroad(&sandbox, "a.example.test.csr", "a.pem", &[]);
    let refusal = sandbox.refused(["csr", "answer", "b.example.test", &sandbox.arg("a.pem")]);
    assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), ("key_mismatch", Some("certificate")));
    assert_eq!(sandbox.done(["csr", "list"])["waiting"], 2, "nothing was taken in");
    let answered = sandbox.done(["csr", "answer", "a.example.test", &sandbox.arg("a.pem")]);
    let names = answered["comparison"].as_array().expect("compared").iter().find(|item| item["what"] == "Name (dns)");
    assert_eq!(names.map(|item| (&item["asked"], &item["got"])), Some((&json!("a.example.test"), &json!(""))));
    // The exported key is the one that the request is for.
    let from_key = openssl(["pkey", "-in", &sandbox.arg("b.example.test.key"), "-pubout"]).stdout;
    let from_csr = openssl(["req", "-in", &sandbox.arg("b.example.test.csr"), "-noout", "-pubkey"]).stdout;
    assert_eq!(from_key, from_csr);
    sandbox.done(["csr", "delete", "b.example.test"]);
    assert_eq!(sandbox.refused(["csr", "show", "csr-2"]).code, "not_found");
    sign_abroad(&sandbox, "b.example.test.csr", "b.pem", &[]);
    sandbox.done(["cert", "import", &sandbox.arg("b.pem")]);
    assert_eq!(sandbox.done(["cert", "show", "b.example.test"])["row"]["hasKey"], false, "its key is gone");
    sandbox.done(["csr", "create", "--cn", "c.example.test", "--key", "ed25519", "--out", &sandbox.arg("c.csr")]);
    assert_eq!(sandbox.done(["csr", "show", "c.example.test"])["id"], "csr-3", "no number is given twice");
}

#[test]
fn requests_of_others_are_signed_many_at_once_and_one_refused_keeps_none_from_it() {
    let sandbox = Sandbox::with_authorities();
    std::fs::create_dir(sandbox.path("out")).expect("a folder");
    let request = |name: &str, key: &[&str], form: &str| {
        let (key_file, csr) = (sandbox.arg(&format!("{name}.key")), sandbox.arg(&format!("{name}.csr")));
        openssl(["genpkey", "-out", &key_file].iter().chain(key)).accept("a key");
        let (subject, san) = (format!("/CN={name}"), format!("subjectAltName=DNS:{name}"));
        openssl(["req", "-new", "-key", &key_file, "-subj", &subject, "-addext", &san, "-outform", form, "-out", &csr])
            .accept("a request");
        csr
    };
    let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let one = request("one.example.test", &p256, "PEM");
    let two = request("two.example.test", &p256, "DER");
    let three = request("three.example.test", &p256, "PEM");
    let weak = request("weak.example.test", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "PEM");
    let both =
        sandbox.write("both.pem", [std::fs::read(&one).expect("PEM"), std::fs::read(&three).expect("PEM")].concat());
    let nothing = sandbox.write("notes.txt", "no request here");
    let (out, files) = (sandbox.arg("out"), [&both, &two, &weak, &nothing]);
    let mut arguments = vec!["csr", "sign", "--ca", "issuing", "--profile", "web-server", "--out", &out];
    arguments.extend(files.iter().map(|file| file.as_str()));
    let outcome = sandbox.run(&arguments);
    assert_eq!(outcome.code, Some(1), "not all were signed");
    assert!(outcome.stderr.contains("sign_incomplete") && outcome.stderr.contains("2 of 5"), "{}", outcome.stderr);
    let answer: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("one document");
    let signed = answer["signed"].as_array().expect("a list");
    assert_eq!(
        signed.iter().map(|one| &one["source"]).collect::<Vec<_>>(),
        ["both.pem", "both.pem", "two.example.test.csr"]
    );
    let failed = answer["failed"].as_array().expect("a list");
    assert!(
        failed.iter().any(|one| one["id"] == "weak.example.test.csr" && one["message"].to_string().contains("1024")),
        "{failed:?}"
    );
    assert!(failed.iter().any(|one| one["id"] == "notes.txt"), "{failed:?}");
    for one in signed {
        let file = one["file"].as_str().expect("it is written");
        openssl(["verify", "-CAfile", &sandbox.arg("root.pem"), "-untrusted", file, file])
            .accept("its chain is with it");
        assert!(!std::fs::read_to_string(file).expect("PEM").contains("PRIVATE"));
    }
    // The same again is a second certificate for the same names, which needs a yes.
    let outcome = sandbox.run(["csr", "sign", &one, "--ca", "issuing", "--profile", "web-server"]);
    assert!(outcome.stdout.contains("active certificate for the same names"), "{}", outcome.stdout);
    let again = ["csr", "sign", &one, "--ca", "issuing", "--profile", "web-server", "--allow-duplicate"];
    assert_eq!(sandbox.done(again)["signed"].as_array().map(Vec::len), Some(1));
    // What no request can change is told once, and nothing is signed.
    let refusal = sandbox.refused(["csr", "sign", &one, &two, "--ca", "nobody", "--profile", "web-server"]);
    assert_eq!(refusal.code, "not_found");
}

#[test]
fn rights_are_asked_for_every_step() {
    let sandbox = Sandbox::new();
    sandbox.add_user("victor", "viewer");
    sandbox.add_user("olga", "operator");
    let csr = sandbox.arg("a.csr");
    let create = ["csr", "create", "--cn", "a.example.test", "--key", "ecdsa-p256", "--out", &csr];
    assert_eq!(sandbox.run_as("victor", create).refused().code, "forbidden");
    assert!(!sandbox.path("a.csr").exists());
    sandbox.run_as("olga", create).done();
    for refused in [
        &["csr", "delete", "csr-1"][..],
        &["csr", "answer", "csr-1", &csr],
        &["csr", "sign", &csr, "--ca", "x", "--profile", "web-server"],
    ] {
        assert_eq!(sandbox.run_as("victor", refused).refused().code, "forbidden", "{refused:?}");
    }
    assert_eq!(sandbox.run_as("victor", ["csr", "show", "csr-1"]).done()["label"], "a.example.test");
    // An operator makes requests; the key comes out only by an administrator.
    let (other, key) = (sandbox.arg("b.csr"), sandbox.arg("b.key"));
    let create = ["csr", "create", "--cn", "b.example.test", "--key", "ecdsa-p256", "--out", &other, "--out-key", &key];
    let outcome = sandbox.run_as("olga", create);
    assert!(outcome.stderr.contains("forbidden"), "{}", outcome.stderr);
    assert!(!sandbox.path("b.key").exists());
}
