//! Processes killed at any moment: no half-made certificate, no serial number twice, no event without its deed,
//! no deed without its event.

use chancery_domain::{RevocationReason, Status};
use chancery_engine::{AuditQuery, CertificateQuery, Console, Host, IssueRequest, OpenMethod, OpenVault, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Dice, Ground, ask, filter, ids, query};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

const KILLS: usize = 200;
/// Set for the process that is to be killed: the vault's folder, and the code that opens it.
const FOLDER: &str = "CHANCERY_ABUSE_KILLED_FOLDER";
const CODE: &str = "CHANCERY_ABUSE_KILLED_CODE";
const ROUND: &str = "CHANCERY_ABUSE_KILLED_ROUND";

/// One line, at once, past the test harness: a pipe keeps what was written when the writer dies.
fn report(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Issues with one hand and revokes with the other until killed.
fn work(folder: String) {
    let options = VaultOptions {
        keychain: Arc::new(NoKeychain),
        passphrase_cost: Some(Argon2Cost::floor()),
        ..VaultOptions::default()
    };
    let console = Console::with_options(folder.into(), Host::CommandLine, options);
    let code = std::env::var(CODE).unwrap();
    console.open(&OpenVault { user: None, method: OpenMethod::Recovery { code: code.into() } }).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let round = std::env::var(ROUND).unwrap();
    let (issued, to_revoke) = mpsc::channel::<String>();
    report("@ready");
    thread::scope(|scope| {
        let (revoking, revoker) = (Arc::clone(&vault), ada.clone());
        scope.spawn(move || {
            for id in to_revoke {
                let done = revoking.revoke(&revoker, &ids([id.as_str()]), RevocationReason::Superseded).unwrap();
                assert_eq!(done.revoked, 1, "{:?}", done.failed);
                let number = done.crls[0].number.as_deref().unwrap();
                report(&format!("@revoked {id} {number}"));
            }
        });
        for number in 0.. {
            if number % 5 == 4 {
                let many: Vec<IssueRequest> = (0..3).map(|n| ask(&format!("h{number}-{n}.r{round}.example"))).collect();
                for id in vault.issue_all(&ada, "Issuing", &many).unwrap() {
                    report(&format!("@issued {id}"));
                }
            } else {
                let detail = vault.issue(&ada, &ask(&format!("h{number}.r{round}.example"))).unwrap();
                report(&format!("@issued {} {}", detail.row.id, detail.row.serial));
                if number % 2 == 0 {
                    issued.send(detail.row.id).unwrap();
                }
            }
        }
    });
}

/// What processes said before they died.
#[derive(Default)]
struct Reported {
    issued: BTreeMap<String, Option<String>>,
    revoked: BTreeSet<String>,
    crl_numbers: Vec<u64>,
    mute: usize,
}

impl Reported {
    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["@issued", id, rest @ ..] => {
                let before = self.issued.insert((*id).to_owned(), rest.first().map(|serial| (*serial).to_owned()));
                assert!(before.is_none(), "{id} was reported twice");
            }
            ["@revoked", id, number] => {
                self.revoked.insert((*id).to_owned());
                self.crl_numbers.push(number.parse().unwrap());
            }
            _ => {}
        }
    }
}

/// Starts a process and kills it a while after it is ready, in every other round after its first deed, which is
/// slower; a line that was being written counts only when whole.
fn kill_one(ground: &Ground, round: usize, after: Duration, reported: &mut Reported) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_process_killed_at_any_moment_leaves_whole_deeds", "--nocapture"])
        .env(FOLDER, &ground.folder)
        .env(CODE, &ground.recovery_code)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    let mut ready = false;
    while !ready && output.read_line(&mut line).unwrap() > 0 {
        ready = line.ends_with("@ready\n");
        line.clear();
    }
    assert!(ready, "round {round}: the vault did not open after the last kill");
    let mut lines = Vec::new();
    if round % 2 == 1 && output.read_line(&mut line).unwrap() > 0 {
        lines.push(line.trim_end().to_owned());
    }
    let reader = thread::spawn(move || {
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            if line.ends_with('\n') {
                lines.push(line.trim_end().to_owned());
            }
            line.clear();
        }
        lines
    });
    thread::sleep(after);
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "round {round}: it ended before it was killed");
    let lines = reader.join().unwrap();
    reported.mute += usize::from(lines.is_empty());
    lines.iter().for_each(|line| reported.take(line));
}

