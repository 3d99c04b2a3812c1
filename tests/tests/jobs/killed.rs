//! A process that issues a batch, or renews, and is killed at any moment: everything is done once, and it goes on within
//! two seconds.

use crate::{batch, hosts, write};
use chancery_domain::JobState;
use chancery_engine::{
    Actor, AuditQuery, BatchOutcome, CertificateQuery, Console, Host, OpenMethod, OpenVault, RenewRequest, Vault,
    VaultOptions,
};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Dice, Ground, ask, filter, ids, query};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

const KILLS: usize = 10;
const ROWS: usize = 4_000;
const RENEWED: usize = 2_000;
/// Set for the process that is to be killed: the vault's folder, and the code that opens it.
const FOLDER: &str = "CHANCERY_JOBS_KILLED_FOLDER";
const CODE: &str = "CHANCERY_JOBS_KILLED_CODE";

fn report(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// What the window does: opens the vault, and its jobs go on behind it.
fn work(folder: String) {
    let options = VaultOptions {
        keychain: Arc::new(NoKeychain),
        passphrase_cost: Some(Argon2Cost::floor()),
        ..VaultOptions::default()
    };
    let console = Console::with_options(folder.into(), Host::Window, options);
    let code = std::env::var(CODE).unwrap();
    console.open(&OpenVault { user: None, method: OpenMethod::Recovery { code: code.into() } }).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    report("@opened");
    let mut before = 0;
    loop {
        let job = vault.job(&ada, "job-1").unwrap().job;
        if job.done != before {
            report(&format!("@done {}", job.done));
            before = job.done;
        }
        if job.state.is_final() {
            report(&format!("@ended {} {}", job.state, job.message.unwrap_or_default()));
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn start(ground: &Ground, test: &str) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("killed::{test}"), "--nocapture"])
        .env(FOLDER, &ground.folder)
        .env(CODE, &ground.recovery_code)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    wait_for(&mut output, "@opened");
    (child, output)
}

fn wait_for(output: &mut BufReader<std::process::ChildStdout>, word: &str) -> String {
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        if line.contains(word) {
            return line;
        }
        line.clear();
    }
    panic!("the process ended without {word}");
}

/// Kills whoever works on the first job again and again, and then lets it be done.
fn kill_until_done(ground: &Ground, test: &str, seed: u64) {
    let (vault, ada) = ground.vault();
    let mut dice = Dice::new(seed);
    let mut slowest = Duration::ZERO;
    let mut at_work = 0;
    for _ in 0..KILLS {
        let (mut child, mut output) = start(ground, test);
        let opened = Instant::now();
        let mut line = String::new();
        // Until it goes on, or has nothing left to do.
        let went_on = output.read_line(&mut line).unwrap() > 0 && line.contains("@done");
        if went_on {
            slowest = slowest.max(opened.elapsed());
            at_work += 1;
        }
        thread::sleep(Duration::from_millis(dice.below(40) as u64));
        let _ = child.kill();
        child.wait().unwrap();
        let job = vault.job(&ada, "job-1").unwrap().job;
        assert!(
            matches!(job.state, JobState::Interrupted | JobState::Done),
            "the holder is known to be gone: {:?}",
            job.state
        );
    }
    println!("{at_work} of {KILLS} kills met it at work; slowest to go on after opening: {slowest:?}");
    assert!(at_work > 0 && slowest < Duration::from_secs(2), "{slowest:?}");
    let (mut child, mut output) = start(ground, test);
    let ended = wait_for(&mut output, "@ended");
    assert!(ended.contains("@ended done"), "{ended}{:#?}", vault.job(&ada, "job-1").unwrap());
    child.wait().unwrap();
}

/// How many events there are of an action.
fn events(vault: &Vault, ada: &Actor, action: &str) -> usize {
    let (mut count, mut before) = (0, None);
    loop {
        let asked = AuditQuery { action: Some(action.to_owned()), before, limit: 500, ..AuditQuery::default() };
        let page = vault.audit_events(ada, &asked).unwrap();
        count += page.events.len();
        before = page.next;
        if before.is_none() {
            return count;
        }
    }
}

#[test]
fn a_killed_renewal_goes_on_at_once_and_renews_every_certificate_once() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return work(folder);
    }
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let requests: Vec<_> = (0..RENEWED).map(|number| ask(&format!("h{number}.renewed.example"))).collect();
    let old = vault.issue_all(&ada, "Issuing", &requests).unwrap();
    let all = ids(old.iter().map(ToString::to_string));
    assert_eq!(vault.start_renewals(&ada, &all, &RenewRequest::default()).unwrap().id, "job-1");
    kill_until_done(&ground, "a_killed_renewal_goes_on_at_once_and_renews_every_certificate_once", 11);

    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, RENEWED as u32, 0));
    let mut new = BTreeSet::new();
    for id in &old {
        let successors = vault.certificate(&ada, &id.to_string()).unwrap().replaced_by;
        assert_eq!(successors.len(), 1, "{id} has one successor");
        new.insert(successors[0].certificate_id.clone());
    }
    assert_eq!(new.len(), RENEWED, "each its own");
    let leaves = chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() };
    assert_eq!(vault.count_certificates(&ada, &leaves).unwrap().number as usize, 2 * RENEWED);
    assert_eq!(events(&vault, &ada, "certificate.renewed"), RENEWED, "one event a certificate");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_killed_batch_goes_on_at_once_and_issues_every_row_once() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return work(folder);
    }
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    let (vault, ada) = ground.vault();
    let table = write(&ground, "killed.csv", hosts(ROWS, "killed"));
    assert_eq!(vault.start_batch(&ada, &batch(&table)).unwrap().id, "job-1");
    kill_until_done(&ground, "a_killed_batch_goes_on_at_once_and_issues_every_row_once", 7);

    let job = vault.job(&ada, "job-1").unwrap().job;
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, ROWS as u32, 0));
    let mut rows = Vec::new();
    loop {
        let page = vault.batch_rows(&ada, "job-1", rows.len() as u32 + 1, 500).unwrap();
        if page.is_empty() {
            break;
        }
        rows.extend(page);
    }
    assert_eq!(rows.len(), ROWS);
    assert!(rows.iter().all(|row| row.outcome == BatchOutcome::Issued), "nothing was issued by anybody else");
    let certificates: BTreeSet<_> = rows.iter().map(|row| row.certificate_id.clone().unwrap()).collect();
    assert_eq!(certificates.len(), ROWS, "a certificate each");

    let mut names = BTreeSet::new();
    let mut after = None;
    loop {
        let leaves = chancery_engine::CertificateFilter { is_ca: Some(false), ..filter() };
        let page = vault.certificates(&ada, &CertificateQuery { after, ..query(leaves) }).unwrap();
        for row in page.rows {
            assert!(certificates.contains(&row.id) && row.has_key, "{} belongs to a row", row.id);
            assert!(names.insert(row.label.clone()), "{} has one certificate", row.label);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(names.len(), ROWS);
    assert_eq!(events(&vault, &ada, "certificate.issued"), ROWS, "one event a certificate");
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok);
}
