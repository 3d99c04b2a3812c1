//! What passes by itself and what does not.

use crate::EngineError;

/// Whether the same step may work in a moment: another process was writing, or the authority was just being changed.
pub(super) fn passes(error: &EngineError) -> bool {
    matches!(error.code.as_str(), "vault_busy" | "changed_meanwhile")
}

/// Whether somebody has to do something, after which the job can go on by itself.
pub(super) fn waits(error: &EngineError) -> bool {
    matches!(error.code.as_str(), "key_locked" | "authority_on_hold" | "authority_not_yet_valid")
}
