//! What an authority revoked before it came here stays revoked.

use super::requests::Desk;
use super::takeover::{ground, old_pki};
use chancery_domain::{RevocationReason, Standing};
use chancery_engine::{Actor, AuditQuery, CrlFormat, ImportAuthority, Vault};
use chancery_tests::abuse::{ids, import};

/// The same CRL, which says besides where it is found.
fn last_crl_at_its_place(desk: &Desk) {
    last_crl(desk, "0C8D");
    let place = "issuingDistributionPoint=critical,@point\n[point]\nfullname=URI:http://pki.example.test/old-1.crl\n";
    desk.write("ca.cnf", [desk.text("ca.cnf").as_str(), place].concat());
    desk.openssl(&["ca", "-config", "ca.cnf", "-gencrl", "-out", "last.pem"]);
}

/// `Old Issuing` revokes: `one` (17), `two` (18, on hold), and two certificates that nobody has any more.
fn last_crl(desk: &Desk, number: &str) {
    desk.write(
        "index.txt",
        "R\t361231235959Z\t240102030405Z,keyCompromise\t11\tunknown\t/CN=one\n\
         R\t361231235959Z\t240203040506Z,certificateHold\t12\tunknown\t/CN=two\n\
         R\t361231235959Z\t240304050607Z,CACompromise\t77777777777777777777\tunknown\t/CN=gone\n\
         R\t361231235959Z\t240405060708Z\t0505\tunknown\t/CN=also gone\n",
    );
    desk.write("crlnumber", format!("{number}\n"));
    desk.write(
        "ca.cnf",
        "[ca]\ndefault_ca=old\n[old]\ndatabase=index.txt\ncrlnumber=crlnumber\nprivate_key=sub.key\n\
         certificate=sub.pem\ndefault_md=sha256\ndefault_crl_days=30\ncrl_extensions=crl\n[crl]\n\
         authorityKeyIdentifier=keyid\n",
    );
    desk.openssl(&["ca", "-config", "ca.cnf", "-gencrl", "-out", "last.pem"]);
}

fn request(desk: &Desk) -> ImportAuthority {
    ImportAuthority {
        crl: Some(desk.text("last.pem")),
        without_crl: false,
        ..import("Old", ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.key"))
    }
}

/// The newest CRL of `Old` as openssl reads it.
fn next_crl(vault: &Vault, ada: &Actor, desk: &Desk) -> String {
    vault.issue_crl(ada, "Old").unwrap();
    vault.export_crl(ada, "Old", CrlFormat::Pem, &desk.path("next.pem"), true, false).unwrap();
    desk.openssl(&["crl", "-in", "next.pem", "-noout", "-CAfile", "sub.pem"]);
    desk.openssl(&["crl", "-in", "next.pem", "-noout", "-text"])
}

/// What the log tells of the import.
fn told(vault: &Vault, ada: &Actor) -> Vec<String> {
    let query = AuditQuery { action: Some("authority.imported".into()), limit: 1, ..AuditQuery::default() };
    let event = vault.audit_events(ada, &query).unwrap().events.remove(0);
    let facts = event.details.iter().map(|fact| format!("{}={}", fact.name, fact.value));
    facts.chain([event.summary.clone()]).collect()
}

#[test]
fn what_the_last_crl_revokes_is_on_every_crl_made_here() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    last_crl(&desk, "0C8D");
    // One certificate was here before its authority, the other comes after it.
    let one = vault.import_files(&ada, &[desk.path("one.pem")], None).unwrap().ids.remove(0);
    let old = vault.import_authority(&ada, &request(&desk)).unwrap();
    assert_eq!((old.revoked, old.next_crl_number.as_str()), (4, "3214"), "the number goes on");
    let shown = vault.certificate(&ada, &one).unwrap();
    let revocation = shown.revocation.unwrap();
    assert_eq!((shown.row.status, revocation.reason), (Standing::Revoked, RevocationReason::KeyCompromise));
    assert_eq!(revocation.revoked_at.to_rfc3339(), "2024-01-02T03:04:05+00:00");
    let text = next_crl(&vault, &ada, &desk);
    for expected in [
        "Serial Number: 11\n        Revocation Date: Jan  2 03:04:05 2024 GMT",
        "Serial Number: 12\n        Revocation Date: Feb  3 04:05:06 2024 GMT",
        "Serial Number: 77777777777777777777\n        Revocation Date: Mar  4 05:06:07 2024 GMT",
        "Serial Number: 0505\n        Revocation Date: Apr  5 06:07:08 2024 GMT",
        "Key Compromise",
        "Certificate Hold",
        "CA Compromise",
        "3214",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    // The hold is known when its certificate comes, and only that can be released.
    let two = vault.import_files(&ada, &[desk.path("two.pem")], None).unwrap().ids.remove(0);
    assert_eq!(vault.certificate(&ada, &two).unwrap().row.status, Standing::OnHold);
    let before = vault.authority(&ada, "Old").unwrap().revoked_before;
    let serials: Vec<_> = before.first.iter().map(|one| one.serial.as_str()).collect();
    assert_eq!((before.count, serials), (2, vec!["0505", "77777777777777777777"]));
    let again = vault.revoke(&ada, &ids([one.as_str()]), RevocationReason::Superseded).unwrap();
    assert_eq!((again.revoked, again.skipped), (0, 1));
    vault.release(&ada, &two).unwrap();
    let text = next_crl(&vault, &ada, &desk);
    assert!(text.contains("Serial Number: 11\n") && !text.contains("Serial Number: 12\n"), "{text}");
    assert!(text.contains("Serial Number: 77777777777777777777\n"), "{text}");
    let facts = told(&vault, &ada);
    assert!(facts.contains(&"revokedBefore=4".into()) && facts.contains(&"lastCrlNumber=3213".into()), "{facts:?}");
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn without_its_last_crl_an_authority_that_was_at_work_comes_only_when_that_is_said() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    let unsaid = ImportAuthority { crl: None, ..request_without(&desk) };
    // Made a moment ago and nothing of it known: it has revoked nothing.
    let fresh = ImportAuthority { name: "Fresh".into(), ..unsaid.clone() };
    // With a certificate of its here it has been at work.
    vault.import_files(&ada, &[desk.path("one.pem")], None).unwrap();
    let error = vault.import_authority(&ada, &fresh).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("crl_needed", Some("crl")));
    assert!(error.message.contains("valid again"), "{error}");
    let both = ImportAuthority { without_crl: true, crl: Some("x".into()), ..unsaid.clone() };
    assert_eq!(vault.import_authority(&ada, &both).map(drop).unwrap_err().code, "contradiction");
    assert!(vault.authorities(&ada).unwrap().is_empty());
    vault.import_authority(&ada, &ImportAuthority { without_crl: true, ..unsaid }).unwrap();
    let facts = told(&vault, &ada);
    assert!(facts.contains(&"withoutCrl=true".into()), "{facts:?}");
    assert!(facts.contains(&"Authority “Old” imported without a CRL".into()), "{facts:?}");

    let other = super::takeover::ground();
    let (vault, ada) = other.vault();
    vault.import_authority(&ada, &fresh).unwrap();
    let later = super::takeover::ground();
    later.clock.jump(chrono::Duration::days(2));
    let (vault, ada) = later.vault();
    assert_eq!(vault.import_authority(&ada, &fresh).map(drop).unwrap_err().code, "crl_needed", "it is two days old");
}

