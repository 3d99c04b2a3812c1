//! Every rule against a certificate that breaks it and one that keeps it.

#![allow(clippy::unwrap_used)]

mod cabf_authorities;
mod cabf_people;
mod cabf_servers;
mod extensions;
mod keys;
mod names;
mod places;
mod policies;
mod sample;
mod sound;
mod structure;
mod unreadable;

use super::{LintSeverity, lint_as_declared, lint_certificate, lint_rule, lint_rules, lint_tbs};
use chancery_domain::{RuleSet, RuleSets};
use sample::Sample;
use std::collections::BTreeSet;

/// A rule, a certificate that keeps it, and the change by which it is broken.
type Case = (&'static str, fn() -> Sample, fn(&mut Sample));

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        structure::CASES,
        names::CASES,
        extensions::CASES,
        unreadable::CASES,
        policies::CASES,
        places::CASES,
        keys::CASES,
        cabf_servers::CASES,
        cabf_authorities::CASES,
        cabf_people::CASES,
    ]
    .into_iter()
    .flatten()
}

fn broken(der: &[u8], set: RuleSet) -> Vec<&'static str> {
    lint_certificate(der, RuleSets::RFC5280.with(set)).into_iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn every_rule_is_kept_by_a_sound_certificate_and_broken_by_one_that_breaks_it() {
    let mut wrong = Vec::new();
    for (id, sound, breaks) in cases() {
        let set = lint_rule(id).unwrap_or_else(|| panic!("there is no rule {id}")).set;
        let mut sample = sound();
        if broken(&sample.der(), set).contains(id) {
            wrong.push(format!("{id} is broken by what should keep it"));
        }
        breaks(&mut sample);
        let found = broken(&sample.der(), set);
        if !found.contains(id) {
            wrong.push(format!("{id} is kept by what should break it, which breaks {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_test() {
    let tested: BTreeSet<&str> = cases().map(|(id, ..)| *id).collect();
    let untested: Vec<&str> = lint_rules().map(|rule| rule.id).filter(|id| !tested.contains(id)).collect();
    assert!(untested.is_empty(), "{untested:?}");
    let all: BTreeSet<&str> = lint_rules().map(|rule| rule.id).collect();
    assert_eq!(all.len(), lint_rules().count(), "an id is used once");
    assert!(all.len() >= 400, "{}", all.len());
}

#[test]
fn nothing_but_notices_is_found_in_sound_certificates() {
    let all: [(&str, Sample); 10] = [
        ("leaf", sound::leaf()),
        ("authority", sound::authority()),
        ("root", sound::root()),
        ("tls", sound::tls()),
        ("tls_organization", sound::tls_organization()),
        ("tls_extended", sound::tls_extended()),
        ("tls_authority", sound::tls_authority()),
        ("code", sound::code()),
        ("mail", sound::mail()),
        ("mail_of", sound::mail_of("2.23.140.1.5.2.3")),
    ];
    for (what, sample) in all {
        let found = lint_as_declared(&sample.der(), RuleSets::RFC5280);
        let grave: Vec<_> = found.iter().filter(|finding| finding.rule.severity != LintSeverity::Notice).collect();
        assert!(grave.is_empty(), "{what}: {grave:?}");
    }
}

#[test]
fn a_certificate_is_held_to_the_sets_whose_policies_it_names_and_to_no_other() {
    let mut server = sound::tls();
    server.until("250601");
    let long = "tls.longer_than_398_days";
    let found = |finding: &super::LintFinding| finding.rule.id == long;
    assert!(lint_as_declared(&server.der(), RuleSets::RFC5280).iter().any(found));
    assert!(lint_tbs(&server.tbs(), RuleSets::RFC5280).iter().any(found), "before it is signed too");
    assert!(!lint_certificate(&server.der(), RuleSets::RFC5280).iter().any(found), "only what was asked for");
    let mut private = sound::leaf();
    private.until("250601");
    assert!(!lint_as_declared(&private.der(), RuleSets::RFC5280).iter().any(found));
    assert!(lint_tbs(&private.tbs(), RuleSets::RFC5280.with(RuleSet::Tls)).iter().any(found), "a profile says so");
}

#[test]
fn the_lifetime_of_a_servers_certificate_is_limited_by_the_day_on_which_it_begins() {
    let limits = [("200831", 825), ("200901", 398), ("260314", 398), ("260315", 200), ("270314", 200)];
    for (begin, days) in limits.into_iter().chain([("270315", 100), ("290314", 100), ("290315", 47)]) {
        let mut sample = sound::tls();
        sample.from(begin);
        let start = chrono::NaiveDate::parse_from_str(begin, "%y%m%d").unwrap().and_time(chrono::NaiveTime::MIN);
        for (seconds, is_long) in [(days * 86_400 - 1, false), (days * 86_400, true)] {
            let end = start + chrono::Duration::seconds(seconds);
            sample.not_after = sample::utc(&end.format("%y%m%d%H%M%SZ").to_string());
            let id = format!("tls.longer_than_{days}_days");
            let found = broken(&sample.der(), RuleSet::Tls);
            assert_eq!(found.contains(&id.as_str()), is_long, "{begin} + {seconds} s: {found:?}");
        }
    }
}

#[test]
fn rules_say_what_is_wrong_in_a_sentence_and_where_it_is_written() {
    for rule in lint_rules() {
        let prefix = rule.id.split('.').next().unwrap();
        let expected = match rule.set {
            RuleSet::Rfc5280 => ["rfc", "der", "signature", "key", "netscape"].iter().any(|it| prefix.starts_with(it)),
            RuleSet::Tls => prefix == "tls",
            RuleSet::CodeSigning => prefix == "code_signing",
            RuleSet::Smime => prefix == "smime",
        };
        assert!(expected, "{}", rule.id);
        assert!(rule.sentence.ends_with('.') && rule.sentence.len() > 15, "{}", rule.id);
        assert!(!rule.source.is_empty() && !rule.source.ends_with('§'), "{}", rule.id);
        assert!(rule.since.zip(rule.until).is_none_or(|(since, until)| since < until), "{}", rule.id);
    }
}

/// What software has stumbled over: any octets in, and an answer in bounded time.
mod any_octets {
    use super::sound;
    use crate::{lint_as_declared, lint_certificate, lint_tbs};
    use chancery_domain::{RuleSet, RuleSets};
    use proptest::prelude::*;

    fn lint_every_way(octets: &[u8]) {
        let all: RuleSets = RuleSet::ALL.into_iter().collect();
        lint_certificate(octets, all);
        lint_tbs(octets, all);
        lint_as_declared(octets, RuleSets::RFC5280);
    }

    proptest! {
        #[test]
        fn changed_octets_are_survived(
            which in 0..9_usize,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ) {
            let mut der = [
                sound::leaf, sound::authority, sound::root, sound::tls, sound::tls_organization, sound::tls_extended,
                sound::tls_authority, sound::code, sound::mail,
            ][which]().der();
            for (place, octet) in changes {
                let at = place.index(der.len());
                der[at] = octet;
            }
            lint_every_way(&der);
        }

        #[test]
        fn octets_put_in_or_taken_out_are_survived(
            at in any::<prop::sample::Index>(),
            octets in prop::collection::vec(any::<u8>(), 0..16),
            gone in 0..16_usize,
        ) {
            let der = sound::tls_organization().der();
            let at = at.index(der.len());
            let changed = [&der[..at], &octets, &der[(at + gone).min(der.len())..]].concat();
            lint_every_way(&changed);
        }

        #[test]
        fn anything_is_survived(octets in prop::collection::vec(any::<u8>(), 0..512)) {
            lint_every_way(&octets);
        }
    }

    #[test]
    fn the_largest_certificates_are_linted_at_once_and_larger_ones_are_refused() {
        use super::sample::*;
        let begin = std::time::Instant::now();
        let mut names_twice = sound::leaf();
        let many: Vec<String> = (0..3_900).map(|number| format!("host-{number}.corp.com")).collect();
        names_twice.put(SAN, false, dns(&many.iter().map(String::as_str).collect::<Vec<_>>()));
        lint_every_way(&names_twice.der());
        let mut attributes = sound::leaf();
        let all: Vec<_> = (0..1_000).map(|_| attribute(OU, UTF8, b"x")).collect();
        attributes.subject = seq(&[&e(0x31, &all.iter().map(Vec::as_slice).collect::<Vec<_>>())]);
        lint_every_way(&attributes.der());
        let mut extensions = sound::leaf();
        for number in 0..240 {
            extensions.put(&format!("1.2.3.{number}"), true, vec![5, 0]);
        }
        lint_every_way(&extensions.der());
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
        let mut huge = sound::leaf();
        huge.put("1.2.3.4", false, vec![0; 300_000]);
        let found = lint_certificate(&huge.der(), RuleSets::RFC5280);
        assert_eq!(found.iter().map(|finding| finding.rule.id).collect::<Vec<_>>(), ["der.not_well_formed"]);
    }
}
