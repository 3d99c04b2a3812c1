//! Drives the real window the way a person does: by what is written on it and by ARIA role, never by class or test id.
//!
//! Owns the desk that a window stands on (display, session bus, keychain, WebDriver), the finding of things, and the
//! vaults that a test begins with. Knows no selector of the user interface: what can't be found by its label and role
//! can't be found by a screen reader either. Every wait is bounded by [`PATIENCE`].

mod accessibility;
mod appearance;
mod at_work;
mod cross;
mod desk;
mod keys;
mod locate;
mod process;
mod steps;
mod thing;
mod vaults;
mod view;

pub use appearance::FocusRing;
pub use at_work::KEY_PASSPHRASE;
pub use desk::{Desk, Keychain};
pub use locate::{Named, Role, part};
pub use steps::Founding;
pub use thing::Thing;
pub use vaults::{ADA, Estate, HeldWrite, PASSPHRASE};
pub use view::Window;

use std::time::Duration;

/// How long anything may take to appear before a test gives up: generous, because the machine may be building too.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long is waited between two looks.
pub(crate) const PAUSE: Duration = Duration::from_millis(40);
