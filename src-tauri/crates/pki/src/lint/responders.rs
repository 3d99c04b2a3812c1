//! OCSP responders, certificate transparency and TLS features (RFC 6960, RFC 6962, RFC 7633).

use super::rfc5280::has_ocsp;
use super::rule::{AppliesTo, Rule, broken_if, error, notice, warning};
use super::syntax::has_duplicate;
use super::view::{Known, View};

/// status_request (RFC 6066 §8), which makes a certificate "must-staple".
const STATUS_REQUEST: &[u8] = &[5];

pub(super) static RULES: &[Rule] = &[
    notice(
        "rfc6960.responder_is_checked",
        "RFC 6960 §4.2.2.2.1",
        "It is an OCSP responder's without id-pkix-ocsp-nocheck: clients must find out whether it is revoked, by some other way than OCSP.",
        |view| broken_if(view.is_ocsp_responder() && !view.extensions.has(Known::OcspNoCheck)),
    )
    .applies_to(AppliesTo::EndEntities),
    warning(
        "rfc6960.no_check_critical",
        "RFC 6960 §4.2.2.2.1",
        "Its id-pkix-ocsp-nocheck is critical, which it should not be.",
        |view| broken_if(view.extensions.is_critical(Known::OcspNoCheck)),
    ),
    error(
        "rfc6960.no_check_value",
        "RFC 6960 §4.2.2.2.1",
        "Its id-pkix-ocsp-nocheck has another value than NULL.",
        |view| value_is_not_null(view, Known::OcspNoCheck),
    ),
    error(
        "rfc6962.poison_not_critical",
        "RFC 6962 §3.1",
        "It is a precertificate whose poison is not critical, so that it could be used as a certificate.",
        |view| broken_if(view.extensions.is_uncritical(Known::CtPoison)),
    ),
    error("rfc6962.poison_value", "RFC 6962 §3.1", "Its precertificate poison has another value than NULL.", |view| {
        value_is_not_null(view, Known::CtPoison)
    }),
    error(
        "rfc6962.poison_and_timestamps",
        "RFC 6962 §3.1",
        "It is a precertificate and has signed certificate timestamps, which only the final certificate has.",
        |view| broken_if(view.extensions.has(Known::CtPoison) && view.extensions.has(Known::SctList)),
    ),
    error(
        "rfc6962.timestamps_empty",
        "RFC 6962 §3.3",
        "Its list of signed certificate timestamps is empty.",
        |view| broken_if(view.extensions.timestamps == Some(0)),
    ),
    error("rfc7633.tls_features_empty", "RFC 7633 §4", "Its list of TLS features is empty.", |view| {
        broken_if(view.extensions.tls_features.as_ref().is_some_and(Vec::is_empty))
    }),
    notice("rfc7633.tls_feature_twice", "RFC 7633 §4", "It names a TLS feature twice.", |view| {
        broken_if(has_duplicate(view.extensions.tls_features.iter().flatten().copied()).is_some())
    }),
    warning(
        "rfc7633.must_staple_without_ocsp",
        "RFC 7633",
        "It says that the server staples an OCSP answer, and not who answers OCSP: there will be none to staple.",
        |view| {
            let staples = view.extensions.tls_features.iter().flatten().any(|feature| *feature == STATUS_REQUEST);
            broken_if(staples && !has_ocsp(view))
        },
    )
    .applies_to(AppliesTo::EndEntities),
];

fn value_is_not_null(view: &View<'_>, known: Known) -> super::rule::Outcome {
    broken_if(view.extensions.find(known).is_some_and(|extension| extension.value != [5, 0]))
}
