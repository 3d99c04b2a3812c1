//! Makes the estate, and holds it against what it was meant to be.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chancery_engine::{Clock, Console, CreateVault, Dashboard, Host, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chrono::{DateTime, SubsecRound, Utc};

use super::inventory::{ALL, EXPIRED, HELD, REVOKED, SOON, planned};
use super::timeline::{self, TravellingClock};
use super::{PASSPHRASE, USER, VAULT_NAME};
use crate::error::{Doing, Error, Result};
use crate::say;

/// Beside the database: what makes every window label the vault.
const MARK: &str = chancery_engine::DEMO_MARK;
const MARK_TEXT: &str =
    "This vault is Chancery's demo estate. Everything in it is invented; trust none of its certificates.\n";

/// Makes the estate beside `vault`, and puts it in place when it is complete.
pub(super) fn anew(cache: &Path, vault: &Path) -> Result<()> {
    let begun = Instant::now();
    say::note(&format!("Making it: 8 authorities, {ALL} certificates, the machine's trust store. A moment."));
    fs::create_dir_all(cache).doing(|| format!("making {}", cache.display()))?;
    let beside = tempfile::Builder::new()
        .prefix("demo-vault-")
        .tempdir_in(cache)
        .doing(|| "making a temporary folder".to_owned())?;
    let made = beside.path().join("vault");
    let (_, remarks) = estate(&made, Utc::now().trunc_subsecs(0))?;
    match fs::remove_dir_all(vault) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::Io { doing: format!("removing {}", vault.display()), source: error });
        }
        _ => {}
    }
    fs::rename(&made, vault).doing(|| format!("putting the estate into {}", vault.display()))?;
    for remark in remarks {
        say::note(&remark);
    }
    say::note(&format!(
        "{EXPIRED} certificates have expired, {SOON} expire within 30 days, {REVOKED} are revoked, {HELD} on hold."
    ));
    say::note(&format!("Made in {}.", say::duration(begun.elapsed())));
    Ok(())
}

/// Makes the estate in `folder` as it stands at `now`; says what its dashboard shows, and what could not be made.
pub(super) fn estate(folder: &Path, now: DateTime<Utc>) -> Result<(Dashboard, Vec<String>)> {
    let clock = Arc::new(TravellingClock::at(timeline::beginning(now)));
    let options = VaultOptions {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        keychain: Arc::new(NoKeychain),
        // Everybody knows the passphrase: guessing it need not be dear.
        passphrase_cost: Some(Argon2Cost::floor()),
    };
    let console = Console::with_options(folder.to_owned(), Host::CommandLine, options);
    console.create(&CreateVault {
        name: VAULT_NAME.to_owned(),
        user: USER.to_owned(),
        passphrase: Some(PASSPHRASE.into()),
        use_keychain: false,
    })?;
    fs::write(folder.join(MARK), MARK_TEXT).doing(|| format!("labelling {}", folder.display()))?;
    let (vault, actor) = console.open_vault()?;
    let remarks = timeline::live_through(&vault, &actor, &clock, &planned(now), now)?;
    let dashboard = vault.dashboard(&actor)?;
    drop(vault);
    console.lock();
    Ok((dashboard, remarks))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chancery_domain::Status;
    use chancery_engine::{CertificateFilter, OpenMethod, OpenVault};

    #[test]
    fn the_estate_is_what_it_says_and_opens_with_its_passphrase_and_label() {
        let folder = tempfile::tempdir().unwrap();
        let vault = folder.path().join("vault");
        let now = Utc::now().trunc_subsecs(0);

        estate(&vault, now).unwrap();

        let console = Console::new(vault, Host::CommandLine);
        assert!(console.state().unwrap().demo, "a window shows that it is the demo");
        let passphrase = PASSPHRASE.into();
        console.open(&OpenVault { user: None, method: OpenMethod::Passphrase { passphrase } }).unwrap();
        let (vault, actor) = console.open_vault().unwrap();
        let count = |status: Status, days: Option<i64>| {
            let filter = CertificateFilter {
                status: vec![status],
                expires_until: days.map(|days| now + chrono::Duration::days(days)),
                origin: Some(chancery_domain::Origin::Issued),
                is_ca: Some(false),
                ..CertificateFilter::default()
            };
            vault.count_certificates(&actor, &filter).unwrap().number as usize
        };
        assert_eq!(count(Status::Expired, None), EXPIRED);
        assert_eq!(count(Status::Active, Some(30)), SOON);
        assert_eq!(count(Status::Revoked, None), REVOKED);
        assert_eq!(count(Status::OnHold, None), HELD);
        assert_eq!(count(Status::Active, None), ALL - EXPIRED - REVOKED - HELD);
        assert_eq!(vault.authorities(&actor).unwrap().len(), 8);
        assert!(vault.verify_audit(&actor).unwrap().intact, "its history is a whole chain");
    }
}
