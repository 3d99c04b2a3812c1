//! The rules for attributes, parsed and held against each other.

use crate::profile::document::{AttributeRule, OtherAttributes, Presence, Source, SubjectRules};
use crate::profile::flaw::Flaws;
use crate::{Attribute, AttributeType, DistinguishedName, Oid, Pattern};

/// The rules for attributes, ready to be held against subjects.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::profile) struct Subject {
    pub(super) attributes: Vec<KindRule>,
    pub(super) others: OtherAttributes,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct KindRule {
    pub(super) kind: AttributeType,
    pub(super) presence: Presence,
    pub(super) value: Option<Attribute>,
    pub(super) pattern: Option<Pattern>,
    pub(super) from: Source,
}

impl Subject {
    pub(in crate::profile) fn new(rules: &SubjectRules, flaws: &mut Flaws) -> Self {
        let mut attributes: Vec<KindRule> = Vec::new();
        if rules.attributes.len() > DistinguishedName::MAX_ATTRIBUTES {
            let most = DistinguishedName::MAX_ATTRIBUTES;
            flaws.error("subject.attributes", format!("A subject has at most {most} attributes."));
        }
        for (index, rule) in rules.attributes.iter().enumerate().take(DistinguishedName::MAX_ATTRIBUTES) {
            let Some(rule) = kind_rule(rule, index, flaws) else { continue };
            if attributes.iter().any(|other| other.kind == rule.kind) {
                let message = format!("There is a rule for {} already.", rule.kind.keyword());
                flaws.error(format!("subject.attributes.{index}.attribute"), message);
            } else {
                attributes.push(rule);
            }
        }
        Self { attributes, others: rules.others }
    }

    /// Whether no subject can be made at all.
    pub(in crate::profile) fn is_impossible(&self) -> bool {
        self.others == OtherAttributes::Forbidden
            && self.attributes.iter().all(|rule| rule.presence == Presence::Forbidden)
    }

    /// Whether certificates have no common name.
    pub(in crate::profile) fn forbids_common_name(&self) -> bool {
        match self.attributes.iter().find(|rule| rule.kind == AttributeType::CommonName) {
            Some(rule) => rule.presence == Presence::Forbidden,
            None => self.others == OtherAttributes::Forbidden,
        }
    }
}

fn kind_rule(rule: &AttributeRule, index: usize, flaws: &mut Flaws) -> Option<KindRule> {
    let at = |part: &str| format!("subject.attributes.{index}.{part}");
    let kind = flaws.take(at("attribute"), AttributeType::from_text(rule.attribute.trim()));
    let pattern = rule.pattern.as_deref().and_then(|text| flaws.take(at("pattern"), Pattern::new(text)));
    let kind = kind?;
    if let AttributeType::Other(oid) = &kind {
        flaws.take(at("attribute"), oid.parse::<Oid>())?;
    }
    let keyword = kind.keyword();
    let value = rule.value.as_deref().and_then(|text| flaws.take(at("value"), Attribute::new(kind.clone(), text)));
    match rule.presence {
        Presence::Fixed if rule.value.is_none() => {
            flaws.error(at("value"), format!("{keyword} is fixed, but to no value. Write the value."));
        }
        Presence::Fixed if rule.from != Source::Profile => flaws.error(
            at("from"),
            format!("{keyword} is fixed, so that a request has nothing to say about it. Let the profile decide, or do not fix it."),
        ),
        Presence::Forbidden if rule.value.is_some() || rule.pattern.is_some() || rule.from != Source::Profile => {
            flaws.error(
                at("presence"),
                format!("{keyword} is forbidden, and yet there is something about its value. Take that away, or allow it."),
            );
        }
        _ => {}
    }
    if rule.from == Source::Request && pattern.is_some() {
        flaws.error(
            at("from"),
            format!("{keyword} of a request is taken as it stands, so that the pattern would not hold for it. Choose “within bounds”."),
        );
    }
    if let (Some(value), Some(pattern)) = (&value, &pattern)
        && !pattern.matches(value.value())
    {
        flaws.error(at("value"), format!("The profile’s own value of {keyword} does not follow its pattern."));
    }
    Some(KindRule { kind, presence: rule.presence, value, pattern, from: rule.from })
}
