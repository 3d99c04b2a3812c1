//! Answers that nobody who may give them gave, or not now, or not about this: they are refused, and it is said why.

use crate::others::{Others, Ways};
use crate::web::Reply;
use crate::{bring, known, look, told, watcher};
use chancery_domain::{RevocationReason, Status, WatchedStanding};
use chancery_engine::IssueRequest;
use chancery_fetch::Fetcher;
use chancery_tests::abuse::{ask, import};
use chancery_tests::{Scratch, openssl};
use chrono::{Duration, Utc};
use std::sync::{Arc, Mutex};

/// Lets openssl answer whatever is asked: that the certificate is good, signed by `signer`, for a minute.
fn openssl_answers(others: &Others, folder: &Arc<Scratch>, serial: &str, signer: &str) {
    folder.write("ca.pem", others.authority_pem());
    folder.write("index.txt", format!("V\t400101000000Z\t\t{serial}\tunknown\t/CN=www.example.test\n"));
    let (folder, signer) = (Arc::clone(folder), signer.to_owned());
    others.web.answer("/ocsp", move |request| {
        let [request, answer] = [folder.write("request.der", request), folder.arg("answer.der")];
        let [index, ca, certificate, key] =
            ["index.txt", "ca.pem", &format!("{signer}.pem"), &format!("{signer}.key")].map(|name| folder.arg(name));
        let files = ["-index", &index, "-CA", &ca, "-rsigner", &certificate, "-rkey", &key, "-nmin", "1"];
        openssl([&["ocsp"][..], &files, &["-reqin", &request, "-respout", &answer]].concat()).accept("it answers");
        Reply::Body(folder.read("answer.der"))
    });
}

/// An authority of openssl's with this name.
fn openssl_authority(folder: &Scratch, file: &str, subject: &str) {
    let [certificate, key] = [format!("{file}.pem"), format!("{file}.key")].map(|name| folder.arg(&name));
    let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];
    let more = ["-subj", subject, "-keyout", &key, "-out", &certificate];
    let usage = ["-addext", "keyUsage=critical,digitalSignature,keyCertSign,cRLSign"];
    openssl([&new[..], &more, &usage].concat()).accept("openssl makes it");
}

/// A certificate of openssl's authority `other`, with these extensions.
fn openssl_leaf(folder: &Scratch, extensions: &[&str]) {
    let [ca, ca_key, leaf, key] = ["other.pem", "other.key", "leaf.pem", "leaf.key"].map(|name| folder.arg(name));
    let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "20"];
    let by =
        ["-subj", "/CN=leaf", "-set_serial", "0x1234", "-CA", &ca, "-CAkey", &ca_key, "-keyout", &key, "-out", &leaf];
    let more = extensions.iter().chain(&["basicConstraints=CA:FALSE"]).flat_map(|extension| ["-addext", extension]);
    openssl(new.into_iter().chain(by).chain(more)).accept("a leaf");
}

#[test]
fn an_answer_by_somebody_else_with_the_same_name_is_refused() {
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let (ours, folder) = (watcher(), Arc::new(Scratch::new()));
    ours.clock.set(Utc::now());
    let (_, pem) = others.issue("www.example.test");
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    let (vault, ada) = ours.vault();
    let serial = vault.certificate(&ada, &id).unwrap().row.serial;
    openssl_authority(&folder, "forger", "/O=Abuse/CN=Elsewhere");
    openssl_answers(&others, &folder, &serial, "forger");
    assert_eq!(look(&ours).unreachable, 1);
    let refused = known(&ours, &id);
    assert_eq!(refused.standing, WatchedStanding::Unreachable);
    assert!(refused.problem.as_ref().is_some_and(|why| why.contains("may not answer")), "{refused:?}");
    assert!(refused.made_at.is_none() && refused.way.is_none(), "nothing of it is kept: {refused:?}");
}

