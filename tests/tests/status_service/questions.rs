//! Asking others: our own responder, openssl's, and addresses that nobody may be sent to.

use chancery_tests::{Outcome, Peer, Sandbox, Served, openssl};
use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long openssl may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// `openssl ocsp` as a responder, until it is dropped. Nobody may connect only to see whether it listens: it would wait
/// for that one's request.
struct Responder {
    child: Child,
    url: String,
}

impl Drop for Responder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Responder {
    fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let port = Peer::free_port();
        let child = Command::new("openssl")
            .current_dir(sandbox.folder())
            .args(["ocsp", "-index", "index.txt", "-ndays", "1", "-port", &port.to_string()])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl is installed");
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }

    /// What is answered once it listens.
    fn asked(&self, ask: impl Fn(&str) -> Outcome) -> Outcome {
        let begun = Instant::now();
        loop {
            let outcome = ask(&self.url);
            if !outcome.stderr.contains("not_fetched") || begun.elapsed() > PATIENCE {
                return outcome;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn our_own_and_openssls_responders_are_asked_and_their_answers_held_to_who_may_give_them() {
    let sandbox = Sandbox::with_authorities();
    let issued = sandbox.issue("issuing", "www.example.test");
    sandbox.issue("issuing", "responder.example.test");
    let served = Served::start(&sandbox, &[]);
    let [certificate, issuer, root] = ["www.example.test.pem", "issuing.pem", "root.pem"].map(|file| sandbox.arg(file));
    let ask = |url: &str, more: &[&str]| {
        let arguments = ["ocsp", "query", &certificate, "--issuer", &issuer, "--url", url];
        sandbox.run(arguments.into_iter().chain(more.iter().copied()))
    };
    let url = format!("{}/ocsp", served.url);
    let good = ask(&url, &[]).done();
    assert_eq!((good["status"].as_str(), good["nonceCameBack"].as_bool()), (Some("good"), Some(true)), "{good}");
    assert_eq!(ask(&url, &["--sha256", "--no-nonce"]).done()["status"], "good");
    // An issuer that did not sign it.
    let wrong = sandbox.refused(["ocsp", "query", &certificate, "--issuer", &root, "--url", &url]);
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("wrong_issuer", Some("issuer")));

    // openssl as the responder, signing with the issuer's own key would need it: it signs with one that nobody let.
    let serial = issued["serial"].as_str().expect("a serial");
    let index = format!("R\t400101000000Z\t260102030405Z,keyCompromise\t{serial}\tunknown\t/CN=www.example.test\n");
    fs::write(sandbox.path("index.txt"), index).expect("it can be written");
    let signer = ["-rsigner", "responder.example.test.pem", "-rkey", "responder.example.test.key"];
    let responder = Responder::start(&sandbox, &[&["-CA", &issuer][..], &signer].concat());
    let refused = responder.asked(|url| ask(url, &[])).refused();
    assert_eq!(refused.code, "wrong_answer", "a web server’s certificate is none that answers: {refused:?}");
    drop(responder);

    // A real authority of openssl's, whose own key answers.
    let made = |arguments: &[&str]| openssl(arguments.iter().copied()).accept("openssl makes it");
    let at = |name: &str| sandbox.arg(name);
    let [ca, ca_key, leaf, leaf_key] = ["other.pem", "other.key", "leaf.pem", "leaf.key"].map(at);
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];
    let first =
        ["req", "-x509", "-subj", "/CN=Other CA", "-addext", "keyUsage=critical,digitalSignature,keyCertSign,cRLSign"];
    made(&[&first[..], &key, &["-keyout", &ca_key, "-out", &ca]].concat());
    let second = ["req", "-x509", "-subj", "/CN=leaf", "-set_serial", "0x1234", "-CA", &ca, "-CAkey", &ca_key];
    made(&[&second[..], &key, &["-addext", "basicConstraints=CA:FALSE", "-keyout", &leaf_key, "-out", &leaf]].concat());
    fs::write(at("index.txt"), "R\t400101000000Z\t260102030405Z,keyCompromise\t1234\tunknown\t/CN=leaf\n")
        .expect("written");
    let responder = Responder::start(&sandbox, &["-CA", &ca, "-rsigner", &ca, "-rkey", &ca_key]);
    let query = |url: &str| sandbox.run(["ocsp", "query", &leaf, "--issuer", &ca, "--url", url]);
    let revoked = responder.asked(query).done();
    assert_eq!((&revoked["status"], &revoked["reason"]), (&"revoked".into(), &"key-compromise".into()), "{revoked}");
    assert_eq!(revoked["revokedAt"], "2026-01-02T03:04:05Z");
}

#[test]
fn nobody_is_sent_inside_because_a_certificate_says_so() {
    let sandbox = Sandbox::new();
    let subject = "CN=inside,O=Example Corp,C=DE";
    let mut arguments =
        vec!["ca", "create", "--name", "inside", "--subject", subject, "--key", "ecdsa-p256", "--days", "3650"];
    arguments.extend(["--ocsp-url", "http://127.0.0.1:9/ocsp", "--crl-url", "http://[::1]:9/a.crl"]);
    sandbox.done(arguments);
    sandbox.done(["ca", "export", "inside", "--format", "pem", "--out", &sandbox.arg("inside.pem")]);
    sandbox.issue("inside", "www.example.test");
    let [certificate, issuer] = ["www.example.test.pem", "inside.pem"].map(|file| sandbox.arg(file));
    let refused = sandbox.refused(["ocsp", "query", &certificate, "--issuer", &issuer]);
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("address_inside", Some("url")), "{refused:?}");
    let refused = sandbox.refused(["cert", "status", &certificate, "--issuer", &issuer]);
    assert_eq!(refused.code, "address_inside", "the CRL’s address too: {refused:?}");
    // What this vault decided needs nobody's word.
    assert_eq!(sandbox.done(["cert", "status", "www.example.test"])["status"], "good");
    sandbox.done(["cert", "revoke", "www.example.test", "--reason", "superseded"]);
    let told = sandbox.run(["cert", "status", "www.example.test"]);
    assert_eq!(told.code, Some(1));
    assert!(told.stdout.contains("\"revoked\"") && told.stderr.contains("revoked"), "{told:?}");
    for url in ["ftp://example.test/", "file:///etc/passwd", "no address"] {
        let refused = sandbox.refused(["ocsp", "query", &certificate, "--issuer", &issuer, "--url", url]);
        assert_eq!(refused.code, "invalid_address", "{url}");
    }
}
