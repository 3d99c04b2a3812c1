//! Which subject alternative names are certified.

use super::document::{NameKind, NameRules, Source};
use super::flaw::Flaws;
use crate::name::refuse_mapped;
use crate::{Fault, FaultCode, SubjectAltName, Subtree};

/// Bounds of the names, ready to be held against names.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    dns: Vec<Subtree>,
    ip: Vec<Subtree>,
    email: Vec<Subtree>,
    schemes: Vec<String>,
    hosts: Vec<Subtree>,
}

impl Names {
    pub(super) fn new(rules: &NameRules, flaws: &mut Flaws) -> Self {
        let host = |text: &str| Subtree::found_dns(text);
        let dns = rules.dns.as_ref().map(|rule| flaws.take_all("names.dns.suffixes", &rule.suffixes, host));
        let ip = rules.ip.as_ref().map(|rule| flaws.take_all("names.ip.ranges", &rule.ranges, Subtree::ip));
        let email =
            rules.email.as_ref().map(|rule| flaws.take_all("names.email.domains", &rule.domains, Subtree::email));
        let schemes = rules.uri.as_ref().map(|rule| flaws.take_all("names.uri.schemes", &rule.schemes, scheme));
        let hosts = rules.uri.as_ref().map(|rule| flaws.take_all("names.uri.hosts", &rule.hosts, host));
        let names = Self {
            dns: dns.unwrap_or_default(),
            ip: ip.unwrap_or_default(),
            email: email.unwrap_or_default(),
            schemes: schemes.unwrap_or_default(),
            hosts: hosts.unwrap_or_default(),
        };
        names.check(rules, flaws);
        names
    }

    fn check(&self, rules: &NameRules, flaws: &mut Flaws) {
        for (field, kinds) in [("names.oneOf", &rules.one_of), ("names.fromCommonName", &rules.from_common_name)] {
            for (index, kind) in kinds.iter().enumerate() {
                if !rules.allows(*kind) {
                    let message = format!("No {} is allowed above. Allow it or leave it out here.", kind.in_words());
                    flaws.error(format!("{field}.{index}"), message);
                } else if kinds[..index].contains(kind) {
                    flaws.error(format!("{field}.{index}"), "This stands here twice.");
                }
            }
        }
        let most = SubjectAltName::MAX_PER_CERTIFICATE;
        if rules.maximum as usize > most {
            flaws.error("names.maximum", format!("A certificate takes at most {most} names."));
        }
        if rules.maximum == 0 && !rules.one_of.is_empty() {
            flaws.error("names.maximum", "A name is needed, and none may be there. Allow one at least.");
        }
        if rules.from == Source::Request && *self != Self::default() {
            flaws.error(
                "names.from",
                "Names of a request are taken as they stand, so that the bounds for names would not hold for them. Choose “within bounds”.",
            );
        }
    }

    fn allows(&self, rules: &NameRules, name: &SubjectAltName) -> Result<(), String> {
        let within = |trees: &[Subtree]| trees.is_empty() || trees.iter().any(|tree| tree.permits(name));
        let listed = |trees: &[Subtree]| trees.iter().map(Subtree::value).collect::<Vec<_>>().join(", ");
        let kind = NameKind::of(name);
        if !rules.allows(kind) {
            return Err(format!("allows no {}", kind.in_words()));
        }
        match name {
            SubjectAltName::Dns(host) => {
                if host.is_wildcard() && !rules.dns.as_ref().is_some_and(|rule| rule.wildcards) {
                    return Err("allows no wildcards".to_owned());
                }
                if !within(&self.dns) {
                    return Err(format!("allows DNS names in {} only", listed(&self.dns)));
                }
            }
            SubjectAltName::Ip(_) if !within(&self.ip) => {
                return Err(format!("allows IP addresses in {} only", listed(&self.ip)));
            }
            SubjectAltName::Email(_) if !within(&self.email) => {
                return Err(format!("allows e-mail addresses in {} only", listed(&self.email)));
            }
            SubjectAltName::Uri(uri) => {
                let scheme = uri.as_str().split(':').next().unwrap_or_default().to_ascii_lowercase();
                if !self.schemes.is_empty() && !self.schemes.contains(&scheme) {
                    return Err(format!("allows URIs that begin with {} only", self.schemes.join(", ")));
                }
                let host = uri.host().and_then(|host| SubjectAltName::host(&host));
                let inside = |host: SubjectAltName| self.hosts.iter().any(|tree| tree.permits(&host));
                if !self.hosts.is_empty() && !host.is_some_and(inside) {
                    return Err(format!("allows URIs of hosts in {} only", listed(&self.hosts)));
                }
            }
            SubjectAltName::Ip(_) | SubjectAltName::Email(_) => {}
        }
        Ok(())
    }
}

