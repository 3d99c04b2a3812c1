//! Which rules a certificate is held to.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// A body of rules that certificates are linted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSet {
    /// RFC 5280 with its updates, and what RFCs and NIST say of keys and signatures. Always applies.
    Rfc5280,
    /// The CA/Browser Forum's Baseline Requirements for TLS server certificates.
    Tls,
    /// The CA/Browser Forum's Baseline Requirements for code signing certificates.
    CodeSigning,
    /// The CA/Browser Forum's Baseline Requirements for S/MIME certificates.
    Smime,
}

impl RuleSet {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rfc5280, Self::Tls, Self::CodeSigning, Self::Smime];

    /// The set in kebab case, for example `code-signing`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc5280 => "rfc5280",
            Self::Tls => "tls",
            Self::CodeSigning => "code-signing",
            Self::Smime => "smime",
        }
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RuleSet {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|set| set.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Fault::new(
                FaultCode::UnknownWord,
                format!("“{}” is not a set of rules. Known: {known}.", crate::visible(text)),
            )
            .at("rules")
        })
    }
}

/// The sets that a certificate is held to; RFC 5280 is always among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RuleSets(u8);

impl RuleSets {
    /// RFC 5280 alone.
    pub const RFC5280: Self = Self(1 << RuleSet::Rfc5280 as u8);

    /// These and this one.
    #[must_use]
    pub const fn with(self, set: RuleSet) -> Self {
        Self(self.0 | 1 << set as u8)
    }

    /// Whether this set is among them.
    pub const fn contains(self, set: RuleSet) -> bool {
        self.0 & 1 << set as u8 != 0
    }

    /// The sets, in the order of [`RuleSet::ALL`].
    pub fn iter(self) -> impl Iterator<Item = RuleSet> {
        RuleSet::ALL.into_iter().filter(move |set| self.contains(*set))
    }
}

impl Default for RuleSets {
    fn default() -> Self {
        Self::RFC5280
    }
}

impl FromIterator<RuleSet> for RuleSets {
    fn from_iter<I: IntoIterator<Item = RuleSet>>(sets: I) -> Self {
        sets.into_iter().fold(Self::RFC5280, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::{RuleSet, RuleSets};

    #[test]
    fn rfc_5280_is_always_among_the_sets() {
        let sets: RuleSets = [RuleSet::Smime].into_iter().collect();
        assert_eq!(sets.iter().collect::<Vec<_>>(), [RuleSet::Rfc5280, RuleSet::Smime]);
        assert!(!sets.contains(RuleSet::Tls));
        assert!(RuleSets::default().contains(RuleSet::Rfc5280));
    }

    #[test]
    fn a_set_is_found_by_its_word() {
        for set in RuleSet::ALL {
            assert_eq!(set.as_str().parse(), Ok(set));
        }
        assert!("etsi".parse::<RuleSet>().is_err_and(|fault| fault.to_string().contains("code-signing")));
    }
}
