//! What a machine needs before Chancery can be built, opened or checked.
//!
//! Each part looks first, says what it installs, and does nothing when nothing is missing.

pub(crate) mod apt;
pub(crate) mod cargo_deny;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod tauri_cli;