#[test]
fn openssls_own_authority_and_responder_are_believed_until_their_answer_ends() {
    let ours = watcher();
    let folder = Arc::new(Scratch::new());
    openssl_authority(&folder, "other", "/O=Other/CN=Other CA");
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let address = format!("authorityInfoAccess=OCSP;URI:{}/ocsp", others.web.url);
    openssl_leaf(&folder, &[&address]);
    openssl_answers(&others, &folder, "1234", "other");
    folder.write("ca.pem", folder.read("other.pem"));
    ours.clock.set(Utc::now() + Duration::seconds(5));
    bring(&ours, &folder.read_text("other.pem"));
    let id = bring(&ours, &folder.read_text("leaf.pem")).remove(0);
    assert_eq!(look(&ours).good, 1, "{:?}", known(&ours, &id));
    // The same answers, made for a minute, two hours later.
    ours.clock.jump(Duration::hours(2));
    assert_eq!(look(&ours).unreachable, 1);
    let stale = known(&ours, &id);
    assert!(stale.problem.as_ref().is_some_and(|why| why.contains("out of date")), "{stale:?}");
    assert_eq!((stale.standing, stale.holds), (WatchedStanding::Unreachable, false));
    // From a clock that is ahead.
    ours.clock.jump(Duration::hours(-4));
    let asked = {
        let (vault, ada) = ours.vault();
        vault.certificate_status(&ada, &id, &Fetcher::new().unwrap())
    };
    assert!(asked.unwrap_err().message.contains("future"));
    // And revoked.
    ours.clock.set(Utc::now() + Duration::minutes(10));
    folder.write("index.txt", "R\t400101000000Z\t260102030405Z,keyCompromise\t1234\tunknown\t/CN=leaf\n");
    let (vault, ada) = ours.vault();
    ours.clock.set(Utc::now() + Duration::minutes(1));
    vault.certificate_status(&ada, &id, &Fetcher::new().unwrap()).unwrap();
    let revoked = known(&ours, &id);
    assert_eq!(revoked.reason, Some(RevocationReason::KeyCompromise));
    assert_eq!(revoked.revoked_at.unwrap().to_rfc3339(), "2026-01-02T03:04:05+00:00");
    assert_eq!(told(&ours, "certificate.revoked_elsewhere").len(), 1);
}

#[test]
fn an_answer_about_another_certificate_is_refused() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    let first = Mutex::new(None::<Vec<u8>>);
    let responder = others.responder();
    others.web.answer("/ocsp", move |request| {
        let first = first.lock().unwrap().get_or_insert_with(|| request.to_vec()).clone();
        Reply::Body(responder.answer(&first).der.to_vec())
    });
    bring(&ours, &others.authority_pem());
    bring(&ours, &[others.issue("a.example.test").1, others.issue("b.example.test").1].concat());
    let report = look(&ours);
    assert_eq!((report.good, report.unreachable), (1, 1), "{report:?}");
    let (vault, ada) = ours.vault();
    let refused = vault.watched_certificates(&ada, WatchedStanding::Unreachable, None, 9).unwrap().remove(0);
    assert!(refused.status.problem.as_ref().is_some_and(|why| why.contains("not about this")), "{refused:?}");
}

#[test]
fn an_old_answer_that_it_is_good_does_not_undo_a_newer_one_that_it_is_revoked() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    let kept = Arc::new(Mutex::new(Vec::new()));
    let (responder, keeps) = (others.responder(), Arc::clone(&kept));
    others.web.answer("/ocsp", move |request| {
        let answer = responder.answer(request).der.to_vec();
        keeps.lock().unwrap().clone_from(&answer);
        Reply::Body(answer)
    });
    let (there, pem) = others.issue("www.example.test");
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &pem).remove(0);
    look(&ours);
    let good = kept.lock().unwrap().clone();
    for clock in [&*ours.clock, others.clock()] {
        clock.jump(Duration::minutes(10));
    }
    others.revoke(&there, RevocationReason::CertificateHold);
    let (vault, ada) = ours.vault();
    let ask = || vault.certificate_status(&ada, &id, &Fetcher::new().unwrap());
    ask().unwrap();
    assert_eq!(known(&ours, &id).standing, WatchedStanding::Revoked);
    others.web.put("/ocsp", &good);
    ask().unwrap();
    let held = known(&ours, &id);
    assert_eq!(held.standing, WatchedStanding::Revoked, "its answer still holds, and is older");
    assert!(held.problem.is_some_and(|why| why.contains("older")));
    assert_eq!(told(&ours, "certificate.released_elsewhere").len(), 0);
}

