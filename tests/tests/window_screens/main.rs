//! Every screen in both themes, narrow and wide: without barriers, and nothing out of sight to the side.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};

/// Width and height of the window, in pixels.
const SIZES: [(u32, u32); 2] = [(1000, 700), (1600, 1000)];

/// What is wrong with the screens, gathered so that one run tells all of it.
struct Judge<'w> {
    window: &'w Window<'w>,
    faults: Vec<String>,
}

impl Judge<'_> {
    /// Looks at what is on screen now in every size.
    fn screen(&mut self, name: &str) {
        for (width, height) in SIZES {
            self.window.resize(width, height);
            self.window.settled();
            self.window.picture(&format!("{name}-{width}"));
            if let Some(wider) = self.window.sideways() {
                self.faults.push(format!("{name} at {width}: the page is {wider} pixels too wide"));
            }
        }
        self.faults.extend(self.window.barriers(name));
    }
}

#[test]
fn every_room_is_without_barriers_in_both_themes_narrow_and_wide() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    let mut judge = Judge { window: &window, faults: Vec::new() };
    judge.screen("sign-in");
    window.button("Use the recovery code").press();
    judge.screen("sign-in-recovery");
    window.button("Back to the usual ways").press();
    window.sign_in();
    for theme in ["Light", "Dark"] {
        window.room("Settings");
        window.tab("Appearance").press();
        window.radio(theme).press();
        rooms(&window, &mut judge);
    }
    window.button("Lock").press();
    window.field("Passphrase").is_there();
    judge.screen("sign-in");
    assert!(judge.faults.is_empty(), "{}", judge.faults.join("\n\n"));
}

fn rooms(window: &Window<'_>, judge: &mut Judge<'_>) {
    judge.screen("settings-appearance");
    for tab in ["Vault", "Ways to open", "People"] {
        window.tab(tab).press();
        judge.screen(&format!("settings-{}", tab.to_lowercase().replace(' ', "-")));
    }
    window.room("Dashboard");
    window.link(part("Within 7 days")).nth(0).is_there();
    judge.screen("dashboard");
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Root CA")).is_there();
    judge.screen("authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    for tab in ["CRLs", "Chain", "Extensions", "PEM", "Overview"] {
        window.tab(tab).press();
        judge.screen(&format!("authority-{}", tab.to_lowercase()));
    }
    window.room("Authorities");
    window.link("Create authority").press();
    window.field("Name").fill("Staging Issuing CA");
    judge.screen("authority-new");
    window.room("Authorities");
    window.link("Import…").press();
    judge.screen("authority-import");
    window.room("Certificates");
    window.row("api.corp.example").nth(0).is_there();
    judge.screen("certificates");
    window.row("ledger.corp.example").press();
    for tab in ["Names", "Extensions", "Chain", "History", "PEM", "Overview"] {
        window.tab(tab).press();
        judge.screen(&format!("certificate-{}", tab.to_lowercase()));
    }
    window.button("Export…").press();
    judge.screen("certificate-export");
    window.button("Cancel").press();
    window.button("Revoke…").press();
    window.button("Cancel").focused();
    judge.screen("certificate-revoke");
    window.button("Cancel").press();
    window.dialog(part("Revoke")).is_gone();
    window.press(&["Escape"]);
    window.no_dialog();
    window.button("Import…").press();
    judge.screen("import");
    window.press(&["Escape"]);
    window.no_dialog();
    window.field("Search certificates").fill("no such name anywhere");
    window.sees("No certificate matches");
    judge.screen("certificates-none");
    window.begin_certificate("new.corp.example");
    window.button("Issue").enabled();
    judge.screen("issue");
    window.room("Profiles");
    window.link("Web server").is_there();
    judge.screen("profiles");
    window.link("Web server").press();
    window.heading("Web server").is_there();
    judge.screen("profile");
    window.link("Edit").press();
    window.button("Save as version 2").is_there();
    judge.screen("profile-edit");
    window.room("Audit log");
    window.sees("This is the beginning of the log.");
    judge.screen("audit");
    window.row("api.corp.example").nth(0).press();
    judge.screen("audit-event");
    window.press(&["Escape"]);
    window.no_dialog();
    window.press(&["Control+k"]);
    window.field("Find anything").focused();
    window.types("api");
    window.find(Role::Option, part("api.corp.example")).nth(0).is_there();
    judge.screen("palette");
    window.press(&["Escape"]);
    window.no_dialog();
    window.press(&["?"]);
    window.dialog("Keyboard shortcuts").is_there();
    judge.screen("help");
    window.press(&["Escape"]);
    window.no_dialog();
    window.press(&["g", "i"]);
    window.heading("Inspector").is_there();
    judge.screen("inspector");
}

#[test]
fn first_run_and_an_empty_vault_are_without_barriers_where_the_system_is_light() {
    first_run(&Desk::new(Keychain::Absent));
}

#[test]
fn first_run_and_an_empty_vault_are_without_barriers_where_the_system_is_dark() {
    first_run(&Desk::in_the_dark());
}

fn first_run(desk: &Desk) {
    let window = Window::open(desk);
    let mut judge = Judge { window: &window, faults: Vec::new() };
    judge.screen("first-run-1-name");
    window.field("Your name").fill("Ada Byron");
    window.button("Continue").press();
    window.heading("Choose how it opens").is_there();
    judge.screen("first-run-2-opening");
    window.field("Passphrase").fill("four random little words");
    window.field("The passphrase again").fill("four random little words");
    window.button("Create the vault").press();
    window.heading("Keep the recovery kit").is_there();
    judge.screen("first-run-3-recovery");
    window.checkbox("I have stored it where I will find it and others won’t").press();
    window.button("Continue").press();
    window.heading("Create your first authority").is_there();
    judge.screen("first-run-4-founding");
    window.button("Change defaults").press();
    judge.screen("first-run-4-founding-defaults");
    window.button("Skip for now").press();
    window.heading("Issue your first certificate").is_there();
    judge.screen("first-run-5-certificate");
    window.button("Go to the dashboard").press();
    window.heading("Dashboard").is_there();
    for (room, says) in [
        ("Dashboard", "No certificates yet"),
        ("Authorities", "No authorities yet"),
        ("Certificates", "No certificates yet"),
    ] {
        window.room(room);
        window.sees(says);
        judge.screen(&format!("empty-{}", room.to_lowercase()));
    }
    assert!(judge.faults.is_empty(), "{}", judge.faults.join("\n\n"));
}
