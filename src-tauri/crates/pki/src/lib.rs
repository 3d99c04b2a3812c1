//! X.509: keys, certificates, requests, CRLs, and the files they travel in.
//!
//! Owns encoding, decoding, signing and verifying, all in memory. Owns no storage, no policy and no
//! clock: what may be signed is decided by the engine, where keys are kept by the vault.

mod asn1;
mod certificate;
mod crl;
mod error;
mod formats;
mod keys;
mod lint;
mod name;
mod ocsp;
mod oid;
mod path;
mod request;
mod signature;
mod time;

pub use asn1::is_der;
pub use certificate::{
    AuthorityPlan, Certificate, CertificateDer, CertificateFacts, CertificatePlan, ExtensionText, FoundName,
    IssuerCertificate, planned_extensions, self_sign, self_sign_tbs, sign_certificate, sign_tbs, stand_in_issuer,
    tbs_certificate,
};
pub use crl::{
    CompleteCrl, Crl, CrlFacts, CrlPlan, CrlScope, RevokedEntry, RevokedList, SignedCrl, build_crl, crl_pem, sign_crl,
};
pub use error::{Error, Result};
pub use formats::{
    Found, Inspected, KeystoreEntry, MAX_BUNDLE, MAX_INPUT, Pkcs12Protection, Pkcs12Strength, chain_pem, inspect,
    inspect_each, inspect_named, jks, jwk, jwk_set, openssh, pem_bundle, pkcs7, pkcs12, pkcs12_keystore, private_jwk,
};
pub use keys::{KeyArchiveLock, KeyDescription, KeyPair, PublicKey, Signer, SoftwareSigner};
pub use lint::{
    AppliesTo, LINT_VERSION, LintFinding, LintSeverity, Rule, certificates_to_lint, lint_as_declared, lint_certificate,
    lint_rule, lint_rules, lint_tbs,
};
pub use ocsp::{
    CertIdHash, CertIdRef, CertificateStatus, IssuerHashes, MAX_CERT_IDS, MAX_NONCE, MAX_OCSP_REQUEST, OcspAnswer,
    OcspRefusal, OcspReply, OcspRequest, OcspResponder, OcspSigner, SingleAnswer, cert_id, ocsp_request,
};
pub use path::{
    Check, Host, Outcome, PathLink, PathQuestion, PathReport, PathStep, PolicyRules, Revocation, TrustAnchor,
    TrustReport, verify_path,
};
pub use request::{Asked, RefusedName, Request};
pub use signature::{verify_crl_signature, verify_signature};
