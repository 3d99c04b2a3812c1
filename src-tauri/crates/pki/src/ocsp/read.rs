//! OCSP answers of others: read, and held to who may give them (RFC 6960 §3.2 and §4.2.2).

use super::responder::BASIC;
use super::response::{CertificateStatus, OcspRefusal};
use super::{CertIdRef, IssuerHashes};
use crate::asn1::{BIT_STRING, ENUMERATED, Element, GENERALIZED_TIME, INTEGER, OCTET_STRING, SEQUENCE, context};
use crate::certificate::read_extensions;
use crate::signature::Signed;
use crate::{Certificate, Error, Result, name, oid, time, verify_signature};
use chancery_domain::{RevocationReason, SerialNumber};
use chrono::{DateTime, Duration, Utc};

/// The largest answer that is read: a few certificates of post-quantum keys may come along.
const MAX_ANSWER: usize = 256 * 1024;

/// Certificates that are looked at in one answer.
const MAX_CERTIFICATES: usize = 8;

/// How far clocks may be apart.
const SKEW: Duration = Duration::minutes(5);

/// What a responder sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OcspReply {
    /// No answer, and why.
    Refused(OcspRefusal),
    Answered(OcspAnswer),
}

/// A signed answer, not yet held to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcspAnswer {
    basic: Vec<u8>,
    responder: ResponderId,
    /// When it was signed.
    pub produced_at: DateTime<Utc>,
    /// What came back of the request's nonce.
    pub nonce: Option<Vec<u8>>,
    singles: Vec<Single>,
    certificates: Vec<Certificate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ResponderId {
    /// A Name as it stands.
    Name(Vec<u8>),
    KeyHash(Vec<u8>),
}

/// What is said of one certificate, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Single {
    id: Vec<u8>,
    status: CertificateStatus,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
}

/// Who signed an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OcspSigner {
    /// The authority itself.
    Issuer,
    /// One that the authority lets answer; the name of its certificate.
    Delegate(String),
}

impl OcspReply {
    /// Reads what a responder sent, in DER, of at most 256 KiB.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_ANSWER {
            return Err(Error::TooLarge { what: "OCSP answer", found: der.len(), max: MAX_ANSWER });
        }
        Self::parse(der).map_err(|error| match error {
            Error::Malformed { why, .. } => Error::Malformed { what: "OCSP answer", why },
            other => other,
        })
    }

    fn parse(der: &[u8]) -> Result<Self> {
        let mut outer = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        let code = match outer.require_tag(ENUMERATED)?.content {
            [code] => *code,
            _ => return Err(Error::malformed("OCSP answer", "its status is no small number")),
        };
        let bytes = outer.optional_tag(context(0))?;
        outer.end()?;
        if code != 0 {
            let refusal = OcspRefusal::of_code(code);
            return refusal.map(Self::Refused).ok_or_else(|| {
                Error::malformed("OCSP answer", format!("its status {code} is none that RFC 6960 knows"))
            });
        }
        let Some(bytes) = bytes else { return Err(Error::malformed("OCSP answer", "it is empty")) };
        let mut bytes = Element::only(bytes.content)?.of_tag(SEQUENCE)?.elements();
        if bytes.require()?.raw != BASIC {
            return Err(Error::Unsupported("The OCSP answer is of another type than id-pkix-ocsp-basic.".to_owned()));
        }
        let basic = bytes.require_tag(OCTET_STRING)?.content;
        bytes.end()?;
        Ok(Self::Answered(OcspAnswer::parse(basic)?))
    }
}

