//! Another certificate in the place of one: by hand, in bulk, and by the clock.

use crate::finish;
use chancery_domain::{JobState, RenewKey, RevocationReason, Standing, Status};
use chancery_engine::{
    Actor, Blackout, CertificateFilter, DayBlackout, IssueRequest, JobView, KeyChoice, RenewRequest, ScheduleChange,
    Vault,
};
use chancery_tests::abuse::{Ground, ask, filter, ids};
use chrono::{DateTime, Duration, TimeZone, Utc};
use std::collections::BTreeSet;

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

pub(crate) fn nightly(zone: &str) -> ScheduleChange {
    ScheduleChange {
        when: "03:00".to_owned(),
        zone: Some(zone.to_owned()),
        profiles: Vec::new(),
        spread_minutes: 0,
        revoke_old_after_hours: None,
        blackouts: Vec::new(),
    }
}

fn last_run(vault: &Vault, ada: &Actor) -> Option<DateTime<Utc>> {
    vault.renewal_schedule(ada).unwrap().last_run
}

pub(crate) fn renewal_jobs(vault: &Vault, ada: &Actor) -> Vec<JobView> {
    vault.jobs(ada, None, 100).unwrap().jobs
}

#[test]
fn a_renewal_keeps_what_the_old_one_says_and_the_two_know_each_other() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let mut request =
        IssueRequest { days: Some(40), subject_rest: Some("OU=Web,O=Abuse".to_owned()), ..ask("old.example") };
    request.dns = vec!["old.example".to_owned(), "also.example".to_owned()];
    request.ip = vec!["192.0.2.7".to_owned()];
    request.metadata.owner = Some("web@old.example".to_owned());
    let old = vault.issue(&ada, &request).unwrap();
    ground.clock.jump(Duration::days(30));
    let asked = RenewRequest { token: "form".to_owned(), ..RenewRequest::default() };
    let preview = vault.preview_renewal(&ada, &old.row.id, &asked).unwrap();
    assert_eq!((preview.subject.as_str(), preview.days), (old.row.subject.as_str(), 40));
    let new = vault.renew(&ada, &old.row.id, &asked).unwrap();
    assert_eq!(vault.renew(&ada, &old.row.id, &asked).unwrap().row.id, new.row.id, "a double click renews once");
    assert_eq!((&new.row.subject, &new.names, &new.row.owner), (&old.row.subject, &old.names, &old.row.owner));
    assert_eq!(new.row.not_after - new.row.not_before, old.row.not_after - old.row.not_before);
    assert_eq!(new.replaces.as_ref().map(|before| before.certificate_id.as_str()), Some(old.row.id.as_str()));
    let old = vault.certificate(&ada, &old.row.id).unwrap();
    assert_eq!(old.replaced_by[0].certificate_id, new.row.id);
    assert_eq!((old.row.status, new.row.status), (Standing::Active, Standing::Active), "nothing was revoked");
    let key = |id: &str| vault.certificate(&ada, id).unwrap().subject_key_id.unwrap();
    assert_ne!(key(&old.row.id), key(&new.row.id), "a fresh key, as the vault had the old one");
    let again = vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap_err();
    assert_eq!(again.code, "already_renewed");

    let same = RenewRequest { key: RenewKey::Same, ..RenewRequest::default() };
    let next = vault.renew(&ada, &new.row.id, &same).unwrap();
    assert_eq!(key(&next.row.id), key(&new.row.id));
    assert!(next.row.has_key, "the vault has its key as before");
    let changed = RenewRequest {
        changes: chancery_engine::RenewalChanges {
            dns: Some(vec!["old.example".to_owned(), "more.example".to_owned()]),
            ip: Some(Vec::new()),
            ..Default::default()
        },
        ..RenewRequest::default()
    };
    let changed = vault.renew(&ada, &next.row.id, &changed).unwrap();
    let names: Vec<&str> = changed.names.iter().map(|name| name.value.as_str()).collect();
    assert_eq!(names, ["old.example", "more.example"]);
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_certificate_for_a_foreign_key_is_renewed_for_that_key() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let folder = ground.folder.parent().unwrap();
    let (key, csr) = (folder.join("foreign.key"), folder.join("foreign.csr"));
    let (key, csr) = (key.to_str().unwrap(), csr.to_str().unwrap());
    let curve = "ec_paramgen_curve:P-256";
    chancery_tests::openssl([
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        curve,
        "-nodes",
        "-subj",
        "/CN=foreign.example",
        "-keyout",
        key,
        "-out",
        csr,
    ])
    .accept("a request is made");
    let pem = std::fs::read_to_string(csr).unwrap();
    let old = vault.issue(&ada, &IssueRequest { key: KeyChoice::Csr { pem }, ..ask("foreign.example") }).unwrap();
    let new = vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    assert_eq!((new.row.has_key, new.subject_key_id.is_some()), (false, true));
    assert_eq!(new.subject_key_id, old.subject_key_id, "whoever has the key can use the new one");
    std::fs::write(folder.join("new.pem"), &new.pem).unwrap();
    let public = |arguments: &[&str]| chancery_tests::openssl(arguments).accept("openssl reads the key").stdout;
    let certified = public(&["x509", "-in", folder.join("new.pem").to_str().unwrap(), "-noout", "-pubkey"]);
    assert_eq!(certified, public(&["pkey", "-in", key, "-pubout"]));
}

