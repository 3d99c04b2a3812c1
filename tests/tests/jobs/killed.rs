//! A process that issues a batch, or renews, and is killed at any moment: everything is done once, and it goes on within
//! two seconds.

use crate::worker::{killed_again_and_again, works_here};
use crate::{batch, events, hosts, write};
use chancery_domain::JobState;
use chancery_engine::{BatchOutcome, CertificateQuery, RenewRequest};
use chancery_tests::abuse::{Ground, ask, filter, ids, query};
use std::{collections::BTreeSet, time::Duration};

const KILLS: usize = 10;
const ROWS: usize = 4_000;
const RENEWED: usize = 2_000;

#[test]
fn a_killed_renewal_goes_on_at_once_and_renews_every_certificate_once() {
    if works_here() {
        return;
    }
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let requests: Vec<_> = (0..RENEWED).map(|number| ask(&format!("h{number}.renewed.example"))).collect();
    let old = vault.issue_all(&ada, "Issuing", &requests).unwrap();
    let all = ids(old.iter().map(ToString::to_string));
    assert_eq!(vault.start_renewals(&ada, &all, &RenewRequest::default()).unwrap().id, "job-1");
    let test = "killed::a_killed_renewal_goes_on_at_once_and_renews_every_certificate_once";
    let slowest = killed_again_and_again(&ground, test, KILLS, false);
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");

    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, RENEWED as u32, 0));
    let mut new = BTreeSet::new();
    for id in &old {
        let successors = vault.certificate(&ada, &id.to_string()).unwrap().replaced_by;
        assert_eq!(successors.len(), 1, "{id} has one successor");
        new.insert(successors[0].certificate_id.clone());
    }
    assert_eq!(new.len(), RENEWED, "each its own");
    let leaves = chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &leaves).unwrap().number as usize, 2 * RENEWED);
    assert_eq!(events(&vault, &ada, "certificate.renewed"), RENEWED, "one event a certificate");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_killed_batch_goes_on_at_once_and_issues_every_row_once() {
    if works_here() {
        return;
    }
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let table = write(&ground, "killed.csv", hosts(ROWS, "killed"));
    assert_eq!(vault.start_batch(&ada, &batch(&table)).unwrap().id, "job-1");
    let test = "killed::a_killed_batch_goes_on_at_once_and_issues_every_row_once";
    let slowest = killed_again_and_again(&ground, test, KILLS, false);
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");

    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, ROWS as u32, 0));
    let mut rows = Vec::new();
    loop {
        let page = vault.batch_rows(&ada, "job-1", rows.len() as u32 + 1, 500).unwrap();
        if page.is_empty() {
            break;
        }
        rows.extend(page);
    }
    assert_eq!(rows.len(), ROWS);
    assert!(rows.iter().all(|row| row.outcome == BatchOutcome::Issued), "nothing was issued by anybody else");
    let certificates: BTreeSet<_> = rows.iter().map(|row| row.certificate_id.clone().unwrap()).collect();
    assert_eq!(certificates.len(), ROWS, "a certificate each");

    let mut names = BTreeSet::new();
    let mut after = None;
    loop {
        let leaves = chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() };
        let page = vault.certificates(&ada, &CertificateQuery { after, ..query(leaves) }).unwrap();
        for row in page.rows {
            assert!(certificates.contains(&row.id) && row.has_key, "{} belongs to a row", row.id);
            assert!(names.insert(row.label.clone()), "{} has one certificate", row.label);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(names.len(), ROWS);
    assert_eq!(events(&vault, &ada, "certificate.issued"), ROWS, "one event a certificate");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}
