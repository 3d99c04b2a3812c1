//! Batches, jobs and renewals.

use super::tour::{Tour, in_both_themes};
use chancery_tests::window::{Desk, Role, part};
use std::fmt::Write as _;
use std::fs;

#[test]
fn batches_jobs_and_renewals_are_without_barriers() {
    in_both_themes(|tour, desk, theme| {
        batch(tour, desk, theme);
        jobs(tour);
        renewals(tour);
    });
}

fn batch(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    window.room("Jobs");
    window.link("Issue from a file").press();
    window.sees("Choose a file first.");
    tour.screen("batch");
    window.field("File or folder").fill(&desk.document("faulty.csv").display().to_string());
    window.press(&["Enter"]);
    window.find(Role::Region, "Errors by row").is_there();
    tour.screen("batch-faulty");
    window.field("File or folder").fill(&desk.document("nothing.csv").display().to_string());
    window.press(&["Enter"]);
    window.field("File or folder").wrong();
    tour.screen("batch-unreadable");
    // Keys that take a while, so that the job is seen while it runs.
    let mut rows = "cn,key\n".to_owned();
    for number in 0..60 {
        let _ = writeln!(rows, "{theme}-{number}.slow.example,rsa-4096");
    }
    let path = desk.document(&format!("slow-{theme}.csv"));
    fs::write(&path, rows).unwrap();
    window.field("File or folder").fill(&path.display().to_string());
    window.press(&["Enter"]);
    window.button("Issue 60 certificates").press();
    window.link("Show in Jobs").is_there();
    tour.screen("batch-running");
    window.link("Show in Jobs").press();
    window.button("Cancel job").press();
    window.button("Resume").is_there();
    tour.screen("job-cancelled");
    tour.back();
}

fn jobs(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Jobs");
    window.button(part("Issue 6 certificates")).is_there();
    tour.screen("jobs");
    window.button(part("Issue 6 certificates")).press();
    window.sees("gamma.batch.example");
    tour.screen("job");
    window.button("Save results…").press();
    window.checkbox(part("Put the private keys into the archive")).press();
    window.field("Passphrase for the keys").is_there();
    tour.screen("job-results");
    tour.cancel();
    window.dialog("Save the results").is_gone();
    tour.back();
}

fn renewals(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Renewals");
    window.sees("Renewals a day under shorter lifetimes");
    tour.screen("renewals");
    // A bar of the chart is drawn, and the driver presses nothing that is drawn.
    window.focus_on("main svg a");
    window.press(&["Enter"]);
    window.find(Role::Region, part("Renewed on")).is_there();
    tour.screen("renewals-day");
    window.button("Change…").press();
    window.sees("Runs next:");
    tour.screen("schedule");
    window.field("When").fill("noon");
    window.field("When").wrong();
    tour.screen("schedule-refused");
    tour.cancel();
    window.no_dialog();
}
