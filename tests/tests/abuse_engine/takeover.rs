//! Authorities that were somebody else's: taken over with key and history, or refused.

use super::requests::Desk;
use chancery_domain::{RevocationReason, Status};
use chancery_engine::{EngineError, ImportAuthority, IssueRequest};
use chancery_tests::abuse::{Ground, ask, ids, import};
use chrono::{Duration, Utc};

/// A root made by openssl, an issuing authority below it bound by a constraint, and two certificates of its.
pub(crate) fn old_pki(desk: &Desk) {
    let key = |name: &str| {
        desk.openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name]);
    };
    ["root.key", "sub.key", "leaf.key", "stranger.key"].into_iter().for_each(key);
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/O=Old/CN=Old Root",
        "-days",
        "3000",
        "-addext",
        "basicConstraints=critical,CA:TRUE,pathlen:1",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-addext",
        "nameConstraints=critical,permitted;DNS:old.example",
    ]);
    desk.write("sub.cnf", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    desk.openssl(&["req", "-new", "-key", "sub.key", "-out", "sub.csr", "-subj", "/O=Old/CN=Old Issuing"]);
    desk.openssl(&[
        "x509",
        "-req",
        "-in",
        "sub.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-out",
        "sub.pem",
        "-days",
        "2000",
        "-extfile",
        "sub.cnf",
        "-set_serial",
        "4096",
    ]);
    for (number, name) in [("17", "one"), ("18", "two")] {
        desk.write("leaf.cnf", format!("subjectAltName=DNS:{name}.old.example\nauthorityKeyIdentifier=keyid\n"));
        desk.openssl(&[
            "req",
            "-new",
            "-key",
            "leaf.key",
            "-out",
            "leaf.csr",
            "-subj",
            &format!("/CN={name}.old.example"),
        ]);
        desk.openssl(&[
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "sub.pem",
            "-CAkey",
            "sub.key",
            "-out",
            &format!("{name}.pem"),
            "-days",
            "300",
            "-extfile",
            "leaf.cnf",
            "-set_serial",
            number,
        ]);
    }
}

pub(crate) fn ground() -> Ground {
    let ground = Ground::new();
    ground.clock.set(Utc::now() + Duration::minutes(10));
    ground
}

