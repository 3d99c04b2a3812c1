//! Every number of the dashboard equals the count of the list behind it, in a random estate at many times.

use chancery_domain::{Environment, ProfileName, RevocationReason};
use chancery_engine::{
    Actor, CertificateFilter, CreateAuthority, IssueRequest, Metadata, NeedAction, RenewRequest, StatusSettings,
    Urgency, Vault,
};
use chancery_tests::abuse::{Dice, Ground, ask, authority, day_zero, filter, ids, query};
use chrono::Duration;

fn agree(vault: &Vault, actor: &Actor, what: &str, count: u32, filter: &CertificateFilter) {
    let counted = vault.count_certificates(actor, filter).unwrap();
    assert!(!counted.capped);
    assert_eq!(counted.number, count, "{what}: the number and the count of its list");
    let mut listed = 0;
    let mut after = None;
    loop {
        let page = vault
            .certificates(actor, &chancery_engine::CertificateQuery { after, limit: 37, ..query(filter.clone()) })
            .unwrap();
        listed += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(u32::try_from(listed).unwrap(), count, "{what}: the number and the rows of its list");
}

#[test]
fn every_number_is_the_length_of_its_list_at_every_time() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { days: 500, ..authority("Short", Some("Root")) }).unwrap();
    let mut dice = Dice::new(99);
    let mut all = Vec::new();
    for month in 0..6 {
        ground.clock.set(day_zero() + Duration::days(31 * month) + Duration::seconds(dice.below(80_000) as i64));
        for authority in ["Issuing", "Short"] {
            let requests: Vec<IssueRequest> = (0..20)
                .map(|number| {
                    let kind = dice.below(4);
                    let profile = ProfileName::BUILT_IN[kind].clone();
                    let days = 1 + dice.below([300, 180, 300, 90][kind]);
                    IssueRequest {
                        authority: authority.into(),
                        profile,
                        days: Some(u32::try_from(days).unwrap()),
                        dns: vec![format!("n{number}.m{month}.{}.example", authority.to_lowercase())],
                        metadata: Metadata {
                            environment: [None, Some(Environment::Production), Some(Environment::Staging)]
                                [dice.below(3)],
                            ..Metadata::default()
                        },
                        ..ask("estate.example")
                    }
                })
                .map(|request| IssueRequest { allow_duplicate: true, ..request })
                .collect();
            all.extend(vault.issue_all(&ada, authority, &requests).unwrap().iter().map(ToString::to_string));
        }
        // What was renewed is counted as the new one alone.
        for _ in 0..8 {
            let old = &all[dice.below(all.len())];
            if let Ok(renewed) = vault.renew(&ada, old, &RenewRequest::default()) {
                all.push(renewed.row.id);
            }
        }
        for _ in 0..5 {
            let reason = [RevocationReason::KeyCompromise, RevocationReason::CertificateHold][dice.below(2)];
            vault.revoke(&ada, &ids([all[dice.below(all.len())].as_str()]), reason).unwrap();
        }
    }
    vault.import_trust_store(&ada).unwrap();
    let mut moments: Vec<_> =
        (0..14).map(|_| day_zero() + Duration::seconds(dice.below(900 * 86_400) as i64) - Duration::days(5)).collect();
    // The very seconds at which something begins and ends count too.
    for row in vault.certificates(&ada, &query(filter())).unwrap().rows.iter().step_by(70) {
        moments.extend([
            row.not_before,
            row.not_after,
            row.not_after + Duration::seconds(1),
            row.not_after - Duration::days(7),
        ]);
    }
    for now in moments {
        ground.clock.set(now);
        let shown = vault.dashboard(&ada).unwrap();
        for tally in [
            &shown.expired_in_use,
            &shown.within7,
            &shown.within30,
            &shown.within90,
            &shown.active,
            &shown.revoked,
            &shown.total,
        ]
        .into_iter()
        .chain(&shown.by_authority)
        .chain(&shown.by_key)
        .chain(&shown.by_environment)
        {
            agree(&vault, &ada, &format!("{} at {now}", tally.label), tally.count, &tally.filter);
        }
        for week in &shown.weeks {
            agree(&vault, &ada, &format!("week of {} at {now}", week.start), week.count, &week.filter);
        }
        assert_eq!(shown.weeks.len(), 53);
        for need in &shown.needs {
            if let NeedAction::Certificates { filter } = &need.action {
                let count: u32 = need.title.split(' ').next().unwrap().parse().unwrap();
                agree(&vault, &ada, &format!("{} at {now}", need.title), count, filter);
            }
        }
        for authority in vault.authorities(&ada).unwrap() {
            let active = CertificateFilter {
                authority: Some(authority.id.clone()),
                status: vec![chancery_domain::Status::Active],
                ..filter()
            };
            agree(&vault, &ada, &format!("{} at {now}", authority.name), authority.active, &active);
        }
    }
}

