//! `chancery crl`: certificate revocation lists (RFC 5280 §5).

use crate::{
    answer::Answer,
    ca::unlock,
    invocation::{Invocation, path_text, refuse_existing},
    table::Table,
    time::moment,
};
use chancery_domain::visible;
use chancery_engine::{CrlFormat, CrlSummary, Result};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum CrlVerb {
    /// Make a CRL now and write it to a file
    Issue {
        #[command(flatten)]
        target: Target,
        /// Holds the passphrase of the authority's key, when it has one of its own
        #[arg(long, value_name = "FILE")]
        ca_passphrase_file: Option<PathBuf>,
    },
    /// Write the newest CRL to a file, without making another
    Export {
        #[command(flatten)]
        target: Target,
        /// Also when it is out of date or lacks a revocation
        #[arg(long)]
        stale: bool,
    },
    /// The CRLs of an authority, newest first
    List {
        #[arg(long, value_name = "REF")]
        ca: String,
    },
}

/// Whose CRL goes where.
#[derive(Debug, clap::Args)]
pub(crate) struct Target {
    /// The authority
    #[arg(long, value_name = "REF")]
    ca: String,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_enum, default_value = "der")]
    format: Format,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Der,
    Pem,
}

pub(crate) fn run(verb: CrlVerb, invocation: &Invocation) -> Result<Answer> {
    match verb {
        CrlVerb::Issue { target, ca_passphrase_file } => issue(invocation, &target, ca_passphrase_file.as_deref()),
        CrlVerb::Export { target, stale } => {
            let (vault, actor) = invocation.open()?;
            let (format, path) = (target.format.into(), path_text(&target.out)?);
            let file = vault.export_crl(&actor, &target.ca, format, &path, target.force, stale)?;
            Ok(Answer::new(&file, format!("CRL written to {}.", visible(&file.path))))
        }
        CrlVerb::List { ca } => {
            let (vault, actor) = invocation.open()?;
            Ok(list(&vault.crls(&actor, &ca)?))
        }
    }
}

fn issue(invocation: &Invocation, target: &Target, ca_passphrase_file: Option<&Path>) -> Result<Answer> {
    let path = path_text(&target.out)?;
    refuse_existing([target.out.as_path()], target.force)?;
    let (vault, actor) = invocation.open()?;
    unlock(&vault, &actor, Some(&target.ca), ca_passphrase_file)?;
    let crl = vault.issue_crl(&actor, &target.ca)?;
    let file = vault.export_crl(&actor, &target.ca, target.format.into(), &path, target.force, true)?;
    let text = format!(
        "CRL {} with {} revoked {}, good until {}, written to {}.",
        crl.number,
        crl.entries,
        if crl.entries == 1 { "certificate" } else { "certificates" },
        moment(crl.next_update),
        visible(&file.path)
    );
    Ok(Answer::new(&crl, text).with("file", &file))
}

fn list(crls: &[CrlSummary]) -> Answer {
    let mut table = Table::new(["NUMBER", "MADE", "GOOD UNTIL", "REVOKED", "BYTES"]);
    for crl in crls {
        table.row([
            &crl.number,
            &moment(crl.this_update),
            &moment(crl.next_update),
            &crl.entries.to_string(),
            &crl.bytes.to_string(),
        ]);
    }
    let text = table.text("No CRL was made yet.");
    Answer::list("crls", &crls, text)
}

impl From<Format> for CrlFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Der => Self::Der,
            Format::Pem => Self::Pem,
        }
    }
}
