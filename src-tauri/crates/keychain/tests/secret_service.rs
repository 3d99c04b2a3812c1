//! The operating system's keychain, judged by a real gnome-keyring on a bus of its own.
//!
//! Each test runs itself a second time: under `dbus-run-session`, with an empty home folder, and
//! there starts the daemon. Needs `dbus-run-session`, `dbus-send` (Debian: dbus-daemon, dbus-bin)
//! and `gnome-keyring-daemon` (gnome-keyring).
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod common;

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chancery_keychain::{
    Argon2Cost, AuditAnchor, Error, KeySlots, Keychain as _, OsKeychain, VaultKey, load_anchor, store_anchor,
};
use common::{now, passphrase};
use tempfile::TempDir;

const INSIDE: &str = "CHANCERY_TEST_INSIDE";
/// Longer than a healthy keychain needs under load, and short enough to see that waiting is bounded.
const PATIENCE: Duration = Duration::from_secs(5);

/// The bus that a test runs on.
enum Bus {
    /// As on a desktop, where services such as the keychain's prompt start by themselves.
    Usual,
    /// None at all.
    Missing,
    /// One with this policy and without services that start by themselves.
    With { policy: &'static str },
}

/// One where nothing starts by itself, so that a test alone decides what runs.
const PLAIN: Bus = Bus::With { policy: "" };

/// Runs `fact` in a process of its own on such a bus. `name` is the calling test's.
fn on(bus: &Bus, name: &str, fact: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return fact();
    }
    let home = TempDir::new().unwrap();
    let this = std::env::current_exe().unwrap();
    let mut command = match bus {
        Bus::Missing => Command::new(&this),
        Bus::Usual => {
            let mut command = Command::new("dbus-run-session");
            command.arg("--").arg(&this);
            command
        }
        Bus::With { policy } => {
            let config = home.path().join("bus.conf");
            std::fs::write(&config, bus_config(home.path(), policy)).unwrap();
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(config).arg("--").arg(&this);
            command
        }
    };
    let output = command
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .output()
        .expect("dbus-run-session is installed by the project's set-up");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn bus_config(home: &Path, policy: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    {policy}
  </policy>
</busconfig>"#,
        home.display()
    )
}

/// A running gnome-keyring with its login collection unlocked.
struct GnomeKeyring(Child);

impl GnomeKeyring {
    fn start() -> Self {
        let mut child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring is installed by the project's set-up");
        child.stdin.take().unwrap().write_all(b"login password").unwrap();
        let daemon = Self(child);
        let begun = Instant::now();
        // Asking the service before it has its name would make the bus start another, locked one.
        while !has_owner() || !default_collection().contains("/collection/login") {
            assert!(begun.elapsed() < Duration::from_secs(20), "gnome-keyring did not come up");
            sleep(Duration::from_millis(50));
        }
        daemon
    }

    /// Keeps its name on the bus, and answers nothing.
    fn freeze(&self) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-STOP", &pid]).status().unwrap().success());
    }
}

