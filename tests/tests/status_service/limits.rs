//! Limits: who asks too often is told so, behind a proxy each client by itself, and what is set anew holds at once.

use chancery_tests::{Peer, Sandbox, Served, openssl};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// How long a running service may take to see what another process set.
const PATIENCE: Duration = Duration::from_secs(20);

fn code(served: &Served, from: &str) -> u16 {
    served.fetch("/ca/ca-1.cer", &["--header", &format!("X-Forwarded-For: {from}")]).code
}

#[test]
fn behind_a_proxy_that_was_named_each_client_has_its_own_limits() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &["--other-rate", "2", "--proxy", "127.0.0.1"]);
    let codes = |from: &str| [(); 3].map(|()| code(&served, from));
    assert_eq!(codes("198.51.100.1"), [200, 200, 429]);
    assert_eq!(codes("198.51.100.2"), [200, 200, 429], "another client is not hindered");
    assert_eq!(codes("203.0.113.1, 198.51.100.1"), [429; 3], "what a client writes itself does not help it");
}

#[test]
fn the_word_of_whoever_was_not_named_counts_for_nothing() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &["--other-rate", "2"]);
    let codes = ["198.51.100.1", "198.51.100.2", "198.51.100.3"].map(|from| code(&served, from));
    assert_eq!(codes, [200, 200, 429]);
}

#[test]
fn nginx_in_front_tells_who_asks() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let served = Served::start(&sandbox, &["--other-rate", "2", "--proxy", "127.0.0.1"]);
    let lines = format!(
        "location /ca/ {{ proxy_pass {}; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }}",
        served.url
    );
    let nginx = Peer::nginx_that(&sandbox, "www.example.test", &lines);
    let ask = |from: &str| {
        let output = Command::new("curl")
            .args(["--silent", "--max-time", "20", "--noproxy", "*", "--insecure", "--output", "/dev/null"])
            .args(["--interface", from, "--write-out", "%{http_code}"])
            .arg(format!("https://127.0.0.1:{}/ca/ca-1.cer", nginx.port))
            .output()
            .expect("curl is installed");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // Any address of this network is this computer's. The proxy's own is believed, so no client has it.
    assert_eq!([(); 3].map(|()| ask("127.0.0.2")), ["200", "200", "429"]);
    assert_eq!([(); 3].map(|()| ask("127.0.0.3")), ["200", "200", "429"]);
}

#[test]
fn limits_that_are_set_hold_for_a_service_that_runs() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &[]);
    assert!((0..5).all(|_| served.fetch("/ca/ca-1.cer", &[]).code == 200));
    sandbox.done(["service", "set", "--other-rate", "1"]);
    let begun = Instant::now();
    while served.fetch("/ca/ca-1.cer", &[]).code != 429 {
        assert!(begun.elapsed() < PATIENCE, "the new limit does not hold");
        thread::sleep(Duration::from_millis(200));
    }
    // What the command line said when the service began is not set otherwise.
    let own = Served::start(&sandbox, &["--other-rate", "0"]);
    assert!((0..5).all(|_| own.fetch("/ca/ca-1.cer", &[]).code == 200));
}

#[test]
fn one_address_has_its_share_of_the_connections_and_no_more() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &["--connections-of-one", "5"]);
    let address = served.url.strip_prefix("http://").expect("an address").to_owned();
    let held: Vec<_> = (0..5).map(|_| std::net::TcpStream::connect(&address).expect("it listens")).collect();
    thread::sleep(Duration::from_millis(300));
    let asked = || {
        let arguments = ["--silent", "--max-time", "20", "--noproxy", "*", "--output", "/dev/null"];
        let url = format!("{}/ca/ca-1.cer", served.url);
        Command::new("curl").args(arguments).arg(url).status().expect("curl is installed").success()
    };
    assert!(!asked(), "the sixth is closed at once");
    drop(held);
    let begun = Instant::now();
    while !asked() {
        assert!(begun.elapsed() < PATIENCE, "places that were left are free");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_cannot_be_a_limit_is_refused_with_where_and_why() {
    let sandbox = Sandbox::with_authorities();
    for (option, value, field) in [
        ("--connections", "3", "connections"),
        ("--connections-of-one", "5000", "perAddress"),
        ("--request-seconds", "0", "seconds"),
        ("--request-kib", "17", "kibibytes"),
        ("--ocsp-rate", "100000", "ocsp"),
        ("--proxy", "proxy.example", "proxies"),
        ("--proxy", "0.0.0.0/0", "proxies"),
    ] {
        for command in [&["service", "set"][..], &["serve", "--listen", "127.0.0.1:0"]] {
            let refusal = sandbox.refused(command.iter().copied().chain([option, value]));
            assert_eq!(refusal.field.as_deref(), Some(field), "{option} {value}: {refusal:?}");
        }
    }
    let shown = sandbox.done(["service", "show"]);
    assert_eq!((shown["limits"]["ocsp"].as_u64(), shown["limits"]["crl"].as_u64()), (Some(200), Some(60)), "{shown}");
    let set = sandbox.done(["service", "set", "--proxy", "10.0.0.9/24", "--proxy", "::1", "--ocsp-rate", "0"]);
    assert_eq!(set["limits"]["proxies"], serde_json::json!(["10.0.0.0/24", "::1"]), "{set}");
    let log = sandbox.done(["audit", "list"]).to_string();
    assert!(log.contains("10.0.0.0/24"), "{log}");
}

#[test]
fn the_size_of_a_request_is_limited_as_it_is_set() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &[]);
    let posted = |octets: usize| {
        let body = format!("@{}", sandbox.write("request.der", vec![0x30; octets]));
        served.fetch("/ocsp", &["--header", "Content-Type: application/ocsp-request", "--data-binary", &body]).code
    };
    let got = |digits: usize| served.fetch(&format!("/ocsp/{}", "M".repeat(digits)), &[]).code;
    assert_eq!((posted(3000), got(3000)), (200, 200), "malformed, which is an answer");
    assert_eq!((posted(16 * 1024), posted(16 * 1024 + 1)), (200, 413));
    assert_eq!((got(32_000), got(33_000)), (200, 414));
    sandbox.done(["service", "set", "--request-kib", "1"]);
    let begun = Instant::now();
    while posted(1025) != 413 {
        assert!(begun.elapsed() < PATIENCE, "the new limit does not hold");
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!((posted(1024), got(1000), got(3000)), (200, 200, 414));
    // A request as clients send it has room in it.
    let request = sandbox.arg("request.der");
    let [issuer, root] = ["issuing.pem", "root.pem"].map(|name| sandbox.arg(name));
    let asked = ["ocsp", "-issuer", &root, "-cert", &issuer, "-reqout", &request, "-no_nonce"];
    openssl(asked).accept("openssl makes a request");
    let body = format!("@{request}");
    let answer = served.fetch("/ocsp", &["--header", "Content-Type: application/ocsp-request", "--data-binary", &body]);
    assert_eq!(answer.code, 200);
    assert!(answer.body.len() > 200, "it is answered for");
}
