//! What revoking or releasing a set of certificates would meet, from the facts alone: no row is read.

use super::facts::Column;
use super::filter::{Clock, status_index};
use super::scan::{Direction, Mask};
use super::selection::Selection;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use crate::values::Coded as _;
use chancery_domain::{AuthorityId, CertificateId, Lifecycle, Status};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What of a set of certificates can be revoked, and what not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revocable {
    /// Those that an authority here issued and that are not revoked for good, oldest first; some may be on hold.
    pub ids: Vec<CertificateId>,
    /// Who issued them.
    pub authorities: BTreeSet<AuthorityId>,
    /// How many of them are valid now.
    pub active: u64,
    /// How many more are revoked already.
    pub already_revoked: u64,
    /// How many more no authority here issued.
    pub not_ours: u64,
}

/// What of a set of certificates is on hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnHold {
    /// Those that are, also if they have ended since, oldest first.
    pub ids: Vec<CertificateId>,
    /// Who issued them.
    pub authorities: BTreeSet<AuthorityId>,
    /// How many more are not.
    pub others: u64,
}

impl ReadTransaction<'_> {
    /// Which of these certificates are on hold.
    pub fn on_hold(&self, ids: &[CertificateId]) -> Result<OnHold> {
        let mut chosen = Selection::default();
        ids.iter().for_each(|id| chosen.insert(id.row()));
        let mut found = OnHold::default();
        let Some((first, last)) = ids.iter().min().zip(ids.iter().max()) else { return Ok(found) };
        let wanted = [Column::Lifecycle.into(), Column::Authority.into()];
        self.for_each_block(&wanted, (first.row(), last.row()), Direction::Oldest, |block| {
            let rows = chosen.mask(block.first).and(&block.present());
            let authorities = block.column(Column::Authority);
            let held =
                Mask::of(block.column(Column::Lifecycle), |lifecycle| lifecycle == Lifecycle::OnHold.code()).and(&rows);
            found.others += rows.without(&held).count();
            held.for_each(|index| {
                found.ids.push(CertificateId::from_row(block.id(index)));
                found.authorities.insert(AuthorityId::from_row(authorities.at(index)));
            });
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// What of these certificates can be revoked.
    pub fn revocable(&self, ids: &[CertificateId], now: DateTime<Utc>) -> Result<Revocable> {
        let mut chosen = Selection::default();
        ids.iter().for_each(|id| chosen.insert(id.row()));
        let (first, last) = (ids.iter().min(), ids.iter().max());
        let mut found = Revocable::default();
        let Some(range) = first.zip(last).map(|(first, last)| (first.row(), last.row())) else {
            return Ok(found);
        };
        let clock = Clock::at(now);
        let mut wanted = clock.wanted().to_vec();
        wanted.push(Column::Authority.into());
        self.for_each_block(&wanted, range, Direction::Oldest, |block| {
            let rows = chosen.mask(block.first).and(&block.present());
            let authorities = block.column(Column::Authority);
            let ours = Mask::of(authorities, |authority| authority != 0).and(&rows);
            // Nobody else revokes what is ours.
            let masks = clock.masks(block, &ours, &Selection::default());
            let revoked = &masks[status_index(Status::Revoked)];
            let revocable = ours.without(revoked);
            found.active += masks[status_index(Status::Active)].count();
            found.already_revoked += revoked.count();
            found.not_ours += rows.without(&ours).count();
            revocable.for_each(|index| {
                found.ids.push(CertificateId::from_row(block.id(index)));
                found.authorities.insert(AuthorityId::from_row(authorities.at(index)));
            });
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}
