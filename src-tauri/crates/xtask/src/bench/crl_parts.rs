//! Revoking one more where a million are revoked: the revocation by itself, and with the CRL of its shard and the delta.

use std::path::Path;
use std::time::{Duration, Instant};

use chancery_domain::{CertificateId, CrlKind, CrlRules, Lifecycle, RevocationReason};
use chancery_engine::{AuthoritySettings, Selection};
use chancery_store::{RevocationRow, StoreError};

use super::bare_store::{self, ISSUING, Opened};
use super::crl::{certificate, entry};
use super::estate;
use super::run::Bench;
use super::table::{Row, Times, grouped};
use crate::demo::Dice;
use crate::error::{Error, Result};
use crate::say;

const STEP: usize = 5_000;
/// Certificates of a shard, as the engine fills them.
const SHARD: usize = 16_384;
/// Those that are left to be revoked, in the last shard.
const VICTIMS: usize = 60;
const URL: &str = "http://pki.corp.example/crl/bench.crl";
const PASSPHRASE: &str = "a passphrase of its own";
const REVOKING: Duration = Duration::from_millis(5);
const OUT: Duration = Duration::from_millis(100);

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(1_000_000, 20_000);
    let folder = estate::kept(bench, &format!("crl-parts-{count}"), |folder| fill(folder, count))?;
    let opened = bare_store::open(&folder)?;
    let victims: Vec<String> = (0..VICTIMS).map(|place| format!("v{place}.example")).collect();
    let (mut alone, mut whole) = (Times::default(), Times::default());
    for victim in &victims {
        whole.add(hold_and_release(&opened, victim, true)?, "");
    }
    // With the key locked there is no CRL: what is left is the revocation.
    opened.vault.protect_authority(&opened.actor, ISSUING, None, Some(PASSPHRASE))?;
    opened.vault.lock_authority(&opened.actor, ISSUING)?;
    for victim in &victims {
        alone.add(hold_and_release(&opened, victim, false)?, "");
    }
    opened.vault.unlock_authority(&opened.actor, ISSUING, PASSPHRASE, 5)?;
    opened.vault.protect_authority(&opened.actor, ISSUING, Some(PASSPHRASE), None)?;
    let among = grouped(count as f64);
    let shards = opened.vault.crl_overview(&opened.actor, ISSUING)?.shards;
    let largest = shards.iter().filter_map(|shard| shard.current.crl.as_ref()).map(|crl| crl.bytes).max();
    opened.close();
    let largest = format!("the largest shard’s CRL {} KiB of 1,024", largest.unwrap_or_default() / 1024);
    Ok(vec![
        Row::at_most(
            &format!("revoking one where {among} are revoked, without its CRL"),
            alone.quantile(0.5),
            REVOKING,
            "",
        ),
        Row::at_most(&format!("the same with its shard’s CRL and the delta, of {among}"), whole.quantile(0.5), OUT, "")
            .with(&largest),
    ])
}

/// A hold is revoked as everything is, and can be taken back: the vault is the same for the next run.
fn hold_and_release(opened: &Opened, label: &str, told: bool) -> Result<Duration> {
    let selection = Selection::Ids { ids: vec![label.to_owned()] };
    let begun = Instant::now();
    let report = opened.vault.revoke(&opened.actor, &selection, RevocationReason::CertificateHold)?;
    let time = begun.elapsed();
    opened.vault.start_release(&opened.actor, &Selection::Ids { ids: report.held }, "")?;
    let kinds: Vec<CrlKind> = report.crls.into_iter().flat_map(|crl| crl.kinds).collect();
    if report.revoked != 1 || told != (kinds.len() == 2 && kinds.contains(&CrlKind::Delta)) {
        return Err(Error::Window(format!("{label} was not revoked as it should be: {kinds:?}")));
    }
    Ok(time)
}

/// One authority with shards and deltas, `count` certificates that are all revoked, and some that are not.
fn fill(folder: &Path, count: usize) -> Result<()> {
    let opened = bare_store::make(folder)?;
    let authority = opened.vault.authority(&opened.actor, ISSUING)?;
    let id = authority.summary.id.parse()?;
    let seen = authority.settings();
    let wanted = AuthoritySettings {
        crl_url: Some(URL.to_owned()),
        crl_rules: CrlRules { partitioned: true, delta_hours: 24, ..CrlRules::default() },
        ..seen.clone()
    };
    opened.vault.change_authority(&opened.actor, ISSUING, &seen, &wanted)?;
    opened.close();
    let begun = Instant::now();
    let store = bare_store::store(folder)?;
    let mut dice = Dice::new(19);
    let numbers: Vec<usize> = (0..count + VICTIMS).collect();
    for step in numbers.chunks(STEP) {
        let made: Vec<_> = step
            .iter()
            .map(|number| {
                let entry = entry(&mut dice);
                let mut new = certificate(&mut dice, *number, id, &entry);
                if let Some(victim) = number.checked_sub(count) {
                    new.label = format!("v{victim}.example");
                }
                (*number, new, entry)
            })
            .collect();
        store.write(move |tx| {
            for (number, new, entry) in made {
                let certificate: CertificateId = tx.insert_certificate(&new)?;
                let shard = u32::try_from(number.min(count - 1) / SHARD + 1).unwrap_or(u32::MAX);
                if number > 0 && number % SHARD == 0 && number < count {
                    tx.open_crl_shard(id, |number| CrlKind::Shard(number).url(URL))?;
                }
                tx.put_into_crl_shard(certificate, id, shard)?;
                if number >= count {
                    continue;
                }
                tx.insert_revocation(&RevocationRow {
                    authority: id,
                    serial: entry.serial,
                    certificate: Some(certificate),
                    revoked_at: entry.revoked_at,
                    reason: entry.reason,
                })?;
                tx.set_lifecycle(certificate, Lifecycle::Revoked)?;
            }
            Ok::<(), StoreError>(())
        })?;
    }
    drop(store);
    let opened = bare_store::open(folder)?;
    opened.vault.issue_crl(&opened.actor, ISSUING)?;
    opened.vault.issue_due_crls(&opened.actor)?;
    opened.close();
    let time = say::duration(begun.elapsed());
    say::note(&format!("A vault of {} revoked certificates in shards was filled in {time}.", grouped(count as f64)));
    Ok(())
}
