//! Whose certificates are believed: the system's authorities, and those that somebody named for a target.

use crate::wrong::unreachable;
use chancery_engine::PublishError;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// What speaks TLS with servers that these or the system's authorities vouch for.
pub(crate) fn configuration(trust: Option<&str>) -> Result<ClientConfig, PublishError> {
    let broken = |error: &dyn std::fmt::Display| unreachable(format!("TLS cannot be used here: {error}."));
    let extra: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(trust.unwrap_or_default().as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|_| unreachable("The certificates that are believed for this target cannot be read."))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(|error| broken(&error))?;
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(&error))?
        .dangerous()
        // The platform's own, which is the stricter one: not dangerous at all.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}
