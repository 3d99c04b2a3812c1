//! Under more than it can do in time: who would have to wait for long is told to come back, at once, and that ends with the load.

use chancery_tests::{Sandbox, Served, openssl};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Clients that ask at the same time, and how much each asks before it looks at an answer.
const CLIENTS: usize = 60;
const AT_ONCE: usize = 12;
/// Longer than anybody should wait for an answer.
const HELD_UP: Duration = Duration::from_secs(4);
/// `tryLater` as a whole answer (RFC 6960 §4.2.1).
const TRY_LATER: &[u8] = &[0x30, 3, 0x0a, 1, 3];
/// How long it may take until somebody asks right then.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request that is work: a hundred certificates, and a nonce, so that the answer is signed for it.
fn laborious(sandbox: &Sandbox) -> Vec<u8> {
    let file = sandbox.arg("laborious.der");
    let mut arguments = vec!["ocsp".to_owned(), "-issuer".to_owned(), sandbox.arg("issuing.pem")];
    for serial in 1..=100 {
        arguments.extend(["-serial".to_owned(), format!("0x7{serial:039x}")]);
    }
    arguments.extend(["-nonce", "-reqout", &file].map(str::to_owned));
    openssl(arguments).accept("openssl makes a request");
    sandbox.read("laborious.der")
}

/// Asks several times in one go, and reads the answers. What breaks off is no answer.
fn ask(address: &str, request: &[u8]) -> std::io::Result<Vec<Vec<u8>>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let head = format!(
        "POST /ocsp HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/ocsp-request\r\nContent-Length: {}\r\n\r\n",
        request.len()
    );
    stream.write_all(&[head.as_bytes(), request].concat().repeat(AT_ONCE))?;
    let mut said = BufReader::new(stream);
    (0..AT_ONCE).map(|_| answer(&mut said)).collect()
}

fn answer(said: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if said.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == "\r\n" {
            break;
        }
        if let Some((_, value)) = line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = value.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    said.read_exact(&mut body)?;
    Ok(body)
}

#[test]
fn whoever_would_wait_for_long_is_told_to_try_later_and_the_service_catches_up() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", "www.example.test");
    let limits = ["--ocsp-rate", "0", "--connections", "2000", "--connections-of-one", "0", "--request-seconds", "60"];
    let served = Served::start(&sandbox, &limits);
    let asked = || {
        let (issuer, certificate) = (sandbox.arg("issuing.pem"), sandbox.arg("www.example.test.pem"));
        let (trust, url) = (sandbox.arg("root.pem"), format!("{}/ocsp", served.url));
        openssl(["ocsp", "-issuer", &issuer, "-cert", &certificate, "-url", &url, "-CAfile", &trust]).text()
    };
    assert!(asked().contains(": good"), "{}", asked());
    let request = laborious(&sandbox);
    let address = served.url.strip_prefix("http://").expect("an address");
    let (enough, signed, later) = (AtomicBool::new(false), AtomicU32::new(0), Mutex::new(None));
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while !enough.load(Ordering::Relaxed) && begun.elapsed() < PATIENCE {
                    for answer in ask(address, &request).unwrap_or_default() {
                        if answer == TRY_LATER {
                            enough.store(true, Ordering::Relaxed);
                            *later.lock().expect("nobody panics with it") = Some(answer);
                        } else if answer.len() > 1000 {
                            signed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
        while !enough.load(Ordering::Relaxed) && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(500));
            served.hold_up(HELD_UP);
            thread::sleep(Duration::from_millis(500));
        }
    });
    let later = later.into_inner().expect("nobody panics with it").expect("somebody was told to try later");
    assert!(signed.load(Ordering::Relaxed) > 0, "and others were answered");
    let file = sandbox.write("later.der", later);
    let read = openssl(["ocsp", "-respin", &file, "-noverify"]).text();
    assert!(read.contains("trylater"), "{read}");
    // The load is over.
    let begun = Instant::now();
    while !asked().contains(": good") {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not catch up: {}", asked());
        thread::sleep(Duration::from_millis(200));
    }
    assert!(served.end());
}
