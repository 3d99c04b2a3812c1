//! By OCSP: a revocation elsewhere becomes known here, once, and a responder that is down makes nothing good.

use crate::others::{Others, Ways};
use crate::web::Reply;
use crate::{bring, known, look, need, told, watcher};
use chancery_domain::{RevocationReason, Standing, Status, WatchedStanding};
use chancery_engine::{CertificateFilter, Need, NeedAction};
use chancery_fetch::Fetcher;
use chancery_tests::abuse::query;
use chrono::Duration;

#[test]
fn a_revocation_elsewhere_is_on_the_dashboard_and_once_in_the_audit_log() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    let (there, pem) = others.issue("www.example.test");
    let (_, another) = others.issue("mail.example.test");
    bring(&ours, &others.authority_pem());
    let ids = bring(&ours, &[pem, another].concat());
    let [id, other] = &ids[..] else { panic!("two") };
    let report = look(&ours);
    assert_eq!((report.asked, report.good, report.left), (2, 2, 0), "{report:?}");
    let good = known(&ours, id);
    assert_eq!((good.standing, good.holds, good.problem), (WatchedStanding::Good, true, None));
    assert_eq!(good.url.as_deref(), Some(format!("{}/ocsp", others.web.url).as_str()));
    let (vault, ada) = ours.vault();
    assert!(need(&vault, &ours).is_none());
    assert_eq!(look(&ours).asked, 0, "its answer holds");
    assert_eq!(others.web.asked("/ocsp"), 2);

    let active = |also: CertificateFilter| {
        let filter = CertificateFilter { status: vec![Status::Active], superseded: Some(false), ..also };
        let counted = vault.dashboard(&ada).unwrap().active.count;
        (vault.count_certificates(&ada, &filter).unwrap().number, counted)
    };
    let (before, counted) = active(CertificateFilter::default());
    assert_eq!(before, counted);
    others.revoke(&there, RevocationReason::KeyCompromise);
    for clock in [&*ours.clock, others.clock()] {
        clock.jump(Duration::hours(2));
    }
    let report = look(&ours);
    assert_eq!((report.asked, report.good, report.revoked), (2, 1, 1), "its responder’s answers end after an hour");
    let revoked = known(&ours, id);
    assert_eq!(
        (revoked.standing, revoked.reason, revoked.next_at),
        (WatchedStanding::Revoked, Some(RevocationReason::KeyCompromise), None)
    );
    let events = told(&ours, "certificate.revoked_elsewhere");
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(&events[0].0, id);
    assert!(events[0].1.contains("www.example.test") && events[0].1.contains("Elsewhere"), "{events:?}");

    let Some(Need { title, action: NeedAction::Certificates { filter }, .. }) = need(&vault, &ours) else {
        panic!("the dashboard says it")
    };
    assert_eq!(title, "1 certificate was revoked by its issuer");
    let listed = vault.certificates(&ada, &query(filter)).unwrap().rows;
    let listed: Vec<_> = listed.into_iter().map(|row| (row.id, row.status == Standing::RevokedElsewhere)).collect();
    assert_eq!(listed, [(id.clone(), true)]);
    assert_eq!(active(CertificateFilter::default()), (before - 1, counted - 1), "nobody calls it active");
    let all = CertificateFilter { revoked_elsewhere: Some(true), ..CertificateFilter::default() };
    assert_eq!(vault.count_certificates(&ada, &all).unwrap().number, 1);
    let detail = vault.certificate(&ada, id).unwrap();
    assert_eq!(detail.watched.map(|watched| watched.standing), Some(WatchedStanding::Revoked));
    assert_eq!(known(&ours, other).standing, WatchedStanding::Good);

    ours.clock.jump(Duration::days(2));
    others.clock().jump(Duration::days(2));
    look(&ours);
    assert_eq!(told(&ours, "certificate.revoked_elsewhere").len(), 1, "once");
}

