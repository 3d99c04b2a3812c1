//! What people write about many certificates at once.

use chancery_domain::Environment;
use chancery_engine::{
    Actor, AuditQuery, Change, IssueRequest, JobCountOf, Metadata, MetadataChange, Selection, Started, Vault,
};
use chancery_tests::abuse::{Ground, ask, filter, ids, query};

#[test]
fn what_is_written_about_all_that_match_is_told_of_each_and_leaves_the_rest_alone() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    // More than one transaction takes.
    let requests: Vec<IssueRequest> = (0..1_200)
        .map(|number| IssueRequest {
            metadata: Metadata { owner: None, environment: None, notes: Some(format!("rack {number}")) },
            ..ask(&format!("n{number}.corp.example"))
        })
        .collect();
    let issued = vault.issue_all(&ada, "Issuing", &requests).unwrap();
    let first = issued[0].to_string();
    let matching = |except: Vec<String>| Selection::Matching {
        filter: chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() },
        except,
        seen: None,
    };
    let owned = MetadataChange {
        owner: Change::Set(" Web team ".to_owned()),
        environment: Change::Set(Environment::Staging),
        ..MetadataChange::default()
    };
    let told = changed(&vault, &ada, &matching(vec![first.clone()]), &owned);
    assert_eq!(told, [(JobCountOf::Changed, 1_199)]);
    let web = chancery_engine::CertificateFilter { owner: Some("Web team".into()), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &web).unwrap().number, 1_199);
    let other = vault.certificate(&ada, &first).unwrap();
    assert_eq!((other.row.owner, other.notes.as_deref()), (None, Some("rack 0")), "it was left out");
    let last = vault.certificate(&ada, &issued[1_199].to_string()).unwrap();
    assert_eq!(last.notes.as_deref(), Some("rack 1199"), "notes were not chosen");
    assert_eq!(last.row.environment, Some(Environment::Staging));

    let again = changed(&vault, &ada, &matching(Vec::new()), &owned);
    assert_eq!(again, [(JobCountOf::Changed, 1), (JobCountOf::Unchanged, 1_199)], "what is so already is not touched");
    let mut told = 0;
    let mut before = None;
    loop {
        let asked =
            AuditQuery { action: Some("certificate.changed".into()), limit: 500, before, ..AuditQuery::default() };
        let page = vault.audit_events(&ada, &asked).unwrap();
        told += page.events.len();
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(told, 1_200, "one event each, and none for what was not touched");

    let cleared = MetadataChange { notes: Change::Clear, ..MetadataChange::default() };
    vault.start_metadata_change(&ada, &ids([first.as_str()]), &cleared, "").unwrap();
    assert_eq!(vault.certificate(&ada, &first).unwrap().notes, None);
    let found = |text: &str| {
        let filter = chancery_engine::CertificateFilter { text: Some(text.into()), ..filter() };
        vault.certificates(&ada, &query(filter)).unwrap().rows.len()
    };
    assert_eq!((found("rack 0"), found("rack 1199"), found("web team")), (0, 1, 500), "and the search knows it");
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

/// What a job for this many tells in numbers.
fn changed(vault: &Vault, actor: &Actor, of: &Selection, change: &MetadataChange) -> Vec<(JobCountOf, u32)> {
    let Started::Job { job } = vault.start_metadata_change(actor, of, change, "").unwrap() else {
        panic!("more than a hundred are a job");
    };
    vault.run_job(actor, &job.id, &|_| {}).unwrap();
    vault.job(actor, &job.id).unwrap().counts.iter().map(|count| (count.of, count.number)).collect()
}

#[test]
fn what_may_not_be_written_is_refused_at_its_field_before_anything_is() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let all = ids([id.as_str()]);
    let nothing = vault.start_metadata_change(&ada, &all, &MetadataChange::default(), "").unwrap_err();
    assert_eq!(nothing.code, "nothing_to_change");
    for owner in ["x".repeat(129), "a\u{7}b".to_owned()] {
        let change = MetadataChange { owner: Change::Set(owner), ..MetadataChange::default() };
        let refused = vault.start_metadata_change(&ada, &all, &change, "").unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_metadata", Some("owner")));
    }
    let change = MetadataChange { owner: Change::Clear, ..MetadataChange::default() };
    assert_eq!(vault.start_metadata_change(&ada, &ids(["crt-999"]), &change, "").unwrap_err().code, "not_found");
}
