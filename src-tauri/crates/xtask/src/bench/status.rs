//! OCSP answers a second over keep-alive HTTP, server and load on the same machine, beside what `openssl ocsp` gives.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chancery_domain::{CertificateId, SerialNumber, Status};
use chancery_engine::{CertificateFilter, CertificateQuery, Console, IssueRequest, SortOrder, StatusLimits};
use chancery_gateway::{Gateway, Listen};
use chancery_pki::{CertIdHash, IssuerCertificate, IssuerHashes, cert_id, ocsp_request};
use chancery_store::StoreError;

use super::bare_store::{self, ISSUING, Opened};
use super::crl;
use super::memory;
use super::run::Bench;
use super::samples;
use super::table::{Row, grouped, per_second};
use crate::error::{Doing, Error, Result};

/// Certificates that are asked for.
const CERTIFICATES: usize = 5_000;
const BATCH: usize = 500;
/// Clients, each with a connection that is kept.
const CLIENTS: usize = 8;
const CACHED: f64 = 12_000.0;
const SIGNED: f64 = 6_000.0;
const LATEST: Duration = Duration::from_millis(10);
/// What is reached of it at least where a million are revoked: a look takes a few steps more.
const AMONG_REVOKED: f64 = 0.5;
/// What five minutes of load may add to the memory: what the allocator keeps at hand.
const GROWTH: u64 = 8_000_000;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let folder = bench.temporary()?;
    let made = folder.path().join("vault");
    let opened = bare_store::make(&made)?;
    let asked = issued(&opened, &made)?;
    let gateway = serve(&opened.console)?;
    let address = gateway.address();
    let seconds = Duration::from_secs(bench.scale(10, 1) as u64);
    let (plain, signed) = (asked.iter().map(posted).collect::<Result<Vec<_>>>()?, with_nonces(&asked)?);
    let (cached, fresh) = rates(address, &plain, &signed, seconds)?;
    let mut rows = vec![
        Row::at_least("OCSP answers, signed before", cached.rate(), CACHED, ""),
        Row::at_least("OCSP answers, signed for the request", fresh.rate(), SIGNED, ""),
    ];
    for (figure, requests, rate) in [
        ("OCSP at half load, signed before, 99th percentile", &plain, CACHED / 2.0),
        ("OCSP at half load, signed for the request, 99th percentile", &signed, SIGNED / 2.0),
    ] {
        let paced = load(address, requests, Load::Paced(seconds, rate))?;
        let why = format!(" ({} asked, {} answered)", per_second(rate), per_second(paced.rate()));
        rows.push(Row::at_most(figure, paced.percentile(0.99), LATEST, &why));
    }
    let before = memory::of(std::process::id());
    load(address, &signed, Load::For(Duration::from_secs(bench.scale(300, 2) as u64)))?;
    const GROWN: &str = "memory that five minutes of OCSP add";
    rows.push(match before.zip(memory::of(std::process::id())) {
        Some((before, after)) => Row::at_most_megabytes(GROWN, after.saturating_sub(before), GROWTH / 1_000_000),
        None => Row::not_measured(GROWN, "this system does not tell what a process takes".to_owned()),
    });
    drop(gateway);
    opened.console.end_status();
    opened.close();
    rows.push(beside(folder.path(), seconds)?);
    rows.extend(among_revoked(bench, (cached.rate(), fresh.rate()), seconds)?);
    Ok(rows)
}

/// Listens on a port of this machine alone, and refuses nobody.
fn serve(console: &Console) -> Result<Gateway> {
    let limits = StatusLimits { ocsp: 0, crl: 0, others: 0, per_address: 0, ..StatusLimits::default() };
    let listen = Listen { address: SocketAddr::from(([127, 0, 0, 1], 0)), tls: false, limits };
    Gateway::start(&listen, console.serve_status()?).map_err(|error| Error::Window(error.to_string()))
}

/// How fast answers are that were signed before, each once to begin with, and those that are signed for the request.
fn rates(
    address: SocketAddr,
    plain: &[Vec<u8>],
    signed: &[Vec<u8>],
    seconds: Duration,
) -> Result<(Answered, Answered)> {
    load(address, plain, Load::Times(1))?;
    Ok((load(address, plain, Load::For(seconds))?, load(address, signed, Load::For(seconds))?))
}

/// The same where everything is revoked that is asked for, and a million more: held to what it is among few.
fn among_revoked(bench: &Bench<'_>, among_few: (f64, f64), seconds: Duration) -> Result<Vec<Row>> {
    let (folder, count) = crl::revoked(bench)?;
    let opened = bare_store::open(&folder)?;
    let asked = revoked_ids(&opened, &folder)?;
    let gateway = serve(&opened.console)?;
    let (plain, signed) = (asked.iter().map(posted).collect::<Result<Vec<_>>>()?, with_nonces(&asked)?);
    let (cached, fresh) = rates(gateway.address(), &plain, &signed, seconds)?;
    drop(gateway);
    opened.console.end_status();
    opened.close();
    let count = grouped(count as f64);
    let why = |few| format!(", {AMONG_REVOKED} of that among few ({})", per_second(few));
    let (signed_before, for_request) = among_few;
    Ok(vec![
        Row::at_least(
            &format!("OCSP speed with {count} revoked, signed before"),
            cached.rate(),
            signed_before * AMONG_REVOKED,
            &why(signed_before),
        ),
        Row::at_least(
            &format!("OCSP speed with {count} revoked, signed for the request"),
            fresh.rate(),
            for_request * AMONG_REVOKED,
            &why(for_request),
        ),
    ])
}

