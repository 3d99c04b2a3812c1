//! Issuing, by the form and from requests.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Desk, part};
use std::fs;

#[test]
fn issuing_and_requests_are_without_barriers() {
    in_both_themes(|tour, desk, theme| {
        issue(tour, desk, theme);
        requests(tour);
        sign(tour, desk, theme);
    });
}

fn issue(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    window.room("Certificates");
    window.begin_certificate(&format!("new-{theme}.corp.example"));
    window.button("Issue").enabled();
    tour.screen("issue");
    window.button("Issue").press();
    window.heading("Issued").is_there();
    tour.screen("issued");
    window.button("Issue another").press();
    window.field("Common name").fill("api.corp.example");
    window.sees("An active certificate has the same names");
    tour.screen("issue-duplicate");
    window.radio("From a signing request").press();
    window.field("Signing request (CSR)").paste(&fs::read_to_string(desk.document("asked.csr")).unwrap());
    window.sees("Asked and signed");
    tour.screen("issue-from-request");
}

fn requests(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Requests");
    window.row("mail.corp.example").is_there();
    tour.screen("requests");
    window.button("mail.corp.example").press();
    window.sees("order 4711");
    tour.screen("request");
    for (button, name) in [("Take in certificate", "answer"), ("Save…", "save"), ("Delete", "delete")] {
        window.button(button).press();
        window.button("Cancel").is_there();
        tour.screen(&format!("request-{name}"));
        tour.cancel();
        window.dialog(part("request")).is_gone();
    }
    tour.back();
    window.radio("Answered").press();
    window.button("partner.corp.example").press();
    window.sees("Asked and got");
    tour.screen("request-answered");
    tour.back();
    window.link("New request").press();
    window.field("Common name").fill("www.corp.example");
    window.field("DNS names").type_in("not a host!\n");
    window.button("Make request").press();
    window.field("DNS names").wrong();
    tour.screen("request-new");
}

fn sign(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    window.room("Requests");
    window.link("Sign requests of others").press();
    window.field("…or a file").fill(&desk.document("asked.csr").display().to_string());
    window.button("Add").press();
    window.button(part("Compare what asked.corp.example asks")).press();
    window.sees("Asked and signed");
    tour.screen("sign");
    window.field("Owner").fill(theme);
    window.checkbox("Sign also where an active certificate has the same names").press();
    window.button("Sign 1 request").press();
    window.sees("1 request signed");
    tour.screen("signed");
}
