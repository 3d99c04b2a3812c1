//! Lint: before anything is signed, in the inventory, and on any file.
//!
//! Owns what follows from a finding: that errors stand in the way, who may sign past them and how, and which findings
//! the inventory is filtered by. The rules themselves are `chancery-pki`'s.

mod file;
mod inventory;
mod signing;
mod view;

pub use file::lint_file;
pub use inventory::{InventoryFinding, InventoryLint};
pub(crate) use inventory::{found_in, terms_of};
pub(crate) use signing::{Linted, findings_of, lint_for_signing};
pub(crate) use view::shown;
pub use view::{LintFinding, LintReport, LintRule, LintSeverity, lint_rules};
