//! Certificates found by single values, wherever what they are found by stands by then.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::{CertificateId, Origin, RequestId, SerialNumber};
use chancery_store::{CertificateRow, KeyProtection, NewCertificate, NewPrivateKey, NewRequest, Store, StoreError};
use common::{Dice, Vault, certificate, lay_authorities, now};

/// More alike than are told of.
const MAX_ALIKE: usize = 21;

/// Few values, so that many certificates share one.
fn of_few(dice: &mut Dice, number: u64) -> NewCertificate {
    let mut new = certificate(dice, number, &[]);
    let label = dice.below(40);
    new.label = if dice.below(2) == 0 { format!("Shared-{label}.example") } else { format!("shared-{label}.EXAMPLE") };
    new.spki_sha256 = [dice.below(60) as u8; 32];
    new.serial = SerialNumber::from_content_octets(&[1 + dice.below(100) as u8]).unwrap();
    new.names_digest = Some([dice.below(80) as u8; 32]);
    new
}

fn ids(rows: Vec<CertificateRow>) -> Vec<CertificateId> {
    rows.into_iter().map(|row| row.id).collect()
}

/// What looking at every certificate gives.
fn expected(all: &[NewCertificate], fits: impl Fn(&NewCertificate) -> bool) -> Vec<CertificateId> {
    let numbered = (1..=all.len() as i64).rev().zip(all.iter().rev()).filter(|(_, new)| fits(new));
    numbered.map(|(id, _)| CertificateId::from_row(id)).take(MAX_ALIKE).collect()
}

