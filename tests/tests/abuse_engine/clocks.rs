//! A clock that jumps a day back or a year ahead.

use chancery_domain::{RevocationReason, Status};
use chancery_engine::{CreateAuthority, CrlState, KeyState};
use chancery_tests::abuse::{Ground, ask, authority, day_zero, ids};
use chrono::Duration;

#[test]
fn a_clock_set_back_a_day_breaks_no_order() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.jump(Duration::days(10));
    let issued = vault.issue(&ada, &ask("first.corp.example")).unwrap();
    vault.revoke(&ada, &ids([issued.row.id.as_str()]), RevocationReason::KeyCompromise).unwrap();
    let later = vault.issue(&ada, &ask("second.corp.example")).unwrap();
    ground.clock.jump(Duration::days(-1));
    assert_eq!(vault.certificate(&ada, &later.row.id).unwrap().row.status, Status::NotYetValid, "it follows the clock");
    let third = vault.issue(&ada, &ask("third.corp.example")).unwrap();
    assert_eq!(third.row.status, Status::Active);
    vault.revoke(&ada, &ids([third.row.id]), RevocationReason::Superseded).unwrap();
    let crls = vault.crls(&ada, "Issuing").unwrap();
    let numbers: Vec<u64> = crls.iter().rev().map(|crl| crl.number.parse().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
    assert_eq!((crls[0].entries, crls[1].entries), (2, 1), "a higher number never says less");
    let events =
        vault.audit_events(&ada, &chancery_engine::AuditQuery { limit: 100, ..Default::default() }).unwrap().events;
    let order: Vec<u64> = events.iter().map(|event| event.sequence.parse().unwrap()).collect();
    assert!(order.windows(2).all(|pair| pair[0] == pair[1] + 1), "the log's order is that of the deeds");
    assert!(events[0].time < events.iter().map(|event| event.time).max().unwrap(), "and each says its own time");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    ground.clock.jump(Duration::days(1));
    assert_eq!(vault.certificate(&ada, &later.row.id).unwrap().row.status, Status::Active);
    drop(vault);
    ground.console.lock();
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    assert!(vault.verify_audit(&ada).unwrap().intact && vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_crl_made_by_a_clock_set_back_is_not_dated_before_the_last_one_nor_its_entries_after_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    const KEY: &str = "osprey under the ninth bridge";
    let issue = |host: &str| vault.issue(&ada, &ask(host)).unwrap().row.id;
    let (first, second, third) = (issue("a.corp.example"), issue("b.corp.example"), issue("c.corp.example"));
    ground.clock.jump(Duration::days(1));
    vault.revoke(&ada, &ids([first]), RevocationReason::Superseded).unwrap();
    ground.clock.jump(Duration::days(-1));
    vault.revoke(&ada, &ids([second]), RevocationReason::KeyCompromise).unwrap();
    let crls = vault.crls(&ada, "Issuing").unwrap();
    assert_eq!(crls[0].this_update, day_zero() + Duration::days(1));
    assert!(crls[0].next_update >= crls[1].next_update);
    let told = vault.audit_events(&ada, &chancery_engine::AuditQuery { limit: 1, ..Default::default() }).unwrap();
    assert!(told.events[0].summary.contains("clock"), "{:?}", told.events[0]);
    ground.clock.jump(Duration::days(2));
    assert_eq!(vault.issue_crl(&ada, "Issuing").unwrap().this_update, day_zero() + Duration::days(2));

    // Revoked while the clock was ahead and the key was locked: the first CRL that says so is from before.
    vault.protect_authority(&ada, "Issuing", None, Some(KEY)).unwrap();
    ground.clock.jump(Duration::days(30));
    vault.revoke(&ada, &ids([third]), RevocationReason::CessationOfOperation).unwrap();
    ground.clock.jump(Duration::days(-29));
    vault.unlock_authority(&ada, "Issuing", KEY, 5).unwrap();
    let crl = vault.crls(&ada, "Issuing").unwrap().remove(0);
    assert_eq!((crl.this_update, crl.entries), (day_zero() + Duration::days(3), 3));
    let desk = super::requests::Desk::new();
    desk.write("ca.pem", vault.authority(&ada, "Issuing").unwrap().pem);
    vault.export_crl(&ada, "Issuing", chancery_engine::CrlFormat::Pem, &desk.path("crl.pem"), true, false).unwrap();
    desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-CAfile", "ca.pem"]);
    let text = desk.openssl(&["crl", "-in", "crl.pem", "-noout", "-text"]);
    assert_eq!(text.matches("Revocation Date: Mar  7 09:30:00 2026 GMT").count(), 1, "dated like the CRL: {text}");
    assert!(!text.contains("Apr "), "{text}");
}

#[test]
fn an_unlocked_key_is_forgotten_at_its_time_though_nobody_asks_for_it() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    const KEY: &str = "osprey under the ninth bridge";
    let request = CreateAuthority { passphrase: Some(KEY.into()), days: 1000, ..authority("Kept", None) };
    vault.create_authority(&ada, &request).unwrap();
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    ground.clock.jump(Duration::minutes(6));
    ground.console.note_activity();
    assert!(!ground.console.lock_if_idle());
    // It is gone, and not only passed over: within its time again, nobody has it.
    ground.clock.jump(Duration::minutes(-6));
    assert_eq!(vault.authority(&ada, "Kept").unwrap().summary.key_state, KeyState::Locked);
}

