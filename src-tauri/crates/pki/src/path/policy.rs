//! Certificate policies down a path, as the graph of RFC 9618, which cannot grow as the tree of RFC 5280 could.

use super::PolicyRules;
use super::claims::Claims;
use crate::oid;
use std::collections::{BTreeMap, BTreeSet};

/// anyPolicy, 2.5.29.32.0.
const ANY: &[u8] = b"\x55\x1d\x20\x00";

/// A policy that holds at one depth of the path.
#[derive(Debug, Default)]
struct Node {
    /// The policies one level up that lead here; none when it hangs on anyPolicy there.
    parents: Vec<Vec<u8>>,
    /// Whether the certificate maps it to others.
    mapped: bool,
}

/// All policies that hold at one depth.
#[derive(Debug, Default)]
struct Level {
    nodes: BTreeMap<Vec<u8>, Node>,
    any: bool,
}

impl Level {
    fn is_empty(&self) -> bool {
        self.nodes.is_empty() && !self.any
    }
}

/// The policies of a path on its way from the trust anchor down.
#[derive(Debug)]
pub(super) struct PolicyGraph<'r> {
    rules: &'r PolicyRules,
    levels: Vec<Level>,
    /// Certificates until a policy must be there, until mappings count no more, and until anyPolicy does not.
    explicit: u32,
    mapping: u32,
    any: u32,
}

impl<'r> PolicyGraph<'r> {
    /// The beginning, for a path of `length` certificates below the anchor (RFC 5280 §6.1.2 (d) to (f)).
    pub(super) fn new(rules: &'r PolicyRules, length: usize) -> Self {
        let length = u32::try_from(length).unwrap_or(u32::MAX - 1);
        let unless = |flag: bool| if flag { 0 } else { length + 1 };
        Self {
            rules,
            levels: vec![Level { any: true, ..Level::default() }],
            explicit: unless(rules.require_explicit),
            mapping: unless(rules.inhibit_mapping),
            any: unless(rules.inhibit_any),
        }
    }

    fn level(&mut self) -> &mut Level {
        // `new` made the first, and none is ever taken away.
        self.levels.last_mut().expect("there is a level")
    }

    /// One certificate's policies (RFC 5280 §6.1.3 (d) to (f)); says whether a policy is missing that must be there.
    pub(super) fn certificate(&mut self, claims: &Claims<'_>, is_last: bool) -> bool {
        let any_counts = self.any > 0 || (!is_last && claims.is_self_issued());
        let level = self.level();
        match &claims.policies {
            None => *level = Level::default(),
            Some(policies) => {
                let had_any = level.any;
                if !(policies.contains(&ANY) && any_counts) {
                    level.nodes.retain(|policy, _| policies.contains(&policy.as_slice()));
                    level.any = false;
                }
                if had_any {
                    for policy in policies.iter().filter(|policy| **policy != ANY) {
                        level.nodes.entry(policy.to_vec()).or_default();
                    }
                }
            }
        }
        self.explicit > 0 || !self.level().is_empty()
    }

    /// What an authority's certificate changes for those below it (RFC 5280 §6.1.4 (a), (b), (h) to (j)); an error in
    /// words when it must not be.
    pub(super) fn descend(&mut self, claims: &Claims<'_>) -> Result<(), String> {
        if claims.mappings.iter().any(|(issuers, subjects)| *issuers == ANY || *subjects == ANY) {
            return Err("It maps from or to anyPolicy, which must not be.".to_owned());
        }
        let may_map = self.mapping > 0;
        let level = self.level();
        let mut next = Level { any: level.any, ..Level::default() };
        if may_map {
            for (issuers, _) in &claims.mappings {
                if level.any {
                    level.nodes.entry(issuers.to_vec()).or_default();
                }
                if let Some(node) = level.nodes.get_mut(*issuers) {
                    node.mapped = true;
                }
            }
        } else {
            level.nodes.retain(|policy, _| !claims.mappings.iter().any(|(issuers, _)| issuers == policy));
        }
        for (policy, node) in &level.nodes {
            if !node.mapped {
                next.nodes.entry(policy.clone()).or_default().parents.push(policy.clone());
            }
        }
        if may_map {
            for (issuers, subjects) in &claims.mappings {
                if level.nodes.contains_key(*issuers) {
                    let parents = &mut next.nodes.entry(subjects.to_vec()).or_default().parents;
                    if !parents.iter().any(|parent| parent == issuers) {
                        parents.push(issuers.to_vec());
                    }
                }
            }
        }
        self.levels.push(next);
        if !claims.is_self_issued() {
            self.explicit = self.explicit.saturating_sub(1);
            self.mapping = self.mapping.saturating_sub(1);
            self.any = self.any.saturating_sub(1);
        }
        self.explicit = self.explicit.min(claims.require_explicit_policy.unwrap_or(u32::MAX));
        self.mapping = self.mapping.min(claims.inhibit_policy_mapping.unwrap_or(u32::MAX));
        self.any = self.any.min(claims.inhibit_any_policy.unwrap_or(u32::MAX));
        Ok(())
    }

    /// The end (RFC 5280 §6.1.5 (a), (b), (g)): the policies that the path is good for, as dotted OIDs; an error in
    /// words when it is good for none and must be.
    pub(super) fn end(&mut self, last: &Claims<'_>) -> Result<Vec<String>, String> {
        self.explicit = self.explicit.saturating_sub(1);
        if last.require_explicit_policy == Some(0) {
            self.explicit = 0;
        }
        let found = self.policies_for_the_user();
        if self.explicit == 0 && found.is_empty() {
            return Err(if self.levels.last().is_some_and(|level| !level.is_empty()) {
                "The path is good for none of the policies that were asked for.".to_owned()
            } else {
                "A policy is required, and there is none that every certificate of the path has.".to_owned()
            });
        }
        Ok(found)
    }

    /// The policies in terms of the anchor's domain, as far as they are asked for.
    fn policies_for_the_user(&self) -> Vec<String> {
        let asked = &self.rules.acceptable;
        let any_asked = asked.is_empty() || asked.iter().any(|policy| policy == &oid::dotted(ANY));
        let mut found: BTreeSet<String> = BTreeSet::new();
        let Some(last) = self.levels.last() else { return Vec::new() };
        if last.any {
            if any_asked {
                found.insert(oid::dotted(ANY));
            } else {
                found.extend(asked.iter().cloned());
            }
        }
        let mut reachable: BTreeSet<&[u8]> = last.nodes.keys().map(Vec::as_slice).collect();
        for level in self.levels.iter().rev() {
            let mut above: BTreeSet<&[u8]> = BTreeSet::new();
            for policy in reachable {
                let Some(node) = level.nodes.get(policy) else { continue };
                if node.parents.is_empty() {
                    let dotted = oid::dotted(policy);
                    if any_asked || asked.contains(&dotted) {
                        found.insert(dotted);
                    }
                }
                above.extend(node.parents.iter().map(Vec::as_slice));
            }
            reachable = above;
        }
        found.into_iter().collect()
    }
}
