//! The vaults of a million certificates: filled once, kept between runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chancery_domain::{AuthorityId, KeyAlgorithm, RuleSets};
use chancery_engine::CreateAuthority;
use chancery_pki::{LINT_VERSION, LintSeverity, lint_as_declared, lint_rules};
use chancery_store::{Findings, StoreError};
use chrono::{SubsecRound, Utc};

use super::bare_store::{self, ISSUING, Opened};
use super::certificates::{Encoding, Inventor};
use super::run::Bench;
use super::samples;
use super::table::grouped;
use crate::checkout::Checkout;
use crate::demo::Dice;
use crate::error::{Doing, Error, Result};
use crate::say;
use crate::stamp::Stamp;

/// Authorities that issued the inventory; the last has revoked nothing.
const AUTHORITIES: usize = 6;
/// Encodings that are really signed.
const ENCODINGS: usize = 300;
/// Certificates in one transaction.
const STEP: usize = 5_000;
/// One in so many, the newest, is still to be linted, as when the rules have changed.
const UNLINTED: usize = 10;
/// Rules that imported certificates break.
const ERRORS: usize = 12;
/// What the vaults are made of and by, and so what puts them out of date when it changes.
const MADE_OF: &[&str] = &["store/src", "pki/src/lint"];
const MADE_BY: &[&str] = &["audit.rs", "bare_store.rs", "certificates.rs", "crl.rs", "estate.rs", "samples.rs"];

/// The authority that has revoked nothing.
pub(super) fn clean_authority() -> String {
    authority_name(AUTHORITIES - 1)
}

fn authority_name(number: usize) -> String {
    format!("Example Corp Issuing CA {}", number + 1)
}

/// The folder of a vault with this many certificates, closed.
pub(super) fn filled(bench: &Bench<'_>, count: usize) -> Result<PathBuf> {
    kept(bench, &format!("vault-{count}"), |folder| fill(folder, count))
}

/// What the vaults are made of, as the sources are now.
pub(super) fn made_of(checkout: &Checkout) -> Result<Stamp> {
    let crates = checkout.root().join("src-tauri/crates");
    let stamp =
        MADE_OF.iter().try_fold(Stamp::default(), |stamp, folder| stamp.folder(&crates.join(folder), |_| false))?;
    MADE_BY.iter().try_fold(stamp, |stamp, file| stamp.file(&crates.join("xtask/src/bench").join(file)))
}

/// A vault that `make` made in an earlier run, or makes now.
pub(super) fn kept(bench: &Bench<'_>, name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let folder = bench.folder().join(name);
    let stamp_file = bench.folder().join(format!("{name}.stamp"));
    let stamp = &bench.made_of;
    if !bench.is_to_be_made(name) && stamp.is_at(&stamp_file) && folder.is_dir() {
        return Ok(folder);
    }
    let draft = bench.folder().join(format!("{name}.new"));
    for old in [&folder, &draft] {
        match fs::remove_dir_all(old) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::Io { doing: format!("removing {}", old.display()), source });
            }
            _ => {}
        }
    }
    make(&draft)?;
    fs::rename(&draft, &folder).doing(|| format!("putting {} in place", folder.display()))?;
    stamp.write(&stamp_file)?;
    Ok(folder)
}

fn fill(folder: &Path, count: usize) -> Result<()> {
    let begun = Instant::now();
    let opened = bare_store::make(folder)?;
    let authorities = found_authorities(&opened)?;
    let encodings = encodings(&opened)?;
    opened.close();
    let store = bare_store::store(folder)?;
    let now = Utc::now().trunc_subsecs(0);
    let is_error = |severity| severity == LintSeverity::Error;
    let errors: Vec<&str> =
        lint_rules().filter(|rule| is_error(rule.severity)).map(|rule| rule.id).take(ERRORS).collect();
    let mut inventor = Inventor {
        dice: Dice::new(count as u64),
        now,
        authorities: &authorities,
        encodings: &encodings,
        errors: &errors,
    };
    let linted = count - count / UNLINTED;
    let mut told = Instant::now();
    for first in (0..count).step_by(STEP) {
        let step: Vec<_> = (first..(first + STEP).min(count)).map(|number| inventor.invent(number)).collect();
        store.write(move |tx| {
            let found = step.into_iter().map(|invented| invented.insert(tx)).collect::<Result<Vec<Findings>, _>>()?;
            if first < linted { tx.note_findings(LINT_VERSION, &found) } else { Ok::<(), StoreError>(()) }
        })?;
        if told.elapsed().as_secs() >= 20 {
            told = Instant::now();
            say::note(&format!("{} of {} certificates are in.", grouped((first + STEP) as f64), grouped(count as f64)));
        }
    }
    drop(store);
    if count > STEP {
        let time = say::duration(begun.elapsed());
        say::note(&format!("A vault of {} certificates was filled in {time}.", grouped(count as f64)));
    }
    Ok(())
}

fn found_authorities(opened: &Opened) -> Result<Vec<(AuthorityId, String)>> {
    (0..AUTHORITIES)
        .map(|number| {
            let name = authority_name(number);
            let founded = opened.vault.create_authority(
                &opened.actor,
                &CreateAuthority {
                    subject: format!("CN={name},O=Example Corp,C=DE"),
                    name: name.clone(),
                    key: KeyAlgorithm::EcdsaP256,
                    days: 1825,
                    parent: Some("Bench Root CA".to_owned()),
                    path_len: Some(0),
                    permit_dns: Vec::new(),
                    exclude_dns: Vec::new(),
                    permit_ip: Vec::new(),
                    exclude_ip: Vec::new(),
                    permit_email: Vec::new(),
                    exclude_email: Vec::new(),
                    crl_url: Some(format!("http://pki.corp.example/crl/{number}.crl")),
                    aia_url: Some(format!("http://pki.corp.example/ca/{number}.cer")),
                    ocsp_url: Some("http://pki.corp.example/ocsp".to_owned()),
                    crl_days: 7,
                    crl_rules: Default::default(),
                    passphrase: None,
                },
            )?;
            Ok((founded.summary.id.parse()?, name))
        })
        .collect()
}

fn encodings(opened: &Opened) -> Result<Vec<Encoding>> {
    let requests: Vec<_> = (0..ENCODINGS).map(|number| samples::request(ISSUING, number)).collect();
    let ids = opened.vault.issue_all(&opened.actor, ISSUING, &requests)?;
    let store = bare_store::store(opened.vault.folder())?;
    store.read(|tx| {
        ids.iter()
            .map(|id| {
                let lost = || Error::Window(format!("{id} was issued and is not there"));
                let der = tx.certificate_der(*id)?.ok_or_else(lost)?;
                let found = lint_as_declared(&der, RuleSets::RFC5280).iter().map(|finding| finding.rule.id).collect();
                Ok(Encoding { der, found })
            })
            .collect()
    })
}
