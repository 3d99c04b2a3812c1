//! The words of the field as types: names, subjects, serial numbers, reasons, profiles, roles.
//!
//! Owns what can be said about certificates without touching anything: parsing, rules, wording of
//! refusals. Owns no I/O, no clock, no randomness and no encoding; DER lives in `chancery-pki`.

mod algorithm;
mod crl_kind;
mod crl_rules;
mod dn;
mod fault;
mod fingerprint;
mod id;
mod job;
mod name;
mod name_constraints;
mod oid;
mod pattern;
mod profile;
mod purpose;
mod reason;
mod role;
mod rule_set;
mod serial;
mod status;
mod text;
mod validity;
mod watched;

pub use algorithm::KeyAlgorithm;
pub use crl_kind::CrlKind;
pub use crl_rules::CrlRules;
pub use dn::{Attribute, AttributeType, DistinguishedName, Rdn};
pub use fault::{Fault, FaultCode};
pub use fingerprint::Fingerprint;
pub use id::{AuthorityId, CertificateId, JobId, RequestId, TargetId, UserId};
pub use job::JobState;
pub use name::{DnsName, EmailAddress, SubjectAltName, UriName};
pub use name_constraints::{IpSubtree, NameConstraints, Subtree};
pub use oid::Oid;
pub use pattern::Pattern;
pub use profile::{
    AskedSubject, AttributeRule, BasicConstraintsRule, Decided, DecidedSubject, Decider, Difference, DnsRule,
    DuplicatePolicy, EmailRule, ExtendedKeyUsage, Extension, ExtensionRules, Flaw, FurtherExtension, IpRule,
    IssuerInformationRule, KeyRules, KeyUsage, KeyUsageRule, MustStapleRule, NameConstraintsRule, NameKind, NameRules,
    OtherAttributes, PoliciesRule, Policy, PolicyRule, Presence, Profile, ProfileDocument, ProfileName, PurposesRule,
    RenewKey, RenewalRules, RevocationRule, Source, SubjectField, SubjectRules, UriRule, UrlsFrom, ValidityRules,
    built_in_profiles, differences,
};
pub use purpose::Purpose;
pub use reason::RevocationReason;
pub use role::{Permission, Role};
pub use rule_set::{RuleSet, RuleSets};
pub use serial::SerialNumber;
pub use status::{Environment, Lifecycle, Origin, Standing, Status};
pub use text::{grouped, is_unprintable, visible};
pub use validity::{Days, Lifetime, Validity};
pub use watched::{StatusWay, WatchedStanding};
