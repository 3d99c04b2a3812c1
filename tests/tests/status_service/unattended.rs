//! The files with which systemd and launchd run the service: what they start is what listens.

use chancery_tests::{Sandbox, python};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/service").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).expect("it is in the checkout")
}

/// Starts a command line that names places of its system, with those of the sandbox instead, and fetches from it.
fn listens(sandbox: &Sandbox, words: &[String], places: &[(&str, String)]) {
    let place = |word: &String| {
        places.iter().fold(word.clone(), |word, (there, here)| if word == *there { here.clone() } else { word })
    };
    let words: Vec<String> = words.iter().map(place).collect();
    sandbox.done(["service", "set", "--listen", "127.0.0.1:0"]);
    let mut command = sandbox.command();
    let child = command.arg("--json").args(&words[1..]).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut running = Running(child.spawn().expect("the command line was built before its tests"));
    let mut said = BufReader::new(running.0.stdout.take().expect("its standard output"));
    let mut document = String::new();
    let said: Value = loop {
        assert!(said.read_line(&mut document).expect("what it says can be read") > 0, "it ended: {document}");
        if let Ok(said) = serde_json::from_str(&document) {
            break said;
        }
    };
    let url = format!("{}healthz", said["url"].as_str().expect("where it listens"));
    let output = Command::new("curl").args(["--silent", "--noproxy", "*", "--max-time", "20"]).arg(url).output();
    let output = output.expect("curl is installed");
    let health: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(health["unlocked"], true, "{health}");
}

#[test]
fn what_the_unit_of_systemd_starts_listens_with_the_passphrase_that_it_is_handed() {
    let sandbox = Sandbox::with_authorities();
    let unit = text("chancery.service");
    let line = |name: &str| unit.lines().find_map(|line| line.strip_prefix(name)).expect("it is there").to_owned();
    let words: Vec<String> = line("ExecStart=").split(' ').map(str::to_owned).collect();
    assert_eq!(words[0], "/usr/bin/chancery");
    // As systemd puts it there: a folder of the service's own, whose place stands for %d.
    let credential = line("LoadCredential=");
    let (name, _) = credential.split_once(':').expect("a name and a file");
    let handed = sandbox.write(name, std::fs::read(sandbox.path("ada.pass")).expect("the passphrase"));
    let vault = sandbox.vault().display().to_string();
    listens(&sandbox, &words, &[("/var/lib/chancery/vault", vault), (&format!("%d/{name}"), handed)]);
}

#[test]
fn what_launchd_starts_listens_likewise() {
    let sandbox = Sandbox::with_authorities();
    let words = python("plist.py", [file("dev.chancery.status.plist")]);
    let words: Vec<String> =
        words.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let folder = "/Library/Application Support/Chancery";
    let vault = sandbox.vault().display().to_string();
    let places = [(&*format!("{folder}/vault"), vault), (&*format!("{folder}/passphrase"), sandbox.arg("ada.pass"))];
    listens(&sandbox, &words, &places);
}

#[test]
fn systemd_understands_the_unit_and_finds_it_well_confined() {
    let sandbox = Sandbox::empty();
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        // There is none here.
        return;
    }
    // It looks whether the program is there, which it is only where the package is installed.
    let program = "/bin/true";
    let unit = sandbox.write("chancery.service", text("chancery.service").replace("/usr/bin/chancery", program));
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no", &unit]).output().expect("it runs");
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success() && !said.contains("chancery.service:"), "{said}");
    let confined =
        Command::new("systemd-analyze").args(["security", "--offline=yes", "--threshold=20", &unit]).output();
    let confined = confined.expect("it runs");
    assert!(confined.status.success(), "{}", String::from_utf8_lossy(&confined.stdout));
}
