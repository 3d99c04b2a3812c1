//! What a batch does with its rows.

use crate::{batch, edit, finish, hosts, variant, write};
use chancery_domain::{DuplicatePolicy, JobState, RuleSet, Status};
use chancery_engine::{AuditQuery, BatchOutcome, BatchRequest, IssueRequest, Severity};
use chancery_tests::abuse::{Ground, ask, filter, query};
use std::time::Instant;

#[test]
fn every_row_becomes_a_certificate_with_its_values_its_key_and_one_event() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(
        &ground,
        "rows.csv",
        "cn,dns,ip,key,days,owner,environment,tags,notes\r\n\
         www.a.example,www.a.example; a.example,192.0.2.1; 2001:db8::1,ecdsa-p384,30,web@a.example,production,shop; public,=1+1\r\n\
         api.a.example,,,,,,,,\r\n",
    );
    let check = vault.check_batch(&ada, &batch(&table)).unwrap();
    assert_eq!((check.rows, check.good, check.faulty), (2, 2, 0), "{:?}", check.faults);
    let job = vault.start_batch(&ada, &batch(&table)).unwrap();
    assert_eq!((job.state, job.total), (JobState::Waiting, 2));
    let job = finish(&vault, &ada, &job.id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 2, 0), "{job:?}");
    let rows = vault.batch_rows(&ada, &job.id, 0, 500).unwrap();
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3], "as a spreadsheet counts them");
    assert!(rows.iter().all(|row| row.outcome == BatchOutcome::Issued));
    let first = vault.certificate(&ada, rows[0].certificate_id.as_deref().unwrap()).unwrap();
    let names: Vec<&str> = first.names.iter().map(|name| name.value.as_str()).collect();
    assert_eq!(names, ["www.a.example", "a.example", "192.0.2.1", "2001:db8::1"]);
    assert_eq!((first.row.key_algorithm.as_str(), first.row.has_key), ("ecdsa-p384", true));
    assert_eq!((first.row.not_after - first.row.not_before).num_days(), 29, "30 days with their last second");
    assert_eq!((first.row.owner.as_deref(), first.notes.as_deref()), (Some("web@a.example"), Some("=1+1")));
    assert_eq!(first.tags, ["public", "shop"]);
    let tagged = chancery_engine::CertificateFilter { tag: Some("shop".to_owned()), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &tagged).unwrap().number, 1);
    let issued = AuditQuery { action: Some("certificate.issued".to_owned()), limit: 500, ..AuditQuery::default() };
    let events = vault.audit_events(&ada, &issued).unwrap().events;
    assert_eq!(events.len(), 2, "one event a certificate");
    assert!(events.iter().all(|event| event.details.iter().any(|d| d.name == "job" && d.value == job.id)));
    let log: Vec<String> = ["job.started", "job.finished"]
        .into_iter()
        .map(|action| {
            let query = AuditQuery { action: Some(action.to_owned()), limit: 10, ..AuditQuery::default() };
            let events = vault.audit_events(&ada, &query).unwrap().events;
            assert_eq!((events.len(), events[0].resource.as_deref()), (1, Some(job.id.as_str())), "{action}");
            events[0].summary.clone()
        })
        .collect();
    assert!(log[1].contains("2 of 2, 0 failed"), "{log:?}");
}

#[test]
fn all_errors_of_thirty_thousand_rows_are_told_at_once() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let mut table = "cn,dns,ip,days,environment\n".to_owned();
    for number in 0..30_000 {
        // Four hundred rows with an error, a hundred of them with two.
        table.push_str(&match number % 75 {
            0 if number % 300 == 0 => format!("h{number}.big.example,bad..name{number},300.1.1.1,,\n"),
            0 if number % 225 == 0 => format!("h{number}.big.example,,,99999,\n"),
            0 => format!("h{number}.big.example,,,,moon\n"),
            _ => format!("h{number}.big.example,,,,\n"),
        });
    }
    let table = write(&ground, "big.csv", table);
    let begun = Instant::now();
    let check = vault.check_batch(&ada, &batch(&table)).unwrap();
    println!("30,000 rows looked at in {:?}", begun.elapsed());
    assert_eq!((check.rows, check.faulty, check.good), (30_000, 400, 29_600));
    assert_eq!((check.errors, check.faults.len()), (500, 500));
    let first: Vec<_> = check.faults.iter().take(2).map(|f| (f.row, f.column.as_deref())).collect();
    assert_eq!(first, [(2, Some("dns")), (2, Some("ip"))], "both of the first row");
    let columns = |column: &str| check.faults.iter().filter(|fault| fault.column.as_deref() == Some(column)).count();
    assert_eq!(columns("dns") + columns("ip") + columns("days") + columns("environment"), 500);
    let refused = vault.start_batch(&ada, &batch(&table)).unwrap_err();
    assert_eq!(refused.code, "faulty_rows");
    assert!(vault.jobs(&ada, None, 10).unwrap().jobs.is_empty(), "nothing was started");
}

