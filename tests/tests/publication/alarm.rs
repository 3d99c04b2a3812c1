//! What is late is told on the dashboard, and goes out when the place is there again: with a clock that the test holds.

use chancery_domain::RevocationReason;
use chancery_engine::{
    Access, Actor, AuditQuery, Console, Dashboard, EngineError, Host, NeedAction, NewTarget, Object, OpenMethod,
    OpenVault, PublicationState, PublishError, PublishFailure, Publishing, TargetChange, TargetSettings, Urgency,
    Vault, VaultOptions,
};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, ids};
use chrono::Duration;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration as Time, Instant};

/// Longer than the window takes to look twice, on a busy machine.
const PATIENCE: Time = Time::from_secs(40);
/// Longer than it takes to look once.
const A_LOOK: Time = Time::from_secs(5);
/// How long whoever is locked leaves what is due to others.
const OTHERS_FIRST: Time = Time::from_secs(6);

/// A place that is down when it is told so, and remembers what was put there.
#[derive(Debug, Default)]
pub(super) struct Place {
    down: Mutex<bool>,
    put: Mutex<Vec<String>>,
    tries: Mutex<u32>,
    /// How often somebody wanted to know whether something can be put there.
    tests: Mutex<u32>,
    /// Nothing arrives before this is let go of.
    gate: Mutex<()>,
    /// Whether what was put there was cleared away, and how often somebody looked.
    cleared: Mutex<(bool, u32)>,
}

impl Place {
    pub(super) fn set_down(&self, down: bool) {
        *self.down.lock().unwrap() = down;
    }

    pub(super) fn tries(&self) -> u32 {
        *self.tries.lock().unwrap()
    }

    pub(super) fn take(&self) -> Vec<String> {
        let mut put = std::mem::take(&mut *self.put.lock().unwrap());
        put.sort();
        put
    }
}

impl Publishing for Place {
    fn put(&self, _: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        *self.tries.lock().unwrap() += 1;
        let _arrived = self.gate.lock().unwrap();
        if *self.down.lock().unwrap() {
            return Err(PublishError::new(PublishFailure::Unreachable, "Nobody is there."));
        }
        self.put.lock().unwrap().push(object.name.to_owned());
        Ok(())
    }

    fn look(&self, _: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        let mut cleared = self.cleared.lock().unwrap();
        cleared.1 += 1;
        match cleared.0 {
            true => Err(PublishError::new(PublishFailure::Different, format!("“{}” is gone.", object.name))),
            false => Ok(()),
        }
    }

    fn test(&self, _: &Access<'_>, _: &str) -> Result<(), PublishError> {
        *self.tests.lock().unwrap() += 1;
        let _arrived = self.gate.lock().unwrap();
        Ok(())
    }

    fn fetch(&self, _: &str, _: Option<&str>, _: usize) -> Result<Vec<u8>, PublishError> {
        unreachable!("nobody looks")
    }
}

#[track_caller]
pub(super) fn wait_until(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Time::from_millis(100));
    }
}

/// A window that publishes through this place.
pub(super) fn window(ground: &Ground, place: &Arc<Place>) -> Console {
    window_through(ground, Arc::clone(place) as _)
}

fn window_through(ground: &Ground, through: Arc<dyn Publishing>) -> Console {
    let options = VaultOptions {
        passphrase_cost: Some(Argon2Cost::floor()),
        keychain: Arc::new(NoKeychain),
        clock: Arc::clone(&ground.clock) as _,
    };
    let console = Console::with_options(ground.folder.clone(), Host::Window, options);
    console.publish_through(through);
    open(&console);
    console
}

pub(super) fn open(console: &Console) {
    let method = OpenMethod::Passphrase { passphrase: PASSPHRASE.into() };
    console.open(&OpenVault { user: None, method }).unwrap();
}

/// The issuing authority's CRL at a place called `web`.
pub(super) fn target() -> NewTarget {
    NewTarget {
        name: "web".to_owned(),
        settings: TargetSettings {
            address: "https://pki.example.test/".to_owned(),
            names: Some("{name}".to_owned()),
            crls: true,
            authorities: vec!["Issuing".to_owned()],
            ..TargetSettings::default()
        },
        trust_file: None,
        secret: None,
        private_key_file: None,
    }
}

pub(super) fn state(vault: &Vault, actor: &Actor) -> PublicationState {
    vault.target(actor, "web").unwrap().state
}

