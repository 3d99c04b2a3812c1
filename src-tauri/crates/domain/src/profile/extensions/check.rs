//! Whether the rules of the extensions go together.

use super::Extensions;
use crate::profile::document::{ProfileDocument, Source, UrlsFrom};
use crate::profile::flaw::Flaws;
use crate::{ExtendedKeyUsage, KeyUsage, RuleSet};

impl Extensions {
    pub(in crate::profile) fn check(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        basic_constraints(document, flaws);
        key_usage(document, flaws);
        self.purposes(document, flaws);
        self.purpose_and_usage(document, flaws);
        self.status(document, flaws);
        urls(document, flaws);
        self.authorities_alone(document, flaws);
        self.claims(document, flaws);
    }

    fn has(&self, purpose: &ExtendedKeyUsage) -> bool {
        self.purposes.contains(purpose)
    }

    fn purposes(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        let rule = &document.extensions.extended_key_usage;
        let field = "extensions.extendedKeyUsage.purposes";
        useless_also("extensions.extendedKeyUsage.also", rule.from, rule.also.is_empty(), flaws);
        if rule.critical && rule.purposes.is_empty() {
            flaws.error("extensions.extendedKeyUsage.critical", "There is no purpose that could be critical.");
        }
        if rule.critical && self.has(&ExtendedKeyUsage::Any) {
            flaws.error(
                "extensions.extendedKeyUsage.critical",
                "Any purpose at all cannot be critical: it restricts nothing (RFC 5280 §4.2.1.12).",
            );
        }
        if self.has(&ExtendedKeyUsage::TimeStamping) && (!rule.critical || self.purposes.len() != 1) {
            flaws.error(field, "Timestamping stands alone and is critical, or no client accepts it (RFC 3161 §2.3).");
        }
        if rule.from != Source::Profile && document.extensions.basic_constraints.authority {
            flaws.error(
                "extensions.extendedKeyUsage.from",
                "What is below an authority is held to its purposes: for an authority the profile decides on them.",
            );
        }
        if rule.from == Source::Request {
            flaws.warning(
                "extensions.extendedKeyUsage.from",
                "Whoever makes the request decides what the certificate is good for. “Within bounds” names what that may be.",
            );
        }
    }

    /// A purpose that no usage bit serves (RFC 5280 §4.2.1.12).
    fn purpose_and_usage(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        use KeyUsage::{ContentCommitment, DigitalSignature, KeyAgreement, KeyEncipherment};
        let usages = &document.extensions.key_usage.usages;
        if usages.is_empty() || document.extensions.basic_constraints.authority {
            return;
        }
        for (index, purpose) in self.purposes.iter().enumerate() {
            let serving: &[KeyUsage] = match purpose {
                ExtendedKeyUsage::ServerAuth => &[DigitalSignature, KeyEncipherment, KeyAgreement],
                ExtendedKeyUsage::ClientAuth => &[DigitalSignature, KeyAgreement],
                ExtendedKeyUsage::CodeSigning => &[DigitalSignature],
                ExtendedKeyUsage::EmailProtection => {
                    &[DigitalSignature, ContentCommitment, KeyEncipherment, KeyAgreement]
                }
                ExtendedKeyUsage::TimeStamping
                | ExtendedKeyUsage::OcspSigning
                | ExtendedKeyUsage::DocumentSigning
                | ExtendedKeyUsage::MsDocumentSigning => &[DigitalSignature, ContentCommitment],
                _ => continue,
            };
            if !usages.iter().any(|usage| serving.contains(usage)) {
                let words = serving.iter().map(|usage| usage.as_str()).collect::<Vec<_>>().join(" or ");
                flaws.error(
                    format!("extensions.extendedKeyUsage.purposes.{index}"),
                    format!("{purpose} needs {words} in the key usage, and none of it is there (RFC 5280 §4.2.1.12)."),
                );
            }
        }
        let stamps = self.has(&ExtendedKeyUsage::TimeStamping);
        if stamps && usages.iter().any(|usage| !matches!(usage, DigitalSignature | ContentCommitment)) {
            flaws.error(
                "extensions.keyUsage.usages",
                "For timestamping the key signs and does nothing else: digitalSignature or contentCommitment (RFC 3161 §2.3).",
            );
        }
    }

