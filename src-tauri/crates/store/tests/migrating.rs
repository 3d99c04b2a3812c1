//! A database of version 2 with many certificates is migrated: whole or not at all, and whoever waits is told how far it is.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::CertificateId;
use chancery_store::{
    AuditEvent, AuditFilter, CertificateFilter, KeyProtection, NewPrivateKey, Store, StoreError, Upgrade, UpgradeWatch,
};
use common::{KEY, Vault, estate, event, now, raw, signer};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Enough that pages are written out long before the end.
const CERTIFICATES: u64 = 14_000;

/// Undoes what the versions after the second added.
const BACK: &str = include_str!("fixtures/back_to_version_2.sql");

/// Keeps what it is told, and does something at each.
struct Told<F>(Mutex<Vec<Upgrade>>, F);

impl<F: Fn(Upgrade) + Send + Sync> UpgradeWatch for Told<F> {
    fn told(&self, upgrade: Upgrade) {
        self.0.lock().unwrap().push(upgrade);
        (self.1)(upgrade);
    }

    fn event(&self, from: u32, to: u32) -> Option<AuditEvent> {
        let mut event = event("vault.upgraded", None);
        event.details.insert("from".to_owned(), from.into());
        event.details.insert("to".to_owned(), to.into());
        Some(event)
    }
}

fn open_telling(
    path: &Path,
    each: impl Fn(Upgrade) + Send + Sync + 'static,
) -> (Result<Store, StoreError>, Vec<Upgrade>) {
    let told = Arc::new(Told(Mutex::default(), each));
    let watch: Arc<dyn UpgradeWatch> = Arc::clone(&told) as Arc<dyn UpgradeWatch>;
    let store = Store::open_watched(path, &KEY, signer(), &watch);
    let told = told.0.lock().unwrap().clone();
    (store, told)
}

/// What is in a vault, as it is looked at.
#[derive(Debug, PartialEq)]
struct Seen {
    certificates: Vec<String>,
    matching: Vec<CertificateId>,
    events: Vec<u64>,
    of_one: Vec<u64>,
    revocations: Vec<u64>,
}

fn see(store: &Store) -> Seen {
    store
        .read(|tx| {
            let mut certificates = Vec::new();
            for id in (1..=CERTIFICATES.cast_signed()).step_by(7).map(CertificateId::from_row) {
                let row = tx.certificate(id)?.unwrap();
                assert_eq!(tx.by_fingerprint(&row.fingerprint)?.map(|found| found.id), Some(id));
                assert!(tx.by_label(&row.label)?.iter().any(|found| found.id == id));
                assert_eq!(tx.certificates_with_public_key(&row.spki_sha256)?.len(), 1);
                certificates.push(format!("{row:?} {:?} {:?}", tx.names(id)?, tx.revocation(id)?));
            }
            let payments = CertificateFilter { text: Some("payments".to_owned()), ..Default::default() };
            let sequences = |filter: &AuditFilter| {
                let page = tx.audit().page(filter, None, 400)?;
                Ok::<Vec<u64>, StoreError>(page.events.into_iter().map(|event| event.sequence).collect())
            };
            let by_action = AuditFilter { action: Some("certificate.issue".to_owned()), ..Default::default() };
            let of_one = AuditFilter { resource: Some("crt-4001".to_owned()), ..Default::default() };
            let mut revocations = Vec::new();
            for authority in tx.authorities()? {
                revocations.push(tx.revocation_extent(authority.id)?.entries());
            }
            Ok::<_, StoreError>(Seen {
                certificates,
                matching: tx.all_matching(&payments, now())?,
                events: sequences(&by_action)?,
                of_one: sequences(&of_one)?,
                revocations,
            })
        })
        .unwrap()
}