#[test]
fn the_old_one_is_revoked_when_it_was_said_to_be_and_the_new_one_stays() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let old = vault.issue(&ada, &ask("retired.example")).unwrap().row.id;
    let week = RenewRequest { revoke_old_after_hours: Some(7 * 24), ..RenewRequest::default() };
    let new = vault.renew(&ada, &old, &week).unwrap().row.id;
    let status = |id: &str| vault.certificate(&ada, id).unwrap().row.status;
    assert_eq!(
        vault.certificate(&ada, &old).unwrap().replaced_by[0].revoke_at,
        Some(ground.clock_now() + Duration::days(7))
    );
    ground.clock.jump(Duration::days(6));
    assert_eq!(vault.run_due_jobs().unwrap(), 0);
    assert_eq!(status(&old), Standing::Active);
    ground.clock.jump(Duration::days(2));
    assert_eq!(vault.run_due_jobs().unwrap(), 1);
    assert_eq!((status(&old), status(&new)), (Standing::Revoked, Standing::Active), "one of them alone");
    let revocation = vault.certificate(&ada, &old).unwrap().revocation.unwrap();
    assert_eq!(revocation.reason, RevocationReason::Superseded);
    assert!(revocation.on_crl.is_some(), "and the CRL says so");
    assert_eq!(vault.run_due_jobs().unwrap(), 0, "once");
}

#[test]
fn what_is_selected_is_renewed_in_bulk_and_once() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let hosts: Vec<IssueRequest> = (0..60).map(|number| ask(&format!("bulk{number}.example"))).collect();
    let issued = vault.issue_all(&ada, "Issuing", &hosts).unwrap();
    let revoked = issued[0].to_string();
    vault.revoke(&ada, &ids([revoked.as_str()]), RevocationReason::KeyCompromise).unwrap();
    let all = ids(issued.iter().map(ToString::to_string));
    let job = vault.start_renewals(&ada, &all, &RenewRequest::default()).unwrap();
    let job = finish(&vault, &ada, &job.id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 60, 1), "the revoked one stays as it is");
    let job = vault.start_renewals(&ada, &all, &RenewRequest::default()).unwrap();
    let job = finish(&vault, &ada, &job.id);
    assert_eq!((job.done, job.failed), (60, 60), "each has a successor already");
    let active = CertificateFilter { status: vec![Status::Active], is_ca: Some(false), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &active).unwrap().number, 59 * 2);
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn the_schedule_renews_what_is_due_spread_and_once_whoever_keeps_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-05-01T12:00:00Z"));
    let hosts: Vec<IssueRequest> =
        (0..40).map(|number| IssueRequest { days: Some(60), ..ask(&format!("night{number}.example")) }).collect();
    vault.issue_all(&ada, "Issuing", &hosts).unwrap();
    let schedule = ScheduleChange { spread_minutes: 120, ..nightly("Europe/Berlin") };
    vault.set_renewal_schedule(&ada, &schedule).unwrap();
    // A threshold of 30 days, but of 60 a third is left at most: due from 10 June on, over a quarter of these 20 days.
    let calendar = vault.renewal_calendar(&ada, 60).unwrap();
    let days: Vec<_> = calendar.days.iter().filter(|day| day.due > 0).collect();
    assert_eq!(days.iter().map(|day| day.due).sum::<u32>(), 40);
    assert!(days.len() >= 4 && days[0].day >= at("2026-06-10T00:00:00Z").date_naive(), "spread over days: {days:?}");
    let console = ground.recover(&ground.folder).unwrap();
    let (other, _) = console.open_vault().unwrap();
    let mut renewed = BTreeSet::new();
    for _ in 0..60 {
        ground.clock.jump(Duration::days(1));
        ground.clock.set(ground.clock_now().date_naive().and_hms_opt(1, 0, 0).unwrap().and_utc());
        vault.run_due_jobs().unwrap();
        other.run_due_jobs().unwrap();
        let open = vault.open_jobs(&ada).unwrap();
        if let Some(job) = open.first() {
            assert!(job.due_at > ground.clock_now() && job.due_at <= ground.clock_now() + Duration::hours(2));
            ground.clock.jump(Duration::hours(2));
            other.run_due_jobs().unwrap();
        }
        for job in renewal_jobs(&vault, &ada) {
            renewed.insert((job.id, job.done));
        }
    }
    assert!(vault.open_jobs(&ada).unwrap().is_empty());
    let all: u32 = renewal_jobs(&vault, &ada).iter().map(|job| job.done).sum();
    // The successors live as long and are due in their turn.
    let certificates =
        vault.count_certificates(&ada, &CertificateFilter { is_ca: Some(false), ..filter() }).unwrap().number;
    assert_eq!(certificates, 40 + all, "as many as were renewed");
    let planned: Vec<u32> = days.iter().map(|day| day.due).collect();
    let mut done: Vec<(String, u32)> =
        renewal_jobs(&vault, &ada).into_iter().map(|job| (job.created_at.date_naive().to_string(), job.done)).collect();
    done.sort();
    let done: Vec<u32> = done.into_iter().map(|(_, done)| done).collect();
    assert_eq!(done[..planned.len()], planned, "the calendar told it");
}

