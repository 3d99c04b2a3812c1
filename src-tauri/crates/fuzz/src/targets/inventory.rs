//! What is taken into the inventory, and what is typed to find something there.

use super::assert_shown;
use super::desk::desk;
use chancery_engine::{AuditQuery, CertificateFilter, CertificateQuery, SortBy, SortOrder};

/// Certificates and keys as they are imported: whatever is accepted can be listed, shown and found.
pub(super) fn import(input: &[u8]) {
    let desk = desk();
    let path = desk.folder.path().join("import");
    std::fs::write(&path, input).unwrap_or_else(|error| panic!("nothing could be written: {error}"));
    let report = match desk.vault.import_files(&desk.actor, &[path.display().to_string()], Some("geheim")) {
        Ok(report) => report,
        Err(error) => return assert_shown(&error.message),
    };
    report.failed.iter().for_each(|failure| assert_shown(&failure.message));
    for id in &report.ids {
        let detail = desk.vault.certificate(&desk.actor, id).unwrap_or_else(|error| panic!("{id}: {}", error.message));
        [&detail.row.label, &detail.row.subject, &detail.row.issuer].into_iter().for_each(|text| assert_shown(text));
        let filter = CertificateFilter { text: Some(detail.row.fingerprint.clone()), ..CertificateFilter::default() };
        let found = desk.vault.count_certificates(&desk.actor, &filter);
        assert!(found.is_ok_and(|found| found.number > 0), "{id} is found by its fingerprint");
    }
}

/// Lines: what is searched for, where the page begins, whose they are, their tag, what lint found.
pub(super) fn search(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n').map(|line| Some(line.to_owned()).filter(|line| !line.is_empty()));
    let mut next = || lines.next().flatten();
    let (typed, after) = (next(), next());
    let filter = CertificateFilter {
        text: typed.clone(),
        owner: next(),
        tag: next(),
        finding: next(),
        ..CertificateFilter::default()
    };
    let desk = desk();
    for by in [SortBy::Expires, SortBy::Name, SortBy::Added] {
        let sort = SortOrder { by, descending: false };
        let query = CertificateQuery { filter: filter.clone(), sort, after: after.clone(), skip: 0, limit: 500 };
        match desk.vault.certificates(&desk.actor, &query) {
            Ok(page) if after.is_none() => {
                let count = desk.vault.count_certificates(&desk.actor, &filter);
                let shown = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
                assert!(count.is_ok_and(|count| count.number == shown), "as many are counted as are listed");
            }
            Ok(_) => {}
            Err(error) => assert_shown(&error.message),
        }
    }
    let typed = typed.unwrap_or_default();
    let query = AuditQuery {
        resource: Some(typed.clone()),
        actor: None,
        action: None,
        outcome: None,
        since: None,
        until: None,
        text: Some(typed.clone()),
        before: after,
        limit: 100,
    };
    let _ = desk.vault.audit_events(&desk.actor, &query).map_err(|error| assert_shown(&error.message));
    let _ = desk.vault.certificate(&desk.actor, &typed).map_err(|error| assert_shown(&error.message));
}
