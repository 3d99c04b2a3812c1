//! What a key of each kind may be used for.

use crate::lint::rule::{Outcome, Rule, broken_by, broken_if, error};
use crate::lint::view::{KeyKind, View};
use chancery_domain::KeyUsage::{
    self, ContentCommitment, CrlSign, DataEncipherment, DecipherOnly, DigitalSignature, EncipherOnly, KeyAgreement,
    KeyCertSign, KeyEncipherment,
};

const SIGNING: &[KeyUsage] = &[DigitalSignature, ContentCommitment, KeyCertSign, CrlSign];
const PRE_HASHED: &[KeyUsage] = &[DigitalSignature, ContentCommitment];
const RSA: &[KeyUsage] =
    &[DigitalSignature, ContentCommitment, KeyEncipherment, DataEncipherment, KeyCertSign, CrlSign];
const EC: &[KeyUsage] =
    &[DigitalSignature, ContentCommitment, KeyAgreement, KeyCertSign, CrlSign, EncipherOnly, DecipherOnly];
const AGREEMENT: &[KeyUsage] = &[KeyAgreement, EncipherOnly, DecipherOnly];

pub(super) static RULES: &[Rule] = &[
    error("key.rsa_usage", "RFC 3279 §2.3.1", "Its key usage lets an RSA key be used for what it cannot do.", |view| {
        beyond(view, matches!(view.key.kind, KeyKind::Rsa(_)), RSA)
    }),
    error(
        "key.rsa_pss_usage",
        "RFC 4055 §1.2",
        "Its key usage lets an RSASSA-PSS key be used for something else than signing.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::RsaPss(_)), SIGNING),
    ),
    error("key.ec_usage", "RFC 8813 §3", "Its key usage lets an EC key encipher, which it cannot.", |view| {
        beyond(view, matches!(view.key.kind, KeyKind::Ec(_)), EC)
    }),
    error(
        "key.edwards_usage",
        "RFC 9295 §3",
        "Its key usage lets an Ed25519 or Ed448 key be used for something else than signing.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::Ed25519 | KeyKind::Ed448), SIGNING),
    ),
    error(
        "key.montgomery_usage",
        "RFC 9295 §3",
        "Its key usage lets an X25519 or X448 key be used for something else than key agreement.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::X25519 | KeyKind::X448), AGREEMENT),
    ),
    error(
        "key.montgomery_without_agreement",
        "RFC 9295 §3",
        "Its key usage does not let an X25519 or X448 key agree on keys, which is all it can do.",
        |view| {
            let is_montgomery = matches!(view.key.kind, KeyKind::X25519 | KeyKind::X448);
            broken_if(is_montgomery && view.extensions.key_usage.is_some_and(|bits| !bits.has(KeyAgreement)))
        },
    ),
    error(
        "key.ml_dsa_usage",
        "RFC 9881 §5",
        "Its key usage lets an ML-DSA key be used for something else than signing.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::MlDsa(_)), SIGNING),
    ),
    error(
        "key.slh_dsa_usage",
        "RFC 9909",
        "Its key usage lets an SLH-DSA key be used for something else than signing.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::SlhDsa(_)), SIGNING),
    ),
    error(
        "key.pre_hash_usage",
        "RFC 9881 §5",
        "Its key usage lets a pre-hashed post-quantum key sign certificates, encipher or agree on keys.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::HashMlDsa | KeyKind::HashSlhDsa), PRE_HASHED),
    ),
    error(
        "key.ml_kem_usage",
        "RFC 9935 §3",
        "Its key usage lets an ML-KEM key be used for something else than key encipherment.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::MlKem(_)), &[KeyEncipherment]),
    ),
    error(
        "key.dsa_usage",
        "RFC 3279 §2.3.2",
        "Its key usage lets a DSA key be used for something else than signing.",
        |view| beyond(view, matches!(view.key.kind, KeyKind::Dsa(_)), SIGNING),
    ),
];

/// The first usage that a key of this kind cannot serve.
fn beyond(view: &View<'_>, is_this: bool, usages: &[KeyUsage]) -> Outcome {
    if !is_this {
        return Outcome::Holds;
    }
    broken_by(view.extensions.key_usage.and_then(|bits| bits.beyond(usages)), |usage| usage.as_str().to_owned())
}
