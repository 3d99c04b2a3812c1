//! Web servers that take files by PUT: nginx with its DAV module.

use super::{crl_of_issuing, is_current, is_newest_crl, newest, problems, revoke, serve, vault, wait_for};
use chancery_tests::{Peer, Sandbox, openssl};
use std::fs;
use std::net::TcpListener;
use std::process::Command;

/// nginx that lets `ada` with this password put files into the folder `www`, and everybody fetch them.
pub(super) fn nginx(sandbox: &Sandbox, port: u16, tls: bool, password: &str) -> Peer {
    let folder = sandbox.folder().display();
    fs::create_dir_all(sandbox.path("www")).expect("a folder");
    let hash = openssl(["passwd", "-apr1", password]).accept("openssl hashes it").text();
    sandbox.write("htpasswd", format!("ada:{}\n", hash.trim()));
    let (listen, certificate) = if tls {
        let files =
            format!("ssl_certificate {folder}/localhost.chain.pem; ssl_certificate_key {folder}/localhost.key;");
        ("ssl", files)
    } else {
        ("", String::new())
    };
    let configuration = format!(
        "daemon off; master_process off; user root; pid {folder}/nginx.pid; error_log stderr;
         events {{}}
         http {{
           access_log {folder}/access.log; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
           fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
           server {{
             listen 127.0.0.1:{port} {listen}; {certificate} root {folder}/www; client_max_body_size 50m;
             location / {{
               dav_methods PUT DELETE;
               limit_except GET {{ auth_basic pki; auth_basic_user_file {folder}/htpasswd; }}
             }}
           }}
         }}"
    );
    let file = sandbox.write("nginx.conf", configuration);
    Peer::run(Command::new("nginx").args(["-c", &file]), port)
}

pub(super) fn add<'a>(sandbox: &Sandbox, url: &'a str, more: &[&'a str]) -> chancery_tests::Outcome {
    let secret = sandbox.arg("secret");
    let mut arguments = vec!["target", "add", "web", "--to", url, "--as", "ada", "--secret-file", &secret];
    arguments.extend(["--names", "{name}"]);
    arguments.extend(more);
    sandbox.run(arguments)
}

#[test]
fn a_web_server_that_was_down_gets_the_newest_crl_alone_when_it_is_back() {
    let sandbox = vault();
    let port = Peer::free_port();
    let peer = nginx(&sandbox, port, false, "velvet anchor");
    let url = format!("http://127.0.0.1:{port}/");
    sandbox.write("secret", "velvet anchor\n");
    assert_eq!(
        add(&sandbox, &url, &[]).refused().field.as_deref(),
        Some("address"),
        "a password is not sent like that"
    );
    let more = ["--in-the-clear", "--check-url", &url];
    sandbox.write("secret", "another\n");
    let refusal = add(&sandbox, &url, &more).refused();
    assert_eq!(refusal.code, "target_refused", "{refusal:?}");
    sandbox.write("secret", "velvet anchor\n");
    let added = add(&sandbox, &url, &more).done().to_string();
    assert!(!added.contains("velvet"), "{added}");
    let served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    drop(peer);
    // Two that it misses, of which nobody needs the first.
    sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &sandbox.arg("own.crl")]);
    let target = wait_for(&sandbox, "web", |target| crl_of_issuing(target)["failures"].as_u64() > Some(0));
    assert!(problems(&target).contains("cannot be reached"), "{target}");
    assert!(crl_of_issuing(&target)["nextTry"].is_string());
    revoke(&sandbox);
    let number = newest(&sandbox);
    fs::write(sandbox.path("access.log"), "").expect("its log is begun anew");
    let peer = nginx(&sandbox, port, false, "velvet anchor");
    let target = wait_for(&sandbox, "web", is_current);
    assert_eq!(crl_of_issuing(&target)["published"], number.as_str());
    assert!(is_newest_crl(&sandbox, &sandbox.read("www/issuing.crl")));
    let puts = sandbox.read_text("access.log").matches("\"PUT /issuing.crl").count();
    assert_eq!(puts, 1, "the newest alone");
    drop((served, peer));
    let log = sandbox.done(["audit", "list", "--limit", "200"]).to_string();
    assert!(log.contains("published at “web”") && log.contains("could not be published at “web”"));
    assert!(!log.contains("velvet"), "no secret is in the log");
    let told = log.matches("could not be published at “web”").count();
    assert_eq!(told, 1, "of many tries in vain the log tells once");
}

#[test]
fn a_server_is_held_to_its_certificate() {
    let sandbox = vault();
    sandbox.issue_as("issuing", "web-server", "localhost", &["--ip", "127.0.0.1"]);
    let port = Peer::free_port();
    let _peer = nginx(&sandbox, port, true, "velvet anchor");
    sandbox.write("secret", "velvet anchor\n");
    let url = format!("https://127.0.0.1:{port}/");
    let refusal = add(&sandbox, &url, &[]).refused();
    assert_eq!(refusal.code, "target_unreachable", "nobody vouches for it: {refusal:?}");
    add(&sandbox, &url, &["--trust", &sandbox.arg("root.pem")]).done();
    sandbox.done(["crl", "publish", "--target", "web"]);
    assert!(is_newest_crl(&sandbox, &sandbox.read("www/issuing.crl")));
    assert!(!sandbox.path("www/chancery-test.txt").exists(), "the trial leaves nothing behind");
    assert!(!sandbox.read_text("access.log").contains("velvet"));
}

#[test]
fn what_everybody_fetches_must_be_what_was_put() {
    let sandbox = vault();
    let port = Peer::free_port();
    let _peer = nginx(&sandbox, port, false, "velvet anchor");
    sandbox.write("secret", "velvet anchor\n");
    fs::create_dir(sandbox.path("www/old")).expect("a folder");
    fs::write(sandbox.path("www/old/issuing.crl"), "another").expect("another file");
    let url = format!("http://127.0.0.1:{port}/");
    let elsewhere = format!("{url}old/");
    add(&sandbox, &url, &["--in-the-clear", "--check-url", &elsewhere, "--only-crls", "--ca", "issuing"]).done();
    let failed = sandbox.run(["crl", "publish"]);
    assert_eq!(failed.code, Some(1));
    let target = sandbox.done(["target", "show", "web"]);
    assert!(problems(&target).contains("gives another CRL"), "{target}");
    fs::copy(sandbox.path("www/issuing.crl"), sandbox.path("www/old/issuing.crl")).expect("a copy");
    sandbox.done(["crl", "publish"]);
    assert!(is_current(&sandbox.done(["target", "show", "web"])));
}

#[test]
fn what_a_killed_process_was_putting_there_is_put_there_by_the_next_one_at_once() {
    let sandbox = vault();
    let port = Peer::free_port();
    let peer = nginx(&sandbox, port, false, "velvet anchor");
    sandbox.write("secret", "velvet anchor\n");
    add(&sandbox, &format!("http://127.0.0.1:{port}/"), &["--in-the-clear"]).done();
    sandbox.done(["crl", "publish"]);
    drop(peer);
    // Somebody takes the connection and never answers.
    let silent = TcpListener::bind(("127.0.0.1", port)).unwrap();
    revoke(&sandbox);
    let served = serve(&sandbox);
    let _begun = silent.accept().unwrap();
    // Killed, not asked to end.
    drop(served);
    drop(silent);
    let _peer = nginx(&sandbox, port, false, "velvet anchor");
    let _served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    assert!(is_newest_crl(&sandbox, &sandbox.read("www/issuing.crl")));
}
