//! What issuing remembers of an authority from one certificate to the next, and what somebody else does to it meanwhile.

use super::doors::person;
use chancery_domain::{ProfileName, RevocationReason, Role};
use chancery_engine::{Actor, AuditOutcome, AuditQuery, AuthoritySettings, CreateAuthority, IssueRequest, Vault};
use chancery_tests::abuse::{Ground, ask, authority, ids};
use chrono::Duration;

const KEY: &str = "osprey under the ninth bridge";

/// Two certificates one after the other: the second was issued by what the first had read.
fn issue_two(vault: &Vault, ada: &Actor, number: &mut u32) {
    for _ in 0..2 {
        *number += 1;
        vault.issue_one(ada, &ask(&format!("host-{number}.corp.example"))).unwrap();
    }
}

fn refused(vault: &Vault, ada: &Actor) -> String {
    vault.issue_one(ada, &ask("next.corp.example")).unwrap_err().code
}

#[test]
fn what_another_process_does_to_an_authority_or_a_profile_counts_for_the_very_next_certificate() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let other = ground.recover(&ground.folder).unwrap();
    let (theirs, same) = other.open_vault().unwrap();
    let web = ProfileName::WEB_SERVER;
    let mut number = 0;

    issue_two(&vault, &ada, &mut number);
    theirs.retire_profile(&same, &web, true).unwrap();
    assert_eq!(refused(&vault, &ada), "profile_retired");
    theirs.retire_profile(&same, &web, false).unwrap();

    issue_two(&vault, &ada, &mut number);
    theirs.pin_profile(&same, &web, &["Root".into()]).unwrap();
    assert_eq!(refused(&vault, &ada), "profile_violation");
    theirs.pin_profile(&same, &web, &[]).unwrap();

    issue_two(&vault, &ada, &mut number);
    theirs.protect_authority(&same, "Issuing", None, Some(KEY)).unwrap();
    assert_eq!(refused(&vault, &ada), "key_locked");
    vault.unlock_authority(&ada, "Issuing", KEY, 5).unwrap();

    issue_two(&vault, &ada, &mut number);
    theirs.protect_authority(&same, "Issuing", Some(KEY), None).unwrap();
    issue_two(&vault, &ada, &mut number);

    // What only adds a certificate of the other's in between changes nothing.
    theirs.issue_one(&same, &ask("theirs.corp.example")).unwrap();
    assert_eq!(
        vault.issue_one(&ada, &ask("theirs.corp.example")).unwrap_err().code,
        "duplicate",
        "the duplicates of others are seen"
    );
    issue_two(&vault, &ada, &mut number);

    let seen = theirs.authority(&same, "Issuing").unwrap().settings();
    let moved = AuthoritySettings { crl_url: Some("http://pki.corp.example/moved.crl".into()), ..seen.clone() };
    theirs.change_authority(&same, "Issuing", &seen, &moved).unwrap();
    let next = vault.issue(&ada, &ask("moved.corp.example")).unwrap();
    assert!(format!("{:?}", next.extensions).contains("pki.corp.example/moved.crl"), "{:?}", next.extensions);

    issue_two(&vault, &ada, &mut number);
    let issuing = theirs.authority(&same, "Issuing").unwrap().summary.certificate_id.to_string();
    theirs.revoke(&same, &ids([issuing.clone()]), RevocationReason::CertificateHold).unwrap();
    assert_eq!(refused(&vault, &ada), "authority_on_hold");
    theirs.release(&same, &issuing).unwrap();

    issue_two(&vault, &ada, &mut number);
    theirs.revoke(&same, &ids([issuing]), RevocationReason::KeyCompromise).unwrap();
    assert_eq!(refused(&vault, &ada), "authority_revoked");
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn a_right_that_is_taken_counts_for_the_very_next_certificate_and_the_refusal_is_kept() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let (_, grace) = person(&ground, "Grace", Role::Operator).open_vault().unwrap();
    let mut number = 0;
    issue_two(&vault, &grace, &mut number);
    vault.set_user_role(&ada, "Grace", Role::Auditor).unwrap();
    // All of what her last certificate was issued by is still as it was, but for her right.
    assert_eq!(refused(&vault, &grace), "forbidden");
    let refusals = AuditQuery { actor: Some("Grace".into()), ..AuditQuery::default() };
    let newest = vault.audit_events(&ada, &refusals).unwrap().events.swap_remove(0);
    assert_eq!(newest.outcome, AuditOutcome::Refused);
    vault.set_user_role(&ada, "Grace", Role::Operator).unwrap();
    issue_two(&vault, &grace, &mut number);
    vault.set_user_disabled(&ada, "Grace", true).unwrap();
    assert_eq!(refused(&vault, &grace), "signed_out");
    issue_two(&vault, &ada, &mut number);
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn an_authority_that_ends_or_whose_key_locks_in_between_issues_no_more() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let kept = CreateAuthority { passphrase: Some(KEY.into()), ..authority("Kept", Some("Root")) };
    vault.create_authority(&ada, &CreateAuthority { days: 1825, ..kept }).unwrap();
    let of_kept = |host: &str| IssueRequest { authority: "Kept".into(), ..ask(host) };

    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    vault.issue_one(&ada, &of_kept("one.corp.example")).unwrap();
    vault.issue_one(&ada, &of_kept("two.corp.example")).unwrap();
    vault.lock_authority(&ada, "Kept").unwrap();
    assert_eq!(vault.issue_one(&ada, &of_kept("three.corp.example")).unwrap_err().code, "key_locked");
    vault.unlock_authority(&ada, "Kept", KEY, 5).unwrap();
    vault.issue_one(&ada, &of_kept("four.corp.example")).unwrap();
    ground.clock.jump(Duration::minutes(6));
    assert_eq!(vault.issue_one(&ada, &of_kept("five.corp.example")).unwrap_err().code, "key_locked");

    let mut number = 0;
    issue_two(&vault, &ada, &mut number);
    ground.clock.jump(Duration::days(1826));
    assert_eq!(refused(&vault, &ada), "authority_expired");
}
