//! SFTP: OpenSSH's sshd.

use super::{crl_of_issuing, is_current, is_newest_crl, newest, problems, revoke, serve, vault, wait_for};
use chancery_tests::{Outcome, Peer, PythonServer, Sandbox, python_judgement, ssh_keygen};
use serde_json::Value;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

/// The one whom sshd lets in: whoever runs the tests.
fn myself() -> String {
    let output = Command::new("id").arg("-un").output().expect("id is installed");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

pub(super) fn key(sandbox: &Sandbox, name: &str, passphrase: &str) {
    ssh_keygen(["-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", &sandbox.arg(name)]).accept("a key is made");
}

/// The fingerprint of a key, as sshd's administrator sees it.
pub(super) fn fingerprint(sandbox: &Sandbox, name: &str) -> String {
    let said = ssh_keygen(["-l", "-f", &sandbox.arg(&format!("{name}.pub"))]).accept("it is read").text();
    said.split_whitespace().find(|word| word.starts_with("SHA256:")).expect("a fingerprint").to_owned()
}

/// sshd with this key of its own, which lets in whoever has the key `mine`.
pub(super) fn sshd(sandbox: &Sandbox, port: u16, host_key: &str) -> Peer {
    sshd_with(sandbox, port, &[host_key])
}

/// The same with keys of several kinds.
fn sshd_with(sandbox: &Sandbox, port: u16, host_keys: &[&str]) -> Peer {
    fs::copy(sandbox.path("mine.pub"), sandbox.path("authorized")).expect("whom it lets in");
    // Only the service that Debian makes of it makes this one.
    let _ = fs::create_dir("/run/sshd");
    let folder = sandbox.folder().display();
    let host_keys: String = host_keys.iter().map(|key| format!("HostKey {folder}/{key}\n")).collect();
    let configuration = format!(
        "ListenAddress 127.0.0.1:{port}\n{host_keys}AuthorizedKeysFile {folder}/authorized\n\
         PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
         PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n"
    );
    let file = sandbox.write("sshd.conf", configuration);
    Peer::run(Command::new("/usr/sbin/sshd").args(["-D", "-e", "-f", &file]), port)
}

pub(super) fn add(sandbox: &Sandbox, port: u16, key: &str, more: &[&str]) -> Outcome {
    let (address, user) = (format!("sftp://127.0.0.1:{port}{}", sandbox.arg("pki")), myself());
    let key = sandbox.arg(key);
    let mut arguments = vec!["target", "add", "web", "--to", &address, "--as", &user, "--key-file", &key];
    arguments.extend(["--names", "{name}"]);
    arguments.extend(more);
    sandbox.run(arguments)
}

#[test]
fn a_server_with_the_key_that_was_said_gets_every_crl_in_one_step() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    for name in ["host", "mine", "other"] {
        key(&sandbox, name, "");
    }
    let port = Peer::free_port();
    let peer = sshd(&sandbox, port, "host");
    let host_key = fingerprint(&sandbox, "host");
    let unknown = add(&sandbox, port, "mine", &[]).refused();
    assert_eq!((unknown.code.as_str(), unknown.field.as_deref()), ("host_key_unknown", Some("hostKey")));
    assert!(unknown.message.contains(&host_key), "it is shown, to be compared: {unknown:?}");
    let refusal = add(&sandbox, port, "other", &["--host-key", &host_key]).refused();
    assert_eq!(refusal.code, "target_refused", "{refusal:?}");
    add(&sandbox, port, "mine", &["--host-key", &host_key]).done();
    let served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    // Down, and back.
    drop(peer);
    revoke(&sandbox);
    let target = wait_for(&sandbox, "web", |target| crl_of_issuing(target)["failures"].as_u64() > Some(0));
    assert!(problems(&target).contains("cannot be reached"), "{target}");
    let peer = sshd(&sandbox, port, "host");
    wait_for(&sandbox, "web", |target| crl_of_issuing(target)["published"] == newest(&sandbox).as_str());
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")), "in the place of the one before");
    let names: Vec<_> = fs::read_dir(sandbox.path("pki")).expect("it can be read").collect();
    assert_eq!(names.len(), 4, "nothing else is left there: {names:?}");
    drop((served, peer));
}

