//! A session bus of its own, with a real gnome-keyring on it.

use crate::process::Started;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the keyring may take to come up: generous, because the machine may be building too.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long is waited between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// A session with an unlocked keychain, for programs that are told where its bus is.
#[derive(Debug)]
pub struct Session {
    // Ended before the bus that it is on.
    keyring: Started,
    _bus: Started,
    address: String,
}

impl Session {
    /// Starts it; what it keeps goes into this folder.
    pub fn in_folder(home: &Path) -> Self {
        fs::create_dir_all(home.join("run")).expect("a folder in the new home");
        let (bus, address) = bus(home);
        let at = |folder: &str| home.join(folder).into_os_string();
        let environment = [
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", home.into()),
            ("XDG_DATA_HOME", at("data")),
            ("XDG_RUNTIME_DIR", at("run")),
            ("DBUS_SESSION_BUS_ADDRESS", OsString::from(&address)),
        ];
        Self { keyring: keyring(&environment), _bus: bus, address }
    }

    /// Where its bus is, as programs find it in `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Lets the keychain keep its name on the bus and answer nothing.
    pub fn silence(&mut self) {
        let id = self.keyring.child().id().to_string();
        let stopped = Command::new("kill").args(["-STOP", &id]).status().expect("kill is there");
        assert!(stopped.success(), "the keyring was stopped");
    }
}

/// A session bus without activation: what is not started here can't appear on it.
pub(crate) fn bus(home: &Path) -> (Started, String) {
    let configuration = home.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        home.join("run").display()
    );
    fs::write(&configuration, text).expect("the bus configuration");
    let mut command = Command::new("dbus-daemon");
    command
        .arg("--config-file")
        .arg(&configuration)
        .args(["--nofork", "--nopidfile", "--nosyslog", "--print-address=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut started = Started::start(&mut command);
    let address = first_line(&mut started, "dbus-daemon");
    (started, address)
}

/// A real keyring, unlocked with a password of its own.
pub(crate) fn keyring(environment: &[(&'static str, OsString)]) -> Started {
    let mut command = clean("gnome-keyring-daemon", environment);
    command
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut started = Started::start(&mut command);
    let mut password = started.child().stdin.take().expect("its input is piped");
    password.write_all(b"of this test").expect("the keyring reads its password");
    drop(password);
    let begun = Instant::now();
    while !has_secrets(environment) {
        assert!(begun.elapsed() < PATIENCE, "gnome-keyring did not come up");
        std::thread::sleep(PAUSE);
    }
    started
}

/// Whether a Secret Service is on the bus.
fn has_secrets(environment: &[(&'static str, OsString)]) -> bool {
    let mut command = clean("dbus-send", environment);
    command.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
    command.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
    let answer = command.output().expect("dbus-send is installed with the bus");
    String::from_utf8_lossy(&answer.stdout).contains("boolean true")
}

pub(crate) fn clean(program: &str, environment: &[(&'static str, OsString)]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

pub(crate) fn first_line(started: &mut Started, name: &str) -> String {
    let output = started.child().stdout.take().expect("its output is piped");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("its first line");
    assert!(!line.trim().is_empty(), "{name} ended before it was ready");
    line.trim().to_owned()
}
