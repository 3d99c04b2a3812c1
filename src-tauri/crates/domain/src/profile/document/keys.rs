//! What a profile says about keys.

use crate::KeyAlgorithm;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which keys are certified, and what may happen to those that are made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRules {
    /// Algorithms and sizes that are allowed.
    pub algorithms: Vec<KeyAlgorithm>,
    /// The one that is used when none is asked for.
    pub default_algorithm: KeyAlgorithm,
    /// Whether a key may be made here; otherwise only requests are signed.
    pub generate: bool,
    /// Whether a key that was made here may be taken out of the vault.
    pub export: bool,
}
