//! What should stand at a target: the newest, whatever was there or was missed before.

use super::kept::Kept;
use super::names::{Naming, naming};
use crate::crl::{crl_encoding, crls_in_use};
use crate::{EngineError, Result};
use chancery_domain::CertificateId;
use chancery_store::{AuthorityRow, PublicationKey, Published, ReadTransaction};
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// RFC 2585 §3 and §4.
const CRL_TYPE: &str = "application/pkix-crl";
const CERTIFICATE_TYPE: &str = "application/pkix-cert";

/// One thing that should stand at a target.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) key: PublicationKey,
    pub(super) authority: AuthorityRow,
    pub(super) naming: Naming,
    /// The number of the CRL, or the row of the certificate.
    pub(super) version: i64,
    /// Whether something of another authority has this name there already.
    pub(super) taken: bool,
}

/// The same with its octets.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) version: i64,
    pub(super) media_type: &'static str,
    pub(super) content: Vec<u8>,
}

impl Wanted {
    /// What people call this version.
    pub(super) fn version_name(&self, version: i64) -> String {
        match self.key.what {
            Published::Certificate => CertificateId::from_row(version).to_string(),
            Published::Crl(_) => version.to_string(),
        }
    }

    /// Since when it could stand there.
    pub(super) fn since(&self, tx: &ReadTransaction<'_>) -> Result<DateTime<Utc>> {
        Ok(match self.key.what {
            Published::Crl(_) => match tx.crl(self.key.authority, self.version.unsigned_abs())? {
                Some(crl) => crl.this_update,
                None => self.authority.created_at,
            },
            Published::Certificate => match tx.certificate(self.authority.certificate)? {
                Some(own) => own.created_at,
                None => self.authority.created_at,
            },
        })
    }

    /// Its octets, of the newest version that there is by now.
    pub(super) fn encoded(&self, tx: &ReadTransaction<'_>) -> Result<Encoded> {
        let missing = || EngineError::internal("what is to be published is not where it should be");
        let authority = tx.authority(self.key.authority)?.ok_or_else(missing)?;
        match self.key.what {
            Published::Certificate => {
                let content = tx.certificate_der(authority.certificate)?.ok_or_else(missing)?;
                Ok(Encoded { version: authority.certificate.row(), media_type: CERTIFICATE_TYPE, content })
            }
            Published::Crl(kind) => {
                let row = tx.latest_crl_of(authority.id, kind)?.ok_or_else(missing)?;
                let version = i64::try_from(row.number).unwrap_or(i64::MAX);
                Ok(Encoded { version, media_type: CRL_TYPE, content: crl_encoding(tx, &authority, &row)? })
            }
        }
    }
}

/// Everything that should stand at a target.
pub(super) fn wanted(tx: &ReadTransaction<'_>, target: &Kept, now: DateTime<Utc>) -> Result<Vec<Wanted>> {
    let settings = &target.settings;
    let mut found = Vec::new();
    let mut names = HashSet::new();
    for authority in tx.authorities()? {
        let asked_for = settings.authorities.is_empty() || settings.authorities.contains(&authority.id.to_string());
        // What it signed is over; nobody asks.
        if !asked_for || tx.certificate(authority.certificate)?.is_none_or(|own| now > own.not_after) {
            continue;
        }
        let mut whats = Vec::new();
        if settings.crls {
            whats.extend(
                crls_in_use(tx, &authority)?
                    .into_iter()
                    .map(|(kind, number)| (Published::Crl(kind), i64::try_from(number).unwrap_or(i64::MAX))),
            );
        }
        if settings.certificates {
            whats.push((Published::Certificate, authority.certificate.row()));
        }
        for (what, version) in whats {
            let naming = naming(settings, &target.place, &authority, what);
            found.push(Wanted {
                key: PublicationKey { target: target.id, authority: authority.id, what },
                authority: authority.clone(),
                taken: !names.insert((naming.name.to_ascii_lowercase(), naming.attribute)),
                naming,
                version,
            });
        }
    }
    Ok(found)
}
