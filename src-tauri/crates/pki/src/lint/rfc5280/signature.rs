//! The signature's algorithm (RFC 5280 §4.1.1.2, §4.1.2.3, and the documents of each algorithm).

use crate::lint::rule::{Rule, broken_if, error, notice, warning};
use crate::lint::view::{Hash, SignatureKind, View};

pub(super) static RULES: &[Rule] = &[
    error(
        "rfc5280.signature_algorithms_differ",
        "RFC 5280 §4.1.1.2",
        "The signature algorithm inside the signed part is not the one outside.",
        |view| broken_if(view.outer.as_ref().is_some_and(|outer| outer.algorithm != view.algorithm.raw)),
    ),
    error(
        "signature.rsa_without_null",
        "RFC 4055 §5",
        "The RSA signature's algorithm lacks the NULL that its parameters must be.",
        |view| broken_if(matches!(view.signature(), SignatureKind::RsaPkcs1(_)) && !view.algorithm.has_null()),
    ),
    error(
        "signature.ecdsa_parameters",
        "RFC 5758 §3.2",
        "The ECDSA signature's algorithm has parameters, which it must not have.",
        |view| parameters(view, matches!(view.signature(), SignatureKind::Ecdsa(_))),
    ),
    error(
        "signature.dsa_parameters",
        "RFC 5758 §3.1",
        "The DSA signature's algorithm has parameters, which it must not have.",
        |view| parameters(view, matches!(view.signature(), SignatureKind::Dsa(_))),
    ),
    error(
        "signature.eddsa_parameters",
        "RFC 8410 §3",
        "The EdDSA signature's algorithm has parameters, which it must not have.",
        |view| parameters(view, view.signature() == SignatureKind::EdDsa),
    ),
    error(
        "signature.ml_dsa_parameters",
        "RFC 9881 §2",
        "The ML-DSA signature's algorithm has parameters, which it must not have.",
        |view| parameters(view, view.signature() == SignatureKind::MlDsa),
    ),
    error(
        "signature.slh_dsa_parameters",
        "RFC 9909",
        "The SLH-DSA signature's algorithm has parameters, which it must not have.",
        |view| parameters(view, view.signature() == SignatureKind::SlhDsa),
    ),
    error(
        "signature.pss_parameters",
        "RFC 4055 §3.1",
        "The RSASSA-PSS signature's parameters are missing or cannot be read.",
        |view| broken_if(view.signature() == SignatureKind::RsaPssUnreadable),
    ),
    warning(
        "signature.pss_mask",
        "RFC 4055 §3.1",
        "The RSASSA-PSS signature's mask uses another hash than the signature.",
        |view| broken_if(matches!(view.signature(), SignatureKind::RsaPss { hash, mask, .. } if hash != mask)),
    ),
    warning(
        "signature.pss_salt",
        "RFC 4055 §3.1",
        "The RSASSA-PSS signature's salt is not as long as its hash.",
        |view| match view.signature() {
            SignatureKind::RsaPss { hash, salt, .. } => {
                broken_if(octets(hash).is_some_and(|octets| salt != Some(octets)))
            }
            _ => broken_if(false),
        },
    ),
    error(
        "signature.pss_trailer",
        "RFC 4055 §3.1",
        "The RSASSA-PSS signature's parameters name the trailer field, which must be left out.",
        |view| broken_if(matches!(view.signature(), SignatureKind::RsaPss { trailer: true, .. })),
    ),
    error("signature.md2", "RFC 6149", "It is signed with MD2, which can be forged.", |view| hashed(view, Hash::Md2)),
    error("signature.md5", "RFC 6151 §2", "It is signed with MD5, which can be forged.", |view| {
        hashed(view, Hash::Md5)
    }),
    warning("signature.sha1", "RFC 6194", "It is signed with SHA-1, for which collisions are known.", |view| {
        hashed(view, Hash::Sha1)
    }),
    error(
        "signature.pre_hash",
        "RFC 9881",
        "It is signed with a pre-hashed post-quantum algorithm, which certificates must not use.",
        |view| broken_if(view.signature() == SignatureKind::PreHash),
    ),
    notice(
        "signature.unknown_algorithm",
        "RFC 5280 §4.1.1.2",
        "Its signature algorithm is not known here, so nothing could be said of it.",
        |view| broken_if(view.signature() == SignatureKind::Unknown),
    ),
];

fn parameters(view: &View<'_>, is_this: bool) -> crate::lint::rule::Outcome {
    broken_if(is_this && view.algorithm.parameters.is_some())
}

/// A root's own signature proves nothing, so nothing is lost by its hash.
fn hashed(view: &View<'_>, hash: Hash) -> crate::lint::rule::Outcome {
    broken_if(view.signature().hash() == Some(hash) && !view.is_self_issued())
}

fn octets(hash: Hash) -> Option<u32> {
    Some(match hash {
        Hash::Sha1 => 20,
        Hash::Sha224 => 28,
        Hash::Sha256 => 32,
        Hash::Sha384 => 48,
        Hash::Sha512 => 64,
        Hash::Md2 | Hash::Md5 | Hash::Other => return None,
    })
}
