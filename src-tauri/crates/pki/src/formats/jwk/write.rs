//! Writing JSON Web Keys. They are put together as text: every value is base64, a number or a word of ours, and so no
//! copy of a private key is left behind by somebody else's writer.

use super::curve;
use crate::keys::{PrivateParts, sha256};
use crate::{CertificateDer, Error, KeyPair, PublicKey, Result};
use chancery_domain::KeyAlgorithm;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use zeroize::Zeroizing;

/// The public key with its certificate chain (`x5c`, `x5t#S256`) and its thumbprint (RFC 7638) as `kid`.
///
/// `chain` begins with the certificate of the key; it may be empty.
pub fn jwk(key: &PublicKey, chain: &[CertificateDer]) -> Result<String> {
    let members = public_members(key)?;
    Ok(format!("{{{}}}\n", with_certificates(&members, chain)?))
}

/// Several of them as a set (RFC 7517 §5).
pub fn jwk_set<'a>(keys: impl IntoIterator<Item = (&'a PublicKey, &'a [CertificateDer])>) -> Result<String> {
    let keys: Vec<String> = keys
        .into_iter()
        .map(|(key, chain)| Ok(format!("{{{}}}", with_certificates(&public_members(key)?, chain)?)))
        .collect::<Result<_>>()?;
    Ok(format!("{{\"keys\":[{}]}}\n", keys.join(",\n")))
}

/// The private key, with its certificate chain: whoever has it can sign.
pub fn private_jwk(key: &KeyPair, chain: &[CertificateDer]) -> Result<Zeroizing<String>> {
    let public = with_certificates(&public_members(key.public_key())?, chain)?;
    let parts = key.private_parts()?;
    let secret: Vec<(&str, &[u8])> = match &parts {
        PrivateParts::Rsa(numbers) => {
            ["d", "p", "q", "dp", "dq", "qi"].into_iter().zip(numbers.iter().copied()).collect()
        }
        PrivateParts::Scalar(octets) | PrivateParts::Seed(octets) => vec![("d", *octets)],
    };
    // Room for all of it before: what is outgrown would stay in memory.
    let room = public.len() + secret.iter().map(|(_, octets)| octets.len() * 4 / 3 + 16).sum::<usize>() + 8;
    let mut out = Zeroizing::new(String::with_capacity(room));
    out.push('{');
    out.push_str(&public);
    for (name, octets) in secret {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":\"");
        BASE64URL_NOPAD.encode_append(octets, &mut out);
        out.push('"');
    }
    out.push_str("}\n");
    Ok(out)
}

/// The members that a thumbprint is made over, in its order (RFC 7638 §3.2).
fn public_members(key: &PublicKey) -> Result<String> {
    let parts = key.parts()?;
    let text = |octets: &[u8]| BASE64URL_NOPAD.encode(octets);
    if let Some((modulus, exponent)) = parts.rsa() {
        return Ok(format!(r#""e":"{}","kty":"RSA","n":"{}""#, text(exponent), text(modulus)));
    }
    let algorithm = key.algorithm().map_err(|_| no_form(key))?;
    if let Some((name, size)) = curve(algorithm) {
        // Not compressed (RFC 5480 §2.2).
        let [4, point @ ..] = parts.key else {
            return Err(Error::Unsupported("The point of this EC key is compressed.".to_owned()));
        };
        if point.len() != 2 * size {
            return Err(Error::malformed("public key", "its point has not the curve's size"));
        }
        let (x, y) = point.split_at(size);
        return Ok(format!(r#""crv":"{name}","kty":"EC","x":"{}","y":"{}""#, text(x), text(y)));
    }
    match algorithm {
        KeyAlgorithm::Ed25519 => Ok(format!(r#""crv":"Ed25519","kty":"OKP","x":"{}""#, text(parts.key))),
        _ => Err(no_form(key)),
    }
}

fn with_certificates(members: &str, chain: &[CertificateDer]) -> Result<String> {
    let thumbprint = BASE64URL_NOPAD.encode(&sha256(format!("{{{members}}}").as_bytes()));
    let mut out = format!(r#"{members},"kid":"{thumbprint}""#);
    if let Some(leaf) = chain.first() {
        let certificates: Vec<String> =
            chain.iter().map(|certificate| format!("\"{}\"", BASE64.encode(certificate.as_bytes()))).collect();
        let digest = BASE64URL_NOPAD.encode(&sha256(leaf.as_bytes()));
        out.push_str(&format!(r#","x5c":[{}],"x5t#S256":"{digest}""#, certificates.join(",")));
    }
    Ok(out)
}

fn no_form(key: &PublicKey) -> Error {
    let algorithm = key.describe().algorithm;
    Error::Unsupported(format!("Keys of this kind ({algorithm}) have no JWK form that is settled. Use PEM."))
}
