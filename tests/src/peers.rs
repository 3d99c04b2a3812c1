//! Servers that certificates are put into: real ones, on a port of this machine alone, until they are dropped.

use crate::Sandbox;
use crate::judges::interpreter;
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that ends with the test.
#[derive(Debug)]
pub struct Peer {
    child: Child,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    /// nginx with the files of this host as [`Sandbox::issue`] names them. It answers `served`; `lines` stand in its
    /// server block.
    ///
    /// # Panics
    /// When it does not start.
    pub fn nginx(sandbox: &Sandbox, host: &str, lines: &str) -> Self {
        Self::nginx_that(sandbox, host, &format!("{lines} return 200 served;"))
    }

    /// The same that does nothing but what `lines` say.
    ///
    /// # Panics
    /// When it does not start.
    pub fn nginx_that(sandbox: &Sandbox, host: &str, lines: &str) -> Self {
        let port = Self::free_port();
        let (folder, user) = (sandbox.folder().display(), if am_root() { "user root;" } else { "" });
        let configuration = format!(
            "daemon off; master_process off; {user} pid {folder}/nginx.pid; error_log stderr;
             events {{}}
             http {{
               access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
               uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
               server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/{host}.chain.pem;
                         ssl_certificate_key {folder}/{host}.key; {lines} }}
             }}"
        );
        let file = sandbox.write("nginx.conf", configuration);
        Self::run(Command::new("nginx").args(["-c", &file]), port)
    }

    /// `openssl s_server` with the files of this host, which asks clients for a certificate that `trusted` leads to,
    /// and says every line backwards.
    ///
    /// # Panics
    /// When it does not start.
    pub fn openssl(sandbox: &Sandbox, host: &str, trusted: &str, more: &[&str]) -> Self {
        let port = Self::free_port();
        let [chain, key, trusted] =
            [format!("{host}.chain.pem"), format!("{host}.key"), trusted.to_owned()].map(|name| sandbox.arg(&name));
        let mut command = Command::new("openssl");
        command.args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-quiet", "-rev", "-Verify", "3"]);
        command.args([
            "-verify_return_error",
            "-CAfile",
            &trusted,
            "-cert",
            &chain,
            "-cert_chain",
            &chain,
            "-key",
            &key,
        ]);
        Self::run(command.args(more), port)
    }

    /// A port of this machine on which nobody listens.
    ///
    /// # Panics
    /// When there is none.
    pub fn free_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port()
    }

    /// Runs a server, and waits until it listens on this port of 127.0.0.1.
    ///
    /// # Panics
    /// When it does not come to that.
    pub fn run(command: &mut Command, port: u16) -> Self {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = quiet.spawn().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
        let peer = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "{command:?} did not come to listen");
            thread::sleep(Duration::from_millis(20));
        }
        peer
    }
}

/// A server that is a script of `tests/python`.
#[derive(Debug)]
pub struct PythonServer(Child);

impl Drop for PythonServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl PythonServer {
    /// Runs it until it is dropped; what it says in JSON once it listens.
    ///
    /// # Panics
    /// When it ends before, or there is no Python.
    pub fn start(script: &str, arguments: &[&str]) -> (Self, Value) {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("python").join(script);
        let child = Command::new(interpreter())
            .arg(&script)
            .args(arguments)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let child = child.unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
        // Ended with this, whatever comes next.
        let mut server = Self(child);
        let mut said = String::new();
        let output = server.0.stdout.take().expect("its standard output");
        BufReader::new(output).read_line(&mut said).expect("what it says can be read");
        let said = serde_json::from_str(&said);
        (server, said.unwrap_or_else(|_| panic!("{} ended before it listened", script.display())))
    }
}

/// Fetches the page of this host with curl: whether it was trusted, and what was said.
///
/// # Panics
/// When there is no curl.
pub fn curl(sandbox: &Sandbox, host: &str, port: u16, trusted: &str, more: &[&str]) -> (bool, String) {
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", &sandbox.arg(trusted)])
        .args(["--resolve", &format!("{host}:{port}:127.0.0.1"), &format!("https://{host}:{port}/")])
        .args(more)
        .output()
        .expect("curl is installed");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// Whether the tests run as root, whom some servers refuse to serve.
pub fn am_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
