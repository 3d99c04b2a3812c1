//! What profiles allow, refuse and decide, and what is said about those that contradict themselves.

#![allow(clippy::unwrap_used)]

use chancery_domain::{
    AskedSubject, Decider, DistinguishedName, ExtendedKeyUsage, Fault, Flaw, KeyAlgorithm, KeyUsage, Lifetime, Oid,
    Profile, ProfileDocument, SubjectAltName, built_in_profiles, differences,
};
use serde_json::{Value, json};

fn built_in(name: &str) -> Profile {
    built_in_profiles().into_iter().find(|profile| profile.name().as_str() == name).expect("it is built in")
}

/// A built-in profile with some members replaced, each by its path.
fn changed(name: &str, changes: &[(&str, Value)]) -> (Option<Profile>, Vec<Flaw>) {
    let mut document = serde_json::to_value(built_in(name).document()).unwrap();
    for (path, value) in changes {
        *document.pointer_mut(path).unwrap_or_else(|| panic!("{path} is part of a profile")) = value.clone();
    }
    Profile::new(ProfileDocument::from_json(&document.to_string()).unwrap())
}

fn good(name: &str, changes: &[(&str, Value)]) -> Profile {
    let (profile, flaws) = changed(name, changes);
    profile.unwrap_or_else(|| panic!("{flaws:?}"))
}

fn dns(text: &str) -> SubjectAltName {
    SubjectAltName::Dns(text.parse().unwrap())
}

fn fields(faults: &[Fault]) -> Vec<&str> {
    faults.iter().filter_map(Fault::field).collect()
}

#[test]
fn the_profiles_of_the_first_hour_say_what_they_always_said() {
    type Rules = (&'static str, u32, u32, &'static [KeyUsage], &'static [&'static str], usize);
    use KeyUsage::{DigitalSignature, KeyAgreement, KeyEncipherment};
    let rules: [Rules; 4] = [
        ("web-server", 365, 30, &[DigitalSignature, KeyEncipherment], &["serverAuth"], 6),
        ("client-auth", 180, 14, &[DigitalSignature, KeyAgreement], &["clientAuth"], 6),
        ("code-signing", 1095, 90, &[DigitalSignature], &["codeSigning"], 5),
        ("internal-service", 90, 7, &[DigitalSignature, KeyAgreement], &["serverAuth", "clientAuth"], 4),
    ];
    for (name, days, renew, usages, purposes, algorithms) in rules {
        let profile = built_in(name);
        assert_eq!(profile.lifetime(None).unwrap(), Lifetime::Days(days), "{name}");
        assert!(profile.lifetime(Some(Lifetime::Days(days + 1))).is_err(), "{name}");
        assert!(profile.lifetime(Some(Lifetime::Hours(days * 24 + 1))).is_err(), "{name}");
        assert_eq!(profile.renew_before(), Lifetime::Days(renew), "{name}");
        assert_eq!(profile.document().extensions.key_usage.usages, usages, "{name}");
        let named: Vec<_> = profile.purposes().iter().map(ExtendedKeyUsage::as_str).collect();
        assert_eq!(named, purposes, "{name}");
        assert_eq!(profile.default_algorithm(), KeyAlgorithm::EcdsaP256, "{name}");
        assert_eq!(profile.document().keys.algorithms.len(), algorithms, "{name}");
        assert!(profile.document().keys.export && profile.document().keys.generate, "{name}");
    }
    assert!(built_in("code-signing").check_algorithm(KeyAlgorithm::Rsa2048).is_err());
    assert!(built_in("internal-service").check_algorithm(KeyAlgorithm::Rsa4096).is_err());
}

#[test]
fn every_built_in_profile_makes_sense_and_survives_its_json_form() {
    let profiles = built_in_profiles();
    assert_eq!(profiles.len(), 12);
    for profile in profiles {
        let (again, flaws) = Profile::new(ProfileDocument::from_json(&profile.document().to_pretty_json()).unwrap());
        assert_eq!(again.as_ref(), Some(&profile), "{}: {flaws:?}", profile.name());
        assert_eq!(flaws, [], "{}", profile.name());
        assert_eq!(profile.document().rule_set, chancery_domain::RuleSet::Rfc5280, "{}", profile.name());
    }
}

