//! A TLS client that checks: nginx staples what the service answers, curl refuses what was revoked (RFC 6066 §8).

use chancery_tests::{Peer, Sandbox, Served, curl};
use std::time::{Duration, Instant};

/// How long nginx may take to have an answer to staple: it fetches one after the first client.
const PATIENCE: Duration = Duration::from_secs(20);

const HOST: &str = "www.example.test";

/// nginx that staples, and what a client that insists on it says at last.
fn fetched(sandbox: &Sandbox, until: impl Fn(&(bool, String)) -> bool) -> (bool, String) {
    let trusted = sandbox.arg("above.pem");
    let lines = format!("ssl_stapling on; ssl_stapling_verify on; ssl_trusted_certificate {trusted};");
    let nginx = Peer::nginx(sandbox, HOST, &lines);
    let begun = Instant::now();
    loop {
        let found = curl(sandbox, HOST, nginx.port, "root.pem", &["--cert-status"]);
        if until(&found) || begun.elapsed() > PATIENCE {
            return found;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn what_is_revoked_is_refused_by_a_client_that_checks_and_nobody_exported_a_file() {
    let sandbox = Sandbox::with_authorities();
    let port = Peer::free_port();
    sandbox.done(["ca", "change", "issuing", "--ocsp-url", &format!("http://127.0.0.1:{port}/ocsp")]);
    sandbox.issue("issuing", HOST);
    let above = ["issuing.pem", "root.pem"].map(|file| std::fs::read(sandbox.path(file)).expect("a certificate"));
    sandbox.write("above.pem", above.concat());
    let _served = Served::start(&sandbox, &["--listen", &format!("127.0.0.1:{port}")]);
    let (accepted, said) = fetched(&sandbox, |(accepted, _)| *accepted);
    assert!(accepted && said.contains("served"), "{said}");
    sandbox.done(["cert", "revoke", HOST, "--reason", "key-compromise"]);
    // nginx keeps what it stapled; one that starts now asks anew, and gets a revoked certificate’s answer.
    let (accepted, said) = fetched(&sandbox, |(accepted, said)| !accepted && said.contains("revoked"));
    assert!(!accepted, "{said}");
}