/// A vault of version 2, and what was in it before it became one.
fn of_version_2() -> (Vault, Seen) {
    let (vault, store) = estate(CERTIFICATES);
    store
        .write(|tx| {
            for number in 0..CERTIFICATES {
                let mut spki_sha256 = [7; 32];
                spki_sha256[..8].copy_from_slice(&number.to_be_bytes());
                tx.insert_private_key(&NewPrivateKey {
                    algorithm: "ecdsa-p256".to_owned(),
                    spki_sha256,
                    protection: KeyProtection::Vault,
                    // Long, so that more is written than is kept in memory.
                    sealed: vec![1; 3_000],
                    created_at: now(),
                })?;
                tx.append_audit(event("certificate.issue", Some(&format!("crt-{number}"))))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let seen = see(&store);
    drop(store);
    raw(&vault.path).execute_batch(BACK).unwrap();
    (vault, seen)
}

fn version(path: &Path) -> u32 {
    raw(path).query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// Tables with their columns, indexes with theirs, and triggers.
fn layout(path: &Path) -> Vec<String> {
    let connection = raw(path);
    let sql = "
        SELECT 'column ' || it.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk
            FROM sqlite_schema it, pragma_table_xinfo(it.name) c WHERE it.type = 'table'
        UNION ALL SELECT 'index ' || it.name || ' ' || l.\"unique\" || ' ' || c.seqno || ' ' || coalesce(c.name, '')
            FROM sqlite_schema it, pragma_index_list(it.tbl_name) l, pragma_index_xinfo(it.name) c
            WHERE it.type = 'index' AND l.name = it.name AND c.key
        UNION ALL SELECT 'trigger ' || name || ' ' || (sql LIKE '%UPDATE OF%') FROM sqlite_schema WHERE type = 'trigger'
        ORDER BY 1";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_large_database_of_version_2_is_migrated_as_it_was_and_tells_how_far_it_is() {
    let (vault, before) = of_version_2();
    let fixture = vault.folder.path().join("fixture.db");
    std::fs::write(&fixture, include_bytes!("fixtures/v2.db")).unwrap();
    let (ours, theirs) = (layout(&vault.path), layout(&fixture));
    let differing = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    assert_eq!(differing(&ours, &theirs), differing(&theirs, &ours), "it is laid out as version 2 was");

    // What a process that is killed half-way leaves: the files as they are then.
    let (left, path) = (vault.folder.path().join("left.db"), vault.path.clone());
    let copy = left.clone();
    let (store, told) = open_telling(&vault.path, move |upgrade| {
        if upgrade.done >= 700 && !copy.exists() {
            std::fs::copy(&path, &copy).unwrap();
            let log = |path: &Path| path.with_extension("db-wal");
            std::fs::copy(log(&path), log(&copy)).unwrap();
        }
    });
    let store = store.unwrap();
    assert!(told.iter().all(|upgrade| (upgrade.from, upgrade.to) == (2, version(&vault.path))));
    let done: Vec<u16> = told.iter().map(|upgrade| upgrade.done).collect();
    assert!(done.is_sorted() && done.first() == Some(&0) && done.last() == Some(&1_000), "{done:?}");
    assert!(done.len() > 50, "it is told all along: {done:?}");
    assert!(done[done.len() - 2] > 700, "the end comes when it is due, not before: {done:?}");
    assert_eq!(see(&store), before);
    assert!(store.integrity_check().unwrap().is_sound());
    drop(store);
    let (again, told) = open_telling(&vault.path, |_| ());
    assert!(again.is_ok() && told.is_empty(), "once");

    assert!(left.with_extension("db-wal").metadata().unwrap().len() > 1_000_000, "it had written by then");
    assert_eq!(version(&left), 2, "what was half done counts for nothing");
    let store = Store::open(&left, &KEY, signer()).unwrap();
    assert_eq!(see(&store), before);
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn who_comes_while_another_process_migrates_is_told_so_and_the_log_tells_who_did() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v2.db")).unwrap();
    let lock = path.with_extension("upgrading");
    let (coming, there) = (path.clone(), lock.clone());
    let refused = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&refused);
    let (store, told) = open_telling(&path, move |upgrade| {
        // Nobody else can write from here on.
        if upgrade.done == 1_000 {
            assert!(there.exists());
            let busy = std::time::Duration::from_millis(50);
            let another = Store::open_with_busy_timeout(&coming, &KEY, signer(), busy).map(drop);
            *kept.lock().unwrap() = Some(another);
        }
    });
    let store = store.unwrap();
    assert_eq!(refused.lock().unwrap().take(), Some(Err(StoreError::UpgradeUnderWay)));
    assert!(!lock.exists(), "it is over");
    let newest = |store: &Store| {
        let page = store.read(|tx| tx.audit().page(&AuditFilter::default(), None, 1)).unwrap();
        page.events.into_iter().next().unwrap()
    };
    let event = newest(&store);
    assert_eq!((event.action.as_str(), event.details["from"].as_u64()), ("vault.upgraded", Some(2)));
    assert_eq!(event.details["to"].as_u64(), told.last().map(|upgrade| u64::from(upgrade.to)));
    assert_eq!(store.read(|tx| tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))).unwrap().first_break, None);
    drop(store);

    // Once is enough; what a killed process left says nothing.
    std::fs::write(&lock, "").unwrap();
    let (again, told) = open_telling(&path, |_| ());
    assert!(told.is_empty());
    assert_eq!(newest(&again.unwrap()).sequence, event.sequence);
}

#[test]
fn a_vault_that_another_process_writes_to_is_not_migrated_and_it_is_said_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, include_bytes!("fixtures/v2.db")).unwrap();
    let other = raw(&path);
    other.execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE").unwrap();
    let busy = std::time::Duration::from_millis(50);
    let refused = Store::open_with_busy_timeout(&path, &KEY, signer(), busy).map(drop);
    assert_eq!(refused, Err(StoreError::UpgradeWaits));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(version(&path), 2);
    assert!(Store::open(&path, &KEY, signer()).is_ok());
}
