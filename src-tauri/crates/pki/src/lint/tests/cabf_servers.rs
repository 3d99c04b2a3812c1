//! The CA/Browser Forum's rules for public servers.

use super::Case;
use super::sample::*;
use super::sound::{leaf_with, tls, tls_extended, tls_organization};
use chancery_domain::KeyAlgorithm::{Ed25519, Rsa2048};

const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
const PSS: &str = "1.2.840.113549.1.1.10";

/// The certificate of a public server with an RSA key.
fn tls_rsa() -> Sample {
    let mut sample = tls();
    sample.key = key_of(Rsa2048);
    sample
}

/// Without one attribute of the extended certificate's subject.
fn extended_without(kind: &str) -> Vec<u8> {
    let all = [
        ("1.3.6.1.4.1.311.60.2.1.3", PRINTABLE, "DE"),
        ("2.5.4.15", UTF8, "Private Organization"),
        ("2.5.4.5", PRINTABLE, "HRB 1"),
        (C, PRINTABLE, "DE"),
        (L, UTF8, "Berlin"),
        (O, UTF8, "Corp"),
    ];
    name(&all.into_iter().filter(|it| it.0 != kind).collect::<Vec<_>>())
}

pub(super) static CASES: &[Case] = &[
    ("tls.longer_than_825_days", tls, |it| {
        it.from("190101").until("220101");
    }),
    ("tls.longer_than_398_days", tls, |it| {
        it.until("250601");
    }),
    ("tls.longer_than_200_days", tls, |it| {
        it.from("260401").until("270101");
    }),
    ("tls.longer_than_100_days", tls, |it| {
        it.from("270401").until("271001");
    }),
    ("tls.longer_than_47_days", tls, |it| {
        it.from("290401").until("290601");
    }),
    ("tls.at_the_limit_of_398_days", tls, |it| {
        it.not_after = utc("250201235959Z");
    }),
    ("tls.at_the_limit_of_200_days", tls, |it| {
        it.from("260401").not_after = utc("261017235959Z");
    }),
    ("tls.no_names", tls_organization, |it| {
        it.drop(SAN);
    }),
    ("tls.name_of_other_kind", tls, |it| {
        it.put(SAN, true, names(&[(0x81, b"ada@corp.com")]));
    }),
    ("tls.internal_name", tls, |it| {
        it.put(SAN, true, dns(&["printer.local"]));
    }),
    ("tls.reserved_address", tls, |it| {
        it.put(SAN, true, names(&[(0x87, &[10, 0, 0, 1])]));
    }),
    ("tls.reserved_label", tls, |it| {
        it.put(SAN, true, dns(&["ab--c.corp.com"]));
    }),
    ("tls.wildcard_of_top_level", tls, |it| {
        it.put(SAN, true, dns(&["*.com"]));
    }),
    ("tls.wildcard_of_ev", tls_extended, |it| {
        it.put(SAN, false, dns(&["*.corp.com"]));
    }),
    ("tls.common_name_not_among_names", tls, |it| {
        it.add(CN, UTF8, b"other.corp.com");
    }),
    ("tls.common_name", tls, |it| {
        it.add(CN, UTF8, b"www.corp.com");
    }),
    ("tls.names_critical", tls_organization, |it| {
        it.critical(SAN, true);
    }),
    ("tls.subject_beyond_domain", tls, |it| {
        it.add(O, UTF8, b"Corp");
    }),
    ("tls.no_organization", tls_organization, |it| it.subject = name(&[(C, PRINTABLE, "DE"), (L, UTF8, "Berlin")])),
    ("tls.organization_without_country", tls_organization, |it| {
        it.subject = name(&[(L, UTF8, "Berlin"), (O, UTF8, "Corp")]);
    }),
    ("tls.organization_without_place", tls_organization, |it| {
        it.subject = name(&[(C, PRINTABLE, "DE"), (O, UTF8, "Corp")]);
    }),
    ("tls.ev_without_organization", tls_extended, |it| it.subject = extended_without(O)),
    ("tls.ev_without_business_category", tls_extended, |it| it.subject = extended_without("2.5.4.15")),
    ("tls.ev_without_registration", tls_extended, |it| it.subject = extended_without("2.5.4.5")),
    ("tls.ev_without_jurisdiction", tls_extended, |it| it.subject = extended_without("1.3.6.1.4.1.311.60.2.1.3")),
    ("tls.organizational_unit", tls_organization, |it| {
        it.add(OU, UTF8, b"Web");
    }),
    ("tls.attribute_twice", tls_organization, |it| {
        it.add(L, UTF8, b"Bonn");
    }),
    ("tls.attributes_in_one_part", tls, |it| {
        it.subject = seq(&[&e(0x31, &[&attribute(CN, UTF8, b"a"), &attribute(OU, UTF8, b"b")])]);
    }),
    ("tls.placeholder", tls_organization, |it| {
        it.add("2.5.4.8", UTF8, b"-");
    }),
    ("tls.no_purposes", tls, |it| {
        it.drop(EKU);
    }),
    ("tls.no_server_authentication", tls, |it| {
        it.put(EKU, false, oids(&["1.3.6.1.5.5.7.3.2"]));
    }),
    ("tls.prohibited_purpose", tls, |it| {
        it.put(EKU, false, oids(&[SERVER, CODE]));
    }),
    ("tls.other_purpose", tls, |it| {
        it.put(EKU, false, oids(&[SERVER, "1.3.6.1.5.5.7.3.17"]));
    }),
    ("tls.purposes_critical", tls, |it| {
        it.critical(EKU, true);
    }),
    ("tls.key_usage_not_critical", tls, |it| {
        it.critical(KU, false);
    }),
    ("tls.usage_of_authorities", tls, |it| {
        it.put(KU, true, usage(&[0, 6]));
    }),
    ("tls.rsa_usage", tls_rsa, |it| {
        it.put(KU, true, usage(&[0, 1]));
    }),
    ("tls.ec_usage", tls, |it| {
        it.put(KU, true, usage(&[0, 2]));
    }),
    ("tls.ec_without_signing", tls, |it| {
        it.put(KU, true, usage(&[4]));
    }),
    ("tls.rsa_without_signing", tls_rsa, |it| {
        it.put(KU, true, usage(&[2]));
    }),
    ("tls.discouraged_usage", tls, |it| {
        it.put(KU, true, usage(&[0, 4]));
    }),
    ("tls.no_key_usage", tls, |it| {
        it.drop(KU);
    }),
    ("tls.no_authority_key_identifier", tls, |it| {
        it.drop(AKI);
    }),
    ("tls.authority_named_by_certificate", tls, |it| {
        it.put(AKI, false, seq(&[&e(0x80, &[&[1; 20]]), &[0x82, 1, 1]]));
    }),
    (
        "tls.subject_key_identifier",
        || {
            let mut sample = tls();
            sample.drop(SKI);
            sample
        },
        |it| {
            it.put(SKI, false, e(4, &[&[1; 20]]));
        },
    ),
    ("tls.no_access", tls, |it| {
        it.drop(AIA);
    }),
    ("tls.access_not_http", tls, |it| {
        it.put(AIA, false, access(&[(ISSUERS, 0x86, "ldap://corp.com")]));
    }),
    ("tls.no_issuer_place", tls, |it| {
        it.put(AIA, false, access(&[(OCSP, 0x86, "http://ocsp.corp.com")]));
    }),
    ("tls.no_way_to_learn_of_revocation", tls, |it| {
        it.drop(CRLDP).put(AIA, false, access(&[(ISSUERS, 0x86, "http://crl.corp.com/ca.cer")]));
    }),
    ("tls.point_not_http", tls, |it| {
        it.put(CRLDP, false, points(&["ldap://corp.com"]));
    }),
    ("tls.point_beyond_name", tls, |it| {
        it.put(CRLDP, false, seq(&[&seq(&[&full_name(0x86, b"http://crl.corp.com"), &[0x81, 2, 1, 6]])]));
    }),
    ("tls.several_points", tls, |it| {
        it.put(CRLDP, false, points(&["http://a.corp.com", "http://b.corp.com"]));
    }),
    ("tls.points_critical", tls, |it| {
        it.critical(CRLDP, true);
    }),
    ("tls.no_policies", tls, |it| {
        it.drop(POLICIES);
    }),
    ("tls.no_reserved_policy", tls, |it| {
        it.put(POLICIES, false, seq(&[&policy("1.2.3", &[])]));
    }),
    ("tls.several_reserved_policies", tls, |it| {
        it.put(POLICIES, false, seq(&[&policy("2.23.140.1.2.1", &[]), &policy("2.23.140.1.2.2", &[])]));
    }),
    ("tls.any_policy", tls, |it| {
        it.put(POLICIES, false, seq(&[&policy("2.23.140.1.2.1", &[]), &policy(ANY_POLICY, &[])]));
    }),
    ("tls.policy_qualifier", tls, |it| {
        let notice = seq(&[&oid("1.3.6.1.5.5.7.2.2"), &seq(&[&e(UTF8, &[b"text"])])]);
        it.put(POLICIES, false, seq(&[&policy("2.23.140.1.2.1", &[&notice])]));
    }),
    ("tls.policies_critical", tls, |it| {
        it.critical(POLICIES, true);
    }),
    ("tls.constraints_not_critical", tls, |it| {
        it.put(BC, false, seq(&[]));
    }),
    ("tls.serial_too_short", tls, |it| it.serial = vec![1; 7]),
    ("tls.rsa_short", tls_rsa, |it| it.key = rsa(&[0x77; 128], &[1, 0, 1])),
    ("tls.rsa_odd_length", tls_rsa, |it| it.key = rsa(&[0x37; 257], &[1, 0, 1])),
    ("tls.rsa_exponent", tls_rsa, |it| it.key = rsa(&[0x77; 257], &[2])),
    ("tls.rsa_exponent_range", tls_rsa, |it| it.key = rsa(&[0x77; 257], &[3])),
    ("tls.key_kind", tls, |it| it.key = leaf_with(Ed25519).key),
    ("tls.signature_kind", tls, |it| it.algorithm = algorithm(RSA_SHA1, &[5, 0])),
    ("tls.pss_parameters", tls, |it| {
        let sha256 = algorithm("2.16.840.1.101.3.4.2.1", &[5, 0]);
        it.algorithm = algorithm(PSS, &seq(&[&e(0xa0, &[&sha256])]));
    }),
];
