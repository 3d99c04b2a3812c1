//! Signing the certificates of authorities: what was put together is linted, and these very octets are signed.

use crate::{Result, lint};
use chancery_domain::RuleSets;
use chancery_pki::{
    CertificateDer, CertificatePlan, IssuerCertificate, Signer, SoftwareSigner, self_sign_tbs, sign_tbs,
    tbs_certificate,
};

/// What lint holds the certificates of authorities to.
pub(super) const RULES: RuleSets = RuleSets::RFC5280;

/// The certificate for an authority's own key, signed by the one above it or, as a root's, by itself.
pub(super) fn lint_and_sign(
    plan: &CertificatePlan,
    own: &SoftwareSigner,
    above: Option<(&IssuerCertificate, &dyn Signer)>,
) -> Result<CertificateDer> {
    let tbs = tbs_certificate(plan, own.public_key(), above.map(|(issuer, _)| issuer))?;
    lint::lint_for_signing(&tbs, RULES, &[])?;
    Ok(match above {
        Some((issuer, signer)) => sign_tbs(&tbs, issuer, signer)?,
        None => self_sign_tbs(&tbs, own)?,
    })
}
