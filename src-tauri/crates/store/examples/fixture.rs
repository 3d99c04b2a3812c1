//! Makes the database that later versions must still open: `cargo run -p chancery-store --example fixture FILE`.
//!
//! Run once for each version of the database; the file is never made again.

#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use chancery_domain::{CertificateId, CrlKind, Environment, Lifecycle, RevocationReason, Role};
use chancery_store::{CrlFrame, Metadata, NewCrl, Store, StoreError};
use chrono::Duration;
use common::{Dice, KEY, certificate, event, lay_authorities, now, raw, revoke, signer};

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let store = Store::create(&path, &KEY, signer(), now()).unwrap();
    store
        .write(|tx| {
            tx.insert_user("alice", Role::Administrator, now())?;
            tx.insert_user("bob", Role::Auditor, now())?;
            tx.set_setting("idle_minutes", &5.into())?;
            let authorities = lay_authorities(tx, 2)?;
            let mut dice = Dice::new(11);
            for number in 0..30 {
                let id = tx.insert_certificate(&certificate(&mut dice, number, &authorities))?;
                tx.append_audit(event("certificate.issue", Some(&id.to_string())))?;
            }
            let id = CertificateId::from_row(5);
            revoke(tx, id, Lifecycle::Revoked, RevocationReason::KeyCompromise)?;
            tx.append_audit(event("certificate.revoke", Some(&id.to_string())))?;
            let number = tx.take_crl_number(authorities[0])?;
            tx.insert_crl(&NewCrl {
                authority: authorities[0],
                number,
                this_update: now(),
                next_update: now() + Duration::days(7),
                extent: tx.revocation_extent(authorities[0])?,
                bytes: 2,
                kind: CrlKind::Full,
                base: None,
                entries: 1,
                leaving: None,
                freshest: false,
                frame: CrlFrame { before: vec![0x30], after: vec![0] },
            })?;
            let metadata = Metadata {
                owner: Some("Zauberflöte".to_owned()),
                environment: Some(Environment::Staging),
                notes: Some("kept".to_owned()),
            };
            tx.update_metadata(CertificateId::from_row(6), &metadata)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    drop(store);
    raw(path.as_ref()).execute_batch("PRAGMA journal_mode = DELETE; VACUUM").unwrap();
}
