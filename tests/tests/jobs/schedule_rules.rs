//! What the schedule takes, what it leaves to people, and that it says why.

use crate::renewals::{at, nightly, renewal_jobs};
use crate::{edit, variant};
use chancery_domain::{Lifetime, ProfileName};
use chancery_engine::{
    Actor, ByHand, CertificateFilter, CreateAuthority, IssueRequest, RenewalCalendar, ScheduleChange, Vault,
};
use chancery_tests::abuse::{Ground, ask, authority, filter};
use chrono::Duration;

/// Certificates that are no authority's.
fn leaves(vault: &Vault, ada: &Actor) -> u32 {
    vault.count_certificates(ada, &CertificateFilter { is_ca: Some(false), ..filter() }).unwrap().number
}

/// So many nights, each with its run and what that spreads.
fn nights(ground: &Ground, vault: &Vault, count: u32) {
    for _ in 0..count {
        let tomorrow = ground.clock_now().date_naive().succ_opt().unwrap();
        ground.clock.set(tomorrow.and_hms_opt(3, 0, 0).unwrap().and_utc());
        vault.run_due_jobs().unwrap();
    }
}

fn reasons(calendar: &RenewalCalendar) -> Vec<(ByHand, u32)> {
    calendar.by_hand_reasons.iter().map(|reason| (reason.why, reason.certificates)).collect()
}

#[test]
fn a_schedule_renews_what_its_profile_has_renewed_by_itself_or_what_it_names() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let code_signing: ProfileName = "code-signing".parse().unwrap();
    let requests = [
        IssueRequest { days: Some(31), ..ask("machine.example") },
        IssueRequest { days: Some(31), profile: code_signing.clone(), ..ask("Release Signing") },
    ];
    vault.issue_all(&ada, "Issuing", &requests).unwrap();
    let off = vault.renewal_calendar(&ada, 60).unwrap();
    assert_eq!((off.by_hand, reasons(&off)), (2, vec![(ByHand::Off, 2)]));
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    let calendar = vault.renewal_calendar(&ada, 60).unwrap();
    assert_eq!((calendar.by_hand, reasons(&calendar)), (1, vec![(ByHand::NotAutomatic, 1)]));
    assert!(calendar.by_hand_reasons[0].message.contains("code-signing"));
    nights(&ground, &vault, 25);
    let jobs = renewal_jobs(&vault, &ada);
    assert_eq!(jobs.iter().map(|job| job.total).collect::<Vec<_>>(), [1], "the machine's alone");
    // A profile's switch is what counts, and a schedule that names profiles overrides it.
    edit(&vault, &ada, "web-server", |document| document.renewal.automatic = false);
    vault.set_renewal_schedule(&ada, &ScheduleChange { profiles: vec![code_signing], ..nightly("UTC") }).unwrap();
    let named = vault.renewal_calendar(&ada, 60).unwrap();
    assert_eq!((named.by_hand, reasons(&named)), (1, vec![(ByHand::NotNamed, 1)]));
    nights(&ground, &vault, 1);
    assert_eq!(renewal_jobs(&vault, &ada).len(), 2);
    assert_eq!(leaves(&vault, &ada), 4, "one successor each");
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    let none = vault.renewal_calendar(&ada, 60).unwrap();
    assert_eq!(reasons(&none), [(ByHand::NotAutomatic, 1), (ByHand::NotAutomatic, 1)], "neither says so");
}

#[test]
fn what_lives_less_than_its_threshold_is_renewed_in_the_last_third_of_its_life() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let short = vault.issue(&ada, &IssueRequest { days: Some(20), ..ask("short.example") }).unwrap();
    // A third of 20 days before its end, and that is what its page says.
    let from = short.renew_from.unwrap();
    assert_eq!(from.date_naive(), at("2026-06-14T00:00:00Z").date_naive());
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    let calendar = vault.renewal_calendar(&ada, 30).unwrap();
    let planned: Vec<_> = calendar.days.iter().filter(|day| day.due > 0).map(|day| day.day).collect();
    assert!(planned.len() == 1 && planned[0] >= from.date_naive(), "{planned:?}");
    nights(&ground, &vault, 13);
    assert_eq!(leaves(&vault, &ada), 1, "not every night");
    nights(&ground, &vault, 27);
    // Forty days: after 14 to 15, and after twice as many.
    assert_eq!(leaves(&vault, &ada), 3);
    assert!(renewal_jobs(&vault, &ada).iter().all(|job| job.failed == 0));
}

#[test]
fn what_would_end_no_later_than_the_old_one_is_left_and_told() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    vault.create_authority(&ada, &CreateAuthority { days: 100, ..authority("Ending", Some("Root")) }).unwrap();
    ground.clock.jump(Duration::days(60));
    // Shortened to the end of its authority, in forty days.
    let request = IssueRequest { authority: "Ending".to_owned(), ..ask("ending.example") };
    let cut = vault.issue(&ada, &request).unwrap();
    vault.issue(&ada, &IssueRequest { days: Some(50), ..ask("goes-on.example") }).unwrap();
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    let calendar = vault.renewal_calendar(&ada, 60).unwrap();
    assert_eq!(reasons(&calendar), [(ByHand::EndsTogether, 1)]);
    nights(&ground, &vault, 39);
    assert_eq!(leaves(&vault, &ada), 3, "no night makes another one, but of the one that can be renewed");
    let jobs = renewal_jobs(&vault, &ada);
    assert_eq!(jobs.iter().map(|job| (job.total, job.failed)).collect::<Vec<_>>(), [(1, 0)]);
    let log = vault.job(&ada, &jobs[0].id).unwrap().log;
    assert!(log.iter().any(|line| line.text.contains("1 certificate is left to people")), "{log:#?}");
    let problem = vault.renewal_schedule(&ada).unwrap().problem.unwrap();
    assert!(problem.contains("1 certificate is left to people") && problem.contains("2026-09-0"), "{problem}");
    // The same is known of one that a job meets.
    let asked = chancery_engine::RenewRequest::default();
    let preview = vault.preview_renewal(&ada, &cut.row.id, &asked).unwrap();
    assert!(preview.findings.iter().any(|finding| finding.code == "not_longer"), "{:?}", preview.findings);
}

