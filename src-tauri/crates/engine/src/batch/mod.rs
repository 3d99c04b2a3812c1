//! Many certificates from one file: a table, a bundle of signing requests, or a folder of them.
//!
//! Owns reading the file (`columns`, `delimited`, `spreadsheet`, `requests`), what a row asks for (`row`), telling all
//! errors of all rows at once (`check`), the job that issues (`work`), requests that came otherwise than in a file
//! (`signing`), and what comes of it as files (`results`). Rows
//! become the same [`IssueRequest`](crate::IssueRequest) that the form sends: nothing is decided here that is decided
//! for one.

mod check;
mod columns;
mod delimited;
mod requests;
mod results;
mod row;
mod sheet;
mod signing;
mod spreadsheet;
mod template;
mod view;
mod work;
mod workbook;

pub use template::BatchTemplate;
pub use view::{
    BatchCheck, BatchContents, BatchFault, BatchFiles, BatchOutcome, BatchRequest, BatchRowView, BatchWarning,
};
pub(crate) use work::IssueBatch;

/// Rows of one file: more than three times the largest batch that anybody was heard to need.
pub(crate) const MAX_ROWS: usize = 100_000;
