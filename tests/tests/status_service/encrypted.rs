//! The service over TLS, before clients that check: curl, openssl, and those that only hold up others.

use chancery_tests::{Sandbox, Served, curl, openssl};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const HOST: &str = "pki.example.test";
/// How long a running service may take to see what another process changed.
const PATIENCE: Duration = Duration::from_secs(30);

fn with_certificate() -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", HOST);
    sandbox
}

fn port(served: &Served) -> u16 {
    served.url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
}

fn connected(served: &Served) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port(served))).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    stream
}

/// The serial number of what is shown, by a handshake of openssl's that believes the root.
fn shown(sandbox: &Sandbox, served: &Served, more: &[&str]) -> (bool, String) {
    let output = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{}", port(served)), "-servername", HOST])
        .args(["-verify_hostname", HOST, "-verify_return_error", "-CAfile", &sandbox.arg("root.pem")])
        .args(more)
        .stdin(Stdio::null())
        .output()
        .expect("openssl is installed");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// The certificate that is shown now, as PEM.
fn leaf(sandbox: &Sandbox, served: &Served) -> String {
    let (_, said) = shown(sandbox, served, &[]);
    let begin = said.find("-----BEGIN").expect("a certificate");
    let end = said.find("-----END CERTIFICATE-----").expect("its end");
    said[begin..end].lines().skip(1).collect()
}

#[test]
fn who_believes_the_root_is_served_with_the_whole_chain_and_who_believes_another_refuses() {
    let sandbox = with_certificate();
    sandbox.found("other", "ecdsa-p256", None);
    let served = Served::start(&sandbox, &["--tls", HOST]);
    assert!(served.url.starts_with("https://"), "{}", served.url);
    let health = curl_to(&sandbox, &served, "root.pem", &[]);
    assert!(health.0, "{}", health.1);
    let found: Value = serde_json::from_str(&health.1).expect("JSON");
    let certificate = sandbox.done(["cert", "show", HOST]);
    assert_eq!(found["tls"]["id"], certificate["row"]["id"], "{found}");
    assert_eq!(found["tls"]["problems"], serde_json::json!([]), "{found}");
    let refused = curl_to(&sandbox, &served, "other.pem", &[]);
    assert!(!refused.0 && refused.1.contains("certificate"), "{}", refused.1);
    for (version, said) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let (good, text) = shown(&sandbox, &served, &[version]);
        assert!(good && text.contains("Verify return code: 0 (ok)") && text.contains(said), "{version}: {text}");
        // The certificate and the authority's; the root is the client's.
        assert_eq!(text.matches("\n i:").count() + text.matches("\n   i:").count(), 2, "{text}");
    }
    let (good, text) = shown(&sandbox, &served, &["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"]);
    assert!(!good, "TLS 1.1 is over: {text}");
}