#[test]
fn a_bit_is_set_only_where_the_key_can_do_it() {
    let bits = |name: &str, algorithm| built_in(name).key_usage(algorithm, None).value;
    assert!(bits("web-server", KeyAlgorithm::Rsa2048).contains(&KeyUsage::KeyEncipherment));
    assert_eq!(bits("web-server", KeyAlgorithm::EcdsaP256), [KeyUsage::DigitalSignature]);
    assert!(bits("internal-service", KeyAlgorithm::EcdsaP384).contains(&KeyUsage::KeyAgreement));
    assert_eq!(bits("internal-service", KeyAlgorithm::Ed25519), [KeyUsage::DigitalSignature]);
}

#[test]
fn a_common_name_becomes_a_name_where_the_profile_says_so() {
    let web = built_in("web-server");
    assert_eq!(web.names(Some("a.example"), vec![dns("a.example")]), (vec![dns("a.example")], vec![]));
    assert_eq!(web.names(Some("10.0.0.1"), vec![]).0.len(), 1);
    let (_, faults) = web.names(Some("Jo Doe"), vec![]);
    assert!(faults[0].to_string().contains("at least one DNS name or IP address"), "{faults:?}");
    let (_, faults) = built_in("internal-service").names(Some("a.example"), vec![]);
    assert_eq!(fields(&faults), ["dns"], "the name has to be given explicitly");
    let mail = built_in("smime");
    assert_eq!(mail.names(Some("jo@corp.example"), vec![]).0[0].kind(), "email");
    assert_eq!(fields(&mail.names(Some("Jo Doe"), vec![]).1), ["email"]);
    assert_eq!(fields(&mail.names(Some("jo@corp.example"), vec![dns("corp.example")]).1), ["dns"]);
}

#[test]
fn an_ipv4_address_in_the_clothes_of_ipv6_is_no_name_of_a_certificate() {
    let mapped = SubjectAltName::Ip("::ffff:10.0.0.1".parse().unwrap());
    assert_eq!(fields(&built_in("web-server").names(Some("::ffff:10.0.0.1"), vec![]).1), ["commonName"]);
    for profile in built_in_profiles() {
        assert!(!profile.names(Some("a.example"), vec![mapped.clone()]).1.is_empty(), "{}", profile.name());
    }
}

#[test]
fn names_are_held_to_every_bound_of_the_profile() {
    let profile = good(
        "web-server",
        &[
            ("/names/dns", json!({"suffixes": ["corp.example", ".lab.example"]})),
            ("/names/ip", json!({"ranges": ["10.0.0.0/8", "2001:db8::/32"]})),
            ("/names/email", json!({"domains": ["corp.example"]})),
            ("/names/uri", json!({"schemes": ["spiffe"], "hosts": ["corp.example"]})),
            ("/names/maximum", json!(3)),
        ],
    );
    let refused = |name: SubjectAltName| !profile.names(None, vec![dns("corp.example"), name]).1.is_empty();
    let (ip, mail) =
        (|text| SubjectAltName::ip(text).unwrap(), |text: &str| SubjectAltName::Email(text.parse().unwrap()));
    let uri = |text: &str| SubjectAltName::Uri(text.parse().unwrap());
    for name in
        [dns("a.corp.example"), dns("a.lab.example"), ip("10.1.2.3"), ip("2001:db8::1"), mail("jo@corp.example")]
    {
        assert!(!refused(name.clone()), "{name}");
    }
    assert!(!refused(uri("spiffe://corp.example/web")) && !refused(uri("SPIFFE://a.corp.example/web")));
    for name in [
        dns("lab.example"),
        dns("badcorp.example"),
        dns("corp.example.evil.example"),
        dns("*.corp.example"),
        ip("11.0.0.1"),
        mail("jo@sub.corp.example"),
        uri("https://corp.example/"),
        uri("spiffe://corp.example.evil.example/"),
        uri("spiffe://evil.example/corp.example"),
        uri("spiffe:corp.example"),
    ] {
        assert!(refused(name.clone()), "{name}");
    }
    let four = ["a", "b", "c", "d"].map(|host| dns(&format!("{host}.corp.example"))).to_vec();
    assert!(profile.names(None, four).1[0].to_string().contains("at most 3 names; 4 were asked for"));
    assert_eq!(fields(&profile.names(Some("evil.example"), vec![]).1), ["commonName"], "the common name is a name too");
}

