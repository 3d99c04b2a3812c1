//! Requests whose signature was found true a while ago. A batch looks at each of its requests when it is shown, when it
//! is started and when it is signed, and checking a signature costs more than all the rest of reading one. Whether a
//! signature is true depends on nothing but the octets of the request, so that it may be remembered.

use aws_lc_rs::digest::{SHA256, digest};
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// SHA-256 of a request, which holds the key as well as the signature.
pub(super) type Digest = [u8; 32];

/// So many are remembered: the largest batch. They take less than 10 MB.
const MAX_REMEMBERED: usize = 100_000;

static REMEMBERED: LazyLock<Mutex<HashSet<Digest>>> = LazyLock::new(Mutex::default);

pub(super) fn digest_of(der: &[u8]) -> Digest {
    let mut octets = [0; 32];
    octets.copy_from_slice(digest(&SHA256, der).as_ref());
    octets
}

/// Whether the signature of the request with this digest was found true.
pub(super) fn is_known(digest: &Digest) -> bool {
    REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner).contains(digest)
}

/// Remembers that it was.
pub(super) fn remember(digest: Digest) {
    let mut remembered = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
    if remembered.len() >= MAX_REMEMBERED {
        remembered.clear();
    }
    remembered.insert(digest);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::{KeyPair, Request, SoftwareSigner};
    use chancery_domain::{DistinguishedName, KeyAlgorithm};

    #[test]
    fn a_request_that_differs_in_one_bit_is_checked_anew() {
        let subject = DistinguishedName::of_common_name("www.example.org").unwrap();
        let signer = SoftwareSigner::new(KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let pem = Request::create(&subject, &[], &signer).unwrap();
        let der = Request::read(pem.as_bytes()).unwrap().as_bytes().to_vec();
        assert!(Request::read(&der).is_ok(), "it is remembered");
        for _ in 0..2 {
            let mut other = der.clone();
            *other.last_mut().unwrap() ^= 1;
            assert!(Request::read(&other).is_err(), "what was found false is not");
        }
    }
}
