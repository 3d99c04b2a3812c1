//! Many at once.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};
use std::fs;

#[test]
fn the_trust_store_of_this_machine_is_imported_searched_and_exported() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.button("Import…").press();
    window.tab("System trust store").press();
    window.button("Import").press();
    window.sees("certificates imported");
    window.picture("import-trust-store");
    window.button("Show the imported ones").press();
    window.heading("Certificates").is_there();

    window.field("Search certificates").fill("DigiCert");
    window.row("DigiCert").nth(0).is_there();
    window.row("Example Root CA").is_gone();
    let found = window.find(Role::Status, part("certificates")).content();
    let found: usize = found.split_whitespace().next().unwrap().parse().unwrap();
    assert!(found > 2, "the store knows several of them: {found}");
    window.checkbox("Select all that match").press();
    window.sees(&format!("All {found} that match are selected"));
    window.picture("select-all-matching");
    window.checkbox(part("Select DigiCert")).nth(0).press();
    window.sees("All but 1 of those that match are selected");
    window.button("Export…").press();
    window.radio(part("CSV list")).press();
    let path = desk.document("digicert.csv");
    window.export_to(&path);
    let csv = fs::read_to_string(&path).unwrap();
    assert_eq!(csv.lines().count(), found, "a head and a line each but for one:\n{csv}");
    assert!(csv.lines().skip(1).all(|line| line.contains("DigiCert")), "{csv}");
}

#[test]
fn several_certificates_get_an_owner_at_once_and_are_revoked_once_their_number_was_typed() {
    let desk = Desk::new(Keychain::Absent);
    let names = ["one.corp.example", "two.corp.example", "three.corp.example", "kept.corp.example"];
    drop(Estate::founded(&desk.vault()).with_servers(&names));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    for name in &names[..3] {
        window.checkbox(format!("Select {name}")).press();
    }
    window.sees("3 selected");
    window.button("Edit…").press();
    window.button("Change 3").disabled();
    window.field("Owner").fill("Night shift");
    assert!(window.checkbox("Change Owner").is_ticked(), "typing chooses it");
    window.picture("edit-several");
    window.button("Change 3").press();
    window.no_dialog();
    for name in &names[..3] {
        window.row(name).holds("Night shift");
    }
    window.sees("3 selected");
    window.button("Revoke…").press();
    let dialog = window.dialog("Revoke certificates");
    dialog.holds("3 certificates are valid now");
    window.button("Cancel").focused();
    window.choose("Reason", part("Cessation of operation"));
    window.field(part("Type how many are revoked to confirm")).fill("2");
    window.button("Revoke 3").disabled();
    window.field(part("Type how many are revoked to confirm")).fill("3");
    window.picture("revoke-several");
    window.button("Revoke 3").press();
    dialog.holds("3 certificates revoked");
    window.button("Close").nth(1).press();
    window.no_dialog();
    for name in &names[..3] {
        window.row(name).holds("Revoked");
    }
    window.row(names[3]).holds("Active");
}

#[test]
fn more_than_a_hundred_are_put_on_hold_and_released_together() {
    let desk = Desk::new(Keychain::Absent);
    let names: Vec<String> = (1..=110).map(|number| format!("node-{number}.corp.example")).collect();
    let mut hosts: Vec<&str> = names.iter().map(String::as_str).collect();
    hosts.push("nodeless.corp.example");
    drop(Estate::founded(&desk.vault()).with_servers(&hosts));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    // The last octet that is typed leaves it out.
    window.field("Search certificates").fill("node-");
    window.row("nodeless.corp.example").is_gone();
    window.checkbox("Select all that match").press();
    window.sees("All 110 that match are selected");
    window.button("Revoke…").press();
    window.choose("Reason", part("Certificate hold"));
    window.picture("hold-many");
    window.button("Put 110 on hold").press();
    window.dialog("Put certificates on hold").holds("110 of 110");
    window.sees("It is done.");
    window.button("Close").nth(1).press();
    window.no_dialog();
    window.row(&names[0]).holds("On hold");
    window.room("Dashboard");
    window.link("110 on hold").press();
    window.heading("Certificates").is_there();
    window.checkbox("Select all that match").press();
    window.sees("All 110 that match are selected");
    window.button("Release…").press();
    window.dialog("Release from hold").holds("110 certificates that are on hold become valid again");
    window.picture("release-many");
    window.button("Release 110").press();
    window.dialog("Release from hold").holds("110 of 110");
    window.sees("It is done.");
    window.picture("released-many");
    window.button("Close").nth(1).press();
    window.no_dialog();
    window.room("Dashboard");
    window.link("110 on hold").is_gone();
}
