//! Whoever answers is followed by another in good time, and after a time in which nobody was there, too.

use chancery_domain::{RevocationReason, SerialNumber};
use chancery_engine::{
    Actor, AuditQuery, OpenMethod, OpenVault, RenewRequest, ResponderStanding, Selection, StatusHealth, Vault,
};
use chancery_pki::{CertIdHash, Certificate, IssuerHashes, OcspReply, OcspSigner, cert_id, ocsp_request};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask};
use chrono::Duration;
use std::thread;
use std::time::{Duration as Span, Instant};

/// How long the vault's keeper of time may take to look.
const PATIENCE: Span = Span::from_secs(60);

fn from_pem(pem: &str) -> Certificate {
    let found = chancery_pki::inspect(pem.as_bytes(), None).expect("it is PEM").into_iter().next();
    let Some(chancery_pki::Inspected::Certificate(certificate)) = found else { panic!("a certificate") };
    *certificate
}

/// What is asked for again and again.
struct Question {
    issuer: Certificate,
    hashes: IssuerHashes,
    serial: SerialNumber,
    request: Vec<u8>,
}

impl Question {
    fn about_a_new_certificate(vault: &Vault, ada: &Actor) -> Self {
        let issued = vault.issue(ada, &ask("www.example.test")).expect("it is issued");
        let own = vault.authority(ada, "Issuing").expect("it is there").summary.certificate_id;
        let issuer = from_pem(&vault.certificate(ada, &own).expect("its certificate").pem);
        let key = issuer.public_key().expect("its key");
        let hashes = IssuerHashes::new(&issuer.facts().subject_der, &key).expect("its hashes");
        let serial = from_pem(&issued.pem).facts().serial.clone();
        let request = ocsp_request(&[cert_id(CertIdHash::Sha1, &hashes, &serial)], None).expect("a request");
        Self { issuer, hashes, serial, request }
    }
}

fn responder(health: &StatusHealth) -> Option<String> {
    let authority = health.authorities.iter().find(|authority| authority.name == "Issuing").expect("it is told of");
    authority.responder_certificate.clone()
}

#[test]
fn a_responder_is_replaced_by_itself_before_it_ends_and_after_it_ended() {
    let ground = Ground::new().with_authorities();
    let window = ground.window("Ada", PASSPHRASE).expect("it opens");
    let (vault, ada) = window.open_vault().expect("it is open");
    let Question { issuer, hashes, serial, request } = Question::about_a_new_certificate(&vault, &ada);
    let status = window.serve_status().expect("it serves");
    let answered = || -> bool {
        let OcspReply::Answered(answer) = OcspReply::from_der(&status.answer(&request).der).expect("it is read") else {
            return false;
        };
        // Held to the authority at the moment that the clock tells.
        let signer = answer.signer(&issuer, ground.clock_now()).expect("it may answer");
        matches!(signer, OcspSigner::Delegate(_)) && answer.status(&hashes, &serial, ground.clock_now()).is_ok()
    };
    let health = || status.health().expect("it can be told");
    let ends = |id: &str| vault.certificate(&ada, id).expect("it is in the inventory").row.not_after;
    let replaced = |before: &str| {
        let begun = Instant::now();
        loop {
            match responder(&health()) {
                Some(now) if now != before && answered() => return now,
                found => assert!(begun.elapsed() < PATIENCE, "{found:?} follows {before}"),
            }
            thread::sleep(Span::from_millis(200));
        }
    };
    assert!(answered());
    let first = responder(&health()).expect("there is one");
    let life = ends(&first) - ground.clock_now();

    // A third of its life is left, and a little less.
    ground.clock.jump(life * 2 / 3 + Duration::hours(1));
    let appointed = |number: usize| {
        let query = AuditQuery { action: Some("responder.appointed".into()), limit: 50, ..AuditQuery::default() };
        let begun = Instant::now();
        while vault.audit_events(&ada, &query).expect("the log").events.len() < number {
            assert!(begun.elapsed() < PATIENCE, "number {number} was not made");
            thread::sleep(Span::from_millis(200));
        }
    };
    // The two authorities had one each.
    appointed(4);
    thread::sleep(Span::from_secs(7));
    assert_eq!(
        responder(&health()).as_ref(),
        Some(&first),
        "those whose clocks are behind would refuse the next one yet"
    );
    assert!(answered());
    ground.clock.jump(Duration::minutes(61));
    let second = replaced(&first);
    assert!(ends(&second) > ends(&first));

    // Nobody was there until long after its end: its answers end with it, and another one begins.
    ground.clock.set(ends(&second) + Duration::days(3));
    let third = replaced(&second);
    assert!(ends(&third) > ground.clock_now());
    let standing = health().authorities.into_iter().find(|authority| authority.name == "Issuing").expect("it");
    assert_eq!(standing.responder, ResponderStanding::Fresh);
}

