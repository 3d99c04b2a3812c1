//! Files that leave the vault: where they may not go, and what is said of those that never came to be.

use crate::doors::{GRACE, person};
use chancery_domain::Role;
use chancery_engine::{AuditOutcome, AuditQuery, BulkExport, BulkFormat, CrlFormat, ExportFormat, ExportRequest};
use chancery_tests::abuse::{Ground, ask, filter, ids, query};

#[test]
fn no_export_replaces_the_vault_itself() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let elsewhere = tempfile::tempdir().unwrap();
    let disguised = elsewhere.path().join("harmless");
    std::os::unix::fs::symlink(&ground.folder, &disguised).unwrap();
    for folder in [&ground.folder, &disguised] {
        for name in ["vault.db", "keyslots.json", "new.pem"] {
            let path = folder.join(name).display().to_string();
            let request = ExportRequest {
                format: ExportFormat::Pem,
                path: path.clone(),
                passphrase: None,
                overwrite: true,
                root: None,
            };
            let many = BulkExport {
                format: BulkFormat::Csv,
                path: path.clone(),
                passphrase: None,
                overwrite: true,
                columns: Vec::new(),
            };
            let refusals = [
                vault.export_certificate(&ada, &id, &request).unwrap_err(),
                vault.export_certificates(&ada, &ids([id.as_str()]), &many).unwrap_err(),
                vault.export_crl(&ada, "Issuing", CrlFormat::Der, &path, true, false).unwrap_err(),
                vault.export_audit(&ada, &path, true).unwrap_err(),
            ];
            for refused in refusals {
                assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("invalid_path", Some("path")), "{name}");
            }
        }
    }
    let kit = ground.folder.join("kit.txt").display().to_string();
    assert_eq!(ground.console.save_recovery_kit(&ground.recovery_code, &kit).unwrap_err().code, "invalid_path");
    drop(vault);
    ground.console.lock();
    let again = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = again.open_vault().unwrap();
    assert_eq!(vault.certificates(&ada, &query(filter())).unwrap().rows.len(), 3);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn the_log_takes_back_an_export_of_it_that_never_was() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let nowhere = ground.folder.parent().unwrap().join("no/such/folder/log.jsonl").display().to_string();
    assert_eq!(vault.export_audit(&ada, &nowhere, false).map(drop).unwrap_err().code, "file_unwritable");
    let last = vault.audit_events(&ada, &AuditQuery { limit: 1, ..Default::default() }).unwrap().events.remove(0);
    assert_eq!((last.action.as_str(), last.outcome), ("export.failed", AuditOutcome::Failed));
}

#[test]
fn a_certificate_tells_everybody_what_was_done_with_it_and_the_rest_only_to_who_reads_the_log() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    for (name, role, reads) in
        [("Grace", Role::Viewer, false), ("Oscar", Role::Operator, false), ("Heidi", Role::Auditor, true)]
    {
        let console = person(&ground, name, role);
        let (vault, actor) = console.open_vault().unwrap();
        // That it was issued, when and by whom belongs to the certificate; from where is the log's to tell.
        let history = vault.certificate(&actor, &id).unwrap().history;
        assert_eq!(history.len(), 1, "{name}");
        assert_eq!((history[0].action.as_str(), history[0].actor.as_str()), ("certificate.issued", "Ada"), "{name}");
        assert_eq!(!history[0].details.is_empty(), reads, "{name}");
        assert_eq!(vault.audit_resource(&actor, "www.corp.example").is_ok(), reads, "{name}");
    }
    ground.sign_in("Grace", GRACE).unwrap();
}

#[test]
fn one_refused_look_at_the_log_is_kept_once() {
    let ground = Ground::new().with_authorities();
    let console = person(&ground, "Grace", Role::Viewer);
    let (theirs, grace) = console.open_vault().unwrap();
    let about = AuditQuery { resource: Some("Issuing".into()), limit: 9, ..Default::default() };
    assert_eq!(theirs.audit_events(&grace, &about).map(drop).unwrap_err().code, "forbidden");
    let (vault, ada) = ground.vault();
    let refused = AuditQuery { action: Some("permission.refused".into()), limit: 9, ..Default::default() };
    assert_eq!(vault.audit_events(&ada, &refused).unwrap().events.len(), 1);
    let typing = AuditQuery { resource: Some("Iss".into()), limit: 9, ..Default::default() };
    assert!(vault.audit_events(&ada, &typing).unwrap().events.is_empty());
}

#[test]
fn a_check_that_finds_damage_is_an_event() {
    let ground = Ground::new();
    ground.console.lock();
    let database = ground.folder.join("vault.db");
    let before = std::fs::read(&database).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert!(vault.check_integrity(&ada).unwrap().ok);
    drop(vault);
    console.lock();
    std::fs::write(&database, before).unwrap();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert!(!vault.check_integrity(&ada).unwrap().ok, "the log's tail is gone");
    let query = AuditQuery { action: Some("vault.checked".into()), limit: 9, ..Default::default() };
    let checked = vault.audit_events(&ada, &query).unwrap().events.remove(0);
    assert!(checked.details.iter().any(|fact| fact.name == "problems" && fact.value == "1"), "{checked:?}");
    assert!(checked.summary.contains("1 problem"), "{}", checked.summary);
}
