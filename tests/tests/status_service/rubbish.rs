//! What comes in that nobody meant: an answer, never silence, a crash or another's memory.

use chancery_tests::{Sandbox, Served};
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

const MALFORMED: &[u8] = &[0x30, 3, 0x0a, 1, 1];

#[test]
fn rubbish_is_answered_as_malformed_and_too_much_of_it_is_refused() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &["--ocsp-rate", "0"]);
    let kind = "Content-Type: application/ocsp-request";
    for (number, rubbish) in [&b""[..], b"\x30\x00", b"\xff\xff\xff", &[0x30; 5000]].into_iter().enumerate() {
        let file = sandbox.path(&format!("rubbish{number}"));
        fs::write(&file, rubbish).expect("it can be written");
        let body = format!("@{}", file.display());
        let answered = served.fetch("/ocsp", &["--header", kind, "--data-binary", &body]);
        assert_eq!((answered.code, answered.body.as_slice()), (200, MALFORMED), "{number}");
    }
    for path in ["/ocsp/AAAA", "/ocsp/%00%7f", "/ocsp/not-base64!", "/ocsp/MA=="] {
        let answered = served.fetch(path, &[]);
        assert_eq!((answered.code, answered.body.as_slice()), (200, MALFORMED), "{path}");
    }
    fs::write(sandbox.path("much"), vec![0; 20_000]).expect("it can be written");
    let body = format!("@{}", sandbox.arg("much"));
    assert_eq!(served.fetch("/ocsp", &["--header", kind, "--data-binary", &body]).code, 413);
    assert_eq!(served.fetch("/ocsp", &["--header", "Content-Type: text/html", "--data", "x"]).code, 415);
    assert_eq!(served.fetch("/ocsp/AAAA", &["--request", "DELETE"]).code, 405);
}

#[test]
fn who_sends_a_head_drop_by_drop_is_cut_off_and_holds_up_nobody() {
    let sandbox = Sandbox::with_authorities();
    let served = Served::start(&sandbox, &[]);
    let address = served.url.strip_prefix("http://").expect("an address");
    let mut slow: Vec<TcpStream> = (0..50).map(|_| TcpStream::connect(address).expect("it listens")).collect();
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").expect("it takes what comes");
    }
    let health = served.fetch("/healthz", &[]).code;
    assert!(health == 200 || health == 503, "others are answered meanwhile: {health}");
    let mut dripping = TcpStream::connect(address).expect("it listens");
    dripping.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    let head =
        "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 100\r\n\r\n0";
    dripping.write_all(head.as_bytes()).expect("it takes what comes");
    let begun = Instant::now();
    let mut last = slow.pop().expect("one of them");
    let mut end = Vec::new();
    // Cut off: an end, or an error that says so.
    let _ = last.read_to_end(&mut end);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let mut said = String::new();
    dripping.read_to_string(&mut said).expect("an answer");
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
