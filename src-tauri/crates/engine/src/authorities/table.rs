//! Authorities as a table in a file.

use super::view::{AuthoritySummary, KeyState};
use crate::tables::{Cell, Column};

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("id", 9),
    Column::new("name", 32),
    Column::new("signed_by", 32),
    Column::new("subject", 44),
    Column::new("key", 14),
    Column::new("status", 10),
    Column::new("not_before", 20),
    Column::new("not_after", 20),
    Column::new("issued", 10),
    Column::new("active", 10),
    Column::new("crl", 18),
    Column::new("next_crl", 20),
    Column::new("key_protection", 28),
];

/// The line of an authority that `parent` signed; without one it signed itself, or its issuer is not in the vault.
pub(crate) fn cells(authority: &AuthoritySummary, parent: Option<&AuthoritySummary>) -> Vec<Cell> {
    let key = match authority.key_state {
        KeyState::Open => "vault",
        KeyState::Locked => "own passphrase, locked",
        KeyState::Unlocked => "own passphrase, unlocked",
    };
    let signer = if authority.is_root { Some(authority) } else { parent };
    vec![
        Cell::text(&authority.id),
        Cell::text(&authority.name),
        Cell::text_of(signer.map(|signer| signer.name.as_str())),
        Cell::text(&authority.subject),
        Cell::text(&authority.key_algorithm),
        Cell::text(authority.status.as_str()),
        Cell::Time(authority.not_before),
        Cell::Time(authority.not_after),
        Cell::Number(authority.issued),
        Cell::Number(authority.active),
        Cell::text(authority.crl_state.as_str()),
        Cell::time_of(authority.next_crl),
        Cell::text(key),
    ]
}

/// Each with its parent, every one followed by those below it, by name; one whose parent is not here stands as a root.
pub(crate) fn as_tree(all: &[AuthoritySummary]) -> Vec<(&AuthoritySummary, Option<&AuthoritySummary>)> {
    let parent_of = |authority: &AuthoritySummary| {
        all.iter().find(|other| authority.parent_id.as_ref() == Some(&other.id) && other.id != authority.id)
    };
    let below = |parent: Option<&str>| {
        let mut found: Vec<&AuthoritySummary> =
            all.iter().filter(|each| parent_of(each).map(|parent| parent.id.as_str()) == parent).collect();
        // What is taken last stands first.
        found.sort_by_key(|each| std::cmp::Reverse(each.name.to_lowercase()));
        found
    };
    let mut waiting = below(None);
    let mut ordered = Vec::with_capacity(all.len());
    while let Some(authority) = waiting.pop() {
        ordered.push((authority, parent_of(authority)));
        waiting.extend(below(Some(&authority.id)));
    }
    ordered
}
