//! What is seen before a vault is open, and in one that is empty.

use super::tour::Tour;
use chancery_tests::window::{Desk, Estate, Window};

#[test]
fn the_front_door_is_without_barriers() {
    let desk = Desk::at_rest();
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    let mut tour = Tour::of(&window);
    tour.screen("sign-in");
    window.button("Use the recovery code").press();
    tour.screen("sign-in-recovery");
    window.button("Back to the usual ways").press();
    window.field("Passphrase").fill("not this one");
    window.button("Open").press();
    window.field("Passphrase").wrong();
    tour.screen("sign-in-wrong");
    window.sign_in();
    window.room("Settings");
    window.tab("Appearance").press();
    window.radio("Dark").press();
    window.button("Lock").press();
    window.field("Passphrase").is_there();
    tour.screen("sign-in");
    tour.done();
}

#[test]
fn first_run_and_an_empty_vault_are_without_barriers_where_the_system_is_light() {
    first_run(&Desk::at_rest());
}

#[test]
fn first_run_and_an_empty_vault_are_without_barriers_where_the_system_is_dark() {
    first_run(&Desk::in_the_dark());
}

fn first_run(desk: &Desk) {
    let window = Window::open(desk);
    let mut tour = Tour::of(&window);
    tour.screen("first-run-1-name");
    window.field("Your name").fill("Ada Byron");
    window.button("Continue").press();
    window.heading("Choose how it opens").is_there();
    tour.screen("first-run-2-opening");
    window.field("Passphrase").fill("four random little words");
    window.field("The passphrase again").fill("four random little words");
    window.button("Create the vault").press();
    window.heading("Keep the recovery kit").is_there();
    tour.screen("first-run-3-recovery");
    window.checkbox("I have stored it where I will find it and others won’t").press();
    window.button("Continue").press();
    window.heading("Create your first authority").is_there();
    tour.screen("first-run-4-founding");
    window.button("Change defaults").press();
    tour.screen("first-run-4-founding-defaults");
    window.button("Skip for now").press();
    window.heading("Issue your first certificate").is_there();
    tour.screen("first-run-5-certificate");
    window.button("Go to the dashboard").press();
    window.heading("Dashboard").is_there();
    for (room, says) in [
        ("Dashboard", "No certificates yet"),
        ("Authorities", "No authorities yet"),
        ("Certificates", "No certificates yet"),
        ("Requests", "No request waits for a certificate"),
        ("Renewals", "Nothing is renewed by itself."),
        ("Revocation", "No authority to answer for yet"),
        ("Jobs", "No jobs yet"),
        ("Inspector", "What is recognised is shown here."),
    ] {
        window.room(room);
        window.sees(says);
        tour.screen(&format!("empty-{}", room.to_lowercase()));
    }
    window.room("Jobs");
    window.link("Issue from a file").press();
    window.sees("No authority can sign yet");
    tour.screen("empty-batch");
    window.room("Requests");
    window.link("Sign requests of others").press();
    window.sees("No authority can sign yet");
    tour.screen("empty-sign");
    tour.done();
}
