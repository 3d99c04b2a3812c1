//! Lint of the inventory: what is issued or imported is linted then and there, everything else in small steps, by whoever
//! has the vault open. What was linted by the rules of an earlier version is linted anew.

use super::LintSeverity;
use crate::{Actor, Result, Vault};
use chancery_domain::{Permission, ProfileName, RuleSets};
use chancery_pki::{LINT_VERSION, LintFinding, lint_as_declared};
use serde::Serialize;
use specta::Type;

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

/// The rules that certificates of a profile are held to: the built-in profiles are a private authority's and ask for none
/// of the public's.
pub(crate) fn sets_of(profile: Option<ProfileName>) -> RuleSets {
    match profile {
        None
        | Some(
            ProfileName::WebServer | ProfileName::ClientAuth | ProfileName::CodeSigning | ProfileName::InternalService,
        ) => RuleSets::RFC5280,
    }
}

/// What there is to say of a certificate of the inventory.
pub(crate) fn found_in(der: &[u8], profile: Option<ProfileName>) -> Vec<LintFinding> {
    lint_as_declared(der, sets_of(profile))
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
        let (certificates, next) = self.look(|tx, _| Ok(tx.unlinted(LINT_VERSION, from)?))?;
        if certificates.is_empty() {
            return Ok((0, None));
        }
        let found: Vec<chancery_store::Findings> =
            certificates.iter().map(|it| (it.id, terms_of(&found_in(&it.der, it.profile)))).collect();
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
