//! Publication to real peers: folders, nginx, sshd, an S3 server, slapd. What stands there is read back by others.

#![allow(clippy::unwrap_used)]

mod alarm;
mod changed;
mod directories;
mod folders;
mod http;
mod rights;
mod s3;
mod sftp;
mod unreadable;

use chancery_tests::{Sandbox, Served};
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

/// How long something may take to its place by itself.
const PATIENCE: Duration = Duration::from_secs(40);

/// A vault with two authorities that have made a CRL each.
fn vault() -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    sandbox.done(["crl", "issue", "--due"]);
    sandbox
}

/// The number of the newest CRL of the issuing authority.
fn newest(sandbox: &Sandbox) -> String {
    sandbox.done(["crl", "show", "--ca", "issuing"])["number"].as_str().expect("a number").to_owned()
}

/// Revokes a certificate, which makes another CRL.
fn revoke(sandbox: &Sandbox) {
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "key-compromise"]);
}

/// Waits for a target to be like that.
fn wait_for(sandbox: &Sandbox, target: &str, like: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let found = sandbox.done(["target", "show", target]);
        if like(&found) {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it did not come to that: {found:#}");
        thread::sleep(Duration::from_millis(200));
    }
}

fn is_current(target: &Value) -> bool {
    target["state"] == "current"
}

/// What the issuing authority's CRL is there, in the words of the target.
fn crl_of_issuing(target: &Value) -> Value {
    let all = target["publications"].as_array().expect("publications");
    all.iter().find(|one| one["authority"] == "issuing" && one["what"] == "full").expect("its CRL").clone()
}

/// The problems that a target tells of.
fn problems(target: &Value) -> String {
    let all = target["publications"].as_array().expect("publications");
    all.iter().filter_map(|one| one["problem"].as_str()).collect::<Vec<_>>().join("\n")
}

/// Whether these octets are the newest CRL of the issuing authority, asked of openssl.
fn is_newest_crl(sandbox: &Sandbox, octets: &[u8]) -> bool {
    let file = sandbox.write("there.crl", octets);
    let read = chancery_tests::openssl(["crl", "-inform", "DER", "-in", &file, "-noout", "-crlnumber"]);
    let hex = format!("{:X}", newest(sandbox).parse::<u64>().expect("a number"));
    let verified = ["crl", "-inform", "DER", "-in", &file, "-CAfile", &sandbox.arg("issuing.pem"), "-noout"];
    // It ends well whatever it finds.
    let verified = chancery_tests::openssl(verified).accept("openssl reads it").text().contains("verify OK");
    let text = read.accept("openssl reads it").text();
    verified
        && text
            .lines()
            .any(|line| line.trim_start_matches("crlNumber=").trim_start_matches("0x").trim_start_matches('0') == hex)
}

/// The service that publishes by itself.
fn serve(sandbox: &Sandbox) -> Served {
    Served::start(sandbox, &[])
}
