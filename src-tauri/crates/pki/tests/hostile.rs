//! Input made by mistake or by malice: an error or a faithful display, soon, and never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{KeyAlgorithm, NameConstraints, SubjectAltName, Subtree};
use chancery_pki::{
    Certificate, CrlPlan, Error, Inspected, IssuerCertificate, KeyPair, PublicKey, Request, Signer, build_crl, inspect,
    verify_signature,
};
use chrono::Duration;
use common::{Authority, Desk, authority_plan, leaf_plan, now, signer};
use proptest::prelude::*;
use std::time::Instant;

/// Reads the input in every way there is, and looks at all that comes out.
fn look_at_everything(bytes: &[u8]) {
    let start = Instant::now();
    if let Ok(certificate) = Certificate::from_der(bytes) {
        look_at(&certificate);
    }
    let _ = IssuerCertificate::from_der(bytes);
    let _ = KeyPair::read(bytes, Some("geheim"));
    let _ = PublicKey::from_spki_der(bytes).map(|key| (key.describe(), key.weakness(), key.key_identifier()));
    if let Ok(request) = Request::read(bytes) {
        let _ = (request.certifiable_subject_but_cn(), format!("{request:?}"));
    }
    for passphrase in [None, Some("geheim")] {
        for found in inspect(bytes, passphrase).unwrap_or_default() {
            if let Inspected::Certificate(certificate) = &found {
                look_at(certificate);
            }
            let _ = format!("{found:?}");
        }
    }
    assert!(start.elapsed().as_secs() < 10, "{} octets took {:?}", bytes.len(), start.elapsed());
}

fn look_at(certificate: &Certificate) {
    let facts = certificate.facts();
    let extensions = certificate.extensions();
    let texts = [&facts.subject, &facts.issuer, &facts.subject_label, &facts.issuer_label, &facts.signature_algorithm]
        .into_iter()
        .chain(facts.names.iter().map(|name| &name.value))
        .chain(facts.crl_urls.iter().chain(&facts.ocsp_urls).chain(&facts.ca_issuer_urls))
        .chain(extensions.iter().flat_map(|extension| &extension.lines));
    for text in texts {
        assert!(!text.chars().any(chancery_domain::is_unprintable), "{text:?} could deceive");
    }
    let _ = (facts.not_before.to_rfc3339(), facts.not_after.to_rfc3339(), facts.serial.to_hex());
    let _ = verify_signature(certificate.as_bytes(), &facts.spki_der);
}

