//! By CRL: one for thousands, fetched once until it ends, and where a responder says nothing.

use crate::others::{Others, Ways};
use crate::web::Reply;
use crate::{bring, known, look, need, settle, watcher};
use chancery_domain::{RevocationReason, StatusWay, WatchedStanding};
use chrono::Duration;

#[test]
fn a_thousand_certificates_with_one_crl_are_one_request() {
    let (others, ours) = (Others::new(Ways::Crl), watcher());
    let (there, pem) = others.issue_many(1_000);
    others.publish();
    bring(&ours, &others.authority_pem());
    bring(&ours, &pem);
    let report = look(&ours);
    assert_eq!((report.asked, report.good, others.web.asked("/ca.crl")), (1_000, 1_000, 1), "{report:?}");

    for id in &there[100..103] {
        others.revoke(id, RevocationReason::Superseded);
    }
    others.publish();
    assert_eq!((look(&ours).asked, others.web.asked("/ca.crl")), (0, 1), "it is known until its time");
    let late = bring(&ours, &others.issue("late.example.test").1).remove(0);
    assert_eq!((look(&ours).good, others.web.asked("/ca.crl")), (1, 1), "the CRL that is here serves who comes later");
    for clock in [&*ours.clock, others.clock()] {
        clock.jump(Duration::hours(25));
    }
    others.publish();
    let report = look(&ours);
    assert_eq!((report.asked, report.revoked, others.web.asked("/ca.crl")), (1_001, 3, 2), "{report:?}");
    let (vault, ada) = ours.vault();
    assert_eq!(need(&vault, &ours).unwrap().title, "3 certificates were revoked by their issuers");
    let revoked = vault.watched_certificates(&ada, WatchedStanding::Revoked, None, 500).unwrap();
    assert!(revoked.iter().all(|found| found.status.way == Some(StatusWay::Crl)
        && found.status.reason == Some(RevocationReason::Superseded)
        && found.label.starts_with("h10")));
    assert_eq!(known(&ours, &late).standing, WatchedStanding::Good);
}

#[test]
fn a_crl_is_fetched_anew_when_it_ends_and_not_believed_after_that() {
    let (others, ours) = (Others::new(Ways::Crl), watcher());
    settle(&ours, |settings| settings.hours = 31 * 24);
    others.publish();
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &others.issue("www.example.test").1).remove(0);
    look(&ours);
    let until = known(&ours, &id).next_update.unwrap();
    assert_eq!(until, others.now() + Duration::days(7));
    ours.clock.set(until - Duration::minutes(1));
    assert_eq!((look(&ours).asked, others.web.asked("/ca.crl")), (0, 1));
    ours.clock.set(until + Duration::minutes(1));
    assert!(!known(&ours, &id).holds, "what it said has ended");
    assert_eq!((look(&ours).unreachable, others.web.asked("/ca.crl")), (1, 2), "the old one is still there");
    let ended = known(&ours, &id);
    assert!(ended.problem.as_ref().is_some_and(|why| why.contains("ended on")), "{ended:?}");
    others.clock().set(ours.clock_now());
    others.publish();
    ours.clock.jump(Duration::minutes(10));
    assert_eq!((look(&ours).good, others.web.asked("/ca.crl")), (1, 3));
}

#[test]
fn where_the_responder_says_nothing_the_crl_does() {
    let (others, ours) = (Others::new(Ways::Both), watcher());
    let (there, pem) = others.issue("www.example.test");
    others.revoke(&there, RevocationReason::CessationOfOperation);
    others.publish();
    others.web.answer("/ocsp", |_| Reply::Status(500));
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    assert_eq!(look(&ours).revoked, 1);
    let found = known(&ours, &id);
    assert_eq!((found.way, found.reason), (Some(StatusWay::Crl), Some(RevocationReason::CessationOfOperation)));
    assert_eq!((others.web.asked("/ocsp"), others.web.asked("/ca.crl")), (1, 1));
}

#[test]
fn a_crl_of_somebody_else_with_the_same_name_is_refused_and_not_kept() {
    let (others, forger, ours) = (Others::new(Ways::Both), Others::new(Ways::Both), watcher());
    let (_, pem) = others.issue("www.example.test");
    let forged = forger.publish();
    others.web.put("/ca.crl", &forged);
    others.web.answer("/ocsp", |_| Reply::Status(500));
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    assert_eq!(look(&ours).unreachable, 1);
    let refused = known(&ours, &id);
    let why = refused.problem.unwrap();
    assert!(why.contains("500") && why.contains("CRL"), "both are told: {why}");
    others.publish();
    ours.clock.jump(Duration::minutes(10));
    assert_eq!((look(&ours).good, others.web.asked("/ca.crl")), (1, 2), "the forged one was not kept");
}
