//! A vault in a temporary folder, and the command line that works on it.

use crate::Scratch;
use chancery_engine::{Console, CreateVault, Host, VaultOptions};
use chancery_keychain::{Argon2Cost, NoKeychain};
use serde_json::Value;
use std::{
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
    sync::Arc,
};

/// A folder with (or for) a vault. Its administrator is `ada`.
#[derive(Debug)]
pub struct Sandbox {
    scratch: Scratch,
    user: String,
}

/// What the command line did.
#[derive(Debug)]
pub struct Outcome {
    /// The exit status; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// An error as `--json` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: String,
    /// The sentence.
    pub message: String,
    /// The field, if it belongs to one.
    pub field: Option<String>,
    /// The exit status.
    pub status: i32,
}

impl std::ops::Deref for Sandbox {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.scratch
    }
}

impl Sandbox {
    /// The passphrase of `ada`, and of everybody added by [`add_user`](Self::add_user) with their name before it.
    pub const PASSPHRASE: &'static str = "correct horse battery staple 7";

    /// A folder in which there is no vault yet.
    pub fn empty() -> Self {
        let sandbox = Self { scratch: Scratch::new(), user: "ada".to_owned() };
        sandbox.write("ada.pass", format!("{}\n", Self::PASSPHRASE));
        sandbox
    }

    /// A folder with an empty vault. Made with the cheapest passphrase slot that is accepted, since every command
    /// opens it anew.
    ///
    /// # Panics
    /// When the vault cannot be made.
    pub fn new() -> Self {
        let sandbox = Self::empty();
        let options = VaultOptions {
            passphrase_cost: Some(Argon2Cost::floor()),
            keychain: Arc::new(NoKeychain),
            ..VaultOptions::default()
        };
        Console::with_options(sandbox.vault(), Host::CommandLine, options)
            .create(&CreateVault {
                name: "Test".to_owned(),
                user: "ada".to_owned(),
                passphrase: Some(Self::PASSPHRASE.into()),
                use_keychain: false,
            })
            .expect("a vault can be made in an empty folder");
        sandbox
    }

    /// The same with a root and an issuing authority, both ECDSA P-256: `root` and `issuing`.
    pub fn with_authorities() -> Self {
        let sandbox = Self::new();
        sandbox.found("root", "ecdsa-p256", None);
        sandbox.found("issuing", "ecdsa-p256", Some("root"));
        sandbox
    }

    /// The vault's folder.
    pub fn vault(&self) -> PathBuf {
        self.path("vault")
    }

    /// Founds an authority for a year and a bit, with its certificate in `NAME.pem`.
    #[track_caller]
    pub fn found(&self, name: &str, key: &str, parent: Option<&str>) -> Value {
        let subject = format!("CN={name},O=Example Corp,C=DE");
        let mut arguments = vec!["ca", "create", "--name", name, "--subject", &subject, "--key", key];
        arguments.extend(["--days", if parent.is_some() { "1825" } else { "3650" }]);
        arguments.extend(parent.into_iter().flat_map(|parent| ["--parent", parent]));
        let made = self.done(arguments);
        self.done(["ca", "export", name, "--format", "pem", "--out", &self.arg(&format!("{name}.pem"))]);
        made
    }

    /// Issues a web server certificate, with its files in `NAME.pem`, `NAME.key` and `NAME.chain.pem`.
    #[track_caller]
    pub fn issue(&self, ca: &str, name: &str) -> Value {
        self.issue_as(ca, "web-server", name, &[])
    }

    /// Issues under a profile, with more options; the files are named as those of [`issue`](Self::issue).
    #[track_caller]
    pub fn issue_as(&self, ca: &str, profile: &str, name: &str, more: &[&str]) -> Value {
        let files = ["pem", "key", "chain.pem"].map(|kind| self.arg(&format!("{name}.{kind}")));
        let mut arguments = vec!["cert", "issue", "--ca", ca, "--profile", profile, "--cn", name];
        arguments.extend(["--out-cert", &files[0], "--out-key", &files[1], "--out-chain", &files[2]]);
        arguments.extend(more);
        self.done(arguments)
    }

