//! Certificates that come in while their authority is taken over.

use super::requests::Desk;
use chancery_domain::{ProfileName, RevocationReason, Status};
use chancery_engine::{
    AuditQuery, BulkExport, BulkFormat, CertificateFilter, CrlFormat, ExportFormat, ExportRequest, ImportAuthority,
    IssueRequest, Selection,
};
use chancery_tests::abuse::{Ground, ask, filter, ids, import};
use std::{thread, time::Duration};

/// More than are kept in one transaction.
const MANY: u32 = 8_000;

/// An authority of another vault: its `MANY` certificates in `all.pem`, of which the last is revoked, and what it is
/// taken over with.
fn elsewhere(desk: &Desk) -> ImportAuthority {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let one = |number| IssueRequest { days: Some(9), ..ask(&format!("host-{number}.corp.example")) };
    let issued = vault.issue_all(&ada, "Issuing", &(0..MANY).map(one).collect::<Vec<_>>()).unwrap();
    let last = issued.last().unwrap().to_string();
    vault.revoke(&ada, &ids([last]), RevocationReason::KeyCompromise).unwrap();
    vault.export_crl(&ada, "Issuing", CrlFormat::Pem, &desk.path("crl.pem"), false, false).unwrap();
    let web = CertificateFilter { profile: Some(ProfileName::WEB_SERVER), ..filter() };
    let all = Selection::Matching { filter: web, except: Vec::new(), seen: None };
    let pem = BulkExport {
        format: BulkFormat::Pem,
        path: desk.path("all.pem"),
        passphrase: None,
        overwrite: false,
        columns: Vec::new(),
    };
    vault.export_certificates(&ada, &all, &pem).unwrap();
    let path = desk.path("key.pem");
    let key = ExportRequest { format: ExportFormat::Key, path, passphrase: None, overwrite: false, root: None };
    vault.export_authority(&ada, "Issuing", &key).unwrap();
    let certificate = vault.authority(&ada, "Issuing").unwrap().pem;
    let taken = import("Issuing", certificate, desk.text("key.pem"));
    ImportAuthority { crl: Some(desk.text("crl.pem")), without_crl: false, ..taken }
}

#[test]
fn certificates_that_come_while_their_authority_is_taken_over_are_its_own_and_as_revoked_as_it_says() {
    let desk = Desk::new();
    let request = elsewhere(&desk);
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let other = ground.recover(&ground.folder).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let (theirs, same) = other.open_vault().unwrap();
            while theirs.dashboard(&same).unwrap().total.count == 0 {
                thread::sleep(Duration::from_millis(1));
            }
            theirs.import_authority(&same, &request).map(drop).unwrap();
        });
        vault.import_files(&ada, &[desk.path("all.pem")], None).unwrap();
    });
    let newest = |action: &str| {
        let query = AuditQuery { action: Some(action.into()), limit: 1, ..AuditQuery::default() };
        vault.audit_events(&ada, &query).unwrap().events.remove(0)
    };
    let (imported, taken) = (newest("certificates.imported"), newest("authority.imported"));
    let number = |sequence: &str| sequence.parse::<u64>().unwrap();
    assert!(number(&imported.sequence) > number(&taken.sequence), "some came after it");
    assert_eq!(vault.authority(&ada, "Issuing").unwrap().summary.issued, MANY, "all of them are its own");
    assert!(
        imported.details.iter().any(|fact| fact.name == "revokedBefore" && fact.value == "1"),
        "the log tells that one of them is revoked: {imported:?}"
    );
    let last = vault.certificate(&ada, &format!("host-{}.corp.example", MANY - 1)).unwrap();
    assert_eq!(last.row.status, Status::Revoked);
    let done = vault.revoke(&ada, &ids(["host-7998.corp.example"]), RevocationReason::Superseded).unwrap();
    assert_eq!((done.revoked, done.failed.len()), (1, 0), "{:?}", done.failed);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}
