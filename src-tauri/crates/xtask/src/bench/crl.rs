//! A CRL of a million entries: read, encoded, signed and kept, against encoding and signing alone.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chancery_domain::{Fingerprint, KeyAlgorithm, Lifecycle, Origin, RevocationReason, SerialNumber};
use chancery_pki::{CrlPlan, RevokedEntry, build_crl};
use chancery_store::{NewCertificate, RevocationRow, StoreError};
use chrono::{Duration, SubsecRound, Utc};

use super::bare_store::{self, ISSUING};
use super::estate;
use super::run::Bench;
use super::samples::Elsewhere;
use super::table::{Row, Times, grouped, milliseconds};
use crate::demo::Dice;
use crate::error::{Error, Result};
use crate::say;

const ROUNDS: usize = 3;
const STEP: usize = 5_000;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (folder, count) = revoked(bench)?;
    let elsewhere = Elsewhere::found(Utc::now())?;
    let mut dice = Dice::new(3);
    let entries: Vec<RevokedEntry> = (0..count).map(|_| entry(&mut dice)).collect();
    let opened = bare_store::open(&folder)?;
    let (mut whole, mut bare) = (Times::default(), Times::default());
    let mut octets = 0;
    for number in 0..ROUNDS {
        let this_update = Utc::now();
        let plan = CrlPlan::complete(number as u64 + 1, this_update, this_update + Duration::days(7));
        let entries = entries.clone();
        let begun = Instant::now();
        octets = build_crl(&plan, &elsewhere.issuer, &elsewhere.signer, entries.into_iter())?.len();
        bare.add(begun.elapsed(), "");

        let begun = Instant::now();
        let made = opened.vault.issue_crl(&opened.actor, ISSUING)?;
        whole.add(begun.elapsed(), "");
        if made.entries as usize != count {
            return Err(Error::Window(format!("the CRL has {} entries, not {count}", made.entries)));
        }
    }
    opened.close();
    let (whole, bare) = (whole.quantile(0.5), bare.quantile(0.5));
    let figure = format!("CRL of {} entries", grouped(count as f64));
    let why = format!(", twice the bare {}", milliseconds(bare));
    Ok(vec![Row::at_most(&figure, whole, bare * 2, &why).with(&format!("{} MB", octets / 1_000_000))])
}

/// A vault of so many certificates, all of them revoked.
pub(super) fn revoked(bench: &Bench<'_>) -> Result<(PathBuf, usize)> {
    let count = bench.scale(1_000_000, 20_000);
    Ok((estate::kept(bench, &format!("crl-{count}"), |folder| fill(folder, count))?, count))
}

pub(super) fn entry(dice: &mut Dice) -> RevokedEntry {
    RevokedEntry {
        serial: SerialNumber::from_random(dice.octets()),
        revoked_at: Utc::now().trunc_subsecs(0) - Duration::seconds(dice.between(0, 30_000_000)),
        reason: *dice.pick(&[RevocationReason::Superseded, RevocationReason::KeyCompromise]),
    }
}

/// One authority, `count` certificates, all of them revoked.
fn fill(folder: &Path, count: usize) -> Result<()> {
    let opened = bare_store::make(folder)?;
    let authority = opened.vault.authority(&opened.actor, ISSUING)?.summary.id.parse()?;
    opened.close();
    let begun = Instant::now();
    let store = bare_store::store(folder)?;
    let mut dice = Dice::new(17);
    for first in (0..count).step_by(STEP) {
        let step: Vec<(NewCertificate, RevokedEntry)> = (first..(first + STEP).min(count))
            .map(|number| {
                let entry = entry(&mut dice);
                (certificate(&mut dice, number, authority, &entry), entry)
            })
            .collect();
        store.write(move |tx| {
            for (certificate, entry) in step {
                let id = tx.insert_certificate(&certificate)?;
                tx.insert_revocation(&RevocationRow {
                    authority,
                    serial: entry.serial,
                    certificate: Some(id),
                    revoked_at: entry.revoked_at,
                    reason: entry.reason,
                })?;
                tx.set_lifecycle(id, Lifecycle::Revoked)?;
            }
            Ok::<(), StoreError>(())
        })?;
    }
    let time = say::duration(begun.elapsed());
    say::note(&format!("A vault of {} revoked certificates was filled in {time}.", grouped(count as f64)));
    Ok(())
}

pub(super) fn certificate(
    dice: &mut Dice,
    number: usize,
    authority: chancery_domain::AuthorityId,
    entry: &RevokedEntry,
) -> NewCertificate {
    let label = format!("r{number}.example");
    NewCertificate {
        origin: Origin::Issued,
        authority: Some(authority),
        profile: None,
        profile_version: None,
        subject: format!("CN={label}"),
        issuer_label: ISSUING.to_owned(),
        issuer: format!("CN={ISSUING},O=Example Corp,C=DE"),
        serial: entry.serial.clone(),
        fingerprint: Fingerprint::from_octets(dice.octets()),
        not_before: entry.revoked_at - Duration::days(1),
        not_after: entry.revoked_at + Duration::days(3_640),
        key_algorithm: KeyAlgorithm::EcdsaP256.to_string(),
        key_bits: 256,
        spki_sha256: dice.octets(),
        is_ca: false,
        owner: None,
        environment: None,
        notes: None,
        source: None,
        names_digest: None,
        key: None,
        created_at: entry.revoked_at,
        created_by: "bench".to_owned(),
        names: Vec::new(),
        // Only its serial number matters here.
        der: dice.octets::<64>().to_vec(),
        label,
    }
}
