//! Finding requests, looking at one, and taking one away.

use super::compare::compared;
use super::view::{RequestDetail, RequestPage, RequestRow};
use crate::audit::Event;
use crate::certificates::FoundNameView;
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, RequestId, visible};
use chancery_pki::{Certificate, Request};
use chancery_store::ReadTransaction;

/// Requests of one page.
const PAGE: usize = 100;

impl Vault {
    /// One page of the requests that wait for their certificate, or of those that have it.
    pub fn requests(&self, actor: &Actor, waiting: bool, after: Option<&str>) -> Result<RequestPage> {
        let before = after.map(str::parse::<RequestId>).transpose()?;
        self.read(actor, Permission::View, |tx, _| {
            let mut rows = tx.requests(waiting, before, PAGE + 1)?;
            let more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = if more { rows.last().map(|row| row.id.to_string()) } else { None };
            Ok(RequestPage { requests: rows.iter().map(row_view).collect(), next, waiting: tx.waiting_requests()? })
        })
    }

    /// Everything about the request that a reference (id or name) means.
    pub fn request(&self, actor: &Actor, reference: &str) -> Result<RequestDetail> {
        self.read(actor, Permission::View, |tx, _| detail(tx, &request_by_reference(tx, reference)?))
    }

    /// Takes a request away, and its key with it unless a certificate has that. There is no way back.
    pub fn delete_request(&self, actor: &Actor, reference: &str) -> Result<()> {
        let reference = reference.to_owned();
        self.act(actor, Permission::Issue, move |tx, _| {
            let row = request_by_reference(tx, &reference)?;
            let key_destroyed = tx.delete_request(row.id)?;
            let event = Event::new("request.deleted")
                .on(row.id.to_string())
                .with("label", row.label)
                .with("keyDestroyed", key_destroyed);
            Ok(Deed::done((), event))
        })
    }
}

/// The request that a reference means; a name that several have is refused with the list of them.
pub(super) fn request_by_reference(tx: &ReadTransaction<'_>, reference: &str) -> Result<chancery_store::RequestRow> {
    let reference = reference.trim();
    if let Ok(id) = reference.parse::<RequestId>() {
        return tx.request(id)?.ok_or_else(|| EngineError::not_found("request", reference));
    }
    let mut found = tx.requests_by_label(reference)?;
    match found.len() {
        0 => Err(EngineError::not_found("request", reference)),
        1 => Ok(found.remove(0)),
        _ => {
            let meanings: Vec<String> = found
                .iter()
                .map(|row| format!("{} ({}, {})", row.id, visible(&row.subject), row.created_at.format("%Y-%m-%d")))
                .collect();
            let message = format!("“{}” could mean {}. Use an id.", visible(reference), meanings.join("; "));
            Err(EngineError::new("ambiguous", message))
        }
    }
}

fn row_view(row: &chancery_store::RequestRow) -> RequestRow {
    RequestRow {
        id: row.id.to_string(),
        label: visible(&row.label),
        subject: row.subject.clone(),
        key_algorithm: row.key_algorithm.clone(),
        created_by: visible(&row.created_by),
        created_at: row.created_at,
        certificate_id: row.certificate.map(|id| id.to_string()),
        answered_at: row.answered_at,
    }
}

fn detail(tx: &ReadTransaction<'_>, row: &chancery_store::RequestRow) -> Result<RequestDetail> {
    let missing = |what| move || EngineError::internal(what);
    let der = tx.request_der(row.id)?.ok_or_else(missing("a request's encoding is missing"))?;
    let request = Request::read(&der)?;
    let comparison = match row.certificate {
        Some(id) => {
            let der = tx.certificate_der(id)?.ok_or_else(missing("a certificate's encoding is missing"))?;
            Some(compared(&request, &Certificate::from_der(&der)?))
        }
        None => None,
    };
    let named =
        |name: &chancery_domain::SubjectAltName| FoundNameView { kind: name.kind().to_owned(), value: name.value() };
    Ok(RequestDetail {
        row: row_view(row),
        names: request.names().iter().map(named).collect(),
        extensions: request.asked_extensions().iter().cloned().map(Into::into).collect(),
        notes: row.notes.clone(),
        pem: request.to_pem(),
        comparison,
    })
}
