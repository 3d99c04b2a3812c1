//! The inventory as a table in a file: one line a certificate.

use super::view::CertificateRow;
use crate::tables::{Cell, Column};
use chancery_domain::Origin;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A column of such a table, by the word in its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TableColumn {
    Id,
    Name,
    Subject,
    Issuer,
    Serial,
    #[serde(rename = "sha256")]
    Sha256,
    Status,
    NotBefore,
    NotAfter,
    Key,
    Profile,
    Owner,
    Environment,
    Origin,
    Added,
}

impl TableColumn {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Id,
        Self::Name,
        Self::Subject,
        Self::Issuer,
        Self::Serial,
        Self::Sha256,
        Self::Status,
        Self::NotBefore,
        Self::NotAfter,
        Self::Key,
        Self::Profile,
        Self::Owner,
        Self::Environment,
        Self::Origin,
        Self::Added,
    ];

    /// The columns where nobody chose any.
    const USUAL: [Self; 13] = [
        Self::Id,
        Self::Name,
        Self::Subject,
        Self::Issuer,
        Self::Serial,
        Self::Sha256,
        Self::Status,
        Self::NotBefore,
        Self::NotAfter,
        Self::Key,
        Self::Profile,
        Self::Owner,
        Self::Environment,
    ];

    /// The word in the heading.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Serial => "serial",
            Self::Sha256 => "sha256",
            Self::Status => "status",
            Self::NotBefore => "not_before",
            Self::NotAfter => "not_after",
            Self::Key => "key",
            Self::Profile => "profile",
            Self::Owner => "owner",
            Self::Environment => "environment",
            Self::Origin => "origin",
            Self::Added => "added",
        }
    }
}

/// The columns of a table: those that were chosen, each once and in their order, or the usual ones.
pub(super) fn columns(chosen: &[TableColumn]) -> Vec<TableColumn> {
    let mut columns: Vec<TableColumn> = Vec::new();
    for column in chosen {
        if !columns.contains(column) {
            columns.push(*column);
        }
    }
    if columns.is_empty() { TableColumn::USUAL.to_vec() } else { columns }
}

/// How they stand in a file.
pub(super) fn headings(columns: &[TableColumn]) -> Vec<Column> {
    columns.iter().map(|column| Column::new(column.as_str(), width(*column))).collect()
}

/// A certificate's line.
pub(super) fn cells(row: &CertificateRow, columns: &[TableColumn]) -> Vec<Cell> {
    columns.iter().map(|column| cell(row, *column)).collect()
}

const fn width(column: TableColumn) -> u32 {
    match column {
        TableColumn::Id => 9,
        TableColumn::Origin => 10,
        TableColumn::Status => 18,
        TableColumn::Key | TableColumn::Environment => 14,
        TableColumn::NotBefore | TableColumn::NotAfter | TableColumn::Added => 20,
        TableColumn::Profile | TableColumn::Owner => 20,
        TableColumn::Name | TableColumn::Issuer => 32,
        TableColumn::Subject | TableColumn::Serial => 44,
        TableColumn::Sha256 => 66,
    }
}

/// A certificate's value in a column, fit to be seen.
fn cell(row: &CertificateRow, column: TableColumn) -> Cell {
    let text = match column {
        TableColumn::Id => row.id.as_str(),
        TableColumn::Name => &row.label,
        TableColumn::Subject => &row.subject,
        TableColumn::Issuer => &row.issuer,
        TableColumn::Serial => &row.serial,
        TableColumn::Sha256 => &row.fingerprint,
        TableColumn::Status => row.status.as_str(),
        TableColumn::NotBefore => return Cell::Time(row.not_before),
        TableColumn::NotAfter => return Cell::Time(row.not_after),
        TableColumn::Key => &row.key_algorithm,
        TableColumn::Profile => row.profile.as_ref().map(chancery_domain::ProfileName::as_str).unwrap_or_default(),
        TableColumn::Owner => row.owner.as_deref().unwrap_or_default(),
        TableColumn::Environment => row.environment.map(|environment| environment.as_str()).unwrap_or_default(),
        TableColumn::Origin => match row.origin {
            Origin::Issued => "issued",
            Origin::Imported => "imported",
        },
        TableColumn::Added => return Cell::Time(row.created_at),
    };
    Cell::text(text)
}
