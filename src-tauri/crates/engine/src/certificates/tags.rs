//! Words that people put on certificates to find them by.

use crate::{EngineError, Result};
use chancery_domain::is_unprintable;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Tags of one certificate: more say nothing any more.
const MAX_TAGS: usize = 20;
/// Characters of a tag.
const MAX_TAG: usize = 64;

/// What becomes of the tags of a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TagChange {
    /// They stay as they are.
    #[default]
    Keep,
    /// These and no others.
    Set { tags: Vec<String> },
    /// Some are put on, some are taken off, the others stay.
    Adjust { add: Vec<String>, remove: Vec<String> },
}

impl TagChange {
    /// What it makes of the tags so far.
    pub(super) fn of(&self, before: &[String]) -> Result<Vec<String>> {
        match self {
            Self::Keep => Ok(before.to_vec()),
            Self::Set { tags } => checked_tags(tags),
            Self::Adjust { add, remove } => {
                let remove = checked_tags(remove)?;
                let kept = before.iter().filter(|tag| !remove.contains(tag));
                checked_tags(&kept.chain(add).cloned().collect::<Vec<_>>())
            }
        }
    }
}

/// Tags as they may be kept: trimmed, in the order of the alphabet, each once.
pub(crate) fn checked_tags(tags: &[String]) -> Result<Vec<String>> {
    let refused = |why: String| Err(EngineError::new("invalid_metadata", why).at("tags"));
    let mut kept: Vec<String> = tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    kept.sort();
    kept.dedup();
    if kept.len() > MAX_TAGS {
        return refused(format!("A certificate has at most {MAX_TAGS} tags."));
    }
    if kept.iter().any(|tag| tag.chars().count() > MAX_TAG || tag.chars().any(is_unprintable) || tag.contains(';')) {
        return refused(format!("A tag has at most {MAX_TAG} printable characters and no semicolon."));
    }
    Ok(kept)
}