#[test]
fn what_is_no_answer_is_said_to_be_none() {
    let (others, ours) = (Others::new(Ways::Ocsp), watcher());
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &others.issue("www.example.test").1).remove(0);
    for (answer, why) in [
        (vec![0x30, 3, 0x0a, 1, 3], "TryLater"),
        (b"<html>".to_vec(), "OCSP answer"),
        (Vec::new(), "OCSP answer"),
        (vec![0x30; 300 * 1024], "larger"),
    ] {
        others.web.put("/ocsp", &answer);
        assert_eq!(look(&ours).unreachable, 1, "{why}");
        let refused = known(&ours, &id);
        assert!(refused.problem.as_ref().is_some_and(|said| said.contains(why)), "{why}: {refused:?}");
        ours.clock.jump(refused.next_at.unwrap() - ours.clock_now());
    }
}

#[test]
fn what_a_responder_does_not_know_is_looked_for_on_the_crl() {
    let (ours, folder) = (watcher(), Arc::new(Scratch::new()));
    openssl_authority(&folder, "other", "/O=Other/CN=Other CA");
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let [ca, ca_key] = ["other.pem", "other.key"].map(|name| folder.arg(name));
    let responder = format!("authorityInfoAccess=OCSP;URI:{}/ocsp", others.web.url);
    let crl_url = format!("crlDistributionPoints=URI:{}/other.crl", others.web.url);
    openssl_leaf(&folder, &[&responder, &crl_url]);
    // The responder began anew and knows another one alone.
    openssl_answers(&others, &folder, "9999", "other");
    folder.write("ca.pem", folder.read("other.pem"));
    let publish = |revoked: &str| {
        let [database, config, pem, der] =
            ["revoked.txt", "crl.cnf", "crl.pem", "crl.der"].map(|name| folder.arg(name));
        folder.write("revoked.txt", revoked);
        folder.write("crl.cnf", format!("[ca]\ndefault_ca=d\n[d]\ndatabase={database}\ndefault_md=sha256\n"));
        let made =
            ["ca", "-gencrl", "-config", &config, "-keyfile", &ca_key, "-cert", &ca, "-crlhours", "1", "-out", &pem];
        openssl(made).accept("a CRL");
        openssl(["crl", "-in", &pem, "-outform", "der", "-out", &der]).accept("as DER");
        others.web.put("/other.crl", &folder.read("crl.der"));
    };
    publish("");
    ours.clock.set(Utc::now() + Duration::seconds(5));
    bring(&ours, &folder.read_text("other.pem"));
    let id = bring(&ours, &folder.read_text("leaf.pem")).remove(0);
    look(&ours);
    assert_eq!(known(&ours, &id).standing, WatchedStanding::Unknown, "a CRL without it does not vouch for it");
    publish("R\t400101000000Z\t260102030405Z,keyCompromise\t1234\tunknown\t/CN=leaf\n");
    // When the CRL that was kept has ended.
    ours.clock.set(Utc::now() + Duration::minutes(61));
    folder.write("index.txt", "V\t400101000000Z\t\t9999\tunknown\t/CN=www.example.test\n");
    let (vault, ada) = ours.vault();
    ours.clock.set(Utc::now() + Duration::seconds(5));
    vault.certificate_status(&ada, &id, &Fetcher::new().unwrap()).unwrap();
    let revoked = known(&ours, &id);
    assert_eq!((revoked.standing, revoked.reason), (WatchedStanding::Revoked, Some(RevocationReason::KeyCompromise)));
}

#[test]
fn an_authority_that_its_own_issuer_revoked_issues_nothing_more() {
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let ours = watcher();
    ours.clock.set(Utc::now() + Duration::seconds(5));
    let (there, certificate, key) = others.authority_below("Ours");
    bring(&ours, &others.authority_pem());
    let (vault, ada) = ours.vault();
    let request = import("Ours", certificate, key);
    vault.import_authority(&ada, &request).unwrap();
    let issue = |host: &str| vault.issue_one(&ada, &IssueRequest { authority: "Ours".to_owned(), ..ask(host) });
    issue("a.example.test").unwrap();
    look(&ours);
    issue("b.example.test").unwrap();
    others.revoke(&there, RevocationReason::CaCompromise);
    ours.clock.jump(Duration::days(2));
    others.clock().jump(Duration::days(2));
    look(&ours);
    assert_eq!(issue("c.example.test").unwrap_err().code, "authority_revoked");
    assert_eq!(vault.authority(&ada, "Ours").unwrap().summary.status, Status::Revoked);
}