/// The CertIDs of as many certificates of an inventory in which all are revoked.
fn revoked_ids(opened: &Opened, made: &Path) -> Result<Vec<Vec<u8>>> {
    let hashes = issuer_hashes(made)?;
    let (mut ids, mut after) = (Vec::with_capacity(CERTIFICATES), None);
    while ids.len() < CERTIFICATES {
        let filter = CertificateFilter { status: vec![Status::Revoked], ..CertificateFilter::default() };
        let query = CertificateQuery { filter, sort: SortOrder::default(), after, skip: 0, limit: 500 };
        let page = opened.vault.certificates(&opened.actor, &query)?;
        for row in &page.rows {
            let serial: SerialNumber = row.serial.parse().map_err(chancery_engine::EngineError::from)?;
            ids.push(cert_id(CertIdHash::Sha1, &hashes, &serial));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(ids)
}

/// The CertIDs of certificates that were just issued.
fn issued(opened: &Opened, made: &Path) -> Result<Vec<Vec<u8>>> {
    let requests: Vec<IssueRequest> = (0..CERTIFICATES).map(|number| samples::request(ISSUING, number)).collect();
    let mut ids: Vec<CertificateId> = Vec::with_capacity(CERTIFICATES);
    for batch in requests.chunks(BATCH) {
        ids.extend(opened.vault.issue_all(&opened.actor, ISSUING, batch)?);
    }
    let hashes = issuer_hashes(made)?;
    let store = bare_store::store(made)?;
    let serials = store.read(|tx| {
        let serial = |id| tx.certificate(id)?.map(|row| row.serial).ok_or(StoreError::Missing(String::new()));
        ids.into_iter().map(serial).collect::<Result<Vec<_>, StoreError>>()
    })?;
    Ok(serials.iter().map(|serial| cert_id(CertIdHash::Sha1, &hashes, serial)).collect())
}

fn issuer(made: &Path) -> Result<Vec<u8>> {
    let lost = || StoreError::Missing(ISSUING.to_owned());
    Ok(bare_store::store(made)?.read(|tx| {
        let authority = tx.authority_by_name(ISSUING)?.ok_or_else(lost)?;
        tx.certificate_der(authority.certificate)?.ok_or_else(lost)
    })?)
}

fn issuer_hashes(made: &Path) -> Result<IssuerHashes> {
    let issuer = IssuerCertificate::from_der(&issuer(made)?)?;
    Ok(IssuerHashes::new(issuer.subject_der(), issuer.public_key())?)
}

/// A request over HTTP/1.1 that asks for one certificate.
fn posted(asked: &Vec<u8>) -> Result<Vec<u8>> {
    Ok(over_http(&ocsp_request(std::slice::from_ref(asked), None)?))
}

fn over_http(der: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST /ocsp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ocsp-request\r\nContent-Length: {}\r\n\r\n",
        der.len()
    )
    .into_bytes();
    request.extend_from_slice(der);
    request
}

/// Requests with a nonce each: what is answered to one is no answer to another.
fn with_nonces(asked: &[Vec<u8>]) -> Result<Vec<Vec<u8>>> {
    let of = |(number, asked): (usize, &Vec<u8>)| {
        let nonce: Vec<u8> = (0..32_u64).map(|place| (number as u64 >> (place % 8 * 8)) as u8 ^ place as u8).collect();
        Ok(over_http(&ocsp_request(std::slice::from_ref(asked), Some(&nonce))?))
    };
    asked.iter().enumerate().map(of).collect()
}

#[derive(Debug, Clone, Copy)]
enum Load {
    /// Each request so often.
    Times(usize),
    /// As fast as it goes.
    For(Duration),
    /// So many a second, whether or not the earlier ones were answered in time.
    Paced(Duration, f64),
}

#[derive(Debug)]
struct Answered {
    time: Duration,
    count: usize,
    /// Of a load that is paced: those of the others say how many wait, and five minutes of them take more memory than what
    /// is measured.
    latencies: Vec<Duration>,
}

impl Answered {
    fn rate(&self) -> f64 {
        self.count as f64 / self.time.as_secs_f64()
    }

    fn percentile(&self, share: f64) -> Duration {
        let at = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(at.min(self.latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// Sends requests on connections that are kept, and waits for each answer.
fn load(address: SocketAddr, requests: &[Vec<u8>], load: Load) -> Result<Answered> {
    let (all, failed) = (Mutex::new((0, Vec::new())), Mutex::new(None));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (all, failed) = (&all, &failed);
            scope.spawn(move || match one_client(address, requests, load, client) {
                Ok((count, mut latencies)) => all
                    .lock()
                    .map(|mut all| {
                        all.0 += count;
                        all.1.append(&mut latencies);
                    })
                    .unwrap_or_default(),
                Err(error) => failed.lock().map(|mut failed| *failed = Some(error)).unwrap_or_default(),
            });
        }
    });
    let time = begun.elapsed();
    if let Some(error) = failed.into_inner().unwrap_or_default() {
        return Err(error);
    }
    let (count, mut latencies) = all.into_inner().unwrap_or_default();
    latencies.sort_unstable();
    Ok(Answered { time, count, latencies })
}

fn one_client(address: SocketAddr, requests: &[Vec<u8>], load: Load, client: usize) -> Result<(usize, Vec<Duration>)> {
    let doing = || format!("asking {address}");
    let mut stream = TcpStream::connect(address).doing(doing)?;
    stream.set_nodelay(true).doing(doing)?;
    let (mut answered, mut latencies) = (0, Vec::new());
    let (mut buffer, begun) = (Vec::with_capacity(8192), Instant::now());
    let mine = requests.iter().skip(client).step_by(CLIENTS);
    let count = mine.clone().count();
    for (number, request) in mine.cycle().enumerate() {
        let due = match load {
            Load::Times(times) if number == count * times => break,
            Load::For(time) | Load::Paced(time, _) if begun.elapsed() >= time => break,
            // From when it was to be sent: who waits for the one before is late through no fault of the client.
            Load::Paced(_, rate) => begun + Duration::from_secs_f64(number as f64 * CLIENTS as f64 / rate),
            _ => Instant::now(),
        };
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        stream.write_all(request).doing(doing)?;
        answer(&mut stream, &mut buffer)?;
        answered += 1;
        if matches!(load, Load::Paced(..)) {
            latencies.push(due.elapsed());
        }
    }
    Ok((answered, latencies))
}

/// Reads one answer, which must be a signed one.
fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    let unexpected = |what: &str| Error::Window(format!("the responder answered {what}"));
    buffer.clear();
    let mut part = [0; 8192];
    loop {
        let read = stream.read(&mut part).doing(|| "reading an answer".to_owned())?;
        if read == 0 {
            return Err(unexpected("nothing"));
        }
        buffer.extend_from_slice(&part[..read]);
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end]).map_err(|_| unexpected("no HTTP"))?;
        if !head.starts_with("HTTP/1.1 200") {
            return Err(unexpected(head));
        }
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse::<usize>().ok())
            .ok_or_else(|| unexpected(head))?;
        if buffer.len() >= end + 4 + length {
            // A refusal has five octets.
            return if length > 100 { Ok(()) } else { Err(unexpected("a refusal")) };
        }
    }
}

