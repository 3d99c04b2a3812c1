//! S3: moto, which holds every request to its signature with botocore's code, and botocore that reads.

use super::{crl_of_issuing, is_current, problems, revoke, serve, vault, wait_for};
use chancery_tests::{Outcome, Peer, PythonServer, Sandbox, python};
use serde_json::Value;

const BUCKET: &str = "pki";

fn server(port: u16) -> (PythonServer, Value) {
    server_in(port, "us-east-1")
}

fn server_in(port: u16, region: &str) -> (PythonServer, Value) {
    PythonServer::start("s3_server.py", &[&port.to_string(), BUCKET, region])
}

fn add(sandbox: &Sandbox, port: u16, id: &str, secret: &str) -> Outcome {
    sandbox.write("secret", secret);
    let (address, secret) = (format!("s3+http://127.0.0.1:{port}/{BUCKET}/web"), sandbox.arg("secret"));
    let arguments = ["target", "add", "web", "--to", &address, "--as", id, "--secret-file", &secret];
    sandbox.run(arguments.into_iter().chain(["--names", "{name}"]))
}

fn read(port: u16, name: &str, key: &Value) -> Value {
    read_in("us-east-1", port, name, key)
}

fn read_in(region: &str, port: u16, name: &str, key: &Value) -> Value {
    let text = |name: &str| key[name].as_str().expect("text").to_owned();
    python("s3_read.py", [&port.to_string(), BUCKET, &format!("web/{name}"), &text("id"), &text("secret"), region])
}

#[test]
fn a_bucket_gets_every_crl_with_requests_that_are_signed() {
    let sandbox = vault();
    let port = Peer::free_port();
    let (peer, key) = server(port);
    let (id, secret) = (key["id"].as_str().expect("an id"), key["secret"].as_str().expect("a secret"));
    let wrong = add(&sandbox, port, id, "anchor").refused();
    assert_eq!(wrong.code, "target_refused", "{wrong:?}");
    assert!(wrong.message.contains("SignatureDoesNotMatch"), "{wrong:?}");
    let unknown = add(&sandbox, port, "AKIAIOSFODNN7EXAMPLE", secret).refused();
    assert!(unknown.message.contains("InvalidAccessKeyId"), "{unknown:?}");
    let added = add(&sandbox, port, id, secret).done().to_string();
    assert!(!added.contains(secret));
    let served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    let there = read(port, "issuing.crl", &key);
    assert_eq!(there["type"], "application/pkix-crl");
    assert_eq!(
        there["names"],
        serde_json::json!(["web/issuing.cer", "web/issuing.crl", "web/root.cer", "web/root.crl"])
    );
    let shown = sandbox.done(["crl", "show", "--ca", "issuing"]);
    assert_eq!(there["sha256"], shown["sha256"], "what botocore reads is the newest CRL");
    // Down: it forgets everything, and another key is let in afterwards.
    drop(peer);
    revoke(&sandbox);
    let target = wait_for(&sandbox, "web", |target| crl_of_issuing(target)["failures"].as_u64() > Some(0));
    assert!(problems(&target).contains("cannot be reached"), "{target}");
    drop(served);
    let (_peer, key) = server(port);
    assert_eq!(sandbox.run(["crl", "publish"]).code, Some(1));
    assert!(problems(&sandbox.done(["target", "show", "web"])).contains("InvalidAccessKeyId"));
    sandbox.done(["target", "remove", "web"]);
    let text = |name: &str| key[name].as_str().expect("text").to_owned();
    add(&sandbox, port, &text("id"), &text("secret")).done();
    sandbox.done(["crl", "publish"]);
    let shown = sandbox.done(["crl", "show", "--ca", "issuing"]);
    assert_eq!(read(port, "issuing.crl", &key)["sha256"], shown["sha256"]);
}

#[test]
fn the_bucket_must_be_there() {
    let sandbox = vault();
    let port = Peer::free_port();
    let (_peer, key) = server(port);
    let secret = sandbox.write("secret", key["secret"].as_str().expect("a secret"));
    let (address, id) = (format!("s3+http://127.0.0.1:{port}/nowhere"), key["id"].as_str().expect("an id"));
    let refusal = sandbox.refused(["target", "add", "web", "--to", &address, "--as", id, "--secret-file", &secret]);
    assert!(refusal.message.contains("no bucket “nowhere”"), "{refusal:?}");
}

#[test]
fn a_bucket_in_another_region_is_said_so_and_gets_everything_once_that_is_set() {
    let sandbox = vault();
    let port = Peer::free_port();
    let (_peer, key) = server_in(port, "eu-central-1");
    let (id, secret) = (key["id"].as_str().expect("an id"), key["secret"].as_str().expect("a secret"));
    let refusal = add(&sandbox, port, id, secret).refused();
    assert_eq!(refusal.code, "target_refused", "{refusal:?}");
    assert!(refusal.message.contains("“pki” is in another region, “eu-central-1”"), "{refusal:?}");
    let (address, secret) = (format!("s3+http://127.0.0.1:{port}/{BUCKET}/web"), sandbox.arg("secret"));
    let arguments = ["target", "add", "web", "--to", &address, "--as", id, "--secret-file", &secret];
    sandbox.done(arguments.into_iter().chain(["--names", "{name}", "--region", "eu-central-1"]));
    sandbox.done(["crl", "publish"]);
    let shown = sandbox.done(["crl", "show", "--ca", "issuing"]);
    assert_eq!(read_in("eu-central-1", port, "issuing.crl", &key)["sha256"], shown["sha256"]);
}
