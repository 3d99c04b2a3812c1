//! Taking over an authority, stopped at every moment at which it asks for the time: each step does.

use super::requests::Desk;
use super::takeover::{ground, old_pki};
use chancery_domain::RevocationReason;
use chancery_engine::{Clock, Console, Host, OpenMethod, OpenVault, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{ids, import};
use chrono::{DateTime, Utc};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// A clock that stops whoever asks it too often.
#[derive(Debug)]
struct Stopping {
    now: DateTime<Utc>,
    left: AtomicI64,
}

impl Clock for Stopping {
    fn now(&self) -> DateTime<Utc> {
        assert!(self.left.fetch_sub(1, Ordering::SeqCst) > 0, "stopped here");
        self.now
    }
}

#[test]
fn an_authority_that_was_half_taken_over_is_whole_when_the_vault_is_opened_again() {
    let desk = Desk::new();
    old_pki(&desk);
    let ground = ground();
    let (vault, ada) = ground.vault();
    vault.import_files(&ada, &[desk.path("one.pem")], None).unwrap();
    drop(vault);
    ground.console.lock();
    let (mut before, mut after) = (0, 0);
    for asked in 0..100 {
        let folder = desk.path(&format!("vault-{asked}"));
        let folder = std::path::Path::new(&folder);
        ground.copy_to(folder);
        let clock = Arc::new(Stopping { now: Utc::now() + chrono::Duration::minutes(10), left: AtomicI64::new(1000) });
        let options = VaultOptions {
            clock: Arc::clone(&clock) as _,
            keychain: Arc::new(NoKeychain),
            passphrase_cost: Some(Argon2Cost::floor()),
        };
        let console = Console::with_options(folder.to_path_buf(), Host::CommandLine, options);
        let method = OpenMethod::Recovery { code: ground.recovery_code.as_str().into() };
        console.open(&OpenVault { user: None, method }).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        let chain = ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat();
        clock.left.store(asked, Ordering::SeqCst);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            vault.import_authority(&ada, &import("Old", chain, desk.text("sub.key")))
        }));
        clock.left.store(1000, Ordering::SeqCst);
        drop(vault);
        console.lock();
        drop(console);
        let done = matches!(outcome, Ok(Ok(_)));

        let console = ground.recover(folder).unwrap();
        let (vault, ada) = console.open_vault().unwrap();
        if vault.authorities(&ada).unwrap().is_empty() {
            before += 1;
            assert_eq!(vault.dashboard(&ada).unwrap().total.count, 1, "stopped at {asked}: nothing of it is here");
        } else {
            after += 1;
            assert_eq!(vault.authority(&ada, "Old").unwrap().chain.len(), 2, "stopped at {asked}");
            let one = vault.certificate(&ada, "one.old.example").unwrap().row.id;
            let report = vault.revoke(&ada, &ids([one]), RevocationReason::Superseded).unwrap();
            assert_eq!((report.revoked, report.failed.len()), (1, 0), "stopped at {asked}: {:?}", report.failed);
        }
        assert!(vault.check_integrity(&ada).unwrap().ok && vault.verify_audit(&ada).unwrap().intact);
        drop(vault);
        std::fs::remove_dir_all(folder).unwrap();
        if done {
            println!("stopped {before} times before and {after} times after it was there");
            assert!(before > 0 && after > 1);
            return;
        }
    }
    panic!("it never came to its end");
}
