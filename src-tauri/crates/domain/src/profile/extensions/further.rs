//! Extensions by OID and DER, which have no rule of their own.

use crate::profile::decided::{Decided, Decider};
use crate::profile::document::{FurtherExtension, Source};
use crate::profile::flaw::{Flaws, MAX_LIST};
use crate::{Fault, FaultCode, Oid};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// An extension as it will stand in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub oid: Oid,
    pub critical: bool,
    /// The value's DER.
    pub der: Vec<u8>,
}

/// What is said about one extension, parsed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Further {
    oid: Oid,
    critical: bool,
    der: Option<Vec<u8>>,
    also: Vec<Vec<u8>>,
    from: Source,
}

/// Octets of one value at most: it goes into every certificate.
const MAX_OCTETS: usize = 8 * 1024;

/// What has a rule of its own, or is made when signing; by its DER it could say anything.
const OWN_RULE: [(&str, &str); 14] = [
    ("2.5.29.14", "The subject key identifier comes from the key."),
    ("2.5.29.15", "Key usage has a rule of its own."),
    ("2.5.29.17", "Subject alternative names have rules of their own."),
    ("2.5.29.19", "Basic constraints have a rule of their own."),
    ("2.5.29.30", "Name constraints have a rule of their own."),
    ("2.5.29.31", "CRL distribution points have a rule of their own."),
    ("2.5.29.32", "Policies have a rule of their own."),
    ("2.5.29.35", "The authority key identifier comes from the authority."),
    ("2.5.29.37", "Extended key usage has a rule of its own."),
    ("1.3.6.1.5.5.7.1.1", "Authority information access has a rule of its own."),
    ("1.3.6.1.5.5.7.1.24", "Must-staple has a rule of its own."),
    ("1.3.6.1.5.5.7.48.1.5", "OCSP no check has a rule of its own."),
    ("1.3.6.1.4.1.11129.2.4.2", "Timestamps of transparency logs belong to one certificate alone."),
    ("1.3.6.1.4.1.11129.2.4.3", "A precertificate is of no use to anybody but a transparency log."),
];

pub(super) fn all(rules: &[FurtherExtension], flaws: &mut Flaws) -> Vec<Further> {
    let mut all: Vec<Further> = Vec::new();
    flaws.bound("extensions.further", rules.len());
    for (index, rule) in rules.iter().enumerate().take(MAX_LIST) {
        let at = |part: &str| format!("extensions.further.{index}.{part}");
        let der = rule.der.as_deref().and_then(|text| flaws.take(at("der"), octets(text)));
        let also = flaws.take_all(&at("also"), &rule.also, octets);
        if rule.from == Source::Profile && rule.der.is_none() {
            flaws.error(
                at("der"),
                "Nobody says what stands in it: the profile has no value, and requests are not asked.",
            );
        }
        if rule.from != Source::WithinBounds && !rule.also.is_empty() {
            flaws.error(at("also"), "Nobody looks at these values unless requests decide within bounds.");
        }
        let Some(oid) = flaws.take(at("oid"), rule.oid.trim().parse::<Oid>()) else { continue };
        if let Some((_, why)) = OWN_RULE.iter().find(|(own, _)| *own == oid.as_str()) {
            flaws.error(at("oid"), *why);
        }
        if all.iter().any(|other| other.oid == oid) {
            flaws.error(at("oid"), "This extension stands here twice.");
        }
        all.push(Further { oid, critical: rule.critical, der, also, from: rule.from });
    }
    all
}

/// Octets in hexadecimal, with or without colons, or in Base64.
fn octets(text: &str) -> Result<Vec<u8>, Fault> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = plain.replace(':', "");
    let octets = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).or_else(|_| BASE64.decode(plain.as_bytes()));
    match octets {
        Ok(octets) if octets.is_empty() => {
            Err(Fault::new(FaultCode::InvalidProfile, "A value has one octet at least."))
        }
        Ok(octets) if octets.len() > MAX_OCTETS => {
            Err(Fault::new(FaultCode::InvalidProfile, format!("A value has at most {MAX_OCTETS} octets.")))
        }
        Ok(octets) => Ok(octets),
        Err(_) => Err(Fault::new(
            FaultCode::InvalidProfile,
            "Write the value’s DER in hexadecimal, such as 05:00, or in Base64.",
        )),
    }
}

impl Further {
    /// What will be signed, where it will be, given what a request asks for.
    fn decide(&self, asked: Option<&[u8]>) -> Decided<Option<Extension>> {
        let of = |der: &[u8]| Extension { oid: self.oid.clone(), critical: self.critical, der: der.to_vec() };
        let own = self.der.as_deref().map(of);
        let same = asked.is_some() && self.der.as_deref() == asked;
        match (self.from, asked) {
            (Source::Request, Some(asked)) if asked.len() <= MAX_OCTETS => {
                Decided { value: Some(of(asked)), by: Decider::Request, why: None }
            }
            (Source::WithinBounds, Some(asked)) if same || self.also.iter().any(|also| also == asked) => {
                Decided { value: Some(of(asked)), by: Decider::Bounds, why: None }
            }
            (_, Some(_)) if same => Decided::by_profile(own),
            (Source::WithinBounds, Some(_)) => {
                Decided::instead(own, "The value that the request asks for is not among those that the profile allows.")
            }
            (Source::Profile, Some(_)) => Decided::instead(own, "The profile decides on it alone."),
            (Source::Request, Some(_)) => {
                Decided::instead(own, format!("The request’s value is larger than {MAX_OCTETS} octets."))
            }
            (_, None) => Decided::by_profile(own),
        }
    }
}

impl crate::Profile {
    /// The further extensions, each with how it came about; `asked` finds what a request says in one.
    pub fn further<'a>(&self, asked: impl Fn(&Oid) -> Option<&'a [u8]>) -> Vec<(Oid, Decided<Option<Extension>>)> {
        let all = self.extensions.further.iter();
        all.map(|further| (further.oid.clone(), further.decide(asked(&further.oid)))).collect()
    }

    /// The values' DER with the field each stands in, for whoever can tell whether they are DER.
    pub fn further_values(&self) -> Vec<(String, &[u8])> {
        let mut values = Vec::new();
        for (index, further) in self.extensions.further.iter().enumerate() {
            let at = |part: String| format!("extensions.further.{index}.{part}");
            values.extend(further.der.as_deref().map(|der| (at("der".to_owned()), der)));
            values.extend(
                further.also.iter().enumerate().map(|(at_also, der)| (at(format!("also.{at_also}")), der.as_slice())),
            );
        }
        values
    }
}
