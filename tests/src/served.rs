//! The status service as people run it: `chancery serve` as a process of its own, on a port of this machine alone, until it
//! is dropped.

use crate::Sandbox;
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A service that ends with the test.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Serves the vault of a sandbox.
    ///
    /// # Panics
    /// When it does not come to listen.
    pub fn start(sandbox: &Sandbox, more: &[&str]) -> Self {
        Self::start_as(sandbox, "ada", more)
    }

    /// The same in the name of somebody else.
    ///
    /// # Panics
    /// When it does not come to listen.
    pub fn start_as(sandbox: &Sandbox, user: &str, more: &[&str]) -> Self {
        let mut command = sandbox.command();
        command
            .args(["--passphrase-file", &sandbox.arg(&format!("{user}.pass")), "--user", user])
            .args(["--json", "serve"])
            .args(if more.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"] })
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        // Ended with this, whatever comes next.
        let mut served =
            Self { child: command.spawn().expect("the command line was built before its tests"), url: String::new() };
        let mut said = BufReader::new(served.child.stdout.take().expect("its standard output"));
        let mut document = String::new();
        loop {
            let read = said.read_line(&mut document).expect("what it says can be read");
            assert!(read > 0, "it ended before it listened: {document}");
            if let Ok(said) = serde_json::from_str::<Value>(&document) {
                let url = said["url"].as_str().expect("where it listens");
                url.trim_end_matches('/').clone_into(&mut served.url);
                return served;
            }
        }
    }

    /// Asks it to end as a system does that shuts down, and says whether it ended well.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn end(mut self) -> bool {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill is installed");
        assert!(asked.success());
        self.child.wait().expect("it ends").success()
    }

    /// Holds it up for so long, as a machine does that has too much else to do.
    ///
    /// # Panics
    /// When it cannot be held up.
    pub fn hold_up(&self, time: Duration) {
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status();
            assert!(sent.expect("kill is installed").success());
        };
        signal("-STOP");
        thread::sleep(time);
        signal("-CONT");
    }

    /// Waits until it ends by itself; its exit status.
    ///
    /// # Panics
    /// When it does not.
    pub fn ended(mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status.code();
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it goes on");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Fetches a path with curl: the status code, the head and the body.
    ///
    /// # Panics
    /// When there is no curl, or nobody listens.
    pub fn fetch(&self, path: &str, more: &[&str]) -> Fetched {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--include"])
            .args(more)
            .arg(format!("{}{path}", self.url))
            .output()
            .expect("curl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let end = output.stdout.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&output.stdout[..end]).into_owned();
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status code");
        Fetched { code, head, body: output.stdout[end + 4..].to_vec() }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Fetched {
    pub code: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Fetched {
    /// The value of a header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }
}
