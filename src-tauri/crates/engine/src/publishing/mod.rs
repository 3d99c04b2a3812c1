//! Publication: newest CRLs and authorities' certificates are put where the world fetches them, and looked at there.
//!
//! What should stand at a target is read from the database, what stands there is noted in it: whatever was missed, by a
//! target that was down or a process that was killed, is put there later, and only the newest of it. Owns the targets, the
//! order of work, retries and what the log is told. How something is put at a place is the host's
//! ([`Publishing`]).

mod address;
mod afoot;
mod came;
mod change;
mod credential;
mod due;
mod keeper;
mod kept;
mod late;
mod locked;
mod look;
mod names;
mod peer;
mod sending;
mod targets;
mod view;
mod wanted;
mod work;

pub use address::{LdapTls, Place};
pub(crate) use came::Outcomes as PublicationOutcomes;
pub use credential::Credential;
pub(crate) use keeper::PublicationKeeper;
pub(crate) use late::{LateTarget, late_targets};
pub(crate) use locked::LockedPublication;
pub use peer::{Access, DirectoryAttribute, EntryKind, Object, PublishError, PublishFailure, Publishing};
pub use view::{
    NewTarget, Publication, PublicationState, PublishReport, PublishRequest, Target, TargetChange, TargetKind,
    TargetSettings, TargetTrial,
};