#[test]
fn a_responder_that_was_made_while_the_clock_was_ahead_is_replaced_and_one_that_is_revoked_signs_nothing_more() {
    let ground = Ground::new().with_authorities();
    let window = ground.window("Ada", PASSPHRASE).expect("it opens");
    let (vault, ada) = window.open_vault().expect("it is open");
    let Question { issuer, hashes, serial, request } = Question::about_a_new_certificate(&vault, &ada);
    let status = window.serve_status().expect("it serves");
    let answered = || {
        let OcspReply::Answered(answer) = OcspReply::from_der(&status.answer(&request).der).expect("it is read") else {
            return false;
        };
        answer.signer(&issuer, ground.clock_now()).is_ok()
            && answer.status(&hashes, &serial, ground.clock_now()).is_ok()
    };
    let until = |what: &str, there: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while !there() {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            thread::sleep(Span::from_millis(200));
        }
    };
    let standing = || {
        let health = status.health().expect("it can be told");
        let found =
            health.authorities.into_iter().find(|authority| authority.name == "Issuing").expect("it is told of");
        (found.responder, found.responder_certificate.expect("there is one"))
    };
    assert!(answered());
    let (_, first) = standing();

    // A year ahead for a moment, in which the next one is made.
    let before = ground.clock_now();
    ground.clock.jump(Duration::days(300));
    until("the next one is made", &|| standing().1 != first);
    ground.clock.set(before);
    until("one that is valid follows it", &|| answered() && standing().0 == ResponderStanding::Fresh);

    // Another process revokes it while the vault is locked here.
    let (_, present) = standing();
    drop(vault);
    window.lock();
    let (other, ada) = ground.vault();
    let alone = Selection::Ids { ids: vec![present.clone()] };
    other.revoke(&ada, &alone, RevocationReason::KeyCompromise).expect("it is revoked");
    assert!(!answered(), "it signs nothing more, and what it signed is handed out no more");
    assert_eq!(standing().0, ResponderStanding::Revoked);
    assert!(!status.health_for_all().expect("it can be told").healthy);
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    window.open(&OpenVault { user: Some("Ada".to_owned()), method }).expect("it opens again");
    until("another follows it", &|| answered() && standing().1 != present);
}

#[test]
fn the_certificate_for_tls_is_followed_by_its_successor_and_while_locked_it_is_said_what_waits() {
    let ground = Ground::new().with_authorities();
    let window = ground.window("Ada", PASSPHRASE).expect("it opens");
    let (vault, ada) = window.open_vault().expect("it is open");
    let first = vault.issue(&ada, &ask("www.example.test")).expect("it is issued").row.id;
    let status = window.serve_status().expect("it serves");
    assert!(status.health().expect("it can be told").tls.is_none());
    window.show_over_tls(Some(&first)).expect("it can be shown");
    let tls = || status.health().expect("it can be told").tls.expect("it is shown");
    let shows = |id: &str| {
        let begun = Instant::now();
        while tls().id != id {
            assert!(begun.elapsed() < PATIENCE, "{:?} is not followed by {id}", tls());
            thread::sleep(Span::from_millis(100));
        }
    };
    assert_eq!((tls().id, tls().problems), (first.clone(), Vec::new()));

    // Its profile's threshold has come: it is told until there is another.
    ground.clock.set(tls().renew_from + Duration::hours(1));
    assert!(tls().problems[0].contains("is to be renewed"), "{:?}", tls());
    assert!(!status.health().expect("it can be told").healthy);
    let second = vault.renew(&ada, &first, &RenewRequest::default()).expect("it is renewed").row.id;
    shows(&second);
    assert_eq!(tls().problems, Vec::<String>::new());

    // Locked, it goes on with the one that it has: the key of the next is sealed.
    drop(vault);
    window.lock();
    ground.clock.set(tls().renew_from + Duration::hours(1));
    let (other, ada) = ground.vault();
    let third = other.renew(&ada, &second, &RenewRequest::default()).expect("it is renewed").row.id;
    assert_eq!(tls().id, second);
    assert_eq!(tls().problems, ["What took its place is used as soon as the vault is open."]);
    assert!(status.tls_key().is_some());
    let for_all = serde_json::to_string(&status.health_for_all().expect("it can be told")).expect("JSON");
    assert!(for_all.contains(&second) && !for_all.contains("www.example"), "no name for everybody: {for_all}");
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    window.open(&OpenVault { user: Some("Ada".to_owned()), method }).expect("it opens again");
    shows(&third);

    // Revoked, it makes way for the one before it, which is still good; that one stays, as there is none better, and it is
    // told: whoever checks refuses it as it should.
    let (vault, ada) = window.open_vault().expect("it is open");
    let revoke = |id: &str| {
        let alone = Selection::Ids { ids: vec![id.to_owned()] };
        vault.revoke(&ada, &alone, RevocationReason::Superseded).expect("it is revoked");
    };
    revoke(&third);
    shows(&second);
    revoke(&second);
    assert!(tls().problems[0].contains("is revoked"), "{:?}", tls());
    thread::sleep(Span::from_secs(7));
    assert_eq!(tls().id, second);
    let refusal = window.show_over_tls(Some("www.example.test")).expect_err("none is in use");
    assert_eq!(refusal.code, "ambiguous", "{refusal}");
}
