//! What a request asks for, weighed against what the profile says.

use super::Policy;
use crate::profile::decided::{Decided, Decider};
use crate::profile::document::Source;
use crate::{ExtendedKeyUsage, KeyAlgorithm, KeyUsage, Oid};

/// What certifies or revokes others: never given because a request asks for it.
const fn is_of_authorities(usage: KeyUsage) -> bool {
    matches!(usage, KeyUsage::KeyCertSign | KeyUsage::CrlSign)
}

fn listed<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| word.as_ref().to_owned()).collect::<Vec<_>>().join(", ")
}

impl crate::Profile {
    /// The key usage bits that a key of this algorithm gets, given what a request asks for.
    pub fn key_usage(&self, algorithm: KeyAlgorithm, asked: Option<&[KeyUsage]>) -> Decided<Vec<KeyUsage>> {
        let rule = &self.document().extensions.key_usage;
        let can = |usages: &[KeyUsage]| -> Vec<KeyUsage> {
            usages.iter().copied().filter(|usage| usage.is_possible_for(algorithm)).collect()
        };
        let own = can(&rule.usages);
        let Some(asked) = asked else { return Decided::by_profile(own) };
        match rule.from {
            Source::Profile => {
                let same = own.len() == asked.len() && own.iter().all(|usage| asked.contains(usage));
                if same {
                    Decided::by_profile(own)
                } else {
                    Decided::instead(own, "The profile decides on key usage alone.")
                }
            }
            Source::Request => {
                let given: Vec<KeyUsage> = can(asked)
                    .into_iter()
                    .filter(|usage| !is_of_authorities(*usage) || rule.usages.contains(usage))
                    .collect();
                if given.is_empty() {
                    return Decided::instead(own, "Nothing of what the request asks for can be given.");
                }
                let why = (given.len() != asked.len()).then(|| {
                    let refused = asked.iter().filter(|usage| !given.contains(usage)).map(|usage| usage.as_str());
                    format!("Not given: {}, which the key cannot do or only authorities may.", listed(refused))
                });
                Decided { value: given, by: Decider::Request, why }
            }
            Source::WithinBounds => {
                let outside = |usage: &&KeyUsage| !rule.usages.contains(usage) && !rule.also.contains(usage);
                let outside: Vec<&str> = asked.iter().filter(outside).map(|usage| usage.as_str()).collect();
                let given = can(asked);
                match (outside.as_slice(), given.is_empty()) {
                    ([], false) => Decided { value: given, by: Decider::Bounds, why: None },
                    ([], true) => Decided::instead(own, "The key can do nothing of what the request asks for."),
                    (outside, _) => {
                        Decided::instead(own, format!("The profile’s bounds do not include {}.", listed(outside)))
                    }
                }
            }
        }
    }

    /// The purposes, given what a request asks for.
    pub fn extended_key_usage(&self, asked: Option<&[ExtendedKeyUsage]>) -> Decided<Vec<ExtendedKeyUsage>> {
        let rule = &self.document().extensions.extended_key_usage;
        let own = self.extensions.purposes.clone();
        let Some(asked) = asked else { return Decided::by_profile(own) };
        let named =
            |purpose: &ExtendedKeyUsage| own.contains(purpose) || self.extensions.more_purposes.contains(purpose);
        match rule.from {
            Source::Profile if own == asked => Decided::by_profile(own),
            Source::Profile => Decided::instead(own, "The profile decides on extended key usage alone."),
            Source::Request => {
                let given: Vec<_> =
                    asked.iter().filter(|purpose| !purpose.is_delicate() || named(purpose)).cloned().collect();
                if given.is_empty() {
                    return Decided::instead(own, "Nothing of what the request asks for can be given.");
                }
                let why = (given.len() != asked.len()).then(|| {
                    let refused = asked.iter().filter(|purpose| !given.contains(purpose));
                    format!(
                        "Not given: {}, which a profile has to name.",
                        listed(refused.map(ExtendedKeyUsage::as_str))
                    )
                });
                Decided { value: given, by: Decider::Request, why }
            }
            Source::WithinBounds => {
                let outside: Vec<_> = asked.iter().filter(|purpose| !named(purpose)).collect();
                if outside.is_empty() && !asked.is_empty() {
                    return Decided { value: asked.to_vec(), by: Decider::Bounds, why: None };
                }
                let words = listed(outside.into_iter().map(ExtendedKeyUsage::as_str));
                Decided::instead(own, format!("The profile’s bounds do not include {words}."))
            }
        }
    }

