//! Two who edit the same thing at once: neither undoes what the other did without having seen it.

use chancery_domain::{CrlRules, Environment, Role};
use chancery_engine::{Actor, AddUser, AuthoritySettings, EngineError, Records, Settings, Vault};
use chancery_tests::abuse::{Ground, ask};
use std::sync::Arc;

const GRACE: &str = "grace keeps her own keys apart";

/// A vault, and who opened it.
type Opened = (Arc<Vault>, Actor);

/// Ada's vault, and the same one opened by Grace, who is an administrator too.
fn two() -> (Ground, Opened, Opened) {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let grace = AddUser { name: "Grace".into(), role: Role::Administrator, passphrase: GRACE.into() };
    vault.add_user(&ada, &grace).unwrap();
    let hers = ground.sign_in("Grace", GRACE).unwrap().open_vault().unwrap();
    (ground, (vault, ada), hers)
}

/// Refused at this field, in a sentence that names Grace and has all of these in it.
#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: Result<T, EngineError>, field: &str, said: &[&str]) {
    let error = answer.unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("changed_meanwhile", Some(field)), "{error:?}");
    for part in ["Grace changed", "2026-03-04 09:30 UTC"].iter().chain(said) {
        assert!(error.message.contains(part), "{part} is not in {error:?}");
    }
}

#[test]
fn of_an_authority_what_only_the_other_edited_stays_and_what_both_edited_is_refused() {
    let (_ground, (vault, ada), (theirs, grace)) = two();
    let seen = vault.authority(&ada, "Issuing").unwrap().settings();
    let url = |path: &str| Some(format!("http://pki.corp.example/{path}"));
    let hers = AuthoritySettings {
        crl_url: url("grace.crl"),
        crl_rules: CrlRules { overlap_hours: Some(5), ..seen.crl_rules },
        ..seen.clone()
    };
    theirs.change_authority(&grace, "Issuing", &seen, &hers).unwrap();

    let apart = AuthoritySettings {
        ocsp_url: url("ocsp"),
        crl_rules: CrlRules { batch_seconds: 7, ..seen.crl_rules },
        ..seen.clone()
    };
    vault.change_authority(&ada, "Issuing", &seen, &apart).unwrap();
    let both =
        AuthoritySettings { ocsp_url: url("ocsp"), crl_rules: CrlRules { batch_seconds: 7, ..hers.crl_rules }, ..hers };
    assert_eq!(vault.authority(&ada, "Issuing").unwrap().settings(), both, "each stays");

    // Another change of hers after it is not what is told of.
    let renamed = AuthoritySettings { aia_url: url("issuing.cer"), ..both.clone() };
    theirs.change_authority(&grace, "Issuing", &both, &renamed).unwrap();
    let mine = AuthoritySettings { crl_url: url("ada.crl"), crl_days: 9, ..seen.clone() };
    let told = &["the CRL’s address", "http://pki.corp.example/grace.crl", "Nothing was saved"];
    assert_refused(vault.change_authority(&ada, "Issuing", &seen, &mine), "crlUrl", told);
    let now = vault.authority(&ada, "Issuing").unwrap().settings();
    assert_eq!(now, renamed, "nothing of a refused change is kept");

    let knowing = AuthoritySettings { crl_url: url("ada.crl"), crl_days: 9, ..now.clone() };
    assert_eq!(vault.change_authority(&ada, "Issuing", &now, &knowing).unwrap().settings(), knowing);
    // Who wants what is there by now is not bothered.
    vault.change_authority(&ada, "Issuing", &seen, &AuthoritySettings { crl_days: 9, ..seen.clone() }).unwrap();

    let rules = knowing.crl_rules;
    theirs.change_crl_rules(&grace, "Issuing", &rules, &CrlRules { by_reason: true, ..rules }).unwrap();
    let other = CrlRules { overlap_hours: Some(6), ..rules };
    vault.change_crl_rules(&ada, "Issuing", &rules, &other).unwrap();
    let now = vault.authority(&ada, "Issuing").unwrap().crl_rules;
    assert_eq!(now, CrlRules { by_reason: true, overlap_hours: Some(6), ..rules });
    theirs.change_crl_rules(&grace, "Issuing", &now, &CrlRules { overlap_hours: Some(8), ..now }).unwrap();
    let mine = CrlRules { overlap_hours: None, ..now };
    assert_refused(vault.change_crl_rules(&ada, "Issuing", &now, &mine), "overlapHours", &["to 8 meanwhile"]);
}

