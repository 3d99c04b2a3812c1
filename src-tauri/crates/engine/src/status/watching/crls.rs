//! A CRL of another's and the many certificates that it is about: read and judged once for all of them.

use super::plan::Asked;
use crate::status::question::{StatusAnswer, on_crl, told_by_crl};
use crate::{EngineError, Result};
use chancery_domain::SerialNumber;
use chancery_pki::{Certificate, Crl};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use std::collections::{HashMap, HashSet};

/// What decides whether a CRL speaks of a certificate: where its CRLs are said to be (RFC 5280 §4.2.1.13), and whether it is
/// an authority's (§4.2.1.9).
const DECIDING: [&str; 2] = ["2.5.29.31", "2.5.29.19"];

/// What this CRL from `url` says of certificates that one key signed.
pub(super) fn judge<'a>(
    crl: &Crl,
    url: &str,
    asked: impl Iterator<Item = &'a Asked> + Clone,
    now: DateTime<Utc>,
) -> Vec<Result<StatusAnswer>> {
    let serials: HashSet<SerialNumber> = asked.clone().map(|asked| asked.certificate.facts().serial.clone()).collect();
    let entries = match crl.entries_among(&serials) {
        Ok(entries) => entries,
        Err(error) => {
            let error = EngineError::from(error);
            return asked.map(|_| Err(error.clone())).collect();
        }
    };
    let mut speaks_of: HashMap<Vec<String>, Result<()>> = HashMap::new();
    asked
        .map(|asked| {
            let (certificate, issuer) = (&*asked.certificate, &*asked.issuer);
            let Some(entries) = &entries else { return on_crl(crl, certificate, issuer, url, now) };
            let speaks = speaks_of.entry(deciding(certificate)).or_insert_with(|| {
                // The whole question for the first of its kind: signature, time, scope, and that every entry is understood.
                on_crl(crl, certificate, issuer, url, now).map(drop)
            });
            speaks.clone()?;
            Ok(told_by_crl(crl, certificate, issuer, url, entries.get(&certificate.facts().serial)))
        })
        .collect()
}

fn deciding(certificate: &Certificate) -> Vec<String> {
    let extensions = certificate.extensions().into_iter();
    let deciding = extensions.filter(|extension| DECIDING.contains(&extension.oid.as_str()));
    let values = deciding.map(|extension| format!("{} {}", extension.oid, HEXLOWER.encode(&extension.value)));
    // One key may have had several names, and a CRL is of one of them (§6.3.3 (b)).
    values.chain([HEXLOWER.encode(&certificate.facts().issuer_der)]).collect()
}
