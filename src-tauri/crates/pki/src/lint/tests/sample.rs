//! Certificates put together from raw parts, sound or broken as a test wants them.

use crate::PublicKey;
use crate::asn1::{BIT_STRING, BOOLEAN, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, context, element};
use chancery_domain::KeyAlgorithm;
use der::asn1::ObjectIdentifier;

pub(super) const UTF8: u8 = 0x0c;
pub(super) const PRINTABLE: u8 = 0x13;
pub(super) const IA5: u8 = 0x16;

pub(super) const BC: &str = "2.5.29.19";
pub(super) const KU: &str = "2.5.29.15";
pub(super) const EKU: &str = "2.5.29.37";
pub(super) const SAN: &str = "2.5.29.17";
pub(super) const IAN: &str = "2.5.29.18";
pub(super) const SKI: &str = "2.5.29.14";
pub(super) const AKI: &str = "2.5.29.35";
pub(super) const POLICIES: &str = "2.5.29.32";
pub(super) const NC: &str = "2.5.29.30";
pub(super) const CRLDP: &str = "2.5.29.31";
pub(super) const AIA: &str = "1.3.6.1.5.5.7.1.1";

pub(super) const SERVER: &str = "1.3.6.1.5.5.7.3.1";
pub(super) const CODE: &str = "1.3.6.1.5.5.7.3.3";
pub(super) const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
pub(super) const STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub(super) const ANY_EKU: &str = "2.5.29.37.0";
pub(super) const OCSP: &str = "1.3.6.1.5.5.7.48.1";
pub(super) const ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
pub(super) const ANY_POLICY: &str = "2.5.29.32.0";

pub(super) const CN: &str = "2.5.4.3";
pub(super) const C: &str = "2.5.4.6";
pub(super) const L: &str = "2.5.4.7";
pub(super) const O: &str = "2.5.4.10";
pub(super) const OU: &str = "2.5.4.11";
pub(super) const DC: &str = "0.9.2342.19200300.100.1.25";
pub(super) const MAIL: &str = "1.2.840.113549.1.9.1";

/// An element around parts.
pub(super) fn e(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    element(tag, parts)
}

pub(super) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

pub(super) fn oid(dotted: &str) -> Vec<u8> {
    element(OID, &[ObjectIdentifier::new_unwrap(dotted).as_bytes()])
}

/// A Name of attributes, one RDN each: type, kind of string, text.
pub(super) fn name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> =
        attributes.iter().map(|it| element(SET, &[&attribute(it.0, it.1, it.2.as_bytes())])).collect();
    element(SEQUENCE, &rdns.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(super) fn attribute(kind: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind), &e(tag, &[value])])
}

/// An algorithm with these parameters.
pub(super) fn algorithm(dotted: &str, parameters: &[u8]) -> Vec<u8> {
    seq(&[&oid(dotted), parameters])
}

pub(super) fn bits(unused: u8, octets: &[u8]) -> Vec<u8> {
    e(BIT_STRING, &[&[unused], octets])
}

/// A key usage of the first nine bits, in DER.
pub(super) fn usage(bits_set: &[u8]) -> Vec<u8> {
    let mut octets = [0_u8; 2];
    bits_set.iter().for_each(|bit| octets[usize::from(bit / 8)] |= 0x80 >> (bit % 8));
    let used = if octets[1] != 0 { 2 } else { 1 };
    let unused = octets[used - 1].trailing_zeros().min(7) as u8;
    bits(unused, &octets[..used])
}

