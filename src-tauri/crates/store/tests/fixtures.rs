//! Databases of every released version still open, and say what they said.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{
    AuthorityId, CertificateId, CrlKind, CrlRules, Environment, Lifecycle, ProfileName, RevocationReason, Role, Status,
};
use chancery_store::{
    AuditFilter, CertificateFilter, CertificateRow, KeyProtection, Leaving, NewCertificate, NewJob, NewPrivateKey,
    NewRequest, NewTarget, PublicationKey, PublicationRow, Published, Store, StoreError, Succession, WriteTransaction,
};
use chrono::{DateTime, Duration, Utc};
use common::{Dice, KEY, certificate, event, now, signer};
use std::path::Path;

#[test]
fn a_database_of_version_1_opens_and_can_be_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v1.db")).unwrap();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    store
        .read(|tx| {
            let users: Vec<_> = tx.users()?.into_iter().map(|user| (user.name, user.role)).collect();
            assert_eq!(users, [("alice".to_owned(), Role::Administrator), ("bob".to_owned(), Role::Auditor)]);
            assert_eq!(tx.setting("idle_minutes")?.unwrap(), 5);
            let numbers = tx.dashboard(now())?;
            assert_eq!((numbers.total, numbers.revoked), (32, 1));
            let revoked = tx.certificate(CertificateId::from_row(5))?.unwrap();
            assert_eq!((revoked.lifecycle, revoked.status(now())), (Lifecycle::Revoked, Status::Revoked));
            assert_eq!(tx.revocation(revoked.id)?.unwrap().reason, RevocationReason::KeyCompromise);
            let noted = tx.certificate(CertificateId::from_row(6))?.unwrap();
            assert_eq!((noted.owner.as_deref(), noted.environment), (Some("Zauberflöte"), Some(Environment::Staging)));
            let filter = CertificateFilter { text: Some("zauber".to_owned()), ..Default::default() };
            assert_eq!(tx.all_matching(&filter, now())?, [noted.id]);
            let crl = tx.latest_crl(AuthorityId::from_row(1))?.unwrap();
            assert_eq!(
                (crl.number, crl.kind, crl.entries, crl.leaving),
                (1, CrlKind::Full, crl.extent.entries(), None)
            );
            let by = AuthorityId::from_row(2);
            assert_eq!(revoked.authority, Some(by));
            let left_after = |end: DateTime<Utc>| {
                let extent = tx.revocation_extent(by)?;
                let mut listed = 0;
                tx.for_each_listed(by, extent, Some(Leaving::after(end, extent)), |_| {
                    listed += 1;
                    Ok::<_, StoreError>(())
                })?;
                Ok::<i32, StoreError>(listed)
            };
            assert_eq!(left_after(revoked.not_after)?, 1);
            assert_eq!(left_after(revoked.not_after + Duration::seconds(1))?, 0, "when it ends is known by now");
            let profiles = tx.profiles()?;
            assert_eq!(profiles.iter().map(|row| &row.name).collect::<Vec<_>>(), ProfileName::BUILT_IN.each_ref());
            let issued = (1..=32).filter_map(|id| tx.certificate(CertificateId::from_row(id)).ok().flatten());
            let made: Vec<_> = issued.filter_map(|row| row.profile.clone().zip(row.profile_version)).collect();
            assert!(
                made.len() > 10 && made.iter().all(|(_, version)| *version == 1),
                "the first version made them all"
            );
            for (name, version) in made {
                let profile = tx.profile(&name)?.expect("it is built in");
                assert!(tx.profile_document(profile.id, version)?.is_some(), "{name}");
            }
            let report = tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?;
            assert_eq!((report.events, report.first_break), (31, None));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.write(|tx| tx.append_audit(event("x", None))), Ok(32));
    assert!(store.integrity_check().unwrap().is_sound());
}

/// Writes the fixture of version 2 anew, out of that of version 1 with something in each table that version 2 added. Not
/// run by itself: a fixture is made once, when its version is released.
const WRITE: &str = "CHANCERY_WRITE_FIXTURE";

/// Certificates, and events, that version 2 wrote after all others: more than one block of what is found by index.
const LATER: u64 = 300;

