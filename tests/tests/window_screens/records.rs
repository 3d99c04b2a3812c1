//! The audit log, the inspector, the palette, help and settings.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Desk, KEY_PASSPHRASE, Role, part};

#[test]
fn the_log_the_tools_and_the_settings_are_without_barriers() {
    in_both_themes(|tour, desk, _| {
        settings(tour);
        log(tour);
        anywhere(tour);
        inspector(tour, desk);
    });
}

fn settings(tour: &mut Tour<'_>) {
    let window = tour.window;
    tour.screen("settings-appearance");
    for tab in ["Vault", "Ways to open", "People"] {
        window.tab(tab).press();
        tour.screen(&format!("settings-{}", tab.to_lowercase().replace(' ', "-")));
    }
    window.button("Add person").press();
    window.dialog("Add a person").is_there();
    tour.screen("settings-add-person");
    tour.cancel();
    window.no_dialog();
    window.tab("Ways to open").press();
    window.button("Change passphrase").press();
    window.dialog("Change your passphrase").is_there();
    tour.screen("settings-passphrase");
    tour.cancel();
    window.no_dialog();
    window.button("New recovery code").press();
    window.dialog("Make a new recovery code").is_there();
    tour.screen("settings-recovery");
    window.field(part("Type ")).fill("Example Corp");
    window.button("Make a new code").press();
    window.sees("Keep the new recovery kit");
    tour.screen("settings-recovery-kit");
    window.checkbox("I have stored it where I will find it and others won’t").press();
    window.button("Done").press();
    window.no_dialog();
}

fn log(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Audit log");
    window.row("Trust store").nth(0).is_there();
    tour.screen("audit");
    window.row("Trust store").nth(0).press();
    tour.screen("audit-event");
    tour.back();
    window.button("Verify").press();
    window.sees("The log is unbroken");
    tour.screen("audit-verify");
    tour.back();
    window.button("Export…").press();
    window.dialog("Export the audit log").is_there();
    tour.screen("audit-export");
    tour.back();
}

/// What opens over every room.
fn anywhere(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.press(&["Control+k"]);
    window.field("Find anything").focused();
    window.types("api");
    window.find(Role::Option, part("api.corp.example")).nth(0).is_there();
    tour.screen("palette");
    tour.back();
    window.press(&["?"]);
    window.dialog("Keyboard shortcuts").is_there();
    tour.screen("help");
    tour.back();
}

fn inspector(tour: &mut Tour<'_>, desk: &Desk) {
    let window = tour.window;
    let inspect = |name: &str| {
        window.field("File").fill(&desk.document(name).display().to_string());
        window.button("Inspect").press();
    };
    window.room("Inspector");
    tour.screen("inspector");
    inspect("rows.csv");
    window.sees("neither a certificate");
    tour.screen("inspector-nothing");
    inspect("asked.csr");
    window.sees("Certificate signing request");
    tour.screen("inspector-request");
    inspect("keystore.p12");
    window.field("Passphrase").is_there();
    tour.screen("inspector-locked");
    window.field("Passphrase").fill(KEY_PASSPHRASE);
    window.button("Unlock").press();
    window.sees("2 things found");
    tour.screen("inspector-unlocked");
    window.button("Save as…").press();
    window.dialog("Save in another form").is_there();
    window.radio(part("PKCS#12, modern")).press();
    tour.screen("inspector-save");
    tour.cancel();
    window.no_dialog();
    window.button("Clear").press();
}