#[test]
fn three_at_night_is_three_at_night_across_the_changes_of_the_clock() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    // Half past two does not exist on 29 March 2026 in Berlin: the clock goes from two to three.
    ground.clock.set(at("2026-03-27T12:00:00Z"));
    vault.set_renewal_schedule(&ada, &ScheduleChange { when: "02:30".to_owned(), ..nightly("Europe/Berlin") }).unwrap();
    let mut runs = Vec::new();
    let mut step = |until: &str| {
        while ground.clock_now() < at(until) {
            ground.clock.jump(Duration::minutes(10));
            vault.run_due_jobs().unwrap();
            if let Some(run) = last_run(&vault, &ada)
                && runs.last() != Some(&run)
            {
                runs.push(run);
            }
        }
    };
    step("2026-03-31T00:00:00Z");
    // In the autumn half past two comes twice.
    ground.clock.set(at("2026-10-24T12:00:00Z"));
    vault.set_renewal_schedule(&ada, &ScheduleChange { when: "02:30".to_owned(), ..nightly("Europe/Berlin") }).unwrap();
    step("2026-10-27T00:00:00Z");
    let expected = [
        "2026-03-28T01:30:00Z",
        "2026-03-29T01:00:00Z",
        "2026-03-30T00:30:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-26T01:30:00Z",
    ];
    assert_eq!(runs, expected.map(at), "once a night, and right after the gap where there is one");
}

#[test]
fn a_machine_that_slept_for_a_week_makes_up_for_it_once() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    let hosts: Vec<IssueRequest> =
        (0..10).map(|number| IssueRequest { days: Some(31), ..ask(&format!("asleep{number}.example")) }).collect();
    vault.issue_all(&ada, "Issuing", &hosts).unwrap();
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    ground.clock.set(at("2026-06-25T17:00:00Z"));
    assert_eq!(vault.renewal_schedule(&ada).unwrap().next_run, Some(at("2026-06-25T17:00:00Z")), "it is late already");
    vault.run_due_jobs().unwrap();
    vault.run_due_jobs().unwrap();
    let jobs = renewal_jobs(&vault, &ada);
    assert_eq!(jobs.len(), 1, "three weeks of nights are made up for in one run");
    assert_eq!((jobs[0].done, jobs[0].failed), (10, 0));
    assert_eq!(vault.renewal_schedule(&ada).unwrap().next_run, Some(at("2026-06-26T03:00:00Z")));
    // A clock that is set back makes nobody wait for the past to come again.
    ground.clock.set(at("2026-06-02T17:00:00Z"));
    assert_eq!(vault.renewal_schedule(&ada).unwrap().next_run, Some(at("2026-06-03T03:00:00Z")));
}

