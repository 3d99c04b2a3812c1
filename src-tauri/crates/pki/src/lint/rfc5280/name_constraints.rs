//! nameConstraints (RFC 5280 §4.2.1.10).

use crate::lint::rule::{AppliesTo, Outcome, Rule, broken_by, broken_if, error, warning};
use crate::lint::syntax::{is_address, is_host, is_mailbox, lossy};
use crate::lint::view::{Constraints, Known, Subtree, View};

const SOURCE: &str = "RFC 5280 §4.2.1.10";

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.end_entity_constrains_names",
        SOURCE,
        "It constrains names below it, and is not an authority's.",
        |view| broken_if(view.extensions.has(Known::NameConstraints)),
    )
    .applies_to(AppliesTo::EndEntities),
    error("rfc5280.name_constraints_empty", SOURCE, "Its name constraints constrain nothing.", |view| {
        let is_empty = |it: &Constraints<'_>| it.permitted.is_none() && it.excluded.is_none();
        broken_if(view.extensions.name_constraints.as_ref().is_some_and(is_empty))
    }),
    error(
        "rfc5280.name_constraints_side_empty",
        SOURCE,
        "Its name constraints have a list of permitted or excluded names that is empty.",
        |view| {
            let sides = view.extensions.name_constraints.iter().flat_map(|it| [&it.permitted, &it.excluded]);
            broken_if(sides.flatten().any(Vec::is_empty))
        },
    ),
    error("rfc5280.name_constraints_minimum", SOURCE, "A name constraint has a minimum other than 0.", |view| {
        tree(view, |it| it.minimum.is_some_and(|minimum| minimum.iter().any(|octet| *octet != 0)))
    }),
    error("rfc5280.name_constraints_maximum", SOURCE, "A name constraint has a maximum.", |view| {
        tree(view, |it| it.has_maximum)
    }),
    error(
        "rfc5280.name_constraints_ip_length",
        SOURCE,
        "A constrained IP network has neither 8 nor 32 octets.",
        |view| tree(view, |it| it.base.tag == IP && !matches!(it.base.content.len(), 8 | 32)),
    ),
    error(
        "rfc5280.name_constraints_ip_mask",
        "RFC 4632 §3.1",
        "A constrained IP network's mask is no prefix.",
        |view| {
            tree(view, |it| {
                it.base.tag == IP
                    && matches!(it.base.content.len(), 8 | 32)
                    && !is_prefix(&it.base.content[it.base.content.len() / 2..])
            })
        },
    ),
    warning(
        "rfc5280.name_constraints_ip_beyond_mask",
        "RFC 4632 §3.1",
        "A constrained IP network has bits set beyond its mask.",
        |view| {
            tree(view, |it| {
                let (network, mask) = it.base.content.split_at(it.base.content.len() / 2);
                it.base.tag == IP && network.iter().zip(mask).any(|(address, mask)| address & !mask != 0)
            })
        },
    ),
    error("rfc5280.name_constraints_dns", SOURCE, "A constrained DNS name is no host name.", |view| {
        let is_fine = |name: &[u8]| name.is_empty() || is_host(name.strip_prefix(b".").unwrap_or(name));
        named(view, |it| it.base.tag == DNS && !is_fine(it.base.content))
    }),
    warning(
        "rfc5280.name_constraints_dns_dot",
        SOURCE,
        "A constrained DNS name begins with a dot, which RFC 5280 gives no meaning to; software differs in what it takes it for.",
        |view| named(view, |it| it.base.tag == DNS && it.base.content.first() == Some(&b'.')),
    ),
    error(
        "rfc5280.name_constraints_email",
        SOURCE,
        "A constrained e-mail name is neither a mailbox nor a host nor a domain.",
        |view| {
            let is_fine = |name: &[u8]| match name {
                b"" | b"." => true,
                [b'.', domain @ ..] => is_host(domain),
                name if name.contains(&b'@') => is_mailbox(name),
                name => is_host(name),
            };
            named(view, |it| it.base.tag == EMAIL && !is_fine(it.base.content))
        },
    ),
    error(
        "rfc5280.name_constraints_uri",
        SOURCE,
        "A constrained URI is not the host name that alone may be constrained.",
        |view| {
            let is_fine = |name: &[u8]| {
                let host = name.strip_prefix(b".").unwrap_or(name);
                host.is_empty() || (is_host(host) && !is_address(host))
            };
            named(view, |it| it.base.tag == URI && !is_fine(it.base.content))
        },
    ),
    warning(
        "rfc5280.name_constraints_odd_kind",
        SOURCE,
        "It constrains X.400 addresses, EDI parties or registered IDs, which it should not.",
        |view| tree(view, |it| matches!(it.base.tag, 0xa3 | 0xa5 | 0x88)),
    ),
];

fn find<'v, 'a>(view: &'v View<'a>, broken: impl Fn(&Subtree<'a>) -> bool) -> Option<&'v Subtree<'a>> {
    view.extensions.name_constraints.iter().flat_map(|constraints| constraints.subtrees()).find(|it| broken(it))
}

fn tree<'a>(view: &View<'a>, broken: impl Fn(&Subtree<'a>) -> bool) -> Outcome {
    broken_if(find(view, broken).is_some())
}

fn named<'a>(view: &View<'a>, broken: impl Fn(&Subtree<'a>) -> bool) -> Outcome {
    broken_by(find(view, broken), |tree| lossy(tree.base.content))
}

fn is_prefix(mask: &[u8]) -> bool {
    let ones = mask.iter().take_while(|octet| **octet == 0xff).count();
    match mask.get(ones..) {
        None | Some([]) => true,
        Some([first, rest @ ..]) => first.leading_ones() == first.count_ones() && rest.iter().all(|octet| *octet == 0),
    }
}
