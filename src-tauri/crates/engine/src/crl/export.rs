//! CRLs as files: one takes the place of the one before it.

use super::due::{Why, due};
use super::{CrlFormat, CrlSummary, crl_encoding};
use crate::audit::Event;
use crate::authorities::{own_certificate, resolve};
use crate::certificates::ExportedFile;
use crate::files::{self, Access, refuse_existing};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{CrlKind, Permission, visible};
use chancery_pki::{CompleteCrl, Inspected, inspect};
use chancery_store::{AuthorityRow, CrlRow, ReadTransaction};
use chrono::{DateTime, Utc};
use std::path::Path;

impl Vault {
    /// Makes a CRL of a kind now and writes it to a file. Where the file cannot be written for what is there, none is made.
    pub fn issue_crl_to(
        &self,
        actor: &Actor,
        (reference, kind): (&str, CrlKind),
        format: CrlFormat,
        path: &str,
        overwrite: bool,
    ) -> Result<(CrlSummary, ExportedFile)> {
        self.read(actor, Permission::PublishCrl, |tx, _| {
            let authority = resolve(tx, reference)?;
            let last = authority.next_crl_number.saturating_sub(1);
            replaces(tx, &authority, path, (kind, last), overwrite).map(drop)
        })?;
        self.refuse_own_folder(path)?;
        let crl = self.issue_crl_of(actor, reference, kind)?;
        Ok((crl, self.export_crl_of(actor, (reference, kind), format, path, overwrite, true)?))
    }

    /// Writes the newest full CRL to a file.
    pub fn export_crl(
        &self,
        actor: &Actor,
        reference: &str,
        format: CrlFormat,
        path: &str,
        overwrite: bool,
        stale: bool,
    ) -> Result<ExportedFile> {
        self.export_crl_of(actor, (reference, CrlKind::Full), format, path, overwrite, stale)
    }

    /// Writes the newest CRL of a kind to a file; one that is out of date or lacks a revocation only if `stale` says so. An earlier
    /// CRL of the authority is replaced, anything else only if `overwrite` says so.
    pub fn export_crl_of(
        &self,
        actor: &Actor,
        (reference, kind): (&str, CrlKind),
        format: CrlFormat,
        path: &str,
        overwrite: bool,
        stale: bool,
    ) -> Result<ExportedFile> {
        let (authority, row, der, overwrite) = self.read(actor, Permission::View, |tx, now| {
            let authority = resolve(tx, reference)?;
            let none = || {
                EngineError::new(
                    "no_crl",
                    format!("“{}” has made no {} yet. Issue one first.", authority.name, what(kind)),
                )
            };
            let row = tx.latest_crl_of(authority.id, kind)?.ok_or_else(none)?;
            if !stale {
                refuse_stale(tx, &authority, &row, now)?;
            }
            let der = crl_encoding(tx, &authority, &row)?;
            let overwrite = replaces(tx, &authority, path, (kind, row.number), overwrite)?;
            Ok((authority, row, der, overwrite))
        })?;
        let content = match format {
            CrlFormat::Der => der,
            CrlFormat::Pem => chancery_pki::crl_pem(&der).into_bytes(),
        };
        let staged = self.staged(path, &content, Access::Ordinary, overwrite, 0)?;
        let event = Event::of_authority("crl.exported", authority.id)
            .with("authority", authority.name)
            .with("number", row.number)
            .with("path", visible(path));
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }
}

/// What a CRL of a kind is called.
fn what(kind: CrlKind) -> String {
    match kind {
        CrlKind::Full => "CRL".to_owned(),
        kind => format!("CRL of the kind {kind}"),
    }
}

/// Whether what is at `path` is to be replaced by the authority's CRL of this kind and number: what somebody said may be,
/// or an earlier CRL of the authority of the same kind. A later one, as there may be after a restore, is not: numbers must
/// not go back (RFC 5280 §5.2.3).
fn replaces(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    path: &str,
    (kind, number): (CrlKind, u64),
    overwrite: bool,
) -> Result<bool> {
    if overwrite || !Path::new(path).exists() {
        return Ok(overwrite);
    }
    let Some(found) =
        files::read(path).ok().map(|content| earlier(tx, authority, kind, &content)).transpose()?.flatten()
    else {
        refuse_existing(path, false)?;
        return Ok(false);
    };
    match found.filter(|found| *found > number) {
        None => Ok(true),
        Some(later) => Err(EngineError::new(
            "crl_older",
            format!(
                "“{}” holds CRL {later} of “{}”, a later one than this vault has made. It was left as it is.",
                visible(path),
                visible(&authority.name)
            ),
        )
        .at("path")),
    }
}

/// The number of the authority's CRL of this kind in a file, as far as it has one; `None` where there is no such CRL.
fn earlier(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    kind: CrlKind,
    content: &[u8],
) -> Result<Option<Option<u64>>> {
    let issuer = own_certificate(tx, authority)?;
    let mut found = inspect(content, None).unwrap_or_default().into_iter();
    let (Some(Inspected::Crl(crl)), None) = (found.next(), found.next()) else { return Ok(None) };
    let ours = crl.facts().issuer_der == issuer.subject_der() && crl.verify(issuer.public_key().spki_der()).is_ok();
    // What those are about that this vault made is told by their numbers.
    let number = crl.facts().number.as_deref().filter(|_| ours).and_then(|text| text.parse().ok());
    if let Some(made) = number.map(|number| tx.crl(authority.id, number)).transpose()?.flatten() {
        return Ok((made.kind == kind).then_some(Some(made.number)));
    }
    Ok(CompleteCrl::read(content, &issuer).ok().filter(|_| kind == CrlKind::Full).map(|complete| complete.number))
}

/// Refuses a CRL that says less than is known: whoever publishes it would let a revoked certificate pass.
fn refuse_stale(tx: &ReadTransaction<'_>, authority: &AuthorityRow, row: &CrlRow, now: DateTime<Utc>) -> Result<()> {
    let name = visible(&authority.name);
    let due = due(tx, authority, now)?;
    let lacks = due.iter().any(|due| due.kind == row.kind && due.why == Why::Changed);
    let what = if lacks {
        format!("What was revoked or released since is not on CRL {} of “{name}”.", row.number)
    } else if row.next_update < now {
        format!("CRL {} of “{name}” ended on {}.", row.number, row.next_update.format("%Y-%m-%d"))
    } else {
        return Ok(());
    };
    Err(EngineError::new("crl_stale", format!("{what} Issue a new one first.")))
}
