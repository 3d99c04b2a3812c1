//! What each role may not do, tried with every door that there is; and that each try is in the log.

use super::doors::{GRACE, person};
use chancery_domain::{KeyAlgorithm, RevocationReason, Role};
use chancery_engine::{
    Actor, AddUser, AuditOutcome, AuditQuery, AuthoritySettings, Change, CrlFormat, EngineError, ExportFormat,
    ExportRequest, FoundHierarchy, MetadataChange, Records, Settings, Vault,
};
use chancery_tests::abuse::{Ground, ask, authority, ids, import};

/// A door with its name.
type Door = (&'static str, Box<dyn Fn(&Vault, &Actor) -> Result<(), EngineError>>);

fn door(name: &'static str, open: impl Fn(&Vault, &Actor) -> Result<(), EngineError> + 'static) -> Door {
    (name, Box::new(open))
}

fn key_export(path: &str) -> ExportRequest {
    ExportRequest { format: ExportFormat::Key, path: path.to_owned(), passphrase: None, overwrite: true, root: None }
}

/// What only an administrator may.
fn administration(file: &str, slot: &str) -> Vec<Door> {
    let (path, slot) = (file.to_owned(), slot.to_owned());
    let export = key_export(&path);
    let again = key_export(&path);
    vec![
        door("found a root", |v, a| v.create_authority(a, &authority("Mine", None)).map(drop)),
        door("found a sub-CA", |v, a| v.create_authority(a, &authority("Mine", Some("Root"))).map(drop)),
        door("preview a sub-CA", |v, a| v.preview_authority(a, &authority("Mine", Some("Root"))).map(drop)),
        door("found a hierarchy", |v, a| {
            let request = FoundHierarchy {
                organization: "Mine".into(),
                country: None,
                root_name: "Mine".into(),
                issuing_name: "Mine too".into(),
                root_key: KeyAlgorithm::EcdsaP256,
                issuing_key: KeyAlgorithm::EcdsaP256,
                root_days: 10,
                issuing_days: 10,
            };
            v.found_hierarchy(a, &request).map(drop)
        }),
        door("import a CA", |v, a| {
            let key = chancery_pki::KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap();
            let pem = v.authority(a, "Root").unwrap().pem;
            let request = chancery_engine::ImportAuthority {
                without_crl: false,
                ..import("Mine", pem, key.pkcs8_pem().to_string())
            };
            v.import_authority(a, &request).map(drop)
        }),
        door("change a CA", |v, a| {
            let seen = v.authority(a, "Root").unwrap().settings();
            let wanted = AuthoritySettings { name: "Mine".into(), crl_days: 1, ..seen.clone() };
            v.change_authority(a, "Root", &seen, &wanted).map(drop)
        }),
        door("change which CRLs are made", |v, a| {
            v.change_crl_rules(a, "Issuing", &Default::default(), &Default::default()).map(drop)
        }),
        door("protect a CA's key", |v, a| v.protect_authority(a, "Root", None, Some(GRACE)).map(drop)),
        door("export a CA's key", move |v, a| v.export_authority(a, "Root", &export).map(drop)),
        door("export a key", move |v, a| v.export_certificate(a, "www.corp.example", &again).map(drop)),
        door("add a person", |v, a| {
            let request = AddUser { name: "Eve".into(), role: Role::Administrator, passphrase: GRACE.into() };
            v.add_user(a, &request).map(drop)
        }),
        door("change the settings", |v, a| {
            let settings = Settings { vault_name: "Mine".into(), idle_lock_minutes: 0, crl_days: 1 };
            v.change_settings(a, &settings, &settings).map(drop)
        }),
        door("renew the recovery code", |v, a| v.renew_recovery_code(a).map(drop)),
        door("remove somebody's slot", move |v, a| v.remove_slot(a, &slot)),
        door("check the vault", |v, a| v.check_integrity(a).map(drop)),
    ]
}

/// What an operator may besides.
fn operation() -> Vec<Door> {
    vec![
        door("issue", |v, a| v.issue(a, &ask("mine.example")).map(drop)),
        door("issue many", |v, a| v.issue_all(a, "Issuing", &[ask("mine.example")]).map(drop)),
        door("preview", |v, a| v.preview_issue(a, &ask("mine.example")).map(drop)),
        door("revoke", |v, a| v.revoke(a, &ids(["www.corp.example"]), RevocationReason::KeyCompromise).map(drop)),
        door("revoke by id", |v, a| v.revoke(a, &ids(["crt-3"]), RevocationReason::KeyCompromise).map(drop)),
        door("preview a revocation", |v, a| v.preview_revocation(a, &ids(["crt-3"])).map(drop)),
        door("release", |v, a| v.release(a, "crt-3").map(drop)),
        door("preview a release", |v, a| v.preview_release(a, &ids(["crt-3"])).map(drop)),
        door("release many", |v, a| v.start_release(a, &ids(["crt-3"]), "").map(drop)),
        door("write metadata", |v, a| v.change_records(a, "crt-3", &Records::default(), &Records::default()).map(drop)),
        door("write metadata of many", |v, a| {
            let change = MetadataChange { owner: Change::Clear, ..MetadataChange::default() };
            v.start_metadata_change(a, &ids(["crt-3"]), &change, "").map(drop)
        }),
        door("import", |v, a| v.import_text(a, "-", None).map(drop)),
        door("import the trust store", |v, a| v.import_trust_store(a).map(drop)),
        door("make a CRL", |v, a| v.issue_crl(a, "Issuing").map(drop)),
        door("unlock a CA's key", |v, a| v.unlock_authority(a, "Root", GRACE, 5).map(drop)),
        door("lock a CA's key", |v, a| v.lock_authority(a, "Root").map(drop)),
    ]
}

/// What an auditor may besides looking.
fn audit(file: &str) -> Vec<Door> {
    let path = file.to_owned();
    vec![
        door("read the log", |v, a| v.audit_events(a, &AuditQuery { limit: 1, ..AuditQuery::default() }).map(drop)),
        door("verify the log", |v, a| v.verify_audit(a).map(drop)),
        door("export the log", move |v, a| v.export_audit(a, &path, true).map(drop)),
    ]
}

#[test]
fn no_role_gets_through_a_door_that_is_not_its_own_and_each_try_is_in_the_log() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.issue(&ada, &ask("www.corp.example")).unwrap();
    let slot = vault.slots(&ada).unwrap()[0].id.clone();
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("out").display().to_string();
    let before = vault.authorities(&ada).unwrap().len();
    for (role, doors) in [
        (Role::Operator, [administration(&file, &slot), audit(&file)]),
        (Role::Auditor, [administration(&file, &slot), operation()]),
    ] {
        walk(&ground, role, doors.into_iter().flatten());
    }
    walk(&ground, Role::Viewer, [administration(&file, &slot), operation(), audit(&file)].into_iter().flatten());
    assert!(!std::path::Path::new(&file).exists(), "no file was written");
    assert_eq!(vault.authorities(&ada).unwrap().len(), before);
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 3);
    assert_eq!(vault.users(&ada).unwrap().len(), 4);
    vault.export_certificate(&ada, "www.corp.example", &key_export(&file)).unwrap();
}

