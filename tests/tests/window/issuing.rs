//! Issuing in ways that other programs get wrong: from somebody’s request, and with a nervous finger.

use chancery_tests::openssl;
use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};
use std::fs;

#[test]
fn a_request_made_by_openssl_is_shown_beside_what_will_be_signed_and_issued() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let key = desk.document("svc.key").display().to_string();
    let csr = desk.document("svc.csr").display().to_string();
    // It asks to be an authority: the profile decides.
    let asked = ["-subj", "/O=Elsewhere/CN=svc.corp.example", "-addext", "subjectAltName=DNS:svc.corp.example"];
    let made = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", &key];
    let bold = ["-out", &csr, "-addext", "basicConstraints=critical,CA:TRUE"];
    openssl(made.into_iter().chain(asked).chain(bold)).accept("a request");
    let window = Window::open(&desk);
    window.sign_in();
    window.link("Issue certificate").press();
    window.radio("From a signing request").press();
    window.field("Signing request (CSR)").paste(&fs::read_to_string(&csr).unwrap());
    let asked = window.find(Role::Region, "What will be signed");
    asked.holds("Asked and signed");
    asked.holds("The request’s own signature verifies");
    asked.holds("svc.corp.example");
    asked.inside(Role::Row, part("Basic constraints")).holds("differs");
    window.picture("issue-from-request");
    window.button("Issue").press();
    window.heading("Issued").is_there();
    window.sees("The private key is where the request was made.");
    assert_eq!(window.button("Export key…").count(), 0, "the key was never here");
    window.button("Export certificate…").press();
    let path = desk.document("svc.pem");
    window.export_to(&path);
    let path = path.display().to_string();
    let said = openssl(["x509", "-in", &path, "-noout", "-text"]).accept("the certificate is read");
    assert!(!said.stdout.contains("CA:TRUE"), "{}", said.stdout);
    let ours = openssl(["x509", "-in", &path, "-noout", "-pubkey"]).accept("its key").stdout;
    let theirs = openssl(["pkey", "-in", &key, "-pubout"]).accept("the key of the request").stdout;
    assert_eq!(ours, theirs, "the certificate is for the key of the request");
}

#[test]
fn a_double_click_and_a_double_enter_issue_one_certificate_each() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.begin_certificate("clicked.corp.example");
    window.button("Issue").press_twice();
    window.heading("Issued").is_there();
    window.button("Issue another").press();
    window.field("Common name").fill("entered.corp.example");
    window.button("Issue").enabled();
    window.press(&["Enter", "Enter"]);
    window.heading("Issued").is_there();
    for name in ["clicked", "entered"] {
        window.room("Certificates");
        window.field("Search certificates").fill(name);
        window.sees("1 certificate");
        assert_eq!(window.row(&format!("{name}.corp.example")).count(), 1);
    }
    window.room("Audit log");
    window.sees("This is the beginning of the log.");
    let issued =
        window.names(Role::Row).into_iter().filter(|row| row.contains("ssued") && row.contains("corp.example"));
    assert_eq!(issued.count(), 2, "two certificates, two events");
}

#[test]
fn a_second_certificate_for_the_same_name_needs_a_yes() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&["www.corp.example"]));
    let window = Window::open(&desk);
    window.sign_in();
    window.begin_certificate("www.corp.example");
    window.sees("An active certificate has the same names");
    window.button("Issue").disabled();
    window.picture("issue-duplicate");
    window.checkbox("Issue anyway").press();
    window.button("Issue").press();
    window.heading("Issued").is_there();
}
