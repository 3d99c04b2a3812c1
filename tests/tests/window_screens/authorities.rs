//! Authorities and profiles.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Desk, Role, part};
use std::fs;

#[test]
fn authorities_and_profiles_are_without_barriers() {
    in_both_themes(|tour, desk, _| {
        authorities(tour);
        founding(tour, desk);
        profiles(tour);
    });
}

fn authorities(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Root CA")).is_there();
    tour.screen("authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    for tab in ["CRLs", "Chain", "Extensions", "PEM", "Overview"] {
        window.tab(tab).press();
        tour.screen(&format!("authority-{}", tab.to_lowercase()));
    }
    window.button("Set passphrase…").press();
    window.dialog(part("Passphrase for the key of")).is_there();
    tour.screen("authority-protect");
    tour.cancel();
    window.no_dialog();
    window.find(Role::Region, "Profiles").inside(Role::Button, "Change…").press();
    window.dialog("The profiles that Example Issuing CA accepts").is_there();
    tour.screen("authority-profiles");
    tour.cancel();
    window.no_dialog();
    window.room("Authorities");
    window.find(Role::TreeItem, part("Locked Signing CA")).press();
    window.button("Unlock…").press();
    window.dialog("Unlock the key of Locked Signing CA").is_there();
    tour.screen("authority-unlock");
    tour.cancel();
    window.no_dialog();
}

fn founding(tour: &mut Tour<'_>, desk: &Desk) {
    let window = tour.window;
    window.room("Authorities");
    window.link("Create authority").press();
    window.field("Name").fill("Staging Issuing CA");
    tour.screen("authority-new");
    window.room("Authorities");
    window.link("Import…").press();
    window.field("Name").fill("Partner Root");
    window.field("Certificate").paste(&fs::read_to_string(desk.document("outside.pem")).unwrap());
    window.field("Private key").paste(&fs::read_to_string(desk.document("outside.key")).unwrap());
    tour.screen("authority-import");
}

fn profiles(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Profiles");
    window.link("Web server").is_there();
    window.checkbox("Show retired").press();
    window.link("Old servers").is_there();
    tour.screen("profiles");
    window.button("Import…").press();
    window.dialog(part("Import")).is_there();
    tour.screen("profile-import");
    tour.cancel();
    window.no_dialog();
    window.link("Short-lived web server").press();
    window.heading("Short-lived web server").is_there();
    tour.screen("profile");
    window.find(Role::Region, "Authorities").inside(Role::Button, "Change…").press();
    tour.screen("profile-pins");
    tour.cancel();
    window.no_dialog();
    window.button("Retire…").press();
    tour.screen("profile-retire");
    tour.cancel();
    window.no_dialog();
    window.link("Compare…").press();
    window.row("Longest lifetime").holds("47 days");
    tour.screen("profile-versions");
    window.field("Compared with").press();
    window.find(Role::Option, "Code signing").press();
    window.row("Extended key usage").nth(0).is_there();
    tour.screen("profiles-compared");
    window.link("Close comparison").press();
    window.link("Edit").press();
    window.button("Save as version 3").is_there();
    tour.screen("profile-edit");
    window.field("Longest lifetime").fill("5");
    window.field("Usual lifetime").wrong();
    tour.screen("profile-edit-refused");
    window.field("Longest lifetime").fill("47");
    window.sees("Nothing is changed yet.");
    window.button("Cancel").press();
    window.heading("Short-lived web server").is_there();
}
