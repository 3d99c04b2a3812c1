//! A hundred thousand requests that came out of real ones by damage: each is answered by something well-formed.

// What came of them is worth a line in the log.
#![allow(clippy::print_stdout)]

use chancery_engine::IssueRequest;
use chancery_pki::{CertIdHash, Certificate, IssuerHashes, OcspRefusal, OcspReply, cert_id, ocsp_request};
use chancery_tests::abuse::{Dice, Ground, ask, ids};
use std::collections::BTreeMap;
use std::time::Instant;

const REQUESTS: usize = 100_000;
const SEED: u64 = 20_261_130;

fn from_pem(pem: &str) -> Certificate {
    let found = chancery_pki::inspect(pem.as_bytes(), None).expect("it is PEM").into_iter().next();
    let Some(chancery_pki::Inspected::Certificate(certificate)) = found else { panic!("a certificate") };
    *certificate
}

#[test]
fn whatever_is_asked_is_answered_by_something_well_formed() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let issued: Vec<_> = (0..4)
        .map(|number| {
            let request = IssueRequest { days: Some(90), ..ask(&format!("h{number}.example.test")) };
            vault.issue(&ada, &request).expect("it is issued")
        })
        .collect();
    vault.revoke(&ada, &ids([&issued[0].row.id]), chancery_domain::RevocationReason::KeyCompromise).expect("revoked");
    let own = vault.authority(&ada, "Issuing").expect("it is there").summary.certificate_id;
    let issuer = from_pem(&vault.certificate(&ada, &own).expect("its certificate").pem);
    let key = issuer.public_key().expect("its key");
    let hashes = IssuerHashes::new(&issuer.facts().subject_der, &key).expect("its hashes");
    let serials = issued.iter().map(|found| from_pem(&found.pem).facts().serial.clone());
    let ids_by = |hash| serials.clone().map(|serial| cert_id(hash, &hashes, &serial)).collect::<Vec<_>>();
    let (sha1, sha256) = (ids_by(CertIdHash::Sha1), ids_by(CertIdHash::Sha256));
    let seeds = [
        ocsp_request(&sha1[..1], None),
        ocsp_request(&sha1[1..2], Some(&[7; 32])),
        ocsp_request(&sha256[2..3], None),
        ocsp_request(&sha1, Some(&[9; 8])),
        ocsp_request(&sha256, None),
    ]
    .map(|request| request.expect("a request"));
    let status = ground.console.serve_status().expect("it serves");
    for seed in &seeds {
        assert!(matches!(OcspReply::from_der(&status.answer(seed).der), Ok(OcspReply::Answered(_))));
    }

    let (mut dice, begun) = (Dice::new(SEED), Instant::now());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..REQUESTS {
        let request = dice.corrupt(&seeds[number % seeds.len()]);
        let answer = status.answer(&request);
        let reply = OcspReply::from_der(&answer.der)
            .unwrap_or_else(|error| panic!("request {number} of seed {SEED} ({request:02x?}): {error}"));
        let word = match reply {
            OcspReply::Answered(_) => "answered".to_owned(),
            OcspReply::Refused(refusal) => {
                assert!(
                    matches!(refusal, OcspRefusal::MalformedRequest | OcspRefusal::Unauthorized),
                    "request {number} of seed {SEED}: {refusal:?} is a fault of ours ({request:02x?})"
                );
                assert!(answer.cacheable.is_none());
                format!("{refusal:?}")
            }
        };
        *counts.entry(word).or_default() += 1;
    }
    let took = begun.elapsed();
    println!("{REQUESTS} requests in {took:.1?}: {counts:?}");
    assert!(counts.len() == 3 && counts.values().all(|count| *count > 1_000), "all three ways are met: {counts:?}");
    assert!(took.as_secs() < 60, "{took:?}");
    let tally = status.tally();
    assert_eq!(tally.failed, 0, "nothing went wrong inside");
}
