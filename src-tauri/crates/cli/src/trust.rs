//! `chancery trust`: trust stores that the vault keeps, to verify certificates against.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    table::{Facts, Table},
    time::moment,
};
use chancery_engine::{Result, TrustStore};
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum TrustVerb {
    /// The trust stores of the vault
    List,
    /// Keep the certificates of a file as a trust store, for example Mozilla's bundle
    Add {
        name: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Forget one
    Remove { name: String },
}

pub(crate) fn run(verb: TrustVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    match verb {
        TrustVerb::List => {
            let stores = vault.trust_stores(&actor)?;
            let mut table = Table::new(["NAME", "CERTIFICATES", "FROM", "ADDED"]);
            for store in &stores {
                table.row([&store.name, &store.certificates.to_string(), &store.source, &moment(store.created_at)]);
            }
            Ok(Answer::list("trustStores", &stores, table.text("There are no trust stores of the vault’s own.")))
        }
        TrustVerb::Add { name, file } => Ok(shown(&vault.add_trust_store(&actor, &name, &path_text(&file)?)?)),
        TrustVerb::Remove { name } => {
            vault.remove_trust_store(&actor, &name)?;
            Ok(Answer::list("removed", &name, format!("Trust store “{}” removed.", chancery_domain::visible(&name))))
        }
    }
}

fn shown(store: &TrustStore) -> Answer {
    let mut facts = Facts::new();
    facts.add("Trust store", &store.name);
    facts.add("Certificates", store.certificates.to_string());
    facts.add("From", &store.source);
    Answer::new(store, facts.text())
}
