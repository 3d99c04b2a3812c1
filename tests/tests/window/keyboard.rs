//! The window without a mouse.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};
use std::collections::{BTreeSet, HashSet};

#[test]
fn the_keyboard_alone_leads_from_the_palette_to_a_certificate_and_back() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    // The passphrase has the focus: type and press Enter.
    window.field("Passphrase").focused();
    window.types("four random little words");
    window.press(&["Enter"]);
    window.heading("Dashboard").is_there();

    window.press(&["Control+k"]);
    window.field("Find anything").focused();
    window.types("certificates");
    window.find(Role::Option, part("Certificates")).nth(0).is_there();
    window.picture("palette");
    window.press(&["Enter"]);
    window.heading("Certificates").is_there();
    window.row("api.corp.example").is_there();

    window.press(&["/"]);
    window.field("Search certificates").focused();
    window.types("corp.example");
    window.sees("12 certificates");
    window.press(&["ArrowDown"]);
    window.find(Role::Grid, "Certificates").focused();
    window.press(&["ArrowDown", "Enter"]);
    let opened = window.find(Role::Dialog, part("corp.example"));
    opened.is_there();
    window.press(&["Escape"]);
    opened.is_gone();
    window.find(Role::Grid, "Certificates").focused();

    // The palette finds a certificate, too.
    window.press(&["Control+k"]);
    window.field("Find anything").focused();
    window.types("ledger");
    window.find(Role::Option, part("ledger.corp.example")).nth(0).is_there();
    window.press(&["Enter"]);
    window.dialog(part("ledger.corp.example")).is_there();
    window.press(&["Escape"]);
    window.no_dialog();
    window.find(Role::Grid, "Certificates").focused();

    for (key, room) in
        [("a", "Authorities"), ("p", "Profiles"), ("l", "Audit log"), ("s", "Settings"), ("d", "Dashboard")]
    {
        window.press(&["g", key]);
        window.heading(room).is_there();
    }
    window.press(&["?"]);
    window.dialog("Keyboard shortcuts").is_there();
    window.press(&["Escape"]);
    window.no_dialog();
    window.press(&["n"]);
    window.heading("Issue certificate").is_there();
}

#[test]
fn escape_closes_the_uppermost_only() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::at_servers(&desk, &["www.corp.example"]);
    for (opener, dialog) in [("Export…", "Export www.corp.example"), ("Revoke…", "Revoke www.corp.example")] {
        window.button(opener).press();
        window.dialog(dialog).is_there();
        window.press(&["Escape"]);
        window.dialog(dialog).is_gone();
        window.settled();
        window.dialog("www.corp.example").is_there();
    }
    window.press(&["Escape"]);
    window.no_dialog();
}

#[test]
fn leaving_the_search_before_its_results_are_there_leads_to_the_table_all_the_same() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.press(&["/"]);
    window.types("corp.example");
    window.press(&["ArrowDown"]);
    window.sees("12 certificates");
    window.find(Role::Grid, "Certificates").focused();
}

#[test]
fn tab_goes_through_everything_on_a_page_in_order_with_a_focus_that_can_be_seen() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    let mut faults = BTreeSet::new();
    window.resize(1000, 700);
    for room in ["Dashboard", "Authorities", "Certificates", "Settings", "Issue certificate"] {
        if room == "Issue certificate" {
            window.room("Certificates");
            window.begin_certificate("new.corp.example");
        } else {
            window.room(room);
        }
        let mut met = HashSet::new();
        for _ in 0..40 {
            window.press(&["Tab"]);
            let seen = window.focus_ring();
            if !seen.visible {
                faults.insert(format!("{room}: that “{}” has the focus can't be seen", seen.what));
            }
            if seen.covered {
                faults.insert(format!("{room}: “{}” has the focus and is covered", seen.what));
            }
            met.insert(seen.what);
        }
        assert!(met.len() > 8, "{room}: Tab goes on: {met:?}");
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_certificate_pasted_on_the_page_is_recognised() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::at_servers(&desk, &["www.corp.example"]);
    window.tab("PEM").press();
    window.button("Copy PEM").press();
    window.sees("Copied");
    window.press(&["Escape"]);
    window.room("Profiles");
    window.press(&["Control+v"]);
    window.heading("Inspector").is_there();
    window.heading(part("www.corp.example")).is_there();
    window.sees("The inventory already has it.");
    window.picture("inspector-pasted");
}
