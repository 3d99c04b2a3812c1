//! What a request asks for beside what would be signed, with who decided and why.

use super::draft::{BASIC_CONSTRAINTS, Draft, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER};
use super::requests::{ComparedField, CsrComparison, PreviewedExtension};
use super::view::FoundNameView;
use chancery_domain::{Decider, SubjectAltName, visible};
use chancery_pki::Request;

/// The request beside the extensions that would be signed.
pub(super) fn beside(draft: &Draft, csr: &Request, signed: &[PreviewedExtension]) -> CsrComparison {
    let mut fields = vec![key(draft, csr)];
    fields.extend(subject(draft, csr));
    fields.extend(names(draft, csr));
    fields.extend(extensions(draft, csr, signed));
    CsrComparison {
        subject: csr.subject().to_string(),
        key_algorithm: csr.public_key().describe().algorithm,
        names: csr.names().iter().map(name_view).collect(),
        extensions: csr.asked_extensions().iter().cloned().map(Into::into).collect(),
        // A request whose signature does not verify is refused when it is read (RFC 2986 §3).
        signature_valid: true,
        fields,
    }
}

pub(super) fn name_view(name: &SubjectAltName) -> FoundNameView {
    FoundNameView { kind: name.kind().to_owned(), value: name.value() }
}

fn key(draft: &Draft, csr: &Request) -> ComparedField {
    let algorithm = csr.public_key().describe().algorithm;
    ComparedField {
        field: "key".to_owned(),
        label: "Key".to_owned(),
        asked: vec![algorithm],
        signed: vec![draft.algorithm.to_string()],
        by: Decider::Request,
        why: None,
    }
}

fn subject(draft: &Draft, csr: &Request) -> Vec<ComparedField> {
    let fields = draft.subject.beside(Some(csr.subject())).into_iter();
    let compared = fields.map(|field| ComparedField {
        field: format!("subject.{}", field.kind.keyword()),
        label: format!("Subject {}", field.kind.keyword()),
        asked: shown(field.asked),
        signed: shown(field.signed),
        by: field.by,
        why: field.why,
    });
    compared.collect()
}

/// What others wrote, with what cannot be seen spelled out.
fn shown(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(|text| visible(&text)).collect()
}

fn names(draft: &Draft, csr: &Request) -> Option<ComparedField> {
    let asked: Vec<String> = csr.names().iter().map(ToString::to_string).collect();
    let signed: Vec<String> = draft.plan.names.iter().map(ToString::to_string).collect();
    if asked.is_empty() && signed.is_empty() {
        return None;
    }
    let same = asked.len() == signed.len() && asked.iter().all(|name| signed.contains(name));
    let why = match draft.names_by {
        _ if same => None,
        Decider::Form => Some("The names were written in the form."),
        Decider::Profile if !asked.is_empty() => Some("The profile takes no names from a request."),
        _ => Some("The profile adds the common name to the names."),
    };
    Some(ComparedField {
        field: SUBJECT_ALT_NAME.to_owned(),
        label: "Subject alternative name".to_owned(),
        asked: shown(asked),
        signed: shown(signed),
        by: draft.names_by,
        why: why.map(str::to_owned),
    })
}

/// Every extension that is signed or asked for, but names and the identifiers of keys.
fn extensions(draft: &Draft, csr: &Request, signed: &[PreviewedExtension]) -> Vec<ComparedField> {
    let is_apart = |oid: &str| matches!(oid, SUBJECT_ALT_NAME | SUBJECT_KEY_IDENTIFIER);
    let lines = |critical: bool, lines: &[String]| -> Vec<String> {
        let critical = critical.then(|| "critical".to_owned());
        critical.into_iter().chain(lines.iter().cloned()).collect()
    };
    let mut fields: Vec<ComparedField> = Vec::new();
    for extension in signed.iter().filter(|extension| !is_apart(&extension.extension.oid)) {
        let text = &extension.extension;
        let asked = csr.asked_extensions().iter().find(|asked| asked.oid == text.oid);
        let decision = draft.extensions.iter().find(|decision| decision.oid == text.oid);
        let by = match (decision, extension.from) {
            (Some(decision), _) => decision.by,
            (None, super::RequestedBy::Authority) => Decider::Authority,
            (None, _) => Decider::Profile,
        };
        fields.push(ComparedField {
            field: text.oid.clone(),
            label: text.name.clone(),
            asked: asked.map(|asked| lines(asked.critical, &asked.lines)).unwrap_or_default(),
            signed: lines(text.critical, &text.lines),
            by,
            why: decision.and_then(|decision| decision.why.clone()),
        });
    }
    let left_out = csr
        .asked_extensions()
        .iter()
        .filter(|asked| !is_apart(&asked.oid) && !signed.iter().any(|extension| extension.extension.oid == asked.oid));
    for asked in left_out {
        let decision = draft.extensions.iter().find(|decision| decision.oid == asked.oid);
        let unknown = match asked.oid.as_str() {
            BASIC_CONSTRAINTS if csr.asked().path_length.is_some() => "The profile makes no authorities.",
            BASIC_CONSTRAINTS => "A certificate that is no authority’s need not say so.",
            _ => "The profile has no rule for it, so that it is left out.",
        };
        let why = decision.and_then(|decision| decision.why.clone()).unwrap_or_else(|| unknown.to_owned());
        fields.push(ComparedField {
            field: asked.oid.clone(),
            label: asked.name.clone(),
            asked: lines(asked.critical, &asked.lines),
            signed: Vec::new(),
            by: Decider::Profile,
            why: Some(why),
        });
    }
    fields
}