fn urgency(dashboard: &Dashboard) -> Option<Urgency> {
    let need = dashboard.needs.iter().find(|need| need.title == "Publication at “web” is late")?;
    assert!(matches!(need.action, NeedAction::Targets));
    Some(need.urgency)
}

#[test]
fn a_place_that_is_down_for_a_day_gets_the_newest_when_it_is_back_and_meanwhile_somebody_is_told() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let place = Arc::new(Place::default());
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    vault.issue_crl(&ada, "Issuing").unwrap();
    let console = window(&ground, &place);
    wait_until("it is published", || state(&vault, &ada) == PublicationState::Current);
    assert_eq!(place.take(), ["Issuing.crl"]);
    // Down; two CRLs more.
    place.set_down(true);
    for host in ["a.example.test", "b.example.test"] {
        let id = vault.issue(&ada, &ask(host)).unwrap().row.id;
        vault.revoke(&ada, &ids([id]), RevocationReason::Superseded).unwrap();
    }
    wait_until("it is tried", || state(&vault, &ada) == PublicationState::Failing);
    assert_eq!(urgency(&vault.dashboard(&ada).unwrap()), None, "a server that starts anew is no alarm");
    let tries = place.tries();
    thread::sleep(A_LOOK);
    assert_eq!(place.tries(), tries, "it is not tried again before its time");
    ground.clock.jump(Duration::minutes(16));
    wait_until("it is tried again", || place.tries() > tries);
    assert_eq!(state(&vault, &ada), PublicationState::Late);
    assert_eq!(urgency(&vault.dashboard(&ada).unwrap()), Some(Urgency::Days7));
    for _ in 0..4 {
        ground.clock.jump(Duration::hours(6));
        let tries = place.tries();
        wait_until("it is tried for as long as it takes", || place.tries() > tries);
    }
    // Back.
    place.set_down(false);
    ground.clock.jump(Duration::minutes(6));
    wait_until("it goes out", || state(&vault, &ada) == PublicationState::Current);
    assert_eq!(place.take(), ["Issuing.crl"], "the newest alone");
    assert_eq!(urgency(&vault.dashboard(&ada).unwrap()), None);
    console.close();
    // Nobody publishes any more; that is told too, and more urgently once what stands there has ended.
    vault.issue_crl(&ada, "Issuing").unwrap();
    ground.clock.jump(Duration::days(8));
    assert_eq!(urgency(&vault.dashboard(&ada).unwrap()), Some(Urgency::Expired));
}

#[test]
fn what_was_cleared_away_at_a_place_is_put_there_anew_and_somebody_is_told_where_it_cannot_be() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let place = Arc::new(Place::default());
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    vault.issue_crl(&ada, "Issuing").unwrap();
    let _console = window(&ground, &place);
    wait_until("it is published", || state(&vault, &ada) == PublicationState::Current);
    let looks = || place.cleared.lock().unwrap().1;
    thread::sleep(A_LOOK);
    assert_eq!((place.take(), looks()), (vec!["Issuing.crl".to_owned()], 0), "nothing to look at so soon");
    ground.clock.jump(Duration::minutes(61));
    wait_until("it is looked at", || looks() == 1);
    thread::sleep(A_LOOK);
    assert_eq!((place.tries(), looks()), (1, 1), "it stands there");
    // Gone, and put there anew by itself.
    place.cleared.lock().unwrap().0 = true;
    ground.clock.jump(Duration::minutes(61));
    wait_until("it is missed", || state(&vault, &ada) == PublicationState::Failing);
    ground.clock.jump(Duration::seconds(11));
    wait_until("it is there again", || state(&vault, &ada) == PublicationState::Current);
    assert_eq!(place.take(), ["Issuing.crl"]);
    let query = AuditQuery { action: Some("publication.lost".into()), limit: 50, ..AuditQuery::default() };
    let told = vault.audit_events(&ada, &query).unwrap().events;
    assert_eq!(told.len(), 1);
    assert!(told[0].summary.contains("is not found at “web” any more: “Issuing.crl” is gone."), "{}", told[0].summary);
    // Gone again, and nothing can be put there.
    place.set_down(true);
    ground.clock.jump(Duration::minutes(61));
    wait_until("it is missed again", || state(&vault, &ada) == PublicationState::Failing);
    ground.clock.jump(Duration::minutes(16));
    wait_until("it is late", || state(&vault, &ada) == PublicationState::Late);
    let needs = vault.dashboard(&ada).unwrap().needs;
    let need = needs.iter().find(|need| need.title == "Publication at “web” is late").expect("the alarm");
    assert!(need.detail.contains("“Issuing.crl” was put at “web”, but is not found there now."), "{}", need.detail);
    assert!(matches!(need.urgency, Urgency::Days7), "what clients hold is good still");
    place.set_down(false);
    ground.clock.jump(Duration::minutes(6));
    wait_until("it is there again", || state(&vault, &ada) == PublicationState::Current);
    assert_eq!(urgency(&vault.dashboard(&ada).unwrap()), None);
}

