//! What the extensions say: the profile's own values, and how those are weighed against what a request asks for.

mod check;
mod decide;
mod further;

pub use further::Extension;

use super::document::{ExtensionRules, NameConstraintsRule, PoliciesRule, UrlsFrom};
use super::flaw::Flaws;
use crate::{ExtendedKeyUsage, Fault, FaultCode, NameConstraints, Oid, Subtree, UriName, is_unprintable};
use further::Further;

/// A certificate policy with what explains it (RFC 5280 §4.2.1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub oid: Oid,
    pub cps: Option<UriName>,
    pub notice: Option<String>,
}

/// The extensions' values, parsed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Extensions {
    purposes: Vec<ExtendedKeyUsage>,
    more_purposes: Vec<ExtendedKeyUsage>,
    policies: Vec<Policy>,
    more_policies: Vec<Oid>,
    name_constraints: NameConstraints,
    further: Vec<Further>,
}

/// Characters of an explicitText at most (RFC 5280 §4.2.1.4).
const MAX_NOTICE: usize = 200;

impl Extensions {
    /// The values of these rules; whether they go together is looked at apart.
    pub(super) fn new(rules: &ExtensionRules, flaws: &mut Flaws) -> Self {
        let eku = &rules.extended_key_usage;
        let purpose = |text: &str| text.parse::<ExtendedKeyUsage>();
        let urls = |flaws: &mut Flaws, field: &str, texts: &[String]| flaws.take_all(field, texts, published_url);
        urls(flaws, "extensions.issuerInformation.issuerUrls", &rules.issuer_information.issuer_urls);
        urls(flaws, "extensions.issuerInformation.ocspUrls", &rules.issuer_information.ocsp_urls);
        urls(flaws, "extensions.revocation.crlUrls", &rules.revocation.crl_urls);
        Self {
            purposes: flaws.take_all("extensions.extendedKeyUsage.purposes", &eku.purposes, purpose),
            more_purposes: flaws.take_all("extensions.extendedKeyUsage.also", &eku.also, purpose),
            policies: policies(&rules.policies, flaws),
            more_policies: flaws.take_all("extensions.policies.also", &rules.policies.also, str::parse),
            name_constraints: constraints(&rules.name_constraints, flaws),
            further: further::all(&rules.further, flaws),
        }
    }
}

impl super::Profile {
    /// What certificates are for, unless a request is let decide.
    pub fn purposes(&self) -> &[ExtendedKeyUsage] {
        &self.extensions.purposes
    }

    /// Whether it makes certificates of authorities.
    pub fn is_authority(&self) -> bool {
        self.document().extensions.basic_constraints.authority
    }

    /// Which names an authority made under it may certify.
    pub fn name_constraints(&self) -> &NameConstraints {
        &self.extensions.name_constraints
    }

    /// The CRL's URLs, of those the authority has.
    pub fn crl_urls(&self, authority: Option<&str>) -> Vec<String> {
        let rule = &self.document().extensions.revocation;
        urls(rule.from, authority, &rule.crl_urls)
    }

    /// Whether the CRL's URLs are to be those of the authority.
    pub fn wants_authoritys_crl(&self) -> bool {
        self.document().extensions.revocation.from == UrlsFrom::Authority
    }

    /// The URLs of the issuer's certificate, of those the authority has.
    pub fn issuer_urls(&self, authority: Option<&str>) -> Vec<String> {
        let rule = &self.document().extensions.issuer_information;
        urls(rule.from, authority, &rule.issuer_urls)
    }

    /// The URLs of OCSP.
    pub fn ocsp_urls(&self, authority: Option<&str>) -> Vec<String> {
        let rule = &self.document().extensions.issuer_information;
        urls(rule.from, authority, &rule.ocsp_urls)
    }
}

