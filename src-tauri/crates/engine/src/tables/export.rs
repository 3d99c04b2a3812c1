//! What a room of the console lists, written to a file in its order.

use super::{Cell, Column, TableFile};
use crate::audit::{self, AuditQuery, Event};
use crate::certificates::ExportedFile;
use crate::files::{Access, refuse_existing};
use crate::vault::Deed;
use crate::{Actor, Result, Vault, authorities, jobs, requests};
use chancery_domain::{Permission, visible};
use serde::Deserialize;
use specta::Type;
use std::io::BufWriter;

/// Read at once: the largest page of the lists.
const PAGE: u32 = 500;

/// What a table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TableFormat {
    Csv,
    Xlsx,
}

impl TableFormat {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A list of the console, but that of certificates, of which a selection is exported.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ListedTable {
    /// As a tree: each below the one that signed it.
    Authorities,
    /// Newest first: those that wait for their certificate, or those that have it.
    Requests { waiting: bool },
    /// Newest first.
    Jobs,
    /// Newest first: every event that the query lets through, wherever its page would begin.
    Audit { query: AuditQuery },
}

/// Where a table is to be written.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TableExport {
    pub format: TableFormat,
    pub path: String,
    pub overwrite: bool,
}

impl ListedTable {
    /// Its word, in events and as the name of a sheet.
    const fn name(&self) -> &'static str {
        match self {
            Self::Authorities => "Authorities",
            Self::Requests { .. } => "Requests",
            Self::Jobs => "Jobs",
            Self::Audit { .. } => "Audit log",
        }
    }

    const fn permission(&self) -> Permission {
        match self {
            Self::Audit { .. } => Permission::ReadAudit,
            _ => Permission::View,
        }
    }

    const fn columns(&self) -> &'static [Column] {
        match self {
            Self::Authorities => authorities::COLUMNS,
            Self::Requests { .. } => requests::COLUMNS,
            Self::Jobs => jobs::COLUMNS,
            Self::Audit { .. } => audit::COLUMNS,
        }
    }
}

impl Vault {
    /// Writes all of a list to a file.
    pub fn export_table(&self, actor: &Actor, table: &ListedTable, request: &TableExport) -> Result<ExportedFile> {
        refuse_existing(&request.path, request.overwrite)?;
        let mut rows = 0_u32;
        let staged = self.staged_by(&request.path, Access::Ordinary, request.overwrite, |to| {
            let mut out = BufWriter::with_capacity(1 << 16, to);
            let mut file = TableFile::begun(request.format, table.name(), table.columns(), &mut out)?;
            self.each_row(actor, table, &mut |cells| {
                rows += 1;
                file.row(&cells)
            })?;
            file.finish()?;
            Ok(0)
        })?;
        let event = Event::new("table.exported")
            .with("table", table.name())
            .with("rows", rows)
            .with("format", request.format.as_str())
            .with("path", visible(&request.path));
        self.act(actor, table.permission(), move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }

    /// Hands over each line, read page by page.
    fn each_row(&self, actor: &Actor, table: &ListedTable, row: &mut dyn FnMut(Vec<Cell>) -> Result<()>) -> Result<()> {
        match table {
            ListedTable::Authorities => {
                let all = self.authorities(actor)?;
                authorities::as_tree(&all)
                    .into_iter()
                    .try_for_each(|(authority, parent)| row(authorities::cells(authority, parent)))
            }
            ListedTable::Requests { waiting } => pages(|after| {
                let page = self.requests(actor, *waiting, after)?;
                page.requests.iter().try_for_each(|request| row(requests::cells(request)))?;
                Ok(page.next)
            }),
            ListedTable::Jobs => pages(|before| {
                let page = self.jobs(actor, before, PAGE)?;
                page.jobs.iter().try_for_each(|job| row(jobs::cells(job)))?;
                Ok(page.next)
            }),
            ListedTable::Audit { query } => pages(|before| {
                let query = AuditQuery { before: before.map(str::to_owned), limit: PAGE, ..query.clone() };
                let page = self.audit_events(actor, &query)?;
                page.events.iter().try_for_each(|event| row(audit::cells(event)))?;
                Ok(page.next)
            }),
        }
    }
}

/// Asks for one page after the other, each with the `next` of the one before, until there is none.
fn pages(mut page: impl FnMut(Option<&str>) -> Result<Option<String>>) -> Result<()> {
    let mut next = page(None)?;
    while let Some(from) = next {
        next = page(Some(&from))?;
    }
    Ok(())
}
