//! What is done to very many: revoking, importing, exporting and changing, killed, cancelled and gone on with.

use crate::worker::{killed_again_and_again, works_here};
use crate::{events, finish};
use chancery_domain::{JobState, RevocationReason, Role, Status};
use chancery_engine::{
    Actor, AddUser, BulkExport, BulkFormat, CertificateFilter, Change, IssueRequest, JobCountOf, JobView,
    MetadataChange, Selection, Started, Vault,
};
use chancery_tests::abuse::{Ground, ask, filter};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// More than five portions of 500.
const MANY: usize = 2_600;
/// More than two steps of 2,000.
const VERY_MANY: usize = 4_500;
const KILLS: usize = 5;

const RITAS: &str = "ritas own plough and anchor";

/// A vault with so many certificates by `Issuing`, by the real clock.
fn estate(count: usize) -> Ground {
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let hosts: Vec<IssueRequest> = (0..count).map(|number| ask(&format!("h{number}.many.example"))).collect();
    for part in hosts.chunks(1_000) {
        vault.issue_all(&ada, "Issuing", part).unwrap();
    }
    ground
}

fn leaves() -> CertificateFilter {
    CertificateFilter { is_ca: Some(false), ..filter() }
}

fn all_leaves() -> Selection {
    Selection::Matching { filter: leaves(), except: Vec::new(), seen: None }
}

fn job_of<T: std::fmt::Debug>(started: Started<T>) -> JobView {
    match started {
        Started::Job { job } => job,
        Started::Done { report } => panic!("it is many, and was done at once: {report:?}"),
    }
}

fn count(vault: &Vault, actor: &Actor, filter: &CertificateFilter) -> usize {
    vault.count_certificates(actor, filter).unwrap().number as usize
}

fn with_status(status: Status) -> CertificateFilter {
    CertificateFilter { status: vec![status], ..leaves() }
}

fn counts(vault: &Vault, actor: &Actor, job: &str) -> Vec<(JobCountOf, usize)> {
    vault.job(actor, job).unwrap().counts.iter().map(|count| (count.of, count.number as usize)).collect()
}

fn is_sound(vault: &Vault, actor: &Actor) {
    assert!(vault.verify_audit(actor).unwrap().intact);
    assert!(vault.check_integrity(actor).unwrap().ok);
}

/// How many certificates the newest CRL of `Issuing` names.
fn on_the_crl(vault: &Vault, actor: &Actor) -> usize {
    vault.crls(actor, "Issuing").unwrap()[0].entries as usize
}

fn to_file(path: &Path, format: BulkFormat) -> BulkExport {
    let path = path.to_str().unwrap().to_owned();
    BulkExport { format, path, passphrase: None, overwrite: false, columns: Vec::new() }
}

/// What is there beside what is complete.
fn unfinished_files(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".chancery-")).count()
}

#[test]
fn a_killed_revocation_goes_on_and_revokes_each_certificate_once() {
    if works_here() {
        return;
    }
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let preview = vault.preview_revocation(&ada, &all_leaves()).unwrap();
    assert_eq!((preview.certificates, preview.active), (MANY as u32, MANY as u32));
    let seen = Selection::Matching { filter: leaves(), except: Vec::new(), seen: Some(preview.mark) };
    let started = vault.start_revocation(&ada, &seen, RevocationReason::Superseded, "one").unwrap();
    assert_eq!(job_of(started).total, MANY as u32);
    let again = job_of(vault.start_revocation(&ada, &seen, RevocationReason::Superseded, "one").unwrap());
    assert_eq!(again.id, "job-1", "a double click makes one job");
    let test = "many::a_killed_revocation_goes_on_and_revokes_each_certificate_once";
    killed_again_and_again(&ground, test, KILLS, false);

    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, MANY as u32, 0));
    assert_eq!(counts(&vault, &ada, "job-1"), [(JobCountOf::Revoked, MANY)]);
    assert_eq!(count(&vault, &ada, &with_status(Status::Revoked)), MANY);
    assert_eq!(events(&vault, &ada, "certificate.revoked"), MANY, "one event a certificate");
    assert_eq!(on_the_crl(&vault, &ada), MANY, "and the CRL was made");
    is_sound(&vault, &ada);
}