impl Drop for GnomeKeyring {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn send(to: &str, path: &str, method: &str, argument: &str) -> String {
    let output = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--reply-timeout=5000"])
        .args([&format!("--dest={to}"), path, method, argument])
        .output()
        .expect("dbus-send is installed by the project's set-up");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn call(method: &str, argument: &str) -> String {
    let method = format!("org.freedesktop.Secret.Service.{method}");
    send("org.freedesktop.secrets", "/org/freedesktop/secrets", &method, argument)
}

fn has_owner() -> bool {
    let method = "org.freedesktop.DBus.NameHasOwner";
    send("org.freedesktop.DBus", "/", method, "string:org.freedesktop.secrets").contains("true")
}

fn default_collection() -> String {
    call("ReadAlias", "string:default")
}

fn lock() {
    let answer = call("Lock", "array:objpath:/org/freedesktop/secrets/collection/login");
    assert!(answer.contains("/collection/login"), "{answer}");
}

fn keychain() -> OsKeychain {
    OsKeychain::with_patience(PATIENCE)
}

/// A vault with a keychain slot and a passphrase slot.
fn vault() -> (TempDir, VaultKey, KeySlots) {
    let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
    let slots = KeySlots::create(dir.path(), &key).unwrap();
    slots.add_keychain(&key, "ada", "This computer", &keychain(), now()).unwrap();
    let passphrase = passphrase("tulip anchor coffee moon");
    slots.add_passphrase(&key, "ada", "Passphrase", &passphrase, Argon2Cost::floor(), now()).unwrap();
    (dir, key, slots)
}

fn opens_by_passphrase(slots: &KeySlots) -> bool {
    slots.unlock_with_passphrase(None, &passphrase("tulip anchor coffee moon")).is_ok()
}

#[test]
fn a_working_keychain_opens_the_vault_and_keeps_the_anchor() {
    on(&PLAIN, "a_working_keychain_opens_the_vault_and_keeps_the_anchor", || {
        let _daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        let unlocked = slots.unlock_with_keychain(None, &keychain()).unwrap();
        assert!(unlocked.key == key && unlocked.slot.user == "ada");

        let anchor = AuditAnchor { sequence: 9, hash: [0xa5; 32] };
        assert_eq!(load_anchor(&keychain(), key.vault_id()).unwrap(), None);
        store_anchor(&keychain(), key.vault_id(), &anchor).unwrap();
        assert_eq!(load_anchor(&keychain(), key.vault_id()).unwrap(), Some(anchor));

        // Any bytes, and again in place of the first.
        let bytes: Vec<u8> = (0..=255).collect();
        keychain().store("bytes", b"first").unwrap();
        keychain().store("bytes", &bytes).unwrap();
        assert_eq!(keychain().load("bytes").unwrap().expose(), bytes);
        keychain().delete("bytes").unwrap();
        keychain().delete("bytes").unwrap();
        assert!(matches!(keychain().load("bytes").unwrap_err(), Error::KeychainEmpty));
    });
}

#[test]
fn a_removed_slot_leaves_nothing_in_the_keychain() {
    on(&PLAIN, "a_removed_slot_leaves_nothing_in_the_keychain", || {
        let _daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        let id = slots.list().unwrap()[0].id;
        slots.remove(&key, id, &keychain()).unwrap();
        let account = format!("vault-key/{}/{id}", key.vault_id());
        assert!(matches!(keychain().load(&account).unwrap_err(), Error::KeychainEmpty));
    });
}

#[test]
fn without_a_bus_the_keychain_is_absent_and_the_passphrase_opens() {
    on(&Bus::Missing, "without_a_bus_the_keychain_is_absent_and_the_passphrase_opens", || {
        let refused = keychain().load("anything").unwrap_err();
        assert!(matches!(refused, Error::KeychainAbsent { .. }), "{refused}");
        assert!(refused.to_string().contains("Open the vault with its passphrase"), "{refused}");
        assert!(matches!(keychain().store("anything", b"x").unwrap_err(), Error::KeychainAbsent { .. }));

        let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
        let slots = KeySlots::create(dir.path(), &key).unwrap();
        let phrase = passphrase("tulip anchor coffee moon");
        slots.add_passphrase(&key, "ada", "Passphrase", &phrase, Argon2Cost::floor(), now()).unwrap();
        let refused = slots.add_keychain(&key, "ada", "This computer", &keychain(), now()).unwrap_err();
        assert!(matches!(refused, Error::KeychainAbsent { .. }), "{refused}");
        assert_eq!(slots.list().unwrap().len(), 1);
        assert!(opens_by_passphrase(&slots));
    });
}

#[test]
fn a_bus_without_a_secret_service_is_an_absent_keychain_until_one_starts() {
    on(&PLAIN, "a_bus_without_a_secret_service_is_an_absent_keychain_until_one_starts", || {
        let refused = keychain().load("anything").unwrap_err();
        assert!(matches!(refused, Error::KeychainAbsent { .. }), "{refused}");
        let _daemon = GnomeKeyring::start();
        assert!(
            matches!(keychain().load("anything").unwrap_err(), Error::KeychainEmpty),
            "the same process tries again"
        );
    });
}

#[test]
fn a_locked_keychain_says_so_in_bounded_time_and_the_passphrase_opens() {
    on(&Bus::Usual, "a_locked_keychain_says_so_in_bounded_time_and_the_passphrase_opens", || {
        let _daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        lock();
        let begun = Instant::now();
        let refused = slots.unlock_with_keychain(None, &keychain()).unwrap_err();
        assert!(matches!(refused, Error::KeychainLocked | Error::KeychainSilent(_)), "{refused}");
        assert!(begun.elapsed() < 2 * PATIENCE);
        assert!(refused.to_string().contains("open the vault with its passphrase"), "{refused}");
        let refused = slots.add_keychain(&key, "ben", "This computer", &keychain(), now()).unwrap_err();
        assert!(matches!(refused, Error::KeychainLocked | Error::KeychainSilent(_)), "{refused}");
        assert_eq!(slots.list().unwrap().len(), 2);
        assert!(opens_by_passphrase(&slots));
    });
}

#[test]
fn a_keychain_that_denies_access_says_so() {
    let policy = r#"<deny send_interface="org.freedesktop.Secret.Service" send_member="OpenSession"/>"#;
    on(&Bus::With { policy }, "a_keychain_that_denies_access_says_so", || {
        let _daemon = GnomeKeyring::start();
        for refused in [keychain().load("anything").unwrap_err(), keychain().store("anything", b"x").unwrap_err()] {
            assert!(matches!(refused, Error::KeychainLocked), "{refused}");
            assert!(refused.to_string().contains("refused access"), "{refused}");
        }
    });
}

#[test]
fn a_keychain_that_denies_reading_makes_no_slot_that_could_not_be_opened() {
    let policy = r#"<deny send_interface="org.freedesktop.Secret.Item" send_member="GetSecret"/>"#;
    let name = "a_keychain_that_denies_reading_makes_no_slot_that_could_not_be_opened";
    on(&Bus::With { policy }, name, || {
        let _daemon = GnomeKeyring::start();
        let (dir, key) = (TempDir::new().unwrap(), VaultKey::generate());
        let slots = KeySlots::create(dir.path(), &key).unwrap();
        let refused = slots.add_keychain(&key, "ada", "This computer", &keychain(), now()).unwrap_err();
        assert!(matches!(refused, Error::KeychainLocked), "{refused}");
        assert!(slots.list().unwrap().is_empty());
    });
}

#[test]
fn an_emptied_keychain_says_so_and_can_be_added_again() {
    on(&PLAIN, "an_emptied_keychain_says_so_and_can_be_added_again", || {
        let _daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        let account = format!("vault-key/{}/{}", key.vault_id(), slots.list().unwrap()[0].id);
        keychain().delete(&account).unwrap();
        let refused = slots.unlock_with_keychain(None, &keychain()).unwrap_err();
        assert!(matches!(refused, Error::KeychainEmpty), "{refused}");
        assert!(opens_by_passphrase(&slots));

        keychain().store(&account, &[1; 32]).unwrap();
        let refused = slots.unlock_with_keychain(None, &keychain()).unwrap_err();
        assert!(matches!(refused, Error::KeychainMismatch), "{refused}");

        slots.add_keychain(&key, "ada", "This computer", &keychain(), now()).unwrap();
        assert_eq!(slots.unlock_with_keychain(None, &keychain()).unwrap().key, key);
    });
}

#[test]
fn a_keychain_that_hangs_is_waited_for_so_long_and_asked_again_later() {
    on(&PLAIN, "a_keychain_that_hangs_is_waited_for_so_long_and_asked_again_later", || {
        let daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        daemon.freeze();
        let brief = OsKeychain::with_patience(Duration::from_millis(100));
        for attempt in 0..40 {
            let begun = Instant::now();
            let refused = slots.unlock_with_keychain(None, &brief).unwrap_err();
            assert!(matches!(refused, Error::KeychainSilent(_)), "attempt {attempt}: {refused}");
            assert!(begun.elapsed() < PATIENCE, "attempt {attempt}");
        }
        let threads = std::fs::read_dir("/proc/self/task").unwrap().count();
        assert!(threads < 30, "retrying piles up no threads, but there are {threads}");
        drop(daemon);
        let _daemon = GnomeKeyring::start();
        let begun = Instant::now();
        let opened = loop {
            match slots.unlock_with_keychain(None, &keychain()) {
                Err(Error::KeychainSilent(_)) if begun.elapsed() < Duration::from_secs(10) => {
                    sleep(Duration::from_millis(50));
                }
                other => break other,
            }
        };
        assert_eq!(opened.unwrap().key, key);
    });
}

#[test]
fn a_keychain_that_was_restarted_is_used_again_by_the_same_process() {
    on(&PLAIN, "a_keychain_that_was_restarted_is_used_again_by_the_same_process", || {
        let daemon = GnomeKeyring::start();
        let (_dir, key, slots) = vault();
        drop(daemon);
        let _daemon = GnomeKeyring::start();
        assert_eq!(slots.unlock_with_keychain(None, &keychain()).unwrap().key, key);
    });
}
