//! The certificates of one verification, found by their subjects.

use super::claims::Claims;
use super::names::ComparableName;
use super::{PathLink, PathQuestion};
use crate::Certificate;
use std::collections::HashMap;

/// Certificates that are looked at; the largest trust bundles have some hundred.
const MAX_CERTIFICATES: usize = 20_000;

/// One certificate with what it claims.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) claims: Claims<'a>,
    /// Where it was chosen as an anchor.
    pub(super) anchor: Option<&'a str>,
}

/// The certificate that is verified, at place 0, and all others.
#[derive(Debug)]
pub(super) struct Pool<'a> {
    entries: Vec<Entry<'a>>,
    by_subject: HashMap<ComparableName, Vec<usize>>,
    /// Whether there were more than are looked at.
    pub(super) cut_short: bool,
}

impl<'a> Pool<'a> {
    pub(super) fn of(question: &PathQuestion<'a>) -> Self {
        let mut pool = Self { entries: Vec::new(), by_subject: HashMap::new(), cut_short: false };
        let mut places = HashMap::new();
        let anchors = question.anchors.iter().map(|anchor| (&anchor.certificate, Some(anchor.store.as_str())));
        let others = question.intermediates.iter().map(|certificate| (certificate, None));
        for (certificate, anchor) in std::iter::once((question.certificate, None)).chain(anchors).chain(others) {
            if let Some(place) = places.get(&certificate.facts().fingerprint) {
                let entry: &mut Entry<'_> = &mut pool.entries[*place];
                entry.anchor = entry.anchor.or(anchor);
                continue;
            }
            if pool.entries.len() == MAX_CERTIFICATES {
                pool.cut_short = true;
                break;
            }
            let claims = Claims::of(certificate.as_bytes()).unwrap_or_else(|error| Claims {
                faults: vec![format!("it cannot be read: {error}")],
                ..Claims::default()
            });
            let place = pool.entries.len();
            places.insert(certificate.facts().fingerprint, place);
            if !claims.subject.is_empty() {
                pool.by_subject.entry(claims.subject.clone()).or_default().push(place);
            }
            pool.entries.push(Entry { certificate, claims, anchor });
        }
        pool
    }

    pub(super) fn entry(&self, place: usize) -> &Entry<'a> {
        &self.entries[place]
    }

    /// Those whose subject is this.
    pub(super) fn with_subject(&self, name: &ComparableName) -> &[usize] {
        self.by_subject.get(name).map_or(&[], Vec::as_slice)
    }

    /// A certificate as reports show it.
    pub(super) fn link(&self, place: usize) -> PathLink {
        let entry = self.entry(place);
        let facts = entry.certificate.facts();
        PathLink {
            label: facts.subject_label.clone(),
            subject: facts.subject.clone(),
            fingerprint: facts.fingerprint,
            not_after: facts.not_after,
            anchor: entry.anchor.map(str::to_owned),
        }
    }
}
