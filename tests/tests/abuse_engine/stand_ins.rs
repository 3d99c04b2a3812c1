//! Certificates with the name and the key of an authority whose certificate they are not.

use super::requests::Desk;
use super::takeover::{ground, old_pki};
use chancery_engine::{CrlFormat, ExportFormat, ExportRequest, IssueRequest};
use chancery_tests::abuse::{Ground, ask, import};
use chrono::{Duration, Utc};

fn from_old(host: &str) -> IssueRequest {
    IssueRequest { authority: "Old".into(), days: Some(90), ..ask(host) }
}

/// A certificate for the key in `key` that names `issuer` as its own and is signed by a stranger.
fn stand_in(desk: &Desk, name: &str, subject: &str, key: &str, issuer: Option<&str>, extensions: &str) {
    desk.write("forge.cnf", extensions);
    // openssl asks for the key of the request alone; the public key is put in by force.
    desk.openssl(&["pkey", "-in", key, "-pubout", "-out", "forced.pub"]);
    desk.openssl(&["req", "-new", "-key", "stranger.key", "-out", "forge.csr", "-subj", subject]);
    desk.openssl(&[
        "req",
        "-x509",
        "-new",
        "-key",
        "stranger.key",
        "-subj",
        issuer.unwrap_or(subject),
        "-days",
        "5000",
        "-out",
        "forger.pem",
    ]);
    let sign = [
        "x509",
        "-req",
        "-in",
        "forge.csr",
        "-force_pubkey",
        "forced.pub",
        "-CA",
        "forger.pem",
        "-CAkey",
        "stranger.key",
    ];
    desk.openssl(&[&sign[..], &["-days", "9000", "-extfile", "forge.cnf", "-out", name]].concat());
}

const FREE: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

fn with_old(desk: &Desk) -> Ground {
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(desk);
    let request = import("Old", ["sub.pem", "root.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.key"));
    vault.import_authority(&ada, &request).unwrap();
    ground
}

#[test]
fn a_forged_certificate_of_the_root_frees_nothing_and_stops_nothing() {
    let desk = Desk::new();
    let ground = with_old(&desk);
    let (vault, ada) = ground.vault();
    let root = "/O=Old/CN=Old Root";
    stand_in(&desk, "free.pem", root, "root.key", None, FREE);
    stand_in(&desk, "other.pem", root, "root.key", Some("/CN=Nobody Here"), FREE);
    stand_in(
        &desk,
        "strange.pem",
        root,
        "root.key",
        None,
        &format!("{FREE}nameConstraints=critical,permitted;URI:x.example\n"),
    );
    for forged in ["free.pem", "other.pem", "strange.pem"] {
        assert_eq!(vault.import_files(&ada, &[desk.path(forged)], None).unwrap().imported, 1, "{forged}");
    }
    // More of them than were ever looked at.
    for number in 0..25 {
        stand_in(&desk, "more.pem", root, "root.key", None, &format!("{FREE}1.2.3.4=DER:0201{number:02x}\n"));
        vault.import_files(&ada, &[desk.path("more.pem")], None).unwrap();
    }
    let error = vault.issue(&ada, &from_old("www.bank.example")).unwrap_err();
    assert_eq!(error.code, "name_constraint_violation", "what the true root forbids still binds: {error}");
    let issued = vault.issue(&ada, &from_old("www.old.example")).unwrap();
    assert_eq!(issued.chain.len(), 3);
    let request = ExportRequest {
        format: ExportFormat::Chain,
        path: desk.path("chain.pem"),
        passphrase: None,
        overwrite: true,
        root: None,
    };
    vault.export_certificate(&ada, &issued.row.id, &request).unwrap();
    let at = (Utc::now() + Duration::hours(1)).timestamp().to_string();
    assert!(desk.text("chain.pem").contains(desk.text("root.pem").trim()), "the true root is in the chain");
    desk.openssl(&["verify", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "chain.pem", "chain.pem"]);
    assert_eq!(vault.authority(&ada, "Old").unwrap().max_path_len, Some(0));
    vault.issue_crl(&ada, "Old").unwrap();
    vault.export_crl(&ada, "Old", CrlFormat::Pem, &desk.path("crl.pem"), true, false).unwrap();
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_forgery_that_was_here_first_gives_way_to_the_root_that_signed_itself() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    stand_in(&desk, "other.pem", "/O=Old/CN=Old Root", "root.key", Some("/CN=Nobody Here"), FREE);
    vault.import_files(&ada, &[desk.path("other.pem")], None).unwrap();
    vault.import_authority(&ada, &import("Old", desk.text("sub.pem"), desk.text("sub.key"))).unwrap();
    vault.import_files(&ada, &[desk.path("root.pem")], None).unwrap();
    let error = vault.issue(&ada, &from_old("www.bank.example")).unwrap_err();
    assert_eq!(error.code, "name_constraint_violation", "{error}");
}