fn curl_to(sandbox: &Sandbox, served: &Served, trusted: &str, more: &[&str]) -> (bool, String) {
    let url = format!("https://{HOST}:{}/healthz", port(served));
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", &sandbox.arg(trusted)])
        .args(["--resolve", &format!("{HOST}:{}:127.0.0.1", port(served))])
        .args(more)
        .arg(url)
        .output()
        .expect("curl is installed");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn ocsp_over_tls_is_answered_as_over_plain_http() {
    let sandbox = with_certificate();
    let served = Served::start(&sandbox, &["--tls", HOST]);
    let request = sandbox.arg("request.der");
    let [issuer, certificate] = ["issuing.pem".to_owned(), format!("{HOST}.pem")].map(|file| sandbox.arg(&file));
    openssl(["ocsp", "-issuer", &issuer, "-cert", &certificate, "-no_nonce", "-reqout", &request]).accept("a request");
    let response = sandbox.arg("response.der");
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--cacert", &sandbox.arg("root.pem")])
        .args(["--resolve", &format!("{HOST}:{}:127.0.0.1", port(&served))])
        .args(["--header", "Content-Type: application/ocsp-request", "--data-binary", &format!("@{request}")])
        .args(["--output", &response, &format!("https://{HOST}:{}/ocsp", port(&served))])
        .output()
        .expect("curl is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let root = sandbox.arg("root.pem");
    let arguments =
        ["ocsp", "-respin", &response, "-issuer", &issuer, "-cert", &certificate, "-CAfile", &root, "-no_nonce"];
    let text =
        openssl(arguments.into_iter().chain(["-verify_other", &issuer])).accept("openssl takes the answer").text();
    assert!(text.contains(": good"), "{text}");
}

#[test]
fn a_renewed_certificate_is_shown_to_the_next_client_without_a_restart() {
    let sandbox = with_certificate();
    let served = Served::start(&sandbox, &["--tls", HOST]);
    let first = leaf(&sandbox, &served);
    let issued = std::fs::read_to_string(sandbox.path(&format!("{HOST}.pem"))).expect("its file");
    assert!(issued.replace('\n', "").contains(&first), "what was chosen is shown");
    sandbox.done(["cert", "renew", HOST]);
    let begun = Instant::now();
    let second = loop {
        let second = leaf(&sandbox, &served);
        if second != first {
            break second;
        }
        assert!(begun.elapsed() < PATIENCE, "the old one is still shown");
        thread::sleep(Duration::from_millis(200));
    };
    // Whoever starts it anew by the name that both have gets the one that is in use.
    let anew = Served::start(&sandbox, &["--tls", HOST]);
    assert_eq!(leaf(&sandbox, &anew), second);
    let of = |served: &Served| {
        let health = curl_to(&sandbox, served, "root.pem", &[]).1;
        serde_json::from_str::<Value>(&health).expect("JSON")["tls"]["id"].as_str().expect("an id").to_owned()
    };
    assert_eq!(of(&served), of(&anew));
    let file = sandbox.arg("renewed.pem");
    sandbox.done(["cert", "export", &of(&served), "--format", "pem", "--out", &file]);
    let renewed = std::fs::read_to_string(file).expect("its file").replace('\n', "");
    assert!(renewed.contains(&second), "its successor is shown");
    let (good, text) = shown(&sandbox, &served, &[]);
    assert!(good, "{text}");
}

#[test]
fn who_speaks_plain_http_to_it_is_told_at_once() {
    let sandbox = with_certificate();
    let served = Served::start(&sandbox, &["--tls", HOST]);
    let begun = Instant::now();
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--include"])
        .arg(format!("http://127.0.0.1:{}/healthz", port(&served)))
        .output()
        .expect("curl is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with("HTTP/1.1 400") && said.contains("https://"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // And rubbish that is neither.
    let mut stream = connected(&served);
    stream.write_all(&[22, 3, 1, 255, 255, 0, 0, 0]).expect("it takes what comes");
    let mut end = Vec::new();
    let _ = stream.read_to_end(&mut end);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn who_begins_a_handshake_and_leaves_it_there_is_cut_off_and_holds_up_nobody() {
    let sandbox = with_certificate();
    let served = Served::start(&sandbox, &["--tls", HOST, "--request-seconds", "4"]);
    let mut slow: Vec<TcpStream> = (0..50).map(|_| connected(&served)).collect();
    for stream in slow.iter_mut().skip(10) {
        stream.write_all(&[22, 3, 1, 2]).expect("it takes what comes");
    }
    let begun = Instant::now();
    let health = curl_to(&sandbox, &served, "root.pem", &[]);
    assert!(health.0, "{}", health.1);
    assert!(begun.elapsed() < Duration::from_secs(2), "others are served meanwhile: {:?}", begun.elapsed());
    for stream in &mut slow {
        let mut end = Vec::new();
        let _ = stream.read_to_end(&mut end);
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn only_what_a_server_may_show_is_taken() {
    let sandbox = with_certificate();
    sandbox.issue_as("issuing", "client-auth", "ada.example.test", &[]);
    sandbox.issue("issuing", "old.example.test");
    sandbox.done(["cert", "revoke", "old.example.test", "--reason", "superseded"]);
    let root = sandbox.done(["ca", "show", "root"]);
    let root = root["certificateId"].as_str().expect("its certificate");
    for (reference, why) in [
        ("ada.example.test", "serverAuth"),
        ("old.example.test", "revoked"),
        (root, "authority"),
        ("nobody.example.test", "no certificate"),
    ] {
        let refusal = sandbox.refused(["service", "set", "--tls", reference]);
        assert_eq!(refusal.field.as_deref(), Some("tls"), "{reference}: {refusal:?}");
        assert!(refusal.message.contains(why), "{reference}: {refusal:?}");
        let refusal = sandbox.refused(["serve", "--listen", "127.0.0.1:0", "--tls", reference]);
        assert!(refusal.message.contains(why), "{reference}: {refusal:?}");
    }
    // What is set is used by whoever serves; another one only by whom may set it.
    let set = sandbox.done(["service", "set", "--tls", HOST]);
    let id = set["tls"].as_str().expect("its id").to_owned();
    assert_eq!(sandbox.done(["cert", "show", HOST])["row"]["id"].as_str(), Some(id.as_str()));
    sandbox.add_user("grace", "operator");
    let served = Served::start_as(&sandbox, "grace", &[]);
    assert!(served.url.starts_with("https://"), "{}", served.url);
    assert!(shown(&sandbox, &served, &[]).0);
    drop(served);
    sandbox.issue("issuing", "www.example.test");
    let file = sandbox.arg("grace.pass");
    let arguments = ["--user", "grace", "--passphrase-file", &file, "serve", "--listen", "127.0.0.1:0"];
    let refusal = sandbox.run(arguments.into_iter().chain(["--tls", "www.example.test"])).refused();
    assert_eq!(refusal.code, "forbidden", "{refusal:?}");
    // Plain HTTP where nobody wants TLS.
    let served = Served::start(&sandbox, &["--no-tls"]);
    assert_eq!(served.fetch("/ca/ca-1.cer", &[]).code, 200);
}

#[test]
fn curl_is_served_by_name_as_any_web_server_would() {
    let sandbox = with_certificate();
    let served = Served::start(&sandbox, &["--tls", HOST]);
    // There is nothing at the root, which is an answer all the same.
    let (believed, said) = curl(&sandbox, HOST, port(&served), "root.pem", &["--write-out", "%{http_code}"]);
    assert!(believed && said.ends_with("404"), "{said}");
}
