//! What is wrong with a profile as it is written: everything at once, each with its field.

use crate::{Fault, is_unprintable, visible};
use serde::Serialize;
use specta::Type;

/// Something in a profile that cannot be, or that hardly is what somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Flaw {
    /// Where in the document, for example `subject.attributes.2.pattern`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
    /// Whether the profile cannot be used as long as it is there.
    pub blocks: bool,
}

/// The flaws found so far.
#[derive(Debug, Default)]
pub(super) struct Flaws(Vec<Flaw>);

impl Flaws {
    /// What makes the profile unusable.
    pub(super) fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Flaw { field: field.into(), message: message.into(), blocks: true });
    }

    /// What should be looked at twice.
    pub(super) fn warning(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Flaw { field: field.into(), message: message.into(), blocks: false });
    }

    /// The value, or a flaw at this field.
    pub(super) fn take<T>(&mut self, field: impl Into<String>, value: Result<T, Fault>) -> Option<T> {
        value.map_err(|fault| self.error(field, fault.to_string())).ok()
    }

    /// The values of a list, each parsed at its own field; a value that stands there twice is a flaw.
    pub(super) fn take_all<T: PartialEq>(
        &mut self,
        field: &str,
        texts: &[String],
        parse: impl Fn(&str) -> Result<T, Fault>,
    ) -> Vec<T> {
        let mut values = Vec::with_capacity(texts.len().min(MAX_LIST));
        self.bound(field, texts.len());
        for (index, text) in texts.iter().enumerate().take(MAX_LIST) {
            let field = format!("{field}.{index}");
            // Some parsers take such characters away in silence; whoever reads the profile would not see them either.
            if text.chars().any(is_unprintable) {
                self.error(field, format!("“{}” has an invisible or control character.", visible(text)));
                continue;
            }
            match self.take(field.clone(), parse(text.trim())) {
                Some(value) if values.contains(&value) => self.error(field, "This stands here twice."),
                Some(value) => values.push(value),
                None => {}
            }
        }
        values
    }

    /// A flaw when a list is longer than any that makes sense.
    pub(super) fn bound(&mut self, field: &str, length: usize) {
        if length > MAX_LIST {
            self.error(field, format!("There are at most {MAX_LIST} entries here; these are {length}."));
        }
    }

    pub(super) fn into_vec(self) -> Vec<Flaw> {
        self.0
    }
}

/// Entries of one list in a profile: every one is looked at for every name of every certificate.
pub(super) const MAX_LIST: usize = 100;
