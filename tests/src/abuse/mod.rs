//! What the abuse tests have in common: a vault whose clock they hold, small file systems, and chance that
//! can be repeated.

mod dice;
mod disk;
mod ground;

pub use dice::Dice;
pub use disk::{Disk, HangingFolder};
pub use ground::{Ground, PASSPHRASE, TestClock, ask, authority, day_zero, everything, filter, ids, import, query};
