//! Revocations, the log they are read from again, and the CRLs that are its beginnings.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{AuthorityId, CertificateId, Lifecycle, RevocationReason, SerialNumber};
use chancery_store::{CrlFrame, NewCrl, ReadTransaction, RevocationExtent, RevocationRow, StoreError};
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
