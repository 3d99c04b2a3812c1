//! The online certificate status protocol (RFC 6960, with RFC 5019 and RFC 9654).
//!
//! Owns both sides' encodings: requests read and made, answers made, read and held to who may give them. What the
//! status of a certificate is, and how long an answer is used, is for the engine.

mod cert_id;
mod read;
mod request;
mod responder;
mod response;

pub use cert_id::{CertIdHash, CertIdRef, IssuerHashes, cert_id};
pub use read::{OcspAnswer, OcspReply, OcspSigner};
pub use request::{MAX_CERT_IDS, MAX_NONCE, MAX_OCSP_REQUEST, OcspRequest, ocsp_request};
pub use responder::OcspResponder;
pub use response::{CertificateStatus, OcspRefusal, SingleAnswer};
