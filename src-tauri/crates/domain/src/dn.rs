//! Distinguished names and their text form (RFC 4514).

use crate::name::refuse_unprintable;
use crate::{Fault, FaultCode, visible};
use std::{fmt, str::FromStr};

/// What a part of a subject is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttributeType {
    CommonName,
    SerialNumber,
    Country,
    Locality,
    StateOrProvince,
    StreetAddress,
    Organization,
    OrganizationalUnit,
    Title,
    GivenName,
    Surname,
    PostalCode,
    OrganizationIdentifier,
    UserId,
    DomainComponent,
    EmailAddress,
    /// Any other type, as a dotted OID.
    Other(String),
}

/// Types with a name: OID, the name written, further names read, and the upper bound of X.520 / RFC 5280 A.1.
const NAMED: [(AttributeType, &str, &str, &[&str], usize); 16] = [
    (AttributeType::CommonName, "2.5.4.3", "CN", &["commonName"], 64),
    (AttributeType::SerialNumber, "2.5.4.5", "serialNumber", &["SERIALNUMBER"], 64),
    (AttributeType::Country, "2.5.4.6", "C", &["countryName"], 2),
    (AttributeType::Locality, "2.5.4.7", "L", &["localityName"], 128),
    (AttributeType::StateOrProvince, "2.5.4.8", "ST", &["S", "stateOrProvinceName"], 128),
    (AttributeType::StreetAddress, "2.5.4.9", "STREET", &["streetAddress"], 128),
    (AttributeType::Organization, "2.5.4.10", "O", &["organizationName"], 64),
    (AttributeType::OrganizationalUnit, "2.5.4.11", "OU", &["organizationalUnitName"], 64),
    (AttributeType::Title, "2.5.4.12", "T", &["title"], 64),
    (AttributeType::GivenName, "2.5.4.42", "GN", &["givenName"], 64),
    (AttributeType::Surname, "2.5.4.4", "SN", &["surname"], 64),
    (AttributeType::PostalCode, "2.5.4.17", "postalCode", &[], 40),
    (AttributeType::OrganizationIdentifier, "2.5.4.97", "organizationIdentifier", &[], 256),
    (AttributeType::UserId, "0.9.2342.19200300.100.1.1", "UID", &["userId"], 256),
    (AttributeType::DomainComponent, "0.9.2342.19200300.100.1.25", "DC", &["domainComponent"], 63),
    (AttributeType::EmailAddress, "1.2.840.113549.1.9.1", "emailAddress", &["E", "EMAIL"], 255),
];

impl AttributeType {
    /// The type with this dotted OID.
    pub fn from_oid(oid: &str) -> Self {
        NAMED
            .iter()
            .find(|(_, known, ..)| *known == oid)
            .map_or_else(|| Self::Other(oid.to_owned()), |(kind, ..)| kind.clone())
    }

    /// The dotted OID.
    pub fn oid(&self) -> &str {
        match self {
            Self::Other(oid) => oid,
            named => NAMED.iter().find(|(kind, ..)| kind == named).map_or("", |(_, oid, ..)| oid),
        }
    }

    /// The short name, `CN`, or the OID where there is none.
    pub fn keyword(&self) -> &str {
        match self {
            Self::Other(oid) => oid,
            named => NAMED.iter().find(|(kind, ..)| kind == named).map_or("", |(_, _, keyword, ..)| keyword),
        }
    }

    /// The type that a text names: `CN`, `organizationName`, or a dotted OID.
    pub fn from_text(text: &str) -> Result<Self, Fault> {
        Self::from_keyword(text).ok_or_else(|| {
            Fault::new(
                FaultCode::InvalidSubject,
                format!("“{}” is not a part of a subject. Write CN, O, OU, C … or an OID.", visible(text)),
            )
        })
    }

