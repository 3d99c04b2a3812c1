//! What belongs to an authority that comes into the vault later than its certificates.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{CrlKind, Lifecycle, RevocationReason, SerialNumber};
use chancery_store::{CrlFrame, Leaving, NewCrl, RevocationRow, StoreError};
use chrono::Duration;
use common::{Dice, Vault, certificate, lay_authorities, now};

#[test]
fn certificates_of_an_issuer_without_an_authority_here_are_found_step_by_step() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let authorities = lay_authorities(tx, 1)?;
            let mut dice = Dice::new(3);
            let mut foreign = Vec::new();
            for number in 0..40 {
                let mut new = certificate(&mut dice, number, &authorities);
                (new.authority, new.issuer) = match number % 4 {
                    0 => (Some(authorities[0]), "CN=Old CA".to_owned()),
                    1 => (None, "CN=Another CA".to_owned()),
                    _ => (None, "CN=Old CA".to_owned()),
                };
                let id = tx.insert_certificate(&new)?;
                if number % 4 > 1 {
                    foreign.push(id);
                }
            }
            let first = tx.certificates_with_foreign_issuer("CN=Old CA", None, 15)?;
            let second = tx.certificates_with_foreign_issuer("CN=Old CA", first.last().copied(), 15)?;
            assert_eq!([first, second].concat(), foreign);
            tx.set_certificate_authority(foreign[0], authorities[0])?;
            assert_eq!(tx.certificates_with_foreign_issuer("CN=Old CA", None, 1)?, [foreign[1]]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn an_authority_gets_its_parent_once() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let made = lay_authorities(tx, 3)?;
            assert_eq!(tx.authority(made[0])?.unwrap().parent, None);
            tx.set_authority_parent(made[0], made[2])?;
            assert_eq!(tx.authority(made[0])?.unwrap().parent, Some(made[2]));
            assert!(tx.set_authority_parent(made[0], made[1]).is_err(), "it has one");
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_label_that_looks_like_an_id_hides_no_certificate() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let mut dice = Dice::new(4);
            let id = tx.insert_certificate(&certificate(&mut dice, 1, &[]))?;
            let mut named = certificate(&mut dice, 2, &[]);
            named.label = id.to_string();
            tx.insert_certificate(&named)?;
            let found = tx.resolve_reference(&id.to_string())?;
            assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
            assert_eq!(tx.resolve_reference("crt-9999")?, []);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_negative_serial_number_is_found_by_what_is_shown_of_it() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let mut odd = certificate(&mut Dice::new(5), 1, &[]);
            odd.serial = SerialNumber::from_content_octets(&[0xff, 0x54, 0xab, 0x01]).unwrap();
            let id = tx.insert_certificate(&odd)?;
            let found = tx.resolve_reference(&odd.serial.to_hex())?;
            assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_revocation_without_a_certificate_waits_for_it() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let authority = lay_authorities(tx, 1)?[0];
            let mut late = certificate(&mut Dice::new(6), 1, &[authority]);
            late.authority = Some(authority);
            let (revoked_at, reason) = (now() - Duration::days(400), RevocationReason::KeyCompromise);
            let other = SerialNumber::from_content_octets(&[5]).unwrap();
            for serial in [late.serial.clone(), other.clone()] {
                tx.insert_revocation(&RevocationRow { authority, serial, certificate: None, revoked_at, reason })?;
            }
            assert_eq!(tx.revocation_extent(authority)?.entries(), 2);
            assert_eq!(tx.count_revocations_without_certificate(authority)?, 2);
            let id = tx.insert_certificate(&late)?;
            assert_eq!(tx.revocation(id)?, None);
            let claimed = tx.claim_revocation(authority, &late.serial, id)?.unwrap();
            assert_eq!((claimed.certificate, claimed.revoked_at, claimed.reason), (Some(id), revoked_at, reason));
            assert_eq!(tx.claim_revocation(authority, &late.serial, id)?, None, "it has its certificate");
            assert_eq!(tx.first_crl_with(id)?, None);
            for _ in 0..2 {
                let number = tx.take_crl_number(authority)?;
                let (this_update, next_update) = (now(), now() + Duration::days(7));
                let extent = tx.revocation_extent(authority)?;
                let frame = CrlFrame { before: vec![0x30], after: vec![0] };
                tx.insert_crl(&NewCrl {
                    authority,
                    number,
                    this_update,
                    next_update,
                    extent,
                    bytes: 2,
                    kind: CrlKind::Full,
                    base: None,
                    entries: 2,
                    leaving: None,
                    freshest: false,
                    frame,
                })?;
            }
            assert_eq!(tx.first_crl_with(id)?, Some(1), "and not the newest");
            tx.set_lifecycle(id, Lifecycle::Revoked)?;
            assert_eq!(tx.revocation(id)?, Some(claimed));
            let left = tx.revocations_without_certificate(authority, 10)?;
            assert_eq!(left.iter().map(|row| &row.serial).collect::<Vec<_>>(), [&other]);
            let mut listed = 0;
            tx.for_each_revocation(authority, tx.revocation_extent(authority)?, |_| {
                listed += 1;
                Ok::<_, StoreError>(())
            })?;
            assert_eq!(listed, 2, "a CRL lists both");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn what_was_revoked_by_serial_number_alone_leaves_the_crls_once_its_certificate_is_here_and_has_ended() {
    let (_vault, store) = Vault::new();
    store
        .write(|tx| {
            let authority = lay_authorities(tx, 1)?[0];
            let mut dice = Dice::new(8);
            let mut of = |days| {
                let mut made = certificate(&mut dice, 1, &[authority]);
                made.authority = Some(authority);
                made.not_after = now() + Duration::days(days);
                made
            };
            // One that never turns up, one that ended before it does, one that ends later.
            let (lost, ended, later) = (of(5), of(-5), of(5));
            for serial in [&lost, &ended, &later].map(|made| made.serial.clone()) {
                let (revoked_at, reason) = (now() - Duration::days(400), RevocationReason::Superseded);
                tx.insert_revocation(&RevocationRow { authority, serial, certificate: None, revoked_at, reason })?;
            }
            let listed = |extent, leaving| {
                let mut serials = Vec::new();
                tx.for_each_listed(authority, extent, leaving, |entry| {
                    serials.push(SerialNumber::from_content_octets(entry.serial).unwrap());
                    Ok::<_, StoreError>(())
                })?;
                Ok::<_, StoreError>(serials)
            };
            let extent = tx.revocation_extent(authority)?;
            let number = tx.take_crl_number(authority)?;
            tx.insert_crl(&NewCrl {
                authority,
                number,
                this_update: now(),
                next_update: now() + Duration::days(7),
                extent,
                bytes: 2,
                kind: CrlKind::Full,
                base: None,
                entries: 3,
                leaving: Some(Leaving::after(now() - Duration::days(1), extent)),
                freshest: false,
                frame: CrlFrame { before: vec![0x30], after: vec![0] },
            })?;
            let made = tx.latest_crl(authority)?.unwrap();
            for row in [&ended, &later] {
                let id = tx.insert_certificate(row)?;
                tx.claim_revocation(authority, &row.serial, id)?.unwrap();
                tx.set_lifecycle(id, Lifecycle::Revoked)?;
            }
            let all = [&lost, &ended, &later].map(|made| made.serial.clone());
            assert_eq!(listed(made.extent, made.leaving)?, all, "the CRL that was made reads as it was made");
            let extent = tx.revocation_extent(authority)?;
            let next = listed(extent, Some(Leaving::after(now(), extent)))?;
            assert_eq!(next, [lost.serial.clone(), later.serial.clone()], "one more CRL had the one that ended");
            let last = listed(extent, Some(Leaving::after(now() + Duration::days(6), extent)))?;
            assert_eq!(last, std::slice::from_ref(&lost.serial), "of which nobody knows when it ends");
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
}
