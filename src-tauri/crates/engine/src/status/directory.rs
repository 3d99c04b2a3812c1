//! The authorities that are answered for, by what clients name them with.

use crate::authorities::own_certificate;
use crate::{EngineError, Result};
use chancery_domain::{AuthorityId, Fingerprint};
use chancery_pki::{CertIdHash, CertIdRef, IssuerHashes};
use chancery_store::{ReadTransaction, RespondersMark};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;

/// Which of them one is.
pub(super) type Place = usize;

/// One authority.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) id: AuthorityId,
    pub(super) name: String,
    /// Its own certificate, as DER.
    pub(super) certificate: Arc<[u8]>,
    pub(super) fingerprint: Fingerprint,
    pub(super) not_before: DateTime<Utc>,
    pub(super) not_after: DateTime<Utc>,
}

/// All of them at some moment.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) mark: RespondersMark,
    pub(super) served: Vec<Served>,
    /// By hash of name and hash of key, the one behind the other.
    by_hashes: HashMap<Vec<u8>, Place>,
}

impl Directory {
    pub(super) fn read(tx: &ReadTransaction<'_>) -> Result<Self> {
        let mut directory = Self { mark: tx.responders_mark()?, ..Self::default() };
        for authority in tx.authorities()? {
            let own = own_certificate(tx, &authority)?;
            let hashes = IssuerHashes::new(own.subject_der(), own.public_key())?;
            for hash in [CertIdHash::Sha1, CertIdHash::Sha256] {
                let (name, key) = hashes.by(hash);
                // Of several with one name and key, as after a renewal elsewhere, the last one counts: they issue as one.
                directory.by_hashes.insert([name, key].concat(), directory.served.len());
            }
            let missing = || EngineError::internal("an authority's certificate is missing");
            let der = tx.certificate_der(authority.certificate)?.ok_or_else(missing)?;
            let row = tx.certificate(authority.certificate)?.ok_or_else(missing)?;
            directory.served.push(Served {
                id: authority.id,
                name: authority.name,
                certificate: der.into(),
                fingerprint: row.fingerprint,
                not_before: own.validity().not_before(),
                not_after: own.validity().not_after(),
            });
        }
        Ok(directory)
    }

    /// Who issued what a client asks for.
    pub(super) fn issuer(&self, asked: &CertIdRef<'_>) -> Option<&Served> {
        asked.hash?;
        let place = self.by_hashes.get(&[asked.name_hash, asked.key_hash].concat())?;
        self.served.get(*place)
    }

    pub(super) fn authority(&self, id: AuthorityId) -> Option<&Served> {
        self.served.iter().find(|served| served.id == id)
    }
}
