//! A process that works on a vault's jobs as the window does, and is killed at any moment.

use chancery_domain::JobState;
use chancery_engine::{Console, Host, OpenMethod, OpenVault, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use chancery_tests::abuse::{Dice, Ground};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// Set for the process that is to be killed: the vault's folder, and the code that opens it.
const FOLDER: &str = "CHANCERY_JOBS_KILLED_FOLDER";
const CODE: &str = "CHANCERY_JOBS_KILLED_CODE";

fn report(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// In the process that is to be killed: opens the vault, and its jobs go on behind it. Says whether this is that process.
pub(crate) fn works_here() -> bool {
    let Ok(folder) = std::env::var(FOLDER) else { return false };
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
            return true;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The process.
pub(crate) struct Worker {
    child: Child,
    output: BufReader<ChildStdout>,
    /// What the job had done before.
    before: String,
}

impl Worker {
    /// Starts it as the same test again, which must begin with [`works_here`].
    pub(crate) fn start(ground: &Ground, test: &str) -> Self {
        let (vault, ada) = ground.vault();
        let before = format!("@done {}", vault.job(&ada, "job-1").unwrap().job.done);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(FOLDER, &ground.folder)
            .env(CODE, &ground.recovery_code)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut worker = Self { child, output, before };
        worker.wait_for("@opened");
        worker
    }

    /// Waits until the job goes on; `None` when there is nothing left to do.
    pub(crate) fn goes_on(&mut self) -> Option<Duration> {
        let opened = Instant::now();
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if line.contains("@ended") {
                break;
            }
            if line.contains("@done") && !line.trim_end().ends_with(&self.before) {
                return Some(opened.elapsed());
            }
            line.clear();
        }
        None
    }

    pub(crate) fn wait_for(&mut self, word: &str) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if line.contains(word) {
                return line;
            }
            line.clear();
        }
        panic!("the process ended without {word}");
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    pub(crate) fn wait(mut self) {
        self.child.wait().unwrap();
    }
}

/// Waits until somebody works on `job-1`, or has.
fn taken_up(ground: &Ground) {
    let (vault, ada) = ground.vault();
    let begun = Instant::now();
    loop {
        let state = vault.job(&ada, "job-1").unwrap().job.state;
        if state == JobState::Running || state.is_final() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody takes it up: {state:?}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Kills `kills` processes that work on `job-1`, each at another moment, and lets the last one come to its end. Says how
/// long the slowest took to go on. With `at_once` it is killed as soon as it works on it, before it tells of any progress.
pub(crate) fn killed_again_and_again(ground: &Ground, test: &str, kills: usize, at_once: bool) -> Duration {
    let (vault, ada) = ground.vault();
    let mut dice = Dice::new(7);
    let (mut slowest, mut at_work) = (Duration::ZERO, 0);
    for _ in 0..kills {
        let mut worker = Worker::start(ground, test);
        if at_once {
            taken_up(ground);
        } else {
            if let Some(took) = worker.goes_on() {
                slowest = slowest.max(took);
            }
            thread::sleep(Duration::from_millis(dice.below(40) as u64));
        }
        worker.kill();
        let job = vault.job(&ada, "job-1").unwrap().job;
        assert!(
            matches!(job.state, JobState::Interrupted | JobState::Done),
            "the holder is known to be gone: {:?}",
            job.state
        );
        at_work += usize::from(job.state == JobState::Interrupted);
    }
    println!("{at_work} of {kills} kills met it at work; slowest to go on after opening: {slowest:?}");
    assert!(at_work > 0, "nobody was killed half-way");
    let mut worker = Worker::start(ground, test);
    let ended = worker.wait_for("@ended");
    assert!(ended.contains("@ended done"), "{ended}{:#?}", vault.job(&ada, "job-1").unwrap());
    worker.wait();
    slowest
}
