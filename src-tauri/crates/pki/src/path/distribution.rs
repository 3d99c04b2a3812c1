//! Distribution points of CRLs: in certificates where their CRLs are, in CRLs what they are about
//! (RFC 5280 §4.2.1.13, §5.2.5).

use super::names::ComparableName;
use crate::asn1::{Element, SEQUENCE, context};
use crate::{Error, Result};

/// Distribution points of one certificate at most.
const MAX_POINTS: usize = 256;

/// All reasons but the one for removing an entry from a CRL: bits 1 to 8 of ReasonFlags.
pub(super) const ALL_REASONS: u16 = 0b1_1111_1110;

/// One distribution point of a certificate.
#[derive(Debug, Clone, Copy)]
pub(super) struct DistributionPoint<'a> {
    /// The content of the DistributionPointName.
    name: Option<Element<'a>>,
    /// The reasons that its CRL covers.
    pub(super) reasons: u16,
    /// The GeneralNames of whoever signs the CRL, where that is not the certificate's issuer.
    pub(super) crl_issuer: Option<Element<'a>>,
}

/// The points in a CRLDistributionPoints sequence.
pub(super) fn distribution_points(list: Element<'_>) -> Result<Vec<DistributionPoint<'_>>> {
    let mut found = Vec::new();
    let mut points = list.elements();
    while let Some(point) = points.next()? {
        if found.len() == MAX_POINTS {
            return Err(Error::TooLarge {
                what: "list of distribution points",
                found: MAX_POINTS + 1,
                max: MAX_POINTS,
            });
        }
        let mut parts = point.of_tag(SEQUENCE)?.elements();
        let name = parts.optional_tag(context(0))?.map(|wrapper| Element::only(wrapper.content)).transpose()?;
        let reasons = parts.optional_tag(0x81)?.map_or(Ok(ALL_REASONS), reasons)?;
        let crl_issuer = parts.optional_tag(context(2))?;
        parts.end()?;
        found.push(DistributionPoint { name, reasons, crl_issuer });
    }
    Ok(found)
}

/// The bits of ReasonFlags by their numbers.
fn reasons(flags: Element<'_>) -> Result<u16> {
    match flags.content {
        [unused @ 0..=7, octets @ ..] if octets.len() <= 2 && !octets.is_empty() => {
            let last = octets.len() - 1;
            let set = octets.iter().enumerate().flat_map(|(i, octet)| {
                let octet = if i == last { octet & (0xff << unused) } else { *octet };
                (0..8).filter(move |bit| octet & (0x80 >> bit) != 0).map(move |bit| i * 8 + bit)
            });
            Ok(set.fold(0, |all, bit| all | 1 << bit) & ALL_REASONS)
        }
        _ => Err(Error::malformed("certificate", "reasons in it cannot be read")),
    }
}

/// What a CRL says it is about; without the extension everything of its issuer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    name: Option<Element<'a>>,
    pub(super) only_users: bool,
    pub(super) only_authorities: bool,
    pub(super) only_attributes: bool,
    pub(super) reasons: u16,
    pub(super) indirect: bool,
    /// The extension as it stands, by which a delta's scope is told to be its base's.
    pub(super) raw: &'a [u8],
}

impl Default for Scope<'_> {
    fn default() -> Self {
        Self {
            name: None,
            only_users: false,
            only_authorities: false,
            only_attributes: false,
            reasons: ALL_REASONS,
            indirect: false,
            raw: &[],
        }
    }
}

impl<'a> Scope<'a> {
    /// The scope in an issuingDistributionPoint.
    pub(super) fn read(sequence: Element<'a>) -> Result<Self> {
        let mut scope = Self { raw: sequence.raw, ..Self::default() };
        let mut parts = sequence.of_tag(SEQUENCE)?.elements();
        while let Some(part) = parts.next()? {
            let is_set = part.content != [0];
            match part.tag {
                0xa0 => scope.name = Some(Element::only(part.content)?),
                0x81 => scope.only_users = is_set,
                0x82 => scope.only_authorities = is_set,
                0x83 => scope.reasons = reasons(part)?,
                0x84 => scope.indirect = is_set,
                0x85 => scope.only_attributes = is_set,
                _ => return Err(Error::malformed("CRL", "its issuing distribution point has an unknown field")),
            }
        }
        Ok(scope)
    }

    /// The reasons for which the CRL speaks of a certificate that has this distribution point, or none at all
    /// (RFC 5280 §6.3.3 (b) (2) and (d)); 0 when it is not about it.
    pub(super) fn reasons_for(
        &self,
        point: Option<&DistributionPoint<'_>>,
        certificate_issuer: &ComparableName,
        crl_issuer: &ComparableName,
    ) -> u16 {
        let Some(own) = self.name else { return self.reasons & point.map_or(ALL_REASONS, |point| point.reasons) };
        let own = place_names(own, crl_issuer);
        let theirs = match point {
            Some(DistributionPoint { name: Some(name), crl_issuer: signer, .. }) => {
                // A relative name hangs on whoever signs the CRL.
                let base = signer.and_then(|signer| directory_names(signer).next());
                place_names(*name, base.as_ref().unwrap_or(certificate_issuer))
            }
            Some(DistributionPoint { crl_issuer: Some(signer), .. }) => {
                directory_names(*signer).map(Place::Name).collect()
            }
            _ => vec![Place::Name(certificate_issuer.clone())],
        };
        if own.iter().any(|place| theirs.contains(place)) {
            self.reasons & point.map_or(ALL_REASONS, |point| point.reasons)
        } else {
            0
        }
    }
}

/// A name of a distribution point in a form that can be compared.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Name(ComparableName),
    Other(Vec<u8>),
}

/// The names in a DistributionPointName: a list of names, or one relative to an issuer.
fn place_names(name: Element<'_>, base: &ComparableName) -> Vec<Place> {
    if name.tag == context(1) {
        return base.with(name).map(Place::Name).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut names = name.elements();
    while let Ok(Some(name)) = names.next() {
        found.push(match directory_name(name) {
            Some(name) => Place::Name(name),
            None => Place::Other(name.raw.to_vec()),
        });
    }
    found
}

/// The directory names among these GeneralNames.
pub(super) fn directory_names(names: Element<'_>) -> impl Iterator<Item = ComparableName> {
    let mut names = names.elements();
    std::iter::from_fn(move || names.next().ok().flatten()).filter_map(directory_name)
}

fn directory_name(name: Element<'_>) -> Option<ComparableName> {
    (name.tag == context(4)).then(|| ComparableName::of(name.content).ok()).flatten()
}
