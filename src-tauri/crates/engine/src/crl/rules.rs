//! Changing which CRLs an authority makes.

use super::{Cause, CrlOverview};
use crate::audit::Event;
use crate::authorities::resolve;
use crate::edited::{Edited, Field};
use crate::vault::Deed;
use crate::{Actor, Result, Vault};
use chancery_domain::{AuthorityId, CrlKind, CrlRules, Permission};
use chancery_store::{ReadTransaction, WriteTransaction};

/// Keeps rules that hold for the authority as it is in this transaction, and the event that tells of it.
pub(crate) fn keep_crl_rules(
    tx: &WriteTransaction<'_>,
    id: AuthorityId,
    name: &str,
    rules: &CrlRules,
) -> Result<Event> {
    tx.set_crl_rules(id, rules)?;
    super::shards::open_first(tx, id)?;
    Ok(Event::of_authority("crl.rules-changed", id)
        .with("name", name)
        .with("partitioned", rules.partitioned)
        .with("byReason", rules.by_reason)
        .with("deltaHours", rules.delta_hours)
        .with("overlapHours", rules.overlap_hours)
        .with("batchSeconds", rules.batch_seconds))
}

/// What of the rules was edited, put onto those that hold by now.
pub(crate) fn edited_rules(
    tx: &ReadTransaction<'_>,
    id: AuthorityId,
    seen: &CrlRules,
    wanted: &CrlRules,
    present: &CrlRules,
) -> Result<CrlRules> {
    let edited = Edited { tx, resource: Some(id.to_string()), action: "crl.rules-changed" };
    let field = |name, words| Field { name, fact: name, words };
    Ok(CrlRules {
        partitioned: edited.value(
            field("partitioned", "whether there are shards"),
            &seen.partitioned,
            &wanted.partitioned,
            &present.partitioned,
        )?,
        by_reason: edited.value(
            field("byReason", "whether there are CRLs by reason"),
            &seen.by_reason,
            &wanted.by_reason,
            &present.by_reason,
        )?,
        delta_hours: edited.value(
            field("deltaHours", "the hours of a delta"),
            &seen.delta_hours,
            &wanted.delta_hours,
            &present.delta_hours,
        )?,
        overlap_hours: edited.value(
            field("overlapHours", "the hours that CRLs overlap"),
            &seen.overlap_hours,
            &wanted.overlap_hours,
            &present.overlap_hours,
        )?,
        batch_seconds: edited.value(
            field("batchSeconds", "the seconds that a revocation waits"),
            &seen.batch_seconds,
            &wanted.batch_seconds,
            &present.batch_seconds,
        )?,
    })
}

impl Vault {
    /// Changes which CRLs an authority makes and when, where what is wanted differs from what was looked at, and makes
    /// what is due by that. Certificates keep what they say: a shard that some name goes on, whatever the rules are.
    pub fn change_crl_rules(
        &self,
        actor: &Actor,
        reference: &str,
        seen: &CrlRules,
        wanted: &CrlRules,
    ) -> Result<CrlOverview> {
        let (reference, seen, wanted) = (reference.to_owned(), *seen, *wanted);
        let id = self.act(actor, Permission::ManageAuthorities, move |tx, _| {
            let authority = resolve(tx, &reference)?;
            let rules = edited_rules(tx, authority.id, &seen, &wanted, &authority.crl_rules)?;
            rules.check(authority.crl_days, authority.crl_url.as_deref())?;
            let event = keep_crl_rules(tx, authority.id, &authority.name, &rules)?;
            Ok(Deed::done(authority.id, event))
        })?;
        // What cannot be made now stays due, which the dashboard says.
        self.due_crls_of(actor, Permission::ManageAuthorities, id);
        self.crl_overview(actor, &id.to_string())
    }

    /// Makes what follows from another CRL address: what names its deltas and shards is to name the new ones.
    pub(crate) fn crls_after_move(&self, actor: &Actor, id: AuthorityId) -> Result<()> {
        let needs = self.look(|tx, _| Ok(tx.authority(id)?.is_some_and(|row| row.crl_rules.need_url())))?;
        if needs
            && let Err(error) = self.make_crls(actor, Permission::ManageAuthorities, id, Cause::Asked(CrlKind::Full))
        {
            tracing::warn!("the CRL of {id} that names its new address was not made: {error}");
        }
        if needs {
            self.due_crls_of(actor, Permission::ManageAuthorities, id);
        }
        Ok(())
    }
}
