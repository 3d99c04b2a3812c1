//! CRLs as files: one takes the place of the one before it.

use super::{CrlFormat, CrlSummary, crl_encoding};
use crate::audit::Event;
use crate::authorities::{own_certificate, resolve};
use crate::certificates::ExportedFile;
use crate::files::{self, Access, refuse_existing};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, visible};
use chancery_pki::CompleteCrl;
use chancery_store::{AuthorityRow, CrlRow, ReadTransaction};
use chrono::{DateTime, Utc};
use std::path::Path;

impl Vault {
    /// Makes a CRL now and writes it to a file. Where the file cannot be written for what is there, none is made.
    pub fn issue_crl_to(
        &self,
        actor: &Actor,
        reference: &str,
        format: CrlFormat,
        path: &str,
        overwrite: bool,
    ) -> Result<(CrlSummary, ExportedFile)> {
        self.read(actor, Permission::PublishCrl, |tx, _| {
            let authority = resolve(tx, reference)?;
            let last = authority.next_crl_number.saturating_sub(1);
            replaces(tx, &authority, path, last, overwrite).map(drop)
        })?;
        self.refuse_own_folder(path)?;
        let crl = self.issue_crl(actor, reference)?;
        Ok((crl, self.export_crl(actor, reference, format, path, overwrite, true)?))
    }

    /// Writes the newest CRL to a file; one that is out of date or lacks a revocation only if `stale` says so. An earlier
    /// CRL of the authority is replaced, anything else only if `overwrite` says so.
    pub fn export_crl(
        &self,
        actor: &Actor,
        reference: &str,
        format: CrlFormat,
        path: &str,
        overwrite: bool,
        stale: bool,
    ) -> Result<ExportedFile> {
        let (authority, row, der, overwrite) = self.read(actor, Permission::View, |tx, now| {
            let authority = resolve(tx, reference)?;
            let none =
                || EngineError::new("no_crl", format!("“{}” has made no CRL yet. Issue one first.", authority.name));
            let row = tx.latest_crl(authority.id)?.ok_or_else(none)?;
            if !stale {
                refuse_stale(tx, &authority, &row, now)?;
            }
            let der = crl_encoding(tx, &authority, &row)?;
            let overwrite = replaces(tx, &authority, path, row.number, overwrite)?;
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

/// Whether what is at `path` is to be replaced by the authority's CRL with this number: what somebody said may be, or an
/// earlier CRL of the authority. A later one, as there may be after a restore, is not: numbers must not go back
/// (RFC 5280 §5.2.3).
fn replaces(
    tx: &ReadTransaction<'_>,
    authority: &AuthorityRow,
    path: &str,
    number: u64,
    overwrite: bool,
) -> Result<bool> {
    if overwrite || !Path::new(path).exists() {
        return Ok(overwrite);
    }
    let issuer = own_certificate(tx, authority)?;
    let Ok(found) = files::read(path).and_then(|content| Ok(CompleteCrl::read(&content, &issuer)?)) else {
        refuse_existing(path, false)?;
        return Ok(false);
    };
    match found.number.filter(|found| *found > number) {
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

/// Refuses a CRL that says less than is known: whoever publishes it would let a revoked certificate pass.
fn refuse_stale(tx: &ReadTransaction<'_>, authority: &AuthorityRow, row: &CrlRow, now: DateTime<Utc>) -> Result<()> {
    let name = visible(&authority.name);
    let what = if tx.revocation_extent(authority.id)? != row.extent {
        format!("What was revoked or released since is not on CRL {} of “{name}”.", row.number)
    } else if row.next_update < now {
        format!("CRL {} of “{name}” ended on {}.", row.number, row.next_update.format("%Y-%m-%d"))
    } else {
        return Ok(());
    };
    Err(EngineError::new("crl_stale", format!("{what} Issue a new one first.")))
}
