//! A table to begin with.

use super::columns::Column;
use crate::certificates::ExportedFile;
use crate::files::Access;
use crate::{Actor, Result, Vault};
use chancery_domain::Permission;
use serde::Deserialize;
use specta::Type;

/// The form of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum BatchTemplate {
    Csv,
    Xlsx,
}

/// Two rows that show what may stand where; they are meant to be written over.
const EXAMPLES: [&[(Column, &str)]; 2] = [
    &[
        (Column::CommonName, "www.corp.example"),
        (Column::Dns, "www.corp.example; corp.example"),
        (Column::Ip, "192.0.2.10"),
        (Column::Key, "ecdsa-p256"),
        (Column::Days, "90"),
        (Column::Owner, "web@corp.example"),
        (Column::Environment, "production"),
        (Column::Tags, "shop; public"),
        (Column::Notes, "behind the load balancer"),
    ],
    &[(Column::CommonName, "api.corp.example"), (Column::Environment, "staging")],
];

/// Columns of a template: a signing request is seldom typed.
fn columns() -> impl Iterator<Item = Column> {
    Column::ALL.into_iter().filter(|column| *column != Column::Csr)
}

fn rows() -> Vec<Vec<&'static str>> {
    let header = columns().map(Column::as_str).collect();
    let example = |cells: &[(Column, &'static str)]| {
        columns()
            .map(|column| cells.iter().find(|(of, _)| *of == column).map_or("", |(_, text)| *text))
            .collect::<Vec<_>>()
    };
    std::iter::once(header).chain(EXAMPLES.into_iter().map(example)).collect()
}

impl Vault {
    /// Saves a table with every column and two rows that show how they are filled.
    pub fn save_batch_template(
        &self,
        actor: &Actor,
        form: BatchTemplate,
        path: &str,
        overwrite: bool,
    ) -> Result<ExportedFile> {
        self.read(actor, Permission::Issue, |_, _| Ok(()))?;
        let content = match form {
            BatchTemplate::Csv => csv(),
            BatchTemplate::Xlsx => super::workbook::write(&rows())?,
        };
        // Nothing of the vault is in it: no event tells of it.
        let staged = self.staged(path, &content, Access::Ordinary, overwrite, 0)?;
        self.published(actor, staged)
    }
}

fn csv() -> Vec<u8> {
    // The mark makes spreadsheets read it as what it is.
    let mut text = "\u{feff}".to_owned();
    for row in rows() {
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{csv, rows};
    use crate::batch::{delimited, spreadsheet, workbook};

    #[test]
    fn what_is_offered_can_be_read_back() {
        let text = delimited::read(&csv()).unwrap();
        let book = spreadsheet::read(&workbook::write(&rows()).unwrap()).unwrap();
        for read in [text, book] {
            assert_eq!(read.len(), 3);
            let header = read[0].1.clone().unwrap();
            assert_eq!(header.first().map(String::as_str), Some("cn"));
            assert_eq!(read[1].1.clone().unwrap()[1], "www.corp.example; corp.example");
        }
    }
}
