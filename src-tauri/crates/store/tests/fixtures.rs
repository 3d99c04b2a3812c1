//! Databases of every released version still open, and say what they said.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{
    AuthorityId, CertificateId, Environment, Lifecycle, ProfileName, RevocationReason, Role, Status,
};
use chancery_store::{CertificateFilter, Store, StoreError};
use common::{KEY, event, now, signer};

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
            assert_eq!(tx.latest_crl(AuthorityId::from_row(1))?.unwrap().number, 1);
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
