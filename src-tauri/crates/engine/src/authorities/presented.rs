//! The certificates that an authority is taken over with: its own, and those above it that come along.

use crate::{EngineError, Result};
use chancery_pki::{Certificate, Error, Inspected, IssuerCertificate, PublicKey, verify_signature};

/// Chains are bounded: longer ones are refused by most verifiers.
const MAX_ABOVE: usize = 16;

/// What was presented, its signatures checked as far as their keys came along.
pub(super) struct Presented {
    pub(super) own: Certificate,
    /// The certificates above it, nearest first.
    pub(super) above: Vec<Certificate>,
    /// Whatever else there was.
    pub(super) others: Vec<Certificate>,
}

impl Presented {
    /// Reads them. Refused are an own certificate that neither its own key nor the issuer that came along has signed,
    /// and one above it that forbids in ways which could not be kept: nothing could be issued below it.
    ///
    /// Its own certificate is the one of this key; where none is, the first.
    pub(super) fn read(octets: &[u8], passphrase: Option<&str>, key: &PublicKey) -> Result<Self> {
        Self::parse(octets, passphrase, key).map_err(|error| error.at("certificate"))
    }

    fn parse(octets: &[u8], passphrase: Option<&str>, key: &PublicKey) -> Result<Self> {
        let found = chancery_pki::inspect(octets, passphrase)?.into_iter().filter_map(|thing| match thing {
            Inspected::Certificate(certificate) => Some(*certificate),
            _ => None,
        });
        let mut others: Vec<Certificate> = found.collect();
        if others.is_empty() {
            return Err(EngineError::new("no_certificate", "There is no certificate in this."));
        }
        let is_of_key = |other: &Certificate| other.facts().spki_der == key.spki_der();
        let own = others.remove(others.iter().position(is_of_key).unwrap_or(0));
        refuse_false_signature(&own, &others)?;
        let mut above: Vec<Certificate> = Vec::new();
        while above.len() < MAX_ABOVE {
            let lowest = above.last().unwrap_or(&own);
            if lowest.facts().self_issued {
                break;
            }
            let Some(at) = others.iter().position(|other| is_by(lowest, other) == Some(true)) else { break };
            above.push(others.remove(at));
        }
        for certificate in &above {
            match IssuerCertificate::from_der(certificate.as_bytes()) {
                // A root of before version 3 says nothing that binds.
                Ok(_) | Err(Error::NotAnAuthority(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Self { own, above, others })
    }

    /// Its own certificate as that of an issuer.
    pub(super) fn issuer(&self) -> Result<IssuerCertificate> {
        IssuerCertificate::from_der(self.own.as_bytes()).map_err(|error| EngineError::from(error).at("certificate"))
    }
}

/// Whether `issuer` signed it; `None` where that cannot be checked, as of roots of long ago.
fn is_by(certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
    if certificate.facts().issuer_der != issuer.facts().subject_der {
        return Some(false);
    }
    match verify_signature(certificate.as_bytes(), &issuer.facts().spki_der) {
        Ok(()) => Some(true),
        Err(Error::Unsupported(_)) => None,
        Err(_) => Some(false),
    }
}

fn refuse_false_signature(own: &Certificate, others: &[Certificate]) -> Result<()> {
    let facts = own.facts();
    let mut named = others.iter().filter(|other| other.facts().subject_der == facts.issuer_der).peekable();
    let none_came = named.peek().is_none();
    let signed = named.any(|other| is_by(own, other) != Some(false));
    if signed || (none_came && !facts.self_issued) || (facts.self_issued && is_by(own, own) != Some(false)) {
        return Ok(());
    }
    let why = match none_came {
        true => "its own key did not sign it",
        false => "the certificate of its issuer that comes with it has another key than the one that signed it",
    };
    Err(EngineError::new(
        "bad_signature",
        format!(
            "The signature of the authority’s certificate is not true: {why}. Nobody would trust what it issues. Get a sound copy."
        ),
    ))
}
