//! In the window: it asks by itself, shows what others revoked, and is turned off.

use crate::others::{Others, Ways};
use chancery_domain::RevocationReason;
use chancery_engine::{Console, Host, OpenMethod, OpenVault, WatchSettings};
use chancery_tests::window::{Desk, Estate, Keychain, PASSPHRASE, Window, part};
use chrono::Utc;
use std::thread;
use std::time::Duration;

/// The first round comes ten seconds after somebody signed in.
const ROUND: Duration = Duration::from_secs(16);

#[test]
fn the_window_asks_by_itself_and_shows_what_others_revoked() {
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let (there, pem) = others.issue("www.partner.test");
    others.revoke(&there, RevocationReason::KeyCompromise);
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let console = Console::new(desk.vault(), Host::CommandLine);
    console.open(&OpenVault { user: None, method: OpenMethod::Passphrase { passphrase: PASSPHRASE.into() } }).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let inside = WatchSettings { inside: vec!["127.0.0.1".to_owned()], ..WatchSettings::default() };
    vault.change_watch_settings(&ada, &inside).unwrap();
    vault.import_text(&ada, &[others.authority_pem(), pem].concat(), None).unwrap();
    drop(vault);
    console.close();

    let window = Window::open(&desk);
    window.sign_in();
    thread::sleep(ROUND);
    window.room("Revocation");
    window.sees("Each is asked about every 24 hours");
    window.sees("0 good, 1 revoked");
    window.picture("watching");
    window.link("Show the one that was revoked").press();
    window.button("Remove filter: Revoked by its issuer yes").is_there();
    window.row("www.partner.test").holds("Revoked elsewhere");
    window.row("www.partner.test").press();
    window.sees("Revoked by its issuer");
    window.sees("Asked by OCSP");
    window.picture("watching-revoked");
    window.press(&["Escape"]);
    window.room("Dashboard");
    window.sees("1 certificate was revoked by its issuer");
    window.picture("watching-dashboard");
    window.room("Audit log");
    window.sees("was found revoked by its issuer");

    window.room("Revocation");
    window.button("Change how others are asked").press();
    window.picture("watching-dialog");
    window.checkbox(part("Ask others about the certificates")).press();
    window.button("Save").press();
    window.no_dialog();
    window.sees("Off. Nobody is asked.");
}
