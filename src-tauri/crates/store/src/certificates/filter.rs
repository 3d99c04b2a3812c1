//! What a list is narrowed to, and the rows that remain.

use super::facts::{BLOCK, Column, traits};
use super::scan::{Block, Direction, Mask, Wanted};
use super::selection::Selection;
use super::text::TextQuery;
use crate::error::Result;
use crate::terms::TermKind;
use crate::transaction::ReadTransaction;
use crate::values::{Coded, ceiling, seconds};
use chancery_domain::{AuthorityId, CertificateId, Environment, Lifecycle, Origin, ProfileName, Status};
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;

/// Which certificates are wanted; what is `None` does not matter, and all that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateFilter {
    /// Any of these. Active is nothing that its issuer, which is another's, was found to have revoked.
    pub status: Option<Vec<Status>>,
    /// Expires at this time or later.
    pub expires_from: Option<DateTime<Utc>>,
    /// Expires before this time.
    pub expires_until: Option<DateTime<Utc>>,
    pub authority: Option<AuthorityId>,
    pub profile: Option<ProfileName>,
    pub key_algorithm: Option<String>,
    pub environment: Option<Environment>,
    pub owner: Option<String>,
    pub origin: Option<Origin>,
    pub is_ca: Option<bool>,
    /// Whether the vault has its private key.
    pub has_key: Option<bool>,
    /// Lint found any of these in it: rules by their ids, or `error` for any error.
    pub findings: Option<Vec<String>>,
    /// People put this tag on it.
    pub tag: Option<String>,
    /// Whether another certificate took its place.
    pub superseded: Option<bool>,
    /// Whether another issued it and was found to have revoked it.
    pub revoked_elsewhere: Option<bool>,
    /// Words that must all be contained in label, names, subject, owner or notes, or hexadecimal digits of the serial
    /// number or fingerprint: six in a row of any part, or four of its beginning. One or two characters: the beginning of
    /// the label or of a name.
    pub text: Option<String>,
}

/// When a certificate is valid, and who issued it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifespan {
    pub id: CertificateId,
    /// `None` where the issuer is no authority of this vault.
    pub authority: Option<AuthorityId>,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
}

/// Names of statuses as places in an array.
pub(super) const fn status_index(status: Status) -> usize {
    match status {
        Status::Active => 0,
        Status::NotYetValid => 1,
        Status::Expired => 2,
        Status::OnHold => 3,
        Status::Revoked => 4,
    }
}

/// `now` as stored times are compared with it: exactly what [`Status::at`] says, in whole numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// Expired is what ends before this.
    pub(super) late: i64,
    /// Not yet valid is what begins after this.
    pub(super) early: i64,
}

impl Clock {
    pub(super) fn at(now: DateTime<Utc>) -> Self {
        Self { late: ceiling(now), early: seconds(now) }
    }

    /// The rows with each status, in [`status_index`]'s order; those that were revoked elsewhere are not active.
    pub(super) fn masks(self, block: &Block, rows: &Mask, revoked_elsewhere: &Selection) -> [Mask; 5] {
        let lifecycle = block.column(Column::Lifecycle);
        let revoked = Mask::of(lifecycle, |lifecycle| lifecycle == Lifecycle::Revoked.code()).and(rows);
        let undecided = Mask::of(lifecycle, |lifecycle| lifecycle == Lifecycle::Active.code()).and(rows);
        let ended = Mask::of(block.column(Column::NotAfter), |not_after| not_after < self.late);
        let to_come = Mask::of(block.column(Column::NotBefore), |not_before| not_before > self.early);
        let current = undecided.without(&ended);
        let unrevoked = rows.without(&revoked);
        let mut masks = [const { Mask::NONE }; 5];
        masks[status_index(Status::Active)] = current.without(&to_come).without(&revoked_elsewhere.mask(block.first));
        masks[status_index(Status::NotYetValid)] = current.and(&to_come);
        masks[status_index(Status::Expired)] = unrevoked.and(&ended);
        masks[status_index(Status::OnHold)] = unrevoked.without(&undecided).without(&ended);
        masks[status_index(Status::Revoked)] = revoked;
        masks
    }

    /// What is wanted to tell a status: `NotBefore` only where something is not valid yet.
    pub(super) fn wanted(self) -> [Wanted; 3] {
        [
            Column::Lifecycle.into(),
            Column::NotAfter.into(),
            Wanted { column: Column::NotBefore, above: Some(self.early) },
        ]
    }
}

