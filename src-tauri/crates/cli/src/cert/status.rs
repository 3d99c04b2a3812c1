//! `chancery cert status`: revoked or not.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    ocsp::{fetcher, text},
};
use chancery_engine::{Clock as _, EngineError, Result, StatusSaid, SystemClock, status_of_file};
use std::path::Path;

pub(crate) fn run(what: &str, issuer: Option<&Path>, invocation: &Invocation) -> Result<Answer> {
    let answer = if issuer.is_some() || Path::new(what).is_file() {
        let issuer = issuer.map(path_text).transpose()?;
        status_of_file(what, issuer.as_deref(), &fetcher()?, SystemClock.now())?
    } else {
        let (vault, actor) = invocation.open()?;
        vault.certificate_status(&actor, what, &fetcher()?)?
    };
    let revoked = answer.status == StatusSaid::Revoked;
    let but = revoked.then(|| EngineError::new("revoked", format!("“{}” is revoked.", answer.certificate)));
    Ok(Answer::new(&answer, text(&answer)).but(but))
}
