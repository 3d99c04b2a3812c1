//! Name constraints, and where CRLs, OCSP and issuers are found.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf};

const FRESHEST: &str = "2.5.29.46";
const NO_REV_AVAIL: &str = "2.5.29.56";

/// Constraints that permit this.
fn permitted(tag: u8, base: &[u8]) -> Vec<u8> {
    permitted_with(tag, base, &[])
}

fn permitted_with(tag: u8, base: &[u8], more: &[u8]) -> Vec<u8> {
    seq(&[&e(0xa0, &[&seq(&[&e(tag, &[base]), more])])])
}

/// One distribution point of these parts.
fn point(parts: &[&[u8]]) -> Vec<u8> {
    seq(&[&seq(parts)])
}

pub(super) static CASES: &[Case] = &[
    ("rfc5280.end_entity_constrains_names", leaf, |it| {
        it.put(NC, true, permitted(0x82, b"corp.com"));
    }),
    ("rfc5280.name_constraints_empty", authority, |it| {
        it.put(NC, true, seq(&[]));
    }),
    ("rfc5280.name_constraints_side_empty", authority, |it| {
        it.put(NC, true, seq(&[&e(0xa0, &[])]));
    }),
    ("rfc5280.name_constraints_minimum", authority, |it| {
        it.put(NC, true, permitted_with(0x82, b"corp.com", &[0x80, 1, 1]));
    }),
    ("rfc5280.name_constraints_maximum", authority, |it| {
        it.put(NC, true, permitted_with(0x82, b"corp.com", &[0x81, 1, 1]));
    }),
    ("rfc5280.name_constraints_ip_length", authority, |it| {
        it.put(NC, true, permitted(0x87, &[10, 0, 0, 0]));
    }),
    ("rfc5280.name_constraints_ip_mask", authority, |it| {
        it.put(NC, true, permitted(0x87, &[10, 0, 0, 0, 255, 0, 255, 0]));
    }),
    ("rfc5280.name_constraints_ip_beyond_mask", authority, |it| {
        it.put(NC, true, permitted(0x87, &[10, 0, 0, 1, 255, 0, 0, 0]));
    }),
    ("rfc5280.name_constraints_dns", authority, |it| {
        it.put(NC, true, permitted(0x82, b"*.corp.com"));
    }),
    ("rfc5280.name_constraints_dns_dot", authority, |it| {
        it.put(NC, true, permitted(0x82, b".corp.com"));
    }),
    ("rfc5280.name_constraints_email", authority, |it| {
        it.put(NC, true, permitted(0x81, b"a b@corp.com"));
    }),
    ("rfc5280.name_constraints_uri", authority, |it| {
        it.put(NC, true, permitted(0x86, b"http://corp.com"));
    }),
    ("rfc5280.name_constraints_odd_kind", authority, |it| {
        it.put(NC, true, permitted(0x88, &[0x2a]));
    }),
    ("rfc5280.crl_distribution_points_empty", leaf, |it| {
        it.put(CRLDP, false, seq(&[]));
    }),
    ("rfc5280.distribution_point_says_nothing", leaf, |it| {
        it.put(CRLDP, false, point(&[&[0x81, 2, 1, 6]]));
    }),
    ("rfc5280.distribution_point_name_empty", leaf, |it| {
        it.put(CRLDP, false, point(&[&e(0xa0, &[&e(0xa0, &[])])]));
    }),
    ("rfc5280.distribution_point_relative", leaf, |it| {
        it.put(CRLDP, false, point(&[&e(0xa0, &[&e(0xa1, &[&attribute(CN, UTF8, b"a")])])]));
    }),
    ("rfc5280.distribution_point_out_of_reach", leaf, |it| {
        it.put(CRLDP, false, points(&["file:///crl"]));
    }),
    ("rfc5280.distribution_point_uri", leaf, |it| {
        it.put(CRLDP, false, points(&["http://a b/"]));
    }),
    ("rfc5280.distribution_point_https", leaf, |it| {
        it.put(CRLDP, false, points(&["https://crl.corp.com/a.crl"]));
    }),
    ("rfc5280.no_way_to_learn_of_revocation", leaf, |it| {
        it.drop(CRLDP);
    }),
    ("rfc5280.authority_info_access_empty", leaf, |it| {
        it.put(AIA, false, seq(&[]));
    }),
    ("rfc5280.access_uri", leaf, |it| {
        it.put(AIA, false, access(&[(ISSUERS, 0x86, "a.cer")]));
    }),
    ("rfc5280.ca_issuers_place", leaf, |it| {
        it.put(AIA, false, access(&[(ISSUERS, 0x82, "corp.com")]));
    }),
    ("rfc6960.ocsp_place", leaf, |it| {
        it.put(AIA, false, access(&[(OCSP, 0x82, "corp.com")]));
    }),
    ("rfc5280.access_https", leaf, |it| {
        it.put(AIA, false, access(&[(OCSP, 0x86, "https://ocsp.corp.com")]));
    }),
    ("rfc5280.ca_issuers_out_of_reach", leaf, |it| {
        it.put(AIA, false, access(&[(ISSUERS, 0x86, "ftp://corp.com/a.cer")]));
    }),
    ("rfc5280.subject_info_access_empty", leaf, |it| {
        it.put("1.3.6.1.5.5.7.1.11", false, seq(&[]));
    }),
    ("rfc5280.freshest_crl_empty", leaf, |it| {
        it.put(FRESHEST, false, seq(&[]));
    }),
    ("rfc9608.not_of_end_entity", authority, |it| {
        it.put(NO_REV_AVAIL, false, vec![5, 0]);
    }),
    ("rfc9608.critical", leaf, |it| {
        it.put(NO_REV_AVAIL, true, vec![5, 0]);
    }),
    ("rfc9608.contradicted", leaf, |it| {
        it.put(NO_REV_AVAIL, false, vec![5, 0]);
    }),
];
