//! Places of publication in the room Revocation: added, kept up by the window itself, paused and removed.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// How long a file may take to its place by itself.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_folder_that_is_added_gets_every_new_crl_by_itself() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let folder = desk.document("pki");
    fs::create_dir(&folder).unwrap();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Revocation");
    window.sees("Nothing is published anywhere by itself");
    window.button("Add a target…").press();
    window.field("Name").fill("Web server");
    window.field("Address").fill("pki");
    window.button("Test").press();
    window.sees("Name the folder from the root on");
    window.field("Address").fill(&folder.display().to_string());
    window.button("Test").press();
    window.sees("Something can be put there.");
    window.picture("publication-dialog");
    window.button("Add").press();
    window.no_dialog();
    window.sees("Up to date");
    window.picture("publication");
    let crl = folder.join("ca-2.crl");
    let before = fs::read(&crl).expect("it was published");
    assert!(folder.join("ca-2.cer").exists());
    window.button("Web server").press();
    window.dialog(part("What is published at Web server")).holds("ca-2.crl");
    window.picture("publication-files");
    window.press(&["Escape"]);
    window.no_dialog();

    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    window.tab("CRLs").press();
    window.button("Issue CRL now").press();
    let begun = Instant::now();
    while fs::read(&crl).is_ok_and(|there| there == before) {
        assert!(begun.elapsed() < PATIENCE, "the new CRL did not come");
        thread::sleep(Duration::from_millis(200));
    }

    window.room("Revocation");
    // Moved to another folder, under another name.
    let moved = desk.document("moved");
    fs::create_dir(&moved).unwrap();
    window.button("Edit Web server…").press();
    window.dialog(part("Edit Web server"));
    window.picture("publication-edit");
    window.field("Address").fill(&moved.display().to_string());
    window.field("Name").fill("Mirror");
    window.button("Save").press();
    window.no_dialog();
    window.sees("“Mirror” is changed.");
    let begun = Instant::now();
    while !moved.join("ca-2.crl").exists() {
        assert!(begun.elapsed() < PATIENCE, "what was there before does not count for the new folder");
        thread::sleep(Duration::from_millis(200));
    }
    window.button("Edit Mirror…").press();
    window.field("Name").fill("Web server");
    window.button("Save").press();
    window.no_dialog();
    window.button("Pause Web server").press();
    window.button("Resume Web server").is_there();
    window.button("Remove Web server…").press();
    window.dialog(part("Remove Web server")).holds("stay there and grow old");
    window.button("Remove").press();
    window.no_dialog();
    window.sees("Nothing is published anywhere by itself");
    assert!(crl.exists());
}
