//! Where the window appears: the display that is there, or a virtual one of our own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::checkout::Checkout;
use crate::error::{Doing, Error, Result};
use crate::{process, xauthority};

const SCREEN: &str = "1440x900x24";
/// Both servers are ready within a second, or not at all.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A session bus that starts nothing by itself. A keychain that it could start would ask for its
/// password in a window that nobody sees, and wait for ever.
const BUS_CONFIGURATION: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Whether a window opened from here would be seen.
pub(crate) fn is_present() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// An X server without a screen, with a session bus beside it where there is none. Both end when
/// this is dropped.
#[derive(Debug)]
pub(crate) struct VirtualDisplay {
    server: Child,
    name: String,
    bus: Option<(Child, String)>,
    folder: TempDir,
}

impl VirtualDisplay {
    /// Starts on the first display number that is free.
    pub(crate) fn start(checkout: &Checkout) -> Result<Self> {
        let folder = tempfile::tempdir().doing(|| "making a temporary folder".to_owned())?;
        let authority = folder.path().join("Xauthority");
        xauthority::write(&authority).doing(|| format!("writing {}", authority.display()))?;
        let mut command = checkout.command("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"])
            .arg("-auth")
            .arg(&authority);
        let (server, number) = start_and_read_line(&mut command)?;
        let mut display = Self { server, name: format!(":{number}"), bus: None, folder };
        if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() {
            display.bus = Some(display.start_bus(checkout)?);
        }
        Ok(display)
    }

    /// As `DISPLAY` takes it, such as `:1`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Makes a command draw here.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env("XAUTHORITY", self.folder.path().join("Xauthority"))
            .env("GDK_BACKEND", "x11")
            // No screen reader is listening, and looking for one on this bus only gives warnings.
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY");
        if let Some((_, address)) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
    }

    fn start_bus(&self, checkout: &Checkout) -> Result<(Child, String)> {
        let configuration = self.folder.path().join("session-bus.conf");
        fs::write(&configuration, BUS_CONFIGURATION).doing(|| format!("writing {}", configuration.display()))?;
        let mut command = checkout.command("dbus-daemon");
        command
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", configuration.display()));
        start_and_read_line(&mut command)
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        if let Some((bus, _)) = &mut self.bus {
            process::stop(bus);
        }
        process::stop(&mut self.server);
    }
}

/// Starts a server that says on its standard output where it listens.
fn start_and_read_line(command: &mut Command) -> Result<(Child, String)> {
    // Out of reach of the terminal's Ctrl-C: the window must be able to close before its display
    // goes away.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let name = command.get_program().to_string_lossy().into_owned();
    let mut server = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| Error::NotStarted { command: name.clone(), source })?;
    let output = server.stdout.take().expect("standard output was asked for as a pipe two lines above");
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        // Nobody listens any more when it took too long.
        let _ = send.send(read.map(|_| line));
    });
    match receive.recv_timeout(START_LIMIT) {
        Ok(Ok(line)) if !line.trim().is_empty() => Ok((server, line.trim().to_owned())),
        _ => {
            process::stop(&mut server);
            Err(Error::Window(format!("`{name}` did not say where it listens")))
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn two_virtual_displays_do_not_meet_and_are_closed_to_others() {
        let checkout = Checkout::locate().unwrap();
        let (one, two) = (VirtualDisplay::start(&checkout).unwrap(), VirtualDisplay::start(&checkout).unwrap());
        assert_ne!(one.name(), two.name());

        let look = |display: &VirtualDisplay, at: &str| {
            let mut command = Command::new("import");
            display.apply(&mut command);
            command.args(["-display", at, "-window", "root", "null:"]);
            process::succeeds(&mut command)
        };
        assert!(look(&one, one.name()), "with its own cookie");
        assert!(!look(&one, two.name()), "with another display's cookie");
    }
}
