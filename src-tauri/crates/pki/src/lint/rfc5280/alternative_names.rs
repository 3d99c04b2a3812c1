//! subjectAltName and issuerAltName (RFC 5280 §4.2.1.6, §4.2.1.7; RFC 9525 for servers).

use crate::asn1::{Element, OID, context};
use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, notice, warning};
use crate::lint::syntax::{HostFault, MAX_DOMAIN, Uri, has_duplicate, host_fault, is_address, is_mailbox, lossy};
use crate::lint::view::{View, eku};
use crate::name;

const SOURCE: &str = "RFC 5280 §4.2.1.6";
const LENGTHS: &str = "RFC 1035 §2.3.4";

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const REGISTERED_ID: u8 = 0x88;

pub(super) static RULES: &[Rule] = &[
    error("rfc5280.subject_alt_name_empty", SOURCE, "Its list of subject alternative names is empty.", |view| {
        broken_if(view.extensions.subject_alt_name.as_ref().is_some_and(Vec::is_empty))
    }),
    error("rfc5280.issuer_alt_name_empty", "RFC 5280 §4.2.1.7", "Its list of issuer alternative names is empty.", |view| {
        broken_if(view.extensions.issuer_alt_name.as_ref().is_some_and(Vec::is_empty))
    }),
    error(
        "rfc5280.general_name_kind",
        SOURCE,
        "Among its alternative names is something that is none.",
        |view| broken_if(both(view).any(|name| !matches!(name.tag, 0xa0 | EMAIL | DNS | 0xa3 | 0xa4 | 0xa5 | URI | IP | REGISTERED_ID))),
    ),
    error("rfc5280.dns_name_empty", SOURCE, "A DNS name is empty or a space.", |view| {
        broken_if(names(view, DNS).any(|name| matches!(name, b"" | b" ")))
    }),
    error(
        "rfc5280.dns_name_syntax",
        SOURCE,
        "A DNS name has a character or an empty label that no host name has.",
        |view| {
            dns(view, |fault| matches!(fault, HostFault::Character | HostFault::EmptyLabel | HostFault::NotAscii))
        },
    ),
    error(
        "rfc5280.dns_name_trailing_dot",
        SOURCE,
        "A DNS name ends in a dot, which the preferred name syntax does not have.",
        |view| dns(view, |fault| fault == HostFault::TrailingDot),
    ),
    error("rfc5280.dns_name_underscore", SOURCE, "A DNS name has an underscore, which no host name has.", |view| {
        dns(view, |fault| fault == HostFault::Underscore)
    }),
    error(
        "rfc5280.dns_name_hyphen",
        "RFC 1034 §3.5",
        "A label of a DNS name begins or ends with a hyphen.",
        |view| dns(view, |fault| fault == HostFault::Hyphen),
    ),
    error("rfc5280.dns_label_too_long", LENGTHS, "A label of a DNS name has more than 63 characters.", |view| {
        dns(view, |fault| fault == HostFault::LabelTooLong)
    }),
    error("rfc5280.dns_name_too_long", LENGTHS, "A DNS name has more than 253 characters.", |view| {
        dns(view, |fault| fault == HostFault::TooLong)
    }),
    error(
        "rfc9525.wildcard_misplaced",
        "RFC 9525 §6.3",
        "A DNS name has a wildcard that is not the whole of its first label, which clients do not match.",
        |view| dns(view, |fault| fault == HostFault::Wildcard),
    ),
    error(
        "rfc5280.dns_name_is_an_address",
        SOURCE,
        "A DNS name is an IP address, which belongs among the addresses.",
        |view| broken_by(names(view, DNS).find(|name| is_address(name)), lossy),
    ),
    warning(
        "rfc5890.reserved_label",
        "RFC 5890 §2.3.1",
        "A DNS name has a label with hyphens in third and fourth place that is no A-label (xn--).",
        |view| {
            let is_reserved = |label: &[u8]| {
                label.get(2..4) == Some(b"--") && !label.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(b"xn"))
            };
            broken_by(names(view, DNS).find(|name| name.split(|o| *o == b'.').any(is_reserved)), lossy)
        },
    ),
    notice(
        "rfc5280.dns_name_of_one_label",
        SOURCE,
        "A DNS name has one label alone, which means another host in every network.",
        |view| broken_by(names(view, DNS).find(|name| !name.is_empty() && !name.contains(&b'.')), lossy),
    ),
    error("rfc5280.email_name_syntax", SOURCE, "An e-mail address among its alternative names is no mailbox.", |view| {
        broken_by(names(view, EMAIL).find(|name| !is_mailbox(name)), lossy)
    }),
    error(
        "rfc5280.email_name_domain_too_long",
        LENGTHS,
        "The domain of an e-mail address has more than 253 characters.",
        |view| {
            let is_long = |name: &&[u8]| {
                name.iter().position(|octet| *octet == b'@').is_some_and(|at| name.len() - at - 1 > MAX_DOMAIN)
            };
            broken_by(names(view, EMAIL).find(is_long), lossy)
        },
    ),
    error(
        "rfc5280.uri_syntax",
        SOURCE,
        "A URI among its alternative names is relative, or no URI.",
        |view| broken_by(names(view, URI).find(|name| Uri::parse(name).is_none()), lossy),
    ),
    error(
        "rfc5280.uri_host",
        SOURCE,
        "A URI among its alternative names has a host that is neither a full host name nor an address.",
        |view| {
            let is_odd = |name: &&[u8]| Uri::parse(name).is_some_and(|uri| !uri.has_sound_host());
            broken_by(names(view, URI).find(is_odd), lossy)
        },
    ),
    error("rfc5280.ip_name_length", SOURCE, "An IP address has neither 4 nor 16 octets.", |view| {
        broken_by(names(view, IP).find(|name| !matches!(name.len(), 4 | 16)), |name| format!("{} octets", name.len()))
    }),
    error("rfc5280.registered_id", SOURCE, "A registered ID is no object identifier.", |view| {
        broken_if(names(view, REGISTERED_ID).any(|name| name.last().is_none_or(|last| last & 0x80 != 0)))
    }),
    error("rfc5280.other_name_unreadable", SOURCE, "An otherName is not a type with a value.", |view| {
        broken_if(both(view).any(|name| name.tag == context(0) && !is_other_name(*name)))
    }),
    error("rfc5280.directory_name_unreadable", SOURCE, "A directory name among its alternative names is no name.", |view| {
        broken_if(both(view).any(|name| name.tag == context(4) && name::decode(name.content).is_err()))
    }),
    notice("rfc5280.name_twice", SOURCE, "A subject alternative name is there twice.", |view| {
        broken_by(has_duplicate(view.extensions.names().iter().map(|name| name.raw)), |raw| {
            lossy(raw.get(2..).unwrap_or_default())
        })
    }),
    warning(
        "rfc9525.server_without_names",
        "RFC 9525 §4",
        "It is a server's and has no DNS name, IP address or URI among its alternative names: clients that no longer look at the common name refuse it.",
        |view| {
            let is_server = view.extensions.has_purpose(eku::SERVER_AUTH);
            let is_named = view.extensions.names().iter().any(|name| matches!(name.tag, DNS | URI | IP | 0xa0));
            broken_if(is_server && !is_named)
        },
    )
    .applies_to(AppliesTo::EndEntities),
];

fn both<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v Element<'a>> {
    view.extensions.names().iter().chain(view.extensions.issuer_alt_name.iter().flatten())
}

fn names<'v, 'a>(view: &'v View<'a>, tag: u8) -> impl Iterator<Item = &'a [u8]> + use<'v, 'a> {
    both(view).filter(move |name| name.tag == tag).map(|name| name.content)
}

/// The first DNS name with such a fault; addresses have a rule of their own.
fn dns(view: &View<'_>, is_such: impl Fn(HostFault) -> bool) -> Outcome {
    broken_by(names(view, DNS).find(|name| *name != b" " && host_fault(name).is_some_and(&is_such)), lossy)
}

fn is_other_name(name: Element<'_>) -> bool {
    let mut parts = name.elements();
    let has_type = parts.require_tag(OID).is_ok();
    has_type
        && parts.require_tag(context(0)).is_ok_and(|value| Element::only(value.content).is_ok())
        && parts.end().is_ok()
}