fn write_version_2(tx: &WriteTransaction<'_>) -> Result<(), StoreError> {
    let key = tx.insert_private_key(&NewPrivateKey {
        algorithm: "ecdsa-p256".to_owned(),
        spki_sha256: [3; 32],
        protection: KeyProtection::Vault,
        sealed: vec![1, 2, 3],
        created_at: now(),
    })?;
    let request = tx.insert_request(&NewRequest {
        label: "asked.example".to_owned(),
        subject: "CN=asked.example".to_owned(),
        key_algorithm: "ecdsa-p256".to_owned(),
        key,
        spki_sha256: [3; 32],
        der: b"a request".to_vec(),
        notes: Some("for a CA outside".to_owned()),
        created_by: "alice".to_owned(),
        created_at: now(),
    })?;
    tx.append_audit(event("request.created", Some(&request.to_string())))?;
    tx.insert_trust_store("Partners", "partners.pem", now(), [(&[1; 32], b"one".as_slice()), (&[2; 32], b"another")])?;
    let profile = tx.profiles()?.remove(0);
    let document = tx.profile_document(profile.id, profile.version)?.expect("its newest version");
    tx.insert_profile_version(profile.id, &document, "alice", now())?;
    tx.set_tags(CertificateId::from_row(6), &["opera".to_owned()])?;
    tx.insert_succession(&Succession {
        predecessor: CertificateId::from_row(6),
        successor: CertificateId::from_row(7),
        revoke_at: Some(now()),
        asked_by: "alice".to_owned(),
    })?;
    tx.insert_job(&NewJob {
        kind: "issue",
        title: "A batch of two".to_owned(),
        payload: serde_json::json!({ "rows": 2 }),
        token: None,
        started_by: "alice".to_owned(),
        created_at: now(),
        due_at: now(),
        total: 2,
    })?;
    let mut dice = Dice::new(2);
    for number in 1..=LATER {
        let id = tx.insert_certificate(&later(&mut dice, number))?;
        tx.append_audit(event("certificate.issue", Some(&id.to_string())))?;
        let found = if number % 5 == 0 { vec!["error", "a_rule"] } else { Vec::new() };
        tx.note_findings(1, &[(id, found)])?;
    }
    Ok(())
}

/// A certificate of the fixture's third hundred and on.
fn later(dice: &mut Dice, number: u64) -> NewCertificate {
    let mut new = certificate(dice, 5_000 + number, &[]);
    new.label = format!("Later-{number}.example");
    new.der = number.to_string().into_bytes();
    new
}

