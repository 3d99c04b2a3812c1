//! Issuing with a fresh P-256 key, durable and encrypted, against what this machine could do at best.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use chancery_domain::CertificateId;
use chancery_engine::IssueRequest;
use chancery_pki::Certificate;
use chancery_store::{
    AuditEvent, AuditFilter, CertificateName, NewCertificate, NewPrivateKey, ReadTransaction, Store, StoreError,
    WriteTransaction,
};
use chrono::Utc;

use super::bare_store::{self, ISSUING, Opened};
use super::plain_sql::PlainSql;
use super::run::Bench;
use super::samples::{self, Elsewhere};
use super::table::{Row, per_second};
use crate::error::{Doing, Error, Result};

/// Certificates of one batch.
const BATCH: usize = 500;
/// What issuing one at a time is to reach of bare commits.
const SHARE: f64 = 0.6;
/// Issuing one at a time and bare commits take turns, so that a slow moment of the disk hits both.
const TURNS: usize = 20;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let folder = bench.temporary()?;
    let (made, twin) = (folder.path().join("made"), folder.path().join("twin"));
    let opened = bare_store::make(&made)?;
    opened.close();
    copy(&made, &twin)?;
    let opened = bare_store::open(&made)?;
    let mut rows = in_batches(bench, &opened, &made, &twin)?;
    rows.extend(one_at_a_time(bench, &opened, &made, &twin)?);
    opened.close();
    Ok(rows)
}

fn in_batches(bench: &Bench<'_>, opened: &Opened, made: &Path, twin: &Path) -> Result<Vec<Row>> {
    let count = bench.scale(20_000, 1_000);
    let requests: Vec<IssueRequest> = (0..count).map(|number| samples::request(ISSUING, number)).collect();

    let begun = Instant::now();
    let mut ids = Vec::with_capacity(count);
    for batch in requests.chunks(BATCH) {
        ids.extend(opened.vault.issue_all(&opened.actor, ISSUING, batch)?);
    }
    let issued = rate(count, begun.elapsed());

    let now = Utc::now();
    let elsewhere = Elsewhere::found(now)?;
    let begun = Instant::now();
    samples::certificates(&elsewhere, count, now)?;
    let signed = rate(count, begun.elapsed());

    let batches = rows_of(&bare_store::store(made)?, &ids)?;
    let store = bare_store::store(twin)?;
    let begun = Instant::now();
    for batch in batches {
        store.write(move |tx| batch.into_iter().try_for_each(|rows| rows.insert(tx)))?;
    }
    let written = rate(count, begun.elapsed());

    let why = format!(", half of the lower of {} signed, {} written", per_second(signed), per_second(written));
    let figure = format!("issuing, batches of {BATCH}");
    let least = signed.min(written) / 2.0;
    Ok(vec![Row::at_least(&figure, issued, least, &why)])
}

