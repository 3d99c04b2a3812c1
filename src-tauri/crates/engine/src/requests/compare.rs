//! What was asked beside what came back: CAs change subjects, drop names and add their own without a word.

use super::view::ComparedItem;
use chancery_pki::{Certificate, Request};
use std::collections::BTreeSet;

/// Every point in which the two can differ, those that do among them.
pub(super) fn compared(request: &Request, certificate: &Certificate) -> Vec<ComparedItem> {
    let facts = certificate.facts();
    let item = |what: &str, asked: String, got: String| {
        let same = asked == got;
        ComparedItem { what: what.to_owned(), asked, got, same }
    };
    let mut items = vec![
        item("Subject", request.subject().to_string(), facts.subject.clone()),
        item("Key", request.public_key().describe().algorithm, facts.key.algorithm.clone()),
    ];
    if request.public_key().spki_der() != facts.spki_der {
        items.push(item("Public key", "of the request".to_owned(), "another".to_owned()));
    }
    let asked: BTreeSet<(String, String)> =
        request.names().iter().map(|name| (name.kind().to_owned(), name.value())).collect();
    let got: BTreeSet<(String, String)> =
        facts.names.iter().map(|name| (name.kind.to_owned(), name.value.clone())).collect();
    for (kind, value) in asked.union(&got) {
        let name = (kind.clone(), value.clone());
        let shown = |there: bool| if there { value.clone() } else { String::new() };
        items.push(item(&format!("Name ({kind})"), shown(asked.contains(&name)), shown(got.contains(&name))));
    }
    // Extensions that were asked for by name; what a CA adds of its own is in the certificate to be read.
    let given = certificate.extensions();
    for wanted in request.asked_extensions().iter().filter(|extension| extension.oid != SUBJECT_ALT_NAME) {
        let got = given.iter().find(|extension| extension.oid == wanted.oid);
        let got = got.map(|extension| extension.lines.join(", ")).unwrap_or_default();
        items.push(item(&wanted.name, wanted.lines.join(", "), got));
    }
    items
}

const SUBJECT_ALT_NAME: &str = "2.5.29.17";
