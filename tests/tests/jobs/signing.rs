//! Requests of others, signed as a job; and what there is to save of a batch.

use crate::{batch, finish, hosts, variant, write};
use chancery_engine::{BatchRequest, Metadata, SignRequests};
use chancery_tests::abuse::Ground;
use chancery_tests::openssl;

fn request(ground: &Ground, name: &str) -> String {
    let key = ground.folder.parent().unwrap().join(format!("{name}.key"));
    let (key, subject) = (key.to_str().unwrap().to_owned(), format!("/CN={name}"));
    let made = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", &subject];
    openssl(made.into_iter().chain(["-keyout", &key])).accept("a request").stdout
}

#[test]
fn requests_are_signed_in_a_job_each_once_and_one_that_is_refused_keeps_no_other_back() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let mut requests: Vec<String> = (0..6).map(|n| request(&ground, &format!("h{n}.example"))).collect();
    requests[3] = "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n".to_owned();
    let asked = SignRequests {
        authority: "Issuing".to_owned(),
        profile: "web-server".parse().unwrap(),
        days: Some(20),
        metadata: Metadata { owner: Some("Shop".to_owned()), environment: None, notes: None },
        allow_duplicate: false,
        requests,
        token: "once".to_owned(),
    };
    let job = vault.start_signing(&ada, &asked).unwrap();
    assert_eq!(vault.start_signing(&ada, &asked).unwrap().id, job.id, "a double click starts one job");
    let done = finish(&vault, &ada, &job.id);
    assert_eq!((done.done, done.failed), (6, 1));
    let rows = vault.batch_rows(&ada, &job.id, 0, 10).unwrap();
    assert_eq!(rows[1].label, "h1.example", "a request is called by its own name");
    let certificate = vault.certificate(&ada, rows[1].certificate_id.as_ref().unwrap()).unwrap();
    assert_eq!((certificate.row.owner.as_deref(), certificate.row.has_key), (Some("Shop"), false));
    assert_eq!((certificate.row.not_after - certificate.row.not_before).num_days(), 19, "twenty, less a second");
    assert!(rows[3].certificate_id.is_none() && rows[3].message.is_some());
    // The same requests in another job: what was signed is not signed again.
    let again = vault.start_signing(&ada, &SignRequests { token: "twice".to_owned(), ..asked }).unwrap();
    finish(&vault, &ada, &again.id);
    let before = vault.batch_rows(&ada, &again.id, 0, 10).unwrap();
    assert_eq!(before[1].certificate_id, rows[1].certificate_id);
    let contents = vault.batch_contents(&ada, &job.id).unwrap();
    assert_eq!((contents.certificates, contents.keys, contents.missing), (5, 0, 1), "their keys are elsewhere");
}

#[test]
fn a_batch_says_beforehand_that_its_keys_stay_in_the_vault() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let staying = variant(&vault, &ada, "web-server", "staying", |document| document.keys.export = false);
    let run = |of: &str, profile| {
        let path = write(&ground, &format!("{of}.csv"), hosts(3, of));
        let job = vault.start_batch(&ada, &BatchRequest { profile, token: of.to_owned(), ..batch(&path) }).unwrap();
        finish(&vault, &ada, &job.id);
        vault.batch_contents(&ada, &job.id).unwrap()
    };
    let free = run("free", "web-server".parse().unwrap());
    assert_eq!((free.certificates, free.keys, free.keys_stay), (3, 3, None));
    let kept = run("kept", staying);
    assert_eq!((kept.certificates, kept.keys), (3, 3));
    assert!(kept.keys_stay.unwrap().contains("staying"), "it names the profile");
}
