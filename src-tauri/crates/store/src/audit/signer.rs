//! Who signs the head of the chain.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Signs the audit log's head and checks such signatures, with a key that is none of the store's business.
pub trait HeadSigner: Send + Sync {
    /// The signature over `message`.
    fn sign(&self, message: &[u8]) -> Vec<u8>;

    /// Whether `signature` is one over `message`.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// A signer that does not check again the very signature it made or checked last.
///
/// The head is read inside each transaction; when it is, octet for octet, the one that this process left,
/// checking would repeat the same computation on the same input.
pub(crate) struct RememberingSigner {
    signer: Arc<dyn HeadSigner>,
    last: Mutex<Option<(Vec<u8>, Vec<u8>)>>,
}

impl RememberingSigner {
    pub(crate) fn new(signer: Arc<dyn HeadSigner>) -> Self {
        Self { signer, last: Mutex::new(None) }
    }

    fn remember(&self, message: &[u8], signature: &[u8]) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((message.to_vec(), signature.to_vec()));
    }
}

impl fmt::Debug for RememberingSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RememberingSigner")
    }
}

impl HeadSigner for RememberingSigner {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.signer.sign(message);
        self.remember(message, &signature);
        signature
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let known = self
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .is_some_and(|(m, s)| m == message && s == signature);
        if known {
            return true;
        }
        let good = self.signer.verify(message, signature);
        if good {
            self.remember(message, signature);
        }
        good
    }
}
