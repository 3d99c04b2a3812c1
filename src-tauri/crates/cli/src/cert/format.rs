//! The forms of files, as words on the command line.

use chancery_engine::ExportFormat;
use clap::builder::PossibleValue;

/// A form in which a certificate, its chain or its key is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format(pub(crate) ExportFormat);

const ALL: [Format; ExportFormat::ALL.len()] = {
    let mut all = [Format(ExportFormat::Pem); ExportFormat::ALL.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = Format(ExportFormat::ALL[at]);
        at += 1;
    }
    all
};

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.as_str()).help(self.0.in_words()))
    }
}

/// Whether the chain has its root.
#[derive(Debug, clap::Args)]
pub(crate) struct Root {
    /// Leave the root out of the chain, as servers' bundles do by themselves
    #[arg(long, conflicts_with = "with_root")]
    without_root: bool,
    /// Put the root into a server's bundle
    #[arg(long)]
    with_root: bool,
}

impl Root {
    /// What was said; nothing for what is usual for the form.
    pub(crate) fn choice(&self) -> Option<bool> {
        match (self.with_root, self.without_root) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}