    fn from_keyword(text: &str) -> Option<Self> {
        let named = NAMED.iter().find(|(_, _, keyword, aliases, _)| {
            keyword.eq_ignore_ascii_case(text) || aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
        });
        if let Some((kind, ..)) = named {
            return Some(kind.clone());
        }
        let oid = text.strip_prefix("OID.").or_else(|| text.strip_prefix("oid.")).unwrap_or(text);
        let parts: Vec<&str> = oid.split('.').collect();
        let dotted = parts.len() >= 3
            && parts.len() <= 32
            && parts.iter().all(|part| part.parse::<u32>().is_ok())
            && matches!(parts[0], "0" | "1" | "2");
        dotted.then(|| Self::from_oid(oid))
    }

    /// Whether a value must be a PrintableString (X.520, RFC 5280 A.1).
    pub fn is_printable_only(&self) -> bool {
        const DN_QUALIFIER: &str = "2.5.4.46";
        matches!(self, Self::Country | Self::SerialNumber) || *self == Self::Other(DN_QUALIFIER.to_owned())
    }

    fn upper_bound(&self) -> usize {
        NAMED.iter().find(|(kind, ..)| kind == self).map_or(256, |(.., bound)| *bound)
    }
}

/// Whether a text consists of what a PrintableString holds (X.680 §41.4).
fn is_printable_string(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b))
}

/// One typed value, for example `CN=build.corp.example`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    kind: AttributeType,
    value: String,
}

impl Attribute {
    /// A value of a subject that we sign: non-empty, printable, within the bounds of RFC 5280 A.1.
    pub fn new(kind: AttributeType, value: &str) -> Result<Self, Fault> {
        let refuse = |why: String| Fault::new(FaultCode::InvalidSubject, why).at("subject");
        if value.is_empty() {
            return Err(refuse(format!("{} has no value.", kind.keyword())));
        }
        if value.trim() != value {
            return Err(refuse(format!("{} starts or ends with a space.", kind.keyword())));
        }
        refuse_unprintable(value, kind.keyword(), kind.upper_bound()).map_err(|fault| fault.at("subject"))?;
        match kind {
            AttributeType::Country if value.len() != 2 || !value.bytes().all(|b| b.is_ascii_uppercase()) => {
                return Err(refuse(format!("“{value}” is not a country: C takes two capital letters (ISO 3166).")));
            }
            AttributeType::DomainComponent | AttributeType::EmailAddress if !value.is_ascii() => {
                return Err(refuse(format!("{} takes ASCII only.", kind.keyword())));
            }
            // RFC 5280 A.1 knows no other string for these two; the asterisk is the one that people miss.
            _ if kind.is_printable_only() && !is_printable_string(value) => {
                return Err(refuse(format!(
                    "{} takes letters, digits, spaces and '()+,-./:=? only (a PrintableString).",
                    kind.keyword()
                )));
            }
            _ => {}
        }
        Ok(Self { kind, value: value.to_owned() })
    }

    /// A value as it was found in a certificate made by somebody else, however odd.
    pub fn found(kind: AttributeType, value: String) -> Self {
        Self { kind, value }
    }

    /// What it is.
    pub fn kind(&self) -> &AttributeType {
        &self.kind
    }

    /// The value, unescaped.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// A relative distinguished name: nearly always one attribute.
pub type Rdn = Vec<Attribute>;

/// A subject or issuer, most general part first, as it is encoded. Its text form is RFC 4514's: most
/// specific part first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DistinguishedName(Vec<Rdn>);

impl DistinguishedName {
    /// Attributes of one subject are bounded; real subjects have fewer than ten.
    pub const MAX_ATTRIBUTES: usize = 32;

    /// The name of these parts, most general first, if it is short enough for a subject that we sign.
    pub fn bounded(rdns: Vec<Rdn>) -> Result<Self, Fault> {
        if rdns.iter().map(Vec::len).sum::<usize>() > Self::MAX_ATTRIBUTES {
            return Err(Fault::new(
                FaultCode::InvalidSubject,
                format!("The subject has more than {} attributes.", Self::MAX_ATTRIBUTES),
            )
            .at("subject"));
        }
        Ok(Self(rdns))
    }

