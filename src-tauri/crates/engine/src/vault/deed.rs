//! The one way in which use cases run: permission, work and audit event in one transaction.

use super::Vault;
use crate::audit::{Event, Outcome};
use crate::{Actor, EngineError, Result};
use chancery_domain::{Permission, Role};
use chancery_store::{ReadTransaction, WriteTransaction};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What a use case did: its answer, and the events that tell of it. There is no deed without an event.
pub(crate) struct Deed<T> {
    value: T,
    events: Vec<Event>,
}

impl<T> Deed<T> {
    /// Something was done that one event tells of.
    pub(crate) fn done(value: T, event: Event) -> Self {
        Self { value, events: vec![event] }
    }

    /// Something was done that several events tell of, in this order.
    pub(crate) fn told_by(value: T, events: Vec<Event>) -> Self {
        Self { value, events }
    }

    /// The answer and the events, to become part of a larger deed.
    pub(crate) fn into_parts(self) -> (T, Vec<Event>) {
        (self.value, self.events)
    }
}

impl Vault {
    /// Reads on behalf of a person. A refusal for want of a right is audited, as many deeds begin with reading.
    pub(crate) fn read<T>(
        &self,
        actor: &Actor,
        permission: Permission,
        work: impl FnOnce(&ReadTransaction<'_>, DateTime<Utc>) -> Result<T>,
    ) -> Result<T> {
        let answer = self.look(|tx, now| {
            allow(tx, actor, permission)?;
            work(tx, now)
        });
        self.audited(actor, permission, answer)
    }

    /// Reads on behalf of a person what they are about to change: with the same rules, and on the connection that writes
    /// when that is free. Keep it short.
    pub(crate) fn read_before_acting<T>(
        &self,
        actor: &Actor,
        permission: Permission,
        work: impl FnOnce(&ReadTransaction<'_>, DateTime<Utc>) -> Result<T>,
    ) -> Result<T> {
        let now = self.now();
        let answer = self.store().read_before_writing(|tx| {
            allow(tx, actor, permission)?;
            work(tx, now)
        });
        self.audited(actor, permission, answer)
    }

    /// Reads on behalf of the program itself.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&ReadTransaction<'_>, DateTime<Utc>) -> Result<T>) -> Result<T> {
        let now = self.now();
        self.store().read(|tx| work(tx, now))
    }

    /// Changes something on behalf of a person. The permission is checked, the work done and the events
    /// appended in one durable transaction: all of it happens, or nothing. A refusal for want of a right is
    /// audited as such.
    pub(crate) fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        permission: Permission,
        work: impl FnOnce(&WriteTransaction<'_>, DateTime<Utc>) -> Result<Deed<T>> + Send + 'static,
    ) -> Result<T> {
        let clock = Arc::clone(&self.clock);
        let by = actor.clone();
        let done = self.store().write(move |tx| {
            // Asked now, not before waiting for the turn: times in the log and in CRLs follow the order of the deeds.
            let now = clock.now();
            allow(tx, &by, permission)?;
            let Deed { value, events } = work(tx, now)?;
            for event in events {
                tx.append_audit(event.into_stored(&by, Outcome::Done, now)).map_err(EngineError::from)?;
            }
            Ok::<T, EngineError>(value)
        });
        if done.is_ok() {
            self.anchor_soon();
        }
        self.audited(actor, permission, done)
    }

    /// The same answer; when it is a refusal for want of a right, the log tells of it.
    fn audited<T>(&self, actor: &Actor, permission: Permission, answer: Result<T>) -> Result<T> {
        if answer.as_ref().is_err_and(|error| error.code == "forbidden") {
            self.record_refusal(actor, permission)?;
        }
        answer
    }

    fn record_refusal(&self, actor: &Actor, permission: Permission) -> Result<()> {
        let clock = Arc::clone(&self.clock);
        let by = actor.clone();
        self.store().write(move |tx| {
            tx.append_audit(Event::refused(permission).into_stored(&by, Outcome::Refused, clock.now()))?;
            Ok::<(), EngineError>(())
        })
    }
}

/// The role that the person has at this moment; a disabled or unknown person has none.
pub(super) fn role_of(tx: &ReadTransaction<'_>, actor: &Actor) -> Result<Role> {
    match tx.user_by_name(actor.user())? {
        Some(user) if !user.disabled => Ok(user.role),
        _ => Err(EngineError::new(
            "signed_out",
            format!("{} may not use this vault any more. Ask an administrator.", actor.user()),
        )),
    }
}

/// Whether the person's present role includes a right, where it is not what they asked for.
pub(crate) fn may(tx: &ReadTransaction<'_>, actor: &Actor, permission: Permission) -> Result<bool> {
    Ok(role_of(tx, actor)?.grants(permission))
}

/// Refuses what the person's present role does not include.
pub(crate) fn allow(tx: &ReadTransaction<'_>, actor: &Actor, permission: Permission) -> Result<()> {
    let role = role_of(tx, actor)?;
    if role.grants(permission) { Ok(()) } else { Err(EngineError::forbidden(actor.user(), role, permission)) }
}
