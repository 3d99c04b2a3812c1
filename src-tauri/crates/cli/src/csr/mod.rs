//! `chancery csr`: signing requests, for the CAs of others and of others.

mod create;
mod sign;

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    table::{Facts, Table},
    table_file::TableFile,
    time::moment,
};
use chancery_domain::visible;
use chancery_engine::{EngineError, InspectedKind, ListedTable, RequestDetail, RequestFormat, Result};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum CsrVerb {
    /// Make a request with a fresh key that stays in the vault until the certificate comes back
    Create(create::Arguments),
    /// The requests that wait for their certificate, newest first
    List {
        /// Those whose certificate came back
        #[arg(long)]
        answered: bool,
        /// Begin below this one: the "next" of the page before
        #[arg(long, value_name = "ID", conflicts_with = "out")]
        after: Option<String>,
        #[command(flatten)]
        file: TableFile,
    },
    /// Everything about a request of the vault or in a file, beside the certificate that came back
    Show {
        /// A file, an id (csr-2) or a name
        #[arg(value_name = "FILE|REF")]
        reference: String,
    },
    /// Write a request of the vault to a file once more
    Export {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[arg(long, value_enum, default_value = "pem")]
        format: Form,
        /// Replace a file that exists
        #[arg(long)]
        force: bool,
    },
    /// Take in the certificate that came back
    Answer {
        #[arg(value_name = "REF")]
        reference: String,
        /// The certificate, with or without its chain
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Sign the requests in these files
    Sign(sign::Arguments),
    /// Take a request away, and its private key unless a certificate has it
    Delete {
        #[arg(value_name = "REF")]
        reference: String,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Form {
    Pem,
    Der,
}

pub(crate) fn run(verb: CsrVerb, invocation: &Invocation) -> Result<Answer> {
    match verb {
        CsrVerb::Create(arguments) => create::run(arguments, invocation),
        CsrVerb::List { answered, after, file } => {
            let table = ListedTable::Requests { waiting: !answered };
            match file.write(invocation, |_, _| Ok(table))? {
                Some(written) => Ok(written),
                None => list(!answered, after.as_deref(), invocation),
            }
        }
        CsrVerb::Show { reference } => show(&reference, invocation),
        CsrVerb::Export { reference, out, format, force } => {
            let path = path_text(&out)?;
            let (vault, actor) = invocation.open()?;
            let file = vault.export_request(&actor, &reference, format.into(), &path, force)?;
            Ok(Answer::new(&file, format!("Written to {}.", visible(&file.path))))
        }
        CsrVerb::Answer { reference, file } => {
            let path = path_text(&file)?;
            let (vault, actor) = invocation.open()?;
            Ok(detail(&vault.answer_request_file(&actor, &reference, &path)?))
        }
        CsrVerb::Sign(arguments) => sign::run(&arguments, invocation),
        CsrVerb::Delete { reference } => {
            let (vault, actor) = invocation.open()?;
            let request = vault.request(&actor, &reference)?;
            vault.delete_request(&actor, &request.row.id)?;
            Ok(Answer::new(&request.row, format!("{} is gone.", request.row.id)))
        }
    }
}

fn list(waiting: bool, after: Option<&str>, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let page = vault.requests(&actor, waiting, after)?;
    let mut table = Table::new(["ID", "NAME", "KEY", "MADE", "BY", "CERTIFICATE"]);
    for row in &page.requests {
        table.row([
            row.id.as_str(),
            &row.label,
            &row.key_algorithm,
            &moment(row.created_at),
            &row.created_by,
            row.certificate_id.as_deref().unwrap_or("waits"),
        ]);
    }
    let text = table.text(if waiting { "No request waits for a certificate." } else { "No request was answered yet." });
    Ok(Answer::new(&page, text))
}

fn show(reference: &str, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    if !Path::new(reference).is_file() {
        return Ok(detail(&vault.request(&actor, reference)?));
    }
    let found = vault.inspect_file(&actor, reference, None)?;
    let found = found.into_iter().find(|thing| thing.kind == InspectedKind::Request).ok_or_else(|| {
        EngineError::new("no_request", format!("There is no signing request in “{}”.", visible(reference)))
    })?;
    let mut facts = Facts::new();
    facts.add("Found", &found.title);
    for line in &found.summary {
        facts.add(&line.label, &line.value);
    }
    crate::cert::add_extensions(&mut facts, &found.extensions);
    Ok(Answer::new(&found, facts.text()))
}

fn detail(request: &RequestDetail) -> Answer {
    let mut facts = Facts::new();
    facts.add("Request", &request.row.id);
    facts.add("Name", &request.row.label);
    facts.add("Subject", &request.row.subject);
    facts.add_lines("Names", request.names.iter().map(|name| format!("{} ({})", name.value, name.kind)));
    facts.add("Key", &request.row.key_algorithm);
    facts.add("Made", format!("{} by {}", moment(request.row.created_at), request.row.created_by));
    facts.add_some("Notes", request.notes.as_ref());
    facts.add("Certificate", request.row.certificate_id.as_deref().unwrap_or("waits for it"));
    let differences = request.comparison.iter().flatten().filter(|item| !item.same).map(|item| {
        let shown = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
        format!("{}: asked {}, got {}", item.what, shown(&item.asked), shown(&item.got))
    });
    facts.add_lines("Differs", differences);
    Answer::new(request, facts.text())
}

impl From<Form> for RequestFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Pem => Self::Pem,
            Form::Der => Self::Der,
        }
    }
}
