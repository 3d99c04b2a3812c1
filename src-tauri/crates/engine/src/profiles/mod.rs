//! Profiles of the vault: written, kept in versions, pinned, compared, carried from vault to vault.
//!
//! Owns who may change them and which version counts when something is issued. What a profile means for a
//! certificate is the domain's; where it meets a request is `certificates/draft`.

mod compare;
mod find;
mod pin;
mod preview;
mod retire;
mod save;
mod show;
mod stored;
mod transfer;
mod view;

pub(crate) use find::require_profile;
pub use preview::ProfilePreview;
pub(crate) use stored::{
    KeyExports, ParsedProfiles, StoredProfile, refuse_keys_of, refuse_use_by, renewal_rules, renewal_rules_of,
    rule_sets, title_of,
};
pub use view::{
    Pins, ProfileComparison, ProfileDetail, ProfileHints, ProfileNamesRule, ProfileReference, ProfileVersionView,
    ProfileView,
};