/// `openssl ocsp` on the same certificates: it knows one connection at a time and one request on each.
fn beside(folder: &Path, time: Duration) -> Result<Row> {
    const FIGURE: &str = "the same by openssl ocsp, a connection each";
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).doing(|| "a free port".to_owned())?.port();
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl")
            .current_dir(folder)
            .args(arguments)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .status();
        done.is_ok_and(|status| status.success())
    };
    fs::write(folder.join("index.txt"), "V\t400101000000Z\t\t1234\tunknown\t/CN=www.example.test\n")
        .doing(|| "writing an index".to_owned())?;
    let new_key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];
    let key = [&new_key[..], &["-subj", "/CN=Beside", "-keyout", "ca.key", "-out", "ca.pem"]].concat();
    if !run(&key) || !run(&["ocsp", "-issuer", "ca.pem", "-serial", "0x1234", "-no_nonce", "-reqout", "asked.der"]) {
        return Ok(Row::told(FIGURE, "openssl is not to be had here".to_owned()));
    }
    let request = over_http(&fs::read(folder.join("asked.der")).doing(|| "reading a request".to_owned())?);
    let port_text = port.to_string();
    let serve =
        ["ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key", "-ndays", "1"];
    let child = Command::new("openssl")
        .current_dir(folder)
        .args(serve)
        .args(["-port", &port_text])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .doing(|| "starting openssl ocsp".to_owned())?;
    let _ends = Ending(child);
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    // Whoever only looked whether it listens would be waited for.
    std::thread::sleep(Duration::from_secs(1));
    let (mut count, begun) = (0_u32, Instant::now());
    while begun.elapsed() < time {
        let mut stream = TcpStream::connect(address).doing(|| "asking openssl".to_owned())?;
        stream.write_all(&request).doing(|| "asking openssl".to_owned())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).doing(|| "hearing openssl".to_owned())?;
        count += u32::from(answer.len() > 100);
    }
    Ok(Row::told(FIGURE, per_second(f64::from(count) / begun.elapsed().as_secs_f64())))
}

struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
