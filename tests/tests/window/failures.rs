//! When the vault is damaged, newer, or busy: a sentence that says what to do, never a blank window.

use chancery_tests::window::{Desk, Estate, HeldWrite, Keychain, PASSPHRASE, Window};
use std::fs;

#[test]
fn a_damaged_database_is_told_and_what_to_do_about_it() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let database = desk.vault().join("vault.db");
    let mut bytes = fs::read(&database).unwrap();
    for byte in bytes.iter_mut().take(4096) {
        *byte ^= 0x5a;
    }
    fs::write(&database, bytes).unwrap();
    let window = Window::open(&desk);
    window.field("Passphrase").fill(PASSPHRASE);
    window.button("Open").press();
    window.sees("damaged");
    window.sees("backup");
    window.picture("failure-damaged-database");
}

#[test]
fn a_slot_file_of_a_newer_version_is_refused_with_a_sentence() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let slots = desk.vault().join("keyslots.json");
    let text = fs::read_to_string(&slots).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["version"] = 99.into();
    fs::write(&slots, json.to_string()).unwrap();
    let window = Window::open(&desk);
    window.sees("newer");
    window.button("Try again").is_there();
    window.picture("failure-newer-slots");
    // Mended from outside, it goes on without being opened anew.
    fs::write(&slots, text).unwrap();
    window.button("Try again").press();
    window.sign_in();
}

#[test]
fn a_vault_that_lost_its_database_does_not_begin_anew_over_it() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    fs::remove_file(desk.vault().join("vault.db")).unwrap();
    let window = Window::open(&desk);
    assert!(!window.shows("Name the vault"), "a vault whose database is gone is not a new one");
    window.field("Passphrase").fill(PASSPHRASE);
    window.button("Open").press();
    window.sees("backup");
    window.picture("failure-lost-database");
}

#[test]
fn while_another_process_writes_to_the_vault_the_window_waits_and_then_says_so() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.begin_certificate("waiting.corp.example");
    window.button("Issue").enabled();
    let held = HeldWrite::on(&desk.vault());
    window.button("Issue").press();
    window.sees("Another Chancery process is writing to this vault. Try again in a moment.");
    window.button("Issue").focused();
    window.picture("failure-busy");
    drop(held);
    // What was typed is still there, and now it works.
    window.button("Issue").press();
    window.heading("Issued").is_there();
}
