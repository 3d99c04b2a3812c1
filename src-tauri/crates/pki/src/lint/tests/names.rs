//! Names, attributes and alternative names.

use super::Case;
use super::sample::*;
use super::sound::{authority, leaf};

/// An otherName of the type SmtpUTF8Mailbox.
fn mailbox(tag: u8, text: &[u8]) -> Vec<u8> {
    other(&[&oid("1.3.6.1.5.5.7.8.9"), &e(0xa0, &[&e(tag, &[text])])])
}

fn other(parts: &[&[u8]]) -> Vec<u8> {
    seq(&[&e(0xa0, parts)])
}

pub(super) static CASES: &[Case] = &[
    ("rfc5280.issuer_empty", leaf, |it| it.issuer = name(&[])),
    ("rfc5280.rdn_empty", leaf, |it| it.subject = seq(&[&[0x31, 0]])),
    ("rfc5280.rdn_duplicate_types", leaf, |it| {
        it.subject = seq(&[&e(0x31, &[&attribute(CN, UTF8, b"a"), &attribute(CN, UTF8, b"b")])]);
    }),
    ("rfc5280.authority_without_subject", authority, |it| it.subject = name(&[])),
    ("rfc5280.nobody_named", leaf, |it| {
        it.subject = name(&[]);
        it.drop(SAN);
    }),
    ("rfc5280.email_not_in_san", leaf, |it| {
        it.add(MAIL, IA5, b"ada@corp.com");
    }),
    ("rfc5280.domain_component_not_a_label", leaf, |it| {
        it.add(DC, IA5, b"corp.com");
    }),
    ("rfc5280.email_attribute_not_a_mailbox", leaf, |it| {
        it.add(MAIL, IA5, b"ada");
    }),
    ("rfc5280.several_common_names", leaf, |it| {
        it.add(CN, UTF8, b"another");
    }),
    ("rfc5280.multi_valued_rdn", leaf, |it| {
        it.subject = seq(&[&e(0x31, &[&attribute(CN, UTF8, b"a"), &attribute(OU, UTF8, b"b")])]);
    }),
    ("rfc5280.common_name_too_long", leaf, |it| {
        it.add(CN, UTF8, "\u{e4}".repeat(65).as_bytes());
    }),
    ("rfc5280.organization_too_long", leaf, |it| {
        it.add(O, UTF8, &[b'a'; 65]);
    }),
    ("rfc5280.organizational_unit_too_long", leaf, |it| {
        it.add(OU, UTF8, &[b'a'; 65]);
    }),
    ("rfc5280.locality_too_long", leaf, |it| {
        it.add(L, UTF8, &[b'a'; 129]);
    }),
    ("rfc5280.state_too_long", leaf, |it| {
        it.add("2.5.4.8", UTF8, &[b'a'; 129]);
    }),
    ("rfc5280.subject_serial_too_long", leaf, |it| {
        it.add("2.5.4.5", PRINTABLE, &[b'1'; 65]);
    }),
    ("rfc5280.title_too_long", leaf, |it| {
        it.add("2.5.4.12", UTF8, &[b'a'; 65]);
    }),
    ("rfc5280.pseudonym_too_long", leaf, |it| {
        it.add("2.5.4.65", UTF8, &[b'a'; 129]);
    }),
    ("rfc5280.email_too_long", leaf, |it| {
        it.add(MAIL, IA5, &[b'a'; 256]);
    }),
    ("rfc5280.country_not_two_letters", leaf, |it| {
        it.add(C, PRINTABLE, b"DEU");
    }),
    ("rfc5280.country_not_upper_case", leaf, |it| {
        it.add(C, PRINTABLE, b"de");
    }),
    ("rfc5280.country_not_printable", leaf, |it| {
        it.add(C, UTF8, b"DE");
    }),
    ("rfc5280.subject_serial_not_printable", leaf, |it| {
        it.add("2.5.4.5", UTF8, b"1");
    }),
    ("rfc5280.dn_qualifier_not_printable", leaf, |it| {
        it.add("2.5.4.46", UTF8, b"1");
    }),
    ("rfc5280.domain_component_not_ia5", leaf, |it| {
        it.add(DC, UTF8, b"corp");
    }),
    ("rfc5280.email_not_ia5", leaf, |it| {
        it.add(MAIL, UTF8, b"ada@corp.com");
    }),
    ("rfc5280.directory_string_kind", leaf, |it| {
        it.add(O, IA5, b"Corp");
    }),
    ("rfc5280.directory_string_old", leaf, |it| {
        it.add(O, 0x14, b"Corp");
    }),
    ("rfc5280.attribute_empty", leaf, |it| {
        it.add(O, UTF8, b"");
    }),
    ("rfc5280.control_character_in_name", leaf, |it| {
        it.add(O, UTF8, b"Corp\0.evil");
    }),
    ("rfc5280.space_around_attribute", leaf, |it| {
        it.add(O, UTF8, b" Corp");
    }),
    ("rfc5280.subject_alt_name_empty", leaf, |it| {
        it.put(SAN, false, seq(&[]));
    }),
    ("rfc5280.issuer_alt_name_empty", leaf, |it| {
        it.put(IAN, false, seq(&[]));
    }),
    ("rfc5280.general_name_kind", leaf, |it| {
        it.put(SAN, false, names(&[(0x8a, b"x")]));
    }),
    ("rfc5280.dns_name_empty", leaf, |it| {
        it.put(SAN, false, dns(&[" "]));
    }),
    ("rfc5280.dns_name_syntax", leaf, |it| {
        it.put(SAN, false, dns(&["www..corp.com"]));
    }),
    ("rfc5280.dns_name_trailing_dot", leaf, |it| {
        it.put(SAN, false, dns(&["www.corp.com."]));
    }),
    ("rfc5280.dns_name_underscore", leaf, |it| {
        it.put(SAN, false, dns(&["_dmarc.corp.com"]));
    }),
    ("rfc5280.dns_name_hyphen", leaf, |it| {
        it.put(SAN, false, dns(&["-www.corp.com"]));
    }),
    ("rfc5280.dns_label_too_long", leaf, |it| {
        it.put(SAN, false, dns(&[&format!("{}.com", "a".repeat(64))]));
    }),
    ("rfc5280.dns_name_too_long", leaf, |it| {
        it.put(SAN, false, dns(&[&"abc.".repeat(64)]));
    }),
    ("rfc9525.wildcard_misplaced", leaf, |it| {
        it.put(SAN, false, dns(&["www*.corp.com"]));
    }),
    ("rfc5280.dns_name_is_an_address", leaf, |it| {
        it.put(SAN, false, dns(&["192.0.2.1"]));
    }),
    ("rfc5890.reserved_label", leaf, |it| {
        it.put(SAN, false, dns(&["ab--c.corp.com"]));
    }),
    ("rfc5280.dns_name_of_one_label", leaf, |it| {
        it.put(SAN, false, dns(&["intranet"]));
    }),
    ("rfc5280.email_name_syntax", leaf, |it| {
        it.put(SAN, false, names(&[(0x81, b"Ada <ada@corp.com>")]));
    }),
    ("rfc5280.email_name_domain_too_long", leaf, |it| {
        it.put(SAN, false, names(&[(0x81, format!("a@{}com", "abc.".repeat(64)).as_bytes())]));
    }),
    ("rfc5280.uri_syntax", leaf, |it| {
        it.put(SAN, false, names(&[(0x86, b"/relative")]));
    }),
    ("rfc5280.uri_host", leaf, |it| {
        it.put(SAN, false, names(&[(0x86, b"https://a_b/")]));
    }),
    ("rfc5280.ip_name_length", leaf, |it| {
        it.put(SAN, false, names(&[(0x87, &[1, 2, 3])]));
    }),
    ("rfc5280.registered_id", leaf, |it| {
        it.put(SAN, false, names(&[(0x88, &[0x80])]));
    }),
    ("rfc5280.other_name_unreadable", leaf, |it| {
        it.put(SAN, false, other(&[&oid("1.2.3")]));
    }),
    ("rfc5280.directory_name_unreadable", leaf, |it| {
        it.put(SAN, false, names(&[(0xa4, &[4, 1, 0])]));
    }),
    ("rfc5280.name_twice", leaf, |it| {
        it.put(SAN, false, dns(&["a.corp.com", "b.corp.com", "a.corp.com"]));
    }),
    ("rfc9525.server_without_names", leaf, |it| {
        it.drop(SAN);
    }),
    ("rfc9598.mailbox_not_utf8", leaf, |it| {
        it.put(SAN, false, mailbox(IA5, "\u{e4}da@corp.com".as_bytes()));
    }),
    ("rfc9598.mailbox_syntax", leaf, |it| {
        it.put(SAN, false, mailbox(UTF8, "\u{e4}da".as_bytes()));
    }),
    ("rfc9598.mailbox_is_ascii", leaf, |it| {
        it.put(SAN, false, mailbox(UTF8, b"ada@corp.com"));
    }),
    ("rfc9598.mailbox_byte_order_mark", leaf, |it| {
        it.put(SAN, false, mailbox(UTF8, "\u{feff}\u{e4}da@corp.com".as_bytes()));
    }),
    ("rfc9598.mailbox_upper_case_domain", leaf, |it| {
        it.put(SAN, false, mailbox(UTF8, "\u{e4}da@Corp.com".as_bytes()));
    }),
    ("rfc9598.mailbox_domain", leaf, |it| {
        it.put(SAN, false, mailbox(UTF8, "\u{e4}da@b\u{fc}cher.com".as_bytes()));
    }),
];