#[test]
fn a_cancelled_revocation_makes_the_crl_of_what_it_revoked_and_goes_on_when_it_is_resumed() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let job = job_of(vault.start_revocation(&ada, &all_leaves(), RevocationReason::CertificateHold, "").unwrap());
    let once = std::sync::Once::new();
    let stopped =
        vault.run_job(&ada, &job.id, &|_| once.call_once(|| drop(vault.cancel_job(&ada, &job.id).unwrap()))).unwrap();
    assert_eq!(stopped.state, JobState::Cancelled);
    let held = count(&vault, &ada, &with_status(Status::OnHold));
    assert!(held > 0 && held < MANY, "{held}");
    assert_eq!(held, stopped.done as usize, "what it tells is what it did");
    assert_eq!(on_the_crl(&vault, &ada), held, "others learn of it at once");
    vault.resume_job(&ada, &job.id).unwrap();
    assert_eq!(finish(&vault, &ada, &job.id).state, JobState::Done);
    assert_eq!(count(&vault, &ada, &with_status(Status::OnHold)), MANY);
    assert_eq!(counts(&vault, &ada, &job.id), [(JobCountOf::Held, MANY)]);
    assert_eq!(on_the_crl(&vault, &ada), MANY);
    is_sound(&vault, &ada);
}

#[test]
fn what_a_job_put_on_hold_is_released_by_another_and_nothing_else_is() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    // Held before, and by somebody else: that is not undone with the job.
    let before = ["h0.many.example".to_owned(), "h1.many.example".to_owned()];
    let before = Selection::Ids { ids: before.to_vec() };
    vault.revoke(&ada, &before, RevocationReason::CertificateHold).unwrap();
    ground.clock.jump(chrono::Duration::minutes(1));
    let held = job_of(vault.start_revocation(&ada, &all_leaves(), RevocationReason::CertificateHold, "").unwrap());
    assert_eq!(held.total as usize, MANY - 2, "those that are on hold are left as they are");
    let of_it = Selection::HeldBy { job: held.id.clone() };
    let early = vault.start_release(&ada, &of_it, "").unwrap_err();
    assert_eq!(early.code, "job_runs", "{early}");
    assert!(!held.can_release);
    assert!(finish(&vault, &ada, &held.id).can_release);
    // Decided about since: revoked for good, released already, and put on hold by somebody else after it was released, in
    // the very moment of the job's hold.
    let one = |name: &str| Selection::Ids { ids: vec![name.to_owned()] };
    vault.revoke(&ada, &one("h2.many.example"), RevocationReason::KeyCompromise).unwrap();
    vault.release(&ada, "h3.many.example").unwrap();
    vault.release(&ada, "h4.many.example").unwrap();
    vault.revoke(&ada, &one("h4.many.example"), RevocationReason::CertificateHold).unwrap();
    let preview = vault.preview_release(&ada, &of_it).unwrap();
    assert_eq!((preview.on_hold as usize, preview.others), (MANY - 5, 3));
    assert_eq!(preview.authorities.len(), 1);

    let released = job_of(vault.start_release(&ada, &of_it, "two").unwrap());
    assert_eq!(job_of(vault.start_release(&ada, &of_it, "two").unwrap()).id, released.id, "two clicks make one job");
    // The same while the release has not come to it yet.
    vault.release(&ada, "h1299.many.example").unwrap();
    vault.revoke(&ada, &one("h1299.many.example"), RevocationReason::CertificateHold).unwrap();
    let job = finish(&vault, &ada, &released.id);
    assert_eq!((job.state, job.done as usize, job.failed), (JobState::Done, MANY - 5, 0));
    let done = [(JobCountOf::Released, MANY - 6), (JobCountOf::NotHeld, 1)];
    assert_eq!(counts(&vault, &ada, &released.id), done);
    assert_eq!(count(&vault, &ada, &with_status(Status::OnHold)), 4, "those that others put on hold stay so");
    assert_eq!(count(&vault, &ada, &with_status(Status::Revoked)), 1);
    assert_eq!(events(&vault, &ada, "certificate.released"), MANY - 3, "one event a certificate");
    assert_eq!(on_the_crl(&vault, &ada), 5, "and the CRL was made");
    let none = vault.start_release(&ada, &of_it, "").unwrap_err();
    assert_eq!(none.code, "not_on_hold", "{none}");
    let other = vault.start_release(&ada, &Selection::HeldBy { job: released.id }, "").unwrap_err();
    assert_eq!(other.code, "not_a_hold", "{other}");
    is_sound(&vault, &ada);
}

