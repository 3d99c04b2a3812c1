//! Name constraints as verifiers apply them (RFC 5280 §4.2.1.10, §6.1.4 (b), (c)).
//!
//! Every name below an authority is held to what that authority and all above it permit and exclude. What cannot be
//! compared – a constraint on a kind of name that is not known here and of which the certificate has one – counts as
//! broken, because the authority that wrote it meant something by it.

use super::names::ComparableName;
use crate::asn1::{Element, SEQUENCE, context};
use crate::certificate::general_name;
use crate::{Error, Result};
use std::net::IpAddr;

/// Subtrees of one authority at most.
const MAX_SUBTREES: usize = 4_096;

/// Comparisons of one path at most: 4,000 names against 60 subtrees. More is an attack on whoever verifies.
pub(super) const MAX_COMPARISONS: usize = 250_000;

const MAILBOX: u8 = 0x81;
const HOST: u8 = 0x82;
const DIRECTORY: u8 = 0xa4;
const URI: u8 = 0x86;
const ADDRESS: u8 = 0x87;

/// What one authority permits and excludes.
#[derive(Debug, Default)]
pub(super) struct NameLimits<'a> {
    permitted: Vec<Element<'a>>,
    excluded: Vec<Element<'a>>,
}

/// A name of a certificate, wherever in it it stands.
#[derive(Debug)]
pub(super) enum HeldName<'a> {
    /// The subject.
    Subject(&'a ComparableName),
    /// An e-mail address in the subject.
    SubjectMailbox(&'a str),
    /// A subject alternative name.
    Alternative(Element<'a>),
}

/// Whether a name lies in a subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Inside,
    Outside,
    /// Nobody can tell.
    Unclear,
}

impl<'a> NameLimits<'a> {
    pub(super) fn read(sequence: Element<'a>) -> Result<Self> {
        let mut sides = sequence.elements();
        let permitted = sides.optional_tag(context(0))?.map_or(Ok(Vec::new()), subtrees)?;
        let excluded = sides.optional_tag(context(1))?.map_or(Ok(Vec::new()), subtrees)?;
        sides.end()?;
        Ok(Self { permitted, excluded })
    }

    /// Why this name breaks the limits, in words; `None` when it does not. `budget` counts down with each comparison.
    pub(super) fn refusal(&self, name: &HeldName<'_>, budget: &mut usize) -> Option<String> {
        let mut spend = || {
            let left = *budget > 0;
            *budget = budget.saturating_sub(1);
            left
        };
        for tree in self.excluded.iter().filter(|tree| tree.tag == name.kind()) {
            if !spend() {
                return Some("has more names and limits than are compared".to_owned());
            }
            match name.lies_in(*tree, true) {
                Answer::Outside => {}
                Answer::Inside => return Some(format!("is excluded ({})", shown(*tree))),
                Answer::Unclear => return Some(format!("cannot be compared with what is excluded ({})", shown(*tree))),
            }
        }
        let mut permitted = self.permitted.iter().filter(|tree| tree.tag == name.kind()).peekable();
        // A kind of name with no permitted subtree of its kind is permitted as a whole.
        let first = permitted.peek().map(|tree| shown(**tree))?;
        let mut others = 0;
        for tree in permitted {
            if !spend() {
                return Some("has more names and limits than are compared".to_owned());
            }
            if name.lies_in(*tree, false) == Answer::Inside {
                return None;
            }
            others += 1;
        }
        Some(match others {
            0 | 1 => format!("is not among what is permitted ({first})"),
            others => format!("is not among what is permitted ({first} and {} more)", others - 1),
        })
    }
}

fn subtrees(side: Element<'_>) -> Result<Vec<Element<'_>>> {
    let mut found = Vec::new();
    let mut subtrees = side.elements();
    while let Some(subtree) = subtrees.next()? {
        let mut parts = subtree.of_tag(SEQUENCE)?.elements();
        let base = parts.require()?;
        // RFC 5280: minimum is 0, which DER leaves out, and maximum is not there.
        parts.end()?;
        if found.len() == MAX_SUBTREES {
            return Err(Error::TooLarge {
                what: "list of name constraints",
                found: MAX_SUBTREES + 1,
                max: MAX_SUBTREES,
            });
        }
        found.push(base);
    }
    Ok(found)
}

fn shown(tree: Element<'_>) -> String {
    let name = general_name(tree);
    if name.value.is_empty() { format!("every {}", name.kind) } else { format!("{}:{}", name.kind, name.value) }
}

impl HeldName<'_> {
    /// The tag of constraints that bind it.
    fn kind(&self) -> u8 {
        match self {
            Self::Subject(_) => DIRECTORY,
            Self::SubjectMailbox(_) => MAILBOX,
            Self::Alternative(name) => name.tag,
        }
    }

    /// Text that can be shown.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Subject(_) => "The subject".to_owned(),
            Self::SubjectMailbox(address) => format!("“{}” in the subject", chancery_domain::visible(address)),
            Self::Alternative(name) => {
                let name = general_name(*name);
                format!("“{}:{}”", name.kind, name.value)
            }
        }
    }

    fn lies_in(&self, tree: Element<'_>, excluding: bool) -> Answer {
        let answer = match (self, tree.tag) {
            (Self::Subject(name), _) => directory(name, tree),
            (Self::SubjectMailbox(address), _) => text(tree).and_then(|tree| mailbox(address, tree)),
            (Self::Alternative(name), DIRECTORY) => {
                ComparableName::of(name.content).ok().and_then(|name| directory(&name, tree))
            }
            (Self::Alternative(name), MAILBOX) => {
                text(*name).zip(text(tree)).and_then(|(name, tree)| mailbox(name, tree))
            }
            (Self::Alternative(name), HOST) => {
                text(*name).zip(text(tree)).map(|(name, tree)| host(name, tree, excluding))
            }
            (Self::Alternative(name), URI) => text(*name).zip(text(tree)).and_then(|(name, tree)| uri(name, tree)),
            (Self::Alternative(name), ADDRESS) => address(name.content, tree.content),
            _ => None,
        };
        match answer {
            Some(true) => Answer::Inside,
            Some(false) => Answer::Outside,
            None => Answer::Unclear,
        }
    }
}