fn name(text: &str) -> DistinguishedName {
    text.parse().unwrap()
}

fn with_subject(attributes: &Value, others: &str) -> Profile {
    good("client-auth", &[("/subject", json!({"attributes": attributes, "others": others}))])
}

#[test]
fn a_subject_gets_what_the_profile_fixes_and_lacks_what_it_forbids() {
    let profile = with_subject(
        &json!([
            {"attribute": "O", "presence": "fixed", "value": "Example Corp"},
            {"attribute": "C", "presence": "optional", "value": "DE"},
            {"attribute": "OU", "presence": "required", "pattern": "[A-Z][a-z]+", "from": "within-bounds"},
            {"attribute": "emailAddress", "presence": "forbidden"},
        ]),
        "from-form",
    );
    let requested = name("CN=jo,OU=Web,O=Somebody Else,emailAddress=jo@evil.example,L=Berlin");
    let asked = AskedSubject { common_name: None, rest: None, requested: Some(&requested) };
    let decided = profile.subject(asked);
    assert_eq!(decided.faults, []);
    assert_eq!(decided.subject.to_string(), "OU=Web,O=Example Corp,C=DE");
    let beside = decided.beside(Some(&requested));
    let of = |keyword: &str| beside.iter().find(|field| field.kind.keyword() == keyword).unwrap();
    assert_eq!((of("O").by, of("O").signed.as_slice()), (Decider::Profile, &["Example Corp".to_owned()][..]));
    assert!(of("O").why.as_deref().unwrap().contains("fixes O"));
    assert_eq!((of("OU").by, of("OU").why.as_deref()), (Decider::Bounds, None));
    assert!(of("emailAddress").why.as_deref().unwrap().contains("forbids"));
    assert!(of("L").signed.is_empty() && of("L").why.is_some());

    let rest = name("OU=web,emailAddress=a@b.example");
    let typed =
        profile.subject(AskedSubject { common_name: Some("jo"), rest: Some(&rest), requested: Some(&requested) });
    assert_eq!(fields(&typed.faults), ["subjectRest", "subjectRest"], "{:?}", typed.faults);
    let rest = name("OU=Web,O=Another");
    let typed = profile.subject(AskedSubject { common_name: Some("jo"), rest: Some(&rest), requested: None });
    assert!(typed.faults[0].to_string().contains("fixes O to “Example Corp”"), "{:?}", typed.faults);
    let missing = profile.subject(AskedSubject { common_name: Some("jo"), rest: None, requested: None });
    assert!(missing.faults[0].to_string().contains("needs OU"), "{:?}", missing.faults);
}

#[test]
fn a_request_beyond_a_pattern_gets_the_profiles_value_or_nothing() {
    let of = |from: &str, value: Option<&str>| {
        let value = value.map_or(Value::Null, Value::from);
        let rule = json!({"attribute": "O", "presence": "optional", "value": value, "from": from,
            "pattern": if from == "request" { Value::Null } else { "Example .*".into() }});
        with_subject(&json!([rule]), "from-request")
    };
    let decide = |profile: &Profile, text: &str| {
        let requested = name(text);
        profile.subject(AskedSubject { common_name: None, rest: None, requested: Some(&requested) })
    };
    assert_eq!(decide(&of("within-bounds", None), "CN=x,O=Example Corp").subject.to_string(), "CN=x,O=Example Corp");
    assert_eq!(fields(&decide(&of("within-bounds", None), "CN=x,O=Evil").faults), ["subjectRest"]);
    let replaced = decide(&of("within-bounds", Some("Example Corp")), "CN=x,O=Evil");
    assert_eq!((replaced.subject.to_string().as_str(), replaced.faults.len()), ("CN=x,O=Example Corp", 0));
    assert_eq!(decide(&of("request", None), "CN=x,O=Evil").subject.to_string(), "CN=x,O=Evil");
    assert_eq!(decide(&of("profile", None), "CN=x,O=Example Corp").subject.to_string(), "CN=x");
}