fn compare(store: &Store, all: &[NewCertificate], dice: &mut Dice) {
    store
        .read(|tx| {
            for _ in 0..40 {
                let of = &all[dice.below(all.len() as u64) as usize];
                let label = of.label.to_ascii_uppercase();
                let alike = expected(all, |new| new.label.eq_ignore_ascii_case(&label));
                assert_eq!(ids(tx.by_label(&label)?), alike, "{label} among {}", all.len());
                let key = of.spki_sha256;
                let alike = expected(all, |new| new.spki_sha256 == key);
                assert_eq!(ids(tx.certificates_with_public_key(&key)?), alike, "key {} of {}", key[0], all.len());
                let alike = expected(all, |new| new.serial == of.serial);
                assert_eq!(ids(tx.by_serial(&of.serial)?), alike, "{} among {}", of.serial.to_hex(), all.len());
                let active = |new: &NewCertificate| new.names_digest == of.names_digest && new.not_after >= now();
                let digest = of.names_digest.as_ref().unwrap();
                assert_eq!(ids(tx.active_with_names_digest(digest, now())?), expected(all, active), "{}", all.len());
                let found = tx.by_fingerprint(&of.fingerprint)?.unwrap();
                assert_eq!(found.fingerprint, of.fingerprint);
                assert_eq!(tx.names(found.id)?, of.names);
            }
            assert!(tx.by_label("shared-41.example")?.is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn every_value_finds_what_looking_at_every_certificate_finds_newest_first() {
    let (_vault, store) = Vault::new();
    let mut dice = Dice::new(3);
    let mut all: Vec<NewCertificate> = Vec::new();
    for count in [1, 63, 64, 65, 700, 1023, 1024, 1025, 2050, 4200] {
        let new: Vec<_> = (all.len() as u64..count).map(|number| of_few(&mut dice, number)).collect();
        let added = all.len()..;
        all.extend(new.iter().cloned());
        let found = store.write(move |tx| {
            tx.insert_certificates(&new)?;
            // Where they were kept, before anybody else sees them.
            Ok::<_, StoreError>(ids(tx.certificates_with_public_key(&new[0].spki_sha256)?))
        });
        let key = all[added.start].spki_sha256;
        assert_eq!(found.unwrap(), expected(&all, |new| new.spki_sha256 == key), "each once among {}", all.len());
        compare(&store, &all, &mut dice);
    }
}

#[test]
fn what_is_taken_is_refused_in_the_same_commit_and_ever_after() {
    let (_vault, store) = Vault::new();
    let authority = store.write(|tx| lay_authorities(tx, 1)).unwrap()[0];
    let mut dice = Dice::new(4);
    let mut first = certificate(&mut dice, 1, &[]);
    (first.origin, first.authority) = (Origin::Issued, Some(authority));
    let mut again = certificate(&mut dice, 2, &[]);
    (again.origin, again.authority, again.serial) = (Origin::Issued, Some(authority), first.serial.clone());
    let imported = NewCertificate { origin: Origin::Imported, authority: None, ..first.clone() };
    let kept = store
        .write({
            let (first, again, imported) = (first.clone(), again.clone(), imported.clone());
            move |tx| {
                let kept = tx.insert_certificate(&first)?;
                assert_eq!(tx.insert_certificate(&again), Err(StoreError::SerialTaken));
                assert_eq!(tx.insert_certificate(&imported), Err(StoreError::Duplicate { existing: kept }));
                Ok::<_, StoreError>(kept)
            }
        })
        .unwrap();
    for round in 0..5 {
        let (again, imported) = (again.clone(), imported.clone());
        let others: Vec<_> = (0..300).map(|number| certificate(&mut dice, 10 + round * 300 + number, &[])).collect();
        store
            .write(move |tx| {
                tx.insert_certificates(&others)?;
                assert_eq!(tx.insert_certificate(&again), Err(StoreError::SerialTaken));
                assert_eq!(tx.insert_certificate(&imported), Err(StoreError::Duplicate { existing: kept }));
                assert!(tx.active_with_names_digest(&[7; 32], now())?.is_empty());
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
    assert_eq!(store.read(|tx| tx.issued_count(authority)).unwrap(), 1);
    assert!(store.integrity_check().unwrap().is_sound());
}

#[test]
fn an_authority_counts_what_it_issued_wherever_it_stands() {
    let (_vault, store) = Vault::new();
    let authorities = store.write(|tx| lay_authorities(tx, 2)).unwrap();
    let mut dice = Dice::new(6);
    let mut counted = [0; 2];
    for number in 0..200_u64 {
        let mut new = certificate(&mut dice, number, &authorities);
        let later = number % 7 == 0;
        let of = usize::from(number % 3 == 0);
        new.authority = (!later).then_some(authorities[of]);
        let authority = authorities[of];
        store
            .write(move |tx| {
                let id = tx.insert_certificate(&new)?;
                if later { tx.set_certificate_authority(id, authority) } else { Ok(()) }
            })
            .unwrap();
        counted[of] += 1;
        let found = store.read(|tx| authorities.iter().map(|id| tx.issued_count(*id)).collect::<Result<Vec<_>, _>>());
        assert_eq!(found.unwrap(), counted, "after {number}");
    }
}

#[test]
fn a_private_key_is_found_and_unique_as_long_as_it_is_there() {
    let (_vault, store) = Vault::new();
    let mut dice = Dice::new(8);
    // Those that are there: the number in their public key, and the request that has them.
    let mut there: Vec<(u64, RequestId)> = Vec::new();
    let spki = |number: u64| {
        let mut octets = [0; 32];
        octets[20..28].copy_from_slice(&number.to_be_bytes());
        octets[..8].copy_from_slice(&(number % 5).to_be_bytes());
        octets
    };
    for number in 0..400_u64 {
        let spki_sha256 = spki(number);
        let made = store.write(move |tx| {
            let key = NewPrivateKey {
                algorithm: "ecdsa-p256".to_owned(),
                spki_sha256,
                protection: KeyProtection::Vault,
                sealed: vec![1, 2, 3],
                created_at: now(),
            };
            let id = tx.insert_private_key(&key)?;
            assert_eq!(tx.insert_private_key(&key), Err(StoreError::KeyTaken));
            tx.insert_request(&NewRequest {
                label: format!("asked-{number}.example"),
                subject: format!("CN=asked-{number}.example"),
                key_algorithm: "ecdsa-p256".to_owned(),
                key: id,
                spki_sha256,
                der: b"a request".to_vec(),
                notes: None,
                created_by: "alice".to_owned(),
                created_at: now(),
            })
        });
        there.push((number, made.unwrap()));
        // Often the newest, whose id is given again.
        while dice.below(3) == 0 && !there.is_empty() {
            let at = if dice.below(2) == 0 { there.len() - 1 } else { dice.below(there.len() as u64) as usize };
            let (number, request) = there.remove(at);
            store.write(move |tx| tx.delete_request(request).map(drop)).unwrap();
            assert_eq!(store.read(|tx| tx.private_key_by_spki(&spki(number))).unwrap(), None);
        }
        if number % 50 == 49 {
            for (number, _) in &there {
                let found = store.read(|tx| tx.private_key_by_spki(&spki(*number))).unwrap();
                assert_eq!(found.unwrap().spki_sha256, spki(*number));
            }
            assert_eq!(store.integrity_check().unwrap().problems, Vec::<String>::new());
        }
    }
}

#[test]
fn what_the_writer_has_in_mind_of_keys_is_what_is_there_whoever_wrote_it_and_whatever_failed() {
    let (vault, store) = Vault::new();
    let other = vault.open().unwrap();
    let key = |number: u8| NewPrivateKey {
        algorithm: "ecdsa-p256".to_owned(),
        spki_sha256: [number; 32],
        protection: KeyProtection::Vault,
        sealed: vec![1, 2, 3],
        created_at: now(),
    };
    let insert = move |store: &Store, number: u8| store.write(move |tx| tx.insert_private_key(&key(number)).map(drop));
    let fail = move |store: &Store, number: u8| {
        store.write(move |tx| {
            tx.insert_private_key(&key(number))?;
            Err::<(), _>(StoreError::Missing("what it needs".to_owned()))
        })
    };
    insert(&store, 1).unwrap();
    // Alone, where all is rolled back.
    assert!(matches!(fail(&store, 2), Err(StoreError::Missing(_))));
    insert(&store, 2).unwrap();
    // Among others, where its part is: many at once are committed together.
    std::thread::scope(|scope| {
        for number in 10..60 {
            let store = &store;
            scope.spawn(move || {
                if number % 2 == 0 {
                    insert(store, number).unwrap();
                } else {
                    assert!(matches!(fail(store, number), Err(StoreError::Missing(_))));
                }
            });
        }
    });
    for number in 10..60 {
        let again = if number % 2 == 0 { Err(StoreError::KeyTaken) } else { Ok(()) };
        assert_eq!(insert(&store, number), again, "{number}");
    }
    // What another process wrote meanwhile.
    insert(&other, 70).unwrap();
    assert_eq!(insert(&store, 70), Err(StoreError::KeyTaken));
    insert(&store, 71).unwrap();
    assert_eq!(insert(&other, 71), Err(StoreError::KeyTaken));
}