fn text<'a>(element: Element<'a>) -> Option<&'a str> {
    std::str::from_utf8(element.content).ok().filter(|text| text.is_ascii())
}

fn directory(name: &ComparableName, tree: Element<'_>) -> Option<bool> {
    Some(name.is_within(&ComparableName::of(tree.content).ok()?))
}

fn below_or_same(host: &str, suffix: &str) -> bool {
    suffix.is_empty() || host == suffix || host.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'))
}

/// A host and everything below it; with a leading dot, as OpenSSL, NSS and Go read it, only what is below.
fn host(name: &str, tree: &str, excluding: bool) -> bool {
    let (name, tree) = (name.to_ascii_lowercase(), tree.to_ascii_lowercase());
    let (bare, stands_below) = name.strip_prefix("*.").map_or((name.as_str(), false), |bare| (bare, true));
    let inside = match tree.strip_prefix('.') {
        Some(parent) => below_or_same(bare, parent) && (stands_below || bare != parent),
        None => below_or_same(bare, &tree),
    };
    // `*.corp.example` stands for `a.corp.example` too, which may be what is excluded.
    let meets = excluding && stands_below && tree.split_once('.').is_some_and(|(_, above)| above == bare);
    inside || meets
}

/// One mailbox, all of a host, or with a leading dot all of the hosts below a domain.
fn mailbox(name: &str, tree: &str) -> Option<bool> {
    let (local, domain) = name.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    Some(match tree.rsplit_once('@') {
        Some((its_local, its_domain)) => local == its_local && domain == its_domain.to_ascii_lowercase(),
        None => match tree.strip_prefix('.') {
            Some(parent) => {
                let parent = parent.to_ascii_lowercase();
                domain != parent && below_or_same(&domain, &parent)
            }
            None => tree.is_empty() || domain == tree.to_ascii_lowercase(),
        },
    })
}

/// The host of a URI, or with a leading dot every host below; a URI without a host's name breaks every limit.
fn uri(name: &str, tree: &str) -> Option<bool> {
    let (_, rest) = name.split_once(':')?;
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    if host.is_empty() || host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let tree = tree.to_ascii_lowercase();
    Some(match tree.strip_prefix('.') {
        Some(parent) => host != parent && below_or_same(&host, parent),
        None => tree.is_empty() || host == tree,
    })
}

/// An address in a range of address and mask.
fn address(name: &[u8], tree: &[u8]) -> Option<bool> {
    if !matches!(name.len(), 4 | 16) || !matches!(tree.len(), 8 | 32) {
        return None;
    }
    if tree.len() != name.len() * 2 {
        return Some(false);
    }
    let (range, mask) = tree.split_at(name.len());
    Some(name.iter().zip(range).zip(mask).all(|((name, range), mask)| name & mask == range & mask))
}

#[cfg(test)]
mod tests {
    use super::{address, host, mailbox, uri};

    #[test]
    fn hosts_below_a_suffix() {
        assert!(host("a.Corp.example", "corp.example", false) && host("corp.example", "corp.example", false));
        assert!(!host("badcorp.example", "corp.example", false));
        assert!(host("a.corp.example", ".corp.example", false) && !host("corp.example", ".corp.example", false));
        assert!(host("anything.example", "", false), "nothing is everything");
        assert!(host("*.corp.example", "a.corp.example", true), "the wildcard could stand for what is excluded");
        assert!(!host("*.corp.example", "a.corp.example", false), "and lies not within what is permitted");
    }

    #[test]
    fn mailboxes_hosts_and_domains() {
        assert_eq!(mailbox("jo@corp.example", "Corp.example"), Some(true));
        assert_eq!(mailbox("jo@a.corp.example", "corp.example"), Some(false));
        assert_eq!(mailbox("jo@a.corp.example", ".corp.example"), Some(true));
        assert_eq!(mailbox("Jo@corp.example", "jo@corp.example"), Some(false), "the local part has case");
        assert_eq!(mailbox("nobody", "corp.example"), None);
    }

    #[test]
    fn uris_are_held_by_their_host() {
        assert_eq!(uri("https://jo@a.corp.example:443/x", ".corp.example"), Some(true));
        assert_eq!(uri("https://corp.example", "corp.example"), Some(true));
        assert_eq!(uri("https://10.0.0.1/", "corp.example"), None);
        assert_eq!(uri("urn:x", "corp.example"), None);
    }

    #[test]
    fn addresses_in_a_range() {
        assert_eq!(address(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(true));
        assert_eq!(address(&[11, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false));
        assert_eq!(address(&[0; 16], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false), "of another family");
        assert_eq!(address(&[1, 2, 3], &[0; 8]), None);
    }
}