#[test]
fn of_the_vaults_settings_too() {
    let (_ground, (vault, ada), (theirs, grace)) = two();
    let seen = vault.settings(&ada).unwrap();
    theirs.change_settings(&grace, &seen, &Settings { idle_lock_minutes: 30, ..seen.clone() }).unwrap();
    let both = vault.change_settings(&ada, &seen, &Settings { crl_days: 9, ..seen.clone() }).unwrap();
    assert_eq!(both, Settings { idle_lock_minutes: 30, crl_days: 9, ..seen.clone() });
    let mine = Settings { idle_lock_minutes: 5, ..seen.clone() };
    assert_refused(vault.change_settings(&ada, &seen, &mine), "idleLockMinutes", &["to 30 meanwhile"]);
    assert_eq!(vault.settings(&ada).unwrap(), both);
}

#[test]
fn of_a_certificates_records_too_and_tags_of_both_stay() {
    let (_ground, (vault, ada), (theirs, grace)) = two();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let first = vault.certificate(&ada, &id).unwrap().records();
    let mut seen = first.clone();
    seen.tags = vec!["dmz".into(), "old".into()];
    vault.change_records(&ada, &id, &first, &seen).unwrap();

    let mut hers = seen.clone();
    hers.metadata.owner = Some("Grace’s team".into());
    hers.metadata.notes = Some("call Grace".into());
    hers.tags = vec!["dmz".into(), "grace".into(), "old".into()];
    theirs.change_records(&grace, &id, &seen, &hers).unwrap();
    let mut mine = seen.clone();
    mine.metadata.environment = Some(Environment::Staging);
    mine.tags = vec!["ada".into(), "dmz".into()];
    let report = vault.change_records(&ada, &id, &seen, &mine).unwrap();
    assert_eq!((report.changed, report.unchanged), (1, 0));
    let mut both = hers.clone();
    both.metadata.environment = Some(Environment::Staging);
    both.tags = vec!["ada".into(), "dmz".into(), "grace".into()];
    assert_eq!(vault.certificate(&ada, &id).unwrap().records(), both);

    let owner = |owner: &str| {
        let mut wanted = seen.clone();
        wanted.metadata.owner = Some(owner.into());
        wanted
    };
    let told = &["the owner to “Grace’s team”"];
    assert_refused(vault.change_records(&ada, &id, &seen, &owner("Ada’s team")), "owner", told);
    let mut notes = seen.clone();
    notes.metadata.notes = Some("call Ada".into());
    assert_refused(vault.change_records(&ada, &id, &seen, &notes), "notes", &["the notes to “call Grace”"]);
    assert_eq!(vault.certificate(&ada, &id).unwrap().records(), both, "nothing of a refused change is kept");
    let same = vault.change_records(&ada, &id, &seen, &owner("Grace’s team")).unwrap();
    assert_eq!((same.changed, same.unchanged, same.undo), (0, 1, None), "it is there already");

    // What was edited is taken back, and nothing else.
    vault.undo_metadata_change(&ada, report.undo.as_deref().unwrap()).unwrap();
    assert_eq!(vault.certificate(&ada, &id).unwrap().records(), hers);
    let nothing = Records::default();
    assert_eq!(vault.change_records(&ada, "crt-999", &nothing, &nothing).unwrap_err().code, "not_found");
}