fn request_without(desk: &Desk) -> ImportAuthority {
    ImportAuthority {
        without_crl: false,
        ..import("Old", ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.key"))
    }
}

#[test]
fn a_crl_of_somebody_else_or_forged_brings_nothing_in() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    last_crl(&desk, "01");
    let root = ImportAuthority {
        crl: Some(desk.text("last.pem")),
        ..import("Old Root", desk.text("root.pem"), desk.text("root.key"))
    };
    let root = ImportAuthority { without_crl: false, ..root };
    let error = vault.import_authority(&ada, &root).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("wrong_crl", Some("crl")), "{error}");
    desk.openssl(&["crl", "-in", "last.pem", "-outform", "DER", "-out", "last.der"]);
    let mut der = desk.read("last.der");
    let at = der.windows(4).position(|octets| octets == [0x02, 2, 0x05, 0x05]).unwrap();
    der[at + 3] = 6;
    desk.write("forged.der", der);
    let forged = ImportAuthority { crl: Some(desk.openssl(&["base64", "-in", "forged.der"])), ..request(&desk) };
    let error = vault.import_authority(&ada, &forged).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("bad_signature", Some("crl")), "{error}");
    let no_crl = ImportAuthority { crl: Some(desk.text("sub.pem")), ..request(&desk) };
    let error = vault.import_authority(&ada, &no_crl).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("wrong_crl", Some("crl")), "{error}");
    assert!(vault.authorities(&ada).unwrap().is_empty());
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 0);
}

#[test]
fn a_crl_that_may_be_one_of_several_is_taken_for_the_only_one_when_somebody_says_so() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    last_crl_at_its_place(&desk);
    let error = vault.import_authority(&ada, &request(&desk)).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("crl_may_be_a_part", Some("crl")), "{error}");
    assert!(vault.authorities(&ada).unwrap().iter().all(|authority| authority.name != "Old"), "nothing came in");
    vault.import_authority(&ada, &ImportAuthority { crl_is_whole: true, ..request(&desk) }).unwrap();
    assert!(told(&vault, &ada).contains(&"crlIsWhole=true".to_owned()), "the log tells who decided");
    assert!(next_crl(&vault, &ada, &desk).contains("77777777777777777777"));
}
