//! Two processes that write into one vault at the same time.

#![allow(clippy::unwrap_used)]

mod common;

use chancery_domain::SerialNumber;
use chancery_store::{Store, StoreError};
use common::{Dice, KEY, Vault, certificate, event, lay_authorities, now, signer};
use std::process::{Command, Stdio};

const WRITES: u64 = 150;
/// Set for the process that the test starts: where the vault is, and the process's number.
const CHILD: &str = "CHANCERY_STORE_TEST_CHILD";

fn write_many(store: &Store, process: u64) {
    std::thread::scope(|scope| {
        for thread in 0..3 {
            scope.spawn(move || {
                let mut dice = Dice::new(1000 + process * 10 + thread);
                for round in 0..WRITES {
                    let number = process * 1_000_000 + thread * 10_000 + round;
                    let mut new = certificate(&mut dice, number, &[]);
                    store
                        .write(move |tx| {
                            let authority = tx.authorities()?[0].id;
                            new.authority = Some(authority);
                            // Both processes count up the same serial numbers: each is free for one of them only.
                            let next = tx.issued_count(authority)? + 1;
                            new.serial = SerialNumber::from_content_octets(&next.to_be_bytes()).unwrap();
                            let id = tx.insert_certificate(&new)?;
                            tx.take_crl_number(authority)?;
                            tx.append_audit(event("certificate.issue", Some(&id.to_string())))
                        })
                        .unwrap();
                }
            });
        }
    });
}

#[test]
fn two_processes_take_turns_and_share_one_chain_and_one_line_of_serial_numbers() {
    if let Ok(path) = std::env::var(CHILD) {
        let store = Store::open(&path, &KEY, signer()).unwrap();
        write_many(&store, 2);
        return;
    }
    let (vault, store) = Vault::new();
    store.write(|tx| lay_authorities(tx, 1)).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "two_processes_take_turns_and_share_one_chain_and_one_line_of_serial_numbers"])
        .env(CHILD, &vault.path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    write_many(&store, 1);
    assert!(child.wait().unwrap().success(), "the other process was never told to wait for longer than it would");
    store
        .read(|tx| {
            let authority = tx.authorities()?[0].clone();
            let total = 2 * 3 * WRITES;
            assert_eq!(tx.issued_count(authority.id)?, total);
            assert_eq!(authority.next_crl_number, total + 1, "no CRL number was taken twice");
            for number in 1..=total {
                let serial = SerialNumber::from_content_octets(&number.to_be_bytes()).unwrap();
                assert!(tx.by_serial_of(authority.id, &serial)?.is_some(), "serial number {number}");
            }
            let report = tx.audit().verify_chain(|_, _| Ok::<_, StoreError>(()))?;
            assert_eq!((report.events, report.first_break), (total, None));
            assert_eq!(tx.dashboard(now())?.total, total + 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.integrity_check().unwrap().is_sound());
}
