//! Lint: what the standards say of a certificate, rule by rule, before or after it is signed.
//!
//! Owns the rules, their sources and their judgement, on bytes that may be anything. Owns no decision: whether a finding
//! stands in the way is for whoever signs.

mod cabf;
mod input;
mod keys;
mod responders;
mod rfc5280;
mod rule;
mod syntax;
#[cfg(test)]
mod tests;
mod view;

pub use input::certificates_to_lint;
pub use rule::{AppliesTo, LintSeverity, Rule};

use crate::Result;
use chancery_domain::RuleSets;
use rule::{Outcome, broken_if, error};
use std::sync::LazyLock;
use view::View;

/// Raised with every change of a rule, so that what was found by the rules of before is found anew.
pub const LINT_VERSION: u32 = 2;

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    pub rule: &'static Rule,
    /// By what the rule is broken, where there is more to say than that it is; safe to show.
    pub detail: Option<String>,
}

/// What cannot be taken apart is held to no other rule.
static NOT_WELL_FORMED: Rule = error(
    "der.not_well_formed",
    "X.690 §10.1",
    "It is no certificate in well-formed DER, so nothing else could be looked at.",
    |_| broken_if(false),
);

static RULES: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
    let tables = rfc5280::TABLES.iter().chain(&keys::TABLES).chain([&responders::RULES]).chain(&cabf::TABLES);
    [&NOT_WELL_FORMED].into_iter().chain(tables.flat_map(|rules| rules.iter())).collect()
});

/// All rules, in the order of the documents that they come from.
pub fn lint_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied()
}

/// The rule that is called this.
pub fn lint_rule(id: &str) -> Option<&'static Rule> {
    lint_rules().find(|rule| rule.id == id)
}

/// What there is to say of a certificate.
pub fn lint_certificate(der: &[u8], sets: RuleSets) -> Vec<LintFinding> {
    findings(View::of_certificate(der), sets)
}

/// The same, and every set whose policy it claims to follow.
pub fn lint_as_declared(der: &[u8], sets: RuleSets) -> Vec<LintFinding> {
    with_declared(View::of_certificate(der), sets)
}

/// What there is to say of a TBSCertificate before it is signed, which is held to these sets and to every one whose
/// policy it claims to follow.
pub fn lint_tbs(der: &[u8], sets: RuleSets) -> Vec<LintFinding> {
    with_declared(View::of_tbs(der), sets)
}

fn with_declared(view: Result<View<'_>>, sets: RuleSets) -> Vec<LintFinding> {
    let declared = view.as_ref().map_or(RuleSets::RFC5280, cabf::declared);
    findings(view, declared.iter().fold(sets, RuleSets::with))
}

fn findings(view: Result<View<'_>>, sets: RuleSets) -> Vec<LintFinding> {
    let view = match view {
        Ok(view) => view,
        Err(error) => return vec![LintFinding { rule: &NOT_WELL_FORMED, detail: Some(error.to_string()) }],
    };
    lint_rules()
        .filter(|rule| sets.contains(rule.set))
        .filter_map(|rule| match rule.judge(&view) {
            Outcome::Holds => None,
            Outcome::Broken => Some(LintFinding { rule, detail: None }),
            Outcome::BrokenBy(detail) => Some(LintFinding { rule, detail: Some(detail) }),
        })
        .collect()
}
