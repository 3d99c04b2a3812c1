//! Renewing: one by hand, seen before it is signed, and all on a schedule.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};

#[test]
fn a_renewal_is_seen_before_it_is_signed_and_the_old_one_knows_its_successor() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::at_servers(&desk, &["www.corp.example"]);
    window.button("Renew…").press();
    let preview = window.find(Role::Region, "What will be signed");
    preview.holds("Nothing but its dates");
    window.field("Valid for").fill("99999");
    window.field("Valid for").wrong();
    window.button("Renew").disabled();
    window.field("Valid for").fill("120");
    window.field("DNS names").type_in("shop.corp.example\n");
    preview.inside(Role::Row, part("Names")).holds("shop.corp.example");
    preview.inside(Role::Row, part("Validity")).holds("120 days");
    window.radio(part("Revoke it as superseded")).press();
    window.field("After").fill("24");
    window.picture("renew-changed");
    window.button("Renew").press();
    window.sees("Renewed: www.corp.example");
    window.sees("the old one is revoked on");
    window.tab("Names").press();
    window.sees("shop.corp.example");
}

#[test]
fn a_schedule_is_set_and_a_day_of_the_calendar_leads_to_its_certificates() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Renewals");
    window.button("Set a schedule…").press();
    window.field("When").fill("0 3 * * 1-5");
    window.field("Time zone").fill("America/New_York");
    // Away from its list of places.
    window.press(&["Tab"]);
    window.sees("Runs next:");
    window.button("Add a blackout").press();
    window.field("From").fill("2031-12-24 00:00");
    window.field("Until").fill("2031-12-20 00:00");
    window.find(Role::Alert, part("")).nth(0).holds("must end after it begins");
    window.field("Until").fill("2032-01-02 12:00");
    window.field("Reason").fill("Holidays");
    window.button("Set the schedule").press();
    window.no_dialog();
    window.sees("0 3 * * 1-5 · America/New_York");
    window.sees("Dec 24, 2031, 12:00 AM – Jan 2, 2032, 12:00 PM · Holidays");
    // A bar of the chart is drawn, and the driver presses nothing that is drawn.
    window.focus_on("main svg a");
    window.press(&["Enter"]);
    let day = window.find(Role::Region, part("Renewed on"));
    day.is_there();
    window.picture("calendar-day");
    day.inside(Role::Link, part("corp.example")).nth(0).press();
    window.button("Renew…").is_there();
}
