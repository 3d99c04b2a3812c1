//! Which holds a job began: stretches of the authorities' revocation logs. A place in a log is never used again, so that a
//! hold that somebody else began is another one, even of the same certificate at the same moment.

use chancery_domain::AuthorityId;
use serde::{Deserialize, Serialize};

/// Places in revocation logs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Holds(Vec<Stretch>);

/// Places of one authority's log that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stretch {
    authority: AuthorityId,
    first: u64,
    last: u64,
}

impl Holds {
    pub(crate) fn add(&mut self, authority: AuthorityId, at: u64) {
        match self.0.iter_mut().rev().find(|stretch| stretch.authority == authority) {
            Some(stretch) if stretch.last + 1 == at => stretch.last = at,
            _ => self.0.push(Stretch { authority, first: at, last: at }),
        }
    }

    /// All of these, in order, so that they can be asked.
    pub(crate) fn together(all: impl IntoIterator<Item = Self>) -> Self {
        let mut stretches: Vec<Stretch> = all.into_iter().flat_map(|holds| holds.0).collect();
        stretches.sort_unstable();
        stretches.dedup_by(|next, before| {
            let joins = next.authority == before.authority && next.first <= before.last + 1;
            if joins {
                before.last = before.last.max(next.last);
            }
            joins
        });
        Self(stretches)
    }

    /// Whether they are among these, which are [in order](Self::together).
    pub(crate) fn have(&self, authority: AuthorityId, at: u64) -> bool {
        let after = self.0.partition_point(|stretch| (stretch.authority, stretch.first) <= (authority, at));
        self.0[..after].last().is_some_and(|stretch| stretch.authority == authority && at <= stretch.last)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Holds;
    use chancery_domain::AuthorityId;

    #[test]
    fn what_was_added_is_there_and_nothing_in_between() {
        let (one, two) = (AuthorityId::from_row(1), AuthorityId::from_row(2));
        let mut early = Holds::default();
        let mut late = Holds::default();
        for at in 3..=6 {
            early.add(one, at);
            early.add(two, 10 * at);
        }
        for at in [7, 8, 12] {
            late.add(one, at);
        }
        let all = Holds::together([late, early]);
        assert_eq!(all.0.len(), 2 + 4, "neighbours are one stretch: {all:?}");
        let of = |id| (0..100).filter(|at| all.have(id, *at)).collect::<Vec<_>>();
        assert_eq!((of(one), of(two)), (vec![3, 4, 5, 6, 7, 8, 12], vec![30, 40, 50, 60]));
        assert!(!all.have(AuthorityId::from_row(3), 3) && !Holds::default().have(one, 3));
    }
}
