//! Whose job it is.

use crate::{batch, finish, hosts, write};
use chancery_domain::{JobState, Role};
use chancery_engine::AddUser;
use chancery_tests::abuse::Ground;

const BOBS: &str = "bobs own plough and anchor";

#[test]
fn a_job_ends_where_its_starters_right_ends() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.add_user(&ada, &AddUser { name: "Bob".to_owned(), role: Role::Operator, passphrase: BOBS.into() }).unwrap();
    let console = ground.sign_in("Bob", BOBS).unwrap();
    let (bobs, bob) = console.open_vault().unwrap();
    let table = write(&ground, "bob.csv", hosts(2_000, "bob"));
    let id = bobs.start_batch(&bob, &batch(&table)).unwrap().id;
    let demoted = std::sync::Once::new();
    // Ada's process runs it, in Bob's name.
    let job = vault
        .run_job(&ada, &id, &|_| demoted.call_once(|| drop(vault.set_user_role(&ada, "Bob", Role::Viewer).unwrap())))
        .unwrap();
    assert_eq!((job.state, job.code.as_deref()), (JobState::Failed, Some("forbidden")), "{job:?}");
    assert!(job.done > 0 && job.done < 2_000);
    assert_eq!(bobs.resume_job(&bob, &id).unwrap_err().code, "forbidden");
    assert_eq!(bobs.cancel_job(&bob, &id).unwrap_err().code, "job_ended");
    vault.set_user_role(&ada, "Bob", Role::Operator).unwrap();
    vault.resume_job(&ada, &id).unwrap();
    let job = finish(&vault, &ada, &id);
    assert_eq!((job.state, job.done), (JobState::Done, 2_000));
    let first = vault.batch_rows(&ada, &id, 0, 1).unwrap().remove(0).certificate_id.unwrap();
    assert_eq!(vault.certificate(&ada, &first).unwrap().created_by, "Bob", "it acts in the name of who started it");
}

#[test]
fn who_may_not_issue_neither_reads_files_nor_stops_others() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    vault.add_user(&ada, &AddUser { name: "Vic".to_owned(), role: Role::Viewer, passphrase: BOBS.into() }).unwrap();
    let console = ground.sign_in("Vic", BOBS).unwrap();
    let (vics, vic) = console.open_vault().unwrap();
    let table = write(&ground, "vic.csv", hosts(10, "vic"));
    assert_eq!(vics.check_batch(&vic, &batch(&table)).unwrap_err().code, "forbidden");
    let missing = batch(&ground.folder.join("no-such-file"));
    assert_eq!(vics.check_batch(&vic, &missing).unwrap_err().code, "forbidden", "and learns nothing about files");
    let id = vault.start_batch(&ada, &batch(&table)).unwrap().id;
    let seen = vics.job(&vic, &id).unwrap().job;
    assert!(!seen.can_cancel && !seen.can_resume, "looking is free");
    assert_eq!(vics.cancel_job(&vic, &id).unwrap_err().code, "forbidden");
    assert_eq!(vault.cancel_job(&ada, &id).unwrap().state, JobState::Cancelled, "nobody worked on it");
}
