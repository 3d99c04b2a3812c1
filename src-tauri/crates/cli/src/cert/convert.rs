//! `chancery cert convert`: files from one form into another. Opens no vault.

use super::export::exported;
use super::format::{Format, Root};
use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    secret_file,
};
use chancery_engine::{Conversion, ConversionSource, Result, convert};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// PEM in any mix, DER, PKCS#7, PKCS#12, JKS, JWK, OpenSSH: recognised by content. --passphrase-file opens them
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What it becomes; keys go only into forms that hold one
    #[arg(long, value_name = "FORMAT", value_enum)]
    to: Format,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Holds the passphrase that protects what is written
    #[arg(long, value_name = "FILE")]
    out_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    root: Root,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, invocation: &Invocation) -> Result<Answer> {
    let conversion = Conversion {
        sources: arguments
            .files
            .iter()
            .map(|path| path_text(path).map(ConversionSource::File))
            .collect::<Result<_>>()?,
        to: arguments.to.0,
        path: path_text(&arguments.out)?,
        passphrase: invocation.passphrase_of_files()?.map(Into::into),
        out_passphrase: secret_file::read_optional(arguments.out_passphrase_file.as_deref())?.map(Into::into),
        root: arguments.root.choice(),
        overwrite: arguments.force,
    };
    Ok(exported(&convert(&conversion)?))
}
