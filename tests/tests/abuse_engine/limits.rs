//! What RFC 5280 forbids below an authority: path length, lifetime, name constraints, revocation above.

use chancery_domain::{ProfileName, RevocationReason, Status};
use chancery_engine::{CreateAuthority, EngineError, IssueRequest, Severity};
use chancery_tests::abuse::{Ground, ask, authority, day_zero, ids};
use chrono::Duration;

fn from(authority: &str, host: &str) -> IssueRequest {
    IssueRequest { authority: authority.to_owned(), ..ask(host) }
}

/// The refusal, which the preview shows beforehand.
fn refused(ground: &Ground, request: &CreateAuthority) -> EngineError {
    let (vault, ada) = ground.vault();
    let error = vault.create_authority(&ada, request).map(drop).expect_err("refused");
    let preview = vault.preview_authority(&ada, request).unwrap();
    assert!(
        preview.findings.iter().any(|finding| finding.severity == Severity::Error && finding.message == error.message),
        "{error:?} in {:?}",
        preview.findings
    );
    error
}

#[test]
fn the_path_length_of_every_authority_above_is_kept() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { path_len: Some(2), ..authority("R", None) }).unwrap();
    let below =
        |name: &str, parent: &str, path_len| CreateAuthority { path_len, days: 900, ..authority(name, Some(parent)) };
    let error = refused(&ground, &below("A", "R", Some(2)));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("path_length", Some("pathLen")));
    vault.create_authority(&ada, &below("A", "R", None)).unwrap();
    assert_eq!(vault.authority(&ada, "A").unwrap().max_path_len, Some(0));
    assert_eq!(
        refused(&ground, &below("B", "A", Some(1))).field.as_deref(),
        Some("pathLen"),
        "the root's limit, two above"
    );
    vault.create_authority(&ada, &below("B", "A", Some(0))).unwrap();
    let error = refused(&ground, &below("C", "B", None));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("path_length", Some("parent")));
    vault.issue(&ada, &from("B", "leaf.corp.example")).unwrap();
    assert_eq!(
        refused(&ground, &CreateAuthority { path_len: Some(256), ..authority("D", None) }).field.as_deref(),
        Some("pathLen")
    );
    let desk = super::requests::Desk::new();
    let pem = |name: &str| vault.authority(&ada, name).unwrap().pem;
    desk.write("root.pem", pem("R"));
    desk.write("between.pem", [pem("A"), pem("B")].concat());
    desk.write("leaf.pem", vault.certificate(&ada, "leaf.corp.example").unwrap().pem);
    let at = day_zero().timestamp().to_string();
    desk.openssl(&[
        "verify",
        "-x509_strict",
        "-attime",
        &at,
        "-CAfile",
        "root.pem",
        "-untrusted",
        "between.pem",
        "leaf.pem",
    ]);
}

#[test]
fn there_may_be_sixteen_authorities_above_each_other_and_the_next_is_refused_in_words() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let mut parent: Option<String> = None;
    let error = loop {
        let depth = parent.as_deref().map_or(0, |name| name[1..].parse::<u32>().unwrap());
        assert!(depth < 40, "somewhere it ends");
        let name = format!("D{}", depth + 1);
        let request = CreateAuthority { days: 3000 - depth, ..authority(&name, parent.as_deref()) };
        match vault.create_authority(&ada, &request) {
            Ok(_) => parent = Some(name),
            Err(error) => break error,
        }
    };
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("path_length", Some("parent")), "{error}");
    let deepest = parent.unwrap();
    assert_eq!(vault.authorities(&ada).unwrap().len(), 16, "what is refused is not there");
    vault.issue(&ada, &from(&deepest, "deep.corp.example")).unwrap();
    assert!(vault.certificate(&ada, "deep.corp.example").unwrap().chain.len() >= 12);
    vault.authorities(&ada).unwrap();
}

