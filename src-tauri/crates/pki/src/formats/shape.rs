//! What a DER structure is, told by the tags of its first elements alone.

use super::pkcs7;
use crate::asn1::{BIT_STRING, Element, GENERALIZED_TIME, INTEGER, OID, SEQUENCE, UTC_TIME, context};
use crate::keys::{KeyForm, key_form};

/// What a DER structure is.
pub(super) enum Shape {
    Certificate,
    Request,
    Crl,
    Key(KeyForm),
    PublicKey,
    Pkcs7,
    Pkcs12,
}

/// The kind of structure, by the tags of its first elements alone.
pub(super) fn shape(der: &[u8]) -> Option<Shape> {
    if let Some(form) = key_form(der) {
        return Some(Shape::Key(form));
    }
    let mut outer = Element::only(der).ok()?.of_tag(SEQUENCE).ok()?.elements();
    let first = outer.next().ok()??;
    let second = outer.next().ok()??;
    let third = outer.next().ok()?;
    match (first.tag, second.tag, third.map(|element| element.tag)) {
        (SEQUENCE, SEQUENCE, Some(BIT_STRING)) => signed_shape(first),
        (SEQUENCE, BIT_STRING, None) => Some(Shape::PublicKey),
        (OID, tag, None) if tag == context(0) && first.content == pkcs7::SIGNED_DATA => Some(Shape::Pkcs7),
        (INTEGER, SEQUENCE, _) if first.content == [3] => Some(Shape::Pkcs12),
        _ => None,
    }
}

/// Certificates begin with a version in `[0]`, or for version 1 with a number and three sequences;
/// requests with a number and two; CRLs have a time in third or fourth place.
fn signed_shape(content: Element<'_>) -> Option<Shape> {
    let mut tags = [0; 4];
    let mut elements = content.elements();
    for tag in &mut tags {
        *tag = elements.next().ok()?.map_or(0, |element| element.tag);
    }
    match tags {
        [first, ..] if first == context(0) => Some(Shape::Certificate),
        [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME]
        | [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, _] => Some(Shape::Crl),
        [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE] => Some(Shape::Certificate),
        [INTEGER, SEQUENCE, SEQUENCE, _] => Some(Shape::Request),
        _ => None,
    }
}