/// Changes a file in one of the ways that files get changed.
fn corrupted(original: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let mut bytes = original.to_vec();
    for _ in 0..=next(3) {
        let at = next(bytes.len());
        match next(8) {
            0 => bytes[at] ^= 1 << next(8),
            1 => bytes[at] = [0, 0xff, 0x7f, 0x80, 0x30, 0x84][next(6)],
            2 => bytes.truncate(at),
            3 => bytes.insert(at, next(256) as u8),
            4 => {
                let end = (at + next(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let end = (at + next(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            6 => bytes[at] = bytes[at].wrapping_add(1),
            _ => bytes.splice(at..at, [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).for_each(drop),
        }
        if bytes.is_empty() {
            return bytes;
        }
    }
    bytes
}

/// A certificate with everything in it.
fn rich_certificate() -> Vec<u8> {
    let desk = Desk::new();
    desk.put(
        "rich.cnf",
        "[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\nCN=rich\nO=Corp\n[ext]\n\
         basicConstraints=critical,CA:TRUE,pathlen:2\nkeyUsage=critical,keyCertSign,cRLSign,encipherOnly,decipherOnly,keyAgreement\n\
         extendedKeyUsage=serverAuth,1.2.3.4,msSmartcardLogin\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer:always\n\
         subjectAltName=DNS:a.example,IP:10.0.0.1,IP:::1,email:a@b.example,URI:https://a/,RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jo@corp,dirName:dir\n\
         issuerAltName=DNS:i.example\nnameConstraints=critical,permitted;DNS:.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:.evil,excluded;dirName:dir\n\
         crlDistributionPoints=point,URI:http://b/b.crl\nfreshestCRL=URI:http://delta/\nauthorityInfoAccess=OCSP;URI:http://o/,caIssuers;URI:http://c/\n\
         subjectInfoAccess=caRepository;URI:http://r/\ncertificatePolicies=2.23.140.1.2.1,@policy\npolicyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:1\n\
         policyMappings=1.2.3:1.2.4\ninhibitAnyPolicy=2\ntlsfeature=status_request\nnoCheck=ignored\nnsComment=hello\n1.2.3.4.5=DER:0102030405\n\
         1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:template\n\
         [dir]\nC=DE\nO=Dir\n[point]\nfullname=URI:http://a/a.crl\nCRLissuer=dirName:dir\nreasons=keyCompromise,CACompromise\n\
         [policy]\npolicyIdentifier=1.3.5.8\nCPS.1=http://cps/\nuserNotice.1=@notice\n[notice]\nexplicitText=UTF8:Notice text\norganization=Org\nnoticeNumbers=1,2\n\
         [template]\noid=OID:1.3.6.1.4.1.311.21.8.1\nmajor=INTEGER:100\nminor=INTEGER:4\n",
    );
    desk.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out rich.der -outform DER -config rich.cnf");
    desk.read("rich.der")
}

#[test]
fn every_extension_that_openssl_can_write_is_shown_in_words() {
    let certificate = Certificate::from_der(&rich_certificate()).unwrap();
    let extensions = certificate.extensions();
    let shown: Vec<String> =
        extensions.iter().map(|extension| format!("{}: {}", extension.name, extension.lines.join(" | "))).collect();
    for expected in [
        "Basic constraints: Authority, at most 2 authorities below it",
        "Key usage: keyAgreement | keyCertSign | cRLSign | encipherOnly | decipherOnly",
        "Extended key usage: serverAuth | 1.2.3.4 | msSmartcardLogon",
        "Subject alternative name: dns:a.example | ip:10.0.0.1 | ip:::1 | email:a@b.example | uri:https://a/ | rid:1.2.3.4 | other:UPN:jo@corp | dirname:O=Dir,C=DE",
        "Issuer alternative name: dns:i.example",
        "Name constraints: Permitted dns:.example | Permitted ip:10.0.0.0/8 | Excluded email:.evil | Excluded dirname:O=Dir,C=DE",
        "CRL distribution points: uri:http://a/a.crl |   for keyCompromise, cACompromise |   issued by dirname:O=Dir,C=DE | uri:http://b/b.crl",
        "Freshest CRL: uri:http://delta/",
        "Authority information access: OCSP uri:http://o/ | Issuer's certificate uri:http://c/",
        "Subject information access: Repository uri:http://r/",
        "Certificate policies: Policy 2.23.140.1.2.1 (domain validated) | Policy 1.3.5.8 |   Practice statement http://cps/ |   Notice “Notice text”",
        "Policy constraints: A policy is required after 3 certificates | Policies are no longer mapped after 1 certificates",
        "Policy mappings: 1.2.3 counts as 1.2.4",
        "Inhibit anyPolicy: anyPolicy counts for nothing after 2 certificates",
        "TLS features: Must staple: the server sends its OCSP answer along (status_request)",
        "OCSP no check: The revocation of this OCSP responder is not checked",
        "Netscape comment: hello",
        "1.2.3.4.5: 01:02:03:04:05",
        "Microsoft certificate template: Template 1.3.6.1.4.1.311.21.8.1 | Major version 100 | Minor version 4",
    ] {
        assert!(shown.iter().any(|line| line == expected), "{expected}\nin {shown:#?}");
    }
    let bound = IssuerCertificate::from_der(certificate.as_bytes()).unwrap_err();
    assert!(bound.to_string().contains("O=Dir,C=DE"), "constraints that cannot be kept forbid signing: {bound}");
}

#[test]
fn five_hundred_corrupted_certificates() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let leaf = root.issue(&leaf_plan("CN=a,O=b", &["a.example"]), &KeyPair::generate(KeyAlgorithm::Rsa2048).unwrap());
    for original in
        [rich_certificate(), leaf.into_bytes(), Authority::root(KeyAlgorithm::MlDsa44).certificate.into_bytes()]
    {
        (0..500).for_each(|seed| look_at_everything(&corrupted(&original, seed)));
    }
}

#[test]
fn five_hundred_corrupted_requests() {
    let names = [SubjectAltName::ip("10.0.0.1").unwrap()];
    let pem = Request::create(&"CN=a,O=b".parse().unwrap(), &names, &signer(KeyAlgorithm::EcdsaP256)).unwrap();
    let der = Request::read(pem.as_bytes()).unwrap().as_bytes().to_vec();
    (0..500).for_each(|seed| look_at_everything(&corrupted(&der, seed)));
    (0..200).for_each(|seed| look_at_everything(&corrupted(pem.as_bytes(), seed)));
}

#[test]
fn five_hundred_corrupted_pkcs12_files() {
    let desk = Desk::new();
    desk.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -subj /CN=a -out cert.pem",
    );
    for options in ["", "-legacy", "-certpbe NONE -keypbe NONE"] {
        desk.openssl(&format!("pkcs12 -export -inkey key.pem -in cert.pem -passout pass:geheim -out a.p12 {options}"));
        let original = desk.read("a.p12");
        (0..500).for_each(|seed| look_at_everything(&corrupted(&original, seed)));
    }
}

#[test]
fn corrupted_bundles_crls_and_keys() {
    let desk = Desk::new();
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    desk.put("root.pem", root.certificate.to_pem());
    let plan = CrlPlan::complete(1, now(), now() + Duration::days(1));
    let crl = build_crl(&plan, &root.issuer, &root.signer, std::iter::empty()).unwrap();
    desk.put("crl.pem", chancery_pki::crl_pem(&crl));
    desk.openssl("crl2pkcs7 -in crl.pem -certfile root.pem -outform DER -out bundle.p7b");
    let bundle = desk.read("bundle.p7b");
    let found = inspect(&bundle, None).unwrap();
    assert!(matches!(found[..], [Inspected::Certificate(_), Inspected::Crl(_)]), "{found:?}");
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let encrypted = key.encrypted_pkcs8_pem("geheim").unwrap();
    for original in [&bundle[..], &crl, &key.pkcs8_der(), &encrypted.as_bytes()[..200]] {
        (0..300).for_each(|seed| look_at_everything(&corrupted(original, seed)));
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        long => {
            out.push(0x83);
            out.extend_from_slice(&(long as u32).to_be_bytes()[1..]);
        }
    }
    // Shortest form, as DER wants it.
    if out.len() > 2 {
        let skip = out[2..].iter().take_while(|octet| **octet == 0).count();
        out.drain(2..2 + skip);
        out[1] -= skip as u8;
    }
    out.extend_from_slice(content);
    out
}

/// An unsigned certificate of these parts.
fn odd_certificate(
    serial: &[u8],
    subject: &[u8],
    not_before: (u8, &str),
    not_after: (u8, &str),
    rest: &[u8],
) -> Vec<u8> {
    let algorithm = element(0x30, &element(6, &[0x2a, 3, 4]));
    let name = element(0x30, subject);
    let time = |(tag, text): (u8, &str)| element(tag, text.as_bytes());
    let key = element(0x30, &[algorithm.clone(), element(3, &[0, 1, 2])].concat());
    let tbs = [
        element(2, serial),
        algorithm.clone(),
        name.clone(),
        element(0x30, &[time(not_before), time(not_after)].concat()),
        name,
        key,
        rest.to_vec(),
    ];
    element(0x30, &[element(0x30, &tbs.concat()), algorithm, element(3, &[0, 9])].concat())
}

fn attribute(tag: u8, value: &[u8]) -> Vec<u8> {
    element(0x31, &element(0x30, &[element(6, &[0x55, 4, 3]), element(tag, value)].concat()))
}

const YEARS: ((u8, &str), (u8, &str)) = ((0x18, "00000101000000Z"), (0x18, "99991231235959Z"));

#[test]
fn odd_certificates_are_shown_as_they_are() {
    let der = odd_certificate(&[0xff, 0x7f], &[], YEARS.0, YEARS.1, &[]);
    let facts = Certificate::from_der(&der).unwrap().into_facts();
    assert!(!facts.serial.is_positive());
    assert_eq!(facts.serial.content_octets(), [0xff, 0x7f]);
    assert_eq!(facts.subject, "");
    assert_eq!(facts.subject_label, "(no subject)");
    assert_eq!(facts.not_before.to_rfc3339(), "0000-01-01T00:00:00+00:00");
    assert_eq!(facts.not_after.to_rfc3339(), "9999-12-31T23:59:59+00:00");
    assert_eq!((facts.key.algorithm.as_str(), facts.signature_algorithm.as_str()), ("1.2.3.4", "1.2.3.4"));
    look_at_everything(&der);

    for (tag, value, shown) in [
        (0x0c, &b"\xff\xfe"[..], "#0C02FFFE"),
        (0x0c, "a\u{202e}b\0".as_bytes(), "a\\u{202E}b\\u{0000}"),
        (0x1e, b"\xd8\x00\x00A", "#1E04D8000041"),
        (0x13, b"under_score*", "under_score*"),
        (0x04, b"octets", "#04066F6374657473"),
    ] {
        let der = odd_certificate(&[1], &attribute(tag, value), YEARS.0, YEARS.1, &[]);
        assert_eq!(Certificate::from_der(&der).unwrap().facts().subject_label, shown);
        look_at_everything(&der);
    }
}

#[test]
fn what_cannot_be_shown_faithfully_is_an_error() {
    for (what, der) in [
        ("no serial", odd_certificate(&[], &[], YEARS.0, YEARS.1, &[])),
        ("a serial of 65 octets", odd_certificate(&[1; 65], &[], YEARS.0, YEARS.1, &[])),
        ("month 13", odd_certificate(&[1], &[], (0x18, "20201301000000Z"), YEARS.1, &[])),
        ("something after the extensions", odd_certificate(&[1], &[], YEARS.0, YEARS.1, &[5, 0])),
        ("a name that is none", odd_certificate(&[1], &[5, 0], YEARS.0, YEARS.1, &[])),
        ("300 KiB", odd_certificate(&[1], &attribute(0x0c, &[b'a'; 300_000]), YEARS.0, YEARS.1, &[])),
        ("a length of 4 GiB", vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30]),
    ] {
        assert!(Certificate::from_der(&der).is_err(), "{what}");
        look_at_everything(&der);
    }
}

fn extensions(list: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let list: Vec<u8> =
        list.iter().flat_map(|(oid, value)| element(0x30, &[element(6, oid), element(4, value)].concat())).collect();
    element(0xa3, &element(0x30, &list))
}

#[test]
fn thousands_of_names_and_broken_extensions_are_bounded() {
    let name = element(0x82, b"a-rather-long-name-of-a-host.corp.example");
    let names = element(0x30, &name.repeat(5000));
    let der = odd_certificate(&[1], &[], YEARS.0, YEARS.1, &extensions(&[(&[0x55, 0x1d, 0x11], names)]));
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.facts().names.len(), 4000);
    look_at_everything(&der);

    let broken = extensions(&[
        (&[0x55, 0x1d, 0x13], vec![0x30, 0x84, 0xff]),
        (&[0x55, 0x1d, 0x0f], vec![3, 1, 9]),
        (&[0x2a, 3], vec![0xab; 5000]),
    ]);
    let der = odd_certificate(&[1], &[], YEARS.0, YEARS.1, &broken);
    let certificate = Certificate::from_der(&der).unwrap();
    assert!(!certificate.facts().is_ca);
    let shown = certificate.extensions();
    assert!(shown[0].lines[0].contains("not what this extension should hold"));
    assert_eq!(shown[2].lines.len(), 33, "1 KiB and a note");
    assert!(shown[2].lines[32].contains("3976 more"));
}

#[test]
fn deep_nesting_ends_soon() {
    let mut deep = vec![5, 0];
    for _ in 0..20_000 {
        deep = element(0x30, &deep);
    }
    look_at_everything(&deep);
    look_at_everything(&[0x30, 0x80].repeat(200_000));
    let nested = odd_certificate(&[1], &[], YEARS.0, YEARS.1, &extensions(&[(&[0x55, 0x1d, 0x1e], deep)]));
    look_at_everything(&nested);
}

#[test]
fn a_pkcs12_file_that_costs_hours_is_refused_with_the_number() {
    let desk = Desk::new();
    desk.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -subj /CN=a -out cert.pem",
    );
    desk.openssl("pkcs12 -export -inkey key.pem -in cert.pem -passout pass:geheim -legacy -iter 70000 -out a.p12");
    let mut file = desk.read("a.p12");
    // The MAC's iterations stand last; 70000 and 8000000 both have three octets.
    let at = file.windows(5).rposition(|w| w == [2, 3, 1, 0x11, 0x70]).unwrap();
    file[at + 2..].copy_from_slice(&[0x7a, 0x12, 0x00]);
    let error = inspect(&file, Some("geheim")).unwrap_err();
    assert_eq!(error, Error::TooManyIterations { what: "PKCS#12 file", found: 8_000_000, max: 2_000_000 });
    assert!(error.to_string().contains("8000000"));
}

#[test]
fn an_input_of_many_encrypted_files_costs_no_more_than_one() {
    let desk = Desk::new();
    desk.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -subj /CN=a -out cert.pem",
    );
    let pem =
        |der: &[u8]| format!("-----BEGIN PKCS12-----\n{}\n-----END PKCS12-----\n", data_encoding::BASE64.encode(der));
    let plain = "pkcs12 -export -inkey key.pem -in cert.pem -certpbe NONE -keypbe NONE -out a.p12";
    // Of each file but the last the passphrase is right, so that nothing but the cost stops.
    desk.openssl(&format!("{plain} -passout pass:geheim -iter 1500000"));
    desk.openssl("pkcs8 -topk8 -in key.pem -iter 1600000 -passout pass:geheim -out encrypted.pem");
    let text = pem(&desk.read("a.p12")).repeat(3) + &String::from_utf8(desk.read("encrypted.pem")).unwrap();
    let found = inspect(text.as_bytes(), Some("geheim")).unwrap();
    assert!(matches!(found[4], Inspected::PrivateKey(_)), "{:?}", found[4]);
    let [.., Inspected::Unreadable { why: Error::TooManyIterations { found, max: 6_000_000, .. }, .. }] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(*found, 3 * 1_500_000 + 1_600_000);

    // Without a passphrase the empty one is tried, in both of its spellings.
    desk.openssl(&format!("{plain} -passout pass:geheim -iter 1900000"));
    let start = Instant::now();
    let found = inspect(pem(&desk.read("a.p12")).repeat(1000).as_bytes(), None).unwrap();
    assert!(matches!(found[..2], [Inspected::Pkcs12Locked, Inspected::Unreadable { .. }]), "{:?}", &found[..2]);
    assert_eq!(found.len(), 1000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn scrypt_with_a_cost_that_is_no_power_of_two_is_refused() {
    let desk = Desk::new();
    desk.openssl("genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    desk.openssl("pkcs8 -topk8 -in key.pem -scrypt -scrypt_N 64 -passout pass:geheim -outform DER -out key.der");
    let original = desk.read("key.der");
    assert!(KeyPair::read(&original, Some("geheim")).is_ok());
    let at = original.windows(6).position(|w| w == [2, 1, 64, 2, 1, 8]).unwrap();
    for cost in [0, 1, 3, 63] {
        let mut changed = original.clone();
        changed[at + 2] = cost;
        for read in
            [KeyPair::read(&changed, Some("geheim")).unwrap_err(), inspect(&changed, Some("geheim")).unwrap_err()]
        {
            assert!(matches!(read, Error::Unsupported(_)), "{cost}: {read}");
        }
    }
}

#[test]
fn a_path_length_beyond_all_bounds_is_the_largest() {
    let constraints = element(0x30, &[element(1, &[0xff]), element(2, &[1, 0, 0, 0, 1])].concat());
    let der = odd_certificate(&[1], &[], YEARS.0, YEARS.1, &extensions(&[(&[0x55, 0x1d, 0x13], constraints)]));
    assert_eq!(Certificate::from_der(&der).unwrap().facts().path_len, Some(u32::MAX));
    look_at_everything(&der);
}

/// An unsigned CRL of an issuer whose Name has this content, with extensions.
fn odd_crl(issuer: &[u8], extensions: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, &element(6, &[0x2a, 3, 4]));
    let content = [&algorithm[..], &element(0x30, issuer), &element(0x17, b"300101000000Z"), extensions].concat();
    element(0x30, &[element(0x30, &content), algorithm, element(3, &[0, 9])].concat())
}

#[test]
fn a_crl_costs_little_more_memory_than_its_octets() {
    assert!(matches!(inspect(&odd_crl(&attribute(0x0c, b"a"), &[]), None).unwrap()[..], [Inspected::Crl(_)]));
    for issuer in [[0x31, 0].repeat(4_000_000), attribute(0x0c, b"a").repeat(5000), [0x31, 0].to_vec()] {
        assert!(inspect(&odd_crl(&issuer, &[]), None).is_err(), "{} octets", issuer.len());
    }
    let number =
        element(0x30, &[element(6, &[0x55, 0x1d, 0x14]), element(4, &element(2, &vec![7; 4_000_000]))].concat());
    let found = inspect(&odd_crl(&attribute(0x0c, b"a"), &element(0xa0, &element(0x30, &number))), None).unwrap();
    let [Inspected::Crl(crl)] = &found[..] else { panic!("{found:?}") };
    assert!(crl.facts().number.as_ref().unwrap().ends_with("… (4000000 octets)"));
}

#[test]
fn name_constraints_in_another_order_forbid_signing() {
    let of = |constraints: Vec<u8>| {
        let list = extensions(&[
            (&[0x55, 0x1d, 0x13], element(0x30, &element(1, &[0xff]))),
            (&[0x55, 0x1d, 0x1e], element(0x30, &constraints)),
        ]);
        let years = ((0x18, "20200101000000Z"), (0x18, "20400101000000Z"));
        IssuerCertificate::from_der(&odd_certificate(&[1], &attribute(0x0c, b"CA"), years.0, years.1, &list))
    };
    let side = |tag: u8, subtree: u8, name: &[u8]| element(tag, &element(subtree, &element(0x82, name)));
    let (permitted, excluded) = (side(0xa0, 0x30, b"corp.example"), side(0xa1, 0x30, b"x.corp.example"));
    let read = of([permitted.clone(), excluded.clone()].concat()).unwrap();
    assert_eq!((read.name_constraints().permitted.len(), read.name_constraints().excluded.len()), (1, 1));
    for odd in [
        [excluded.clone(), permitted.clone()].concat(),
        [permitted.clone(), excluded.clone(), permitted.clone()].concat(),
        side(0xa0, 0x31, b"corp.example"),
        side(0xa2, 0x30, b"corp.example"),
    ] {
        assert!(of(odd).is_err(), "a limit would be lost");
    }
}

#[test]
fn too_much_pem_is_refused() {
    let block = "-----BEGIN X-----\n-----END X-----\n";
    assert!(matches!(inspect(block.repeat(200_001).as_bytes(), None), Err(Error::TooLarge { .. })));
    assert!(matches!(inspect(&vec![b' '; 65 * 1024 * 1024], None), Err(Error::TooLarge { .. })));
    look_at_everything(&b"-----BEGIN ".repeat(100_000));
}

#[test]
fn constraints_that_exclude_everything_are_not_lost() {
    let root = Authority::root(KeyAlgorithm::EcdsaP256);
    let everything = NameConstraints { permitted: vec![], excluded: vec![Subtree::Dns(String::new())] };
    let plan = authority_plan("CN=b", None, everything);
    let key = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let certificate = root.issue(&plan, &key);
    assert!(matches!(IssuerCertificate::from_der(certificate.as_bytes()), Err(Error::Unsupported(_))));
    let _ = root.signer.public_key();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_octets_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        look_at_everything(&bytes);
    }

    #[test]
    fn arbitrary_octets_in_a_sequence_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        look_at_everything(&element(0x30, &bytes));
        look_at_everything(&odd_certificate(&[1], &bytes, YEARS.0, YEARS.1, &[]));
        look_at_everything(&odd_certificate(&[1], &[], YEARS.0, YEARS.1, &element(0xa3, &element(0x30, &bytes))));
    }

    #[test]
    fn arbitrary_extension_values_never_panic(
        arc in 9_u8..60, bytes in proptest::collection::vec(any::<u8>(), 0..200)
    ) {
        let wrapped = element(0x30, &bytes);
        let list = extensions(&[(&[0x55, 0x1d, arc], wrapped), (&[0x2b, 6, 1, 5, 5, 7, 1, arc % 30], bytes)]);
        look_at_everything(&odd_certificate(&[1], &[], YEARS.0, YEARS.1, &list));
    }
}
