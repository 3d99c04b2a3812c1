//! Certificates: planned, signed, and read back (RFC 5280 §4).
//!
//! Owns the encoding of what we sign and the faithful reading of what anybody signed. Whether something
//! may be signed is for profiles and the engine.

mod der;
mod display;
mod extension;
mod facts;
mod issuer;
mod parse;
mod plan;
mod sign;

pub use der::CertificateDer;
pub use display::ExtensionText;
pub(crate) use display::extension_texts;
pub(crate) use extension::{authority_key_identifier, extensions, subject_alt_name};
pub use facts::{Certificate, CertificateFacts, FoundName};
pub use issuer::IssuerCertificate;
pub(crate) use parse::{
    Extension, MAX_CERTIFICATE, MAX_NAMES, STATUS_REQUEST, Tbs, found_names, general_name, number_text, read_extensions,
};
pub use plan::{AuthorityPlan, CertificatePlan};
pub use sign::{
    planned_extensions, self_sign, self_sign_tbs, sign_certificate, sign_tbs, stand_in_issuer, tbs_certificate,
};
