//! What goes wrong at every kind of place alike, in words.

use chancery_domain::visible;
use chancery_engine::{PublishError, PublishFailure};
use std::error::Error;

pub(crate) fn unreachable(message: impl Into<String>) -> PublishError {
    PublishError::new(PublishFailure::Unreachable, message)
}

pub(crate) fn refused(message: impl Into<String>) -> PublishError {
    PublishError::new(PublishFailure::Refused, message)
}

pub(crate) fn not_put(message: impl Into<String>) -> PublishError {
    PublishError::new(PublishFailure::NotPut, message)
}

/// What was read back is not what was put.
pub(crate) fn different(name: &str) -> PublishError {
    let message = format!("“{}” was put there, but something else is read back.", visible(name));
    PublishError::new(PublishFailure::Different, message)
}

/// What was put there is gone.
pub(crate) fn gone(name: &str) -> PublishError {
    PublishError::new(PublishFailure::Different, format!("“{}” is not there any more.", visible(name)))
}

/// The cause at the end of a chain of errors, which says what happened; those before it say where.
pub(crate) fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    visible(&innermost.to_string()).trim_end_matches('.').to_owned()
}