#[test]
fn a_hold_that_somebody_else_began_while_the_job_ran_is_not_released_with_it() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let held = job_of(vault.start_revocation(&ada, &all_leaves(), RevocationReason::CertificateHold, "").unwrap());
    let theirs = ["h0.many.example", "h700.many.example", "h1299.many.example"].map(str::to_owned);
    let others = Selection::Ids { ids: theirs.to_vec() };
    vault.revoke(&ada, &others, RevocationReason::CertificateHold).unwrap();
    finish(&vault, &ada, &held.id);
    assert_eq!(counts(&vault, &ada, &held.id), [(JobCountOf::Held, MANY - 3), (JobCountOf::RevokedBefore, 3)]);
    let of_it = Selection::HeldBy { job: held.id };
    let preview = vault.preview_release(&ada, &of_it).unwrap();
    assert_eq!((preview.on_hold as usize, preview.others), (MANY - 3, 3));
    let released = job_of(vault.start_release(&ada, &of_it, "").unwrap());
    finish(&vault, &ada, &released.id);
    assert_eq!(counts(&vault, &ada, &released.id), [(JobCountOf::Released, MANY - 3)]);
    for name in theirs {
        assert_eq!(vault.certificate(&ada, &name).unwrap().row.status, Status::OnHold, "{name}");
    }
    is_sound(&vault, &ada);
}

#[test]
fn few_are_released_at_once_and_whoever_may_not_revoke_may_not_release() {
    let ground = estate(150);
    let (vault, ada) = ground.vault();
    let held = with_status(Status::OnHold);
    let some = Selection::Ids { ids: (0..5).map(|number| format!("h{number}.many.example")).collect() };
    vault.revoke(&ada, &some, RevocationReason::CertificateHold).unwrap();
    vault.revoke(&ada, &Selection::Ids { ids: vec!["h5.many.example".into()] }, RevocationReason::Superseded).unwrap();
    vault.add_user(&ada, &AddUser { name: "Rita".to_owned(), role: Role::Auditor, passphrase: RITAS.into() }).unwrap();
    let auditor = ground.sign_in("Rita", RITAS).unwrap();
    let (theirs, rita) = auditor.open_vault().unwrap();
    for refused in [
        theirs.preview_release(&rita, &all_leaves()).map(drop).unwrap_err(),
        theirs.start_release(&rita, &all_leaves(), "").map(drop).unwrap_err(),
    ] {
        assert_eq!(refused.code, "forbidden", "{refused}");
    }
    let Started::Done { report } = vault.start_release(&ada, &all_leaves(), "").unwrap() else {
        panic!("five are few");
    };
    assert_eq!((report.released, report.skipped), (5, 145));
    assert!(report.crls[0].number.is_some(), "{:?}", report.crls);
    assert_eq!((count(&vault, &ada, &held), on_the_crl(&vault, &ada)), (0, 1));
    is_sound(&vault, &ada);
}

#[test]
fn a_revocation_that_is_cancelled_while_nobody_works_on_it_makes_its_crl_all_the_same() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let job = job_of(vault.start_revocation(&ada, &all_leaves(), RevocationReason::Superseded, "").unwrap());
    let leaving = AtomicBool::new(false);
    let left = vault.run_job_until(&ada, &job.id, &leaving, &|_| leaving.store(true, Ordering::Relaxed)).unwrap();
    assert_eq!(left.state, JobState::Interrupted);
    let revoked = count(&vault, &ada, &with_status(Status::Revoked));
    assert!(revoked > 0 && revoked < MANY, "{revoked}");
    assert_eq!(vault.cancel_job(&ada, &job.id).unwrap().state, JobState::Cancelled);
    assert_eq!(on_the_crl(&vault, &ada), revoked);
    is_sound(&vault, &ada);
}

