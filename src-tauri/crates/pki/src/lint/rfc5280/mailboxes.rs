//! Internationalised e-mail addresses: otherNames of the type SmtpUTF8Mailbox (RFC 9598, before it RFC 8398).

use crate::asn1::{Element, OID, context};
use crate::lint::rule::{Rule, broken_by, error};
use crate::lint::syntax::{MAX_DOMAIN, is_host, lossy};
use crate::lint::view::View;

const SOURCE: &str = "RFC 9598 §3";

/// id-on-SmtpUTF8Mailbox, 1.3.6.1.5.5.7.8.9
const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];

pub(super) static RULES: &[Rule] = &[
    error("rfc9598.mailbox_not_utf8", SOURCE, "An internationalised e-mail address is no UTF8String.", |view| {
        broken_by(mailboxes(view).find(|it| it.tag != 0x0c || std::str::from_utf8(it.content).is_err()), shown)
    }),
    error(
        "rfc9598.mailbox_syntax",
        SOURCE,
        "An internationalised e-mail address has no local part or no domain.",
        |view| broken_by(mailboxes(view).find(|it| parts(it).is_none()), shown),
    ),
    error(
        "rfc9598.mailbox_is_ascii",
        SOURCE,
        "An e-mail address whose local part is ASCII is given as an internationalised one.",
        |view| broken_by(mailboxes(view).find(|it| parts(it).is_some_and(|(local, _)| local.is_ascii())), shown),
    ),
    error(
        "rfc9598.mailbox_byte_order_mark",
        SOURCE,
        "An internationalised e-mail address begins with a byte order mark.",
        |view| broken_by(mailboxes(view).find(|it| it.content.starts_with("\u{feff}".as_bytes())), shown),
    ),
    error(
        "rfc9598.mailbox_upper_case_domain",
        SOURCE,
        "The domain of an internationalised e-mail address is not in lower case.",
        |view| {
            let is_upper =
                |it: &Element<'_>| parts(it).is_some_and(|(_, domain)| domain.iter().any(u8::is_ascii_uppercase));
            broken_by(mailboxes(view).find(is_upper), shown)
        },
    ),
    error(
        "rfc9598.mailbox_domain",
        SOURCE,
        "The domain of an internationalised e-mail address is no host name in A-labels.",
        |view| {
            let is_odd =
                |it: &Element<'_>| parts(it).is_some_and(|(_, domain)| domain.len() > MAX_DOMAIN || !is_host(domain));
            broken_by(mailboxes(view).find(is_odd), shown)
        },
    ),
];

fn mailboxes<'v>(view: &'v View<'_>) -> impl Iterator<Item = Element<'v>> {
    view.extensions.names().iter().filter(|name| name.tag == context(0)).filter_map(|name| {
        let mut parts = name.elements();
        let is_mailbox = parts.require_tag(OID).is_ok_and(|kind| kind.content == SMTP_UTF8_MAILBOX);
        is_mailbox.then(|| Element::only(parts.require_tag(context(0)).ok()?.content).ok()).flatten()
    })
}

/// Local part and domain.
fn parts<'a>(mailbox: &Element<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let at = mailbox.content.iter().position(|octet| *octet == b'@')?;
    let (local, domain) = (&mailbox.content[..at], &mailbox.content[at + 1..]);
    (!local.is_empty() && !domain.is_empty()).then_some((local, domain))
}

fn shown(mailbox: Element<'_>) -> String {
    lossy(mailbox.content)
}
