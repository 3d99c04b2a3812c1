//! `chancery cert export`, `cert export-all` and `ca export`.

use super::filter::Filter;
use super::format::{Format, Root};
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text, refuse_existing},
    secret_file,
};
use chancery_domain::visible;
use chancery_engine::{BulkExport, BulkFormat, ExportRequest, ExportedFile, Result, Selection, TableColumn};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArguments {
    #[arg(value_name = "REF")]
    reference: String,
    /// The form; those that hold the private key say so, and without --key-passphrase-file key is in the clear
    #[arg(long, value_enum)]
    format: Format,
    /// A file; for a server's bundle a folder, or a file that ends in .zip
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Holds the passphrase that protects the key in the file
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    root: Root,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportAllArguments {
    #[command(flatten)]
    filter: Filter,
    #[arg(long, value_enum)]
    format: ManyFormat,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The columns of a table, parted by commas [default: all but origin and added]
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', value_parser = column)]
    columns: Vec<TableColumn>,
    /// Holds the passphrase of a Java keystore
    #[arg(long, value_name = "FILE")]
    out_passphrase_file: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ManyFormat {
    Pem,
    /// One bundle, .p7b
    Pkcs7,
    /// A Java keystore in which they are trusted
    Jks,
    /// A file for each, PEM
    Zip,
    /// The table
    Csv,
    /// The table, for spreadsheets
    Xlsx,
}

impl ExportArguments {
    /// What is exported, and how.
    pub(crate) fn request(&self) -> Result<(String, ExportRequest)> {
        let passphrase = secret_file::read_optional(self.key_passphrase_file.as_deref())?;
        let request = ExportRequest {
            format: self.format.0,
            path: path_text(&self.out)?,
            passphrase: passphrase.map(Into::into),
            overwrite: self.force,
            root: self.root.choice(),
        };
        Ok((self.reference.clone(), request))
    }
}

/// A file that was written.
pub(crate) fn exported(file: &ExportedFile) -> Answer {
    Answer::new(file, format!("Written to {} ({} bytes).", visible(&file.path), file.bytes))
        .noting(file.warning.clone())
}

fn column(word: &str) -> std::result::Result<TableColumn, String> {
    TableColumn::ALL.into_iter().find(|column| column.as_str() == word).ok_or_else(|| {
        let known: Vec<&str> = TableColumn::ALL.iter().map(|column| column.as_str()).collect();
        format!("known columns are {}", known.join(", "))
    })
}

pub(super) fn all(arguments: ExportAllArguments, invocation: &Invocation) -> Result<Answer> {
    let path = path_text(&arguments.out)?;
    let passphrase = secret_file::read_optional(arguments.out_passphrase_file.as_deref())?.map(Into::into);
    refuse_existing([arguments.out.as_path()], arguments.force)?;
    let (vault, actor) = invocation.open()?;
    let selection =
        Selection::Matching { filter: arguments.filter.resolve(&vault, &actor)?, except: Vec::new(), seen: None };
    let format = match arguments.format {
        ManyFormat::Pem => BulkFormat::Pem,
        ManyFormat::Pkcs7 => BulkFormat::Pkcs7,
        ManyFormat::Jks => BulkFormat::Jks,
        ManyFormat::Zip => BulkFormat::Zip,
        ManyFormat::Csv => BulkFormat::Csv,
        ManyFormat::Xlsx => BulkFormat::Xlsx,
    };
    let request = BulkExport { format, path, passphrase, overwrite: arguments.force, columns: arguments.columns };
    let file = vault.export_certificates(&actor, &selection, &request)?;
    let text = format!("{} certificates written to {}.", file.certificates, visible(&file.path));
    Ok(Answer::new(&file, text))
}