#[test]
fn a_stranger_s_certificate_for_the_key_above_does_not_take_its_place() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    // The key above is not a root's here: a root of another house, which is here too, has certified it.
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "leaf.key",
        "-out",
        "house.pem",
        "-subj",
        "/CN=House",
        "-days",
        "4000",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
    ]);
    let cross = |name: &str, ca: &str, key: &str, days: &str, extensions: &str| {
        desk.write("cross.cnf", extensions);
        desk.openssl(&["req", "-new", "-key", "root.key", "-out", "cross.csr", "-subj", "/O=Old/CN=Old Root"]);
        desk.openssl(&[
            "x509",
            "-req",
            "-in",
            "cross.csr",
            "-CA",
            ca,
            "-CAkey",
            key,
            "-days",
            days,
            "-extfile",
            "cross.cnf",
            "-out",
            name,
        ]);
    };
    cross(
        "above.pem",
        "house.pem",
        "leaf.key",
        "3000",
        &format!("{FREE}nameConstraints=critical,permitted;DNS:old.example\n"),
    );
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "stranger.key",
        "-out",
        "stranger.pem",
        "-subj",
        "/CN=Stranger",
        "-days",
        "5000",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
    ]);
    cross("freed.pem", "stranger.pem", "stranger.key", "4900", FREE);
    let chain = ["sub.pem", "above.pem", "house.pem"].map(|name| desk.text(name)).concat();
    vault.import_authority(&ada, &import("Old", chain, desk.text("sub.key"))).unwrap();
    vault.import_files(&ada, &["stranger.pem", "freed.pem"].map(|name| desk.path(name)), None).unwrap();
    let error = vault.issue(&ada, &from_old("www.bank.example")).unwrap_err();
    assert_eq!(error.code, "name_constraint_violation", "{error}");
    let chain = vault.issue(&ada, &from_old("www.old.example")).unwrap().chain;
    assert_eq!(chain.last().unwrap().label, "House", "{chain:?}");
    // Renewed by the same root, it is the later one that counts.
    cross("renewed.pem", "house.pem", "leaf.key", "3500", FREE);
    vault.import_files(&ada, &[desk.path("renewed.pem")], None).unwrap();
    vault.issue(&ada, &from_old("www.bank.example")).unwrap();
}

#[test]
fn what_is_above_an_authority_does_not_keep_it_from_making_crls() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    desk.write("odd.cnf", format!("{FREE}nameConstraints=critical,permitted;URI:old.example\n"));
    desk.openssl(&["req", "-new", "-key", "root.key", "-out", "odd.csr", "-subj", "/O=Old/CN=Old Root"]);
    desk.openssl(&[
        "x509", "-req", "-in", "odd.csr", "-signkey", "root.key", "-days", "3000", "-extfile", "odd.cnf", "-out",
        "odd.pem",
    ]);
    // Together they are refused, and nothing is left behind.
    let both = import("Old", ["sub.pem", "odd.pem"].map(|name| desk.text(name)).concat(), desk.text("sub.key"));
    let error = vault.import_authority(&ada, &both).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("unsupported", Some("certificate")), "{error}");
    assert!(vault.authorities(&ada).unwrap().is_empty());
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 0);
    // One after the other they come; it issues nothing, as its limits are not understood, and still revokes.
    vault.import_authority(&ada, &import("Old", desk.text("sub.pem"), desk.text("sub.key"))).unwrap();
    vault.import_files(&ada, &[desk.path("odd.pem")], None).unwrap();
    let shown = vault.authority(&ada, "Old").unwrap();
    assert_eq!((shown.chain.len(), shown.max_path_len), (2, Some(0)));
    assert_eq!(vault.issue(&ada, &from_old("www.old.example")).unwrap_err().code, "unsupported");
    vault.issue_crl(&ada, "Old").unwrap();
    vault.export_crl(&ada, "Old", CrlFormat::Pem, &desk.path("crl.pem"), true, false).unwrap();
    desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-CAfile", "sub.pem"]);
}

#[test]
fn an_authority_whose_certificate_nobody_signed_is_not_taken_over() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    desk.openssl(&["x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der"]);
    let mut damaged = desk.read("root.der");
    *damaged.last_mut().unwrap() ^= 1;
    desk.write("damaged.der", damaged);
    desk.openssl(&["x509", "-inform", "DER", "-in", "damaged.der", "-out", "damaged.pem"]);
    let refused = |chain: &[&str], key: &str| {
        let pem: String = chain.iter().map(|name| desk.text(name)).collect();
        let error = vault.import_authority(&ada, &import("X", pem, desk.text(key))).map(drop).unwrap_err();
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("bad_signature", Some("certificate")), "{error}");
    };
    refused(&["damaged.pem"], "root.key");
    // Its issuer comes along, by name; the key is another's.
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "stranger.key",
        "-out",
        "namesake.pem",
        "-subj",
        "/O=Old/CN=Old Root",
        "-days",
        "99",
    ]);
    refused(&["sub.pem", "namesake.pem"], "sub.key");
    assert!(vault.authorities(&ada).unwrap().is_empty());
    vault
        .import_authority(
            &ada,
            &import(
                "X",
                ["sub.pem", "namesake.pem", "root.pem"].map(|name| desk.text(name)).concat(),
                desk.text("sub.key"),
            ),
        )
        .unwrap();
    assert_eq!(vault.authority(&ada, "X").unwrap().chain.len(), 2);
}

