//! Every screen in both themes, narrow and wide: without barriers, and nothing out of sight to the side.
//!
//! Each file goes through the rooms that belong together, in one window over one estate, once a theme.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod authorities;
mod certificate;
mod front_door;
mod inventory;
mod issuing;
mod records;
mod revocation;
mod tour;
mod work;
