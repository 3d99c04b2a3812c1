//! Lint of the inventory: what is issued or imported is linted then and there, everything else in small steps, by whoever
//! has the vault open. What was linted by the rules of an earlier version is linted anew.

use super::LintSeverity;
use crate::profiles::rule_sets;
use crate::{Actor, Result, Vault};
use chancery_domain::{Permission, ProfileName, RuleSets};
use chancery_pki::{LINT_VERSION, LintFinding, lint_as_declared};
use chancery_store::{ReadTransaction, Unlinted};
use serde::Serialize;
use specta::Type;
use std::collections::HashMap;

/// What linting the inventory came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InventoryLint {
    /// Certificates that were linted by this.
    pub linted: u32,
    /// Rules that certificates of the inventory break, the gravest first, each with how many.
    pub findings: Vec<InventoryFinding>,
}

/// A rule and how many certificates of the inventory break it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InventoryFinding {
    pub id: String,
    pub severity: LintSeverity,
    pub sentence: String,
    pub source: String,
    pub certificates: u32,
}

/// What there is to say of a certificate of the inventory that is held to these rules.
pub(crate) fn found_in(der: &[u8], sets: RuleSets) -> Vec<LintFinding> {
    lint_as_declared(der, sets)
}

/// The rules that certificates are held to, which the version of the profile that made one says; those of others to RFC
/// 5280.
fn sets_of(tx: &ReadTransaction<'_>, certificates: &[Unlinted]) -> Result<HashMap<(ProfileName, u32), RuleSets>> {
    let mut sets = HashMap::new();
    for made_by in certificates.iter().filter_map(|certificate| certificate.profile.as_ref()) {
        if !sets.contains_key(made_by) {
            sets.insert(made_by.clone(), rule_sets(tx, Some(&made_by.0), Some(made_by.1))?);
        }
    }
    Ok(sets)
}

/// The words under which findings are kept: the rules' ids, and `error` when one of them is one.
pub(crate) fn terms_of(findings: &[LintFinding]) -> Vec<&'static str> {
    let is_error = |finding: &LintFinding| finding.rule.severity == chancery_pki::LintSeverity::Error;
    let error = findings.iter().any(is_error).then_some("error");
    findings.iter().map(|finding| finding.rule.id).chain(error).collect()
}

impl Vault {
    /// Lints a thousand certificates that were not linted by these rules, from a block of them on. Gives how many it were,
    /// and the block at which to go on; none when all is done.
    ///
    /// What is found can be found again at any time and decides nothing, so it is kept without an event.
    pub fn lint_step(&self, from: i64) -> Result<(u32, Option<i64>)> {
        let (certificates, sets, next) = self.look(|tx, _| {
            let (certificates, next) = tx.unlinted(LINT_VERSION, from)?;
            let sets = sets_of(tx, &certificates)?;
            Ok((certificates, sets, next))
        })?;
        let held_to =
            |it: &Unlinted| it.profile.as_ref().and_then(|made_by| sets.get(made_by).copied()).unwrap_or_default();
        if certificates.is_empty() {
            return Ok((0, None));
        }
        let found: Vec<chancery_store::Findings> =
            certificates.iter().map(|it| (it.id, terms_of(&found_in(&it.der, held_to(it))))).collect();
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        self.store().write(move |tx| tx.note_findings(LINT_VERSION, &found))?;
        Ok((count, next))
    }

    /// Lints what in the inventory was not linted yet, and says what is found in all of it.
    pub fn lint_inventory(&self, actor: &Actor) -> Result<InventoryLint> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let (mut linted, mut next) = (0_u32, Some(0));
        while let Some(from) = next {
            let (count, after) = self.lint_step(from)?;
            linted = linted.saturating_add(count);
            next = after;
        }
        let counts = self.look(|tx, _| Ok(tx.finding_totals()?))?;
        let mut findings: Vec<InventoryFinding> = counts
            .into_iter()
            .filter_map(|found| {
                let rule = chancery_pki::lint_rule(&found.value)?;
                Some(InventoryFinding {
                    id: found.value,
                    severity: rule.severity.into(),
                    sentence: rule.sentence.to_owned(),
                    source: rule.source.to_owned(),
                    certificates: u32::try_from(found.count).unwrap_or(u32::MAX),
                })
            })
            .collect();
        findings.sort_by_key(|finding| (finding.severity, std::cmp::Reverse(finding.certificates)));
        Ok(InventoryLint { linted, findings })
    }
}