#[test]
fn a_place_that_does_not_answer_holds_up_no_other() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let places = Arc::new(Places::default());
    for name in ["stuck", "quick"] {
        let mut target = target();
        target.settings.address = format!("https://{name}.example.test/");
        Arc::clone(&vault).add_target(&ada, places.as_ref(), &NewTarget { name: name.to_owned(), ..target }).unwrap();
    }
    let through = Arc::clone(&places);
    let console = window_through(&ground, through as _);
    wait_until("both have the first", || places.quick.tries() > 0 && places.stuck.tries() > 0);
    let quick = || vault.target(&ada, "quick").unwrap().state;
    wait_until("it is noted", || quick() == PublicationState::Current);
    let held = places.stuck.gate.lock().unwrap();
    for locked in [false, true] {
        drop(places.quick.take());
        if locked {
            console.lock();
        }
        for _ in 0..2 {
            vault.issue_crl(&ada, "Issuing").unwrap();
            let gone_out = || places.quick.take() == ["Issuing.crl"];
            wait_until(&format!("the other gets it (locked: {locked})"), gone_out);
        }
    }
    drop(held);
    wait_until("it answers", || !places.stuck.take().is_empty());
}

/// Two places, one of which takes its time.
#[derive(Debug, Default)]
struct Places {
    stuck: Place,
    quick: Place,
}

impl Places {
    fn of(&self, access: &Access<'_>) -> &Place {
        if format!("{:?}", access.place).contains("stuck") { &self.stuck } else { &self.quick }
    }
}

impl Publishing for Places {
    fn put(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        self.of(access).put(access, object)
    }

    fn look(&self, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
        self.of(access).look(access, object)
    }

    fn test(&self, _: &Access<'_>, _: &str) -> Result<(), PublishError> {
        Ok(())
    }

    fn fetch(&self, _: &str, _: Option<&str>, _: usize) -> Result<Vec<u8>, PublishError> {
        unreachable!("nobody looks")
    }
}

fn another(address: &str) -> NewTarget {
    let settings = TargetSettings { address: address.to_owned(), ..target().settings };
    NewTarget { name: "other".to_owned(), settings, ..target() }
}

fn change() -> TargetChange {
    TargetChange { target: another("https://b.example.test/"), forget_trust: false, forget_credential: false }
}

/// Asks something of a place; why it came to nothing.
type Asking = fn(Arc<Vault>, &Actor, &Place) -> Option<EngineError>;

#[test]
fn a_lock_waits_for_no_place_that_is_tried() {
    let ground = Ground::new().with_authorities();
    let place = Arc::new(Place::default());
    let (vault, ada) = ground.vault();
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    let askings: [(&str, Asking); 5] = [
        ("try", |vault, actor, place| vault.try_target(actor, place, &another("https://a.example.test/")).err()),
        ("add", |vault, actor, place| vault.add_target(actor, place, &another("https://a.example.test/")).err()),
        ("try a change", |vault, actor, place| vault.try_target_change(actor, place, "web", &change()).err()),
        ("change", |vault, actor, place| vault.change_target(actor, place, "web", &change()).err()),
        ("test", |vault, actor, place| vault.test_target(actor, place, "web").err()),
    ];
    let console = ground.another();
    for (what, asking) in askings {
        open(&console);
        let (opened, actor) = console.open_vault().unwrap();
        let seen = Arc::downgrade(&opened);
        let held = place.gate.lock().unwrap();
        let tests = || *place.tests.lock().unwrap();
        let (before, asked) = (tests(), Arc::clone(&place));
        let asking = thread::spawn(move || asking(opened, &actor, &asked));
        wait_until(what, || tests() > before);
        console.lock();
        wait_until(&format!("the keys are forgotten while somebody is asked: {what}"), || seen.strong_count() == 0);
        drop(held);
        let refusal = asking.join().unwrap().map(|error| error.code);
        assert_eq!(refusal.as_deref(), Some("locked"), "{what}");
    }
    assert_eq!(vault.targets(&ada).unwrap().len(), 1, "nothing is kept");
    assert_eq!(vault.target(&ada, "web").unwrap().settings.address, target().settings.address);
    let query = AuditQuery { action: Some("target.tried".into()), limit: 50, ..AuditQuery::default() };
    assert_eq!(vault.audit_events(&ada, &query).unwrap().events.len(), 6, "each of which somebody was asked");
}

