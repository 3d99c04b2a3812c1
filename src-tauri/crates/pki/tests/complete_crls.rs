//! The last CRL of an authority that is taken over, made by openssl as the authority's old home would.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::RevocationReason;
use chancery_pki::{CompleteCrl, CrlPlan, Error, IssuerCertificate, build_crl, inspect};
use chrono::{Duration, TimeZone, Utc};
use common::{Authority, Desk, now};

/// An authority of openssl's that revoked these, and a CRL with these extensions besides its number.
fn old_home(desk: &Desk, revoked: &str, extensions: &str) -> IssuerCertificate {
    if !desk.path().join("ca.pem").exists() {
        desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca.key");
        desk.openssl(
            "req -x509 -key ca.key -out ca.pem -subj /O=Old/CN=OldHome -days 900 -addext keyUsage=keyCertSign,cRLSign",
        );
    }
    desk.put("index.txt", revoked);
    desk.put("crlnumber", "0C8D\n");
    desk.put(
        "ca.cnf",
        format!(
            "[ca]\ndefault_ca=old\n[old]\ndatabase=index.txt\ncrlnumber=crlnumber\nprivate_key=ca.key\n\
             certificate=ca.pem\ndefault_md=sha256\ndefault_crl_days=30\ncrl_extensions=crl\n[crl]\n\
             authorityKeyIdentifier=keyid\n{extensions}\n"
        ),
    );
    desk.openssl("ca -config ca.cnf -gencrl -out crl.pem");
    desk.openssl("crl -in crl.pem -outform DER -out crl.der");
    match inspect(&desk.read("ca.pem"), None).unwrap().remove(0) {
        chancery_pki::Inspected::Certificate(found) => IssuerCertificate::from_der(found.as_bytes()).unwrap(),
        other => panic!("{other:?}"),
    }
}

const REVOKED: &str = "R\t301231235959Z\t240102030405Z,keyCompromise\t1000\tunknown\t/CN=a\n\
                       R\t301231235959Z\t240203040506Z,certificateHold\t7F\tunknown\t/CN=b\n\
                       V\t301231235959Z\t\t22\tunknown\t/CN=c\n\
                       R\t301231235959Z\t240304050607Z\t00FF3344556677889900AABBCCDDEEFF0011223344\tunknown\t/CN=d\n";

fn refused(desk: &Desk, issuer: &IssuerCertificate) -> String {
    match CompleteCrl::read(&desk.read("crl.pem"), issuer) {
        Err(Error::WrongCrl(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_entry_comes_with_its_date_and_reason_from_pem_der_and_base64() {
    let desk = Desk::new();
    let issuer = old_home(&desk, REVOKED, "");
    let crl = CompleteCrl::read(&desk.read("crl.pem"), &issuer).unwrap();
    assert_eq!(crl.number, Some(0x0c8d));
    let found: Vec<_> = crl.entries.iter().map(|e| (e.serial.to_hex(), e.revoked_at, e.reason)).collect();
    let at = |month, day, hour, minute, second| Utc.with_ymd_and_hms(2024, month, day, hour, minute, second).unwrap();
    let expected = [
        ("FF3344556677889900AABBCCDDEEFF0011223344".to_owned(), at(3, 4, 5, 6, 7), RevocationReason::Unspecified),
        ("1000".to_owned(), at(1, 2, 3, 4, 5), RevocationReason::KeyCompromise),
        ("7F".to_owned(), at(2, 3, 4, 5, 6), RevocationReason::CertificateHold),
    ];
    assert_eq!(found, expected);
    assert_eq!(CompleteCrl::read(&desk.read("crl.der"), &issuer).unwrap(), crl);
    let base64 = data_encoding::BASE64.encode(&desk.read("crl.der"));
    assert_eq!(CompleteCrl::read(base64.as_bytes(), &issuer).unwrap(), crl);
}

#[test]
fn an_empty_crl_is_complete_and_one_that_says_where_it_is_found_is_told_from_others() {
    let desk = Desk::new();
    let issuer =
        old_home(&desk, "", "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://x.example/a.crl");
    let crl = CompleteCrl::read(&desk.read("crl.pem"), &issuer).unwrap();
    assert_eq!((crl.entries.as_slice(), crl.names_its_place), (&[][..], true), "but there may be others");
    let issuer = old_home(&desk, "", "");
    assert!(!CompleteCrl::read(&desk.read("crl.pem"), &issuer).unwrap().names_its_place);
}

#[test]
fn a_crl_that_may_leave_something_out_is_refused_with_the_reason() {
    let desk = Desk::new();
    for (extensions, why) in [
        ("2.5.29.27=critical,ASN1:INTEGER:5", "delta CRL"),
        ("issuingDistributionPoint=critical,@point\n[point]\nindirectCRL=TRUE", "indirect CRL"),
        ("issuingDistributionPoint=critical,@point\n[point]\nonlyuser=TRUE", "only of some"),
        ("issuingDistributionPoint=critical,@point\n[point]\nonlysomereasons=keyCompromise", "only of some"),
        ("1.2.3.4.5=critical,ASN1:INTEGER:5", "1.2.3.4.5"),
    ] {
        let issuer = old_home(&desk, REVOKED, extensions);
        let said = refused(&desk, &issuer);
        assert!(said.contains(why), "{extensions}: {said}");
    }
    let issuer = old_home(&desk, REVOKED, "");
    desk.put("crl.pem", [desk.read("crl.pem"), desk.read("crl.pem")].concat());
    assert!(refused(&desk, &issuer).contains("several CRLs"));
    desk.put("crl.pem", desk.read("ca.pem"));
    assert!(refused(&desk, &issuer).contains("no CRL"));
}

#[test]
fn a_crl_of_another_name_or_key_or_with_a_changed_octet_is_refused() {
    let desk = Desk::new();
    let issuer = old_home(&desk, REVOKED, "");
    let root = Authority::root(chancery_domain::KeyAlgorithm::EcdsaP256);
    let why = CompleteCrl::read(&desk.read("crl.pem"), &root.issuer).unwrap_err().to_string();
    assert!(why.contains("“OldHome”, not of “Test Root”"), "{why}");
    let twin = Authority::root_named(chancery_domain::KeyAlgorithm::EcdsaP256, "CN=OldHome,O=Old");
    let read = CompleteCrl::read(&desk.read("crl.pem"), &twin.issuer);
    assert_eq!(read, Err(Error::BadSignature("CRL")), "the same name with another key");
    let mut der = desk.read("crl.der");
    let at = der.windows(2).position(|pair| pair == [0x10, 0x00]).unwrap();
    der[at] = 0x11;
    assert_eq!(CompleteCrl::read(&der, &issuer), Err(Error::BadSignature("CRL")));
    let plan = CrlPlan::complete(u64::MAX, now(), now() + Duration::days(1));
    let der = build_crl(&plan, &root.issuer, &root.signer, std::iter::empty()).unwrap();
    assert!(matches!(CompleteCrl::read(&der, &root.issuer), Err(Error::WrongCrl(why)) if why.contains("number")));
}

#[test]
fn no_changed_octet_is_believed() {
    let desk = Desk::new();
    let issuer = old_home(&desk, REVOKED, "");
    let der = desk.read("crl.der");
    for at in 0..der.len() {
        for flip in [0x01, 0x80] {
            let mut bad = der.clone();
            bad[at] ^= flip;
            assert!(CompleteCrl::read(&bad, &issuer).is_err(), "octet {at} ^ {flip:#x}");
        }
        assert!(CompleteCrl::read(&der[..at], &issuer).is_err(), "cut at {at}");
    }
}
