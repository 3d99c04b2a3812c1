//! Certificates of others in the order in which they came, found by the facts alone: of a million of our own nothing else is
//! read.

use super::facts::Column;
use super::filter::CertificateFilter;
use super::scan::Direction;
use crate::error::Result;
use crate::transaction::ReadTransaction;
use crate::values::ceiling;
use chancery_domain::CertificateId;
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;

/// A certificate that another issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    pub id: CertificateId,
    pub der: Vec<u8>,
}

impl ReadTransaction<'_> {
    /// The next certificates after this id that no authority of this vault issued and that have not ended, at most `limit`,
    /// and the last id that was looked at; none when there are no more.
    pub fn foreign_after(
        &self,
        after: CertificateId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<(Vec<Foreign>, Option<CertificateId>)> {
        let last = self.last_certificate()?;
        if after.row() >= last {
            return Ok((Vec::new(), None));
        }
        let (mut ids, late) = (Vec::new(), ceiling(now));
        let everything = self.prepare_filter(&CertificateFilter::default(), now)?.test;
        let also = [Column::Authority, Column::NotAfter];
        self.for_each_match(&everything, &also, (after.row() + 1, last), Direction::Oldest, |block, mask| {
            let (authority, not_after) = (block.column(Column::Authority), block.column(Column::NotAfter));
            // 0 stands for no authority.
            if authority.low == 0 && not_after.high >= late {
                mask.for_each(|at| {
                    if ids.len() < limit && authority.at(at) == 0 && not_after.at(at) >= late {
                        ids.push(block.id(at));
                    }
                });
            }
            Ok(if ids.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        let looked = if ids.len() < limit { Some(last) } else { ids.last().copied() };
        let mut found = Vec::with_capacity(ids.len());
        for id in ids.into_iter().map(CertificateId::from_row) {
            if let Some(der) = self.certificate_der(id)? {
                found.push(Foreign { id, der });
            }
        }
        Ok((found, looked.map(CertificateId::from_row)))
    }
}