#[test]
fn a_clock_that_was_a_year_ahead_keeps_nothing_from_being_renewed() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    ground.clock.set(at("2027-06-01T12:00:00Z"));
    vault.run_due_jobs().unwrap();
    assert_eq!(vault.renewal_schedule(&ada).unwrap().last_run, Some(at("2027-06-01T12:00:00Z")));
    ground.clock.set(at("2026-06-02T12:00:00Z"));
    vault.issue(&ada, &IssueRequest { days: Some(10), ..ask("year.example") }).unwrap();
    vault.run_due_jobs().unwrap();
    nights(&ground, &vault, 9);
    assert_eq!(leaves(&vault, &ada), 2, "it was renewed before it ended");
    assert_eq!(vault.renewal_schedule(&ada).unwrap().last_run, Some(at("2026-06-11T03:00:00Z")));
}

#[test]
fn a_run_takes_what_the_next_one_would_come_too_late_for() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let request = IssueRequest {
        profile: "workload".parse().unwrap(),
        dns: vec!["job.example".to_owned()],
        ..ask("job.example")
    };
    let workload = vault.issue(&ada, &request).unwrap();
    assert_eq!(workload.row.not_after.date_naive(), at("2026-06-02T00:00:00Z").date_naive(), "it lives for a day");
    vault.set_renewal_schedule(&ada, &ScheduleChange { spread_minutes: 600, ..nightly("UTC") }).unwrap();
    let calendar = vault.renewal_calendar(&ada, 5).unwrap();
    let planned: Vec<_> = calendar.days.iter().filter(|day| day.due > 0).map(|day| day.day.to_string()).collect();
    assert_eq!(planned, ["2026-06-02"], "the run at three, as it ends before the next");
    nights(&ground, &vault, 1);
    // Its moment within the run is one at which it is still good.
    ground.clock.set(at("2026-06-02T06:00:00Z"));
    vault.run_due_jobs().unwrap();
    assert_eq!(leaves(&vault, &ada), 2);
    let job = renewal_jobs(&vault, &ada).remove(0);
    let log = vault.job(&ada, &job.id).unwrap().log;
    assert!(log.iter().any(|line| line.text.contains("Have the schedule run more often")), "{log:#?}");
}

#[test]
fn what_a_job_has_still_to_do_is_not_taken_by_the_next_run_too() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    vault.issue(&ada, &IssueRequest { days: Some(30), ..ask("waits.example") }).unwrap();
    let hourly = ScheduleChange { when: "0 * * * *".to_owned(), spread_minutes: 24 * 60, ..nightly("UTC") };
    vault.set_renewal_schedule(&ada, &hourly).unwrap();
    ground.clock.set(at("2026-06-24T12:00:00Z"));
    for _ in 0..26 {
        ground.clock.jump(Duration::hours(1));
        vault.run_due_jobs().unwrap();
    }
    let jobs = renewal_jobs(&vault, &ada);
    assert_eq!((jobs.len(), jobs[0].done, jobs[0].failed, leaves(&vault, &ada)), (1, 1, 0, 2));
}

#[test]
fn what_cannot_be_renewed_at_all_is_left_to_people_with_the_reason() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let old = variant(&vault, &ada, "web-server", "old-servers", |_| {});
    let moved = variant(&vault, &ada, "web-server", "moved-servers", |_| {});
    for (profile, host) in [(&old, "old.example"), (&moved, "moved.example")] {
        let request = IssueRequest { profile: profile.clone(), days: Some(30), ..ask(host) };
        vault.issue(&ada, &request).unwrap();
    }
    vault.retire_profile(&ada, &old, true).unwrap();
    vault.pin_profile(&ada, &moved, &["Root".to_owned()]).unwrap();
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    let calendar = vault.renewal_calendar(&ada, 40).unwrap();
    assert_eq!((calendar.by_hand, reasons(&calendar)), (2, vec![(ByHand::Retired, 1), (ByHand::NotAccepted, 1)]));
    nights(&ground, &vault, 25);
    assert!(renewal_jobs(&vault, &ada).is_empty(), "nothing fails every night");
    let problem = vault.renewal_schedule(&ada).unwrap().problem.unwrap();
    assert!(problem.contains("old-servers is retired") && problem.contains("moved-servers"), "{problem}");
    vault.retire_profile(&ada, &old, false).unwrap();
    vault.pin_profile(&ada, &moved, &[]).unwrap();
    nights(&ground, &vault, 1);
    assert_eq!(leaves(&vault, &ada), 4);
    assert_eq!(vault.renewal_schedule(&ada).unwrap().problem, None);
}

#[test]
fn a_certificates_page_and_the_schedule_go_by_the_newest_version_of_the_profile() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let issued = vault.issue(&ada, &ask("page.example")).unwrap();
    let end = issued.row.not_after;
    assert_eq!(issued.renew_from, Some(end - Duration::days(30)));
    edit(&vault, &ada, "web-server", |document| document.renewal.before = Lifetime::Days(60));
    assert_eq!(vault.certificate(&ada, &issued.row.id).unwrap().renew_from, Some(end - Duration::days(60)));
}