#[test]
fn a_database_of_version_2_opens_and_can_be_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v2.db");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, include_bytes!("fixtures/v1.db")).unwrap();
        Store::open(&path, &KEY, signer()).unwrap().write(write_version_2).unwrap();
        std::fs::copy(&path, &fixture).unwrap();
    }
    std::fs::copy(&fixture, &path).unwrap();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    store
        .read(|tx| {
            let request = tx.requests(true, None, 9)?.remove(0);
            assert_eq!((request.label.as_str(), request.notes.as_deref()), ("asked.example", Some("for a CA outside")));
            assert_eq!(tx.request_der(request.id)?.as_deref(), Some(b"a request".as_slice()));
            let trusted = tx.trust_store("Partners")?.unwrap();
            assert_eq!(tx.trust_store_certificates(trusted.id)?, [b"one".to_vec(), b"another".to_vec()]);
            let changed = tx.profiles()?.remove(0);
            assert_eq!((changed.version, tx.profile_versions(changed.id)?.len()), (2, 2));
            let tagged = CertificateId::from_row(6);
            assert_eq!(tx.tags(tagged)?, ["opera"]);
            assert_eq!(tx.successors(tagged)?.remove(0).successor, CertificateId::from_row(7));
            let job = tx.open_jobs()?.remove(0);
            assert_eq!((job.title.as_str(), job.started_by.as_str()), ("A batch of two", "alice"));
            let filter = CertificateFilter { tag: Some("opera".to_owned()), ..Default::default() };
            assert_eq!(tx.all_matching(&filter, now())?, [tagged]);
            let mut dice = Dice::new(2);
            for number in 1..=LATER {
                let id = CertificateId::from_row(32 + number.cast_signed());
                let new = later(&mut dice, number);
                let ids = |rows: Vec<CertificateRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
                assert_eq!(ids(tx.by_label(&new.label.to_uppercase())?), [id]);
                assert_eq!(ids(tx.certificates_with_public_key(&new.spki_sha256)?), [id]);
                assert_eq!(ids(tx.by_serial(&new.serial)?), [id]);
                assert_eq!(tx.by_fingerprint(&new.fingerprint)?.map(|row| row.id), Some(id));
                if let Some(digest) = &new.names_digest {
                    assert!(ids(tx.active_with_names_digest(digest, new.not_before)?).contains(&id));
                }
                let of_it = AuditFilter { resource: Some(id.to_string()), ..AuditFilter::default() };
                let told: Vec<_> = tx.audit().page(&of_it, None, 9)?.events.into_iter().map(|e| e.sequence).collect();
                assert_eq!(told, [32 + number]);
            }
            assert!(tx.private_key_by_spki(&[3; 32])?.is_some());
            let (mut with_names, mut names) = (0, 0);
            for id in 1..=32 + LATER.cast_signed() {
                let found = tx.names(CertificateId::from_row(id))?.len();
                (with_names, names) = (with_names + usize::from(found > 0), names + found);
            }
            assert!(with_names > 200 && names > with_names, "{with_names} with {names} names");
            assert_eq!(tx.count_unlinted(1)?, 32);
            let totals: Vec<_> = tx.finding_totals()?.into_iter().map(|found| (found.value, found.count)).collect();
            assert_eq!(totals, [("a_rule".to_owned(), LATER / 5), ("error".to_owned(), LATER / 5)]);
            let report = tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?;
            assert_eq!((report.events, report.first_break), (32 + LATER, None));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.write(|tx| tx.append_audit(event("x", None))), Ok(33 + LATER));
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn a_database_of_version_4_opens_and_its_crls_say_what_they_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v4.db")).unwrap();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    store
        .read(|tx| {
            let authority = tx.authority(AuthorityId::from_row(2))?.unwrap();
            assert_eq!(authority.ocsp_url.as_deref(), Some("http://a/ocsp"));
            assert_eq!(tx.responder(authority.id)?, Some(authority.certificate));
            assert_eq!((authority.crl_rules, authority.crl_due_since), (CrlRules::default(), None));
            assert_eq!(tx.crl_shards(authority.id)?, []);
            let crl = tx.latest_crl(authority.id)?.unwrap();
            assert_eq!((crl.kind, crl.base, crl.entries, crl.leaving), (CrlKind::Full, None, 2, None));
            assert!(!crl.freshest);
            let mut reasons = Vec::new();
            tx.for_each_listed(authority.id, crl.extent, crl.leaving, |entry| {
                reasons.push(entry.reason);
                Ok::<_, StoreError>(())
            })?;
            assert_eq!(reasons, [RevocationReason::KeyCompromise, RevocationReason::Superseded]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.write(|tx| tx.open_crl_shard(AuthorityId::from_row(2), |_| "http://a".to_owned())), Ok(1));
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn a_database_of_version_4_takes_targets_and_forgets_with_one_what_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v4.db")).unwrap();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    let authority = AuthorityId::from_row(2);
    let target =
        |name: &str, sealed| NewTarget { name: name.to_owned(), place: "{}".to_owned(), sealed, created_at: now() };
    let (web, key) = store
        .write(move |tx| {
            assert_eq!(tx.targets()?, []);
            let web = tx.insert_target(&target("Web", Some(vec![1, 2])))?;
            assert_eq!(tx.insert_target(&target("wEB", None)), Err(StoreError::NameTaken("wEB".to_owned())));
            let key = PublicationKey { target: web, authority, what: Published::Crl(CrlKind::Shard(3)) };
            for what in [key.what, Published::Certificate, Published::Crl(CrlKind::KeyCompromise)] {
                tx.note_publication(&PublicationRow {
                    key: PublicationKey { what, ..key },
                    version: Some(7),
                    published_at: Some(now()),
                    failures: 2,
                    failing_since: None,
                    problem: Some("full".to_owned()),
                    not_before: Some(now()),
                    holder: None,
                })?;
            }
            Ok::<_, StoreError>((web, key))
        })
        .unwrap();
    store
        .read(|tx| {
            assert_eq!(tx.sealed_credential(web)?, Some(vec![1, 2]));
            let row = tx.publication(key)?.unwrap();
            assert_eq!((row.version, row.failures, row.problem.as_deref()), (Some(7), 2, Some("full")));
            assert_eq!((row.published_at, row.failing_since, row.not_before), (Some(now()), None, Some(now())));
            assert_eq!(tx.publications(web)?.len(), 3);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store.write(move |tx| tx.remove_target(web)).unwrap();
    let again = store.write(move |tx| tx.insert_target(&target("Web", None))).unwrap();
    assert_ne!(again, web, "an id is never used again");
    assert_eq!(store.read(|tx| tx.publications(web)), Ok(Vec::new()));
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn a_database_of_version_8_opens_and_its_log_is_found_by_time_and_by_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v8.db")).unwrap();
    let store = Store::open(&path, &KEY, signer()).unwrap();
    let sequences = |filter: AuditFilter| -> Vec<u64> {
        let page = store.read(|tx| tx.audit().page(&filter, None, 500)).unwrap();
        page.events.into_iter().map(|event| event.sequence).collect()
    };
    assert_eq!(sequences(AuditFilter::default()).len(), 200);
    let refused = AuditFilter { outcome: Some("refused".to_owned()), ..AuditFilter::default() };
    assert_eq!(sequences(refused.clone()), [157, 107, 57, 7]);
    assert_eq!(sequences(AuditFilter { action: Some("revoke".to_owned()), ..refused }), [157, 7]);
    let failed = AuditFilter { outcome: Some("failed".to_owned()), ..AuditFilter::default() };
    assert_eq!(sequences(failed), [158, 108, 58, 8]);
    // The clock was set back by an hour at the events 80 and 160.
    let minute = |number: i64| now() + Duration::minutes(number);
    let between = AuditFilter { since: Some(minute(75)), until: Some(minute(78)), ..AuditFilter::default() };
    assert_eq!(sequences(between), [197, 196, 195, 137, 136, 135, 77, 76, 75]);
    assert_eq!(store.write(|tx| tx.append_audit(event("x", None))), Ok(201));
    assert!(store.integrity_check().unwrap().is_sound());
    let first = AuditFilter { until: Some(minute(2)), ..AuditFilter::default() };
    assert_eq!(sequences(first), [201, 1], "what was appended is of an earlier time");
}