#[test]
fn rows_that_ask_for_what_is_there_or_for_each_other_are_errors_until_somebody_says_yes() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.issue(&ada, &ask("there.example")).unwrap();
    let table = write(&ground, "twins.csv", "cn\nthere.example\nnew.example\nnew.example\n");
    let check = vault.check_batch(&ada, &batch(&table)).unwrap();
    let faults: Vec<_> = check.faults.iter().map(|fault| (fault.row, fault.code.as_str())).collect();
    assert_eq!(faults, [(2, "duplicate"), (4, "same_names")]);
    let mut yes = batch(&table);
    yes.allow_duplicates = true;
    assert_eq!(vault.check_batch(&ada, &yes).unwrap().faulty, 0);
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &yes).unwrap().id);
    assert_eq!((job.done, job.failed), (3, 0), "two alike are two");
    let mut rest = batch(&write(&ground, "rest.csv", "cn,days\nthere.example,20\nother.example,\n"));
    rest.skip_faulty = true;
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &rest).unwrap().id);
    assert_eq!((job.total, job.done), (1, 1), "the row with the error was left out");
}

#[test]
fn the_same_file_again_issues_nothing_again() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "again.csv", hosts(20, "again"));
    let first = finish(&vault, &ada, &vault.start_batch(&ada, &batch(&table)).unwrap().id);
    let check = vault.check_batch(&ada, &batch(&table)).unwrap();
    assert_eq!((check.good, check.known, check.faulty), (20, 20, 0));
    let second = finish(&vault, &ada, &vault.start_batch(&ada, &batch(&table)).unwrap().id);
    assert_eq!((second.state, second.done, second.failed), (JobState::Done, 20, 0));
    let certificates = |job: &str| -> Vec<_> {
        vault.batch_rows(&ada, job, 0, 500).unwrap().into_iter().map(|row| row.certificate_id).collect()
    };
    assert_eq!(certificates(&first.id), certificates(&second.id));
    let rows = vault.batch_rows(&ada, &second.id, 0, 500).unwrap();
    assert!(rows.iter().all(|row| row.outcome == BatchOutcome::IssuedBefore));
    assert_eq!(vault.count_certificates(&ada, &filter()).unwrap().number, 22, "with the two authorities");
    // A token names one request: a double click starts one job.
    let mut clicked = batch(&write(&ground, "click.csv", hosts(3, "click")));
    clicked.token = "form-1".to_owned();
    let once = vault.start_batch(&ada, &clicked).unwrap().id;
    assert_eq!(vault.start_batch(&ada, &clicked).unwrap().id, once);
}

#[test]
fn a_row_that_became_impossible_fails_alone_and_can_be_tried_again() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "race.csv", hosts(5, "race"));
    let job = vault.start_batch(&ada, &batch(&table)).unwrap();
    // Somebody else was faster with one of them.
    let rival = vault.issue(&ada, &ask("h2.race.example")).unwrap();
    let job = finish(&vault, &ada, &job.id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 5, 1));
    assert!(job.can_resume, "what failed can be tried again");
    let rows = vault.batch_rows(&ada, &job.id, 0, 500).unwrap();
    let failed: Vec<_> = rows.iter().filter(|row| row.outcome == BatchOutcome::Failed).collect();
    assert!(failed.len() == 1 && failed[0].row == 4 && failed[0].message.as_deref().unwrap().contains(&rival.row.id));
    let log = vault.job(&ada, &job.id).unwrap().log;
    assert!(log.iter().any(|line| line.text.contains("Row 4 (h2.race.example)")), "{log:?}");
    vault
        .revoke(
            &ada,
            &chancery_tests::abuse::ids([rival.row.id.as_str()]),
            chancery_domain::RevocationReason::Superseded,
        )
        .unwrap();
    vault.resume_job(&ada, &job.id).unwrap();
    let job = finish(&vault, &ada, &job.id);
    assert_eq!((job.done, job.failed), (5, 0));
}