#[test]
fn nothing_outlives_the_authorities_above_it() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { days: 400, ..authority("R", None) }).unwrap();
    let error = refused(&ground, &CreateAuthority { days: 401, ..authority("A", Some("R")) });
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("outlives_authority", Some("days")));
    vault.create_authority(&ada, &CreateAuthority { days: 400, ..authority("A", Some("R")) }).unwrap();
    ground.clock.jump(Duration::days(300));
    let error = vault.issue(&ada, &IssueRequest { days: Some(365), ..from("A", "x.corp.example") }).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("outlives_authority", Some("days")));
    assert!(error.message.contains("99 days") || error.message.contains("100 days"), "how many are possible: {error}");
    let shortened = vault.issue(&ada, &from("A", "x.corp.example")).unwrap();
    assert_eq!(
        shortened.row.not_after,
        vault.authority(&ada, "R").unwrap().summary.not_after,
        "unasked it is shortened"
    );
    for days in [0, 36_526, u32::MAX] {
        assert_eq!(refused(&ground, &CreateAuthority { days, ..authority("Z", None) }).field.as_deref(), Some("days"));
    }
}

#[test]
fn name_constraints_bind_everything_below_whoever_set_them() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let root = CreateAuthority {
        permit_dns: vec!["corp.example".into()],
        permit_ip: vec!["10.0.0.0/8".into()],
        permit_email: vec!["corp.example".into()],
        ..authority("R", None)
    };
    vault.create_authority(&ada, &root).unwrap();
    let middle =
        CreateAuthority { exclude_dns: vec!["secret.corp.example".into()], days: 900, ..authority("M", Some("R")) };
    vault.create_authority(&ada, &middle).unwrap();
    vault.create_authority(&ada, &CreateAuthority { days: 800, ..authority("L", Some("M")) }).unwrap();
    let dns = |host: &str| from("L", host);
    let with = |change: &dyn Fn(&mut IssueRequest)| {
        let mut request = from("L", "fine.corp.example");
        change(&mut request);
        request
    };
    let outside = [
        ("another domain", dns("www.evil.example")),
        ("a domain that ends alike", dns("evilcorp.example")),
        ("excluded between", dns("x.secret.corp.example")),
        ("excluded itself", dns("secret.corp.example")),
        ("in capitals", dns("X.SECRET.CORP.EXAMPLE")),
        ("a wildcard over it", with(&|r| r.dns.push("*.evil.example".into()))),
        ("a wildcard over what is excluded", with(&|r| r.dns.push("*.secret.corp.example".into()))),
        ("an address", with(&|r| r.ip.push("192.0.2.1".into()))),
        ("an address of the other family", with(&|r| r.ip.push("2001:db8::1".into()))),
        ("a mailbox", with(&|r| r.email.push("ada@evil.example".into()))),
        ("a mailbox in the subject", with(&|r| r.subject_rest = Some("emailAddress=boss@evil.example".into()))),
        (
            "a host as the common name alone",
            IssueRequest { profile: ProfileName::CLIENT_AUTH, ..dns("host.evil.example") },
        ),
    ];
    for (what, request) in outside {
        let error = vault.issue(&ada, &request).map(drop).expect_err(what);
        assert_eq!(error.code, "name_constraint_violation", "{what}: {error}");
        assert!(error.message.contains('R') || error.message.contains('M'), "it says whose: {error}");
        let finding = vault.preview_issue(&ada, &request).unwrap().findings;
        assert!(finding.iter().any(|finding| finding.source.contains("4.2.1.10")), "{what}: {finding:?}");
    }
    let boss = with(&|r| r.subject_rest = Some("emailAddress=boss@evil.example".into()));
    assert_eq!(vault.issue(&ada, &boss).map(drop).unwrap_err().field.as_deref(), Some("subjectRest"));
    let mapped = vault.issue(&ada, &with(&|r| r.ip.push("::ffff:10.0.0.1".into()))).map(drop).unwrap_err();
    assert_eq!((mapped.code.as_str(), mapped.field.as_deref()), ("invalid_name", Some("ip")), "{mapped}");
    let boss = "CN=N,emailAddress=boss@evil.example".to_owned();
    let error = refused(&ground, &CreateAuthority { days: 10, subject: boss, ..authority("N", Some("M")) });
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("name_constraint_violation", Some("subject")));
    let person = IssueRequest { profile: ProfileName::CLIENT_AUTH, ..dns("Ada Lovelace") };
    vault.issue(&ada, &person).unwrap();
    let over = with(&|r| r.dns.push("*.corp.example".into()));
    let error = vault.issue(&ada, &over).map(drop).unwrap_err();
    assert!(error.message.contains("secret.corp.example"), "a wildcard that covers what is excluded: {error}");
    let inside = with(&|r| {
        r.dns.push("*.web.corp.example".into());
        r.ip.push("10.1.2.3".into());
        r.email.push("ada@corp.example".into());
    });
    let issued = vault.issue(&ada, &inside).unwrap();
    let desk = super::requests::Desk::new();
    let pem = |name: &str| vault.authority(&ada, name).unwrap().pem;
    desk.write("root.pem", pem("R"));
    desk.write("between.pem", [pem("M"), pem("L")].concat());
    desk.write("leaf.pem", issued.pem);
    let at = day_zero().timestamp().to_string();
    desk.openssl(&[
        "verify",
        "-x509_strict",
        "-attime",
        &at,
        "-CAfile",
        "root.pem",
        "-untrusted",
        "between.pem",
        "leaf.pem",
    ]);
    for bad in ["*.corp.example", "10.0.0.0", "corp..example", ""] {
        let request = CreateAuthority { permit_dns: vec![bad.into()], ..authority("Z", None) };
        if bad != "10.0.0.0" {
            assert!(vault.create_authority(&ada, &request).is_err(), "{bad:?} is no subtree");
        }
    }
    let mail = CreateAuthority { exclude_email: vec!["*.corp.example".into()], ..authority("Z", None) };
    assert_eq!(refused(&ground, &mail).field.as_deref(), Some("nameConstraints"), "it would exclude nothing");
    let mapped = CreateAuthority { exclude_ip: vec!["::ffff:10.0.0.0/104".into()], ..authority("Z", None) };
    assert_eq!(refused(&ground, &mapped).field.as_deref(), Some("nameConstraints"));
}