#[test]
fn a_server_whose_key_changed_gets_nothing() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    for name in ["host", "stand-in"] {
        key(&sandbox, name, "");
    }
    key(&sandbox, "mine", "velvet anchor");
    sandbox.write("secret", "velvet anchor\n");
    let port = Peer::free_port();
    let peer = sshd(&sandbox, port, "host");
    let host_key = fingerprint(&sandbox, "host");
    let wrong = add(&sandbox, port, "mine", &["--host-key", &host_key]).refused();
    assert_eq!(wrong.code, "target_refused", "its passphrase is not known: {wrong:?}");
    add(&sandbox, port, "mine", &["--host-key", &host_key, "--secret-file", &sandbox.arg("secret")]).done();
    sandbox.done(["crl", "publish"]);
    let before = sandbox.read("pki/issuing.crl");
    drop(peer);
    let _peer = sshd(&sandbox, port, "stand-in");
    revoke(&sandbox);
    assert_eq!(sandbox.run(["crl", "publish"]).code, Some(1));
    let target = sandbox.done(["target", "show", "web"]);
    assert!(problems(&target).contains("another key than it had"), "{target}");
    assert_eq!(sandbox.read("pki/issuing.crl"), before);
    assert_eq!(sandbox.refused(["target", "test", "web"]).code, "host_key_changed");
    let octets = sandbox.done(["audit", "list", "--limit", "200"]).to_string() + target.to_string().as_str();
    assert!(!octets.contains("velvet") && !octets.contains("PRIVATE"), "neither passphrase nor key is told");
}

#[test]
fn a_server_with_several_keys_is_known_by_any_of_them() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    for name in ["host", "mine"] {
        key(&sandbox, name, "");
    }
    // A server shows the kind that is asked for first, which is Ed25519: these are known by what comes later.
    for (name, kind, bits) in [("p256", "ecdsa", "256"), ("p521", "ecdsa", "521"), ("rsa", "rsa", "2048")] {
        ssh_keygen(["-q", "-t", kind, "-b", bits, "-N", "", "-f", &sandbox.arg(name)]).accept("a key is made");
    }
    let port = Peer::free_port();
    let peer = sshd_with(&sandbox, port, &["rsa", "host", "p256", "p521"]);
    let known = fingerprint(&sandbox, "p521");
    add(&sandbox, port, "mine", &["--host-key", &known]).done();
    sandbox.done(["crl", "publish"]);
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    drop(peer);
    // That key is gone, the others are there still: it is not the server that was said.
    let _peer = sshd_with(&sandbox, port, &["host", "p256"]);
    let refusal = sandbox.refused(["target", "test", "web"]);
    assert_eq!(refusal.code, "host_key_changed");
    let (first, gone) = (fingerprint(&sandbox, "host"), known);
    assert!(refusal.message.contains(&format!("{first} instead of {gone}")), "{refusal:?}");
}

#[test]
fn two_that_put_the_same_there_at_once_do_not_mix_and_what_a_killed_one_left_is_cleared_away() {
    let (one, other) = (vault(), vault());
    fs::create_dir(one.path("pki")).expect("a folder");
    for name in ["host", "mine"] {
        key(&one, name, "");
    }
    fs::copy(one.path("mine"), other.path("mine")).expect("the same key");
    let port = Peer::free_port();
    let _peer = sshd(&one, port, "host");
    let host_key = fingerprint(&one, "host");
    let (address, user) = (format!("sftp://127.0.0.1:{port}{}", one.arg("pki")), myself());
    for sandbox in [&one, &other] {
        let key = sandbox.arg("mine");
        let to = ["target", "add", "web", "--to", &address, "--as", &user, "--key-file", &key];
        sandbox.done(to.into_iter().chain(["--names", "{name}", "--host-key", &host_key]));
    }
    let put_often = |sandbox: &Sandbox| {
        for _ in 0..6 {
            let reports = sandbox.run(["crl", "publish"]);
            let said: Value = serde_json::from_str(&reports.stdout).expect("a document");
            for report in said["published"].as_array().expect("what became of each") {
                let problem = report["problem"].as_str().unwrap_or_default();
                // The other one was there in between, which each of them finds when it looks.
                assert!(problem.is_empty() || problem.contains("something else is read back"), "{report}");
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| put_often(&one));
        scope.spawn(|| put_often(&other));
    });
    let there = one.read("pki/issuing.crl");
    assert!(is_newest_crl(&one, &there) != is_newest_crl(&other, &there), "it is of one of them, and whole");
    let left = |name: &str, age: u64| {
        let file = fs::File::create(one.path("pki").join(name)).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).expect("its time");
    };
    left(".chancery-issuing.crl.part", 3600);
    left(".chancery-issuing.crl.0123456789abcdef.part", 3600);
    left(".chancery-root.crl.fedcba9876543210.part", 0);
    left(".htaccess", 3600);
    one.done(["crl", "publish"]);
    let mut names: Vec<_> = fs::read_dir(one.path("pki"))
        .expect("it can be read")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("Unicode"))
        .filter(|name| name.starts_with('.'))
        .collect();
    names.sort();
    assert_eq!(names, [".chancery-root.crl.fedcba9876543210.part", ".htaccess"], "that is being written, and not ours");
}

