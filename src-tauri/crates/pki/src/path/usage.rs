//! Whether a certificate may be used for a purpose: extended key usage, down from its authorities, and key usage.

use super::claims::Claims;
use chancery_domain::{ExtendedKeyUsage, KeyUsage, Purpose};

/// anyExtendedKeyUsage (RFC 5280 §4.2.1.12).
const ANY_PURPOSE: &str = "2.5.29.37.0";

/// Why an authority lets nothing below it serve the purpose, in words.
pub(super) fn authority_refusal(claims: &Claims<'_>, purpose: Purpose) -> Option<String> {
    let oids = claims.purposes.as_ref()?;
    let wanted = extended(purpose);
    (!oids.iter().any(|oid| oid == ANY_PURPOSE || oid == wanted.oid())).then(|| {
        format!("Its extended key usage does not include {}, to which everything below it is held.", wanted.as_str())
    })
}

/// Why the certificate itself may not serve the purpose, in words; otherwise what lets it.
pub(super) fn end_entity(claims: &Claims<'_>, purpose: Purpose) -> Result<String, String> {
    let wanted = extended(purpose);
    let word = wanted.as_str();
    // What is signed is believed long after: here nothing is allowed that is not said.
    let must_be_said = matches!(purpose, Purpose::CodeSigning | Purpose::Timestamping);
    match &claims.purposes {
        None if must_be_said => {
            return Err(format!(
                "It has no extended key usage; {} asks for {word} in so many words.",
                purpose.in_words()
            ));
        }
        None => {}
        Some(oids) => {
            let says = oids.iter().any(|oid| oid == wanted.oid());
            let says_any = !must_be_said && oids.iter().any(|oid| oid == ANY_PURPOSE);
            if !says && !says_any {
                return Err(format!("Its extended key usage does not include {word}."));
            }
            // RFC 3161 §2.3.
            if purpose == Purpose::Timestamping && (oids.len() > 1 || !claims.purposes_critical) {
                return Err(
                    "A timestamping certificate has timeStamping as its only purpose, in a critical extension."
                        .to_owned(),
                );
            }
        }
    }
    let useful = useful_bits(purpose);
    if let Some(bits) = &claims.key_usage
        && !useful.iter().any(|bit| bits.contains(bit))
    {
        let words = useful.iter().map(|bit| bit.as_str()).collect::<Vec<_>>().join(" or ");
        return Err(format!("Its key usage does not include {words}, which {} needs.", purpose.in_words()));
    }
    Ok(match claims.purposes {
        None => format!("It has no extended key usage, which leaves it free for {}.", purpose.in_words()),
        Some(_) => format!("It may be used for {}.", purpose.in_words()),
    })
}

const fn extended(purpose: Purpose) -> ExtendedKeyUsage {
    match purpose {
        Purpose::Server => ExtendedKeyUsage::ServerAuth,
        Purpose::Client => ExtendedKeyUsage::ClientAuth,
        Purpose::CodeSigning => ExtendedKeyUsage::CodeSigning,
        Purpose::Email => ExtendedKeyUsage::EmailProtection,
        Purpose::Timestamping => ExtendedKeyUsage::TimeStamping,
    }
}

/// The bits of which one is needed where there is a keyUsage (RFC 5280 §4.2.1.12).
const fn useful_bits(purpose: Purpose) -> &'static [KeyUsage] {
    match purpose {
        Purpose::Server => &[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment, KeyUsage::KeyAgreement],
        Purpose::Client => &[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement],
        Purpose::CodeSigning => &[KeyUsage::DigitalSignature],
        Purpose::Email => &[
            KeyUsage::DigitalSignature,
            KeyUsage::ContentCommitment,
            KeyUsage::KeyEncipherment,
            KeyUsage::KeyAgreement,
        ],
        Purpose::Timestamping => &[KeyUsage::DigitalSignature, KeyUsage::ContentCommitment],
    }
}
