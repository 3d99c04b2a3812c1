//! What a renewal does under a profile that says something else by now, or has rules of its own for renewals.

use crate::{edit, finish, variant};
use chancery_domain::{
    AttributeRule, DuplicatePolicy, JobState, KeyAlgorithm, Lifetime, Presence, RenewKey, RevocationReason, Source,
    Standing,
};
use chancery_engine::{CertificateDetail, IssueRequest, KeyChoice, RenewRequest, RenewalChanges, Severity};
use chancery_tests::abuse::{Ground, ask, ids};
use chrono::Duration;

/// A request for a key that is nobody's but the test's.
fn csr(ground: &Ground, name: &str, key: &[&str]) -> String {
    let folder = ground.folder.parent().unwrap();
    let (key_file, csr) = (folder.join(format!("{name}.key")), folder.join(format!("{name}.csr")));
    let subject = format!("/CN={name}");
    let mut arguments = vec!["req", "-new", "-nodes", "-subj", subject.as_str()];
    arguments.extend(key);
    arguments.extend(["-keyout", key_file.to_str().unwrap(), "-out", csr.to_str().unwrap()]);
    chancery_tests::openssl(arguments).accept("a request is made");
    std::fs::read_to_string(csr).unwrap()
}

const P256: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

fn key_of(detail: &CertificateDetail) -> String {
    detail.subject_key_id.clone().unwrap()
}

#[test]
fn a_profile_that_allows_one_certificate_for_a_name_lets_it_be_renewed_and_no_second_be_made() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let alone = variant(&vault, &ada, "web-server", "alone", |document| document.duplicates = DuplicatePolicy::Forbid);
    let first = vault.issue(&ada, &IssueRequest { profile: alone.clone(), ..ask("alone.example") }).unwrap();
    let preview = vault.preview_renewal(&ada, &first.row.id, &RenewRequest::default()).unwrap();
    assert!(preview.duplicates.is_empty() && preview.findings.iter().all(|f| f.code != "duplicate"), "{preview:?}");
    let second = vault.renew(&ada, &first.row.id, &RenewRequest::default()).unwrap();
    // Both before it are active: neither is another certificate beside it.
    let third = vault.renew(&ada, &second.row.id, &RenewRequest::default()).unwrap();
    assert_eq!(third.replaces.unwrap().certificate_id, second.row.id);
    let yes = IssueRequest { profile: alone, allow_duplicate: true, ..ask("alone.example") };
    assert_eq!(vault.issue(&ada, &yes).unwrap_err().code, "duplicate");
}

#[test]
fn where_no_key_is_made_a_renewal_certifies_the_same_key_and_says_nothing_against_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let profile = variant(&vault, &ada, "web-server", "requests-only", |document| document.keys.generate = false);
    let pem = csr(&ground, "asked.example", &P256);
    let request = IssueRequest { profile, key: KeyChoice::Csr { pem }, ..ask("asked.example") };
    let old = vault.issue(&ada, &request).unwrap();
    let preview = vault.preview_renewal(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    let errors: Vec<_> = preview.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let fresh = RenewRequest { key: RenewKey::New, ..RenewRequest::default() };
    assert_eq!(vault.renew(&ada, &old.row.id, &fresh).unwrap_err().field.as_deref(), Some("key"));
    let new = vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    assert_eq!(key_of(&new), key_of(&old));
    // Another kind of key cannot be the same one.
    let both = RenewRequest {
        key: RenewKey::Same,
        changes: RenewalChanges { algorithm: Some(KeyAlgorithm::EcdsaP384), ..RenewalChanges::default() },
        ..RenewRequest::default()
    };
    assert_eq!(vault.renew(&ada, &new.row.id, &both).unwrap_err().code, "same_key");
}

#[test]
fn a_renewal_for_the_same_key_shows_and_judges_that_key() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let pem = csr(&ground, "rsa.example", &["-newkey", "rsa:2048"]);
    let old = vault.issue(&ada, &IssueRequest { key: KeyChoice::Csr { pem }, ..ask("rsa.example") }).unwrap();
    edit(&vault, &ada, "web-server", |document| {
        document.keys.algorithms.retain(|algorithm| *algorithm != KeyAlgorithm::Rsa2048);
    });
    // Whoever has the key cannot be given another: a person has to see to it.
    let preview = vault.preview_renewal(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    assert_eq!(preview.key_algorithm, "rsa-2048");
    let errors: Vec<_> = preview.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.len() == 1 && errors[0].field.as_deref() == Some("key"), "{errors:?}");
    assert_eq!(vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap_err().message, errors[0].message);
}

#[test]
fn the_profile_says_which_key_a_renewal_has_and_a_person_otherwise() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let profile = variant(&vault, &ada, "web-server", "keeps-keys", |document| document.renewal.key = RenewKey::Same);
    let old = vault.issue(&ada, &IssueRequest { profile, ..ask("kept.example") }).unwrap();
    let new = vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    assert_eq!((key_of(&new), new.row.has_key), (key_of(&old), true));
    let fresh = RenewRequest { key: RenewKey::New, ..RenewRequest::default() };
    let next = vault.renew(&ada, &new.row.id, &fresh).unwrap();
    assert_ne!(key_of(&next), key_of(&new));
    let other = RenewRequest {
        changes: RenewalChanges { algorithm: Some(KeyAlgorithm::EcdsaP384), ..RenewalChanges::default() },
        ..RenewRequest::default()
    };
    let last = vault.renew(&ada, &next.row.id, &other).unwrap();
    assert_eq!(last.row.key_algorithm, "ecdsa-p384");
}