#[test]
fn a_request_never_talks_itself_into_more_than_the_profile_lets_it() {
    use KeyUsage::{CrlSign, DataEncipherment, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment};
    let rule = |from: &str| {
        let usages = json!({"usages": ["digitalSignature", "keyEncipherment"], "also": if from == "within-bounds" { json!(["keyAgreement"]) } else { json!([]) }, "from": from});
        let purposes = json!({"purposes": ["serverAuth"], "also": if from == "within-bounds" { json!(["clientAuth", "1.2.3.4"]) } else { json!([]) }, "from": from});
        good("web-server", &[("/extensions/keyUsage", usages), ("/extensions/extendedKeyUsage", purposes)])
    };
    let (fixed, free, bound) = (rule("profile"), rule("request"), rule("within-bounds"));
    let all = [DigitalSignature, KeyCertSign, CrlSign, DataEncipherment];
    let p256 = KeyAlgorithm::EcdsaP256;
    let usage = |profile: &Profile, asked: &[KeyUsage]| profile.key_usage(p256, Some(asked));
    assert_eq!(usage(&fixed, &all).value, [DigitalSignature]);
    assert!(usage(&fixed, &all).why.is_some() && usage(&fixed, &[DigitalSignature]).why.is_none());
    assert_eq!(usage(&free, &all).value, [DigitalSignature], "neither what authorities do nor what the key cannot");
    assert_eq!(usage(&free, &[KeyCertSign]).value, [DigitalSignature], "nothing at all would allow everything");
    assert_eq!(usage(&bound, &[KeyAgreement]).value, [KeyAgreement]);
    let beyond = usage(&bound, &[KeyAgreement, DataEncipherment]);
    assert_eq!((beyond.value, beyond.by), (vec![DigitalSignature], Decider::Profile));
    assert!(beyond.why.unwrap().contains("dataEncipherment"));
    assert_eq!(usage(&bound, &[KeyEncipherment]).value, [DigitalSignature], "the key cannot do it");

    let purposes = |profile: &Profile, asked: &[&str]| {
        let asked: Vec<ExtendedKeyUsage> = asked.iter().map(|word| word.parse().unwrap()).collect();
        profile.extended_key_usage(Some(&asked)).value.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(purposes(&fixed, &["codeSigning"]), ["serverAuth"]);
    assert_eq!(purposes(&free, &["codeSigning", "OCSPSigning", "anyExtendedKeyUsage"]), ["codeSigning"]);
    assert_eq!(purposes(&bound, &["clientAuth", "1.2.3.4"]), ["clientAuth", "1.2.3.4"]);
    assert_eq!(purposes(&bound, &["clientAuth", "codeSigning"]), ["serverAuth"]);
    assert_eq!(purposes(&bound, &[]), ["serverAuth"], "no purpose would be any purpose");
}

#[test]
fn policies_stapling_path_lengths_and_further_extensions_are_weighed_alike() {
    let bound = good(
        "web-server",
        &[
            (
                "/extensions/policies",
                json!({"policies": [{"oid": "1.2.3.4", "notice": "Read me"}], "also": ["1.2.3.5"], "from": "within-bounds"}),
            ),
            ("/extensions/mustStaple", json!({"wanted": false, "from": "within-bounds"})),
            (
                "/extensions/further",
                json!([
                    {"oid": "1.2.3.9", "der": "05:00", "also": ["0101ff"], "from": "within-bounds"},
                    {"oid": "1.2.3.10", "critical": true, "der": "BQA="},
                    {"oid": "1.2.3.11", "from": "request"},
                ]),
            ),
        ],
    );
    let oids = |texts: &[&str]| texts.iter().map(|text| text.parse::<Oid>().unwrap()).collect::<Vec<_>>();
    let policies = |asked: &[&str]| bound.policies(Some(&oids(asked)));
    assert_eq!(policies(&["1.2.3.5", "1.2.3.4"]).value[1].notice.as_deref(), Some("Read me"));
    assert!(policies(&["1.2.3.6"]).why.unwrap().contains("1.2.3.6"));
    assert!(bound.must_staple(Some(true)).value && !bound.must_staple(None).value);
    let further = |asked: &'static [u8]| {
        let all = bound.further(|oid| (oid.as_str() != "1.2.3.10").then_some(asked));
        all.into_iter().map(|(_, decided)| decided.value.map(|extension| extension.der)).collect::<Vec<_>>()
    };
    let null: Vec<u8> = vec![5, 0];
    assert_eq!(further(&[1, 1, 0xff]), [Some(vec![1, 1, 0xff]), Some(null.clone()), Some(vec![1, 1, 0xff])]);
    assert_eq!(further(&[4, 0]), [Some(null.clone()), Some(null.clone()), Some(vec![4, 0])]);
    let unasked: Vec<_> = bound.further(|_| None).into_iter().map(|(_, decided)| decided.value.is_some()).collect();
    assert_eq!(unasked, [true, true, false]);

    let sub = good("sub-ca", &[("/extensions/basicConstraints/pathLength", json!(1))]);
    assert_eq!(sub.path_length(Some(Some(0))).value, Some(0));
    assert_eq!(sub.path_length(Some(Some(2))).value, Some(1));
    assert_eq!(sub.path_length(Some(None)).value, Some(1), "as many as one likes is more than one");
    assert_eq!(built_in("sub-ca").path_length(None).value, Some(0));
}

