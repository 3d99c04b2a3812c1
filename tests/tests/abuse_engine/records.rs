//! What people write about many certificates at once.

use chancery_domain::Environment;
use chancery_engine::{
    Actor, AuditQuery, Change, IssueRequest, JobCountOf, Metadata, MetadataChange, MetadataReport, Records, Selection,
    Started, TagChange, Vault,
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
        panic!("more than a thousand are a job");
    };
    vault.run_job(actor, &job.id, &|_| {}).unwrap();
    vault.job(actor, &job.id).unwrap().counts.iter().map(|count| (count.of, count.number)).collect()
}

/// What few that were changed at once tell.
fn changed_at_once(vault: &Vault, actor: &Actor, of: &Selection, change: &MetadataChange) -> MetadataReport {
    match vault.start_metadata_change(actor, of, change, "").unwrap() {
        Started::Done { report } => report,
        Started::Job { job } => panic!("up to a thousand are no job: {job:?}"),
    }
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

#[test]
fn a_change_is_taken_back_where_nobody_has_written_since_and_the_log_tells_of_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let metadata = |number: u32| Metadata { owner: Some(format!("team {number}")), ..Metadata::default() };
    let requests: Vec<IssueRequest> = (0..900)
        .map(|number| IssueRequest { metadata: metadata(number), ..ask(&format!("n{number}.corp.example")) })
        .collect();
    let issued = vault.issue_all(&ada, "Issuing", &requests).unwrap();
    let id = |at: usize| issued[at].to_string();
    let seen = vault.certificate(&ada, &id(0)).unwrap().records();
    let wanted = Records { tags: vec!["dmz".to_owned(), "old".to_owned()], ..seen.clone() };
    vault.change_records(&ada, &id(0), &seen, &wanted).unwrap();
    let leaves = Selection::Matching {
        filter: chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() },
        except: Vec::new(),
        seen: None,
    };
    let change = MetadataChange {
        owner: Change::Set("Platform".to_owned()),
        tags: TagChange::Adjust { add: vec!["new".to_owned()], remove: vec!["old".to_owned()] },
        ..MetadataChange::default()
    };
    let report = changed_at_once(&vault, &ada, &leaves, &change);
    assert_eq!(report.changed, 900);
    assert_eq!(vault.certificate(&ada, &id(0)).unwrap().tags, ["dmz", "new"]);
    let tagged = chancery_engine::CertificateFilter { tag: Some("new".into()), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &tagged).unwrap().number, 900);
    let offered = vault.facets(&ada).unwrap().tags;
    assert_eq!(
        offered.iter().map(|tag| (tag.value.as_str(), tag.count)).collect::<Vec<_>>(),
        [("new", 900), ("dmz", 1)]
    );

    // Somebody writes about one of them before it is taken back.
    let since = MetadataChange { owner: Change::Set("Somebody else".to_owned()), ..MetadataChange::default() };
    changed_at_once(&vault, &ada, &ids([id(5)]), &since);
    let token = report.undo.unwrap();
    let undone = vault.undo_metadata_change(&ada, &token).unwrap();
    assert_eq!((undone.changed, undone.unchanged), (899, 1));
    let first = vault.certificate(&ada, &id(0)).unwrap();
    assert_eq!((first.row.owner.as_deref(), first.tags), (Some("team 0"), vec!["dmz".to_owned(), "old".to_owned()]));
    let last = vault.certificate(&ada, &id(899)).unwrap();
    assert_eq!((last.row.owner.as_deref(), last.tags.len()), (Some("team 899"), 0));
    assert_eq!(vault.certificate(&ada, &id(5)).unwrap().row.owner.as_deref(), Some("Somebody else"));
    let told = &first.history[0];
    assert_eq!(told.action, "certificate.changed");
    assert!(told.details.iter().any(|detail| detail.name == "undone"), "{:?}", told.details);
    assert_eq!(vault.undo_metadata_change(&ada, &token).unwrap_err().code, "not_undoable", "once is enough");
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn tags_that_may_not_be_are_refused_at_their_field() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    for tags in [vec!["x".repeat(65)], vec!["a;b".to_owned()], (0..21).map(|n| n.to_string()).collect()] {
        let change = MetadataChange { tags: TagChange::Set { tags }, ..MetadataChange::default() };
        let refused = vault.start_metadata_change(&ada, &ids([id.as_str()]), &change, "").unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_metadata", Some("tags")));
    }
    assert!(vault.certificate(&ada, &id).unwrap().tags.is_empty());
}