pub(super) fn oids(dotted: &[&str]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = dotted.iter().map(|it| oid(it)).collect();
    seq(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// GeneralNames: tags with contents.
pub(super) fn names(all: &[(u8, &[u8])]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = all.iter().map(|(tag, content)| e(*tag, &[content])).collect();
    seq(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(super) fn dns(all: &[&str]) -> Vec<u8> {
    names(&all.iter().map(|it| (0x82, it.as_bytes())).collect::<Vec<_>>())
}

/// A policy with its qualifiers, already encoded.
pub(super) fn policy(dotted: &str, qualifiers: &[&[u8]]) -> Vec<u8> {
    if qualifiers.is_empty() { seq(&[&oid(dotted)]) } else { seq(&[&oid(dotted), &seq(qualifiers)]) }
}

/// Distribution points with one URI each.
pub(super) fn points(uris: &[&str]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = uris.iter().map(|uri| seq(&[&full_name(0x86, uri.as_bytes())])).collect();
    seq(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A DistributionPointName with one name.
pub(super) fn full_name(tag: u8, content: &[u8]) -> Vec<u8> {
    e(context(0), &[&e(context(0), &[&e(tag, &[content])])])
}

pub(super) fn access(all: &[(&str, u8, &str)]) -> Vec<u8> {
    let all: Vec<Vec<u8>> =
        all.iter().map(|(method, tag, place)| seq(&[&oid(method), &e(*tag, &[place.as_bytes()])])).collect();
    seq(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

pub(super) fn utc(text: &str) -> Vec<u8> {
    e(0x17, &[text.as_bytes()])
}

pub(super) fn generalized(text: &str) -> Vec<u8> {
    e(0x18, &[text.as_bytes()])
}

pub(super) fn key_of(algorithm: KeyAlgorithm) -> Vec<u8> {
    PublicKey::stand_in(algorithm).unwrap().spki_der().to_vec()
}

/// A SubjectPublicKeyInfo.
pub(super) fn key(algorithm: &[u8], octets: &[u8]) -> Vec<u8> {
    seq(&[algorithm, &bits(0, octets)])
}

pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = seq(&[&e(INTEGER, &[modulus]), &e(INTEGER, &[exponent])]);
    key(&algorithm("1.2.840.113549.1.1.1", &[5, 0]), &numbers)
}

pub(super) struct Ext {
    pub(super) oid: String,
    /// The content of critical's BOOLEAN, as it stands.
    pub(super) critical: Option<Vec<u8>>,
    pub(super) value: Vec<u8>,
}

/// A certificate in parts.
pub(super) struct Sample {
    pub(super) version: Option<Vec<u8>>,
    pub(super) serial: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    /// Outside; `None` is the same.
    pub(super) outer: Option<Vec<u8>>,
    pub(super) issuer: Vec<u8>,
    pub(super) not_before: Vec<u8>,
    pub(super) not_after: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key: Vec<u8>,
    /// Unique identifiers, encoded.
    pub(super) unique_ids: Vec<u8>,
    pub(super) extensions: Option<Vec<Ext>>,
    /// The content of the signature's BIT STRING.
    pub(super) signature: Vec<u8>,
    pub(super) trailing: Vec<u8>,
}

impl Sample {
    /// Puts an extension in place of the one of this kind, or at the end.
    pub(super) fn put(&mut self, kind: &str, critical: bool, value: Vec<u8>) -> &mut Self {
        let new = Ext { oid: kind.to_owned(), critical: critical.then(|| vec![0xff]), value };
        let all = self.extensions.get_or_insert_default();
        match all.iter_mut().find(|extension| extension.oid == kind) {
            Some(old) => *old = new,
            None => all.push(new),
        }
        self
    }

    /// Changes whether an extension is critical.
    pub(super) fn critical(&mut self, kind: &str, critical: bool) -> &mut Self {
        for extension in self.extensions.iter_mut().flatten().filter(|extension| extension.oid == kind) {
            extension.critical = critical.then(|| vec![0xff]);
        }
        self
    }

    pub(super) fn drop(&mut self, kind: &str) -> &mut Self {
        if let Some(all) = &mut self.extensions {
            all.retain(|extension| extension.oid != kind);
        }
        self
    }

    /// One attribute more in the subject.
    pub(super) fn add(&mut self, kind: &str, tag: u8, value: &[u8]) -> &mut Self {
        let rdn = e(SET, &[&attribute(kind, tag, value)]);
        let inner = crate::asn1::Element::only(&self.subject).unwrap().content.to_vec();
        self.subject = seq(&[&inner, &rdn]);
        self
    }

    pub(super) fn from(&mut self, day: &str) -> &mut Self {
        self.not_before = utc(&format!("{day}000000Z"));
        self
    }

    pub(super) fn until(&mut self, day: &str) -> &mut Self {
        self.not_after = utc(&format!("{day}000000Z"));
        self
    }

    pub(super) fn tbs(&self) -> Vec<u8> {
        let version = self.version.as_ref().map(|it| e(context(0), &[&e(INTEGER, &[it])])).unwrap_or_default();
        let extensions = self.extensions.as_ref().map(|all| {
            let all: Vec<Vec<u8>> = all
                .iter()
                .map(|it| {
                    let critical = it.critical.as_ref().map(|flag| e(BOOLEAN, &[flag])).unwrap_or_default();
                    seq(&[&oid(&it.oid), &critical, &e(OCTET_STRING, &[&it.value])])
                })
                .collect();
            e(context(3), &[&seq(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())])
        });
        seq(&[
            &version,
            &e(INTEGER, &[&self.serial]),
            &self.algorithm,
            &self.issuer,
            &seq(&[&self.not_before, &self.not_after]),
            &self.subject,
            &self.key,
            &self.unique_ids,
            &extensions.unwrap_or_default(),
        ])
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let outer = self.outer.as_ref().unwrap_or(&self.algorithm);
        let mut der = seq(&[&self.tbs(), outer, &e(BIT_STRING, &[&self.signature])]);
        der.extend_from_slice(&self.trailing);
        der
    }
}