    /// The name of these parts, most general first, as it was found.
    pub fn new(rdns: Vec<Rdn>) -> Self {
        Self(rdns)
    }

    /// A name of a common name alone.
    pub fn of_common_name(common_name: &str) -> Result<Self, Fault> {
        Ok(Self(vec![vec![Attribute::new(AttributeType::CommonName, common_name)?]]))
    }

    /// The parts, most general first.
    pub fn rdns(&self) -> &[Rdn] {
        &self.0
    }

    /// Whether there is no part at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The most specific value of this type.
    pub fn most_specific(&self, kind: &AttributeType) -> Option<&str> {
        self.0.iter().rev().flatten().find(|attribute| attribute.kind == *kind).map(Attribute::value)
    }

    /// The most specific common name.
    pub fn common_name(&self) -> Option<&str> {
        self.most_specific(&AttributeType::CommonName)
    }

    /// A short name for lists: the common name, else the most specific value there is.
    pub fn label(&self) -> String {
        let last = || self.0.last().and_then(|rdn| rdn.first()).map(Attribute::value);
        visible(self.common_name().or_else(last).unwrap_or("(no subject)"))
    }
}

impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, rdn) in self.0.iter().rev().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            for (j, attribute) in rdn.iter().enumerate() {
                if j > 0 {
                    f.write_str("+")?;
                }
                write!(f, "{}={}", attribute.kind.keyword(), escape(&attribute.value))?;
            }
        }
        Ok(())
    }
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let shown = visible(value);
    let last = shown.chars().count().saturating_sub(1);
    for (i, c) in shown.chars().enumerate() {
        let special = matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=')
            || (i == 0 && matches!(c, ' ' | '#'))
            || (i == last && c == ' ');
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

impl FromStr for DistinguishedName {
    type Err = Fault;

    /// Reads RFC 4514 text such as `CN=Example Root,O=Example Corp,C=DE`.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let refuse = |why: &str| {
            Fault::new(
                FaultCode::InvalidSubject,
                format!(
                    "The subject “{}” cannot be read: {why}. Write it as CN=Name,O=Organisation,C=DE.",
                    visible(text)
                ),
            )
            .at("subject")
        };
        if text.len() > 8192 {
            return Err(refuse("it is too long"));
        }
        let mut rdns = vec![Rdn::new()];
        for (part, separator) in split_unescaped(text).ok_or_else(|| refuse("a backslash or quote is not closed"))? {
            let (keyword, value) = part.split_once('=').ok_or_else(|| refuse("a part has no ="))?;
            let kind = AttributeType::from_keyword(keyword.trim())
                .ok_or_else(|| refuse(&format!("“{}” is not a known attribute", visible(keyword.trim()))))?;
            let value = unescape(value).ok_or_else(|| refuse("an escape is not well-formed"))?;
            if let Some(rdn) = rdns.last_mut() {
                rdn.push(Attribute::new(kind, &value)?);
            }
            if separator == Some(',') {
                rdns.push(Rdn::new());
            }
        }
        if rdns.iter().any(Vec::is_empty) {
            return Err(refuse("it has an empty part"));
        }
        rdns.reverse();
        Self::bounded(rdns)
    }
}

/// Parts of the text with the separator that follows each; `None` when an escape runs off the end.
fn split_unescaped(text: &str) -> Option<Vec<(String, Option<char>)>> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                part.push(c);
                part.push(chars.next()?);
            }
            '"' => {
                quoted = !quoted;
                part.push(c);
            }
            ',' | ';' if !quoted => parts.push((std::mem::take(&mut part), Some(','))),
            '+' if !quoted => parts.push((std::mem::take(&mut part), Some('+'))),
            _ => part.push(c),
        }
    }
    if quoted {
        return None;
    }
    parts.push((part, None));
    Some(parts)
}