#[test]
fn two_authorities_do_not_have_one_subject() {
    let desk = Desk::new();
    let ground = ground().with_authorities();
    let (vault, ada) = ground.vault();
    let again = |subject: &str, parent: Option<&str>| chancery_engine::CreateAuthority {
        subject: subject.to_owned(),
        days: 900,
        ..chancery_tests::abuse::authority("Another", parent)
    };
    for (subject, parent) in [("CN=Root,O=Abuse", None), ("cn=root, o=abuse", None), ("CN=Root,O=Abuse", Some("Root"))]
    {
        let request = again(subject, parent);
        let error = vault.create_authority(&ada, &request).map(drop).unwrap_err();
        assert_eq!((error.code.as_str(), error.field.as_deref()), ("subject_taken", Some("subject")), "{error}");
        let findings = vault.preview_authority(&ada, &request).unwrap().findings;
        assert!(findings.iter().any(|finding| finding.code == "subject_taken"), "{findings:?}");
    }
    old_pki(&desk);
    desk.openssl(&[
        "req",
        "-x509",
        "-key",
        "stranger.key",
        "-out",
        "twin.pem",
        "-subj",
        "/O=Abuse/CN=Root",
        "-days",
        "99",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
    ]);
    let error = vault
        .import_authority(&ada, &import("Twin", desk.text("twin.pem"), desk.text("stranger.key")))
        .map(drop)
        .unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("subject_taken", Some("certificate")), "{error}");
    assert_eq!(vault.authorities(&ada).unwrap().len(), 2);
}

#[test]
fn what_an_imported_authority_may_certify_is_kept_to() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    let sub = |name: &str, extensions: &str| {
        desk.write("limits.cnf", format!("{FREE}{extensions}"));
        desk.openssl(&[
            "x509",
            "-req",
            "-in",
            "sub.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-days",
            "900",
            "-extfile",
            "limits.cnf",
            "-out",
            name,
        ]);
    };
    sub("mail.pem", "extendedKeyUsage=emailProtection,clientAuth\n");
    vault.import_authority(&ada, &import("Old", desk.text("mail.pem"), desk.text("sub.key"))).unwrap();
    let request = from_old("www.old.example");
    let error = vault.issue(&ada, &request).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("purpose_not_allowed", Some("profile")), "{error}");
    let findings = vault.preview_issue(&ada, &request).unwrap().findings;
    assert!(findings.iter().any(|finding| finding.code == "purpose_not_allowed"), "{findings:?}");
    let client = IssueRequest { profile: chancery_domain::ProfileName::CLIENT_AUTH, ..from_old("anybody") };
    desk.write("client.pem", vault.issue(&ada, &client).unwrap().pem);
    let at = (Utc::now() + Duration::hours(1)).timestamp().to_string();
    desk.openssl(&[
        "verify",
        "-attime",
        &at,
        "-purpose",
        "sslclient",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "mail.pem",
        "client.pem",
    ]);
}

#[test]
fn nothing_is_issued_where_the_path_is_too_long() {
    let desk = Desk::new();
    let ground = ground();
    let (vault, ada) = ground.vault();
    old_pki(&desk);
    // The root allows one below it, which has one below it all the same.
    let sign = ["x509", "-req", "-in", "deep.csr", "-CA", "sub.pem", "-CAkey", "sub.key", "-days", "900"];
    desk.write("deep.cnf", FREE);
    desk.openssl(&["req", "-new", "-key", "stranger.key", "-out", "deep.csr", "-subj", "/O=Old/CN=Deep"]);
    desk.openssl(&[&sign[..], &["-extfile", "deep.cnf", "-out", "deep.pem"]].concat());
    let chain = ["deep.pem", "sub.pem", "root.pem"].map(|name| desk.text(name)).concat();
    vault.import_authority(&ada, &import("Deep", chain, desk.text("stranger.key"))).unwrap();
    let request = IssueRequest { authority: "Deep".into(), ..from_old("www.old.example") };
    let error = vault.issue(&ada, &request).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("path_length", Some("authority")), "{error}");
    let findings = vault.preview_issue(&ada, &request).unwrap().findings;
    assert!(findings.iter().any(|finding| finding.code == "path_length"), "{findings:?}");
    vault.issue_crl(&ada, "Deep").unwrap();
}