/// A filter in numbers, without its text.
#[derive(Debug)]
pub(super) struct Test {
    clock: Clock,
    statuses: Option<[bool; 5]>,
    /// Looked at only where a status is asked for.
    revoked_elsewhere: Selection,
    from: Option<i64>,
    until: Option<i64>,
    equal: Vec<(Column, i64)>,
    /// Bits of `Traits` that matter, and what they must be.
    traits: (i64, i64),
    /// Certificates must be among each of these …
    among: Vec<Selection>,
    /// … and not among these.
    not_among: Option<Selection>,
    /// Asked for a word that no certificate has.
    impossible: bool,
}

/// A filter ready to be used in one transaction.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) test: Test,
    pub(super) text: Option<TextQuery>,
}

impl ReadTransaction<'_> {
    pub(super) fn prepare_filter(&self, filter: &CertificateFilter, now: DateTime<Utc>) -> Result<Prepared> {
        let mut equal = Vec::new();
        let mut impossible = false;
        let mut add = |column, value: Option<Option<i64>>| match value {
            Some(Some(value)) => equal.push((column, value)),
            Some(None) => impossible = true,
            None => {}
        };
        let term = |kind, word: Option<&str>| word.map(|word| self.term(kind, word)).transpose();
        // 0 stands for no authority, and is none's id.
        add(Column::Authority, filter.authority.map(|authority| Some(authority.row()).filter(|id| *id != 0)));
        add(Column::Profile, term(TermKind::Profile, filter.profile.as_ref().map(ProfileName::as_str))?);
        add(Column::KeyAlgorithm, term(TermKind::KeyAlgorithm, filter.key_algorithm.as_deref())?);
        add(Column::Environment, filter.environment.map(|environment| Some(environment.code())));
        add(Column::Owner, term(TermKind::Owner, filter.owner.as_deref())?);
        let bits = [
            (traits::IMPORTED, filter.origin.map(|origin| origin == Origin::Imported)),
            (traits::CA, filter.is_ca),
            (traits::KEY, filter.has_key),
            (traits::SUPERSEDED, filter.superseded),
        ];
        let traits = bits.into_iter().fold((0, 0), |(mask, value), (bit, wanted)| match wanted {
            Some(true) => (mask | bit, value | bit),
            Some(false) => (mask | bit, value),
            None => (mask, value),
        });
        let mut among = Vec::new();
        if let Some(tag) = &filter.tag {
            match self.with_tag(tag)? {
                Some(tagged) => among.push(tagged),
                None => impossible = true,
            }
        }
        if let Some(rules) = &filter.findings {
            among.push(self.with_any(rules)?);
        }
        let mut not_among = None;
        match filter.revoked_elsewhere {
            Some(true) => among.push(self.revoked_elsewhere()?),
            Some(false) => not_among = Some(self.revoked_elsewhere()?),
            None => {}
        }
        let statuses = filter.status.as_ref().map(|statuses| {
            let mut wanted = [false; 5];
            for status in statuses {
                wanted[status_index(*status)] = true;
            }
            wanted
        });
        let revoked_elsewhere = match statuses {
            // Every status there is: whatever it is.
            None | Some([true, true, true, true, true]) => Selection::default(),
            Some(_) => self.revoked_elsewhere()?,
        };
        let test = Test {
            clock: Clock::at(now),
            statuses,
            revoked_elsewhere,
            from: filter.expires_from.map(ceiling),
            until: filter.expires_until.map(ceiling),
            equal,
            traits,
            among,
            not_among,
            impossible,
        };
        Ok(Prepared { test, text: filter.text.as_deref().and_then(TextQuery::parse) })
    }

    /// Hands the rows that pass `test`, block by block, to `each`; blocks without any are left out.
    pub(super) fn for_each_match(
        &self,
        test: &Test,
        also: &[Column],
        ids: (i64, i64),
        direction: Direction,
        mut each: impl FnMut(&Block, &Mask) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        if test.impossible {
            return Ok(());
        }
        self.for_each_block(&test.wanted(also), ids, direction, |block| {
            let mask = test.mask(block, ids);
            if mask.is_empty() { Ok(ControlFlow::Continue(())) } else { each(block, &mask) }
        })
    }

    /// Hands what every certificate that `filter` lets through says of its life to `each`: for sums over all of them. A
    /// filter by text is not for this.
    pub fn for_each_validity(
        &self,
        filter: &CertificateFilter,
        now: DateTime<Utc>,
        mut each: impl FnMut(Lifespan),
    ) -> Result<()> {
        let prepared = self.prepare_filter(filter, now)?;
        let also = [Column::NotBefore, Column::NotAfter, Column::Authority];
        self.for_each_match(&prepared.test, &also, (1, i64::MAX), Direction::Oldest, |block, mask| {
            let (begins, ends) = (block.column(Column::NotBefore), block.column(Column::NotAfter));
            let authorities = block.column(Column::Authority);
            let moment = |seconds| DateTime::from_timestamp(seconds, 0);
            mask.for_each(|index| {
                if let Some((not_before, not_after)) = moment(begins.at(index)).zip(moment(ends.at(index))) {
                    let authority = Some(authorities.at(index)).filter(|id| *id != 0).map(AuthorityId::from_row);
                    let id = CertificateId::from_row(block.id(index));
                    each(Lifespan { id, authority, not_before, not_after });
                }
            });
            Ok(ControlFlow::Continue(()))
        })
    }

    /// All rows that pass `test`.
    pub(super) fn select(&self, test: &Test) -> Result<Selection> {
        let mut selection = Selection::default();
        self.for_each_match(test, &[], (1, i64::MAX), Direction::Oldest, |block, mask| {
            selection.add(block.first, mask);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(selection)
    }
}

impl Test {
    /// Lets every certificate through.
    pub(super) fn everything() -> Self {
        Self {
            clock: Clock { late: 0, early: 0 },
            statuses: None,
            revoked_elsewhere: Selection::default(),
            from: None,
            until: None,
            equal: Vec::new(),
            traits: (0, 0),
            among: Vec::new(),
            not_among: None,
            impossible: false,
        }
    }

    /// Whether every certificate passes.
    pub(super) fn is_empty(&self) -> bool {
        !self.impossible
            && self.statuses.is_none_or(|wanted| wanted == [true; 5])
            && self.from.is_none()
            && self.until.is_none()
            && self.equal.is_empty()
            && self.among.is_empty()
            && self.not_among.is_none()
            && self.traits.0 == 0
    }

    fn wanted(&self, also: &[Column]) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        if self.statuses.is_some() {
            wanted.extend(self.clock.wanted());
        }
        wanted.extend(self.equal.iter().map(|(column, _)| Wanted::from(*column)));
        if self.traits.0 != 0 {
            wanted.push(Column::Traits.into());
        }
        if self.from.is_some() || self.until.is_some() {
            wanted.push(Column::NotAfter.into());
        }
        wanted.extend(also.iter().map(|column| Wanted::from(*column)));
        // A column is read once; that it is wanted in full by one of its users wins.
        wanted.sort_by_key(|wanted| (wanted.column as i64, wanted.above.is_some()));
        wanted.dedup_by_key(|wanted| wanted.column as i64);
        wanted
    }

    fn mask(&self, block: &Block, (first, last): (i64, i64)) -> Mask {
        let mut mask = block.present();
        if first > block.first || last < block.id(BLOCK - 1) {
            mask.retain_indexes(|index| (first..=last).contains(&block.id(index)));
        }
        for among in &self.among {
            mask = mask.and(&among.mask(block.first));
        }
        if let Some(not_among) = &self.not_among {
            mask = mask.without(&not_among.mask(block.first));
        }
        for (column, value) in &self.equal {
            mask.retain(block.column(*column), |found| found == *value);
        }
        if self.traits.0 != 0 {
            mask.retain(block.column(Column::Traits), |found| found & self.traits.0 == self.traits.1);
        }
        if self.from.is_some() || self.until.is_some() {
            let (from, until) = (self.from.unwrap_or(i64::MIN), self.until.unwrap_or(i64::MAX));
            mask.retain(block.column(Column::NotAfter), |found| found >= from && found < until);
        }
        if let Some(wanted) = self.statuses
            && !mask.is_empty()
        {
            let masks = self.clock.masks(block, &mask, &self.revoked_elsewhere);
            let chosen = masks.iter().zip(wanted).filter(|(_, wanted)| *wanted);
            mask = chosen.fold(Mask::NONE, |all, (mask, _)| all.or(mask));
        }
        mask
    }
}
