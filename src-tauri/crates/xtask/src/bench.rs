//! `cargo xtask bench`: what the console promises, measured, each figure beside its limit.
//!
//! Owns the list of figures and the table. Limits that depend on the machine are measured in the
//! same run. Run by hand on a quiet machine; never a test, whose verdict would hang on the weather.

#[cfg(feature = "engine")]
mod audit;
#[cfg(feature = "engine")]
mod bare_store;
#[cfg(feature = "engine")]
mod batch;
#[cfg(feature = "engine")]
mod certificates;
#[cfg(feature = "engine")]
mod command_line;
#[cfg(feature = "engine")]
mod crl;
#[cfg(feature = "engine")]
mod crl_parts;
#[cfg(feature = "engine")]
mod estate;
#[cfg(feature = "engine")]
mod filters;
#[cfg(feature = "engine")]
mod import;
#[cfg(feature = "engine")]
mod issuance;
#[cfg(feature = "engine")]
mod lint;
#[cfg(feature = "engine")]
mod lists;
#[cfg(feature = "engine")]
mod memory;
#[cfg(feature = "engine")]
mod migrating;
#[cfg(feature = "engine")]
mod opening;
#[cfg(feature = "engine")]
mod plain_sql;
#[cfg(feature = "engine")]
mod resuming;
#[cfg(feature = "engine")]
mod revocation;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod samples;
#[cfg(feature = "engine")]
mod status;
#[cfg(feature = "engine")]
mod table;
#[cfg(feature = "engine")]
mod webdriver;
#[cfg(feature = "engine")]
mod window;

use crate::checkout::Checkout;
use crate::error::{Error, Result};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Measures with small inventories: shows that it works, not what it costs
    #[arg(long)]
    quick: bool,

    /// Measures these figures alone (may be given several times)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    /// Fills the large vaults anew instead of keeping those of the last run
    #[arg(long)]
    fresh: bool,

    /// Names the figures and ends
    #[arg(long)]
    list: bool,
}

/// What is measured, in this order: what `--only` takes, and what it is about.
const FIGURES: &[(&str, &str)] = &[
    ("issuance", "certificates a second with a fresh key, in batches and one at a time"),
    ("batch", "batches of 30,000: from a table with fresh keys, and from signing requests beside openssl ca"),
    ("import", "certificates a second out of a PEM file"),
    ("crl", "a CRL of a million entries"),
    ("crl-parts", "revoking one more of a million, with the CRL of its shard and the delta"),
    ("lint", "certificates a second that lint looks at on one thread"),
    ("lists", "lists, filters, searches and the dashboard over a million certificates"),
    ("audit", "the log of a million events: any filters, checking it and exporting it"),
    ("revocation", "revoking one certificate among a million and among a thousand"),
    ("status", "OCSP answers a second over HTTP, beside openssl ocsp"),
    ("migrating", "bringing a vault of a million certificates of an earlier version up to date"),
    ("opening", "opening a vault of a million certificates to its dashboard"),
    ("window", "the same in the real window, and the memory it takes"),
];

/// Measures in a release build, and prints the table.
///
/// # Errors
/// After the table, when a figure is over its limit or could not be measured.
pub(crate) fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    if let Some(unknown) = arguments.only.iter().find(|name| FIGURES.iter().all(|(known, _)| known != name)) {
        return Err(Error::UnknownFigure(unknown.clone()));
    }
    if arguments.list {
        for (name, about) in FIGURES {
            println!("{name:<12} {about}");
        }
        return Ok(());
    }
    #[cfg(feature = "engine")]
    return run::figures(checkout, arguments);
    #[cfg(not(feature = "engine"))]
    {
        let arguments: Vec<_> = std::env::args_os().skip(1).collect();
        crate::with_engine::go_on(checkout, crate::checkout::Build::Release, &arguments)
    }
}
