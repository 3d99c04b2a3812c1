//! Notices key slots that were put back: an older copy of them would let in whoever was let go since.
//!
//! The slots are a file of their own and count their changes; the highest count seen is kept in the database.

use super::{Deed, SlotKind, Vault};
use crate::audit::Event;
use crate::{Actor, EngineError, Result};
use chancery_domain::Permission;
use chancery_store::{ReadTransaction, WriteTransaction};
use std::time::Duration;

const SEEN: &str = "slots.generation";

/// The slots are not those any more with which the vault was opened.
pub(super) const SLOTS_CHANGED: &str = "slots_changed";

/// So long after a change of the slots it is noted, unless the program was killed.
const NOTING: Duration = Duration::from_millis(500);
const STEP: Duration = Duration::from_millis(50);

impl Vault {
    /// Judges the generation with which the vault was opened, and remembers it.
    ///
    /// Opening takes a while, in which somebody else may change the slots: what was found then says nothing, and the
    /// vault must be opened again with what stands there now ([`SLOTS_CHANGED`]).
    ///
    /// An older one is refused. With a recovery code, which whoever is in charge of the vault keeps, it is taken
    /// as it is, and the log tells of it: the newest copy may be lost. A newer one than was seen means that a
    /// change was made and its event not kept, because the program was killed in between: the log is told now.
    pub(super) fn judge_slots(&self, actor: &Actor, found: u64, with: SlotKind) -> Result<()> {
        let mut patience = NOTING;
        loop {
            match self.look(|tx, _| seen(tx))? {
                Some(seen) if seen == found => return Ok(()),
                // Whoever makes a change notes it a moment later.
                Some(seen) if seen < found && !patience.is_zero() => {
                    std::thread::sleep(STEP);
                    patience = patience.saturating_sub(STEP);
                }
                _ => break,
            }
        }
        let (slots, key) = (self.slots.clone(), self.key.clone());
        self.act(actor, Permission::View, move |tx, _| {
            // Both as they are at this moment: a change is in the file before it is noted here.
            let seen = seen(tx)?;
            if slots.generation(&key)? != found {
                return Err(EngineError::new(
                    SLOTS_CHANGED,
                    "The ways into the vault were changed while it was being opened. Try again.",
                ));
            }
            let event = match seen {
                Some(seen) if seen == found => return Ok(Deed::told_by((), Vec::new())),
                Some(seen) if seen > found && with != SlotKind::Recovery => {
                    return Err(EngineError::new(
                        "slots_outdated",
                        "keyslots.json is an older copy: ways into the vault that were removed since would work \
                         again. Put the newest copy back, or open the vault with the recovery code to keep this one.",
                    ));
                }
                Some(seen) if seen > found => {
                    Some(Event::new("slots.restored").with("before", seen).with("generation", found))
                }
                Some(seen) => Some(noticed(seen, found)),
                None => None,
            };
            remember(tx, found)?;
            Ok(Deed::told_by((), event.into_iter().collect()))
        })
    }

    /// Keeps the event of a change of the slots, together with the generation that the change made. An earlier change
    /// whose event could not be kept is told of too: nobody would notice it any more after this.
    pub(super) fn note_slots(&self, actor: &Actor, permission: Permission, events: Vec<Event>) -> Result<()> {
        let generation = self.slots.generation(self.key())?;
        self.act(actor, permission, move |tx, _| {
            let before = seen(tx)?;
            if before.is_none_or(|before| before < generation) {
                remember(tx, generation)?;
            }
            let unnoted = before.filter(|before| before + 1 < generation).map(|before| noticed(before, generation));
            Ok(Deed::told_by((), unnoted.into_iter().chain(events).collect()))
        })
    }
}

/// A change was made that no event tells of.
fn noticed(before: u64, generation: u64) -> Event {
    Event::new("slots.noticed").with("before", before).with("generation", generation)
}

fn seen(tx: &ReadTransaction<'_>) -> Result<Option<u64>> {
    Ok(tx.setting(SEEN)?.and_then(|value| value.as_u64()))
}

fn remember(tx: &WriteTransaction<'_>, generation: u64) -> Result<()> {
    Ok(tx.set_setting(SEEN, &generation.into())?)
}