fn urls(from: UrlsFrom, authority: Option<&str>, own: &[String]) -> Vec<String> {
    match from {
        UrlsFrom::Authority => authority.map(str::to_owned).into_iter().collect(),
        UrlsFrom::Profile => own.iter().map(|url| url.trim().to_owned()).collect(),
        UrlsFrom::Nowhere => Vec::new(),
    }
}

/// A URL that is written into certificates: clients fetch it before they trust anything, so that https, which needs
/// the very chain that is being checked, cannot work (RFC 5280 §8).
fn published_url(text: &str) -> Result<UriName, Fault> {
    let uri: UriName = text.parse()?;
    let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(scheme.as_str(), "http" | "ldap") && uri.host().is_some() {
        return Ok(uri);
    }
    Err(Fault::new(
        FaultCode::InvalidName,
        "Use an http:// or ldap:// address: clients fetch it before they trust anything, so https cannot work.",
    ))
}

fn policies(rule: &PoliciesRule, flaws: &mut Flaws) -> Vec<Policy> {
    let mut policies: Vec<Policy> = Vec::new();
    flaws.bound("extensions.policies.policies", rule.policies.len());
    for (index, policy) in rule.policies.iter().enumerate().take(super::flaw::MAX_LIST) {
        let at = |part: &str| format!("extensions.policies.policies.{index}.{part}");
        let oid = flaws.take(at("oid"), policy.oid.trim().parse::<Oid>());
        let cps = policy.cps.as_deref().and_then(|text| flaws.take(at("cps"), practice_statement(text.trim())));
        if let Some(notice) = &policy.notice
            && (notice.trim().is_empty() || notice.chars().count() > MAX_NOTICE || notice.chars().any(is_unprintable))
        {
            flaws.error(
                at("notice"),
                format!("A notice has 1 to {MAX_NOTICE} printable characters (RFC 5280 §4.2.1.4)."),
            );
        }
        let Some(oid) = oid else { continue };
        if policies.iter().any(|other| other.oid == oid) {
            flaws.error(at("oid"), "This policy stands here twice.");
        }
        policies.push(Policy { oid, cps, notice: policy.notice.clone() });
    }
    policies
}

/// Where people read how an authority works; a browser opens it, so that https is right here.
fn practice_statement(text: &str) -> Result<UriName, Fault> {
    let uri: UriName = text.parse()?;
    let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(scheme.as_str(), "http" | "https") && uri.host().is_some() {
        return Ok(uri);
    }
    Err(Fault::new(FaultCode::InvalidName, "Write where people can read it: http:// or https://."))
}

fn constraints(rule: &NameConstraintsRule, flaws: &mut Flaws) -> NameConstraints {
    type Parse = fn(&str) -> Result<Subtree, Fault>;
    type Kind<'a> = (&'a str, &'a [String], &'a str, &'a [String], Parse);
    let mut constraints = NameConstraints::default();
    let kinds: [Kind<'_>; 3] = [
        ("permitDns", &rule.permit_dns, "excludeDns", &rule.exclude_dns, Subtree::dns),
        ("permitIp", &rule.permit_ip, "excludeIp", &rule.exclude_ip, Subtree::ip),
        ("permitEmail", &rule.permit_email, "excludeEmail", &rule.exclude_email, Subtree::email),
    ];
    for (permit, permitted, exclude, excluded, parse) in kinds {
        let at = |part: &str| format!("extensions.nameConstraints.{part}");
        let permitted = flaws.take_all(&at(permit), permitted, parse);
        let excluded = flaws.take_all(&at(exclude), excluded, parse);
        for (index, tree) in permitted.iter().enumerate() {
            if let Some(over) = excluded.iter().find(|over| over.contains(tree)) {
                flaws.error(
                    format!("{}.{index}", at(permit)),
                    format!("{tree} is permitted, and {over}, in which it lies, is excluded: no name is left of it."),
                );
            }
        }
        constraints.permitted.extend(permitted);
        constraints.excluded.extend(excluded);
    }
    constraints
}
