//! The judges: programs that share no code with ours.

use serde_json::Value;
use std::{
    ffi::{OsStr, OsString},
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// What a judge said.
#[derive(Debug)]
pub struct Judgement {
    /// Whether it exited with status 0.
    pub accepted: bool,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Judgement {
    /// Says what the judge said unless it accepted.
    ///
    /// # Panics
    /// When the judge refused.
    #[track_caller]
    pub fn accept(self, why: &str) -> Self {
        assert!(self.accepted, "{why}: refused with\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Says what the judge said unless it refused.
    ///
    /// # Panics
    /// When the judge accepted.
    #[track_caller]
    pub fn refuse(self, why: &str) -> Self {
        assert!(!self.accepted, "{why}: accepted with\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Both streams.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }
}

/// Runs openssl.
///
/// # Panics
/// When it is not installed.
pub fn openssl<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Judgement {
    judge("openssl", arguments, b"")
}

/// What openssl is told to make a certificate that signs itself, with a P-256 key of its own; `more` says what it is.
pub fn self_signed<'a>(key: &'a str, certificate: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    [&made[..], &["-keyout", key, "-out", certificate], more].concat()
}

/// Runs GnuTLS certtool, with this on its standard input.
///
/// # Panics
/// When it is not installed.
pub fn certtool<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, input: &[u8]) -> Judgement {
    judge("certtool", arguments, input)
}

/// Runs Java's keytool.
///
/// # Panics
/// When it is not installed.
pub fn keytool<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Judgement {
    // In English, and without the start-up work of a server's Java.
    let quick = ["-J-Duser.language=en", "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"].map(OsString::from);
    let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
    judge("keytool", arguments.chain(quick), b"")
}

/// Runs OpenSSH's ssh-keygen.
///
/// # Panics
/// When it is not installed.
pub fn ssh_keygen<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Judgement {
    judge("ssh-keygen", arguments, b"")
}

/// Runs a script of `tests/python` and reads the JSON that it prints.
///
/// # Panics
/// When the script fails; what it said is in the message.
#[track_caller]
pub fn python<A: AsRef<OsStr>>(script: &str, arguments: impl IntoIterator<Item = A>) -> Value {
    let judgement = python_judgement(script, arguments).accept(script);
    serde_json::from_str(&judgement.stdout).unwrap_or(Value::String(judgement.stdout))
}

/// The same for scripts that may refuse.
///
/// # Panics
/// When there is no Python.
pub fn python_judgement<A: AsRef<OsStr>>(script: &str, arguments: impl IntoIterator<Item = A>) -> Judgement {
    python_with(script, arguments, b"")
}

/// The same with this on its standard input.
///
/// # Panics
/// When there is no Python.
pub fn python_with<A: AsRef<OsStr>>(script: &str, arguments: impl IntoIterator<Item = A>, input: &[u8]) -> Judgement {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("python").join(script);
    let arguments: Vec<_> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
    judge(interpreter(), std::iter::once(script.into_os_string()).chain(arguments), input)
}

/// The interpreter that has `cryptography` 50 or newer: the one that the set-up made.
pub(crate) fn interpreter() -> PathBuf {
    std::env::var_os("CHANCERY_PYTHON").map_or_else(
        || {
            let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
            home.join(".cache/chancery/python/bin/python")
        },
        PathBuf::from,
    )
}

/// Runs any other program, with this on its standard input.
///
/// # Panics
/// When it is not installed.
pub fn judge<A: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = A>,
    input: &[u8],
) -> Judgement {
    let program = program.as_ref();
    let mut child = Command::new(program)
        .args(arguments)
        // Python would leave its cache in the checkout.
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{} cannot be run ({error}): `cargo xtask test` installs it", program.display())
        });
    // A judge that does not read its input is none the worse for it.
    let _ = child.stdin.take().expect("its input is piped").write_all(input);
    let output = child.wait_with_output().expect("a program that started can be waited for");
    Judgement {
        accepted: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
