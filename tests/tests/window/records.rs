//! What is kept about certificates: earlier versions under the current one, tags, what can be undone, views.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};

#[test]
fn old_versions_are_folded_under_the_current_one_and_one_press_shows_them() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&["www.corp.example", "api.corp.example"]).renewed("www", 2));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.row("www.corp.example").holds("2 earlier");
    window.find(Role::Status, part("4 certificates")).is_there();
    window.sees("2 folded");
    window.picture("versions-folded");
    window.button("2 earlier versions").press();
    let old = || window.find(Role::Cell, "www.corp.example earlier");
    old().nth(1).is_there();
    window.picture("versions-unfolded");
    window.press(&["ArrowLeft"]);
    old().is_gone();
    window.press(&["ArrowRight"]);
    old().nth(0).press();
    window.dialog(part("www.corp.example")).holds("Replaced by");
    window.press(&["Escape"]);
    window.no_dialog();
    window.button("Show old versions").press();
    window.find(Role::Status, part("6 certificates")).is_there();
    window.picture("versions-shown");
    window.button("Fold old versions").press();
    window.find(Role::Status, part("4 certificates")).is_there();
}

#[test]
fn records_and_tags_are_changed_in_the_drawer_found_by_their_chip_and_put_back_by_undo() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::at_servers(&desk, &["www.corp.example", "api.corp.example"]);
    window.button("Edit").press();
    window.field("Owner").fill("Night shift");
    window.field("Tags").fill("behind the proxy,");
    window.picture("records-edit");
    window.button("Save").press();
    window.sees("Undo");
    window.picture("records-undo");
    window.link("All certificates with the tag behind the proxy").press();
    window.press(&["Escape"]);
    window.no_dialog();
    window.find(Role::Status, part("1 certificate")).is_there();
    window.row("www.corp.example").holds("Night shift");
    window.picture("tag-chip");
    window.button("Undo").press();
    window.sees("Undone.");
    window.sees("No certificate matches");
    window.button("Clear filters and search").press();
    window.row("www.corp.example").holds("Web team");
}

#[test]
fn what_another_program_wrote_meanwhile_is_not_undone_and_what_was_typed_is_not_lost() {
    let desk = Desk::new(Keychain::Absent);
    let estate = Estate::founded(&desk.vault()).with_servers(&["www.corp.example"]);
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.row("www.corp.example").nth(0).press();
    window.button("Edit").press();
    window.field("Owner").fill("Night shift");
    window.field("Notes").fill("call the night shift");
    estate.hand_over("www.corp.example", "Day shift");
    window.button("Save").press();
    window.sees("changed the owner to “Day shift” meanwhile");
    window.field("Owner").wrong();
    window.picture("records-changed-meanwhile");
    window.button("Look at it now").press();
    window.sees("There now: Day shift. Saving puts yours in its place.");
    window.picture("records-looked-anew");
    window.button("Save").press();
    window.sees("Undo");
    window.sees("call the night shift");
    window.press(&["Escape"]);
    window.no_dialog();
    window.row("www.corp.example").holds("Night shift");
}

#[test]
fn an_extension_is_shown_in_words_and_in_full() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::at_servers(&desk, &["www.corp.example"]);
    window.tab("Extensions").press();
    window.sees("2.5.29.15");
    window.button(part("Key usage in full")).press();
    window.sees("Value, DER");
    window.picture("extension-in-full");
}

#[test]
fn revoking_an_authority_says_what_falls_with_it() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&["one.corp.example", "two.corp.example"]));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.find(Role::Cell, "Example Issuing CA CA").press();
    window.button("Revoke…").press();
    window.sees("2 active certificates under “Example Issuing CA” are trusted no longer.");
    window.picture("revoke-authority");
}

#[test]
fn the_content_policy_refuses_nothing_of_the_windows_own_and_everything_inline() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.watch_policy();
    window.sign_in();
    window.room("Certificates");
    window.row("api.corp.example").nth(0).press();
    // A dialog keeps the page behind it from scrolling, by a style of its own.
    window.button("Export…").press();
    window.button("Cancel").press();
    window.press(&["Escape"]);
    window.no_dialog();
    for theme in ["Dark", "Light"] {
        window.room("Settings");
        window.tab("Appearance").press();
        window.radio(theme).press();
    }
    window.press(&["Control+k"]);
    window.press(&["Escape"]);
    assert_eq!(window.refused_by_policy(), Vec::<String>::new());
    window.inject_style();
    assert!(
        window.refused_by_policy().iter().any(|refused| refused.contains("style-src")),
        "what is inline is refused"
    );
}
