//! `chancery cert`: certificates.

mod convert;
mod edit;
mod export;
mod filter;
mod format;
mod import;
mod issue;
mod lint;
mod list;
mod renew;
mod revoke;
mod show;
mod status;
mod verify;

pub(crate) use export::{ExportArguments, exported};
pub(crate) use list::limit_of;
pub(crate) use show::{add_extensions, preview};

use crate::{answer::Answer, invocation::Invocation};
use chancery_engine::Result;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum CertVerb {
    /// Issue a certificate with a fresh key
    Issue(issue::IssueArguments),
    /// Issue a certificate for the key of a signing request
    Sign(issue::SignArguments),
    /// Find certificates
    List(list::Arguments),
    /// Everything about one
    Show {
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Say whether a certificate is revoked: as this vault decided, or as its issuer tells now; exit status 1 if it is
    ///
    /// A file needs no vault. Its issuer stands in the same file, or in the one that --issuer names.
    Status {
        #[arg(value_name = "REF|FILE")]
        what: String,
        /// The certificate of its issuer, in a file
        #[arg(long, value_name = "FILE")]
        issuer: Option<std::path::PathBuf>,
    },
    /// Write a certificate, its chain or its key to a file
    Export(ExportArguments),
    /// Write every certificate that a filter finds to one file
    ExportAll(export::ExportAllArguments),
    /// Renew certificates: another one in the place of each
    ///
    /// Either those that are named, or all in use that a filter finds, as for `list`.
    Renew(Box<renew::RenewArguments>),
    /// Revoke certificates, named or all that a filter finds, and make the CRLs that say so
    Revoke(revoke::RevokeArguments),
    /// Release certificates that are on hold, named, all that a filter finds, or all that a job put on hold
    Release(Box<revoke::ReleaseArguments>),
    /// Bring certificates and keys of others into the inventory
    Import(import::Arguments),
    /// Turn files into another form; opens no vault and keeps nothing
    Convert(convert::Arguments),
    /// Say what is in a file; opens no vault unless one is named, and keeps nothing
    Inspect(import::InspectArguments),
    /// Say whether a certificate is to be trusted, and why; exit status 0 if it is, 1 if not
    Verify(verify::Arguments),
    /// Hold certificates in files against the standards' rules, or the inventory
    Lint(lint::Arguments),
    /// Write owner, environment or notes; what is not named stays
    Edit(edit::Arguments),
    /// Write owner, environment, notes or tags of every certificate that a filter finds; what is not named stays
    EditAll(edit::AllArguments),
}

pub(crate) fn run(verb: CertVerb, invocation: &Invocation, json: bool) -> Result<Answer> {
    match verb {
        CertVerb::Issue(arguments) => issue::issue(&arguments, invocation),
        CertVerb::Sign(arguments) => issue::sign(&arguments, invocation),
        CertVerb::List(arguments) => list::run(arguments, invocation, json),
        CertVerb::Show { reference } => {
            let (vault, actor) = invocation.open()?;
            Ok(show::detail(&vault.certificate(&actor, &reference)?))
        }
        CertVerb::Status { what, issuer } => status::run(&what, issuer.as_deref(), invocation),
        CertVerb::Export(arguments) => {
            let (reference, request) = arguments.request()?;
            let (vault, actor) = invocation.open()?;
            Ok(exported(&vault.export_certificate(&actor, &reference, &request)?))
        }
        CertVerb::ExportAll(arguments) => export::all(arguments, invocation, json),
        CertVerb::Renew(arguments) => renew::run(*arguments, invocation, json),
        CertVerb::Revoke(arguments) => revoke::revoke(arguments, invocation, json),
        CertVerb::Release(arguments) => revoke::release(*arguments, invocation, json),
        CertVerb::Import(arguments) => import::import(&arguments, invocation, json),
        CertVerb::Convert(arguments) => convert::run(&arguments, invocation),
        CertVerb::Inspect(arguments) => import::inspect(&arguments, invocation),
        CertVerb::Verify(arguments) => verify::run(&arguments, invocation),
        CertVerb::Lint(arguments) => lint::run(&arguments, invocation),
        CertVerb::Edit(arguments) => edit::one(arguments, invocation),
        CertVerb::EditAll(arguments) => edit::all(arguments, invocation, json),
    }
}
