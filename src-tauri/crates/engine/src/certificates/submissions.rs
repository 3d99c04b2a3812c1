//! Forms that were sent: a double click issues one certificate.

use crate::Result;
use chancery_domain::CertificateId;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex, PoisonError},
};

/// Tokens remembered; far more than forms that are open at a time.
const REMEMBERED: usize = 1024;

#[derive(Debug, Default)]
struct Seen {
    /// `None` while the certificate is being made.
    by_token: HashMap<String, Option<CertificateId>>,
    order: VecDeque<String>,
}

/// What became of each form's token.
#[derive(Debug, Default)]
pub(crate) struct Submissions {
    seen: Mutex<Seen>,
    finished: Condvar,
}

impl Submissions {
    /// Runs `issue` once per token: a second call waits for the first and gets the same certificate. When the
    /// first failed, the next one tries again. An empty token is never remembered.
    pub(crate) fn once(&self, token: &str, issue: impl FnOnce() -> Result<CertificateId>) -> Result<CertificateId> {
        if token.is_empty() {
            return issue();
        }
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                match seen.by_token.get(token) {
                    Some(Some(id)) => return Ok(*id),
                    Some(None) => seen = self.finished.wait(seen).unwrap_or_else(PoisonError::into_inner),
                    None => break,
                }
            }
            seen.by_token.insert(token.to_owned(), None);
        }
        let done = Finishing { submissions: self, token, id: None };
        done.finish(issue())
    }
}

/// Takes the token back when issuing failed or panicked, so that nobody waits for ever.
struct Finishing<'a> {
    submissions: &'a Submissions,
    token: &'a str,
    id: Option<CertificateId>,
}

impl Finishing<'_> {
    fn finish(mut self, result: Result<CertificateId>) -> Result<CertificateId> {
        self.id = result.as_ref().ok().copied();
        result
    }
}

impl Drop for Finishing<'_> {
    fn drop(&mut self) {
        let mut seen = self.submissions.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match self.id {
            Some(id) => {
                seen.by_token.insert(self.token.to_owned(), Some(id));
                seen.order.push_back(self.token.to_owned());
                if seen.order.len() > REMEMBERED
                    && let Some(oldest) = seen.order.pop_front()
                {
                    seen.by_token.remove(&oldest);
                }
            }
            None => {
                seen.by_token.remove(self.token);
            }
        }
        self.submissions.finished.notify_all();
    }
}