impl OcspAnswer {
    fn parse(basic: &[u8]) -> Result<Self> {
        let mut outer = Element::only(basic)?.of_tag(SEQUENCE)?.elements();
        let mut data = outer.require_tag(SEQUENCE)?.elements();
        outer.require_tag(SEQUENCE)?;
        outer.require_tag(BIT_STRING)?;
        let certificates = outer.optional_tag(context(0))?;
        outer.end()?;
        if let Some(version) = data.optional_tag(context(0))?
            && Element::only(version.content)?.of_tag(INTEGER)?.content != [0]
        {
            return Err(Error::malformed("OCSP answer", "it has another version than 1"));
        }
        let responder = data.require()?;
        let responder = match responder.tag {
            tag if tag == context(1) => ResponderId::Name(responder.content.to_vec()),
            tag if tag == context(2) => {
                ResponderId::KeyHash(Element::only(responder.content)?.of_tag(OCTET_STRING)?.content.to_vec())
            }
            _ => return Err(Error::malformed("OCSP answer", "it does not say who answers")),
        };
        let produced_at = time::read(data.require_tag(GENERALIZED_TIME)?)?;
        let mut list = data.require_tag(SEQUENCE)?.elements();
        let extensions = data.optional_tag(context(1))?;
        data.end()?;
        let mut singles = Vec::new();
        while let Some(single) = list.next()? {
            if singles.len() == super::MAX_CERT_IDS {
                return Err(Error::malformed("OCSP answer", "it is about more certificates than anybody asks for"));
            }
            singles.push(Single::parse(single)?);
        }
        let nonce = extensions.map(nonce_in).transpose()?.flatten();
        let certificates = certificates.map(certificates_in).transpose()?.unwrap_or_default();
        Ok(Self { basic: basic.to_vec(), responder, produced_at, nonce, singles, certificates })
    }

