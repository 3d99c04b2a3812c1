//! One certificate, all that can be done with it, and whether it is trusted.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Role, part};

#[test]
fn a_certificate_and_its_dialogs_are_without_barriers() {
    in_both_themes(|tour, _, _| drawer(tour));
}

/// One certificate: every tab, and every dialog.
fn drawer(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Certificates");
    window.row("ledger.corp.example").is_there();
    window.row("ledger.corp.example").press();
    for tab in ["Names", "Extensions", "Chain", "Lint", "History", "PEM", "Overview"] {
        window.tab(tab).press();
        tour.screen(&format!("certificate-{}", tab.to_lowercase()));
    }
    window.button("Export…").press();
    tour.screen("certificate-export");
    tour.cancel();
    window.button("Renew…").press();
    window.dialog("Renew ledger.corp.example").is_there();
    window.sees("What changes");
    tour.screen("certificate-renew");
    window.field("DNS names").type_in("not a host!\n");
    window.button("Renew").disabled();
    window.field("DNS names").wrong();
    tour.screen("certificate-renew-refused");
    tour.cancel();
    window.dialog("Renew ledger.corp.example").is_gone();
    window.button("Revoke…").press();
    window.button("Cancel").focused();
    tour.screen("certificate-revoke");
    tour.cancel();
    window.dialog(part("Revoke")).is_gone();
    window.tab("Chain").press();
    trust(tour);
    tour.back();
    window.row("stolen.corp.example").press();
    window.tab("Overview").press();
    window.sees("Key compromise");
    tour.screen("certificate-revoked");
    tour.back();
}

/// Whether it is trusted: a good path, a bad one, and the trust stores.
fn trust(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.button("Verify…").press();
    window.button("More evidence").press();
    tour.screen("verify");
    window.button("Verify").press();
    window.sees("Trusted:");
    tour.screen("verify-trusted");
    window.field("Host").fill("elsewhere.example");
    window.button("Verify").press();
    window.sees("Not trusted.");
    tour.screen("verify-not-trusted");
    window.button("Trust stores…").press();
    window.find(Role::ListItem, part("Partners")).is_there();
    tour.screen("trust-stores");
    window.press(&["Escape"]);
    window.dialog("Trust stores").is_gone();
}
