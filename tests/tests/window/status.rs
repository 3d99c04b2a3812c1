//! The status service of the window, asked by openssl: what is revoked in the window is refused, locked or not.

use chancery_tests::window::{Desk, Estate, Keychain, Window, part};
use chancery_tests::{Peer, openssl};
use std::{
    net::TcpListener,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

const HOST: &str = "www.corp.example";

/// Fetches an authority's certificate from the service, as PEM.
fn fetch_authority(port: u16, id: u32, to: &Path) {
    let der = to.with_extension("cer");
    let fetched = Command::new("curl")
        .args(["--silent", "--fail", "--noproxy", "*", "--output"])
        .arg(&der)
        .arg(format!("http://127.0.0.1:{port}/ca/ca-{id}.cer"))
        .status();
    assert!(fetched.unwrap().success());
    let (from, to) = (der.display().to_string(), to.display().to_string());
    openssl(["x509", "-inform", "DER", "-in", &from, "-out", &to]).accept("it is a certificate");
}

/// Waits until openssl takes an answer that says this of the certificate.
fn becomes(desk: &Desk, port: u16, status: &str) {
    let [root, issuing, leaf] =
        ["root.pem", "issuing.pem", "leaf.pem"].map(|name| desk.document(name).display().to_string());
    let url = format!("http://127.0.0.1:{port}/ocsp");
    let begun = Instant::now();
    loop {
        let arguments = ["ocsp", "-issuer", &issuing, "-CAfile", &root, "-verify_other", &issuing, "-url", &url];
        let said = openssl(arguments.into_iter().chain(["-cert", &leaf])).text();
        if said.contains("Response verify OK") && said.contains(&format!(": {status}")) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "not {status}:\n{said}");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn what_is_revoked_in_the_window_is_refused_by_who_asks_even_while_it_is_locked() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&[HOST]));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.row(HOST).press();
    window.button("Export…").press();
    window.export_to(&desk.document("leaf.pem"));
    window.press(&["Escape"]);
    window.no_dialog();

    window.room("Revocation");
    window.sees("Off. Others learn of revocations only");
    window.picture("status-off");
    let port = Peer::free_port();
    window.button("Turn on…").press();
    window.field("Address and port").fill(&format!("127.0.0.1:{port}"));
    window.picture("status-dialog");
    window.button("Save").press();
    window.no_dialog();
    window.sees(&format!("Listens on 127.0.0.1:{port}"));
    window.sees("All that it answers is up to date");
    fetch_authority(port, 1, &desk.document("root.pem"));
    fetch_authority(port, 2, &desk.document("issuing.pem"));
    becomes(&desk, port, "good");
    window.field("Name, id, serial number or fingerprint").fill(HOST);
    window.button("Ask").press();
    window.sees("Example Issuing CA, in this vault");
    window.picture("status-on");

    window.room("Certificates");
    window.row(HOST).press();
    window.button("Revoke…").press();
    window.choose("Reason", part("Key compromise"));
    window.field(part("Type the certificate’s name to confirm")).fill(HOST);
    window.button("Revoke").press();
    window.dialog(part("Revoke")).holds("1 certificate revoked");
    becomes(&desk, port, "revoked");
    window.button("Close").nth(1).press();
    window.press(&["Escape"]);
    window.no_dialog();

    window.button("Lock").press();
    window.field("Passphrase").is_there();
    becomes(&desk, port, "revoked");
    window.sign_in();
    window.room("Revocation");
    window.sees(&format!("Listens on 127.0.0.1:{port}"));
}

#[test]
fn an_address_that_is_taken_is_told_and_another_one_is_taken_instead() {
    let desk = Desk::in_the_dark();
    drop(Estate::founded(&desk.vault()));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Revocation");
    window.button("Turn on…").press();
    window.field("Address and port").fill("here");
    window.button("Save").press();
    window.field("Address and port").wrong();
    window.field("Address and port").fill(&address);
    window.button("Save").press();
    window.no_dialog();
    window.sees("something else listens there already");
    assert!(!window.shows("The status service listens"), "a failure is no success");
    window.picture("status-failing");
    drop(taken);
    window.button("Change…").press();
    window.button("Save").press();
    window.no_dialog();
    window.sees(&format!("Listens on {address}"));
    window.picture("status-in-the-dark");
}

/// Whether curl, which believes the root, is served over TLS under this name, and what it got.
fn encrypted(desk: &Desk, port: u16) -> (bool, String) {
    let root = desk.document("root.pem").display().to_string();
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", &root])
        .args(["--resolve", &format!("{HOST}:{port}:127.0.0.1"), &format!("https://{HOST}:{port}/healthz")])
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn tls_is_chosen_with_a_certificate_of_the_vault_and_goes_on_while_it_is_locked() {
    let desk = Desk::new(Keychain::Absent);
    let estate = Estate::founded(&desk.vault()).with_servers(&[HOST]);
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Revocation");
    let port = Peer::free_port();
    window.button("Turn on…").press();
    window.field("Address and port").fill(&format!("127.0.0.1:{port}"));
    window.button("Save").press();
    window.no_dialog();
    fetch_authority(port, 1, &desk.document("root.pem"));
    window.sees(&format!("http://127.0.0.1:{port}/ocsp"));

    window.button("Change…").press();
    window.checkbox(part("Encrypt with TLS")).press();
    window.sees("stay http:// all the same");
    window.button("Save").disabled();
    window.choose("Certificate to use", part(HOST));
    window.picture("status-tls-dialog");
    window.button("Save").press();
    window.no_dialog();
    window.sees(&format!("https://127.0.0.1:{port}/ocsp"));
    let (believed, said) = encrypted(&desk, port);
    assert!(believed && said.contains("\"healthy\": true"), "{said}");

    // A limit that is set holds at once.
    window.button("Limits…").press();
    window.field("Connections at a time").fill("1");
    window.button("Save").press();
    window.field("Connections at a time").wrong();
    window.picture("status-limits-refused");
    window.field("Connections at a time").fill("200");
    window.field("Connections of one address").fill("0");
    window.field("Other requests a minute").fill("1");
    window.button("Save").press();
    window.no_dialog();
    window.sees("others 1");
    assert!((0..3).any(|_| encrypted(&desk, port).1.contains("Too many requests")));
    window.button("Limits…").press();
    window.field("Other requests a minute").fill("0");
    window.button("Save").press();
    window.no_dialog();
    window.picture("status-tls");

    // What is set elsewhere, as by the command line, holds here too.
    estate.limit_others(1);
    let begun = Instant::now();
    while !encrypted(&desk, port).1.contains("Too many requests") {
        assert!(begun.elapsed() < Duration::from_secs(20), "the window does not follow");
        thread::sleep(Duration::from_millis(200));
    }
    window.button("Limits…").press();
    window.field("Other requests a minute").fill("0");
    window.button("Save").press();
    window.no_dialog();

    window.button("Lock").press();
    window.field("Passphrase").is_there();
    let (believed, said) = encrypted(&desk, port);
    assert!(believed && said.contains("\"unlocked\": false"), "{said}");
}