    /// Who signed it, if that is somebody who may speak for `issuer` at this moment: the issuer itself, or one whose
    /// certificate the issuer signed for the purpose of answering (id-kp-OCSPSigning).
    pub fn signer(&self, issuer: &Certificate, at: DateTime<Utc>) -> Result<OcspSigner> {
        let parts = self.basic_parts()?;
        let signed = Signed::parse(&parts)?;
        if self.is_by(issuer)? && signed.verify(&issuer.facts().spki_der, "OCSP answer").is_ok() {
            return Ok(OcspSigner::Issuer);
        }
        let mut why = Error::WrongAnswer("Whoever signed the OCSP answer is not named in it.".to_owned());
        for certificate in &self.certificates {
            if !self.is_by(certificate)? {
                continue;
            }
            match may_answer(certificate, issuer, at)
                .and_then(|()| signed.verify(&certificate.facts().spki_der, "OCSP answer"))
            {
                Ok(()) => return Ok(OcspSigner::Delegate(certificate.facts().subject_label.clone())),
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    /// What it says of a certificate of `issuer` at this moment; an error when it says nothing of it or is not in time.
    pub fn status(
        &self,
        issuer: &IssuerHashes,
        serial: &SerialNumber,
        at: DateTime<Utc>,
    ) -> Result<(CertificateStatus, Option<DateTime<Utc>>)> {
        let mut late = None;
        for single in &self.singles {
            let id = CertIdRef::read(Element::only(&single.id)?)?;
            if !id.is_of(issuer) || id.serial_number()? != *serial {
                continue;
            }
            let end = single.next_update.unwrap_or(DateTime::<Utc>::MAX_UTC);
            if single.this_update > at + SKEW {
                late = Some("The OCSP answer is dated in the future.");
            } else if at - SKEW > end {
                late = Some("The OCSP answer is out of date.");
            } else {
                return Ok((single.status, single.next_update));
            }
        }
        let why = late.unwrap_or("The OCSP answer is not about this certificate.");
        Err(Error::WrongAnswer(why.to_owned()))
    }

    fn is_by(&self, certificate: &Certificate) -> Result<bool> {
        Ok(match &self.responder {
            ResponderId::Name(found) => name::same(found, &certificate.facts().subject_der),
            ResponderId::KeyHash(hash) => {
                certificate.public_key().is_ok_and(|key| key.key_identifier().as_slice() == hash)
            }
        })
    }

    /// The signed parts without the certificates that come along.
    fn basic_parts(&self) -> Result<Vec<u8>> {
        let mut parts = Element::only(&self.basic)?.elements();
        let (data, algorithm, signature) = (parts.require()?, parts.require()?, parts.require()?);
        Ok(crate::asn1::sequence(&[data.raw, algorithm.raw, signature.raw]))
    }
}

impl Single {
    fn parse(element: Element<'_>) -> Result<Self> {
        let mut parts = element.of_tag(SEQUENCE)?.elements();
        let id = parts.require_tag(SEQUENCE)?;
        CertIdRef::read(id)?;
        let status = parts.require()?;
        let status = match status.tag {
            0x80 => CertificateStatus::Good,
            0x82 => CertificateStatus::Unknown,
            tag if tag == context(1) => {
                let mut revoked = status.elements();
                let at = time::read(revoked.require_tag(GENERALIZED_TIME)?)?;
                let reason = match revoked.optional_tag(context(0))? {
                    Some(wrapper) => match Element::only(wrapper.content)?.of_tag(ENUMERATED)?.content {
                        [code] => RevocationReason::from_code(*code),
                        _ => None,
                    },
                    None => None,
                };
                CertificateStatus::Revoked { at, reason: reason.unwrap_or(RevocationReason::Unspecified) }
            }
            _ => return Err(Error::malformed("OCSP answer", "it has a status that RFC 6960 does not know")),
        };
        let this_update = time::read(parts.require_tag(GENERALIZED_TIME)?)?;
        let next_update = match parts.optional_tag(context(0))? {
            Some(wrapper) => Some(time::read(Element::only(wrapper.content)?.of_tag(GENERALIZED_TIME)?)?),
            None => None,
        };
        if let Some(wrapper) = parts.optional_tag(context(1))? {
            for extension in read_extensions(Some(Element::only(wrapper.content)?))? {
                if extension.critical {
                    return Err(not_understood(extension.oid));
                }
            }
        }
        parts.end()?;
        Ok(Self { id: id.raw.to_vec(), status, this_update, next_update })
    }
}

fn nonce_in(wrapper: Element<'_>) -> Result<Option<Vec<u8>>> {
    let mut nonce = None;
    for extension in read_extensions(Some(Element::only(wrapper.content)?))? {
        if extension.is(oid::OCSP_NONCE) {
            nonce = Some(extension.element()?.of_tag(OCTET_STRING)?.content.to_vec());
        } else if extension.critical {
            return Err(not_understood(extension.oid));
        }
    }
    Ok(nonce)
}

fn not_understood(found: &[u8]) -> Error {
    Error::Unsupported(format!(
        "The OCSP answer has a critical extension that is not known here ({}).",
        oid::dotted(found)
    ))
}

fn certificates_in(wrapper: Element<'_>) -> Result<Vec<Certificate>> {
    let mut list = Element::only(wrapper.content)?.of_tag(SEQUENCE)?.elements();
    let mut found = Vec::new();
    while let Some(certificate) = list.next()? {
        if found.len() < MAX_CERTIFICATES {
            found.push(Certificate::from_der(certificate.raw)?);
        }
    }
    Ok(found)
}

/// Whether the issuer let this certificate answer for it (RFC 6960 §4.2.2.2).
fn may_answer(certificate: &Certificate, issuer: &Certificate, at: DateTime<Utc>) -> Result<()> {
    let (facts, of) = (certificate.facts(), issuer.facts());
    let refuse = |why: &str| {
        Err(Error::WrongAnswer(format!("“{}” may not answer for “{}”: {why}.", facts.subject_label, of.subject_label)))
    };
    if !name::same(&facts.issuer_der, &of.subject_der)
        || verify_signature(certificate.as_bytes(), &of.spki_der).is_err()
    {
        return refuse("its certificate is not by that authority");
    }
    if !facts.extended_key_usage.iter().any(|purpose| purpose == "OCSPSigning") {
        return refuse("its certificate is not for signing OCSP answers");
    }
    if at + SKEW < facts.not_before || at - SKEW > facts.not_after {
        return refuse("its certificate is not valid now");
    }
    Ok(())
}
