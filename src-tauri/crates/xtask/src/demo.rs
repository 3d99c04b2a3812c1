//! The demo estate: a vault full of an invented company's certificates, for looking around in.
//!
//! Owns where it is, what opens it and when it is made anew; what is in it stands in the modules
//! below, which need the engine.

#[cfg(feature = "engine")]
mod authorities;
#[cfg(feature = "engine")]
mod dice;
#[cfg(feature = "engine")]
mod inventory;
#[cfg(feature = "engine")]
mod kind;
#[cfg(feature = "engine")]
mod make;
#[cfg(feature = "engine")]
mod names;
#[cfg(feature = "engine")]
mod timeline;

#[cfg(feature = "engine")]
pub(crate) use dice::Dice;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::checkout::Checkout;
use crate::error::Result;
use crate::say;
use crate::stamp::Stamp;

/// Opens the demo estate, and its offline root's key. No secret: it is printed and documented.
pub(crate) const PASSPHRASE: &str = "demo estate passphrase";
/// The estate's only person.
#[cfg(feature = "engine")]
const USER: &str = "Dana Demo";
#[cfg(feature = "engine")]
const VAULT_NAME: &str = "Demo estate (Example Corp)";

/// Older than this, what "expires in two days" has expired, and no CRL is good any more.
const GOOD_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What the estate is made of, and so what makes it out of date when it changes.
const MADE_OF: &[&str] = &["store/src", "keychain/src", "xtask/src/demo"];

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Makes it anew even if the one that is there is still good
    #[arg(long)]
    fresh: bool,
}

/// Makes the demo estate and says where it is.
pub(crate) fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    say::heading("The demo estate");
    ready(checkout, arguments.fresh)?;
    introduce(checkout);
    Ok(())
}

/// The demo estate's folder. It is made when there is none, when what it is made of has changed,
/// and when it is a week old: what was done in it is lost then.
pub(crate) fn ready(checkout: &Checkout, fresh: bool) -> Result<PathBuf> {
    let vault = folder(checkout);
    let stamp = stamp(checkout)?;
    if !fresh && is_good(&vault, &stamp, &stamp_file(checkout)) {
        say::note("The estate is there and still good.");
        return Ok(vault);
    }
    #[cfg(feature = "engine")]
    {
        make::anew(checkout.cache(), &vault)?;
        stamp.write(&stamp_file(checkout))?;
    }
    #[cfg(not(feature = "engine"))]
    crate::with_engine::go_on(checkout, crate::checkout::Build::Debug, &["demo", "--fresh"].map(Into::into))?;
    Ok(vault)
}

/// What a person needs to know to look around in it.
pub(crate) fn introduce(checkout: &Checkout) {
    say::note(&format!("The demo estate: {}", folder(checkout).display()));
    say::note(&format!("Everything in it is invented. Its passphrase: {PASSPHRASE}"));
}

fn folder(checkout: &Checkout) -> PathBuf {
    checkout.cache().join("demo-vault")
}

fn stamp_file(checkout: &Checkout) -> PathBuf {
    checkout.cache().join("demo-vault.stamp")
}

fn stamp(checkout: &Checkout) -> Result<Stamp> {
    let crates = checkout.root().join("src-tauri/crates");
    MADE_OF.iter().try_fold(Stamp::default(), |stamp, part| stamp.folder(&crates.join(part), |_| false))
}

fn is_good(vault: &Path, stamp: &Stamp, stamp_file: &Path) -> bool {
    let age = fs::metadata(stamp_file).and_then(|file| file.modified()).ok().and_then(|made| made.elapsed().ok());
    stamp.is_at(stamp_file) && age.is_some_and(|age| age < GOOD_FOR) && vault.join("vault.db").is_file()
}

#[cfg(test)]
mod tests {
    use super::PASSPHRASE;

    #[test]
    fn the_demo_estates_sign_in_says_the_passphrase_that_opens_it() {
        let words = include_str!("../../../../ui/src/locales/en/signIn.json");
        assert!(words.contains(&format!("Its passphrase: {PASSPHRASE}\"")), "the sign-in says another passphrase");
    }
}