#[test]
fn the_earlier_certificates_of_an_imported_authority_become_revocable() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    // One was in the inventory before the authority came, the other comes after it.
    let one = vault.import_files(&ada, &[desk.path("one.pem")], None).unwrap().ids.remove(0);
    let before = vault.revoke(&ada, &ids([one.as_str()]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!((before.revoked, before.failed.len()), (0, 1), "nobody here can revoke it yet");
    desk.openssl(&[
        "pkcs8",
        "-topk8",
        "-in",
        "sub.key",
        "-out",
        "sub.enc",
        "-passout",
        "pass:geheim im alten haus",
        "-v2",
        "aes-256-cbc",
    ]);
    let request = import("Old", ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.enc"));
    let error = vault.import_authority(&ada, &request).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("passphrase_needed", Some("keyPassphrase")));
    let wrong = ImportAuthority { key_passphrase: Some("nicht dieses".into()), ..request };
    let error = vault.import_authority(&ada, &wrong).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("wrong_file_passphrase", Some("keyPassphrase")));
    let right = ImportAuthority { key_passphrase: Some("geheim im alten haus".into()), ..wrong };
    let old = vault.import_authority(&ada, &right).unwrap();
    assert!(old.chain.len() == 2, "its root came along: {:?}", old.chain);
    let two = vault.import_files(&ada, &[desk.path("two.pem")], None).unwrap().ids.remove(0);
    let done = vault.revoke(&ada, &ids([one.as_str(), two.as_str()]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!((done.revoked, done.failed.len()), (2, 0), "{:?}", done.failed);
    assert_eq!(vault.certificate(&ada, &one).unwrap().row.status, Status::Revoked);
    assert_eq!(vault.authority(&ada, "Old").unwrap().summary.issued, 2);
    vault.export_crl(&ada, "Old", chancery_engine::CrlFormat::Pem, &desk.path("crl.pem"), true, false).unwrap();
    let text = desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-text"]);
    assert!(text.contains("Serial Number: 11\n") && text.contains("Serial Number: 12\n"), "{text}");
    desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-CAfile", "sub.pem"]);
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn what_the_old_root_forbids_still_binds_though_its_key_is_elsewhere() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    vault
        .import_authority(
            &ada,
            &import("Old", ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.key")),
        )
        .unwrap();
    let from = |host: &str| IssueRequest { authority: "Old".into(), days: Some(90), ..ask(host) };
    let error = vault.issue(&ada, &from("www.elsewhere.example")).unwrap_err();
    assert_eq!(error.code, "name_constraint_violation", "{error}");
    let error =
        vault.create_authority(&ada, &chancery_tests::abuse::authority("Below", Some("Old"))).map(drop).unwrap_err();
    assert_eq!(error.code, "path_length", "the old root allows one authority below it: {error}");
    let issued = vault.issue(&ada, &from("www.old.example")).unwrap();
    desk.write("leaf.pem", issued.pem);
    let at = (Utc::now() + Duration::hours(1)).timestamp().to_string();
    desk.openssl(&["verify", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "sub.pem", "leaf.pem"]);
}

#[test]
fn the_parts_of_an_old_pki_may_come_in_any_order() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    // First as a certificate with its key in the inventory, then as the authority that it is; the root last.
    let report = vault.import_text(&ada, &["sub.pem", "sub.key"].map(|name| desk.text(name)).concat(), None).unwrap();
    assert_eq!((report.imported, report.keys), (1, 1));
    vault.import_authority(&ada, &import("Old", desk.text("sub.pem"), desk.text("sub.key"))).unwrap();
    vault.import_authority(&ada, &import("Old Root", desk.text("root.pem"), desk.text("root.key"))).unwrap();
    let old = vault.authority(&ada, "Old").unwrap();
    assert_eq!(old.chain.len(), 2);
    let root = vault.authority(&ada, "Old Root").unwrap();
    assert_eq!(old.summary.parent_id, Some(root.summary.id), "the one that came first stands below the other");
    let error =
        vault.issue(&ada, &IssueRequest { authority: "Old".into(), days: Some(9), ..ask("x.elsewhere.example") });
    assert_eq!(error.unwrap_err().code, "name_constraint_violation", "the root's constraint binds");
    // Its own certificate is the root's to revoke, and that ends it.
    let done = vault.revoke(&ada, &ids([old.summary.certificate_id]), RevocationReason::CaCompromise).unwrap();
    assert_eq!((done.revoked, done.failed.len()), (1, 0), "{:?}", done.failed);
    let error = vault.issue(&ada, &IssueRequest { authority: "Old".into(), days: Some(9), ..ask("x.old.example") });
    assert_eq!(error.unwrap_err().code, "authority_revoked");
    // Twice is once.
    for name in ["Old", "Again"] {
        let error = vault.import_authority(&ada, &import(name, desk.text("root.pem"), desk.text("root.key"))).map(drop);
        let error = error.unwrap_err();
        assert!(["key_taken", "name_taken"].contains(&error.code.as_str()), "{name}: {error:?}");
    }
    assert_eq!(vault.authorities(&ada).unwrap().len(), 2);
}

#[test]
fn authorities_that_came_from_the_lowest_up_still_fall_with_the_one_above() {
    let (first, second) = (ground().with_authorities(), ground());
    let (vault, ada) = first.vault();
    let lowest =
        chancery_engine::CreateAuthority { days: 900, ..chancery_tests::abuse::authority("Low", Some("Issuing")) };
    vault.create_authority(&ada, &lowest).unwrap();
    let desk = Desk::new();
    let taken = ["Low", "Issuing", "Root"].map(|name| {
        let request = chancery_engine::ExportRequest {
            format: chancery_engine::ExportFormat::Key,
            path: desk.path(name),
            passphrase: None,
            overwrite: false,
            root: None,
        };
        vault.export_authority(&ada, name, &request).unwrap();
        import(name, vault.authority(&ada, name).unwrap().pem, desk.text(name))
    });
    let (vault, ada) = second.vault();
    taken.iter().for_each(|request| drop(vault.import_authority(&ada, request).unwrap()));
    let from = |host: &str| IssueRequest { authority: "Low".into(), days: Some(9), ..ask(host) };
    vault.issue(&ada, &from("before.corp.example")).unwrap();
    let middle = vault.authority(&ada, "Issuing").unwrap().summary.certificate_id;
    vault.revoke(&ada, &ids([middle.as_str()]), RevocationReason::CertificateHold).unwrap();
    assert_eq!(vault.issue(&ada, &from("after.corp.example")).unwrap_err().code, "authority_on_hold");
    vault.release(&ada, &middle).unwrap();
    vault.issue(&ada, &from("between.corp.example")).unwrap();
    vault.revoke(&ada, &ids([middle]), RevocationReason::CaCompromise).unwrap();
    assert_eq!(vault.issue(&ada, &from("after.corp.example")).unwrap_err().code, "authority_revoked");
}

#[test]
fn what_does_not_fit_together_is_refused_at_its_field() {
    let ground = ground().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    old_pki(&desk);
    let refused = |request: &ImportAuthority| -> EngineError {
        let error = vault.import_authority(&ada, request).map(drop).unwrap_err();
        assert_ne!(error.code, "internal", "{error}");
        error
    };
    let error = refused(&import("X", desk.text("sub.pem"), desk.text("stranger.key")));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("key_mismatch", Some("key")));
    let error = refused(&import("X", desk.text("one.pem"), desk.text("leaf.key")));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("not_an_authority", Some("certificate")));
    let error = refused(&import("X", desk.text("sub.key"), desk.text("sub.key")));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("no_certificate", Some("certificate")));
    let error = refused(&import("X", desk.text("sub.pem"), desk.text("sub.pem")));
    assert_eq!(error.field.as_deref(), Some("key"), "{error:?}");
    let error = refused(&ImportAuthority {
        parent: Some("Root".into()),
        ..import("X", desk.text("sub.pem"), desk.text("sub.key"))
    });
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("not_the_issuer", Some("parent")));
    let error = refused(&ImportAuthority {
        crl_url: Some("https://x/".into()),
        ..import("X", desk.text("sub.pem"), desk.text("sub.key"))
    });
    assert_eq!(error.field.as_deref(), Some("crlUrl"));
    // Weak keys are not taken over either.
    desk.openssl(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:1024",
        "-nodes",
        "-keyout",
        "weak.key",
        "-out",
        "weak.pem",
        "-subj",
        "/CN=Weak",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
    ]);
    let error = refused(&import("X", desk.text("weak.pem"), desk.text("weak.key")));
    assert_eq!(error.code, "weak_key", "{error}");
    ground.clock.jump(Duration::days(2500));
    let error = refused(&import("X", desk.text("sub.pem"), desk.text("sub.key")));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("authority_expired", Some("certificate")));
    assert_eq!(vault.authorities(&ada).unwrap().len(), 2);
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 2, "no certificate of what was refused");
}

