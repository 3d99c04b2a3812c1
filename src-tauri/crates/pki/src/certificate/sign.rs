//! Putting a certificate together and signing it.

use super::{Certificate, CertificateDer, CertificatePlan, ExtensionText, IssuerCertificate, extensions};
use crate::asn1::{INTEGER, SEQUENCE, bit_string, context, element, sequence, write_time};
use crate::keys::{PublicKey, Signer, signature_algorithm};
use crate::{Error, Result, name};
use chancery_domain::{KeyAlgorithm, KeyUsage};

/// Signs a certificate for `subject_key` in the name of `issuer`.
///
/// Refused are a signer whose key is not the issuer's, an issuer whose key usage does not include
/// keyCertSign, and a subject's key that is weak.
pub fn sign_certificate(
    plan: &CertificatePlan,
    subject_key: &PublicKey,
    issuer: &IssuerCertificate,
    signer: &dyn Signer,
) -> Result<CertificateDer> {
    sign_tbs(&tbs_certificate(plan, subject_key, Some(issuer))?, issuer, signer)
}

/// Signs what was [put together](tbs_certificate) and looked at, byte for byte, in the name of `issuer`.
pub fn sign_tbs(tbs: &[u8], issuer: &IssuerCertificate, signer: &dyn Signer) -> Result<CertificateDer> {
    if signer.public_key() != issuer.public_key() {
        return Err(Error::SignerMismatch);
    }
    signed(tbs, signer)
}

/// Signs a certificate for the signer's own key in its own name: a root's.
pub fn self_sign(plan: &CertificatePlan, signer: &dyn Signer) -> Result<CertificateDer> {
    self_sign_tbs(&tbs_certificate(plan, signer.public_key(), None)?, signer)
}

/// Signs what was [put together](tbs_certificate) for the signer's own key and looked at, byte for byte, in its own name.
pub fn self_sign_tbs(tbs: &[u8], signer: &dyn Signer) -> Result<CertificateDer> {
    let own = signer.public_key().spki_der();
    if !tbs.windows(own.len()).any(|octets| octets == own) {
        return Err(Error::SignerMismatch);
    }
    signed(tbs, signer)
}

/// What will be signed, byte for byte (TBSCertificate, RFC 5280 §4.1); `None` for the issuer means
/// self-signed.
pub fn tbs_certificate(
    plan: &CertificatePlan,
    subject_key: &PublicKey,
    issuer: Option<&IssuerCertificate>,
) -> Result<Vec<u8>> {
    // Whoever asks, and whatever was checked before: no certificate for a key that is known to be weak.
    if let Some(why) = subject_key.weakness() {
        return Err(Error::WeakKey(why));
    }
    if let Some(why) = subject_key.misencoding() {
        return Err(Error::Unsupported(why));
    }
    let subject = name::encode(&plan.subject)?;
    let own_key_id = subject_key.key_identifier();
    let (issuer_name, issuer_key_id, issuer_key) = match issuer {
        Some(issuer) => {
            issuer.require_usage(KeyUsage::KeyCertSign)?;
            (issuer.subject_der(), issuer.key_identifier(), issuer.public_key())
        }
        None => (subject.as_slice(), own_key_id.as_slice(), subject_key),
    };
    let mut validity = Vec::with_capacity(34);
    write_time(&mut validity, plan.validity.not_before());
    write_time(&mut validity, plan.validity.not_after());
    const VERSION_3: &[u8] = &[0xa0, 3, INTEGER, 1, 2];
    Ok(sequence(&[
        VERSION_3,
        &element(INTEGER, &[plan.serial.content_octets()]),
        signature_algorithm(issuer_key.algorithm()?),
        issuer_name,
        &element(SEQUENCE, &[&validity]),
        &subject,
        subject_key.spki_der(),
        &element(context(3), &[&extensions(plan, subject_key, issuer_key_id)?]),
    ]))
}

/// An authority that is not there yet as an issuer, to see what would be below it: its key is nobody's, its certificate
/// not signed.
pub fn stand_in_issuer(plan: &CertificatePlan, algorithm: KeyAlgorithm) -> Result<IssuerCertificate> {
    let key = PublicKey::stand_in(algorithm)?;
    let tbs = tbs_certificate(plan, key, None)?;
    IssuerCertificate::from_der(&sequence(&[&tbs, signature_algorithm(algorithm), &bit_string(&[])]))
}

/// The extensions that the certificate will carry, in words, read back from what would be signed.
pub fn planned_extensions(
    plan: &CertificatePlan,
    subject_key: &PublicKey,
    issuer: Option<&IssuerCertificate>,
) -> Result<Vec<ExtensionText>> {
    let tbs = tbs_certificate(plan, subject_key, issuer)?;
    // Readers want a signature; what it says is not looked at.
    let unsigned = sequence(&[&tbs, signature_algorithm(subject_key.algorithm()?), &bit_string(&[])]);
    Ok(Certificate::from_der(&unsigned)?.extensions())
}

fn signed(tbs: &[u8], signer: &dyn Signer) -> Result<CertificateDer> {
    let signature = signer.sign(tbs)?;
    Ok(CertificateDer::new(sequence(&[tbs, signature_algorithm(signer.algorithm()), &bit_string(&signature)])))
}
