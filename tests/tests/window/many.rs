//! Many at once: rows of a table, and requests of others.

use chancery_tests::window::{Desk, Estate, KEY_PASSPHRASE, Keychain, Role, Window, part};
use chancery_tests::{judge, openssl};
use std::fmt::Write as _;
use std::fs;

#[test]
fn rows_of_a_table_become_a_job_whose_results_are_saved_with_encrypted_keys() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let table = desk.document("servers.csv");
    let mut rows = "cn,owner\n".to_owned();
    for number in 1..=40 {
        let _ = writeln!(rows, "host-{number}.corp.example,Night shift");
    }
    rows.push_str("not a host!,Night shift\n");
    fs::write(&table, rows).unwrap();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Jobs");
    window.link("Issue from a file").press();
    window.field("File or folder").fill(&table.display().to_string());
    window.press(&["Enter"]);
    window.sees("40 rows can be issued");
    window.find(Role::Region, "Errors by row").inside(Role::Row, part("42")).is_there();
    window.button("Issue 40 certificates").disabled();
    window.radio("Leave that row out and issue the others").press();
    window.button("Issue 40 certificates").press();
    window.link("Show in Jobs").press();
    window.sees("40 of 40");
    window.button("Save results…").press();
    window.sees("40 certificates are there to save.");
    window.field("Folder").fill(&desk.home().join("Documents").display().to_string());
    window.checkbox(part("Put the private keys into the archive")).press();
    window.field("Passphrase for the keys").fill(KEY_PASSPHRASE);
    window.field("The same again").fill(KEY_PASSPHRASE);
    window.button("Save").press();
    window.sees("with 40 encrypted keys");
    window.picture("results-saved");
    let results = fs::read_to_string(desk.document("results.csv")).unwrap();
    assert_eq!(results.lines().count(), 41, "a head and a line each:\n{results}");
    let folder = desk.document("results");
    let (archive, into) = (desk.document("certificates.zip").display().to_string(), folder.display().to_string());
    judge("python3", ["-m", "zipfile", "-e", &archive, &into], b"").accept("the archive is one");
    let first = |kind: &str| {
        let mut names: Vec<_> = fs::read_dir(folder.join(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        assert_eq!(names.len(), 40, "one of each row in {kind}");
        names[0].display().to_string()
    };
    let (certificate, key) = (first("certificates"), first("keys"));
    let ours = openssl(["x509", "-in", &certificate, "-noout", "-pubkey"]).accept("a certificate").stdout;
    let pass = format!("pass:{KEY_PASSPHRASE}");
    let theirs = openssl(["pkey", "-in", &key, "-passin", &pass, "-pubout"]).accept("its key").stdout;
    assert_eq!(ours, theirs, "the key in the archive is the certificate's");
    openssl(["pkey", "-in", &key, "-passin", "pass:another one"]).refuse("the key is encrypted");
}

#[test]
fn more_requests_than_somebody_waits_for_are_signed_in_a_job() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let key = desk.document("asked.key").display().to_string();
    openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &key]).accept("a key");
    let mut all = String::new();
    for number in 1..=60 {
        let name = format!("asked-{number}.corp.example");
        let (subject, names) = (format!("/CN={name}"), format!("subjectAltName=DNS:{name}"));
        let made = ["req", "-new", "-key", &key, "-subj", &subject, "-addext", &names];
        all.push_str(&openssl(made).accept("a request").stdout);
    }
    let bundle = desk.document("sixty.pem");
    fs::write(&bundle, all).unwrap();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Requests");
    window.link("Sign requests of others").press();
    window.field("…or a file").fill(&bundle.display().to_string());
    window.press(&["Enter"]);
    window.sees("60 requests to sign");
    window.field("Owner").fill("Partners");
    window.button("Sign 60 requests").press();
    window.sees("60 of 60");
    window.picture("requests-signed");
    window.room("Certificates");
    window.field("Search certificates").fill("asked-");
    window.sees("60 certificates");
    window.row("asked-7.corp.example").holds("Partners");
}
