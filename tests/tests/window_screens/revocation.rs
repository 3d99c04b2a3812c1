//! The room Revocation, and what an authority's page says of its CRLs once it makes several.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Desk, Role, part};
use std::fs;

#[test]
fn revocation_is_without_barriers() {
    in_both_themes(|tour, desk, theme| {
        publication(tour, desk, theme);
        others(tour);
        crls(tour);
    });
}

fn publication(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    let folder = desk.document(&format!("pki-{theme}"));
    fs::create_dir(&folder).unwrap();
    window.room("Revocation");
    window.button("Add a place…").press();
    window.field("Name").fill(&format!("Web server {theme}"));
    window.field("Address").fill("pki");
    window.button("Test").press();
    window.sees("Name the folder from the root on");
    tour.screen("publication-refused");
    window.field("Address").fill(&folder.display().to_string());
    window.button("Test").press();
    window.sees("Something can be put there.");
    tour.screen("publication-new");
    window.button("Add").press();
    window.no_dialog();
    window.sees("Up to date");
    tour.screen("revocation");
    fs::remove_dir_all(&folder).unwrap();
    window.button("Publish now").press();
    window.sees("Failing, tried again");
    tour.screen("revocation-failing");
    window.button(format!("Web server {theme}").as_str()).press();
    window.dialog(part("What is published at")).holds("There is no folder");
    tour.screen("publication-files");
    tour.back();
    window.button(format!("Remove Web server {theme}…").as_str()).press();
    window.dialog(part("Remove Web server")).is_there();
    tour.screen("publication-remove");
    window.button("Remove").press();
    window.no_dialog();
}

fn others(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.button("Change how others are asked").press();
    window.dialog("Certificates of others").is_there();
    tour.screen("watching-settings");
    tour.cancel();
    window.no_dialog();
}

fn crls(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    window.button("Change…").nth(0).press();
    window.field("CRL URL").fill("http://pki.corp.example/issuing.crl");
    window.button("Save").press();
    window.no_dialog();
    window.tab("CRLs").press();
    window.button("Change which CRLs are made…").press();
    window.tick("Partition: a CRL for each shard of what it issues", true);
    window.tick("Two CRLs by reason", true);
    window.field("Delta CRLs valid for").fill("200");
    window.button("Save").press();
    window.field("Delta CRLs valid for").wrong();
    tour.screen("crl-rules-refused");
    window.field("Delta CRLs valid for").fill("24");
    window.button("Save").press();
    window.no_dialog();
    window.row("Delta").nth(0).is_there();
    tour.screen("crls-of-all-kinds");
}
