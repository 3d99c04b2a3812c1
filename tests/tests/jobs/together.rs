//! Several who want the same job.

use crate::{batch, hosts, write};
use chancery_domain::JobState;
use chancery_tests::abuse::{Ground, filter};
use std::thread;

#[test]
fn two_that_resume_one_job_do_it_once() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "two.csv", hosts(2_000, "two"));
    let id = vault.start_batch(&ada, &batch(&table)).unwrap().id;
    let consoles: Vec<_> = (0..3).map(|_| ground.recover(&ground.folder).unwrap()).collect();
    let states: Vec<_> = thread::scope(|scope| {
        let runs: Vec<_> = consoles
            .iter()
            .map(|console| {
                let id = id.clone();
                scope.spawn(move || {
                    let (vault, ada) = console.open_vault().unwrap();
                    // Who does not get it waits for who did.
                    vault.run_job(&ada, &id, &|_| {}).unwrap()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for job in states {
        assert_eq!((job.state, job.done, job.failed), (JobState::Done, 2_000, 0));
    }
    assert_eq!(vault.count_certificates(&ada, &filter()).unwrap().number, 2_002);
    assert!(vault.verify_audit(&ada).unwrap().intact);
}

#[test]
fn a_holder_that_was_silent_too_long_changes_nothing_any_more() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let table = write(&ground, "stuck.csv", hosts(1_000, "stuck"));
    let id = vault.start_batch(&ada, &batch(&table)).unwrap().id;
    let console = ground.recover(&ground.folder).unwrap();
    let (other, same) = console.open_vault().unwrap();
    let taken = std::sync::Once::new();
    let job = vault
        .run_job(&ada, &id, &|_| {
            taken.call_once(|| {
                // By the clock it is silent for an hour. Somebody else goes on, to the end.
                ground.clock.jump(chrono::Duration::hours(1));
                let job = other.run_job(&same, &id, &|_| {}).unwrap();
                assert_eq!((job.state, job.done), (JobState::Done, 1_000));
            });
        })
        .unwrap();
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 1_000, 0));
    assert_eq!(vault.count_certificates(&ada, &filter()).unwrap().number, 1_002);
    assert!(vault.verify_audit(&ada).unwrap().intact);
}