#[test]
fn a_process_killed_at_any_moment_leaves_whole_deeds() {
    if let Ok(folder) = std::env::var(FOLDER) {
        return work(folder);
    }
    let ground = Ground::new().with_authorities();
    ground.clock.set(chrono::Utc::now());
    ground.console.lock();
    let mut dice = Dice::new(20);
    let mut reported = Reported::default();
    let started = Instant::now();
    for round in 0..KILLS {
        let after = Duration::from_millis(5 + dice.below(146) as u64);
        kill_one(&ground, round, after, &mut reported);
        if round % 40 == 39 {
            let console = ground.recover(&ground.folder).unwrap();
            let (vault, ada) = console.open_vault().unwrap();
            let verdict = vault.verify_audit(&ada).unwrap();
            assert!(verdict.intact, "after {round} kills: {}", verdict.message);
        }
    }
    println!(
        "{KILLS} kills in {:?}: {} issued, {} revoked, {} had said nothing yet",
        started.elapsed(),
        reported.issued.len(),
        reported.revoked.len(),
        reported.mute
    );
    assert!(reported.issued.len() > KILLS && reported.revoked.len() > KILLS / 4, "the kills met nothing at work");
    hold_to_account(&ground, &reported);
}

fn hold_to_account(ground: &Ground, reported: &Reported) {
    let console = ground.recover(&ground.folder).unwrap();
    let (vault, ada) = console.open_vault().unwrap();
    let report = vault.check_integrity(&ada).unwrap();
    assert!(report.ok, "{:?}", report.problems);
    let verdict = vault.verify_audit(&ada).unwrap();
    assert!(verdict.intact, "{}", verdict.message);

    // Every event by what it is about; the log is read to its beginning.
    let mut events: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut before = None;
    loop {
        let page = vault.audit_events(&ada, &AuditQuery { before, limit: 500, ..AuditQuery::default() }).unwrap();
        for event in page.events {
            *events.entry((event.action, event.resource.unwrap_or_default())).or_default() += 1;
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let mut told = |action: &str, id: &str| events.remove(&(action.to_owned(), id.to_owned())).unwrap_or(0);

    let mut serials = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut revoked = 0;
    let mut after = None;
    loop {
        let page = vault.certificates(&ada, &CertificateQuery { after, ..query(filter()) }).unwrap();
        for row in page.rows {
            assert!(serials.insert(row.serial.clone()), "the serial number {} is used twice", row.serial);
            if let Some(Some(serial)) = reported.issued.get(&row.id) {
                assert_eq!(&row.serial, serial, "{} is not the certificate that was reported", row.id);
            }
            if row.is_ca {
                continue;
            }
            assert_eq!(told("certificate.issued", &row.id), 1, "{} has one event of its issuing", row.id);
            assert!(row.has_key, "{} has its key", row.id);
            let gone = row.status == Status::Revoked;
            assert_eq!(told("certificate.revoked", &row.id), usize::from(gone), "{}", row.id);
            revoked += u32::from(gone);
            assert!(gone || !reported.revoked.contains(&row.id), "{} was reported as revoked", row.id);
            // Readable to the end: encoding, chain, key.
            if seen.len() % 16 == 0 {
                assert!(vault.certificate(&ada, &row.id).unwrap().chain_complete);
            }
            seen.insert(row.id);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for id in reported.issued.keys() {
        assert!(seen.contains(id), "{id} was reported as issued and is not there");
    }
    let orphans: Vec<_> = events.keys().filter(|(action, _)| action.starts_with("certificate.")).collect();
    assert!(orphans.is_empty(), "events without their deed: {orphans:?}");

    let rising = |numbers: &[u64]| numbers.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(rising(&reported.crl_numbers), "CRL numbers as reported rise");
    let mut kept: Vec<u64> =
        vault.crls(&ada, "Issuing").unwrap().iter().map(|crl| crl.number.parse().unwrap()).collect();
    kept.reverse();
    assert!(rising(&kept) && kept.last() >= reported.crl_numbers.last(), "CRL numbers as kept rise: {kept:?}");
    let crl = vault.issue_crl(&ada, "Issuing").unwrap();
    assert_eq!(crl.entries, revoked, "the next CRL names every revoked certificate");
    assert!(crl.number.parse::<u64>().unwrap() > *kept.last().unwrap());
    assert!(vault.verify_audit(&ada).unwrap().intact);
}
