//! Lists of the inventory, and what filters them.

use super::show::certificate_by_reference;
use super::view::{
    CertificateFilter, CertificatePage, CertificateQuery, CertificateRow, Count, Facet, Facets, FindingFacet, SortBy,
    Urgency,
};
use crate::profiles::title_of;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{AuthorityId, Permission, Standing, visible};
use chancery_pki::{LintSeverity, lint_rule, lint_rules};
use chancery_store::{CertificateListRow, Cursor, ListQuery, MAX_PAGE, Sort, ValueCount};
use chrono::{DateTime, Utc};

/// Lists are counted up to here; beyond it "at least" is said.
const COUNT_CAP: u64 = 10_000_000;

impl Vault {
    /// One page of the inventory.
    pub fn certificates(&self, actor: &Actor, query: &CertificateQuery) -> Result<CertificatePage> {
        let list = ListQuery {
            filter: stored_filter(&query.filter)?,
            sort: Sort {
                by: match query.sort.by {
                    SortBy::Expires => chancery_store::SortBy::Expires,
                    SortBy::Name => chancery_store::SortBy::Name,
                    SortBy::Added => chancery_store::SortBy::Added,
                },
                descending: query.sort.descending,
            },
            after: query.after.as_deref().map(str::parse::<Cursor>).transpose()?,
            skip: u64::from(query.skip),
            limit: usize::try_from(query.limit).unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE),
        };
        self.read(actor, Permission::View, |tx, now| {
            let page = tx.page(&list, now)?;
            let earlier = page.rows.iter().filter(|row| row.earlier_versions > 0);
            Ok(CertificatePage {
                earlier: earlier.map(|row| (row.id.to_string(), row.earlier_versions)).collect(),
                rows: page.rows.iter().map(|row| to_row(row, now)).collect(),
                next: page.next.map(|cursor| cursor.to_string()),
            })
        })
    }

    /// The versions that a certificate took the place of, one after the other, newest first; at most 1,000.
    pub fn earlier_versions(&self, actor: &Actor, reference: &str) -> Result<Vec<CertificateRow>> {
        self.read(actor, Permission::View, |tx, now| {
            let current = certificate_by_reference(tx, reference)?;
            let rows = tx.list_rows(&tx.earlier_versions(current.id)?, now)?;
            Ok(rows.iter().map(|row| to_row(row, now)).collect())
        })
    }

    /// How many match.
    pub fn count_certificates(&self, actor: &Actor, filter: &CertificateFilter) -> Result<Count> {
        let filter = stored_filter(filter)?;
        self.read(actor, Permission::View, |tx, now| {
            let count = tx.count(&filter, now, COUNT_CAP)?;
            Ok(Count { number: saturated(count.number), capped: count.capped })
        })
    }

    /// What the filter menus offer.
    pub fn facets(&self, actor: &Actor) -> Result<Facets> {
        self.read(actor, Permission::View, |tx, _| {
            let facets = tx.facets()?;
            let plain = |value: String, count: u64| Facet { label: visible(&value), value, count: saturated(count) };
            Ok(Facets {
                authorities: facets
                    .authorities
                    .into_iter()
                    .filter_map(|found| {
                        let value = found.authority?.to_string();
                        Some(Facet { value, label: found.name, count: saturated(found.count) })
                    })
                    .collect(),
                key_algorithms: facets.key_algorithms.into_iter().map(|v| plain(v.value, v.count)).collect(),
                environments: facets
                    .environments
                    .into_iter()
                    .filter_map(|v| v.environment.map(|e| plain(e.to_string(), v.count)))
                    .collect(),
                owners: facets.owners.into_iter().map(|v| plain(v.value, v.count)).collect(),
                profiles: facets
                    .profiles
                    .into_iter()
                    .map(|v| Facet { label: title_of(tx, &v.value), ..plain(v.value, v.count) })
                    .collect(),
                tags: facets.tags.into_iter().map(|v| plain(v.value, v.count)).collect(),
                findings: findings(facets.findings),
            })
        })
    }
}

/// The findings that a filter means: a severity stands for each of its rules.
fn findings_meant(finding: &str) -> Vec<String> {
    let of =
        |severity| lint_rules().filter(move |rule| rule.severity == severity).map(|rule| rule.id.to_owned()).collect();
    match finding {
        "warning" => of(LintSeverity::Warning),
        "notice" => of(LintSeverity::Notice),
        // Errors are asked for most and stand together.
        other => vec![other.to_owned()],
    }
}

/// Rules by their severity, then by how many break them; what stands for a severity alone is no rule and left out.
fn findings(counts: Vec<ValueCount>) -> Vec<FindingFacet> {
    let mut found: Vec<FindingFacet> = counts
        .into_iter()
        .filter_map(|found| {
            let rule = lint_rule(&found.value)?;
            Some(FindingFacet {
                severity: rule.severity.into(),
                sentence: rule.sentence.to_owned(),
                count: saturated(found.count),
                value: found.value,
            })
        })
        .collect();
    found.sort_by_key(|found| (found.severity, std::cmp::Reverse(found.count)));
    found
}

/// The filter as the store takes it.
pub(crate) fn stored_filter(filter: &CertificateFilter) -> Result<chancery_store::CertificateFilter> {
    let authority = filter
        .authority
        .as_deref()
        .map(str::parse::<AuthorityId>)
        .transpose()
        .map_err(|fault| EngineError::from(fault).at("authority"))?;
    Ok(chancery_store::CertificateFilter {
        status: (!filter.status.is_empty()).then(|| filter.status.clone()),
        expires_from: filter.expires_from,
        expires_until: filter.expires_until,
        authority,
        profile: filter.profile.clone(),
        key_algorithm: filter.key_algorithm.clone(),
        environment: filter.environment,
        owner: filter.owner.clone(),
        origin: filter.origin,
        is_ca: filter.is_ca,
        has_key: None,
        findings: filter.finding.as_deref().map(findings_meant),
        tag: filter.tag.clone(),
        superseded: filter.superseded,
        revoked_elsewhere: filter.revoked_elsewhere,
        text: filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// The row as hosts show it.
pub(crate) fn to_row(row: &CertificateListRow, now: DateTime<Utc>) -> CertificateRow {
    CertificateRow {
        id: row.id.to_string(),
        label: row.label.clone(),
        subject: row.subject.clone(),
        issuer: row.issuer_label.clone(),
        serial: row.serial.to_hex(),
        fingerprint: row.fingerprint.to_string(),
        status: Standing::of(row.status, row.revoked_elsewhere),
        urgency: Urgency::at(now, row.not_after),
        not_before: row.not_before,
        not_after: row.not_after,
        profile: row.profile.clone(),
        key_algorithm: row.key_algorithm.clone(),
        owner: row.owner.as_deref().map(visible),
        environment: row.environment,
        origin: row.origin,
        is_ca: row.is_ca,
        has_key: row.has_key,
        created_at: row.created_at,
    }
}

fn saturated(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
