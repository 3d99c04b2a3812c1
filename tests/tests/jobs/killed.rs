//! A process that issues a batch and is killed at any moment: every row is issued once, and it goes on within two
//! seconds.

use crate::worker::{killed_again_and_again, works_here};
use crate::{batch, hosts, write};
use chancery_domain::JobState;
use chancery_engine::{AuditQuery, BatchOutcome, CertificateQuery};
use chancery_tests::abuse::{Ground, filter, query};
use std::{collections::BTreeSet, time::Duration};

const KILLS: usize = 10;
const ROWS: usize = 4_000;

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
    let mut events = 0;
    let mut before = None;
    loop {
        let issued =
            AuditQuery { action: Some("certificate.issued".to_owned()), before, limit: 500, ..AuditQuery::default() };
        let page = vault.audit_events(&ada, &issued).unwrap();
        events += page.events.len();
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(events, ROWS, "one event a certificate");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}
