//! The three primitives everything here is made of: random bytes, HKDF-SHA256 (RFC 5869) and
//! AES-256-GCM (RFC 5116), all by aws-lc-rs.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// Bytes of a key, a digest and a MAC alike.
pub(crate) const KEY_LEN: usize = 32;
/// Bytes of an AES-GCM tag.
const TAG_LEN: usize = 16;
/// What sealing adds: nonce in front, tag behind.
pub(crate) const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// A 256-bit key that wipes itself.
pub(crate) type Key = Zeroizing<[u8; KEY_LEN]>;

/// Fills `out` from the system's random source.
pub(crate) fn fill_random(out: &mut [u8]) {
    SystemRandom::new()
        .fill(out)
        .expect("aws-lc aborts the process when the system has no randomness, it does not return");
}

/// `N` random bytes that are not secret: salts, ids.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

/// HKDF-Extract.
pub(crate) fn extract(salt: &[u8], secret: &[u8]) -> Prk {
    Salt::new(HKDF_SHA256, salt).extract(secret)
}

/// HKDF-Expand to one key. The pieces of `info` are concatenated: at most one of them may vary in length.
pub(crate) fn expand(prk: &Prk, info: &[&[u8]]) -> Key {
    let mut key = Key::new([0; KEY_LEN]);
    prk.expand(info, HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut()))
        .expect("32 bytes are within HKDF-SHA256's 255 blocks, and the buffer is just that long");
    key
}

/// Appends nonce, ciphertext and tag to `out`. The nonce is random: a key must not seal more
/// than 2^32 messages (NIST SP 800-38D §8.3), and every key here seals one.
pub(crate) fn seal_onto(out: &mut Vec<u8>, key: &[u8; KEY_LEN], aad: &[u8], plaintext: &[u8]) {
    let nonce: [u8; NONCE_LEN] = random();
    // Reserved at once, so that growing leaves no copy of the plaintext behind.
    out.reserve_exact(plaintext.len() + OVERHEAD);
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.extend_from_slice(plaintext);
    let tag = bound(key)
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut out[start..])
        .expect("AES-GCM refuses only messages above 64 GiB, and the sealed things are keys");
    out.extend_from_slice(tag.as_ref());
}

/// The plaintext of nonce, ciphertext and tag, or `None` if any of it, the key or the AAD differs.
pub(crate) fn open(key: &[u8; KEY_LEN], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let len = bound(key).open_in_place(nonce, Aad::from(aad), &mut buffer).ok()?.len();
    buffer.truncate(len);
    Some(buffer)
}

fn bound(key: &[u8; KEY_LEN]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("an AES-256 key has 32 bytes, and this has"))
}
