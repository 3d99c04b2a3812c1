//! The dashboard, the certificates, and all that can be done with them.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Role, part};

#[test]
fn the_inventory_is_without_barriers() {
    in_both_themes(|tour, _, _| {
        let window = tour.window;
        window.room("Dashboard");
        window.link(part("Within 7 days")).nth(0).is_there();
        tour.screen("dashboard");
        window.room("Certificates");
        window.row("api.corp.example").nth(0).is_there();
        tour.screen("certificates");
        drawer(tour);
        many(tour);
        window.field("Search certificates").fill("no such name anywhere");
        window.sees("No certificate matches");
        tour.screen("certificates-none");
        window.field("Search certificates").fill("");
        window.button("Import…").press();
        tour.screen("import");
        tour.back();
    });
}

/// One certificate: every tab, and every dialog.
fn drawer(tour: &mut Tour<'_>) {
    let window = tour.window;
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

/// Several: the bar below the table and its dialogs.
fn many(tour: &mut Tour<'_>) {
    let window = tour.window;
    let two = ["api.corp.example", "intranet.corp.example"];
    for name in two {
        window.checkbox(format!("Select {name}")).press();
    }
    window.sees("2 selected");
    tour.screen("certificates-selected");
    for (button, name) in [("Edit…", "edit"), ("Export…", "export"), ("Renew…", "renew")] {
        window.button(button).press();
        tour.screen(&format!("several-{name}"));
        tour.cancel();
        window.no_dialog();
    }
    window.button("Revoke…").press();
    window.button("Cancel").focused();
    tour.screen("several-revoke");
    tour.cancel();
    window.no_dialog();
    window.button("Compare").press();
    window.dialog("Compare two certificates").is_there();
    tour.screen("compare");
    tour.back();
    window.button("Clear").press();
}
