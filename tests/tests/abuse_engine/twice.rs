//! Things asked for twice at the same moment, and names that pretend to be something else.

use chancery_domain::ProfileName;
use chancery_engine::{IssueRequest, KeyChoice};
use chancery_tests::abuse::{Ground, ask, authority, filter, ids, query};
use std::thread;

#[test]
fn one_token_issues_one_certificate_however_often_it_is_sent() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let request = IssueRequest { token: "form-1".into(), allow_duplicate: true, ..ask("twice.corp.example") };
    let issued: Vec<String> = thread::scope(|scope| {
        let clicks: Vec<_> = (0..8).map(|_| scope.spawn(|| vault.issue(&ada, &request).unwrap().row.id)).collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert!(issued.iter().all(|id| *id == issued[0]), "{issued:?}");
    assert_eq!(vault.certificates(&ada, &query(filter())).unwrap().rows.len(), 3);
    // A form that failed may be sent again with its token.
    let failing = IssueRequest { token: "form-2".into(), common_name: "not a host".into(), ..request.clone() };
    assert!(vault.issue(&ada, &failing).is_err());
    let mended = IssueRequest { token: "form-2".into(), ..ask("mended.corp.example") };
    assert_ne!(vault.issue(&ada, &mended).unwrap().row.id, issued[0]);
}

#[test]
fn two_clicks_make_one_authority() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let outcomes: Vec<_> = thread::scope(|scope| {
        let names = ["Twin", "TWIN", " Twin "];
        let clicks: Vec<_> = names
            .into_iter()
            .map(|name| {
                let (vault, ada) = (&vault, &ada);
                let mut request = authority("Twin", Some("Root"));
                request.name = name.to_owned();
                scope.spawn(move || vault.create_authority(ada, &request))
            })
            .collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    for error in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("name_taken", Some("name")), "{error}");
    }
    assert_eq!(vault.authorities(&ada).unwrap().len(), 3);
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 3, "no certificate of a twin that was not kept");
}

#[test]
fn a_name_that_looks_like_an_id_means_nothing_else() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let target = vault.issue(&ada, &ask("target.corp.example")).unwrap().row.id;
    // Whoever may name their own certificate names it like another's id.
    let pretender = IssueRequest {
        profile: ProfileName::CLIENT_AUTH,
        common_name: target.clone(),
        key: KeyChoice::Generate { algorithm: None },
        ..ask("")
    };
    let pretender = vault.issue(&ada, &pretender).unwrap().row.id;
    assert_ne!(pretender, target);
    assert_eq!(vault.certificate(&ada, &target).unwrap().row.label, "target.corp.example");
    let done = vault
        .revoke(&ada, &ids([target.as_str()]), chancery_domain::RevocationReason::KeyCompromise)
        .expect("an id is never ambiguous");
    assert_eq!(done.revoked, 1);
    assert!(vault.certificate(&ada, &target).unwrap().revocation.is_some());
    assert!(vault.certificate(&ada, &pretender).unwrap().revocation.is_none());
    for name in ["ca-1", "ca-99", "crt-1", "CA-1"] {
        let error = vault.create_authority(&ada, &authority(name, None)).map(drop);
        if let Err(error) = error {
            assert_eq!((error.code.as_str(), error.field.as_deref()), ("invalid_name", Some("name")), "{name}");
        } else {
            assert!(vault.authority(&ada, name).unwrap().summary.name == name, "{name} means what it says");
        }
    }
    assert_eq!(vault.authority(&ada, "ca-1").unwrap().summary.name, "Root");
}