#[test]
fn an_authority_that_is_revoked_held_or_below_such_a_one_signs_nothing() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &authority("R", None)).unwrap();
    vault.create_authority(&ada, &CreateAuthority { days: 900, ..authority("M", Some("R")) }).unwrap();
    vault.create_authority(&ada, &CreateAuthority { days: 800, ..authority("L", Some("M")) }).unwrap();
    let middle = vault.authority(&ada, "M").unwrap().summary.certificate_id;
    vault.revoke(&ada, &ids([middle.as_str()]), RevocationReason::CertificateHold).unwrap();
    for name in ["M", "L"] {
        let error = vault.issue(&ada, &from(name, "x.corp.example")).unwrap_err();
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("authority_on_hold", Some("authority")), "{name}");
        assert_eq!(
            refused(&ground, &CreateAuthority { days: 10, ..authority("N", Some(name)) }).code,
            "authority_on_hold"
        );
    }
    vault.release(&ada, &middle).unwrap();
    vault.issue(&ada, &from("L", "x.corp.example")).unwrap();
    vault.revoke(&ada, &ids([middle.as_str()]), RevocationReason::CaCompromise).unwrap();
    for name in ["M", "L"] {
        assert_eq!(vault.issue(&ada, &from(name, "y.corp.example")).unwrap_err().code, "authority_revoked", "{name}");
        assert_eq!(vault.issue_all(&ada, name, &[from(name, "y.corp.example")]).unwrap_err().code, "authority_revoked");
        assert_eq!(
            refused(&ground, &CreateAuthority { days: 10, ..authority("N", Some(name)) }).code,
            "authority_revoked"
        );
    }
    // What it signed before must still become untrusted one by one: CRLs go on.
    vault.issue_crl(&ada, "L").unwrap();
    assert_eq!(vault.release(&ada, &middle).unwrap_err().code, "not_on_hold", "a revocation is for good");
}