#[test]
fn publishing_goes_on_while_the_window_is_locked_and_the_log_is_told_when_it_is_open_again() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let place = Arc::new(Place::default());
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    let console = window(&ground, &place);
    wait_until("the first is published", || state(&vault, &ada) == PublicationState::Current);
    assert_eq!(place.take(), ["Issuing.crl"]);
    console.lock();
    // Another process makes one.
    vault.issue_crl(&ada, "Issuing").unwrap();
    wait_until("it goes out", || place.take() == ["Issuing.crl"]);
    place.set_down(true);
    let newest = vault.issue_crl(&ada, "Issuing").unwrap().number;
    let tries = place.tries();
    wait_until("it is tried", || place.tries() > tries);
    place.set_down(false);
    ground.clock.jump(Duration::minutes(1));
    wait_until("it is tried again", || place.take() == ["Issuing.crl"]);
    assert_eq!(state(&vault, &ada), PublicationState::Waiting, "whoever is locked out writes nothing");
    open(&console);
    wait_until("it is noted", || state(&vault, &ada) == PublicationState::Current);
    let there = vault.target(&ada, "web").unwrap().publications.remove(0).published;
    assert_eq!(there, Some(newest));
    let query = AuditQuery { action: Some("publication.done".into()), limit: 50, ..AuditQuery::default() };
    let told = vault.audit_events(&ada, &query).unwrap().events;
    assert_eq!(told.len(), 3, "each that went out");
    assert!(told[0].details.iter().any(|detail| detail.name == "whileLocked"));
    assert_eq!(place.take(), [] as [String; 0], "nothing is put there twice");
}

#[test]
fn a_lock_waits_for_no_server_and_what_arrives_after_it_is_noted_once() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let place = Arc::new(Place::default());
    Arc::clone(&vault).add_target(&ada, place.as_ref(), &target()).unwrap();
    // Held before anybody can publish: there is one CRL only, the first.
    let held = place.gate.lock().unwrap();
    let console = window(&ground, &place);
    wait_until("it is on its way", || place.tries() == 1);
    let opened = Arc::downgrade(&console.open_vault().unwrap().0);
    console.lock();
    wait_until("the keys are forgotten while it is on its way", || opened.strong_count() == 0);
    assert_eq!(place.tries(), 1, "it is still on its way");
    drop(held);
    wait_until("it arrives", || place.take() == ["Issuing.crl"]);
    thread::sleep(OTHERS_FIRST + A_LOOK);
    assert_eq!(place.take(), [] as [String; 0], "nothing is put there twice");
    open(&console);
    wait_until("it is noted", || state(&vault, &ada) == PublicationState::Current);
    let query = AuditQuery { action: Some("publication.done".into()), limit: 50, ..AuditQuery::default() };
    let told = vault.audit_events(&ada, &query).unwrap().events;
    assert_eq!(told.len(), 1);
    assert!(told[0].details.iter().any(|detail| detail.name == "whileLocked"));
}

#[test]
fn a_locked_window_leaves_what_is_due_to_whoever_has_the_vault_open() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let (locked, service) = (Arc::new(Place::default()), Arc::new(Place::default()));
    Arc::clone(&vault).add_target(&ada, locked.as_ref(), &target()).unwrap();
    let window_of = |place| window(&ground, place);
    let (console, other) = (window_of(&locked), window_of(&service));
    wait_until("the first is published", || state(&vault, &ada) == PublicationState::Current);
    drop((locked.take(), service.take()));
    console.lock();
    for _ in 0..3 {
        vault.issue_crl(&ada, "Issuing").unwrap();
        wait_until("it goes out", || service.take() == ["Issuing.crl"]);
    }
    thread::sleep(OTHERS_FIRST + A_LOOK);
    assert_eq!(locked.take(), [] as [String; 0], "it is there already");
    // Nobody else is there any more.
    other.close();
    vault.issue_crl(&ada, "Issuing").unwrap();
    wait_until("the locked one sees to it", || locked.take() == ["Issuing.crl"]);
}
