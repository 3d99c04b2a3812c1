//! `chancery cert lint`: files against the rules, with no vault; the inventory with one.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    secret_file,
    table::Table,
};
use chancery_domain::{RuleSet, RuleSets, visible};
use chancery_engine::{EngineError, LintReport, Result, lint_file, lint_rules};
use std::{fmt::Write as _, path::PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Certificates: PEM, DER, PKCS#7, PKCS#12
    #[arg(value_name = "FILE", required_unless_present_any = ["list_rules", "inventory"])]
    files: Vec<PathBuf>,
    /// rfc5280, tls, code-signing or smime; several times for several [default: those whose policy it claims to follow]
    #[arg(long, value_name = "SET")]
    rules: Vec<RuleSet>,
    /// Holds the passphrase of the files
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// List the rules
    #[arg(long, conflicts_with_all = ["files", "inventory"])]
    list_rules: bool,
    /// Lint what in the vault's inventory has not been linted by these rules yet, and say what was found in all of it
    #[arg(long, conflicts_with_all = ["files", "rules"])]
    inventory: bool,
}

pub(super) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    if arguments.list_rules {
        return Ok(rules(&arguments.rules));
    }
    if arguments.inventory {
        return inventory(invocation);
    }
    let passphrase = secret_file::read_optional(arguments.key_passphrase_file.as_deref())?;
    let sets = (!arguments.rules.is_empty()).then(|| arguments.rules.iter().copied().collect::<RuleSets>());
    let mut reports = Vec::new();
    for file in &arguments.files {
        let passphrase = passphrase.as_ref().map(|text| text.as_str());
        reports.extend(lint_file(&path_text(file)?, sets, passphrase)?);
    }
    let broken = reports.iter().filter(|report| report.has_errors()).count();
    let refused = (broken > 0).then(|| {
        let noun = if reports.len() == 1 { "certificate" } else { "certificates" };
        EngineError::new("lint_error", format!("{broken} of {} {noun} broke a rule with an error.", reports.len()))
    });
    let text = reports.iter().map(in_words).collect::<Vec<_>>().join("\n");
    Ok(Answer::list("certificates", &reports, text).but(refused))
}

fn in_words(report: &LintReport) -> String {
    let mut text = format!("{}: {}\n", visible(&report.file), visible(&report.label));
    if report.findings.is_empty() {
        text.push_str("  nothing found\n");
    }
    for finding in &report.findings {
        let detail = finding.detail.as_ref().map(|detail| format!(" ({})", visible(detail))).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<7}  {}{detail}", finding.severity.as_str(), finding.sentence);
        let _ = writeln!(text, "           {}, {}", finding.id, finding.source);
    }
    text
}

fn rules(sets: &[RuleSet]) -> Answer {
    let rules: Vec<_> = lint_rules().into_iter().filter(|rule| sets.is_empty() || sets.contains(&rule.set)).collect();
    let mut table = Table::new(["ID", "SEVERITY", "SET", "SOURCE", "SENTENCE"]);
    for rule in &rules {
        table.row([&rule.id, rule.severity.as_str(), rule.set.as_str(), &rule.source, &rule.sentence]);
    }
    Answer::list("rules", &rules, table.text("No rule."))
}

fn inventory(invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let done = vault.lint_inventory(&actor)?;
    let mut table = Table::new(["ID", "SEVERITY", "CERTIFICATES", "SENTENCE"]);
    for finding in &done.findings {
        table.row([&finding.id, finding.severity.as_str(), &finding.certificates.to_string(), &finding.sentence]);
    }
    let text = format!("{}{} certificates were linted now.\n", table.text("Nothing was found."), done.linted);
    Ok(Answer::new(&done, text))
}
