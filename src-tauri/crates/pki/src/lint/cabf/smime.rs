//! The Baseline Requirements for S/MIME certificates ("SMBR"), in force since 2023-09-01.

use super::{forum_policy, lasts_longer, placeholder};
use crate::asn1::{OID, context};
use crate::lint::rfc5280::{count_policies, has_any_policy, has_policy, is_http, point_uris};
use crate::lint::rule::{self, AppliesTo, Outcome, Rule, broken_by, broken_if};
use crate::lint::view::{Attribute, Curve, KeyKind, Known, View, attribute, eku};
use crate::oid;
use chancery_domain::KeyUsage::{
    self, ContentCommitment, DataEncipherment, DecipherOnly, DigitalSignature, EncipherOnly, KeyAgreement,
    KeyEncipherment,
};
use chancery_domain::RuleSet;

const EXTENSIONS: &str = "CA/B Forum SMBR §7.1.2.3";
const POLICIES: &str = "CA/B Forum SMBR §7.1.6.1";
const NAMES: &str = "CA/B Forum SMBR §7.1.4.2.1";
const SUBJECT: &str = "CA/B Forum SMBR §7.1.4.2.2";
const LIFETIME: &str = "CA/B Forum SMBR §6.3.2";
const SIZES: &str = "CA/B Forum SMBR §6.1.5";

const EMAIL: u8 = 0x81;
const DIRECTORY_NAME: u8 = 0xa4;
const OTHER_NAME: u8 = 0xa0;

/// id-on-SmtpUTF8Mailbox, 1.3.6.1.5.5.7.8.9
const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];
const ORGANIZATION_IDENTIFIER: &[u8] = &[0x55, 4, 97];