#[test]
fn revoking_an_authority_tells_how_many_fall_with_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.create_authority(&ada, &CreateAuthority { days: 900, ..authority("Lower", Some("Issuing")) }).unwrap();
    for (issuer, count) in [("Issuing", 3), ("Lower", 4)] {
        for number in 0..count {
            let host = format!("n{number}.{}.example", issuer.to_lowercase());
            vault.issue(&ada, &IssueRequest { authority: issuer.into(), days: Some(90), ..ask(&host) }).unwrap();
        }
    }
    let gone = vault.issue(&ada, &IssueRequest { authority: "Lower".into(), days: Some(90), ..ask("gone.example") });
    let gone = gone.unwrap().row.id;
    vault.revoke(&ada, &ids([gone.as_str()]), RevocationReason::Superseded).unwrap();
    let own = |name: &str| vault.authority(&ada, name).unwrap().summary.certificate_id;
    let issuing = vault.preview_revocation(&ada, &ids([own("Issuing")])).unwrap().dependents.unwrap();
    // The three under it, the authority below it, and the four under that.
    assert_eq!(issuing.active, 3 + 1 + 4);
    assert_eq!((issuing.authorities, issuing.below), (vec!["Issuing".to_owned()], vec!["Lower".to_owned()]));
    let lower = vault.preview_revocation(&ada, &ids([own("Lower")])).unwrap().dependents.unwrap();
    assert_eq!((lower.active, lower.below.len()), (4, 0));
    assert!(vault.preview_revocation(&ada, &ids([gone.as_str()])).unwrap().dependents.is_none());
}

#[test]
fn the_versions_before_a_certificate_are_folded_under_it() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let first = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let second = vault.renew(&ada, &first, &RenewRequest::default()).unwrap().row.id;
    let third = vault.renew(&ada, &second, &RenewRequest::default()).unwrap().row.id;
    let leaves = |superseded| CertificateFilter { is_ca: Some(false), superseded, ..filter() };
    let page = vault.certificates(&ada, &query(leaves(Some(false)))).unwrap();
    assert_eq!(page.rows.iter().map(|row| &row.id).collect::<Vec<_>>(), [&third]);
    assert_eq!(page.earlier.get(&third), Some(&2));
    let earlier = vault.earlier_versions(&ada, &third).unwrap();
    assert_eq!(earlier.iter().map(|row| &row.id).collect::<Vec<_>>(), [&second, &first]);
    assert_eq!(vault.certificates(&ada, &query(leaves(None))).unwrap().rows.len(), 3);
    // A page from anywhere is the rest of the list.
    let rest = vault.certificates(&ada, &chancery_engine::CertificateQuery { skip: 1, ..query(leaves(None)) }).unwrap();
    assert_eq!(rest.rows.len(), 2);
}

#[test]
fn the_services_own_certificate_is_asked_for_before_it_ends_and_when_it_is_revoked() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let issued = vault.issue(&ada, &IssueRequest { days: Some(90), ..ask("status.corp.example") }).unwrap();
    let set = vault.status_settings(&ada).unwrap();
    vault.change_status_settings(&ada, &StatusSettings { tls: Some(issued.row.id.clone()), ..set }).unwrap();
    let need = || {
        let needs = vault.dashboard(&ada).unwrap().needs;
        needs.into_iter().find(|need| need.id == "service-certificate")
    };
    assert!(need().is_none(), "it was just issued");

    // Its profile says 30 days before.
    ground.clock.jump(Duration::days(62));
    let due = need().expect("it is due");
    assert_eq!(due.urgency, Urgency::Days30);
    assert!(matches!(&due.action, NeedAction::Certificate { id } if *id == issued.row.id), "{due:?}");
    let renewed = vault.renew(&ada, &issued.row.id, &RenewRequest::default()).unwrap();
    assert!(need().is_none(), "its successor is shown");

    vault.revoke(&ada, &ids([renewed.row.id.clone()]), RevocationReason::KeyCompromise).unwrap();
    // What it had taken the place of is shown again, and due as before.
    assert_eq!(need().expect("it is due again").urgency, Urgency::Days30);
    ground.clock.jump(Duration::days(30));
    let ended = need().expect("it has expired");
    assert_eq!(
        (ended.urgency, ended.title.as_str()),
        (Urgency::Expired, "The status service’s own certificate has expired")
    );
}
