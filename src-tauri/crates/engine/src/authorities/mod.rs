//! Certificate authorities: founding, importing, protecting their keys, showing them.

mod brought;
mod change;
mod create;
mod hierarchy;
mod import;
mod key_protection;
mod keys;
mod lineage;
mod namesake;
mod presented;
mod revoked_before;
mod sign;
mod table;
mod view;
mod views;

pub(crate) use create::fresh_serial;
pub(crate) use keys::{CaKeys, SealedKey, key_of};
pub(crate) use lineage::{Lineage, own_certificate};
pub(crate) use namesake::refuse_namesake;
pub(crate) use table::{COLUMNS, as_tree, cells};
pub use view::{
    AuthorityDetail, AuthorityFiles, AuthoritySettings, AuthoritySummary, CreateAuthority, FoundHierarchy,
    ImportAuthority, KeyState, NameConstraintsView, RevokedBefore, RevokedSerial,
};
pub(crate) use views::resolve;
