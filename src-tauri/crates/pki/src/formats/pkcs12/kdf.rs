//! The key derivation of PKCS#12 (RFC 7292 Appendix B.2).

use aws_lc_rs::digest::{self, Algorithm, Context};
use zeroize::{Zeroize, Zeroizing};

/// What the derived octets are for, which goes into them.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// A password as this derivation takes it: UTF-16, big-endian, with a final zero.
pub(super) fn password_octets(password: &str) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(password.len() * 2 + 2));
    for unit in password.encode_utf16() {
        octets.extend_from_slice(&unit.to_be_bytes());
    }
    octets.extend_from_slice(&[0, 0]);
    octets
}

/// `length` octets out of the password and the salt.
pub(super) fn derive(
    hash: &'static Algorithm,
    password: &[u8],
    salt: &[u8],
    purpose: Purpose,
    iterations: u64,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = hash.block_len();
    let diversifier = vec![purpose as u8; block];
    let mut input = filled(salt, block);
    input.extend_from_slice(&filled(password, block));
    let mut out = Zeroizing::new(Vec::with_capacity(length + hash.output_len()));
    loop {
        let mut context = Context::new(hash);
        context.update(&diversifier);
        context.update(&input);
        let mut digest = context.finish();
        for _ in 1..iterations {
            digest = digest::digest(hash, digest.as_ref());
        }
        out.extend_from_slice(digest.as_ref());
        if out.len() >= length {
            out.truncate(length);
            return out;
        }
        // I_j = (I_j + B + 1) mod 2^v, B being the digest repeated to a block.
        let mut addend: Vec<u8> = digest.as_ref().iter().copied().cycle().take(block).collect();
        for chunk in input.chunks_exact_mut(block) {
            let mut carry = 1_u16;
            for (octet, add) in chunk.iter_mut().zip(&addend).rev() {
                carry += u16::from(*octet) + u16::from(*add);
                *octet = carry as u8;
                carry >>= 8;
            }
        }
        addend.zeroize();
    }
}

/// The octets repeated until they fill whole blocks; nothing stays nothing.
fn filled(octets: &[u8], block: usize) -> Zeroizing<Vec<u8>> {
    let length = octets.len().div_ceil(block) * block;
    // Room for both halves of the input, so that appending leaves no copy behind.
    let mut filled = Zeroizing::new(Vec::with_capacity(length + 16 * 1024));
    filled.extend(octets.iter().copied().cycle().take(length));
    filled
}

#[cfg(test)]
mod tests {
    use super::{Purpose, derive, password_octets};
    use aws_lc_rs::digest;

    #[test]
    fn the_published_vectors_come_out() {
        // From the test suites of OpenSSL and Bouncy Castle.
        let password = password_octets("smeg");
        let sha1 = &digest::SHA1_FOR_LEGACY_USE_ONLY;
        let key = derive(sha1, &password, b"\x0a\x58\xcf\x64\x53\x0d\x82\x3f", Purpose::Key, 1, 24);
        assert_eq!(data_encoding::HEXLOWER.encode(&key), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
        let iv = derive(sha1, &password, b"\x0a\x58\xcf\x64\x53\x0d\x82\x3f", Purpose::Iv, 1, 8);
        assert_eq!(data_encoding::HEXLOWER.encode(&iv), "79993dfe048d3b76");
    }
}
