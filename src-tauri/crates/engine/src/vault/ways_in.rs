//! Who could still open the vault and be in charge of it: that is never nobody, whatever is taken away.

use crate::{EngineError, Result};
use chancery_domain::Role;
use chancery_keychain::{SlotInfo, SlotKind};
use chancery_store::{ReadTransaction, UserRow};

/// Refuses to take a slot away from the last administrator who has one for every day. `left` are those that remain.
pub(super) fn keep_for_administrators(tx: &ReadTransaction<'_>, taken: &SlotInfo, left: &[SlotInfo]) -> Result<()> {
    let administrators = active_administrators(tx)?;
    let matters = administrators.iter().any(|user| is_of(taken, user));
    if matters && !administrators.iter().any(|user| has_everyday_slot(user, left)) {
        return Err(EngineError::new(
            "last_administrator",
            "After that, no administrator could open the vault any more. Add another way for one of them first.",
        ));
    }
    Ok(())
}

/// Refuses to take `user` out of charge when nobody in charge could open the vault then.
pub(super) fn keep_an_administrator(tx: &ReadTransaction<'_>, user: &UserRow, slots: &[SlotInfo]) -> Result<()> {
    if user.role != Role::Administrator || user.disabled {
        return Ok(());
    }
    let others = active_administrators(tx)?;
    if others.iter().any(|other| other.id != user.id && has_everyday_slot(other, slots)) {
        return Ok(());
    }
    Err(EngineError::new(
        "last_administrator",
        format!("{} is the last administrator who can open the vault. Make somebody else one first.", user.name),
    ))
}

/// Refuses to take `user` out of charge while the recovery code opens the vault as them: it is the way in when all
/// others are lost, and would then lead nowhere.
pub(super) fn keep_the_recovery_code(user: &UserRow, slots: &[SlotInfo]) -> Result<()> {
    if slots.iter().any(|slot| slot.kind == SlotKind::Recovery && is_of(slot, user)) {
        return Err(EngineError::new(
            "recovery_owner",
            format!(
                "The vault’s recovery code was made by {} and opens the vault as them. Make a new recovery code first.",
                user.name
            ),
        ));
    }
    Ok(())
}

fn active_administrators(tx: &ReadTransaction<'_>) -> Result<Vec<UserRow>> {
    let mut users = tx.users()?;
    users.retain(|user| user.role == Role::Administrator && !user.disabled);
    Ok(users)
}

fn has_everyday_slot(user: &UserRow, slots: &[SlotInfo]) -> bool {
    slots.iter().any(|slot| slot.kind != SlotKind::Recovery && is_of(slot, user))
}

fn is_of(slot: &SlotInfo, user: &UserRow) -> bool {
    slot.user.eq_ignore_ascii_case(&user.name)
}