#[test]
fn a_clock_before_the_authority_began_issues_nothing_and_says_why() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.jump(Duration::days(-1));
    let error = vault.issue(&ada, &ask("early.corp.example")).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("authority_not_yet_valid", Some("authority")));
    assert!(error.message.contains("clock"), "{error}");
    let error = vault.create_authority(&ada, &authority("Early", Some("Root"))).map(drop).unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("authority_not_yet_valid", Some("parent")), "{error}");
}

#[test]
fn a_clock_a_year_ahead_expires_what_it_should_and_takes_nothing_back() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    ground.clock.jump(Duration::days(366));
    assert_eq!(vault.certificate(&ada, &id).unwrap().row.status, Status::Expired);
    let dashboard = vault.dashboard(&ada).unwrap();
    assert_eq!((dashboard.expired_in_use.count, dashboard.active.count), (1, 2));
    assert!(dashboard.health.crls.iter().all(|crl| crl.state == CrlState::Overdue), "{:?}", dashboard.health.crls);
    assert_eq!(dashboard.needs.iter().filter(|need| need.id.starts_with("crl-")).count(), 2);
    // The names are free again, as nothing active has them.
    vault.issue(&ada, &ask("www.corp.example")).unwrap();
    let ahead = vault.issue_crl(&ada, "Issuing").unwrap();
    ground.clock.set(day_zero() + Duration::hours(1));
    assert_eq!(vault.certificate(&ada, &id).unwrap().row.status, Status::Active, "an error of the clock is no deed");
    let back = vault.issue_crl(&ada, "Issuing").unwrap();
    assert!(back.number.parse::<u64>().unwrap() > ahead.number.parse::<u64>().unwrap());
    assert_eq!(back.this_update, ahead.this_update, "what is later is not dated earlier");
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn a_crl_that_says_less_than_is_known_leaves_only_on_purpose() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = super::requests::Desk::new();
    let export = |stale| {
        let path = desk.path("stale.crl");
        vault.export_crl(&ada, "Issuing", chancery_engine::CrlFormat::Der, &path, true, stale).map(drop)
    };
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    vault.issue_crl(&ada, "Issuing").unwrap();
    export(false).unwrap();
    ground.clock.jump(Duration::days(8));
    let error = export(false).unwrap_err();
    assert!(error.code == "crl_stale" && error.message.contains("ended on"), "{error}");
    vault.issue_crl(&ada, "Issuing").unwrap();
    export(false).unwrap();
    vault.protect_authority(&ada, "Issuing", None, Some("a passphrase of its own")).unwrap();
    vault.lock_authority(&ada, "Issuing").unwrap();
    let done = vault.revoke(&ada, &ids([id]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!(done.crls[0].number, None, "its key is locked");
    let error = export(false).unwrap_err();
    assert!(error.code == "crl_stale" && error.message.contains("is not on CRL"), "{error}");
    export(true).unwrap();
}

#[test]
fn an_authority_that_ended_makes_nothing_and_the_dashboard_asks_nothing_of_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    ground.clock.jump(Duration::days(1826));
    assert_eq!(vault.issue(&ada, &ask("late.corp.example")).unwrap_err().code, "authority_expired");
    assert_eq!(
        vault.create_authority(&ada, &authority("Late", Some("Issuing"))).map(drop).unwrap_err().code,
        "authority_expired"
    );
    let error = vault.issue_crl(&ada, "Issuing").unwrap_err();
    assert_eq!(error.code, "authority_expired");
    assert!(error.message.contains("ended on"), "{error}");
    // Revoking is still noted; that there is no CRL for it is said.
    let done = vault.revoke(&ada, &ids([id]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!((done.revoked, done.crls[0].number.as_deref()), (1, None));
    assert!(done.crls[0].message.as_deref().unwrap().contains("ended on"), "{:?}", done.crls);
    let needs = vault.dashboard(&ada).unwrap().needs;
    assert!(!needs.iter().any(|need| need.title.contains("“Issuing”")), "{needs:?}");
    assert!(needs.iter().any(|need| need.title.contains("“Root”")), "{needs:?}");
}

#[test]
fn a_crl_near_the_end_of_its_authority_does_not_outlive_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    ground.clock.set(day_zero() + Duration::days(1825) - Duration::hours(3));
    let crl = vault.issue_crl(&ada, "Issuing").unwrap();
    assert_eq!(crl.next_update, vault.authority(&ada, "Issuing").unwrap().summary.not_after);
    let error =
        vault.issue(&ada, &chancery_engine::IssueRequest { days: Some(1), ..ask("x.corp.example") }).unwrap_err();
    assert_eq!(error.code, "outlives_authority");
    ground.clock.set(day_zero() + Duration::days(1825) - Duration::seconds(1));
    assert_eq!(vault.issue_crl(&ada, "Issuing").unwrap_err().code, "authority_expired", "no CRL of no length");
}

#[test]
fn a_locked_key_holds_its_revocations_until_it_is_unlocked_for_no_longer_than_said() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    const KEY: &str = "osprey under the ninth bridge";
    let request = CreateAuthority { passphrase: Some(KEY.into()), days: 1000, ..authority("Kept", Some("Root")) };
    vault.create_authority(&ada, &request).unwrap();
    let needs = vault.dashboard(&ada).unwrap().needs;
    let first = needs.iter().find(|need| need.title.contains("“Kept”")).unwrap();
    assert_eq!(first.title, "The first CRL of “Kept” waits for its key", "nothing is revoked yet");
    ground.clock.jump(Duration::days(5));
    let kept = |field: &str| chancery_engine::IssueRequest { authority: "Kept".into(), ..ask(field) };
    assert_eq!(vault.issue(&ada, &kept("a.corp.example")).unwrap_err().code, "key_locked");
    let unlocked = vault.unlock_authority(&ada, "Kept", KEY, 10).unwrap();
    assert_eq!(unlocked.summary.key_state, KeyState::Unlocked);
    assert_eq!(unlocked.unlocked_until, Some(day_zero() + Duration::days(5) + Duration::minutes(10)));
    assert_eq!(unlocked.summary.crl_state, CrlState::Fresh, "its first CRL was due and is made");
    let id = vault.issue(&ada, &kept("a.corp.example")).unwrap().row.id;
    // In this process only: another window needs the passphrase itself.
    let other = ground.recover(&ground.folder).unwrap();
    let (elsewhere, grace) = other.open_vault().unwrap();
    assert_eq!(elsewhere.issue(&grace, &kept("b.corp.example")).unwrap_err().code, "key_locked");
    ground.clock.jump(Duration::minutes(9));
    vault.issue(&ada, &kept("b.corp.example")).unwrap();
    ground.clock.jump(Duration::minutes(1));
    assert_eq!(vault.authority(&ada, "Kept").unwrap().summary.key_state, KeyState::Locked);
    assert_eq!(vault.issue(&ada, &kept("c.corp.example")).unwrap_err().code, "key_locked");

    let report = vault.revoke(&ada, &ids([id.as_str()]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!((report.revoked, report.crls[0].number.as_deref()), (1, None));
    let told = vault.certificate(&ada, &id).unwrap().history.remove(0).summary;
    assert_eq!(told, "Certificate for a.corp.example revoked: Key compromise");
    assert!(report.crls[0].message.as_deref().unwrap().contains("unlocked"), "{:?}", report.crls);
    assert_eq!(vault.certificate(&ada, &id).unwrap().revocation.unwrap().on_crl, None, "no CRL says so yet");
    let dashboard = vault.dashboard(&ada).unwrap();
    let waiting = dashboard.health.crls.iter().find(|crl| crl.authority == "Kept").unwrap();
    assert_eq!(waiting.state, CrlState::WaitingForKey);
    assert!(dashboard.needs.iter().any(|need| need.title.contains("“Kept” waits")), "{:?}", dashboard.needs);
    assert_eq!(
        vault.unlock_authority(&ada, "Kept", "not the right passphrase", 5).unwrap_err().code,
        "wrong_key_passphrase"
    );
    let before = vault.crls(&ada, "Kept").unwrap()[0].number.parse::<u64>().unwrap();
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    let after = vault.crls(&ada, "Kept").unwrap().remove(0);
    assert_eq!((after.number.parse::<u64>().unwrap(), after.entries), (before + 1, 1), "unlocking publishes it");
    assert!(vault.certificate(&ada, &id).unwrap().revocation.unwrap().on_crl.is_some());

    // A clock set back does not keep it open for longer; nor does another process's change of the key.
    ground.clock.jump(Duration::days(-1));
    assert_eq!(vault.issue(&ada, &kept("d.corp.example")).unwrap_err().code, "key_locked", "set back, it locks");
    ground.clock.jump(Duration::days(1));
    assert_eq!(vault.authority(&ada, "Kept").unwrap().summary.key_state, KeyState::Locked, "and stays so");
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    elsewhere.protect_authority(&grace, "Kept", Some(KEY), Some("another passphrase entirely")).unwrap();
    assert_eq!(vault.issue(&ada, &kept("e.corp.example")).unwrap_err().code, "key_locked", "it is another seal now");
    for minutes in [0, 481, u32::MAX] {
        assert_eq!(vault.unlock_authority(&ada, "Kept", KEY, minutes).unwrap_err().field.as_deref(), Some("minutes"));
    }
    vault.lock_authority(&ada, "Kept").unwrap();
}
