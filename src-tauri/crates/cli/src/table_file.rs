//! Lists written to a file instead of the terminal: `--out FILE`.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text, refuse_existing},
};
use chancery_domain::visible;
use chancery_engine::{Actor, ListedTable, Result, TableExport, TableFormat, Vault};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct TableFile {
    /// Write all of it to this file instead, for spreadsheets: XLSX where the name ends so, else CSV
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long, requires = "out")]
    force: bool,
}

impl TableFile {
    /// Writes what `table` says to the file, if one was named; `None` when none was.
    pub(crate) fn write(
        &self,
        invocation: &Invocation,
        table: impl FnOnce(&Vault, &Actor) -> Result<ListedTable>,
    ) -> Result<Option<Answer>> {
        let Some(out) = &self.out else { return Ok(None) };
        refuse_existing([out.as_path()], self.force)?;
        let excel = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let format = if excel { TableFormat::Xlsx } else { TableFormat::Csv };
        let request = TableExport { format, path: path_text(out)?, overwrite: self.force };
        let (vault, actor) = invocation.open()?;
        let file = vault.export_table(&actor, &table(&vault, &actor)?, &request)?;
        Ok(Some(Answer::new(&file, format!("Written to {}.", visible(&file.path)))))
    }
}
