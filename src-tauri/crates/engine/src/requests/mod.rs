//! Signing requests as things of their own: made here with a fresh key for the CAs of others, kept until the certificate
//! comes back; and those of others, read and signed, many at once.
//!
//! Owns the request's life. What a signed one gets is for `certificates/draft.rs`, as with every certificate.

mod answer;
mod compare;
mod create;
mod export;
mod list;
mod sign;
mod table;
mod view;

pub(crate) use answer::answered;
pub use export::RequestFormat;
pub(crate) use sign::{label_of, refuse_too_many};
pub(crate) use table::{COLUMNS, cells};
pub use view::{
    ComparedItem, CreateRequest, ReadRequest, RequestDetail, RequestPage, RequestRow, SignReport, SignRequests,
    SignedRequest,
};
