//! What people write about many certificates at once.

use chancery_domain::Environment;
use chancery_engine::{AuditQuery, Change, IssueRequest, Metadata, MetadataChange, Selection};
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
    let report = vault.change_metadata_of_all(&ada, &matching(vec![first.clone()]), &owned).unwrap();
    assert_eq!((report.changed, report.unchanged, report.ended_early), (1_199, 0, None));
    let web = chancery_engine::CertificateFilter { owner: Some("Web team".into()), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &web).unwrap().number, 1_199);
    let other = vault.certificate(&ada, &first).unwrap();
    assert_eq!((other.row.owner, other.notes.as_deref()), (None, Some("rack 0")), "it was left out");
    let last = vault.certificate(&ada, &issued[1_199].to_string()).unwrap();
    assert_eq!(last.notes.as_deref(), Some("rack 1199"), "notes were not chosen");
    assert_eq!(last.row.environment, Some(Environment::Staging));

    let again = vault.change_metadata_of_all(&ada, &matching(Vec::new()), &owned).unwrap();
    assert_eq!((again.changed, again.unchanged), (1, 1_199), "what is so already is not touched");
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
    vault.change_metadata_of_all(&ada, &ids([first.as_str()]), &cleared).unwrap();
    assert_eq!(vault.certificate(&ada, &first).unwrap().notes, None);
    let found = |text: &str| {
        let filter = chancery_engine::CertificateFilter { text: Some(text.into()), ..filter() };
        vault.certificates(&ada, &query(filter)).unwrap().rows.len()
    };
    assert_eq!((found("rack 0"), found("rack 1199"), found("web team")), (0, 1, 500), "and the search knows it");
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn what_may_not_be_written_is_refused_at_its_field_before_anything_is() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let all = ids([id.as_str()]);
    let nothing = vault.change_metadata_of_all(&ada, &all, &MetadataChange::default()).unwrap_err();
    assert_eq!(nothing.code, "nothing_to_change");
    for owner in ["x".repeat(129), "a\u{7}b".to_owned()] {
        let change = MetadataChange { owner: Change::Set(owner), ..MetadataChange::default() };
        let refused = vault.change_metadata_of_all(&ada, &all, &change).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_metadata", Some("owner")));
    }
    let change = MetadataChange { owner: Change::Clear, ..MetadataChange::default() };
    assert_eq!(vault.change_metadata_of_all(&ada, &ids(["crt-999"]), &change).unwrap_err().code, "not_found");
}