#[test]
fn a_hold_that_becomes_a_revocation_keeps_its_day() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let state = |reason| vault.revoke(&ada, &ids([id.as_str()]), reason).unwrap();
    assert_eq!(state(RevocationReason::CertificateHold).revoked, 1);
    assert_eq!(vault.certificate(&ada, &id).unwrap().row.status, Status::OnHold);
    ground.clock.jump(Duration::days(3));
    assert_eq!(state(RevocationReason::CertificateHold).skipped, 1);
    assert_eq!(state(RevocationReason::KeyCompromise).revoked, 1);
    let shown = vault.certificate(&ada, &id).unwrap();
    let revocation = shown.revocation.unwrap();
    assert_eq!((revocation.revoked_at, revocation.reason), (day_zero(), RevocationReason::KeyCompromise));
    assert!(!revocation.releasable);
    ground.clock.jump(Duration::days(1));
    assert_eq!(state(RevocationReason::Superseded).skipped, 1, "the first reason stands");
    assert_eq!(vault.release(&ada, &id).unwrap_err().code, "not_on_hold");
    let desk = super::requests::Desk::new();
    vault.export_crl(&ada, "Issuing", chancery_engine::CrlFormat::Pem, &desk.path("crl.pem"), true, false).unwrap();
    let text = desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-text"]);
    assert!(text.contains("Key Compromise") && text.contains("Mar  4 09:30:00 2026"), "{text}");
    let _ = state(RevocationReason::CertificateHold);
    assert_eq!(vault.certificate(&ada, &id).unwrap().row.status, Status::Revoked, "and is not weakened to a hold");
}

#[test]
fn a_root_cannot_revoke_itself_and_says_so() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let root = vault.authority(&ada, "Root").unwrap().summary.certificate_id;
    let report = vault.revoke(&ada, &ids([root.as_str()]), RevocationReason::CaCompromise).unwrap();
    assert_eq!((report.revoked, report.failed.len()), (0, 1));
    assert!(report.failed[0].message.contains("root"), "{:?}", report.failed);
    assert_eq!(vault.preview_revocation(&ada, &ids([root])).unwrap().not_ours, 1);
    assert_eq!(vault.authority(&ada, "Root").unwrap().summary.status, Status::Active);
    // Everything at once: what can be revoked is, the rest is listed.
    let all = |seen| chancery_engine::Selection::Matching {
        filter: chancery_tests::abuse::filter(),
        except: Vec::new(),
        seen,
    };
    let report = vault.revoke(&ada, &all(None), RevocationReason::CessationOfOperation).unwrap();
    assert_eq!((report.revoked, report.failed.len()), (1, 1));
}

#[test]
fn what_came_to_match_after_the_preview_is_not_revoked_unseen() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let seen = vault.issue(&ada, &ask("seen.corp.example")).unwrap().row.id;
    let matching = |seen| chancery_engine::Selection::Matching {
        filter: chancery_engine::CertificateFilter {
            profile: Some(chancery_domain::ProfileName::WEB_SERVER),
            ..chancery_tests::abuse::filter()
        },
        except: Vec::new(),
        seen,
    };
    let before = vault.preview_revocation(&ada, &matching(None)).unwrap();
    let unseen = vault.issue(&ada, &ask("unseen.corp.example")).unwrap().row.id;
    let error = vault.revoke(&ada, &matching(Some(before.mark)), RevocationReason::Superseded).unwrap_err();
    assert_eq!(error.code, "changed_meanwhile");
    for id in [&seen, &unseen] {
        assert_eq!(vault.certificate(&ada, id).unwrap().row.status, Status::Active, "nothing was done");
    }
    let now = vault.preview_revocation(&ada, &matching(None)).unwrap();
    let done = vault.revoke(&ada, &matching(Some(now.mark)), RevocationReason::Superseded).unwrap();
    assert_eq!((done.revoked, done.ended_early), (2, None));
}
