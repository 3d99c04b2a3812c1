//! What the calendar counts, listed day by day; and what a schedule would do, asked before it is set.

use crate::renewals::{at, nightly};
use chancery_engine::{Blackout, IssueRequest, ScheduleChange};
use chancery_tests::abuse::{Ground, ask};
use std::collections::BTreeSet;

#[test]
fn a_day_lists_exactly_what_the_calendar_counts_for_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let code_signing = "code-signing".parse().unwrap();
    let mut requests: Vec<IssueRequest> =
        (0..20).map(|n| IssueRequest { days: Some(31 + n), ..ask(&format!("h{n}.example")) }).collect();
    requests.push(IssueRequest { days: Some(40), profile: code_signing, ..ask("Release Signing") });
    vault.issue_all(&ada, "Issuing", &requests).unwrap();
    for scheduled in [false, true] {
        if scheduled {
            vault.set_renewal_schedule(&ada, &nightly("America/New_York")).unwrap();
        }
        let calendar = vault.renewal_calendar(&ada, 60).unwrap();
        let mut all = BTreeSet::new();
        for day in &calendar.days {
            let listed = vault.renewals_of_day(&ada, day.day).unwrap();
            assert_eq!((listed.certificates.len(), listed.more), (day.due as usize, 0), "on {}", day.day);
            for renewal in listed.certificates {
                assert!(all.insert(renewal.certificate_id), "{} is on one day alone", renewal.label);
                let by_hand = !scheduled || renewal.label == "Release Signing";
                assert_eq!(renewal.by_hand.is_some(), by_hand, "{}: {:?}", renewal.label, renewal.by_hand);
            }
        }
        let counted: u32 = calendar.days.iter().map(|day| day.due).sum();
        assert_eq!((all.len(), counted), (21, 21));
    }
    for day in ["2026-05-31", "2028-01-01"] {
        assert_eq!(vault.renewals_of_day(&ada, day.parse().unwrap()).unwrap_err().code, "invalid_day");
    }
}

#[test]
fn a_schedule_tells_its_next_runs_before_it_is_set_and_asking_sets_nothing() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-05T12:00:00Z"));
    let weekdays = ScheduleChange { when: "30 3 * * 1-5".to_owned(), ..nightly("Europe/Berlin") };
    let runs = vault.preview_renewal_schedule(&ada, &weekdays).unwrap();
    assert_eq!(runs, ["2026-06-08T01:30:00Z", "2026-06-09T01:30:00Z", "2026-06-10T01:30:00Z"].map(at));
    let holidays =
        Blackout { from: at("2026-06-08T00:00:00Z"), until: at("2026-06-09T12:00:00Z"), reason: String::new() };
    let frozen = ScheduleChange { blackouts: vec![holidays], ..weekdays };
    let runs = vault.preview_renewal_schedule(&ada, &frozen).unwrap();
    assert_eq!(runs, ["2026-06-09T12:00:00Z", "2026-06-10T01:30:00Z", "2026-06-11T01:30:00Z"].map(at));
    let wrong = ScheduleChange { when: "noon".to_owned(), ..nightly("UTC") };
    assert_eq!(vault.preview_renewal_schedule(&ada, &wrong).unwrap_err().field.as_deref(), Some("when"));
    assert!(!vault.renewal_schedule(&ada).unwrap().on, "nothing was set");
}
