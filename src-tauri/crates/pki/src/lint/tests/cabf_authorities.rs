//! The CA/Browser Forum's rules for authorities under public TLS.

use super::Case;
use super::sample::*;
use super::sound::{root, tls_authority};

pub(super) static CASES: &[Case] = &[
    ("tls.authority_without_common_name", tls_authority, |it| {
        it.subject = name(&[(C, PRINTABLE, "DE"), (O, UTF8, "Corp")]);
    }),
    ("tls.authority_without_organization", tls_authority, |it| {
        it.subject = name(&[(C, PRINTABLE, "DE"), (CN, UTF8, "CA")]);
    }),
    ("tls.authority_without_country", tls_authority, |it| it.subject = name(&[(O, UTF8, "Corp"), (CN, UTF8, "CA")])),
    ("tls.authority_usage", tls_authority, |it| {
        it.put(KU, true, usage(&[5]));
    }),
    ("tls.authority_usage_not_critical", tls_authority, |it| {
        it.critical(KU, false);
    }),
    ("tls.root_with_purposes", root, |it| {
        it.put(EKU, false, oids(&[SERVER]));
    }),
    ("tls.root_with_path_length", root, |it| {
        it.put(BC, true, seq(&[&[1, 1, 0xff], &[2, 1, 1]]));
    }),
    ("tls.root_lifetime", root, |it| {
        it.until("260101");
    }),
    ("tls.subordinate_without_purposes", tls_authority, |it| {
        it.drop(EKU);
    }),
    ("tls.subordinate_for_any_purpose", tls_authority, |it| {
        it.put(EKU, false, oids(&[ANY_EKU]));
    }),
    ("tls.subordinate_without_policies", tls_authority, |it| {
        it.drop(POLICIES);
    }),
    ("tls.subordinate_without_points", tls_authority, |it| {
        it.drop(CRLDP);
    }),
    ("tls.subordinate_without_access", tls_authority, |it| {
        it.drop(AIA);
    }),
];
