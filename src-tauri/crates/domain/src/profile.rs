//! Profiles: what a certificate for a purpose must look like.
//!
//! Owns the rules and what follows from them for one certificate. A [`ProfileDocument`] is what people write; a
//! [`Profile`] is one that makes sense. Where profiles are kept, and who may change them, is for others.

mod built_in;
mod compare;
mod decided;
mod document;
mod extensions;
mod flaw;
mod key_usage;
mod name;
mod names;
mod purpose;
mod subject;

pub use built_in::built_in_profiles;
pub use compare::{Difference, differences};
pub use decided::{Decided, Decider};
pub use document::{
    AttributeRule, BasicConstraintsRule, DnsRule, DuplicatePolicy, EmailRule, ExtensionRules, FurtherExtension, IpRule,
    IssuerInformationRule, KeyRules, KeyUsageRule, MustStapleRule, NameConstraintsRule, NameKind, NameRules,
    OtherAttributes, PoliciesRule, PolicyRule, Presence, ProfileDocument, PurposesRule, RenewKey, RenewalRules,
    RevocationRule, Source, SubjectRules, UriRule, UrlsFrom, ValidityRules,
};
pub use extensions::{Extension, Policy};
pub use flaw::Flaw;
pub use key_usage::KeyUsage;
pub use name::ProfileName;
pub use purpose::ExtendedKeyUsage;
pub use subject::{AskedSubject, DecidedSubject, SubjectField};

use crate::{Fault, FaultCode, KeyAlgorithm, Lifetime, Validity, is_unprintable};
use chrono::{DateTime, Duration, Utc};
use flaw::Flaws;

/// What a certificate made under a profile must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    name: ProfileName,
    document: ProfileDocument,
    subject: subject::Subject,
    names: names::Names,
    extensions: extensions::Extensions,
}

/// Characters of a title and of a description at most.
const MAX_TITLE: usize = 64;
const MAX_DESCRIPTION: usize = 512;

/// A week: clocks that are further behind are broken.
const MAX_BACKDATE_MINUTES: u32 = 7 * 24 * 60;

impl Profile {
    /// The profile that a document describes, if nothing in it stands in the way; and everything that is wrong or odd
    /// about it.
    pub fn new(document: ProfileDocument) -> (Option<Self>, Vec<Flaw>) {
        let mut flaws = Flaws::default();
        let name = flaws.take("name", document.name.trim().parse::<ProfileName>());
        let subject = subject::Subject::new(&document.subject, &mut flaws);
        let names = names::Names::new(&document.names, &mut flaws);
        let extensions = extensions::Extensions::new(&document.extensions, &mut flaws);
        check_words(&document, &mut flaws);
        check_keys(&document, &mut flaws);
        check_times(&document, &mut flaws);
        check_naming(&document, &subject, &mut flaws);
        extensions.check(&document, &mut flaws);
        let flaws = flaws.into_vec();
        let profile = name.filter(|_| !flaws.iter().any(|flaw| flaw.blocks)).map(|name| Self {
            name,
            document,
            subject,
            names,
            extensions,
        });
        (profile, flaws)
    }

    /// Its name.
    pub fn name(&self) -> &ProfileName {
        &self.name
    }

    /// What it was made of.
    pub fn document(&self) -> &ProfileDocument {
        &self.document
    }

    /// The algorithm used when none is asked for.
    pub fn default_algorithm(&self) -> KeyAlgorithm {
        self.document.keys.default_algorithm
    }

    /// Refuses a key that is too weak or of a kind that the profile does not know.
    pub fn check_algorithm(&self, algorithm: KeyAlgorithm) -> Result<(), Fault> {
        let algorithms = &self.document.keys.algorithms;
        if algorithms.contains(&algorithm) {
            return Ok(());
        }
        let allowed = algorithms.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(", ");
        Err(self.refuse(&format!("does not allow {algorithm} keys. Allowed: {allowed}")).at("key"))
    }

    /// Refuses to make a key where the profile wants requests alone.
    pub fn check_generation(&self) -> Result<(), Fault> {
        if self.document.keys.generate {
            return Ok(());
        }
        Err(self.refuse("lets no key be made here. Give a request").at("key"))
    }

    /// The lifetime, the profile's own when none is asked for; refused when longer than allowed.
    pub fn lifetime(&self, asked: Option<Lifetime>) -> Result<Lifetime, Fault> {
        let Some(asked) = asked else { return Ok(self.document.validity.default) };
        let longest = self.document.validity.maximum;
        let asked = asked.checked()?;
        if asked.duration() <= longest.duration() {
            return Ok(asked);
        }
        let asked_for = match asked {
            Lifetime::Days(days) => days.to_string(),
            Lifetime::Hours(_) => asked.to_string(),
        };
        Err(self.refuse(&format!("allows at most {longest}; {asked_for} were asked for")).at("days"))
    }

    /// A validity of this lifetime for what is signed at `now`: begun a little earlier, and ended by the profile's
    /// last moment.
    pub fn validity(&self, now: DateTime<Utc>, lifetime: Lifetime) -> Result<Validity, Fault> {
        let rules = &self.document.validity;
        let begin = now - Duration::minutes(i64::from(rules.backdate_minutes));
        let wanted = Validity::lasting(begin, lifetime)?;
        match rules.ends_at {
            Some(end) if end <= now => Err(self
                .refuse(&format!("makes no certificates any more: all ended on {}", end.format("%Y-%m-%d")))
                .at("profile")),
            Some(end) if end < wanted.not_after() => Validity::new(begin, end),
            _ => Ok(wanted),
        }
    }

