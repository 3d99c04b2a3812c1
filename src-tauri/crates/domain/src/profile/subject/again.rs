//! What of an earlier certificate's subject the profile still has.

use super::rules::KindRule;
use crate::profile::document::{OtherAttributes, Presence};
use crate::{Attribute, AttributeType, DistinguishedName, Fault, FaultCode, Rdn, visible};

impl crate::profile::Profile {
    /// The subject of an earlier certificate as far as it may stand in its renewal. Each attribute that may not is left
    /// to the profile, and told: a rule that was changed since must not keep a whole estate from being renewed.
    pub fn subject_again(&self, earlier: &DistinguishedName) -> (DistinguishedName, Vec<Fault>) {
        let mut told = Vec::new();
        let mut stays = |attribute: &&Attribute| match self.departs(attribute) {
            Some(why) => {
                let field = if *attribute.kind() == AttributeType::CommonName { "commonName" } else { "subjectRest" };
                let message = format!("{why} Before, it said “{}”.", visible(attribute.value()));
                told.push(Fault::new(FaultCode::ProfileViolation, message).at(field));
                false
            }
            None => true,
        };
        let rdns = earlier.rdns().iter().map(|rdn| rdn.iter().filter(&mut stays).cloned().collect::<Rdn>());
        let kept = rdns.filter(|rdn| !rdn.is_empty()).collect();
        (DistinguishedName::new(kept), told)
    }

    /// Why an attribute cannot stand as it did, where the profile can do without it.
    fn departs(&self, attribute: &Attribute) -> Option<String> {
        let keyword = attribute.kind().keyword();
        let Some(rule) = self.subject.attributes.iter().find(|rule| rule.kind == *attribute.kind()) else {
            let forbidden = self.subject.others == OtherAttributes::Forbidden;
            return forbidden.then(|| format!("The profile allows no {keyword} in the subject by now."));
        };
        let KindRule { presence, value, pattern, .. } = rule;
        let follows = pattern.as_ref().is_none_or(|pattern| pattern.matches(attribute.value()));
        match (presence, value) {
            (Presence::Forbidden, _) => Some(format!("The profile forbids {keyword} in the subject by now.")),
            (Presence::Fixed, Some(fixed)) => (fixed.value() != attribute.value())
                .then(|| format!("The profile fixes {keyword} to “{}” by now.", visible(fixed.value()))),
            (_, Some(own)) if !follows => Some(format!(
                "The profile wants {keyword} to follow {} by now, and has “{}” where it does not.",
                pattern.as_ref().map_or("", crate::Pattern::as_str),
                visible(own.value())
            )),
            (Presence::Optional, None) if !follows => Some(format!(
                "The profile wants {keyword} to follow {} by now, and does without where it does not.",
                pattern.as_ref().map_or("", crate::Pattern::as_str)
            )),
            _ => None,
        }
    }
}