#[test]
fn pauses_and_blackouts_are_kept_and_what_they_held_up_comes_after() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(at("2026-06-01T12:00:00Z"));
    vault.issue(&ada, &IssueRequest { days: Some(31), ..ask("held.example") }).unwrap();
    let mut change = nightly("UTC");
    let holidays =
        Blackout { from: at("2026-06-08T00:00:00Z"), until: at("2026-06-12T09:00:00Z"), reason: "Freeze".to_owned() };
    change.blackouts = vec![holidays];
    vault.set_renewal_schedule(&ada, &change).unwrap();
    let calendar = vault.renewal_calendar(&ada, 30).unwrap();
    let frozen = |how| -> Vec<String> {
        calendar.days.iter().filter(|day| day.blackout == how).map(|day| day.day.to_string()).collect()
    };
    assert_eq!(frozen(DayBlackout::Whole), ["2026-06-08", "2026-06-09", "2026-06-10", "2026-06-11"]);
    assert_eq!(frozen(DayBlackout::Part), ["2026-06-12"], "its morning");
    assert!(vault.pause_renewals(&ada, true).unwrap().next_run.is_none());
    ground.clock.set(at("2026-06-07T12:00:00Z"));
    vault.run_due_jobs().unwrap();
    assert_eq!(last_run(&vault, &ada), None, "it is paused");
    assert_eq!(vault.pause_renewals(&ada, false).unwrap().next_run, Some(at("2026-06-07T12:00:00Z")));
    ground.clock.set(at("2026-06-09T12:00:00Z"));
    assert_eq!(vault.renewal_schedule(&ada).unwrap().next_run, Some(at("2026-06-12T09:00:00Z")));
    vault.run_due_jobs().unwrap();
    assert_eq!(last_run(&vault, &ada), None, "it is a blackout");
    ground.clock.set(at("2026-06-12T09:00:00Z"));
    vault.run_due_jobs().unwrap();
    assert_eq!(last_run(&vault, &ada), Some(at("2026-06-12T09:00:00Z")));
    let nonsense = |when: &str| {
        vault.set_renewal_schedule(&ada, &ScheduleChange { when: when.to_owned(), ..nightly("UTC") }).unwrap_err()
    };
    for when in ["", "25:00", "3", "* * *", "0 3 30 2 *", "61 * * * *"] {
        let refused = nonsense(when);
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_schedule", Some("when")), "{when}");
    }
    assert_eq!(vault.set_renewal_schedule(&ada, &nightly("Europe/Bielefeld")).unwrap_err().code, "invalid_zone");
}

#[test]
fn what_cannot_be_renewed_is_tried_again_ever_later_and_then_told() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(Utc.with_ymd_and_hms(2026, 6, 1, 12, 0, 0).unwrap());
    vault.issue(&ada, &IssueRequest { days: Some(31), ..ask("locked.example") }).unwrap();
    vault.protect_authority(&ada, "Issuing", None, Some("its own passphrase 7")).unwrap();
    vault.lock_authority(&ada, "Issuing").unwrap();
    vault.set_renewal_schedule(&ada, &nightly("UTC")).unwrap();
    ground.clock.set(at("2026-06-25T03:00:00Z"));
    let mut tries = Vec::new();
    for _ in 0..200 {
        vault.run_due_jobs().unwrap();
        let Some(job) = vault.open_jobs(&ada).unwrap().into_iter().next() else { break };
        if tries.last() != Some(&job.due_at) {
            tries.push(job.due_at);
        }
        ground.clock.jump(Duration::minutes(5));
    }
    let pauses: Vec<i64> = tries.windows(2).map(|pair| (pair[1] - pair[0]).num_minutes()).collect();
    assert_eq!(pauses, [20, 40, 80], "{tries:?}");
    let job = renewal_jobs(&vault, &ada).remove(0);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 1, 1));
    let log = vault.job(&ada, &job.id).unwrap().log;
    assert!(log.iter().any(|line| line.text.contains("Tried again at")), "{log:?}");
    // The next night finds it still due; by then somebody has opened the key.
    ground.clock.set(at("2026-06-26T03:00:00Z"));
    vault.unlock_authority(&ada, "Issuing", "its own passphrase 7", 60).unwrap();
    vault.run_due_jobs().unwrap();
    assert_eq!(renewal_jobs(&vault, &ada)[0].failed, 0);
}

#[test]
fn shorter_lifetimes_mean_more_renewals() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let hosts: Vec<IssueRequest> =
        (0..30).map(|number| IssueRequest { days: Some(365), ..ask(&format!("year{number}.example")) }).collect();
    vault.issue_all(&ada, "Issuing", &hosts).unwrap();
    let forecast = vault.renewal_forecast(&ada, None).unwrap();
    assert_eq!(forecast.certificates, 30);
    let lines: Vec<_> = forecast.lines.iter().map(|line| (line.max_days, line.per_hundred_days)).collect();
    // 30 certificates, each renewed every 335, 170, 70 and 31⅓ days.
    assert_eq!(lines, [(None, 9), (Some(200), 18), (Some(100), 43), (Some(47), 96)]);
}