    /// The policies, given what a request asks for. A policy that the profile explains keeps its explanation.
    pub fn policies(&self, asked: Option<&[Oid]>) -> Decided<Vec<Policy>> {
        let own = &self.extensions.policies;
        let Some(asked) = asked else { return Decided::by_profile(own.clone()) };
        let same = own.len() == asked.len() && own.iter().all(|policy| asked.contains(&policy.oid));
        let explained = |oid: &Oid| {
            let known = own.iter().find(|policy| policy.oid == *oid).cloned();
            known.unwrap_or_else(|| Policy { oid: oid.clone(), cps: None, notice: None })
        };
        let given = || asked.iter().map(explained).collect();
        match self.document().extensions.policies.from {
            _ if same => Decided::by_profile(own.clone()),
            Source::Profile => Decided::instead(own.clone(), "The profile decides on policies alone."),
            Source::Request => Decided { value: given(), by: Decider::Request, why: None },
            Source::WithinBounds => {
                let known = |oid: &&Oid| {
                    own.iter().any(|policy| policy.oid == **oid) || self.extensions.more_policies.contains(oid)
                };
                match asked.iter().find(|oid| !known(oid)) {
                    None => Decided { value: given(), by: Decider::Bounds, why: None },
                    Some(oid) => Decided::instead(own.clone(), format!("The profile’s bounds do not include {oid}.")),
                }
            }
        }
    }

    /// Whether the server has to staple (RFC 7633); bounds include both answers.
    pub fn must_staple(&self, asked: Option<bool>) -> Decided<bool> {
        let rule = &self.document().extensions.must_staple;
        match (rule.from, asked) {
            (_, None) => Decided::by_profile(rule.wanted),
            (Source::Profile, Some(asked)) if asked != rule.wanted => {
                Decided::instead(rule.wanted, "The profile decides on must-staple alone.")
            }
            (Source::Profile, Some(_)) => Decided::by_profile(rule.wanted),
            (Source::Request, Some(value)) => Decided { value, by: Decider::Request, why: None },
            (Source::WithinBounds, Some(value)) => Decided { value, by: Decider::Bounds, why: None },
        }
    }

    /// How many authorities may stand below one that is made under this profile, before those above are asked.
    pub fn path_length(&self, asked: Option<Option<u8>>) -> Decided<Option<u8>> {
        let rule = &self.document().extensions.basic_constraints;
        // Longer ones are refused when the profile is saved.
        let own = rule.path_length.map(|length| u8::try_from(length).unwrap_or(u8::MAX));
        match (rule.from, asked) {
            (_, None) => Decided::by_profile(own),
            (_, Some(asked)) if asked == own => Decided::by_profile(own),
            (Source::Profile, Some(_)) => Decided::instead(own, "The profile decides on the path length alone."),
            (Source::Request, Some(value)) => Decided { value, by: Decider::Request, why: None },
            (Source::WithinBounds, Some(asked)) => match (asked, own) {
                (asked, None) => Decided { value: asked, by: Decider::Bounds, why: None },
                (Some(asked), Some(own)) if asked <= own => {
                    Decided { value: Some(asked), by: Decider::Bounds, why: None }
                }
                (_, Some(longest)) => {
                    Decided::instead(own, format!("The profile allows a path length of at most {longest}."))
                }
            },
        }
    }
}
