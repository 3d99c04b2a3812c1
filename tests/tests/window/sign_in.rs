//! Who gets in: passphrase, recovery code, keychain; and what locks.

use chancery_tests::Earlier;
use chancery_tests::window::{Desk, Estate, Founding, Keychain, PASSPHRASE, Role, Window};

#[test]
fn a_wrong_passphrase_is_told_at_its_field_and_the_right_one_opens_after_it() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.field("Passphrase").focused();
    window.field("Passphrase").fill("not these words at all");
    window.button("Open").press();
    window.field("Passphrase").wrong();
    window.field("Passphrase").described("passphrase");
    window.picture("sign-in-wrong");
    window.sign_in();
    window.heading("Dashboard").is_there();

    window.button("Lock").press();
    window.field("Passphrase").is_there();
    assert!(!window.shows("Example Issuing CA"), "nothing of the vault is to be seen once it is locked");
    assert_eq!(window.find(Role::Navigation, "Rooms").count(), 0);
    window.sign_in();
}

#[test]
fn the_recovery_code_opens_the_vault_and_another_does_not() {
    let desk = Desk::new(Keychain::Absent);
    let estate = Estate::founded(&desk.vault());
    let code = estate.recovery_code.clone();
    drop(estate);
    let window = Window::open(&desk);
    window.button("Use the recovery code").press();
    let mut other = code.clone();
    let first = if other.starts_with('2') { "3" } else { "2" };
    other.replace_range(0..1, first);
    window.field("Recovery code").fill(&other);
    window.button("Open with the recovery code").press();
    window.field("Recovery code").wrong();
    window.field("Recovery code").fill(&code.to_lowercase().replace('-', " "));
    window.button("Open with the recovery code").press();
    window.find(Role::Navigation, "Rooms").is_there();
    window.room("Settings");
    window.sees("The recovery code");
}

#[test]
fn whoever_opens_a_vault_of_an_earlier_version_is_told_that_it_is_brought_up_to_date() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&["kept.corp.example"]));
    let earlier = Earlier::of(&desk.vault(), PASSPHRASE);
    // As long as it takes where there is much in it.
    earlier.hold();
    let window = Window::open(&desk);
    window.field("Passphrase").fill(PASSPHRASE);
    window.button("Open").press();
    window.sees("The vault is brought up to date");
    window.sees("from version 2 to");
    window.picture("sign-in-upgrade");
    assert_eq!(window.find(Role::Navigation, "Rooms").count(), 0);
    earlier.let_go();
    window.heading("Dashboard").is_there();
    assert!(!window.shows("The vault is brought up to date"));
    assert!(earlier.version() > 2);
    window.room("Certificates");
    window.row("kept.corp.example").holds("Active");
}

#[test]
fn how_soon_an_idle_vault_locks_can_be_set_and_stays_set() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Settings");
    window.choose("Lock after idle", "1 minute");
    window.button("Save changes").press();
    window.sees("Saved.");
    window.close();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Settings");
    window.field("Lock after idle").holds("1 minute");
}

#[test]
fn with_a_keychain_the_vault_opens_again_with_one_click() {
    let desk = Desk::new(Keychain::Unlocked);
    let window = Window::open(&desk);
    window.make_vault(Founding { passphrase: false, keychain: true });
    window.checkbox("I have stored it where I will find it and others won’t").press();
    window.button("Continue").press();
    window.button("Skip for now").press();
    window.button("Go to the dashboard").press();
    window.heading("Dashboard").is_there();
    window.close();

    let window = Window::open(&desk);
    window.button("Open with the keychain").focused();
    window.picture("sign-in-keychain");
    window.button("Open with the keychain").press();
    window.heading("Dashboard").is_there();
    window.room("Settings");
    window.sees("The keychain");
}