#[test]
fn what_was_not_previewed_is_not_revoked() {
    let ground = estate(150);
    let (vault, ada) = ground.vault();
    let preview = vault.preview_revocation(&ada, &all_leaves()).unwrap();
    vault.issue(&ada, &ask("late.many.example")).unwrap();
    let seen = Selection::Matching { filter: leaves(), except: Vec::new(), seen: Some(preview.mark) };
    let refused = vault.start_revocation(&ada, &seen, RevocationReason::Superseded, "").unwrap_err();
    assert_eq!(refused.code, "changed_meanwhile");
    assert_eq!(count(&vault, &ada, &with_status(Status::Revoked)), 0);
    // What comes to match after the job was started is not its business either.
    let job = job_of(vault.start_revocation(&ada, &all_leaves(), RevocationReason::Superseded, "").unwrap());
    vault.issue(&ada, &ask("later.many.example")).unwrap();
    assert_eq!(finish(&vault, &ada, &job.id).done, 151);
    assert_eq!(count(&vault, &ada, &with_status(Status::Active)), 1);
    let nothing = Selection::Matching { filter: with_status(Status::Revoked), except: Vec::new(), seen: None };
    let nothing = vault.start_revocation(&ada, &nothing, RevocationReason::Superseded, "").unwrap_err();
    assert_eq!(nothing.code, "nothing_selected");
}

#[test]
fn few_are_revoked_at_once_with_their_crl() {
    let ground = estate(3);
    let (vault, ada) = ground.vault();
    let Started::Done { report } =
        vault.start_revocation(&ada, &all_leaves(), RevocationReason::KeyCompromise, "").unwrap()
    else {
        panic!("three are few");
    };
    assert_eq!((report.revoked, report.crls.len()), (3, 1));
    assert!(report.crls[0].number.is_some());
    assert!(vault.jobs(&ada, None, 10).unwrap().jobs.is_empty());
}

#[test]
fn a_killed_import_goes_on_from_the_same_file_and_takes_each_certificate_in_once() {
    if works_here() {
        return;
    }
    let source = estate(VERY_MANY);
    let (theirs, eve) = source.vault();
    let file = source.folder.parent().unwrap().join("estate.pem");
    let export = job_of(theirs.start_export(&eve, &all_leaves(), &to_file(&file, BulkFormat::Pem), "").unwrap());
    assert_eq!(finish(&theirs, &eve, &export.id).state, JobState::Done);

    let ground = Ground::new();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let paths = [file.to_str().unwrap().to_owned()];
    let started = job_of(vault.start_import(&ada, &paths, None, "").unwrap());
    assert_eq!((started.id.as_str(), started.total), ("job-1", VERY_MANY as u32));
    let test = "many::a_killed_import_goes_on_from_the_same_file_and_takes_each_certificate_in_once";
    killed_again_and_again(&ground, test, KILLS, false);
    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, VERY_MANY as u32, 0));
    assert_eq!(counts(&vault, &ada, "job-1"), [(JobCountOf::Imported, VERY_MANY)], "none was met a second time");
    assert_eq!(count(&vault, &ada, &leaves()), VERY_MANY);
    is_sound(&vault, &ada);

    let again = job_of(vault.start_import(&ada, &paths, None, "").unwrap());
    finish(&vault, &ada, &again.id);
    assert_eq!(counts(&vault, &ada, &again.id), [(JobCountOf::KnownBefore, VERY_MANY)]);
}

#[test]
fn an_import_does_not_go_on_with_another_file() {
    let source = estate(VERY_MANY);
    let (theirs, eve) = source.vault();
    let file = source.folder.parent().unwrap().join("estate.pem");
    let export = job_of(theirs.start_export(&eve, &all_leaves(), &to_file(&file, BulkFormat::Pem), "").unwrap());
    finish(&theirs, &eve, &export.id);
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let started = job_of(vault.start_import(&ada, &[file.to_str().unwrap().to_owned()], None, "").unwrap());
    let once = std::sync::Once::new();
    let stopped = vault
        .run_job(&ada, &started.id, &|_| once.call_once(|| drop(vault.cancel_job(&ada, &started.id).unwrap())))
        .unwrap();
    assert_eq!(stopped.state, JobState::Cancelled);
    assert_eq!(count(&vault, &ada, &leaves()), stopped.done as usize, "what came in stands");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    vault.resume_job(&ada, &started.id).unwrap();
    let failed = finish(&vault, &ada, &started.id);
    assert_eq!((failed.state, failed.code.as_deref()), (JobState::Failed, Some("file_changed")));
    std::fs::write(&file, &whole).unwrap();
    vault.resume_job(&ada, &started.id).unwrap();
    assert_eq!(finish(&vault, &ada, &started.id).state, JobState::Done);
    assert_eq!(counts(&vault, &ada, &started.id), [(JobCountOf::Imported, VERY_MANY)]);
}

