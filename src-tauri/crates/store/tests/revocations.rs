//! Revocations, the log they are read from again, and the CRLs that are its beginnings.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{AuthorityId, CertificateId, CrlKind, Lifecycle, RevocationReason, SerialNumber};
use chancery_store::{
    CrlFrame, Leaving, LoggedChange, NewCrl, ReadTransaction, RevocationExtent, RevocationLog, RevocationRow,
    StoreError, WriteTransaction,
};
use chrono::Duration;
use common::{Dice, estate, now};

#[test]
fn crl_numbers_only_rise() {
    let (_vault, store) = estate(400);
    store
        .write(|tx| {
            let authority = tx.authorities()?[0].id;
            assert!(tx.authority(authority)?.unwrap().crl_due);
            let extent = tx.revocation_extent(authority)?;
            let frame = |number: u64| CrlFrame { before: vec![1, number as u8], after: vec![2, number as u8] };
            let crl = |number| NewCrl {
                authority,
                number,
                this_update: now(),
                next_update: now() + Duration::days(7),
                extent,
                bytes: 10_000,
                kind: CrlKind::Full,
                base: None,
                entries: extent.entries(),
                leaving: None,
                freshest: false,
                frame: frame(number),
            };
            assert!(tx.insert_crl(&crl(1)).is_err(), "a number that nobody took");
            for expected in 1..=3 {
                assert_eq!(tx.take_crl_number(authority)?, expected);
                tx.insert_crl(&crl(expected))?;
            }
            assert!(tx.insert_crl(&crl(2)).is_err(), "no number is used twice");
            tx.set_crl_due(authority, false)?;
            let latest = tx.latest_crl(authority)?.unwrap();
            assert_eq!((latest.number, latest.extent, latest.bytes), (3, extent, 10_000));
            assert_eq!(tx.crl_frame(latest.id)?, frame(3));
            let numbers: Vec<u64> = tx.crls(authority, 10)?.iter().map(|crl| crl.number).collect();
            assert_eq!(numbers, [3, 2, 1]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// A revocation as a CRL tells of it.
type Told = (SerialNumber, i64, u8);

fn told(tx: &ReadTransaction<'_>, authority: AuthorityId, extent: RevocationExtent) -> Vec<Told> {
    let mut told = Vec::new();
    tx.for_each_revocation(authority, extent, |entry| {
        let serial = SerialNumber::from_content_octets(entry.serial).unwrap();
        told.push((serial, entry.revoked_at.timestamp(), entry.reason.code()));
        Ok::<_, StoreError>(())
    })
    .unwrap();
    told
}

#[test]
fn what_was_revoked_at_any_moment_can_be_read_again() {
    let (vault, store) = estate(2_000);
    let mut dice = Dice::new(5);
    let authority = store.read(|tx| Ok::<_, StoreError>(tx.authorities()?[0].id)).unwrap();
    let mut moments: Vec<(RevocationExtent, Vec<Told>)> = Vec::new();
    for _ in 0..60 {
        let mut rolls: Vec<(i64, u64)> = Vec::new();
        for _ in 0..80 {
            rolls.push((1 + dice.below(2_000) as i64, dice.below(3)));
        }
        let moment = store
            .write(move |tx| {
                for (id, roll) in rolls {
                    let row = tx.certificate(CertificateId::from_row(id))?.unwrap();
                    let Some(by) = row.authority.filter(|by| *by == authority) else { continue };
                    let reason =
                        [RevocationReason::CertificateHold, RevocationReason::KeyCompromise][roll as usize % 2];
                    match (tx.revocation(row.id)?, roll) {
                        (Some(_), 2) => {
                            tx.delete_revocation(row.id)?;
                            tx.set_lifecycle(row.id, Lifecycle::Active)?;
                            assert_eq!(tx.revocation(row.id)?, None);
                            assert_eq!(tx.delete_revocation(row.id), Err(StoreError::Missing(row.id.to_string())));
                        }
                        (_, 2) => {}
                        _ => {
                            tx.insert_revocation(&RevocationRow {
                                authority: by,
                                serial: row.serial,
                                certificate: Some(row.id),
                                revoked_at: now() + Duration::seconds(id),
                                reason,
                            })?;
                            let held = reason == RevocationReason::CertificateHold;
                            tx.set_lifecycle(row.id, if held { Lifecycle::OnHold } else { Lifecycle::Revoked })?;
                        }
                    }
                }
                let extent = tx.revocation_extent(authority)?;
                Ok::<_, StoreError>((extent, told(tx, authority, extent)))
            })
            .unwrap();
        moments.push(moment);
    }
    for (extent, then) in &moments {
        assert_eq!(extent.entries(), then.len() as u64);
        assert_eq!(store.read(|tx| Ok::<_, StoreError>(told(tx, authority, *extent))).unwrap(), *then);
    }
    let mut in_force: Vec<Told> = vault
        .behind_its_back()
        .prepare("SELECT serial, revoked_at, reason FROM revocations WHERE authority_id = ?1")
        .unwrap()
        .query_map([authority.row()], |row| {
            let serial = SerialNumber::from_content_octets(&row.get::<_, Vec<u8>>(0)?).unwrap();
            Ok((serial, row.get(1)?, row.get(2)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut last = moments.pop().unwrap().1;
    assert!(last.len() > 200, "more than one block: {}", last.len());
    in_force.sort();
    last.sort();
    assert_eq!(in_force, last);
    assert!(store.integrity_check().unwrap().is_sound());
}

/// Certificates of one authority, which have just been put into shards of it by turns; the second shard is numbered 2.
fn sharded(tx: &WriteTransaction<'_>) -> Result<(AuthorityId, Vec<CertificateId>), StoreError> {
    let authority = tx.authorities()?[0].id;
    for number in 1..=2 {
        assert_eq!(tx.open_crl_shard(authority, |number| format!("http://a/b-shard-{number}.crl"))?, number);
    }
    let mut certificates = Vec::new();
    for id in 1..2_000 {
        let id = CertificateId::from_row(id);
        let Some(row) = tx.certificate(id)?.filter(|row| row.authority == Some(authority)) else { continue };
        if tx.revocation(id)?.is_none() {
            tx.put_into_crl_shard(row.id, authority, 1 + certificates.len() as u32 % 2)?;
            certificates.push(id);
        }
    }
    Ok((authority, certificates))
}

fn decide(tx: &WriteTransaction<'_>, id: CertificateId, reason: Option<RevocationReason>) -> Result<(), StoreError> {
    let row = tx.certificate(id)?.unwrap();
    let Some(reason) = reason else {
        tx.delete_revocation(id)?;
        return tx.set_lifecycle(id, Lifecycle::Active);
    };
    tx.insert_revocation(&RevocationRow {
        authority: row.authority.unwrap(),
        serial: row.serial,
        certificate: Some(id),
        revoked_at: now(),
        reason,
    })?;
    tx.set_lifecycle(id, if reason.can_be_released() { Lifecycle::OnHold } else { Lifecycle::Revoked })
}

#[test]
fn a_shard_has_a_log_of_its_own_that_says_what_that_of_the_authority_says() {
    const HOLD: Option<RevocationReason> = Some(RevocationReason::CertificateHold);
    const FINAL: Option<RevocationReason> = Some(RevocationReason::Superseded);
    let (_vault, store) = estate(2_000);
    store
        .write(|tx| {
            let (authority, ids) = sharded(tx)?;
            let before = tx.revocation_extent(authority)?;
            for id in &ids {
                decide(tx, *id, HOLD)?;
            }
            decide(tx, ids[0], FINAL)?;
            decide(tx, ids[2], None)?;
            let shards = tx.crl_shards(authority)?;
            assert_eq!(shards.iter().map(|shard| shard.issued).sum::<u64>(), ids.len() as u64);
            for shard in &shards {
                let log = RevocationLog::of_shard(authority, shard.number);
                let mut found = Vec::new();
                tx.for_each_revocation(log, shard.extent, |entry| {
                    found.push(SerialNumber::from_content_octets(entry.serial).unwrap());
                    Ok::<_, StoreError>(())
                })?;
                let mut expected: Vec<SerialNumber> = Vec::new();
                for id in &ids {
                    let row = tx.certificate(*id)?.unwrap();
                    if row.crl_shard == Some(shard.number) && tx.revocation(*id)?.is_some() {
                        expected.push(row.serial);
                    }
                }
                found.sort();
                expected.sort();
                assert_eq!(found, expected);
                assert!(found.len() > 128, "more than one block: {}", found.len());
            }
            assert_eq!(tx.revocation_extent(authority)?.entries(), before.entries() + ids.len() as u64 - 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn what_changed_between_two_moments_is_told_without_what_stood_before() {
    const HOLD: Option<RevocationReason> = Some(RevocationReason::CertificateHold);
    let (_vault, store) = estate(2_000);
    store
        .write(|tx| {
            let (authority, ids) = sharded(tx)?;
            for id in &ids[..150] {
                decide(tx, *id, HOLD)?;
            }
            let from = tx.revocation_extent(authority)?;
            // Released; final; released and on hold again; new and released; new.
            decide(tx, ids[0], None)?;
            decide(tx, ids[1], Some(RevocationReason::KeyCompromise))?;
            decide(tx, ids[2], None)?;
            decide(tx, ids[2], HOLD)?;
            decide(tx, ids[150], HOLD)?;
            decide(tx, ids[150], None)?;
            decide(tx, ids[151], Some(RevocationReason::Superseded))?;
            let to = tx.revocation_extent(authority)?;
            decide(tx, ids[152], HOLD)?;
            decide(tx, ids[1], None)?;
            let serial = |place: usize| tx.certificate(ids[place]).unwrap().unwrap().serial;
            let mut told = Vec::new();
            tx.for_each_change(authority, (from, to), |change| {
                let (entry, revoked) = match change {
                    LoggedChange::Revoked(entry) => (entry, true),
                    LoggedChange::Released(entry) => (entry, false),
                };
                told.push((SerialNumber::from_content_octets(entry.serial).unwrap(), entry.reason.as_str(), revoked));
                Ok::<_, StoreError>(())
            })?;
            let expected = [
                (serial(1), "key-compromise", true),
                (serial(2), "certificate-hold", true),
                (serial(151), "superseded", true),
                (serial(0), "certificate-hold", false),
                (serial(150), "certificate-hold", false),
            ];
            assert_eq!(told, expected);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn what_had_ended_by_the_crl_before_is_left_out_and_nothing_that_was_not_on_it() {
    let (_vault, store) = estate(2_000);
    store
        .write(|tx| {
            let (authority, ids) = sharded(tx)?;
            for id in &ids {
                decide(tx, *id, Some(RevocationReason::Superseded))?;
            }
            let before = tx.revocation_extent(authority)?;
            let made = now() + Duration::days(30);
            let listed = |leaving| {
                let mut count = 0;
                tx.for_each_listed(authority, tx.revocation_extent(authority)?, leaving, |_| {
                    count += 1;
                    Ok::<_, StoreError>(())
                })?;
                Ok::<u64, StoreError>(count)
            };
            let mut ended = 0;
            for row in tx.all_matching(&Default::default(), now())? {
                let row = tx.certificate(row)?.unwrap();
                let revoked = row.authority == Some(authority) && tx.revocation(row.id)?.is_some();
                ended += u64::from(revoked && row.not_after < made);
            }
            assert!(ended > 20 && ended < before.entries(), "{ended} of {}", before.entries());
            assert_eq!(listed(None)?, before.entries());
            assert_eq!(listed(Some(Leaving::after(made, before)))?, before.entries() - ended);
            assert_eq!(listed(Some(Leaving::after(made, RevocationExtent::default())))?, before.entries());
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
