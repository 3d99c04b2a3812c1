//! The desk that a window stands on: a display, a session bus, a keychain or none, and a WebDriver.

use crate::process::Started;
use crate::session::{bus, clean, first_line, keyring};
use std::ffi::OsString;
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How many desks may stand at a time, over all programs that run on this machine, if it is more than one: their windows fight
/// for the processor, and a test that times out says nothing about the product.
const DESKS: &str = "CHANCERY_DESKS";
/// How often it is looked for room.
const LOOK: Duration = Duration::from_millis(200);

/// Room for a desk: a file that nobody else has locked, given back when dropped, and by the system when a program is killed.
#[derive(Debug)]
struct Room(#[allow(dead_code, reason = "it is locked as long as it is there")] File);

impl Room {
    fn wait() -> Self {
        let most: u32 = std::env::var(DESKS).ok().and_then(|number| number.parse().ok()).unwrap_or(1);
        let folder = std::env::temp_dir().join("chancery-desks");
        fs::create_dir_all(&folder).expect("a temporary folder");
        loop {
            for number in 0..most {
                let file = File::create(folder.join(number.to_string())).expect("a file in the temporary folder");
                if file.try_lock().is_ok() {
                    return Self(file);
                }
            }
            thread::sleep(LOOK);
        }
    }
}

/// Whether the desk has a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// No Secret Service on the bus, and none that the bus could start.
    Absent,
    /// A real gnome-keyring, unlocked.
    Unlocked,
}

/// A private home, display and bus, on which windows are opened one after the other.
#[derive(Debug)]
pub struct Desk {
    // Ended in this order: the driver and its window first, the folder last.
    driver: Started,
    _keyring: Option<Started>,
    _bus: Started,
    _display: Started,
    display_name: String,
    home: TempDir,
    port: u16,
    _room: Room,
}

impl Desk {
    /// Sets a desk up for the vault in `vault` below its home. Waits until there is room for it.
    pub fn new(keychain: Keychain) -> Self {
        Self::with(keychain, &[])
    }

    fn with(keychain: Keychain, surroundings: &[(&'static str, &str)]) -> Self {
        let room = Room::wait();
        let home = tempfile::Builder::new().prefix("chancery-desk-").tempdir().expect("a temporary folder");
        for folder in ["Documents", "config", "data", "cache", "run"] {
            fs::create_dir(home.path().join(folder)).expect("a folder in the new home");
        }
        let (display, display_name) = display();
        let (bus, address) = bus(home.path());
        let mut environment = environment(home.path(), &display_name, &address);
        environment.extend(surroundings.iter().map(|(name, value)| (*name, OsString::from(value))));
        let keyring = (keychain == Keychain::Unlocked).then(|| keyring(&environment));
        let (driver, port) = driver(&environment);
        Self { driver, _keyring: keyring, _bus: bus, _display: display, display_name, home, port, _room: room }
    }

    /// One without a keychain where the person wants nothing to move, so that whatever comes stands at once.
    pub fn at_rest() -> Self {
        Self::at_rest_with(&[])
    }

    /// The same where the system's theme is dark.
    pub fn in_the_dark() -> Self {
        Self::at_rest_with(&[("GTK_THEME", "Adwaita:dark")])
    }

    fn at_rest_with(surroundings: &[(&'static str, &str)]) -> Self {
        let desk = Self::with(Keychain::Absent, surroundings);
        let folder = desk.home().join("config/gtk-3.0");
        fs::create_dir(&folder).expect("a folder for the system's settings");
        fs::write(folder.join("settings.ini"), "[Settings]\ngtk-enable-animations=0\n").expect("the system's settings");
        desk
    }

    /// The person's home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the vault is, or will be.
    pub fn vault(&self) -> PathBuf {
        vault_in(self.home.path())
    }

    /// A path in the Documents folder.
    pub fn document(&self, name: &str) -> PathBuf {
        self.home.path().join("Documents").join(name)
    }

    /// Whether a window stands on it: the driver has started a program that has not ended.
    pub(crate) fn is_taken(&self) -> bool {
        self.driver.has_children()
    }

    /// Where windows are shown, as X names it.
    pub(crate) fn display(&self) -> &str {
        &self.display_name
    }

    /// The WebDriver's address.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn vault_in(home: &Path) -> PathBuf {
    home.join("vault")
}

/// The program under test: `CHANCERY_DESKTOP`, else the debug build beside this test.
pub(crate) fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("CHANCERY_DESKTOP").filter(|path| !path.is_empty()) {
        return PathBuf::from(named);
    }
    let program = target().join("debug/chancery-desktop");
    assert!(
        program.exists(),
        "{} is not built: `cargo build -p chancery-desktop`, or name another in CHANCERY_DESKTOP",
        program.display()
    );
    program
}

/// Cargo's target folder, in which this test lies at `debug/deps/`.
pub(crate) fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    test.ancestors().nth(3).expect("a test lies three folders deep in the target folder").to_owned()
}

/// What the window sees of its surroundings: nothing of the person who runs the tests.
fn environment(home: &Path, display: &str, bus: &str) -> Vec<(&'static str, OsString)> {
    let at = |folder: &str| home.join(folder).into_os_string();
    vec![
        ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ("HOME", home.into()),
        ("XDG_CONFIG_HOME", at("config")),
        ("XDG_DATA_HOME", at("data")),
        ("XDG_CACHE_HOME", at("cache")),
        ("XDG_RUNTIME_DIR", at("run")),
        ("DISPLAY", display.into()),
        ("GDK_BACKEND", "x11".into()),
        ("DBUS_SESSION_BUS_ADDRESS", bus.into()),
        ("LANG", "C.UTF-8".into()),
        ("TZ", "Europe/Berlin".into()),
        ("CHANCERY_VAULT", vault_in(home).into()),
        // Lets the driver in; only a program started by tests has it.
        ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
        // No accessibility bus is there to answer, and no graphics card.
        ("GTK_A11Y", "none".into()),
        ("NO_AT_BRIDGE", "1".into()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
        // Composed as with a graphics processor, as most people have it. Drawn plainly, a page at rest lets the
        // driver wait for its picture for ever.
        ("WEBKIT_DISABLE_COMPOSITING_MODE", "0".into()),
    ]
}

/// A virtual display on a number that is free.
fn display() -> (Started, String) {
    let mut command = Command::new("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", "1700x1100x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut started = Started::start(&mut command);
    let number = first_line(&mut started, "Xvfb");
    (started, format!(":{number}"))
}

fn driver(environment: &[(&'static str, OsString)]) -> (Started, u16) {
    let port = free_port();
    let mut command = clean("WebKitWebDriver", environment);
    command.arg(format!("--port={port}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors());
    let started = Started::start(&mut command);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < super::PATIENCE, "WebKitWebDriver does not listen on port {port}");
        std::thread::sleep(super::PAUSE);
    }
    (started, port)
}

/// What driver and window say on standard error: shown when asked for, as it is noise in a passing run.
fn errors() -> Stdio {
    if std::env::var_os("CHANCERY_E2E_NOISE").is_some() { Stdio::inherit() } else { Stdio::null() }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine");
    listener.local_addr().expect("a bound socket has an address").port()
}