    /// Adds a person with this role.
    #[track_caller]
    pub fn add_user(&self, name: &str, role: &str) {
        let file = self.write(&format!("{name}.pass"), format!("{name} {}\n", Self::PASSPHRASE));
        self.done(["user", "add", "--name", name, "--role", role, "--new-passphrase-file", &file]);
    }

    /// Runs with `--json` as this person, who was added before.
    pub fn run_as<A: AsRef<OsStr>>(&self, user: &str, arguments: impl IntoIterator<Item = A>) -> Outcome {
        let mut command = self.command();
        command.env("CHANCERY_USER", user).env("CHANCERY_PASSPHRASE_FILE", self.path(&format!("{user}.pass")));
        finish(command.arg("--json").args(arguments))
    }

    /// Runs with `--json` as `ada`.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Outcome {
        self.run_as(&self.user, arguments)
    }

    /// Runs as `ada`, for people instead of programs.
    pub fn run_plainly<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Outcome {
        let mut command = self.command();
        command.env("CHANCERY_USER", &self.user).env("CHANCERY_PASSPHRASE_FILE", self.path("ada.pass"));
        finish(command.args(arguments))
    }

    /// Runs as `ada` and reads the JSON document.
    ///
    /// # Panics
    /// When the command failed.
    #[track_caller]
    pub fn done<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Value {
        self.run(arguments).done()
    }

    /// Runs as `ada` and reads the refusal.
    ///
    /// # Panics
    /// When the command did not fail.
    #[track_caller]
    pub fn refused<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Refusal {
        self.run(arguments).refused()
    }

    /// The program with this vault and nothing else of the caller's environment that it would look at: no keychain
    /// either.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program());
        command
            .env("CHANCERY_VAULT", self.vault())
            .env("HOME", self.folder())
            .env_remove("CHANCERY_USER")
            .env_remove("CHANCERY_PASSPHRASE_FILE")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("XDG_RUNTIME_DIR")
            .env_remove("XDG_DATA_HOME")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Outcome {
    /// The JSON document of a command that did what was asked.
    ///
    /// # Panics
    /// When it did not.
    #[track_caller]
    pub fn done(self) -> Value {
        assert_eq!(self.code, Some(0), "the command failed: {}{}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "", "nothing is written to standard error when all is well");
        serde_json::from_str(&self.stdout).expect("--json prints exactly one JSON document")
    }

    /// The error of a command that did not.
    ///
    /// # Panics
    /// When there is none, or it has another form.
    #[track_caller]
    pub fn refused(self) -> Refusal {
        let status = self.code.expect("no signal ended it");
        assert!(status == 1 || status == 2, "the command should have been refused: {status} {}", self.stdout);
        let document: Value = serde_json::from_str(&self.stderr).expect("--json prints errors as one JSON document");
        let error = &document["error"];
        let text = |name: &str| error[name].as_str().map(str::to_owned);
        Refusal {
            code: text("code").expect("an error has a code"),
            message: text("message").expect("an error has a message"),
            field: text("field"),
            status,
        }
    }
}

/// Runs a command to its end.
fn finish(command: &mut Command) -> Outcome {
    let output = command.output().expect("the command line was built before its tests");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("what is printed is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("what is printed is UTF-8"),
    }
}

/// The program under test: `CHANCERY_CLI`, else the debug build beside the tests.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("CHANCERY_CLI") {
        return PathBuf::from(program);
    }
    // target/debug/deps/cli_x-0123 → target/debug/chancery
    let test = std::env::current_exe().expect("a running program knows where it is");
    let debug = test.parent().and_then(std::path::Path::parent).expect("tests run in target/debug/deps");
    let program = debug.join(format!("chancery{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p chancery", program.display());
    program
}