#[test]
fn a_folder_that_the_server_lacks_is_said_so() {
    let sandbox = vault();
    for name in ["host", "mine"] {
        key(&sandbox, name, "");
    }
    let port = Peer::free_port();
    let _peer = sshd(&sandbox, port, "host");
    let refusal = add(&sandbox, port, "mine", &["--host-key", &fingerprint(&sandbox, "host")]).refused();
    assert_eq!(refusal.code, "target_refused");
    assert!(refusal.message.contains("no folder"), "{refusal:?}");
}

/// A server of asyncssh's with a key of this kind, which lets `ada` in by password; the fingerprint of its key. `None` in
/// a Python that was set up before asyncssh was among what it needs: `cargo xtask test` sets it up anew.
fn by_password(sandbox: &Sandbox, port: u16, password: &str, kind: &str) -> Option<(PythonServer, String)> {
    if !python_judgement("has_module.py", ["asyncssh"]).accepted {
        return None;
    }
    let folder = sandbox.arg("pki");
    let (server, said) = PythonServer::start("sftp_server.py", &[&port.to_string(), &folder, "ada", password, kind]);
    Some((server, said["fingerprint"].as_str().expect("a fingerprint").to_owned()))
}

#[test]
fn a_password_opens_a_server_and_goes_to_none_with_another_key() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    let port = Peer::free_port();
    let Some((peer, host_key)) = by_password(&sandbox, port, "velvet anchor", "ssh-ed25519") else { return };
    let address = format!("sftp://127.0.0.1:{port}/");
    let add = |password: &str, host_key: &str| {
        let secret = sandbox.write("secret", password);
        let arguments = ["target", "add", "web", "--to", &address, "--as", "ada", "--secret-file", &secret];
        sandbox.run(arguments.into_iter().chain(["--names", "{name}", "--host-key", host_key]))
    };
    let wrong = add("marble lantern", &host_key).refused();
    assert_eq!(wrong.code, "target_refused", "{wrong:?}");
    assert!(wrong.message.contains("with this password"), "{wrong:?}");
    let added = add("velvet anchor", &host_key).done().to_string();
    assert!(!added.contains("velvet"), "{added}");
    let served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    revoke(&sandbox);
    wait_for(&sandbox, "web", |target| crl_of_issuing(target)["published"] == newest(&sandbox).as_str());
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")), "in the place of the one before");
    drop((served, peer));
    let Some((_stand_in, another)) = by_password(&sandbox, port, "velvet anchor", "ssh-ed25519") else { return };
    assert_ne!(another, host_key);
    assert_eq!(sandbox.refused(["target", "test", "web"]).code, "host_key_changed");
}

#[test]
fn a_server_that_has_an_rsa_key_alone_is_said_to_need_another() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    let port = Peer::free_port();
    let Some((_peer, host_key)) = by_password(&sandbox, port, "velvet anchor", "ssh-rsa") else { return };
    let (address, secret) = (format!("sftp://127.0.0.1:{port}/"), sandbox.write("secret", "velvet anchor"));
    let add = ["target", "add", "web", "--to", &address, "--as", "ada", "--secret-file", &secret];
    let refusal = sandbox.refused(add.into_iter().chain(["--host-key", &host_key]));
    assert_eq!(refusal.code, "target_refused");
    assert!(refusal.message.contains("Ed25519 or ECDSA"), "{refusal:?}");
    // One's own RSA key is no way in, either.
    for name in ["host", "mine"] {
        key(&sandbox, name, "");
    }
    ssh_keygen(["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", &sandbox.arg("rsa")]).accept("a key is made");
    let port = Peer::free_port();
    let _peer = sshd(&sandbox, port, "host");
    let refusal = self::add(&sandbox, port, "rsa", &["--host-key", &fingerprint(&sandbox, "host")]).refused();
    assert!(refusal.message.contains("neither Ed25519 nor ECDSA"), "{refusal:?}");
}
