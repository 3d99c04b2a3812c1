//! What can be changed about a profile without writing JSON.

use chancery_domain::{
    DnsRule, DuplicatePolicy, Fault, KeyAlgorithm, KeyUsage, Lifetime, ProfileDocument, RenewKey, RuleSet,
};

/// The rules that are changed most; a JSON file changes all of them.
#[derive(Debug, clap::Args)]
pub(super) struct Changes {
    /// What people call it
    #[arg(long)]
    title: Option<String>,
    /// What it is for, in a sentence
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// An allowed key algorithm, the default first
    #[arg(long, value_name = "ALG")]
    key: Vec<KeyAlgorithm>,
    /// The longest lifetime: 365d, 24h
    #[arg(long, value_name = "SPAN")]
    lifetime: Option<Lifetime>,
    /// The lifetime when none is asked for [default: the longest]
    #[arg(long, value_name = "SPAN")]
    default_lifetime: Option<Lifetime>,
    /// How long before the end a renewal is due: 30d, 8h
    #[arg(long, value_name = "SPAN")]
    renew_before: Option<Lifetime>,
    /// A key usage bit, such as digitalSignature
    #[arg(long, value_name = "USAGE")]
    key_usage: Vec<KeyUsage>,
    /// A purpose, such as serverAuth or an OID
    #[arg(long, value_name = "PURPOSE")]
    purpose: Vec<String>,
    /// Allow DNS names only there and below
    #[arg(long, value_name = "SUFFIX")]
    dns_suffix: Vec<String>,
    /// Whether a key may be made here
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    generate: Option<bool>,
    /// Whether a key that was made here may leave the vault
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    export: Option<bool>,
    /// Whether a schedule that names no profiles renews certificates by itself
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    renew_automatically: Option<bool>,
    /// auto, new or same: which key a renewal is for
    #[arg(long, value_name = "KEY", value_parser = word::<RenewKey>)]
    renew_key: Option<RenewKey>,
    /// ask, allow or forbid a second active certificate for the same names
    #[arg(long, value_name = "POLICY", value_parser = word::<DuplicatePolicy>)]
    duplicates: Option<DuplicatePolicy>,
    /// rfc5280, tls, code-signing or smime: whose rules its certificates claim to follow
    #[arg(long, value_name = "RULES")]
    rule_set: Option<RuleSet>,
}

/// A word as JSON files have it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

fn yes_or_no(text: &str) -> Result<bool, Fault> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Fault::new(chancery_domain::FaultCode::UnknownWord, "Write yes or no.")),
    }
}

impl Changes {
    /// The document with what is given here.
    pub(super) fn apply(&self, mut document: ProfileDocument) -> ProfileDocument {
        fn set<T: Clone>(place: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                place.clone_from(value);
            }
        }
        set(&mut document.title, self.title.as_ref());
        set(&mut document.description, self.description.as_ref());
        if let Some(first) = self.key.first() {
            document.keys.algorithms.clone_from(&self.key);
            document.keys.default_algorithm = *first;
        }
        if let Some(longest) = self.lifetime {
            document.validity.maximum = longest;
            document.validity.default = longest;
        }
        set(&mut document.validity.default, self.default_lifetime.as_ref());
        set(&mut document.renewal.before, self.renew_before.as_ref());
        set(&mut document.renewal.automatic, self.renew_automatically.as_ref());
        set(&mut document.renewal.key, self.renew_key.as_ref());
        set(&mut document.keys.generate, self.generate.as_ref());
        set(&mut document.keys.export, self.export.as_ref());
        set(&mut document.duplicates, self.duplicates.as_ref());
        set(&mut document.rule_set, self.rule_set.as_ref());
        if !self.key_usage.is_empty() {
            document.extensions.key_usage.usages.clone_from(&self.key_usage);
        }
        if !self.purpose.is_empty() {
            document.extensions.extended_key_usage.purposes.clone_from(&self.purpose);
        }
        if !self.dns_suffix.is_empty() {
            let rule = document.names.dns.get_or_insert(DnsRule { suffixes: Vec::new(), wildcards: false });
            rule.suffixes.clone_from(&self.dns_suffix);
        }
        document
    }
}