    /// What tells whether it is revoked.
    fn status(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        let rules = &document.extensions;
        let answers = self.has(&ExtendedKeyUsage::OcspSigning);
        if rules.ocsp_no_check && !answers {
            flaws
                .error("extensions.ocspNoCheck", "OCSP no check is for OCSP responders alone: OCSPSigning is missing.");
        }
        if answers && !rules.ocsp_no_check {
            flaws.warning(
                "extensions.ocspNoCheck",
                "Without OCSP no check clients ask the responder whether the responder is revoked (RFC 6960 §4.2.2.2.1).",
            );
        }
        let staples = rules.must_staple.wanted || rules.must_staple.from != Source::Profile;
        if staples && !self.has(&ExtendedKeyUsage::ServerAuth) {
            flaws.error("extensions.mustStaple", "Only TLS servers staple: serverAuth is missing (RFC 7633).");
        }
        let information = &rules.issuer_information;
        match information.from {
            UrlsFrom::Profile if !information.ocsp_urls.is_empty() => {}
            _ if rules.must_staple.wanted => flaws.warning(
                "extensions.mustStaple",
                "No OCSP URL is written, from which the server would fetch what it has to staple.",
            ),
            _ => {}
        }
    }

    /// What only an authority's certificate has.
    fn authorities_alone(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        let policies = &document.extensions.policies;
        useless_also("extensions.policies.also", policies.from, policies.also.is_empty(), flaws);
        if policies.critical && policies.policies.is_empty() && policies.from == Source::Profile {
            flaws.error("extensions.policies.critical", "There is no policy that could be critical.");
        }
        if !self.name_constraints.is_empty() && !document.extensions.basic_constraints.authority {
            flaws.error(
                "extensions.nameConstraints",
                "Only an authority’s certificate has name constraints (RFC 5280 §4.2.1.10).",
            );
        }
    }

    /// What somebody else's rules want above all.
    fn claims(&self, document: &ProfileDocument, flaws: &mut Flaws) {
        let names = &document.names;
        let (claim, purpose) = match document.rule_set {
            RuleSet::Rfc5280 => (None, None),
            RuleSet::Tls => (Some("public TLS"), Some(ExtendedKeyUsage::ServerAuth)),
            RuleSet::CodeSigning => (Some("public code signing"), Some(ExtendedKeyUsage::CodeSigning)),
            RuleSet::Smime => (Some("public S/MIME"), Some(ExtendedKeyUsage::EmailProtection)),
        };
        if let (Some(claim), Some(purpose)) = (claim, purpose)
            && !self.has(&purpose)
        {
            flaws.error("ruleSet", format!("It claims to be {claim}, and {purpose} is not among its purposes."));
        }
        let authority = document.extensions.basic_constraints.authority;
        if self.has(&ExtendedKeyUsage::ServerAuth)
            && !authority
            && names.dns.is_none()
            && names.ip.is_none()
            && names.uri.is_none()
        {
            flaws.error(
                "names",
                "A server’s certificate without any name of a host is of no use to clients (RFC 9525 §2).",
            );
        }
        if self.has(&ExtendedKeyUsage::EmailProtection) && !authority && names.email.is_none() {
            flaws.error(
                "names.email",
                "Mail programs find the address among the names: allow e-mail addresses (RFC 8550 §3).",
            );
        }
    }
}

fn useless_also(field: &str, from: Source, is_empty: bool, flaws: &mut Flaws) {
    if from != Source::WithinBounds && !is_empty {
        flaws.error(field, "Nobody looks at these unless requests decide within bounds.");
    }
}