#[test]
fn a_cancelled_batch_keeps_what_was_done_and_goes_on_when_told_to() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "stop.csv", hosts(3_000, "stop"));
    let id = vault.start_batch(&ada, &batch(&table)).unwrap().id;
    let stopping = ground.recover(&ground.folder).unwrap();
    // From another process, as it were, while it runs.
    let (other, same) = stopping.open_vault().unwrap();
    let asked = std::sync::Once::new();
    let job = vault
        .run_job(&ada, &id, &|job| {
            assert!(job.done > 0);
            asked.call_once(|| assert!(other.cancel_job(&same, &id).unwrap().cancelling));
        })
        .unwrap();
    assert_eq!(job.state, JobState::Cancelled);
    assert!(job.done > 0 && job.done < 3_000, "it stopped in the middle: {}", job.done);
    let active = || {
        let active =
            chancery_engine::CertificateFilter { status: vec![Status::Active], is_ca: Some(false), ..filter() };
        vault.count_certificates(&ada, &active).unwrap().number
    };
    assert_eq!(active(), job.done, "what was done stands");
    assert_eq!(vault.cancel_job(&ada, &id).unwrap_err().code, "job_ended");
    vault.resume_job(&ada, &id).unwrap();
    let job = finish(&vault, &ada, &id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 3_000, 0));
    assert_eq!(active(), 3_000);
    assert_eq!(vault.certificates(&ada, &query(filter())).unwrap().rows.len(), 500);
    assert_eq!(vault.resume_job(&ada, &id).unwrap_err().code, "job_not_stopped");
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn the_profile_says_whether_a_second_certificate_for_the_same_names_is_an_error() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "twins.csv", "cn\nthere.example\nnew.example\nnew.example\n");
    let faults = |profile: &str, yes: bool| -> Vec<(u32, String)> {
        let request = BatchRequest { profile: profile.parse().unwrap(), allow_duplicates: yes, ..batch(&table) };
        let check = vault.check_batch(&ada, &request).unwrap();
        check.faults.into_iter().map(|fault| (fault.row, fault.code)).collect()
    };
    let both = [(2, "duplicate".to_owned()), (4, "same_names".to_owned())];
    vault.issue(&ada, &ask("there.example")).unwrap();
    for (name, policy) in [("any", DuplicatePolicy::Allow), ("alone", DuplicatePolicy::Forbid)] {
        variant(&vault, &ada, "web-server", name, |document| document.duplicates = policy);
    }
    assert!(faults("any", false).is_empty(), "as good as the first");
    assert_eq!((faults("alone", false), faults("alone", true)), (both.to_vec(), both.to_vec()), "whoever says yes");
    let mut request = BatchRequest { profile: "any".parse().unwrap(), ..batch(&table) };
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &request).unwrap().id);
    assert_eq!((job.done, job.failed), (3, 0), "and what was found good is issued");
    request.profile = "alone".parse().unwrap();
    assert_eq!(vault.start_batch(&ada, &request).unwrap_err().code, "faulty_rows");
}

#[test]
fn lint_finds_in_a_row_what_it_finds_in_a_form_before_anything_is_issued() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.jump(chrono::Duration::days(60));
    let profile = variant(&vault, &ada, "web-server", "public", |document| document.rule_set = RuleSet::Tls);
    let table = write(&ground, "public.csv", "cn,days\nshort.corp.example,100\nlong.corp.example,300\n");
    let check = vault.check_batch(&ada, &BatchRequest { profile: profile.clone(), ..batch(&table) }).unwrap();
    for (row, host, days) in [(2, "short.corp.example", 100), (3, "long.corp.example", 300)] {
        let request = IssueRequest { profile: profile.clone(), days: Some(days), ..ask(host) };
        let findings = vault.preview_issue(&ada, &request).unwrap().findings;
        let errors = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
        let mut in_form: Vec<_> = errors.map(|finding| finding.code).collect();
        let mut in_row: Vec<_> =
            check.faults.iter().filter(|fault| fault.row == row).map(|fault| fault.code.clone()).collect();
        in_form.sort();
        in_row.sort();
        assert_eq!(in_row, in_form, "{host}");
        let too_long = in_row.iter().any(|code| code == "tls.longer_than_200_days");
        assert_eq!(too_long, days == 300, "{in_row:?}");
    }
}

#[test]
fn a_profile_that_is_edited_while_a_batch_runs_is_told_in_its_log() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "edited.csv", hosts(3_000, "edited"));
    let id = vault.start_batch(&ada, &batch(&table)).unwrap().id;
    let once = std::sync::Once::new();
    let job = vault
        .run_job(&ada, &id, &|_| {
            once.call_once(|| edit(&vault, &ada, "web-server", |document| document.title = "Servers".to_owned()));
        })
        .unwrap();
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 3_000, 0));
    let version = |position: u32| {
        let row = vault.batch_rows(&ada, &id, position, 1).unwrap().remove(0);
        vault.certificate(&ada, row.certificate_id.as_deref().unwrap()).unwrap().profile_version
    };
    assert_eq!((version(1), version(3_000)), (Some(1), Some(2)));
    let log = vault.job(&ada, &id).unwrap().log;
    let told: Vec<_> = log.iter().filter(|line| line.text.contains("version 2")).collect();
    assert!(told.len() == 1 && told[0].text.contains("looked at under version 1"), "{log:#?}");
}