    /// A validity that ends at this moment.
    pub fn validity_until(&self, now: DateTime<Utc>, end: DateTime<Utc>) -> Result<Validity, Fault> {
        let rules = &self.document.validity;
        let begin = now - Duration::minutes(i64::from(rules.backdate_minutes));
        let until = |fault: Fault| fault.moved_to("until");
        if end <= now {
            return Err(
                Fault::new(FaultCode::InvalidValidity, "The certificate would end before it begins.").at("until")
            );
        }
        // The longest of all is looked at first, whatever else would have shortened it.
        let longest = Validity::lasting(begin, rules.maximum).map_err(until)?;
        let wanted = Validity::new(begin, end).map_err(until)?;
        if wanted.not_after() > longest.not_after() {
            return Err(self.refuse(&format!("allows at most {}", rules.maximum)).at("until"));
        }
        match rules.ends_at {
            Some(last) if last < wanted.not_after() => {
                Err(self.refuse(&format!("lets nothing last beyond {}", last.format("%Y-%m-%d %H:%M UTC"))).at("until"))
            }
            _ => Ok(wanted),
        }
    }

    /// How long before the end of a certificate its renewal is due.
    pub fn renew_before(&self) -> Lifetime {
        self.document.renewal.before
    }

    fn refuse(&self, why: &str) -> Fault {
        Fault::new(FaultCode::ProfileViolation, format!("The profile {} {why}.", self.name))
    }
}

fn check_words(document: &ProfileDocument, flaws: &mut Flaws) {
    if document.format_version != ProfileDocument::FORMAT {
        flaws.error("formatVersion", format!("The form has version {}.", ProfileDocument::FORMAT));
    }
    let title = document.title.trim();
    if title.is_empty() || title.chars().count() > MAX_TITLE || title.chars().any(is_unprintable) {
        flaws.error("title", format!("A title has 1 to {MAX_TITLE} printable characters."));
    }
    let description = &document.description;
    if description.chars().count() > MAX_DESCRIPTION || description.chars().any(is_unprintable) {
        flaws.error("description", format!("A description has at most {MAX_DESCRIPTION} printable characters."));
    }
}

fn check_keys(document: &ProfileDocument, flaws: &mut Flaws) {
    let keys = &document.keys;
    if keys.algorithms.is_empty() {
        flaws.error(
            "keys.algorithms",
            "No key is allowed, so that nothing could be certified. Allow one algorithm at least.",
        );
    } else if !keys.algorithms.contains(&keys.default_algorithm) {
        flaws.error(
            "keys.defaultAlgorithm",
            format!("{} is not among the algorithms that are allowed.", keys.default_algorithm),
        );
    }
    for (index, algorithm) in keys.algorithms.iter().enumerate() {
        if keys.algorithms[..index].contains(algorithm) {
            flaws.error(format!("keys.algorithms.{index}"), "This stands here twice.");
        }
    }
    match document.renewal.key {
        RenewKey::New if !keys.generate => flaws.error(
            "renewal.key",
            "No key is made here, so that a renewal cannot have a fresh one. Let it keep the key, or let keys be made.",
        ),
        RenewKey::Auto if !keys.generate && document.renewal.automatic => flaws
            .warning("renewal.automatic", "No key is made here, so that what renews by itself keeps its key for ever."),
        _ => {}
    }
}

fn check_times(document: &ProfileDocument, flaws: &mut Flaws) {
    let rules = &document.validity;
    let default = flaws.take("validity.default", rules.default.checked());
    let maximum = flaws.take("validity.maximum", rules.maximum.checked());
    let before = flaws.take("renewal.before", document.renewal.before.checked());
    if let (Some(default), Some(maximum)) = (default, maximum)
        && default.duration() > maximum.duration()
    {
        flaws.error("validity.default", format!("{default} is more than the maximum of {maximum}."));
    }
    if rules.backdate_minutes > MAX_BACKDATE_MINUTES {
        flaws.error(
            "validity.backdateMinutes",
            format!("Certificates begin at most {MAX_BACKDATE_MINUTES} minutes, a week, earlier."),
        );
    }
    let Some(default) = default else { return };
    if Duration::minutes(i64::from(rules.backdate_minutes)) >= default.duration() {
        flaws.error(
            "validity.backdateMinutes",
            format!("A certificate of {default} would be over before it is signed."),
        );
    }
    if let Some(before) = before
        && before.duration() >= default.duration()
    {
        flaws.error(
            "renewal.before",
            format!("A certificate of {default} would be due for renewal as soon as it is signed."),
        );
    }
}

/// Whether a certificate can say for whom it is.
fn check_naming(document: &ProfileDocument, subject: &subject::Subject, flaws: &mut Flaws) {
    let names = &document.names;
    let no_names = names.maximum == 0
        || (names.dns.is_none() && names.ip.is_none() && names.email.is_none() && names.uri.is_none());
    if no_names && subject.is_impossible() {
        flaws.error("names", "Neither a subject nor a name is allowed: a certificate would be nobody’s.");
    }
    if !names.from_common_name.is_empty() && subject.forbids_common_name() {
        flaws.error("names.fromCommonName", "The common name is forbidden, so that no name can be taken from it.");
    }
    if document.extensions.basic_constraints.authority && subject.is_impossible() {
        flaws.error("subject", "An authority needs a subject: it is found by it (RFC 5280 §4.1.2.6).");
    }
}
