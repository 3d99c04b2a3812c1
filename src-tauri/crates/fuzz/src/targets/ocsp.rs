//! OCSP: what clients ask the status service, and what the responders of others answer.

use super::assert_shown;
use crate::seeds;
use chancery_domain::SerialNumber;
use chancery_pki::{
    CertIdHash, Certificate, CertificateStatus, IssuerHashes, MAX_CERT_IDS, MAX_NONCE, OcspAnswer, OcspReply,
    OcspRequest, cert_id, ocsp_request,
};
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

/// Who is asked about, and the answers that are true.
struct World {
    issuer: Certificate,
    hashes: IssuerHashes,
    true_answers: Vec<OcspAnswer>,
    serials: Vec<SerialNumber>,
    at: DateTime<Utc>,
}

static WORLD: LazyLock<Option<World>> = LazyLock::new(|| {
    let issuer = Certificate::from_der(&seeds::file("certificate/authority.der")).ok()?;
    let answer = |name: &str| match OcspReply::from_der(&seeds::file(&format!("ocsp-answer/{name}.der"))) {
        Ok(OcspReply::Answered(answer)) => Some(answer),
        _ => None,
    };
    let names = ["ca-one", "ca-several", "responder-one", "responder-several"];
    Some(World {
        hashes: IssuerHashes::new(&issuer.facts().subject_der, &issuer.public_key().ok()?).ok()?,
        true_answers: names.into_iter().map(answer).collect::<Option<_>>()?,
        serials: ["03", "07", "09"].into_iter().map(|serial| serial.parse().ok()).collect::<Option<_>>()?,
        at: DateTime::from_timestamp(1_800_000_000, 0)?,
        issuer,
    })
});

/// What an answer says of one certificate, and until when.
type Said = Option<(CertificateStatus, Option<DateTime<Utc>>)>;

impl World {
    fn said(&self, answer: &OcspAnswer) -> Vec<Said> {
        self.serials.iter().map(|serial| answer.status(&self.hashes, serial, self.at).ok()).collect()
    }
}

pub(super) fn request(input: &[u8]) {
    let Ok(request) = OcspRequest::from_der(input) else { return };
    assert!((1..=MAX_CERT_IDS).contains(&request.ids.len()), "as many are asked for as may be");
    assert!(request.nonce.is_none_or(|nonce| (1..=MAX_NONCE).contains(&nonce.len())), "RFC 9654 §2.1");
    let serials: Option<Vec<_>> = request.ids.iter().map(|id| id.serial_number().ok()).collect();
    // What was read can be asked anew in our words.
    if let (Some(world), Some(serials)) = (WORLD.as_ref(), serials) {
        let ids: Vec<_> = request
            .ids
            .iter()
            .zip(&serials)
            .map(|(id, serial)| cert_id(id.hash.unwrap_or(CertIdHash::Sha256), &world.hashes, serial))
            .collect();
        let again =
            ocsp_request(&ids, request.nonce).unwrap_or_else(|error| panic!("it cannot be asked again: {error}"));
        let again = OcspRequest::from_der(&again).unwrap_or_else(|error| panic!("it is not read again: {error}"));
        assert_eq!((again.nonce, again.ids.len()), (request.nonce, ids.len()));
        for (id, serial) in again.ids.iter().zip(&serials) {
            assert!(id.is_of(&world.hashes) && id.serial_number().as_ref() == Ok(serial), "another was asked for");
        }
    }
}

pub(super) fn answer(input: &[u8]) {
    let Some(world) = WORLD.as_ref() else { panic!("the files that fuzzing begins with are missing: seeds/make.sh") };
    let answer = match OcspReply::from_der(input) {
        Ok(OcspReply::Answered(answer)) => answer,
        Ok(OcspReply::Refused(_)) => return,
        Err(error) => return assert_shown(&error.to_string()),
    };
    let said = world.said(&answer);
    match answer.signer(&world.issuer, world.at) {
        // Nothing that is believed says what nobody signed.
        Ok(_) => assert!(
            world.true_answers.iter().any(|known| known.produced_at == answer.produced_at
                && known.nonce == answer.nonce
                && world.said(known) == said),
            "a forged answer is believed: {said:?}"
        ),
        Err(error) => assert_shown(&error.to_string()),
    }
}