#[test]
fn a_hold_elsewhere_is_asked_about_again_and_its_end_is_told_of() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    let (there, pem) = others.issue("www.example.test");
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    others.revoke(&there, RevocationReason::CertificateHold);
    look(&ours);
    assert!(known(&ours, &id).next_at.is_some(), "it may be released");
    others.release(&there);
    let hours = |hours| {
        ours.clock.jump(Duration::hours(hours));
        others.clock().jump(Duration::hours(hours));
    };
    hours(2);
    look(&ours);
    assert_eq!(known(&ours, &id).standing, WatchedStanding::Good);
    let counts = ["certificate.revoked_elsewhere", "certificate.released_elsewhere"].map(|a| told(&ours, a).len());
    assert_eq!(counts, [1, 1]);
}

#[test]
fn a_responder_that_is_down_makes_unreachable_and_is_asked_ever_more_seldom() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    let (there, pem) = others.issue("www.example.test");
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    look(&ours);
    assert_eq!(known(&ours, &id).standing, WatchedStanding::Good);
    others.web.answer("/ocsp", |_| Reply::Status(503));
    ours.clock.jump(Duration::hours(2));
    let (mut waits, mut tries) = (Vec::new(), others.web.asked("/ocsp"));
    for number in 1..=9 {
        let report = look(&ours);
        assert_eq!((report.unreachable, report.good), (1, 0), "{number}: {report:?}");
        let known = known(&ours, &id);
        assert_eq!((known.standing, known.tries, known.holds), (WatchedStanding::Unreachable, number, false));
        assert!(known.problem.unwrap().contains("503"));
        assert_eq!(look(&ours).asked, 0, "not before its time");
        let wait = known.next_at.unwrap() - ours.clock_now();
        waits.push(wait.num_minutes());
        ours.clock.jump(wait + Duration::seconds(1));
        tries += 1;
        assert_eq!(others.web.asked("/ocsp"), tries);
    }
    assert!(waits.is_sorted() && waits[0] <= 5 && waits[8] > 19 * 60 && waits[8] <= 24 * 60, "{waits:?}");

    // Up again, and revoked meanwhile.
    others.revoke(&there, RevocationReason::Superseded);
    others.clock().set(ours.clock_now());
    others.up();
    assert_eq!(look(&ours).revoked, 1);
    // That it is revoked stays, whoever is down.
    others.web.answer("/ocsp", |_| Reply::Status(503));
    let (vault, ada) = ours.vault();
    assert!(vault.certificate_status(&ada, &id, &Fetcher::new().unwrap()).is_err());
    let known = known(&ours, &id);
    assert_eq!((known.standing, known.next_at), (WatchedStanding::Revoked, None));
    assert!(known.problem.is_some());
}

#[test]
fn our_own_expired_and_those_without_issuer_or_address_are_not_asked_about() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher().with_authorities());
    let (_, pem) = others.issue("www.example.test");
    let id = bring(&ours, &pem).remove(0);
    assert_eq!(look(&ours).asked, 0);
    assert_eq!(known(&ours, &id).standing, WatchedStanding::Waiting);
    assert!(known(&ours, &id).problem.unwrap().contains("issuer"));
    assert_eq!(others.web.asked("/ocsp"), 0, "no answer could be held to anybody");
    bring(&ours, &others.authority_pem());
    ours.clock.jump(Duration::hours(7));
    others.clock().set(ours.clock_now());
    assert_eq!(look(&ours).good, 1, "its issuer came in");
    let (vault, ada) = ours.vault();
    let issued = vault.issue(&ada, &chancery_tests::abuse::ask("own.example.test")).unwrap();
    assert!(vault.watched_status(&ada, &issued.row.id).unwrap().is_none());
    ours.clock.jump(Duration::days(400));
    let before = others.web.asked("/ocsp");
    assert_eq!(look(&ours).asked, 0);
    assert_eq!((others.web.asked("/ocsp"), known(&ours, &id).next_at), (before, None), "its time is over");
}