fn unescape(raw: &str) -> Option<String> {
    // U+0020 alone is insignificant around a value (RFC 4514 §2.4), and one at the end not when it is escaped: when an
    // odd number of backslashes stands before it.
    let trimmed = raw.trim_start_matches(' ');
    let end = trimmed.trim_end_matches(' ');
    let backslashes = end.len() - end.trim_end_matches('\\').len();
    let is_escaped = end.len() < trimmed.len() && !backslashes.is_multiple_of(2);
    let trimmed = &trimmed[..end.len() + usize::from(is_escaped)];
    let trimmed = trimmed.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(trimmed);
    let mut bytes = Vec::with_capacity(trimmed.len());
    let mut chars = trimmed.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let next = chars.next()?;
        match next.to_digit(16) {
            Some(high) => {
                let low = chars.next()?.to_digit(16)?;
                bytes.push(u8::try_from(high << 4 | low).ok()?);
            }
            None => bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{AttributeType, DistinguishedName};

    #[test]
    fn the_text_form_is_most_specific_first() {
        let name: DistinguishedName = "CN=Example Root, OU=PKI, OU=Security, O=Example\\, Inc., C=DE".parse().unwrap();
        assert_eq!(name.rdns()[0][0].kind(), &AttributeType::Country);
        assert_eq!(name.common_name(), Some("Example Root"));
        assert_eq!(name.to_string(), "CN=Example Root,OU=PKI,OU=Security,O=Example\\, Inc.,C=DE");
        assert_eq!(name.to_string().parse::<DistinguishedName>().unwrap(), name);
    }

    #[test]
    fn quotes_hex_escapes_and_multivalued_parts_are_read() {
        let name: DistinguishedName = "CN=\"a,b\"+UID=x,O=M\\C3\\BCller".parse().unwrap();
        assert_eq!(name.rdns()[0][0].value(), "Müller");
        assert_eq!(name.rdns()[1].len(), 2);
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in
            ["", "Example", "CN=", "CN=a,,O=b", "XX=a", "CN=a\\", "C=Germany", "C=de", "CN=a\u{202e}b", "CN=\\00"]
        {
            assert!(bad.parse::<DistinguishedName>().is_err(), "{bad:?}");
        }
        assert!(format!("CN={}", "a".repeat(65)).parse::<DistinguishedName>().is_err());
    }

    #[test]
    fn a_backslash_before_white_space_of_any_kind_ends_in_a_sentence() {
        for odd in ["CN=Acme\\\u{a0}", "CN=Acme\\\u{3000}", "CN=Acme\\\u{2003},O=b", "CN=Acme\u{a0}", "CN=Acme\\ "] {
            assert!(odd.parse::<DistinguishedName>().is_err(), "{odd:?}");
        }
        let name: DistinguishedName = "CN=a\\\\ , O= b ".parse().unwrap();
        assert_eq!(name.common_name(), Some("a\\"), "an escaped backslash, then a space that says nothing");
        assert_eq!(name.to_string(), "CN=a\\\\,O=b");
    }

    #[test]
    fn serial_numbers_and_qualifiers_are_printable_strings() {
        for bad in ["CN=a,serialNumber=A*7", "CN=a,2.5.4.46=x_y", "CN=a,serialNumber=Ü"] {
            assert!(bad.parse::<DistinguishedName>().is_err(), "{bad:?}");
        }
        assert!("CN=a,serialNumber=HRB 12345,2.5.4.46=(x)".parse::<DistinguishedName>().is_ok());
    }

    #[test]
    fn attributes_are_counted_wherever_they_stand() {
        let many = |separator: &str, count: usize| vec!["OU=x"; count].join(separator).parse::<DistinguishedName>();
        for separator in [",", "+"] {
            assert!(many(separator, DistinguishedName::MAX_ATTRIBUTES).is_ok());
            assert!(many(separator, DistinguishedName::MAX_ATTRIBUTES + 1).is_err());
        }
    }
}