fn one_at_a_time(bench: &Bench<'_>, opened: &Opened, made: &Path, twin: &Path) -> Result<Vec<Row>> {
    let count = bench.scale(2_000, 200) / TURNS;
    // A second store on each file, as another process would have it.
    let (store, twin) = (bare_store::store(made)?, bare_store::store(twin)?);
    let plain = PlainSql::make(&made.with_file_name("plain.db"))?;
    let (mut issuing, mut committing) = (Duration::ZERO, Duration::ZERO);
    let (mut in_plain_sql, mut smallest) = (Duration::ZERO, Duration::ZERO);
    for turn in 0..TURNS {
        let first = 1_000_000 + turn * count;
        let requests: Vec<IssueRequest> =
            (first..first + count).map(|number| samples::request(ISSUING, number)).collect();
        let begun = Instant::now();
        let ids = requests
            .iter()
            .map(|request| Ok(opened.vault.issue_one(&opened.actor, request)?))
            .collect::<Result<Vec<CertificateId>>>()?;
        issuing += begun.elapsed();

        let rows: Vec<Rows> = rows_of(&store, &ids)?.into_iter().flatten().collect();
        let begun = Instant::now();
        rows.iter().try_for_each(|rows| plain.insert(rows))?;
        in_plain_sql += begun.elapsed();

        let begun = Instant::now();
        for rows in rows {
            twin.write(move |tx| rows.insert(tx))?;
        }
        committing += begun.elapsed();

        let begun = Instant::now();
        (0..count).try_for_each(|number| plain.set_number(turn * count + number))?;
        smallest += begun.elapsed();
    }
    let rate = |time| rate(count * TURNS, time);
    let (issued, in_plain_sql, smallest) = (rate(issuing), rate(in_plain_sql), rate(smallest));
    let of = |limit: f64| format!("{:.2} of {}", issued / limit, per_second(limit));
    Ok(vec![
        Row::at_least(
            "issuing, one at a time",
            issued,
            in_plain_sql * SHARE,
            &format!(
                ", {SHARE} of the {} durable commits of certificate, key, encoding and event in plain SQL",
                per_second(in_plain_sql)
            ),
        ),
        Row::told("the same beside commits of all that is kept of it, with its indexes", of(rate(committing))),
        Row::told("the same beside commits of a single number", of(smallest)),
    ])
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// Everything that the engine wrote for one certificate.
pub(super) struct Rows {
    pub(super) key: Option<NewPrivateKey>,
    pub(super) certificate: NewCertificate,
    pub(super) event: AuditEvent,
}

impl Rows {
    fn insert(self, tx: &WriteTransaction<'_>) -> Result<(), StoreError> {
        match &self.key {
            Some(key) => tx.insert_certificate_with_key(&self.certificate, key)?,
            None => tx.insert_certificate(&self.certificate)?,
        };
        tx.append_audit(self.event)?;
        Ok(())
    }
}

/// What was issued, read back in batches.
fn rows_of(store: &Store, ids: &[CertificateId]) -> Result<Vec<Vec<Rows>>> {
    ids.chunks(BATCH).map(|batch| store.read(|tx| batch.iter().map(|id| rows_of_one(tx, *id)).collect())).collect()
}

fn rows_of_one(tx: &ReadTransaction<'_>, id: CertificateId) -> Result<Rows> {
    let lost = || Error::Window(format!("{id} was issued and is not there"));
    let row = tx.certificate(id)?.ok_or_else(lost)?;
    let der = tx.certificate_der(id)?.ok_or_else(lost)?;
    let facts = Certificate::from_der(&der)?.into_facts();
    let key = match row.key {
        Some(key) => {
            let (found, sealed) = (tx.private_key(key)?, tx.sealed_private_key(key)?);
            let (found, sealed) = found.zip(sealed).ok_or_else(lost)?;
            Some(NewPrivateKey {
                algorithm: found.algorithm,
                spki_sha256: found.spki_sha256,
                protection: found.protection,
                sealed,
                created_at: found.created_at,
            })
        }
        None => None,
    };
    let filter = AuditFilter { resource: Some(id.to_string()), ..AuditFilter::default() };
    let event = tx.audit().page(&filter, None, 1)?.events.pop().ok_or_else(lost)?;
    Ok(Rows {
        key,
        certificate: NewCertificate {
            origin: row.origin,
            authority: row.authority,
            profile: row.profile,
            profile_version: row.profile_version,
            label: row.label,
            subject: row.subject,
            issuer_label: row.issuer_label,
            issuer: row.issuer,
            serial: row.serial,
            fingerprint: row.fingerprint,
            not_before: row.not_before,
            not_after: row.not_after,
            key_algorithm: row.key_algorithm,
            key_bits: row.key_bits,
            spki_sha256: row.spki_sha256,
            is_ca: row.is_ca,
            owner: row.owner,
            environment: row.environment,
            notes: row.notes,
            source: row.source,
            names_digest: row.names_digest,
            key: None,
            created_at: row.created_at,
            created_by: row.created_by,
            names: facts
                .names
                .into_iter()
                .map(|name| CertificateName { kind: name.kind.to_owned(), value: name.value })
                .collect(),
            der,
        },
        event: AuditEvent {
            time: event.time,
            actor: event.actor,
            action: event.action,
            resource: event.resource,
            outcome: event.outcome,
            details: event.details,
        },
    })
}

/// A closed vault, once more.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let doing = || format!("copying {}", from.display());
    fs::create_dir(to).doing(doing)?;
    for entry in fs::read_dir(from).doing(doing)? {
        let entry = entry.doing(doing)?;
        fs::copy(entry.path(), to.join(entry.file_name())).doing(doing)?;
    }
    Ok(())
}