#[test]
fn a_killed_export_leaves_one_whole_file_and_nothing_beside_it() {
    if works_here() {
        return;
    }
    let ground = estate(VERY_MANY);
    let (vault, ada) = ground.vault();
    let folder = ground.folder.parent().unwrap();
    let file = folder.join("all.zip");
    let started = job_of(vault.start_export(&ada, &all_leaves(), &to_file(&file, BulkFormat::Zip), "").unwrap());
    assert_eq!((started.id.as_str(), started.total), ("job-1", VERY_MANY as u32));
    let test = "many::a_killed_export_leaves_one_whole_file_and_nothing_beside_it";
    killed_again_and_again(&ground, test, KILLS, true);
    assert_eq!(counts(&vault, &ada, "job-1"), [(JobCountOf::Exported, VERY_MANY)]);
    assert_eq!(unfinished_files(folder), 0);
    let archive = std::fs::read(&file).unwrap();
    let entries = archive.windows(4).filter(|octets| *octets == b"PK\x01\x02").count();
    assert_eq!(entries, VERY_MANY, "a file for each in its directory");
    assert_eq!(events(&vault, &ada, "certificates.exported"), 1);
}

#[test]
fn a_cancelled_export_leaves_nothing_and_is_written_anew_when_it_is_resumed() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let folder = ground.folder.parent().unwrap();
    let file = folder.join("all.csv");
    let started = job_of(vault.start_export(&ada, &all_leaves(), &to_file(&file, BulkFormat::Csv), "").unwrap());
    assert_eq!(vault.cancel_job(&ada, &started.id).unwrap().state, JobState::Cancelled);
    assert_eq!((file.exists(), unfinished_files(folder)), (false, 0));
    vault.resume_job(&ada, &started.id).unwrap();
    assert_eq!(finish(&vault, &ada, &started.id).state, JobState::Done);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), MANY + 1, "a heading and a line each");
    // A file that came in between is left alone.
    let other = folder.join("other.csv");
    let late = job_of(vault.start_export(&ada, &all_leaves(), &to_file(&other, BulkFormat::Csv), "").unwrap());
    std::fs::write(&other, "mine").unwrap();
    let refused = finish(&vault, &ada, &late.id);
    assert_eq!((refused.state, refused.code.as_deref()), (JobState::Failed, Some("file_exists")));
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
    assert_eq!(unfinished_files(folder), 0);
}

#[test]
fn a_change_of_many_is_cancelled_and_gone_on_with() {
    let ground = estate(MANY);
    let (vault, ada) = ground.vault();
    let change = MetadataChange { owner: Change::Set("Night shift".to_owned()), ..MetadataChange::default() };
    let job = job_of(vault.start_metadata_change(&ada, &all_leaves(), &change, "").unwrap());
    let once = std::sync::Once::new();
    let stopped =
        vault.run_job(&ada, &job.id, &|_| once.call_once(|| drop(vault.cancel_job(&ada, &job.id).unwrap()))).unwrap();
    let owned = CertificateFilter { owner: Some("Night shift".to_owned()), ..leaves() };
    assert_eq!(count(&vault, &ada, &owned), stopped.done as usize);
    vault.resume_job(&ada, &job.id).unwrap();
    finish(&vault, &ada, &job.id);
    assert_eq!(count(&vault, &ada, &owned), MANY);
    assert_eq!(events(&vault, &ada, "certificate.changed"), MANY);
}

#[test]
fn what_only_reads_is_seen_and_cancelled_like_a_job_and_is_kept_nowhere() {
    let ground = estate(3_000);
    let (vault, ada) = ground.vault();
    let cancelled = std::thread::scope(|scope| {
        let verifying = scope.spawn(|| vault.verify_audit(&ada).map(drop));
        loop {
            if let Some(reading) = vault.open_jobs(&ada).unwrap().first() {
                assert!(reading.can_cancel != reading.cancelling && !reading.can_resume, "{reading:?}");
                // It may have come to its end just now.
                let _ = vault.cancel_job(&ada, &reading.id);
            }
            if verifying.is_finished() {
                return verifying.join().unwrap();
            }
        }
    });
    assert_eq!(cancelled.unwrap_err().code, "cancelled");
    assert!(vault.open_jobs(&ada).unwrap().is_empty());
    assert!(vault.verify_audit(&ada).unwrap().intact, "nothing came of it");
    let path = ground.folder.parent().unwrap().join("log.jsonl");
    vault.export_audit(&ada, path.to_str().unwrap(), false).unwrap();
    assert!(vault.check_integrity(&ada).unwrap().ok);
}