#[test]
fn a_constraint_with_a_leading_dot_is_kept_as_openssl_reads_it() {
    let ground = ground();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    desk.openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "dot.key"]);
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "dot.key",
        "-out",
        "dot.pem",
        "-subj",
        "/CN=Dot",
        "-days",
        "900",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-addext",
        "nameConstraints=critical,permitted;DNS:.dot.example",
    ]);
    let dot = vault.import_authority(&ada, &import("Dot", desk.text("dot.pem"), desk.text("dot.key"))).unwrap();
    assert_eq!(dot.name_constraints.permitted, ["dns:.dot.example"]);
    let from = |host: &str| IssueRequest { authority: "Dot".into(), days: Some(90), ..ask(host) };
    assert_eq!(vault.issue(&ada, &from("dot.example")).map(drop).unwrap_err().code, "name_constraint_violation");
    let at = (Utc::now() + Duration::hours(1)).timestamp().to_string();
    for host in ["www.dot.example", "*.dot.example"] {
        desk.write("leaf.pem", vault.issue(&ada, &from(host)).unwrap().pem);
        desk.openssl(&["verify", "-attime", &at, "-CAfile", "dot.pem", "leaf.pem"]);
    }
    // openssl would refuse what was refused here.
    desk.write("leaf.cnf", "subjectAltName=DNS:dot.example\n");
    desk.openssl(&["req", "-new", "-key", "dot.key", "-out", "leaf.csr", "-subj", "/CN=x"]);
    let sign = ["x509", "-req", "-in", "leaf.csr", "-CA", "dot.pem", "-CAkey", "dot.key", "-out", "bad.pem"];
    desk.openssl(&[&sign[..], &["-extfile", "leaf.cnf", "-days", "9"]].concat());
    let judged = std::process::Command::new("openssl")
        .args(["verify", "-CAfile", &desk.path("dot.pem"), &desk.path("bad.pem")])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&judged.stderr).contains("permitted subtree violation"), "{judged:?}");
}
