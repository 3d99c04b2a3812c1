//! `chancery crl`: certificate revocation lists (RFC 5280 §5).

use crate::{
    answer::Answer,
    ca::unlock,
    invocation::{Invocation, path_text},
    table::Table,
    target::publisher,
    time::moment,
};
use chancery_domain::{CrlKind, visible};
use chancery_engine::{CrlDetail, CrlFormat, CrlSummary, EngineError, PublishRequest, Result};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum CrlVerb {
    /// Make a CRL now and write it to a file, or with --due every CRL that is due
    ///
    /// A full one is followed by the delta and the CRL of other reasons, where the authority makes them.
    Issue {
        /// Make the CRLs of all authorities for which one is due: after a revocation, or as the last one ends soon
        #[arg(long, conflicts_with_all = ["ca", "out", "kind", "force", "ca_passphrase_file"])]
        due: bool,
        /// The authority
        #[arg(long, value_name = "REF", required_unless_present = "due")]
        ca: Option<String>,
        #[arg(long, value_name = "FILE", required_unless_present = "due")]
        out: Option<PathBuf>,
        /// Which one: full, delta, shard-1 and on, key-compromise, other-reasons
        #[arg(long, value_name = "KIND", default_value = "full")]
        kind: CrlKind,
        #[arg(long, value_enum, default_value = "der")]
        format: Format,
        /// Replace a file that exists, whatever it is; an earlier CRL of the authority is replaced without
        #[arg(long)]
        force: bool,
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
    /// Put CRLs and the authorities' certificates where they are published, now. A window or “chancery serve” does it by
    /// itself
    Publish {
        /// This authority's alone
        #[arg(long, value_name = "REF")]
        ca: Option<String>,
        /// There alone
        #[arg(long, value_name = "REF")]
        target: Option<String>,
        /// Only what does not stand there yet; otherwise everything is put there once more
        #[arg(long)]
        due: bool,
    },
    /// One CRL of an authority: the newest of a kind, or the one with this number
    Show {
        #[arg(long, value_name = "REF")]
        ca: String,
        /// Which one: full, delta, shard-1 and on, key-compromise, other-reasons
        #[arg(long, value_name = "KIND", default_value = "full", conflicts_with = "number")]
        kind: CrlKind,
        #[arg(long, value_name = "NUMBER")]
        number: Option<u64>,
    },
    /// The CRLs of an authority, of all kinds, newest first
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
    /// Which one: full, delta, shard-1 and on, key-compromise, other-reasons
    #[arg(long, value_name = "KIND", default_value = "full")]
    kind: CrlKind,
    #[arg(long, value_enum, default_value = "der")]
    format: Format,
    /// Replace a file that exists, whatever it is; an earlier CRL of the authority is replaced without
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Format {
    Der,
    Pem,
}

pub(crate) fn run(verb: CrlVerb, invocation: &Invocation) -> Result<Answer> {
    match verb {
        CrlVerb::Issue { ca: Some(ca), out: Some(out), kind, format, force, ca_passphrase_file, .. } => {
            issue(invocation, &Target { ca, out, kind, format, force }, ca_passphrase_file.as_deref())
        }
        // The parser asks for both, or for none.
        CrlVerb::Issue { .. } => issue_due(invocation),
        CrlVerb::Export { target, stale } => {
            let (vault, actor) = invocation.open()?;
            let (format, path) = (target.format.into(), path_text(&target.out)?);
            let file = vault.export_crl_of(&actor, (&target.ca, target.kind), format, &path, target.force, stale)?;
            Ok(Answer::new(&file, format!("CRL written to {}.", visible(&file.path))))
        }
        CrlVerb::Publish { ca, target, due } => publish(invocation, &PublishRequest { authority: ca, target, due }),
        CrlVerb::Show { ca, kind, number } => {
            let (vault, actor) = invocation.open()?;
            Ok(show(&vault.crl(&actor, &ca, kind, number)?))
        }
        CrlVerb::List { ca } => {
            let (vault, actor) = invocation.open()?;
            Ok(list(&vault.crls(&actor, &ca)?))
        }
    }
}

fn issue(invocation: &Invocation, target: &Target, ca_passphrase_file: Option<&Path>) -> Result<Answer> {
    let path = path_text(&target.out)?;
    let (vault, actor) = invocation.open()?;
    unlock(&vault, &actor, Some(&target.ca), ca_passphrase_file)?;
    let (crl, file) =
        vault.issue_crl_to(&actor, (&target.ca, target.kind), target.format.into(), &path, target.force)?;
    let text = format!(
        "{} {} with {}, good until {}, written to {}.",
        called(&crl),
        crl.number,
        match (crl.kind, crl.entries) {
            (CrlKind::Delta, 1) => "1 change".to_owned(),
            (CrlKind::Delta, changes) => format!("{changes} changes"),
            (_, 1) => "1 revoked certificate".to_owned(),
            (_, revoked) => format!("{revoked} revoked certificates"),
        },
        moment(crl.next_update),
        visible(&file.path)
    );
    Ok(Answer::new(&crl, text).with("file", &file))
}

fn issue_due(invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let crls = vault.issue_due_crls(&actor)?;
    let mut table = Table::new(["AUTHORITY", "CRL"]);
    for crl in &crls {
        let kinds: String = crl.kinds.iter().map(|kind| format!(", {kind}")).collect();
        let made = crl.number.as_ref().map(|number| format!("number {number}{kinds}"));
        table.row([&crl.authority, &made.or_else(|| crl.message.clone()).unwrap_or_default()]);
    }
    let waits = crls.iter().find(|crl| crl.number.is_none()).map(|crl| {
        let why = crl.message.as_deref().unwrap_or_default();
        EngineError::new("crl_not_made", format!("The CRL of “{}” was not made. {why}", visible(&crl.authority)))
    });
    Ok(Answer::list("crls", &crls, table.text("No CRL is due.")).but(waits))
}

fn publish(invocation: &Invocation, request: &PublishRequest) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let reports = vault.publish(&actor, publisher()?.as_ref(), request)?;
    let mut table = Table::new(["TARGET", "FILE", "VERSION", "RESULT"]);
    for report in &reports {
        let result = report.problem.as_deref().unwrap_or("published");
        table.row([&report.target, &report.name, &report.published, result]);
    }
    let failed = reports.iter().filter(|report| report.problem.is_some()).count();
    let but = (failed > 0).then(|| {
        let message = format!("{failed} of {} could not be published.", reports.len());
        EngineError::new("not_published", message)
    });
    Ok(Answer::list("published", &reports, table.text("There is nothing to publish.")).but(but))
}

fn show(crl: &CrlDetail) -> Answer {
    let mut table = Table::new(["SERIAL", "REVOKED", "REASON"]);
    for entry in &crl.entries {
        let reason = if entry.released { "released" } else { entry.reason.as_str() };
        table.row([&entry.serial, &moment(entry.revoked_at), reason]);
    }
    let CrlSummary { number, this_update, next_update, entries, bytes, base, .. } = &crl.summary;
    let base = base.as_ref().map(|base| format!(" to CRL {base}")).unwrap_or_default();
    let mut text = format!(
        "{} {number}{base} of “{}”, made {}, good until {}, {entries} entries, {bytes} bytes.\nSHA-256 {}\n\n",
        called(&crl.summary),
        visible(&crl.authority),
        moment(*this_update),
        moment(*next_update),
        crl.sha256
    );
    text.push_str(&table.text("Nothing is revoked."));
    if usize::try_from(*entries).is_ok_and(|entries| entries > crl.entries.len()) {
        text.push_str(&format!("The first {} are shown.\n", crl.entries.len()));
    }
    Answer::new(crl, text)
}

/// What a CRL is called, at the beginning of a sentence.
fn called(crl: &CrlSummary) -> String {
    match crl.kind {
        CrlKind::Full => "CRL".to_owned(),
        CrlKind::Delta => "Delta CRL".to_owned(),
        kind => format!("CRL {kind},"),
    }
}

fn list(crls: &[CrlSummary]) -> Answer {
    let mut table = Table::new(["NUMBER", "KIND", "BASE", "MADE", "GOOD UNTIL", "ENTRIES", "BYTES"]);
    for crl in crls {
        table.row([
            &crl.number,
            &crl.kind.to_string(),
            crl.base.as_deref().unwrap_or_default(),
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
