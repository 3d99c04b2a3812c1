//! Policies, their qualifiers, mappings and constraints.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf};

const CPS: &str = "1.3.6.1.5.5.7.2.1";
const NOTICE: &str = "1.3.6.1.5.5.7.2.2";
const MAPPINGS: &str = "2.5.29.33";

fn one(qualifier: &[u8]) -> Vec<u8> {
    seq(&[&policy("1.2.3", &[qualifier])])
}

fn cps(tag: u8, text: &str) -> Vec<u8> {
    one(&seq(&[&oid(CPS), &e(tag, &[text.as_bytes()])]))
}

fn notice(tag: u8, text: &[u8]) -> Vec<u8> {
    one(&seq(&[&oid(NOTICE), &seq(&[&e(tag, &[text])])]))
}

pub(super) static CASES: &[Case] = &[
    ("rfc5280.policies_empty", leaf, |it| {
        it.put(POLICIES, false, seq(&[]));
    }),
    ("rfc5280.policy_twice", leaf, |it| {
        it.put(POLICIES, false, seq(&[&policy("1.2.3", &[]), &policy("1.2.3", &[])]));
    }),
    ("rfc5280.any_policy_qualifier", leaf, |it| {
        it.put(POLICIES, false, seq(&[&policy(ANY_POLICY, &[&seq(&[&oid("1.2.3"), &[5, 0]])])]));
    }),
    ("rfc5280.policy_qualified", leaf, |it| {
        it.put(POLICIES, false, cps(IA5, "http://corp.com/cps"));
    }),
    ("rfc5280.cps_unreadable", leaf, |it| {
        it.put(POLICIES, false, cps(UTF8, "http://corp.com/cps"));
    }),
    ("rfc5280.cps_not_a_uri", leaf, |it| {
        it.put(POLICIES, false, cps(IA5, "ask us"));
    }),
    ("rfc5280.user_notice_unreadable", leaf, |it| {
        it.put(POLICIES, false, one(&seq(&[&oid(NOTICE), &[2, 1, 1]])));
    }),
    ("rfc5280.notice_reference", leaf, |it| {
        let reference = seq(&[&e(UTF8, &[b"Corp"]), &seq(&[&[2, 1, 1]])]);
        it.put(POLICIES, false, one(&seq(&[&oid(NOTICE), &seq(&[&reference])])));
    }),
    ("rfc6818.explicit_text_ia5", leaf, |it| {
        it.put(POLICIES, false, notice(IA5, b"text"));
    }),
    ("rfc6818.explicit_text_not_utf8", leaf, |it| {
        it.put(POLICIES, false, notice(0x1a, b"text"));
    }),
    ("rfc5280.explicit_text_visible", leaf, |it| {
        it.from("100101").put(POLICIES, false, notice(0x1a, b"text"));
    }),
    ("der.visible_string", leaf, |it| {
        it.put(POLICIES, false, notice(0x1a, &[0xe9]));
    }),
    ("rfc5280.explicit_text_kind", leaf, |it| {
        it.put(POLICIES, false, notice(PRINTABLE, b"text"));
    }),
    ("rfc5280.explicit_text_too_long", leaf, |it| {
        it.put(POLICIES, false, notice(UTF8, &[b'a'; 201]));
    }),
    ("rfc5280.explicit_text_control_character", leaf, |it| {
        it.put(POLICIES, false, notice(UTF8, b"a\nb"));
    }),
    ("rfc5280.policy_mappings_empty", authority, |it| {
        it.put(MAPPINGS, true, seq(&[]));
    }),
    ("rfc5280.any_policy_mapped", authority, |it| {
        it.put(MAPPINGS, true, seq(&[&oids(&[ANY_POLICY, "1.2.4"])]));
    }),
    ("rfc5280.mapped_policy_not_named", authority, |it| {
        it.put(MAPPINGS, true, seq(&[&oids(&["1.2.3", "1.2.4"])]));
    }),
    ("rfc5280.end_entity_maps_policies", leaf, |it| {
        it.put(MAPPINGS, true, seq(&[&oids(&["1.2.3", "1.2.4"])]));
    }),
    ("rfc5280.policy_constraints_empty", authority, |it| {
        it.put("2.5.29.36", true, seq(&[]));
    }),
    ("rfc5280.end_entity_constrains_policies", leaf, |it| {
        it.put("2.5.29.36", true, seq(&[&[0x80, 1, 0]]));
    }),
    ("rfc5280.end_entity_inhibits_any_policy", leaf, |it| {
        it.put("2.5.29.54", true, vec![2, 1, 0]);
    }),
    ("rfc5280.inhibit_any_policy_negative", authority, |it| {
        it.put("2.5.29.54", true, vec![2, 1, 0xff]);
    }),
];
