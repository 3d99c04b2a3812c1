//! `chancery ocsp`: asking responders, ours or another's.

use crate::{answer::Answer, invocation::path_text, time::moment};
use chancery_engine::{
    Clock as _, EngineError, OcspQuery, Result, StatusAnswer, StatusSaid, SystemClock, ask_responder,
};
use chancery_fetch::Fetcher;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum OcspVerb {
    /// Ask a responder about a certificate, and hold the answer to who may give it. Needs no vault
    Query {
        /// The certificate, in a file
        #[arg(value_name = "CERT")]
        certificate: PathBuf,
        /// The certificate of its issuer, in a file
        #[arg(long, value_name = "CERT")]
        issuer: PathBuf,
        /// Where to ask; the addresses in the certificate otherwise
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Name the certificate by SHA-256 instead of SHA-1
        #[arg(long)]
        sha256: bool,
        /// Without a nonce, so that an answer made before will do
        #[arg(long)]
        no_nonce: bool,
    },
}

pub(crate) fn run(verb: OcspVerb) -> Result<Answer> {
    let OcspVerb::Query { certificate, issuer, url, sha256, no_nonce } = verb;
    let query = OcspQuery {
        certificate: path_text(&certificate)?,
        issuer: path_text(&issuer)?,
        url,
        sha256,
        without_nonce: no_nonce,
    };
    let answer = ask_responder(&query, &fetcher()?, SystemClock.now())?;
    Ok(Answer::new(&answer, text(&answer)))
}

/// What fetches from others.
pub(crate) fn fetcher() -> Result<Fetcher> {
    Fetcher::new().map_err(|error| EngineError::new("no_network", format!("Nothing can be fetched here: {error}.")))
}

/// An answer in words.
pub(crate) fn text(answer: &StatusAnswer) -> String {
    let status = match (answer.status, answer.revoked_at) {
        (StatusSaid::Good, _) => "good".to_owned(),
        (StatusSaid::Unknown, _) => "unknown to whoever was asked".to_owned(),
        (StatusSaid::Revoked, at) => {
            let since = at.map(|at| format!(" since {}", moment(at))).unwrap_or_default();
            let why = answer.reason.map(|reason| format!(", {reason}")).unwrap_or_default();
            format!("revoked{since}{why}")
        }
    };
    let until = answer.next_update.map(|until| format!(", good until {}", moment(until))).unwrap_or_default();
    let nonce = match answer.nonce_came_back {
        Some(false) => "\nIt was not made for this request: the responder does not give the nonce back.",
        _ => "",
    };
    format!(
        "“{}” (serial {}) is {status}.\nSaid by “{}” ({}), {}{until}.{nonce}",
        answer.certificate,
        answer.serial,
        answer.signer,
        answer.url.as_deref().unwrap_or("this vault"),
        moment(answer.made_at)
    )
}
