//! The dashboard, the list of certificates, and what is done with many.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::part;

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