#[test]
fn lifetimes_begin_earlier_and_end_by_the_last_moment() {
    let now = "2026-06-01T12:00:00Z".parse().unwrap();
    let workload = built_in("workload");
    let validity = workload.validity(now, workload.lifetime(None).unwrap()).unwrap();
    assert_eq!(validity.not_before().to_rfc3339(), "2026-06-01T11:55:00+00:00");
    assert_eq!(
        validity.not_after().to_rfc3339(),
        "2026-06-02T11:54:59+00:00",
        "24 hours in all, the first and last second included"
    );
    let ending = good("web-server", &[("/validity/endsAt", json!("2026-09-30T23:59:59Z"))]);
    let validity = ending.validity(now, Lifetime::Days(365)).unwrap();
    assert_eq!(validity.not_after().to_rfc3339(), "2026-09-30T23:59:59+00:00");
    assert!(ending.validity(now, Lifetime::Days(30)).unwrap().not_after() < validity.not_after());
    assert!(ending.validity("2026-10-01T00:00:00Z".parse().unwrap(), Lifetime::Days(1)).is_err());
    assert!(
        workload.lifetime(Some(Lifetime::Days(7))).is_ok() && workload.lifetime(Some(Lifetime::Hours(169))).is_err()
    );
}

/// Each contradiction with the field at which it is explained.
#[test]
fn a_profile_that_contradicts_itself_is_told_where_and_all_at_once() {
    let cases: &[(&str, &str, Value, &str)] = &[
        ("web-server", "/name", json!("Web Server"), "name"),
        ("web-server", "/title", json!(""), "title"),
        ("web-server", "/description", json!("a\u{202e}b"), "description"),
        ("web-server", "/keys/algorithms", json!([]), "keys.algorithms"),
        ("web-server", "/keys/defaultAlgorithm", json!("ed25519"), "keys.defaultAlgorithm"),
        ("web-server", "/validity/default", json!({"days": 366}), "validity.default"),
        ("web-server", "/validity/maximum", json!({"days": 0}), "validity.maximum"),
        ("workload", "/validity/backdateMinutes", json!(1440), "validity.backdateMinutes"),
        ("web-server", "/renewal/before", json!({"days": 365}), "renewal.before"),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "fixed"}]),
            "subject.attributes.0.value",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "X", "presence": "optional"}]),
            "subject.attributes.0.attribute",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "1.77.1", "presence": "optional"}]),
            "subject.attributes.0.attribute",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "optional", "pattern": "("}]),
            "subject.attributes.0.pattern",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "optional", "pattern": "a+", "value": "b"}]),
            "subject.attributes.0.value",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "optional", "pattern": "a+", "from": "request"}]),
            "subject.attributes.0.from",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "C", "presence": "fixed", "value": "Germany"}]),
            "subject.attributes.0.value",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "forbidden", "value": "x"}]),
            "subject.attributes.0.presence",
        ),
        (
            "web-server",
            "/subject/attributes",
            json!([{"attribute": "O", "presence": "optional"}, {"attribute": "organizationName", "presence": "optional"}]),
            "subject.attributes.1.attribute",
        ),
        ("web-server", "/subject/others", json!("forbidden"), "names.fromCommonName"),
        ("client-auth", "/names/oneOf", json!(["dns", "dns"]), "names.oneOf.1"),
        ("smime", "/names/oneOf", json!(["dns"]), "names.oneOf.0"),
        ("web-server", "/names/maximum", json!(0), "names.maximum"),
        ("web-server", "/names/maximum", json!(1001), "names.maximum"),
        ("web-server", "/names/dns", json!({"suffixes": ["*.corp.example"]}), "names.dns.suffixes.0"),
        ("web-server", "/names/ip", json!({"ranges": ["10.0.0.1/8"]}), "names.ip.ranges.0"),
        ("web-server", "/names/uri", json!({"schemes": ["1x"]}), "names.uri.schemes.0"),
        (
            "web-server",
            "/extensions/keyUsage/usages",
            json!(["digitalSignature", "keyCertSign"]),
            "extensions.keyUsage.usages.1",
        ),
        ("web-server", "/extensions/keyUsage/usages", json!(["keyEncipherment"]), "keys.algorithms.0"),
        ("web-server", "/extensions/keyUsage/also", json!(["keyAgreement"]), "extensions.keyUsage.also"),
        ("web-server", "/extensions/keyUsage/usages", json!(["crlSign"]), "extensions.extendedKeyUsage.purposes.0"),
        (
            "web-server",
            "/extensions/keyUsage/usages",
            json!(["digitalSignature", "encipherOnly"]),
            "extensions.keyUsage.usages",
        ),
        (
            "web-server",
            "/extensions/extendedKeyUsage/purposes",
            json!(["serverAuth", "1.2"]),
            "extensions.extendedKeyUsage.purposes.1",
        ),
        ("timestamping", "/extensions/extendedKeyUsage/critical", json!(false), "extensions.extendedKeyUsage.purposes"),
        ("web-server", "/extensions/basicConstraints/pathLength", json!(0), "extensions.basicConstraints.pathLength"),
        ("sub-ca", "/extensions/basicConstraints/pathLength", json!(256), "extensions.basicConstraints.pathLength"),
        ("sub-ca", "/keys/generate", json!(true), "keys.generate"),
        ("sub-ca", "/extensions/keyUsage/usages", json!(["crlSign"]), "extensions.keyUsage.usages"),
        ("web-server", "/extensions/nameConstraints/permitDns", json!(["corp.example"]), "extensions.nameConstraints"),
        (
            "sub-ca",
            "/extensions/nameConstraints",
            json!({"permitDns": ["a.corp.example"], "excludeDns": ["corp.example"]}),
            "extensions.nameConstraints.permitDns.0",
        ),
        (
            "web-server",
            "/extensions/policies/policies",
            json!([{"oid": "1.2.3.4", "cps": "ftp://x.example"}]),
            "extensions.policies.policies.0.cps",
        ),
        (
            "web-server",
            "/extensions/policies/policies",
            json!([{"oid": "1.2.3.4", "notice": "x".repeat(201)}]),
            "extensions.policies.policies.0.notice",
        ),
        ("web-server", "/extensions/revocation", json!({"from": "profile"}), "extensions.revocation.from"),
        (
            "web-server",
            "/extensions/revocation",
            json!({"from": "profile", "crlUrls": ["https://x.example/a.crl"]}),
            "extensions.revocation.crlUrls.0",
        ),
        (
            "web-server",
            "/extensions/issuerInformation",
            json!({"ocspUrls": ["http://x.example"]}),
            "extensions.issuerInformation.from",
        ),
        ("client-auth", "/extensions/mustStaple/wanted", json!(true), "extensions.mustStaple"),
        ("web-server", "/extensions/ocspNoCheck", json!(true), "extensions.ocspNoCheck"),
        (
            "web-server",
            "/extensions/further",
            json!([{"oid": "2.5.29.19", "der": "30030101ff"}]),
            "extensions.further.0.oid",
        ),
        ("web-server", "/extensions/further", json!([{"oid": "1.2.3.4", "der": "xyz!"}]), "extensions.further.0.der"),
        ("web-server", "/extensions/further", json!([{"oid": "1.2.3.4"}]), "extensions.further.0.der"),
        ("client-auth", "/ruleSet", json!("tls"), "ruleSet"),
    ];
    for (name, path, value, field) in cases {
        let (profile, flaws) = changed(name, &[(path, value.clone())]);
        assert!(profile.is_none(), "{name} with {path} = {value} makes no sense");
        let told = flaws.iter().find(|flaw| flaw.field == *field && flaw.blocks);
        let told = told.unwrap_or_else(|| panic!("{name} with {path} = {value}: {flaws:?}"));
        assert!(told.message.len() > 20, "{}", told.message);
    }
    let (_, flaws) =
        changed("web-server", &[("/title", json!("")), ("/keys/algorithms", json!([])), ("/names/maximum", json!(0))]);
    assert!(flaws.iter().filter(|flaw| flaw.blocks).count() >= 3, "all at once: {flaws:?}");
    let (profile, flaws) = changed("ocsp-responder", &[("/extensions/ocspNoCheck", json!(false))]);
    assert!(profile.is_some() && flaws.len() == 1, "what is merely odd does not stand in the way: {flaws:?}");
}