fn walk(ground: &Ground, role: Role, doors: impl Iterator<Item = Door>) {
    let (vault, ada) = ground.vault();
    let name = format!("A {role}");
    let window = person(ground, &name, role);
    let (same, actor) = window.open_vault().unwrap();
    let mine = AuditQuery { actor: Some(name.clone()), limit: 500, ..AuditQuery::default() };
    for (what, open) in doors {
        let before = vault.audit_events(&ada, &mine).unwrap().events.len();
        let error = open(&same, &actor).expect_err(&format!("{name} could {what}"));
        assert_eq!(error.code, "forbidden", "{name}: {what}: {error}");
        let events = vault.audit_events(&ada, &mine).unwrap().events;
        assert_eq!(events.len(), before + 1, "{name}: {what}: the refusal is in the log");
        assert_eq!(events[0].action, "permission.refused", "{name}: {what}");
        assert_eq!(events[0].outcome, AuditOutcome::Refused);
    }
}

#[test]
fn an_operator_who_knows_the_passphrase_of_a_key_signs_with_it_but_does_not_change_it() {
    const KEY: &str = "heron above the quiet weir";
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let request = chancery_engine::CreateAuthority {
        passphrase: Some(KEY.into()),
        days: 1000,
        ..authority("Kept", Some("Root"))
    };
    vault.create_authority(&ada, &request).unwrap();
    let window = person(&ground, "Olga", Role::Operator);
    let (vault, olga) = window.open_vault().unwrap();
    let issue = chancery_engine::IssueRequest { authority: "Kept".into(), ..ask("www.corp.example") };
    assert_eq!(vault.issue(&olga, &issue).map(drop).unwrap_err().code, "key_locked");
    assert_eq!(vault.unlock_authority(&olga, "Kept", GRACE, 5).map(drop).unwrap_err().code, "wrong_key_passphrase");
    vault.unlock_authority(&olga, "Kept", KEY, 5).unwrap();
    vault.issue(&olga, &issue).unwrap();
    assert_eq!(vault.protect_authority(&olga, "Kept", Some(KEY), None).map(drop).unwrap_err().code, "forbidden");
    vault.lock_authority(&olga, "Kept").unwrap();
    assert_eq!(vault.issue(&olga, &issue).map(drop).unwrap_err().code, "key_locked");
}

#[test]
fn a_public_thing_needs_no_more_than_looking() {
    let ground = Ground::new().with_authorities();
    let window = person(&ground, "Vera", Role::Viewer);
    let (vault, vera) = window.open_vault().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("root.pem").display().to_string();
    let request =
        ExportRequest { format: ExportFormat::Pem, path: file.clone(), passphrase: None, overwrite: false, root: None };
    vault.export_authority(&vera, "Root", &request).unwrap();
    assert_eq!(vault.export_authority(&vera, "Root", &request).unwrap_err().code, "file_exists");
    vault.export_crl(&vera, "Issuing", CrlFormat::Der, &format!("{file}.crl"), false, false).unwrap();
    let error = vault.export_crl(&vera, "Issuing", CrlFormat::Der, "/proc/nowhere/x", false, false).unwrap_err();
    assert_eq!(error.code, "file_unwritable");
    assert_eq!(vault.inspect_file(&vera, "/dev/zero", None).map(drop).unwrap_err().code, "file_unreadable");
    assert_eq!(vault.inspect_file(&vera, "/etc", None).map(drop).unwrap_err().code, "file_unreadable");
    assert_eq!(vault.inspect_file(&vera, "a\0b", None).map(drop).unwrap_err().code, "invalid_path");
}

#[test]
fn nothing_is_looked_into_for_somebody_who_was_shut_out() {
    let ground = Ground::new();
    let console = person(&ground, "Grace", Role::Viewer);
    let (theirs, grace) = console.open_vault().unwrap();
    let (vault, ada) = ground.vault();
    assert_eq!(theirs.inspect_text(&grace, "nothing of ours", None).map(drop).unwrap_err().code, "not_recognised");
    vault.set_user_disabled(&ada, "Grace", true).unwrap();
    for text in ["nothing of ours", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert_eq!(theirs.inspect_text(&grace, text, None).map(drop).unwrap_err().code, "signed_out");
    }
}