fn basic_constraints(document: &ProfileDocument, flaws: &mut Flaws) {
    let rule = &document.extensions.basic_constraints;
    let field = "extensions.basicConstraints";
    if rule.path_length.is_some_and(|length| length > u32::from(u8::MAX)) {
        flaws.error(format!("{field}.pathLength"), "A path length is 0 to 255.");
    }
    if !rule.authority && (rule.path_length.is_some() || rule.from != Source::Profile) {
        flaws.error(
            format!("{field}.pathLength"),
            "Only an authority’s certificate has a path length (RFC 5280 §4.2.1.9).",
        );
    }
    if rule.authority && document.keys.generate {
        flaws.error(
            "keys.generate",
            "An authority whose key is made here is founded under Authorities. Let this profile sign requests alone.",
        );
    }
    if rule.authority && rule.from == Source::Request {
        flaws.error(
            format!("{field}.from"),
            "How deep a hierarchy grows is not the request’s to say. Let it decide within bounds.",
        );
    }
}

fn key_usage(document: &ProfileDocument, flaws: &mut Flaws) {
    let rule = &document.extensions.key_usage;
    let field = "extensions.keyUsage";
    let authority = document.extensions.basic_constraints.authority;
    for (part, usages) in [("usages", &rule.usages), ("also", &rule.also)] {
        for (index, usage) in usages.iter().enumerate() {
            let at = format!("{field}.{part}.{index}");
            if usages[..index].contains(usage) {
                flaws.error(at, "This stands here twice.");
            } else if *usage == KeyUsage::KeyCertSign && !authority {
                flaws.error(
                    at,
                    "Only an authority signs certificates (RFC 5280 §4.2.1.9). Make it one, or leave keyCertSign out.",
                );
            } else if !document.keys.algorithms.iter().any(|algorithm| usage.is_possible_for(*algorithm)) {
                flaws.warning(
                    at,
                    format!(
                        "No key that is allowed can do {}, so that it never stands in a certificate.",
                        usage.as_str()
                    ),
                );
            }
        }
    }
    useless_also(&format!("{field}.also"), rule.from, rule.also.is_empty(), flaws);
    if authority && !rule.usages.contains(&KeyUsage::KeyCertSign) {
        flaws.error(
            format!("{field}.usages"),
            "An authority that may not sign certificates is none: keyCertSign is missing.",
        );
    }
    if authority && rule.from != Source::Profile {
        flaws.error(format!("{field}.from"), "What an authority’s key may do is for the profile to decide.");
    }
    let modifies = |usage: &KeyUsage| matches!(usage, KeyUsage::EncipherOnly | KeyUsage::DecipherOnly);
    if rule.usages.iter().any(modifies) && !rule.usages.contains(&KeyUsage::KeyAgreement) {
        flaws.error(
            format!("{field}.usages"),
            "encipherOnly and decipherOnly say something about keyAgreement, which is missing (RFC 5280 §4.2.1.3).",
        );
    }
    for (index, algorithm) in document.keys.algorithms.iter().enumerate() {
        if !rule.usages.is_empty() && !rule.usages.iter().any(|usage| usage.is_possible_for(*algorithm)) {
            flaws.error(
                format!("keys.algorithms.{index}"),
                format!(
                    "A key of {algorithm} can do nothing of the key usage, so that the extension would be left out and allow everything. Leave {algorithm} out or add digitalSignature."
                ),
            );
        }
    }
}

fn urls(document: &ProfileDocument, flaws: &mut Flaws) {
    let (information, revocation) = (&document.extensions.issuer_information, &document.extensions.revocation);
    let of_information = information.issuer_urls.is_empty() && information.ocsp_urls.is_empty();
    let both = [
        ("extensions.issuerInformation.from", information.from, of_information),
        ("extensions.revocation.from", revocation.from, revocation.crl_urls.is_empty()),
    ];
    for (field, from, is_empty) in both {
        match (from, is_empty) {
            (UrlsFrom::Profile, true) => {
                flaws.error(field, "The profile’s own URLs are to be written, and there is none.");
            }
            (UrlsFrom::Authority | UrlsFrom::Nowhere, false) => {
                flaws.error(
                    field,
                    "There are URLs that nobody would write. Choose the profile’s own, or take them away.",
                );
            }
            _ => {}
        }
    }
}