#[test]
fn two_profiles_are_compared_in_words() {
    let before = built_in("web-server");
    let after = good(
        "web-server",
        &[
            ("/validity/maximum", json!({"days": 398})),
            ("/keys/export", json!(false)),
            ("/names/email", Value::Null),
            ("/extensions/extendedKeyUsage/purposes", json!(["serverAuth", "clientAuth"])),
            ("/subject/attributes", json!([{"attribute": "O", "presence": "fixed", "value": "Example Corp"}])),
        ],
    );
    let found = differences(before.document(), after.document());
    let told =
        |field: &str| found.iter().find(|difference| difference.field == field).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(
        (told("validity.maximum").left.as_str(), told("validity.maximum").right.as_str()),
        ("365 days", "398 days")
    );
    assert_eq!((told("keys.export").left.as_str(), told("keys.export").right.as_str()), ("yes", "no"));
    assert_eq!(told("extensions.extendedKeyUsage.purposes").right, "serverAuth, clientAuth");
    assert!(told("subject.attributes.*").label.contains("O") && told("names.email").right == "none");
    assert_eq!(found.len(), 5);
    assert_eq!(differences(before.document(), before.document()), []);
    for one in built_in_profiles() {
        for other in built_in_profiles() {
            for difference in differences(one.document(), other.document()) {
                assert_ne!(difference.label, difference.field, "every member of a profile has a name");
            }
        }
    }
}