#[test]
fn what_the_profile_has_otherwise_by_now_is_the_profiles_and_is_told() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let hosts: Vec<IssueRequest> = (0..3)
        .map(|number| IssueRequest {
            key: KeyChoice::Generate { algorithm: Some(KeyAlgorithm::EcdsaP521) },
            subject_rest: Some("OU=Web,O=Old Name,C=DE".to_owned()),
            ..ask(&format!("renamed{number}.example"))
        })
        .collect();
    let issued = vault.issue_all(&ada, "Issuing", &hosts).unwrap();
    edit(&vault, &ada, "web-server", |document| {
        let rule = |attribute: &str, presence, value: Option<&str>| AttributeRule {
            attribute: attribute.to_owned(),
            presence,
            value: value.map(str::to_owned),
            pattern: None,
            from: Source::Profile,
        };
        document.keys.algorithms.retain(|algorithm| *algorithm != KeyAlgorithm::EcdsaP521);
        document.subject.attributes =
            vec![rule("O", Presence::Fixed, Some("New Name")), rule("OU", Presence::Forbidden, None)];
        document.validity.default = Lifetime::Days(90);
        document.validity.maximum = Lifetime::Days(100);
    });
    let first = issued[0].to_string();
    let preview = vault.preview_renewal(&ada, &first, &RenewRequest::default()).unwrap();
    let told: Vec<_> = preview.findings.iter().map(|f| (f.code.as_str(), f.field.as_deref(), f.severity)).collect();
    let differs = |field| ("renewal_differs", Some(field), Severity::Warning);
    // It ends earlier than the old one, too.
    for expected in
        [differs("subjectRest"), differs("key"), differs("days"), ("not_longer", Some("days"), Severity::Warning)]
    {
        assert!(told.contains(&expected), "{expected:?} of {told:?}");
    }
    assert_eq!((preview.days, preview.key_algorithm.as_str()), (90, "ecdsa-p256"));
    assert_eq!(preview.subject, "CN=renamed0.example,O=New Name,C=DE");
    ground.clock.jump(Duration::days(300));
    let all = ids(issued.iter().map(ToString::to_string));
    let started = vault.start_renewals(&ada, &all, &RenewRequest::default()).unwrap();
    let job = finish(&vault, &ada, &started.id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 3, 0), "the estate does not fail for it");
    let log = vault.job(&ada, &job.id).unwrap().log;
    for word in ["Old Name", "OU", "ecdsa-p521", "365"] {
        assert!(log.iter().any(|line| line.text.contains(&first) && line.text.contains(word)), "{word}: {log:#?}");
    }
    let old = vault.certificate(&ada, &first).unwrap();
    let new = vault.certificate(&ada, &old.replaced_by[0].certificate_id).unwrap();
    assert_eq!(new.row.subject, "CN=renamed0.example,O=New Name,C=DE");
}

#[test]
fn what_lives_for_hours_is_renewed_for_as_many_hours() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let request = IssueRequest {
        profile: "workload".parse().unwrap(),
        dns: vec!["job.example".to_owned()],
        hours: Some(36),
        ..ask("job.example")
    };
    let old = vault.issue(&ada, &request).unwrap();
    let new = vault.renew(&ada, &old.row.id, &RenewRequest::default()).unwrap();
    assert_eq!(new.row.not_after - new.row.not_before, old.row.not_after - old.row.not_before);
}

#[test]
fn the_old_one_stays_when_what_took_its_place_was_revoked_meanwhile() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let soon = RenewRequest { revoke_old_after_hours: Some(24), ..RenewRequest::default() };
    let renewed = |host: &str| {
        let old = vault.issue(&ada, &ask(host)).unwrap().row.id;
        let new = vault.renew(&ada, &old, &soon).unwrap().row.id;
        (old, new)
    };
    let (left, revoked) = renewed("left.example");
    let (replaced, second) = renewed("replaced.example");
    let third = vault.renew(&ada, &second, &RenewRequest::default()).unwrap().row.id;
    vault.revoke(&ada, &ids([revoked.as_str(), second.as_str()]), RevocationReason::KeyCompromise).unwrap();
    ground.clock.jump(Duration::hours(25));
    assert_eq!(vault.run_due_jobs().unwrap(), 1);
    let status = |id: &str| vault.certificate(&ada, id).unwrap().row.status;
    assert_eq!(status(&left), Standing::Active, "it is the only one that can be used");
    assert_eq!((status(&replaced), status(&third)), (Standing::Revoked, Standing::Active), "the third is in its place");
    let job = vault.jobs(&ada, None, 10).unwrap().jobs.remove(0);
    let log = vault.job(&ada, &job.id).unwrap().log;
    assert!(log.iter().any(|line| line.text.contains(&left) && line.text.contains(&revoked)), "{log:#?}");
    assert_eq!((job.failed, vault.run_due_jobs().unwrap()), (0, 0), "it is not tried for ever");
}