impl NameRules {
    /// Whether names of this kind are allowed at all.
    pub const fn allows(&self, kind: NameKind) -> bool {
        match kind {
            NameKind::Dns => self.dns.is_some(),
            NameKind::Ip => self.ip.is_some(),
            NameKind::Email => self.email.is_some(),
            NameKind::Uri => self.uri.is_some(),
        }
    }
}

impl super::Profile {
    /// The names that will be certified: one that the common name is, where the profile adds it, and those asked for,
    /// without repeats; and everything that stands against them.
    pub fn names(&self, common_name: Option<&str>, asked: Vec<SubjectAltName>) -> (Vec<SubjectAltName>, Vec<Fault>) {
        let rules = &self.document().names;
        let mut faults = Vec::new();
        let mut names: Vec<SubjectAltName> = Vec::with_capacity(asked.len() + 1);
        if let Some(host) = common_name.and_then(|common_name| named_by(common_name, &rules.from_common_name)) {
            let fault = mapped(&host).err().or_else(|| self.outside(&host));
            faults.extend(fault.map(|fault| fault.moved_to("commonName")));
            names.push(host);
        }
        for name in asked {
            if names.contains(&name) {
                continue;
            }
            faults.extend(mapped(&name).err().or_else(|| self.outside(&name)));
            names.push(name);
        }
        if names.len() > rules.maximum as usize {
            faults.push(self.refuse(&format!("takes at most {} names; {} were asked for", rules.maximum, names.len())));
        }
        if !rules.one_of.is_empty() && !names.iter().any(|name| rules.one_of.contains(&NameKind::of(name))) {
            let field = rules.one_of.first().map_or("dns", |kind| kind.field());
            faults.push(self.refuse(&format!("needs at least one {}", needed(&rules.one_of))).at(field));
        }
        (names, faults)
    }

    fn outside(&self, name: &SubjectAltName) -> Option<Fault> {
        let why = self.names.allows(&self.document().names, name).err()?;
        Some(self.refuse(&format!("{why}; “{}” was asked for", name.value())).at(name.kind()))
    }
}

/// What is needed, in words.
fn needed(kinds: &[NameKind]) -> String {
    if kinds.len() == 4 {
        return "subject alternative name".to_owned();
    }
    let words: Vec<_> = kinds.iter().map(|kind| kind.in_words()).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// The common name as a name of the first of these kinds that it is well-formed as.
fn named_by(common_name: &str, kinds: &[NameKind]) -> Option<SubjectAltName> {
    kinds.iter().find_map(|kind| match kind {
        NameKind::Dns => common_name.parse().map(SubjectAltName::Dns).ok(),
        NameKind::Ip => common_name.parse().map(SubjectAltName::Ip).ok(),
        NameKind::Email => common_name.parse().map(SubjectAltName::Email).ok(),
        NameKind::Uri => common_name.parse().map(SubjectAltName::Uri).ok(),
    })
}

fn mapped(name: &SubjectAltName) -> Result<(), Fault> {
    match name {
        SubjectAltName::Ip(address) => refuse_mapped(*address),
        _ => Ok(()),
    }
}

/// A URI's scheme (RFC 3986 §3.1), in small letters.
fn scheme(text: &str) -> Result<String, Fault> {
    let scheme = text.strip_suffix("://").or_else(|| text.strip_suffix(':')).unwrap_or(text).to_ascii_lowercase();
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if well_formed {
        return Ok(scheme);
    }
    Err(Fault::new(FaultCode::InvalidName, format!("“{}” is not a URI’s scheme, as spiffe is.", crate::visible(text))))
}
