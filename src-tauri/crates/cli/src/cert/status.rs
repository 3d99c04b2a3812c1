//! `chancery cert status`: revoked or not.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    ocsp::{fetcher, text},
    watch::watched_text,
};
use chancery_engine::{Clock as _, EngineError, Result, StatusAnswer, StatusSaid, SystemClock, status_of_file};
use serde_json::json;
use std::path::Path;

pub(crate) fn run(what: &str, issuer: Option<&Path>, invocation: &Invocation) -> Result<Answer> {
    if issuer.is_some() || Path::new(what).is_file() {
        let issuer = issuer.map(path_text).transpose()?;
        let answer = status_of_file(what, issuer.as_deref(), &fetcher()?, SystemClock.now())?;
        return Ok(Answer::new(&answer, text(&answer)).but(revoked(&answer)));
    }
    let (vault, actor) = invocation.open()?;
    let asked = vault.certificate_status(&actor, what, &fetcher()?);
    let Some(watched) = vault.watched_status(&actor, what)? else {
        return asked.map(|answer| Answer::new(&answer, text(&answer)).but(revoked(&answer)));
    };
    Ok(match asked {
        Ok(answer) => {
            let but = revoked(&answer);
            let text = format!("{}\nWatched: {}", text(&answer), watched_text(&watched));
            Answer::new(&answer, text).with("watched", &watched).but(but)
        }
        // What was found before still says something.
        Err(error) => {
            Answer::new(&json!({ "watched": watched }), format!("Watched: {}", watched_text(&watched))).but(Some(error))
        }
    })
}

fn revoked(answer: &StatusAnswer) -> Option<EngineError> {
    let is_revoked = answer.status == StatusSaid::Revoked;
    is_revoked.then(|| EngineError::new("revoked", format!("“{}” is revoked.", answer.certificate)))
}
