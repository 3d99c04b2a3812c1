//! Runs the figures that were asked for, and prints the table.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::table::{self, Row, Verdict};
use super::{Arguments, FIGURES};
use super::{
    audit, batch, crl, crl_parts, estate, import, issuance, lint, lists, migrating, opening, revocation, status, window,
};
use crate::checkout::Checkout;
use crate::error::{Doing, Error, Result};
use crate::say;
use crate::stamp::Stamp;

/// What every figure works with.
#[derive(Debug)]
pub(super) struct Bench<'a> {
    pub(super) checkout: &'a Checkout,
    quick: bool,
    fresh: bool,
    /// What was made in this run, and so is fresh though everything is to be.
    made: RefCell<HashSet<String>>,
    folder: PathBuf,
    /// What the kept vaults are made of, as it stood when this run began.
    pub(super) made_of: Stamp,
}

impl Bench<'_> {
    /// One number for a measurement, another that only shows that it works.
    pub(super) fn scale(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// A place for things that the next run can use again.
    pub(super) fn kept(&self, name: &str) -> PathBuf {
        self.folder.join(if self.quick { format!("{name}-quick") } else { name.to_owned() })
    }

    /// A folder that goes away, on the disk that the rest is on.
    pub(super) fn temporary(&self) -> Result<tempfile::TempDir> {
        tempfile::tempdir_in(&self.folder).doing(|| format!("making a folder in {}", self.folder.display()))
    }

    /// Whether a thing is to be made even if an earlier run left one; asked once for each, it says no after that.
    pub(super) fn is_to_be_made(&self, name: &str) -> bool {
        self.fresh && self.made.borrow_mut().insert(name.to_owned())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

pub(super) fn figures(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let folder = checkout.cache().join("bench");
    fs::create_dir_all(&folder).doing(|| format!("making {}", folder.display()))?;
    let bench = Bench {
        checkout,
        quick: arguments.quick,
        fresh: arguments.fresh,
        made: RefCell::default(),
        folder,
        made_of: estate::made_of(checkout)?,
    };
    let begun = Instant::now();
    let mut rows = Vec::new();
    for (name, about) in FIGURES {
        if !arguments.only.is_empty() && !arguments.only.iter().any(|only| only == name) {
            continue;
        }
        say::heading(&format!("{name}: {about}"));
        let found = match *name {
            "issuance" => issuance::measure(&bench),
            "batch" => batch::measure(&bench),
            "import" => import::measure(&bench),
            "crl" => crl::measure(&bench),
            "crl-parts" => crl_parts::measure(&bench),
            "lint" => lint::measure(&bench),
            "lists" => lists::measure(&bench),
            "audit" => audit::measure(&bench),
            "revocation" => revocation::measure(&bench),
            "status" => status::measure(&bench),
            "migrating" => migrating::measure(&bench),
            "opening" => opening::measure(&bench),
            _ => window::measure(&bench),
        };
        // One that fails is no reason to throw away the minutes that the others took.
        let found = found.unwrap_or_else(|error| vec![Row::not_measured(name, error.to_string())]);
        for line in table::lines(&found).iter().skip(1) {
            say::note(line);
        }
        rows.extend(found);
    }
    say::heading(&format!("Results, in {}", say::duration(begun.elapsed())));
    if cfg!(debug_assertions) {
        say::note("This is a debug build: the figures say nothing.");
    }
    if arguments.quick {
        say::note("These inventories are small: the figures show that it works and say little else.");
    }
    for line in table::lines(&rows) {
        say::note(&line);
    }
    let missed = |row: &&Row| matches!(row.verdict, Verdict::Over | Verdict::NotMeasured);
    let missed: Vec<&str> = rows.iter().filter(missed).map(|row| row.figure.as_str()).collect();
    if missed.is_empty() { Ok(()) } else { Err(Error::LimitsMissed(missed.join("; "))) }
}
