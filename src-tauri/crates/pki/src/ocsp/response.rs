//! OCSP answers as they are made (RFC 6960 §4.2).

use super::request::nonce_extension;
use crate::Result;
use crate::asn1::{ENUMERATED, GENERALIZED_TIME, SEQUENCE, context, element, sequence, write_header};
use chancery_domain::RevocationReason;
use chrono::{DateTime, Datelike, Timelike, Utc};

/// What is said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Issued, and neither revoked nor on hold.
    Good,
    Revoked {
        at: DateTime<Utc>,
        reason: RevocationReason,
    },
    /// Never issued by this authority, as far as is known.
    Unknown,
}

/// Why there is no answer (OCSPResponseStatus, RFC 6960 §4.2.1). The number is the one in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcspRefusal {
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    /// A signed request is wanted.
    SigRequired = 5,
    /// The responder does not speak for this issuer (RFC 5019 §2.2.3).
    Unauthorized = 6,
}

impl OcspRefusal {
    /// The whole answer.
    pub const fn to_der(self) -> [u8; 5] {
        [SEQUENCE, 3, ENUMERATED, 1, self as u8]
    }

    pub(super) fn of_code(code: u8) -> Option<Self> {
        [Self::MalformedRequest, Self::InternalError, Self::TryLater, Self::SigRequired, Self::Unauthorized]
            .into_iter()
            .find(|refusal| *refusal as u8 == code)
    }
}

/// The answer about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SingleAnswer<'a> {
    /// The CertID as it stood in the request.
    pub id: &'a [u8],
    pub status: CertificateStatus,
    /// When this was known.
    pub this_update: DateTime<Utc>,
    /// Until when it may be used.
    pub next_update: DateTime<Utc>,
}

/// The ResponseData: what is signed.
pub(super) fn response_data(
    responder_id: &[u8],
    produced_at: DateTime<Utc>,
    answers: &[SingleAnswer<'_>],
    nonce: Option<&[u8]>,
) -> Result<Vec<u8>> {
    let mut list = Vec::with_capacity(answers.len() * 128);
    for answer in answers {
        write_answer(&mut list, answer);
    }
    let mut produced = Vec::with_capacity(17);
    write_generalized(&mut produced, produced_at);
    let extensions = match nonce {
        Some(nonce) => element(context(1), &[&sequence(&[&nonce_extension(nonce)?])]),
        None => Vec::new(),
    };
    Ok(sequence(&[responder_id, &produced, &sequence(&[&list]), &extensions]))
}

fn write_answer(out: &mut Vec<u8>, answer: &SingleAnswer<'_>) {
    let mut status = Vec::with_capacity(24);
    match answer.status {
        CertificateStatus::Good => status.extend([0x80, 0]),
        CertificateStatus::Unknown => status.extend([0x82, 0]),
        CertificateStatus::Revoked { at, reason } => {
            // Unspecified is left out, as on a CRL (RFC 5280 §5.3.1).
            let with_reason = reason != RevocationReason::Unspecified;
            status.extend([context(1), if with_reason { 22 } else { 17 }]);
            write_generalized(&mut status, at);
            if with_reason {
                status.extend([context(0), 3, ENUMERATED, 1, reason.code()]);
            }
        }
    }
    let mut times = Vec::with_capacity(36);
    write_generalized(&mut times, answer.this_update);
    times.extend([context(0), 17]);
    write_generalized(&mut times, answer.next_update);
    write_header(out, SEQUENCE, answer.id.len() + status.len() + times.len());
    out.extend_from_slice(answer.id);
    out.append(&mut status);
    out.append(&mut times);
}

/// A time as OCSP has all of its: GeneralizedTime to the second (RFC 6960 §4.2.2.1).
fn write_generalized(out: &mut Vec<u8>, time: DateTime<Utc>) {
    let year = time.year().clamp(0, 9999) as u32;
    out.extend([GENERALIZED_TIME, 15]);
    for number in [year / 100, year % 100, time.month(), time.day(), time.hour(), time.minute(), time.second()] {
        out.extend([b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
    }
    out.push(b'Z');
}