type Check = fn(&View<'_>) -> Outcome;

const fn error(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::error(id, source, sentence, check).of(RuleSet::Smime).applies_to(AppliesTo::Subscribers).since(2023, 9, 1)
}

const fn warning(id: &'static str, source: &'static str, sentence: &'static str, check: Check) -> Rule {
    rule::warning(id, source, sentence, check).of(RuleSet::Smime).applies_to(AppliesTo::Subscribers).since(2023, 9, 1)
}

/// Whether this is one of the policies of SMBR §7.1.6.1.
pub(super) fn is_reserved_policy(policy: &[u8]) -> bool {
    matches!(forum_policy(policy), Some([5, 1..=4, 1..=3]))
}

/// The generations of the profiles, as the last number of their policies.
const LEGACY: u8 = 1;
const STRICT: u8 = 3;

fn is_of_generation(view: &View<'_>, generation: u8) -> bool {
    has_policy(view, |policy| matches!(forum_policy(policy), Some([5, _, found]) if *found == generation))
}

/// Whether it claims to be of one of these types: 1 mailbox, 2 organization, 3 sponsor, 4 individual.
fn is_of_type(view: &View<'_>, types: &[u8]) -> bool {
    has_policy(view, |policy| matches!(forum_policy(policy), Some([5, kind, _]) if types.contains(kind)))
}

pub(in crate::lint) static RULES: &[Rule] = &[
    error("smime.no_purposes", EXTENSIONS, "It has no extended key usage.", |view| {
        broken_if(!view.extensions.has(Known::ExtendedKeyUsage))
    }),
    error("smime.no_email_protection", EXTENSIONS, "Its extended key usage does not have emailProtection.", |view| {
        broken_if(view.extensions.extended_key_usage.is_some() && !view.extensions.has_purpose(eku::EMAIL_PROTECTION))
    }),
    error("smime.prohibited_purpose", EXTENSIONS, "Its extended key usage has a purpose that is prohibited.", |view| {
        let prohibited = [eku::SERVER_AUTH, eku::CODE_SIGNING, eku::TIME_STAMPING, eku::ANY];
        let mut purposes = view.extensions.extended_key_usage.iter().flatten();
        broken_by(purposes.find(|purpose| prohibited.contains(purpose)), |purpose| oid::dotted(purpose))
    }),
    error(
        "smime.strict_purpose",
        EXTENSIONS,
        "It claims the strict profile and has another purpose than emailProtection.",
        |view| {
            let mut purposes =
                view.extensions.extended_key_usage.iter().flatten().filter(|_| is_of_generation(view, STRICT));
            broken_by(purposes.find(|purpose| **purpose != eku::EMAIL_PROTECTION), |purpose| oid::dotted(purpose))
        },
    ),
    error("smime.no_key_usage", EXTENSIONS, "It has no key usage.", |view| {
        broken_if(!view.extensions.has(Known::KeyUsage))
    }),
    warning("smime.key_usage_not_critical", EXTENSIONS, "Its key usage is not critical, which it should be.", |view| {
        broken_if(view.extensions.is_uncritical(Known::KeyUsage))
    }),
    error("smime.prohibited_usage", EXTENSIONS, "Its key usage has a bit that is prohibited with its key.", |view| {
        let allowed: &[KeyUsage] = match view.key.kind {
            KeyKind::Rsa(_) if is_of_generation(view, STRICT) => {
                &[DigitalSignature, ContentCommitment, KeyEncipherment]
            }
            KeyKind::Rsa(_) => &[DigitalSignature, ContentCommitment, KeyEncipherment, DataEncipherment],
            KeyKind::Ec(_) => &[DigitalSignature, ContentCommitment, KeyAgreement, EncipherOnly, DecipherOnly],
            KeyKind::Ed25519 | KeyKind::Ed448 => &[DigitalSignature, ContentCommitment],
            _ => return Outcome::Holds,
        };
        let found = view.extensions.key_usage.and_then(|bits| bits.beyond(allowed));
        broken_by(found, |usage| usage.as_str().to_owned())
    }),
    error(
        "smime.usage_without_purpose",
        EXTENSIONS,
        "Its key usage lets its key neither sign nor be used for encryption.",
        |view| {
            let needed: &[KeyUsage] = match view.key.kind {
                KeyKind::Rsa(_) => &[DigitalSignature, KeyEncipherment],
                KeyKind::Ec(_) => &[DigitalSignature, KeyAgreement],
                _ => &[DigitalSignature],
            };
            broken_if(view.extensions.key_usage.is_some_and(|bits| !bits.has_any(needed)))
        },
    ),
    error("smime.no_policies", EXTENSIONS, "It has no certificate policies.", |view| {
        broken_if(!view.extensions.has(Known::CertificatePolicies))
    }),
    error("smime.no_reserved_policy", POLICIES, "None of its policies is one of the Forum's.", |view| {
        broken_if(view.extensions.policies.is_some() && count_policies(view, is_reserved_policy) == 0)
    }),
    error(
        "smime.several_reserved_policies",
        POLICIES,
        "It has several of the Forum's policies, where one is allowed.",
        |view| broken_if(count_policies(view, is_reserved_policy) > 1),
    ),
    warning("smime.any_policy", POLICIES, "It has anyPolicy, which says nothing to whoever relies on it.", |view| {
        broken_if(has_any_policy(view))
    }),
    error(
        "smime.legacy_generation",
        POLICIES,
        "It claims the legacy profile, after which none is issued since 2025-07-15.",
        |view| broken_if(is_of_generation(view, LEGACY)),
    )
    .since(2025, 7, 15),
    error("smime.no_points", EXTENSIONS, "It does not say where its CRL is found.", |view| {
        broken_if(!view.extensions.has(Known::CrlDistributionPoints))
    }),
    error("smime.no_point_by_http", EXTENSIONS, "Its CRL is found at no HTTP URI.", |view| {
        broken_if(view.extensions.crl_distribution_points.is_some() && !point_uris(view).any(is_http))
    }),
    error(
        "smime.point_not_http",
        EXTENSIONS,
        "A CRL distribution point is no HTTP URI, as only the legacy profile allows.",
        |view| broken_if(!is_of_generation(view, LEGACY) && point_uris(view).any(|uri| !is_http(uri))),
    ),
    warning("smime.no_access", EXTENSIONS, "It has no authority information access, which it should have.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityInfoAccess))
    }),
    error("smime.no_authority_key_identifier", EXTENSIONS, "It has no authority key identifier.", |view| {
        broken_if(!view.extensions.has(Known::AuthorityKeyIdentifier))
    }),
    error(
        "smime.authority_named_by_certificate",
        EXTENSIONS,
        "Its authority key identifier names the authority's certificate, which it must not.",
        |view| broken_if(view.extensions.authority_key_identifier.is_some_and(|it| it.has_issuer || it.has_serial)),
    ),
    error(
        "smime.adobe_extension",
        EXTENSIONS,
        "It claims the strict profile and has an Adobe extension, which is prohibited.",
        |view| {
            let has_one = [Known::AdobeTimestamp, Known::AdobeArchive].into_iter().any(|it| view.extensions.has(it));
            broken_if(has_one && is_of_generation(view, STRICT))
        },
    ),
    error(
        "smime.subject_directory_attributes",
        EXTENSIONS,
        "It has subject directory attributes, as only the legacy profile allows.",
        |view| broken_if(view.extensions.has(Known::SubjectDirectoryAttributes) && !is_of_generation(view, LEGACY)),
    ),
    error(
        "smime.qc_statements_critical",
        EXTENSIONS,
        "Its qualified certificate statements are critical, which they must not be.",
        |view| broken_if(view.extensions.is_critical(Known::QcStatements)),
    ),
    error("smime.no_names", NAMES, "It has no subject alternative names.", |view| {
        broken_if(!view.extensions.has(Known::SubjectAltName))
    }),
    error("smime.no_mailbox", NAMES, "Among its subject alternative names is no e-mail address.", |view| {
        let is_mailbox = |name: &crate::asn1::Element<'_>| {
            name.tag == EMAIL
                || (name.tag == OTHER_NAME
                    && name.elements().require_tag(OID).is_ok_and(|kind| kind.content == SMTP_UTF8_MAILBOX))
        };
        broken_if(view.extensions.subject_alt_name.is_some() && !view.extensions.names().iter().any(is_mailbox))
    }),
    error(
        "smime.name_of_other_kind",
        NAMES,
        "Among its names is something else than mailboxes and directory names.",
        |view| {
            let is_other = |tag: u8| !matches!(tag, EMAIL | DIRECTORY_NAME) && tag != context(0);
            broken_if(view.extensions.names().iter().any(|name| is_other(name.tag)))
        },
    ),
    error("smime.pseudonym_and_name", SUBJECT, "Its subject has a pseudonym and a given name or surname.", |view| {
        let is_named = view.subject.has(attribute::GIVEN_NAME) || view.subject.has(attribute::SURNAME);
        broken_if(view.subject.has(attribute::PSEUDONYM) && is_named)
    }),
    error(
        "smime.several_email_addresses",
        SUBJECT,
        "Its subject has several e-mail addresses, where one is allowed.",
        |view| broken_if(view.subject.of_type(attribute::EMAIL_ADDRESS).nth(1).is_some()),
    ),
    error(
        "smime.place_without_country",
        SUBJECT,
        "Its subject says a locality, state or province and no country.",
        |view| {
            let is_placed = view.subject.has(attribute::LOCALITY) || view.subject.has(attribute::STATE_OR_PROVINCE);
            broken_if(is_placed && !view.subject.has(attribute::COUNTRY))
        },
    ),
    error(
        "smime.placeholder",
        "CA/B Forum SMBR §7.1.4.2",
        "An attribute of its subject says only that there is nothing to say.",
        |view| broken_by(placeholder(&view.subject), Attribute::text),
    ),
    error(
        "smime.subject_beyond_mailbox",
        "CA/B Forum SMBR §7.1.4.2.3",
        "It claims that only the mailbox was validated, and its subject says more.",
        |view| {
            let allowed = [attribute::COMMON_NAME, attribute::SERIAL_NUMBER, attribute::EMAIL_ADDRESS];
            let found = view.subject.attributes.iter().find(|it| !allowed.contains(&it.oid));
            broken_by(found.filter(|_| is_of_type(view, &[1])), Attribute::text)
        },
    ),
    error(
        "smime.common_name_not_the_mailbox",
        SUBJECT,
        "It claims that only the mailbox was validated, and its common name is none of its mailboxes.",
        |view| {
            let is_mailbox = |it: &&Attribute<'_>| {
                view.extensions.names_of(EMAIL).any(|mailbox| mailbox.eq_ignore_ascii_case(it.value.content))
            };
            // How a mailbox of other letters is written in a common name is not compared.
            let is_ascii = view.extensions.names().iter().all(|name| name.tag != OTHER_NAME);
            let found = view.subject.of_type(attribute::COMMON_NAME).find(|it| !is_mailbox(it));
            broken_by(found.filter(|_| is_ascii && is_of_type(view, &[1])), Attribute::text)
        },
    ),
    error(
        "smime.no_organization",
        "CA/B Forum SMBR §7.1.4.2.4",
        "It claims that an organization was validated, and does not give its name and its identifier.",
        |view| {
            let is_complete = view.subject.has(attribute::ORGANIZATION) && view.subject.has(ORGANIZATION_IDENTIFIER);
            broken_if(is_of_type(view, &[2, 3]) && !is_complete)
        },
    ),
    error(
        "smime.organization_of_individual",
        "CA/B Forum SMBR §7.1.4.2.6",
        "It claims that an individual was validated, and its subject names an organization.",
        |view| broken_if(is_of_type(view, &[4]) && view.subject.has(attribute::ORGANIZATION)),
    ),
    error("smime.longer_than_825_days", LIFETIME, "It lasts longer than 825 days.", |view| {
        broken_if(!is_of_generation(view, LEGACY) && lasts_longer(view, 825))
    }),
    error("smime.longer_than_1185_days", LIFETIME, "It lasts longer than 1185 days.", |view| {
        broken_if(is_of_generation(view, LEGACY) && lasts_longer(view, 1185))
    }),
    error(
        "smime.rsa_short",
        SIZES,
        "Its RSA key has less than 2048 bits, or a length that is no multiple of 8 bits.",
        |view| {
            let is_odd = |bits: usize| bits < 2048 || !bits.is_multiple_of(8);
            broken_by(view.key.rsa().filter(|numbers| is_odd(numbers.bits())), |numbers| {
                format!("{} bits", numbers.bits())
            })
        },
    ),
    error(
        "smime.key_kind",
        SIZES,
        "Its key is neither RSA, nor on P-256, P-384 or P-521, nor Ed25519, nor Ed448.",
        |view| {
            broken_if(!matches!(
                view.key.kind,
                KeyKind::Rsa(_)
                    | KeyKind::Ec(Curve::P256 | Curve::P384 | Curve::P521)
                    | KeyKind::Ed25519
                    | KeyKind::Ed448
            ))
        },
    ),
];
