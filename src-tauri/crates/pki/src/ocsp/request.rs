//! OCSP requests (RFC 6960 §4.1).

use super::CertIdRef;
use crate::asn1::{Element, INTEGER, OCTET_STRING, SEQUENCE, context, element, sequence};
use crate::certificate::read_extensions;
use crate::{Error, Result, oid};
use der::Encode;

/// The largest request that is read: a hundred CertIDs with room to spare. Most have 80 octets.
pub const MAX_OCSP_REQUEST: usize = 16 * 1024;

/// Certificates that one request may ask for.
pub const MAX_CERT_IDS: usize = 100;

/// Octets of a nonce at most; the least is 1 (RFC 9654 §2.1).
pub const MAX_NONCE: usize = 128;

/// A request as a client sent it. A signature on it is not looked at: whoever asks is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcspRequest<'a> {
    /// What it asks for, at least one.
    pub ids: Vec<CertIdRef<'a>>,
    /// What is to be said again in the answer.
    pub nonce: Option<&'a [u8]>,
}

impl<'a> OcspRequest<'a> {
    /// Reads a request in DER.
    ///
    /// What is malformed, too large or asks for what is critical and not known is an error, to which the answer is
    /// [`malformedRequest`](super::OcspRefusal::MalformedRequest).
    pub fn from_der(der: &'a [u8]) -> Result<Self> {
        if der.len() > MAX_OCSP_REQUEST {
            return Err(Error::TooLarge { what: "OCSP request", found: der.len(), max: MAX_OCSP_REQUEST });
        }
        Self::parse(der).map_err(|error| match error {
            Error::Malformed { why, .. } => Error::Malformed { what: "OCSP request", why },
            other => other,
        })
    }

    fn parse(der: &'a [u8]) -> Result<Self> {
        let mut outer = Element::only(der)?.of_tag(SEQUENCE)?.elements();
        let mut tbs = outer.require_tag(SEQUENCE)?.elements();
        outer.optional_tag(context(0))?;
        outer.end()?;
        if let Some(version) = tbs.optional_tag(context(0))?
            && Element::only(version.content)?.of_tag(INTEGER)?.content != [0]
        {
            return Err(Error::malformed("OCSP request", "it has another version than 1"));
        }
        tbs.optional_tag(context(1))?;
        let mut list = tbs.require_tag(SEQUENCE)?.elements();
        let extensions = tbs.optional_tag(context(2))?;
        tbs.end()?;
        let mut ids = Vec::with_capacity(1);
        while let Some(asked) = list.next()? {
            if ids.len() == MAX_CERT_IDS {
                return Err(Error::TooLarge { what: "OCSP request", found: MAX_CERT_IDS + 1, max: MAX_CERT_IDS });
            }
            let mut parts = asked.of_tag(SEQUENCE)?.elements();
            ids.push(CertIdRef::read(parts.require()?)?);
            if let Some(wrapper) = parts.optional_tag(context(0))? {
                extensions_of(wrapper)?;
            }
            parts.end()?;
        }
        if ids.is_empty() {
            return Err(Error::malformed("OCSP request", "it asks for nothing"));
        }
        let nonce = extensions.map(extensions_of).transpose()?.flatten();
        Ok(Self { ids, nonce })
    }
}

/// The nonce among the extensions in this wrapper; what else is critical is refused.
fn extensions_of(wrapper: Element<'_>) -> Result<Option<&[u8]>> {
    let mut nonce = None;
    for extension in read_extensions(Some(Element::only(wrapper.content)?))? {
        if extension.is(oid::OCSP_NONCE) {
            let octets = extension.element()?.of_tag(OCTET_STRING)?.content;
            if octets.is_empty() || octets.len() > MAX_NONCE || nonce.is_some() {
                return Err(Error::malformed("OCSP request", "its nonce has not 1 to 128 octets"));
            }
            nonce = Some(octets);
        } else if extension.critical {
            return Err(Error::Unsupported(format!(
                "The OCSP request has a critical extension that is not known here ({}).",
                oid::dotted(extension.oid)
            )));
        }
    }
    Ok(nonce)
}

/// A request for these [CertIDs](super::cert_id), with a nonce if one is given.
pub fn ocsp_request(ids: &[Vec<u8>], nonce: Option<&[u8]>) -> Result<Vec<u8>> {
    let asked: Vec<_> = ids.iter().map(|id| sequence(&[id])).collect();
    let list = sequence(&asked.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let extensions = match nonce {
        Some(nonce) => element(context(2), &[&sequence(&[&nonce_extension(nonce)?])]),
        None => Vec::new(),
    };
    Ok(sequence(&[&sequence(&[&list, &extensions])]))
}

/// The nonce as an extension of a request or an answer (RFC 9654 §2.1).
pub(super) fn nonce_extension(nonce: &[u8]) -> Result<Vec<u8>> {
    let value = element(OCTET_STRING, &[nonce]);
    Ok(sequence(&[&oid::OCSP_NONCE.to_der()?, &element(OCTET_STRING, &[&value])]))
}
