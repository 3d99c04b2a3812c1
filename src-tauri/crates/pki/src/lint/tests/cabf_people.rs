//! The CA/Browser Forum's rules for code signing and S/MIME.

use super::Case;
use super::sample::*;
use super::sound::{code, mail, mail_of};
use chancery_domain::KeyAlgorithm::{EcdsaP384, Ed25519, Rsa3072};

const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
const ORGANIZATION_STRICT: &str = "2.23.140.1.5.2.3";
const LEGACY: &str = "2.23.140.1.5.1.1";

/// An organization's of the strict profile.
fn organization() -> Sample {
    mail_of(ORGANIZATION_STRICT)
}

fn legacy() -> Sample {
    let mut sample = mail();
    sample.put(POLICIES, false, seq(&[&policy(LEGACY, &[])]));
    sample
}

pub(super) static CASES: &[Case] = &[
    ("code_signing.no_purpose", code, |it| {
        it.put(EKU, false, oids(&[EMAIL]));
    }),
    ("code_signing.prohibited_purpose", code, |it| {
        it.put(EKU, false, oids(&[CODE, SERVER]));
    }),
    ("code_signing.other_purpose", code, |it| {
        it.put(EKU, false, oids(&[CODE, "1.3.6.1.5.5.7.3.17"]));
    }),
    ("code_signing.no_key_usage", code, |it| {
        it.drop(KU);
    }),
    ("code_signing.key_usage_not_critical", code, |it| {
        it.critical(KU, false);
    }),
    ("code_signing.without_signing", code, |it| {
        it.put(KU, true, usage(&[1]));
    }),
    ("code_signing.usage_of_authorities", code, |it| {
        it.put(KU, true, usage(&[0, 6]));
    }),
    ("code_signing.other_usage", code, |it| {
        it.put(KU, true, usage(&[0, 1]));
    }),
    ("code_signing.no_policies", code, |it| {
        it.drop(POLICIES);
    }),
    ("code_signing.no_reserved_policy", code, |it| {
        it.put(POLICIES, false, seq(&[&policy("1.2.3", &[])]));
    }),
    ("code_signing.no_points", code, |it| {
        it.drop(CRLDP);
    }),
    ("code_signing.points_critical", code, |it| {
        it.critical(CRLDP, true);
    }),
    ("code_signing.no_point_by_http", code, |it| {
        it.put(CRLDP, false, points(&["ldap://corp.com"]));
    }),
    ("code_signing.no_access", code, |it| {
        it.drop(AIA);
    }),
    ("code_signing.no_issuer_place", code, |it| {
        it.put(AIA, false, access(&[(OCSP, 0x86, "http://ocsp.corp.com")]));
    }),
    ("code_signing.access_not_http", code, |it| {
        it.put(AIA, false, access(&[(ISSUERS, 0x86, "ldap://corp.com")]));
    }),
    ("code_signing.no_authority_key_identifier", code, |it| {
        it.drop(AKI);
    }),
    ("code_signing.longer_than_39_months", code, |it| {
        it.until("280101");
    }),
    ("code_signing.longer_than_460_days", code, |it| {
        it.from("260401").until("271001");
    }),
    (
        "code_signing.rsa_short",
        || Sample { key: key_of(Rsa3072), ..code() },
        |it| it.key = rsa(&[0x77; 257], &[1, 0, 1]),
    ),
    ("code_signing.key_kind", || Sample { key: key_of(EcdsaP384), ..code() }, |it| it.key = key_of(Ed25519)),
    ("code_signing.signature_kind", code, |it| it.algorithm = algorithm(RSA_SHA1, &[5, 0])),
    ("code_signing.no_common_name", code, |it| {
        it.subject = name(&[(C, PRINTABLE, "DE"), (L, UTF8, "B"), (O, UTF8, "C")]);
    }),
    ("code_signing.domain_component", code, |it| {
        it.add(DC, IA5, b"corp");
    }),
    ("code_signing.placeholder", code, |it| {
        it.add("2.5.4.8", UTF8, b".");
    }),
    ("code_signing.no_organization", code, |it| {
        it.subject = name(&[(C, PRINTABLE, "DE"), (L, UTF8, "B"), (CN, UTF8, "C")]);
    }),
    ("code_signing.no_place", code, |it| it.subject = name(&[(C, PRINTABLE, "DE"), (O, UTF8, "C"), (CN, UTF8, "C")])),
    ("code_signing.no_country", code, |it| it.subject = name(&[(L, UTF8, "B"), (O, UTF8, "C"), (CN, UTF8, "C")])),
    ("smime.no_purposes", mail, |it| {
        it.drop(EKU);
    }),
    ("smime.no_email_protection", mail, |it| {
        it.put(EKU, false, oids(&[CODE]));
    }),
    ("smime.prohibited_purpose", mail, |it| {
        it.put(EKU, false, oids(&[EMAIL, SERVER]));
    }),
    ("smime.strict_purpose", mail, |it| {
        it.put(EKU, false, oids(&[EMAIL, "1.3.6.1.5.5.7.3.2"]));
    }),
    ("smime.no_key_usage", mail, |it| {
        it.drop(KU);
    }),
    ("smime.key_usage_not_critical", mail, |it| {
        it.critical(KU, false);
    }),
    ("smime.prohibited_usage", mail, |it| {
        it.put(KU, true, usage(&[0, 6]));
    }),
    ("smime.usage_without_purpose", mail, |it| {
        it.put(KU, true, usage(&[1]));
    }),
    ("smime.no_policies", mail, |it| {
        it.drop(POLICIES);
    }),
    ("smime.no_reserved_policy", mail, |it| {
        it.put(POLICIES, false, seq(&[&policy("1.2.3", &[])]));
    }),
    ("smime.several_reserved_policies", mail, |it| {
        it.put(POLICIES, false, seq(&[&policy("2.23.140.1.5.1.3", &[]), &policy("2.23.140.1.5.1.2", &[])]));
    }),
    ("smime.any_policy", mail, |it| {
        it.put(POLICIES, false, seq(&[&policy("2.23.140.1.5.1.3", &[]), &policy(ANY_POLICY, &[])]));
    }),
    ("smime.legacy_generation", legacy, |it| {
        it.from("250801").until("260101");
    }),
    ("smime.no_points", mail, |it| {
        it.drop(CRLDP);
    }),
    ("smime.no_point_by_http", mail, |it| {
        it.put(CRLDP, false, points(&["ldap://corp.com"]));
    }),
    ("smime.point_not_http", mail, |it| {
        it.put(CRLDP, false, points(&["http://crl.corp.com", "ldap://corp.com"]));
    }),
    ("smime.no_access", mail, |it| {
        it.drop(AIA);
    }),
    ("smime.no_authority_key_identifier", mail, |it| {
        it.drop(AKI);
    }),
    ("smime.authority_named_by_certificate", mail, |it| {
        it.put(AKI, false, seq(&[&e(0x80, &[&[1; 20]]), &[0x82, 1, 1]]));
    }),
    ("smime.adobe_extension", mail, |it| {
        it.put("1.2.840.113583.1.1.9.1", false, seq(&[]));
    }),
    ("smime.subject_directory_attributes", mail, |it| {
        it.put("2.5.29.9", false, seq(&[]));
    }),
    ("smime.qc_statements_critical", mail, |it| {
        it.put("1.3.6.1.5.5.7.1.3", true, seq(&[]));
    }),
    ("smime.no_names", mail, |it| {
        it.drop(SAN);
    }),
    ("smime.no_mailbox", mail, |it| {
        it.put(SAN, false, names(&[(0xa4, &name(&[(CN, UTF8, "Ada")]))]));
    }),
    ("smime.name_of_other_kind", mail, |it| {
        it.put(SAN, false, dns(&["corp.com"]));
    }),
    ("smime.pseudonym_and_name", mail, |it| {
        it.add("2.5.4.65", UTF8, b"Countess").add("2.5.4.42", UTF8, b"Ada");
    }),
    ("smime.several_email_addresses", mail, |it| {
        it.add(MAIL, IA5, b"ada@corp.com").add(MAIL, IA5, b"ada@corp.com");
    }),
    ("smime.place_without_country", organization, |it| it.subject = name(&[(L, UTF8, "Berlin"), (O, UTF8, "Corp")])),
    ("smime.placeholder", organization, |it| {
        it.add("2.5.4.8", UTF8, b" ");
    }),
    ("smime.subject_beyond_mailbox", mail, |it| {
        it.add(O, UTF8, b"Corp");
    }),
    ("smime.common_name_not_the_mailbox", mail, |it| it.subject = name(&[(CN, UTF8, "Ada")])),
    ("smime.no_organization", organization, |it| it.subject = name(&[(O, UTF8, "Corp")])),
    (
        "smime.organization_of_individual",
        || {
            let mut sample = mail_of("2.23.140.1.5.4.3");
            sample.subject = name(&[("2.5.4.42", UTF8, "Ada"), (CN, UTF8, "Ada")]);
            sample
        },
        |it| {
            it.add(O, UTF8, b"Corp");
        },
    ),
    ("smime.longer_than_825_days", mail, |it| {
        it.until("270101");
    }),
    ("smime.longer_than_1185_days", legacy, |it| {
        it.until("280101");
    }),
    ("smime.rsa_short", || Sample { key: key_of(Rsa3072), ..mail() }, |it| it.key = rsa(&[0x77; 128], &[1, 0, 1])),
    ("smime.key_kind", mail, |it| it.key = key(&algorithm("1.3.101.110", &[]), &[1; 32])),
];
