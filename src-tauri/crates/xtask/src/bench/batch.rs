//! Batches of 30,000: from a table with fresh P-256 keys, and from signing requests, against what was promised and
//! against `openssl ca -batch` on the same requests, which keeps its list in a text file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use chancery_domain::{DistinguishedName, KeyAlgorithm, ProfileName, SubjectAltName};
use chancery_pki::{KeyPair, Request, SoftwareSigner};

use super::bare_store::{self, ISSUING};
use super::command_line::{CommandLine, Took};
use super::resuming;
use super::run::Bench;
use super::table::{Row, per_second};
use crate::error::{Doing, Error, Result};

/// What was promised, a second.
const WITH_KEYS: f64 = 4_000.0;
const FROM_REQUESTS: f64 = 5_000.0;
/// And in MB.
const MEMORY: u64 = 300;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let folder = bench.temporary()?;
    let commands = CommandLine::build(bench.checkout, folder.path())?;
    let made = folder.path().join("made");
    let count = bench.scale(30_000, 500);
    let mut rows = Vec::new();

    let table = folder.path().join("rows.csv");
    fs::write(&table, hosts(count, "batch")).doing(|| "writing a table".to_owned())?;
    bare_store::make(&made)?.close();
    let with_keys = commands.run(&made, &command(&table.display().to_string()))?;
    rows.push(
        Row::at_least(
            &format!("a batch of {count} with fresh keys, from a table"),
            rate(count, with_keys),
            WITH_KEYS,
            "",
        )
        .with("the whole command: opened, read, checked, linted, signed, stored and audited"),
    );
    rows.push(memory_of(with_keys));

    let requests = folder.path().join("requests");
    fs::create_dir(&requests).doing(|| "making a folder".to_owned())?;
    let bundle = make_requests(&requests, count)?;
    let from_requests = commands.run(&made, &command(&bundle.display().to_string()))?;
    let theirs = openssl(folder.path(), &requests, count)?;
    rows.push(
        Row::at_least(&format!("signing {count} requests"), rate(count, from_requests), FROM_REQUESTS, "")
            .with(&format!("openssl ca -batch, which flushes nothing to the disk: {}", per_second(theirs))),
    );
    rows.push(memory_of(from_requests));
    rows.extend(resuming::measure(bench, &commands, &made, folder.path())?);
    Ok(rows)
}

/// What issues a file's rows.
pub(super) fn command(file: &str) -> [&str; 7] {
    ["batch", "issue", file, "--ca", ISSUING, "--profile", ProfileName::WEB_SERVER.as_str()]
}

/// Certificates a second, from the command's start to its end.
fn rate(count: usize, took: Took) -> f64 {
    count as f64 / took.time.as_secs_f64()
}

fn memory_of(took: Took) -> Row {
    let figure = "the same: memory of its process at most";
    match took.memory {
        Some(most) => Row::at_most_megabytes(figure, most, MEMORY),
        None => Row::not_measured(figure, "only Linux counts it".to_owned()),
    }
}

/// A table of hosts below `zone`.example.
pub(super) fn hosts(count: usize, zone: &str) -> String {
    let mut table = "cn,dns,owner\n".to_owned();
    for number in 0..count {
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "h{number}.{zone}.example,h{number}.{zone}.example;w{number}.{zone}.example,team{}",
            number % 40
        );
    }
    table
}

/// So many requests: one file each for the other side, all in one for ours.
fn make_requests(folder: &Path, count: usize) -> Result<std::path::PathBuf> {
    let doing = || "making requests".to_owned();
    let mut bundle = String::new();
    for number in 0..count {
        let host = format!("r{number}.csr.example");
        let subject = DistinguishedName::of_common_name(&host)?;
        let names = [SubjectAltName::Dns(host.parse()?)];
        let pem = Request::create(&subject, &names, &SoftwareSigner::new(KeyPair::generate(KeyAlgorithm::EcdsaP256)?))?;
        fs::write(folder.join(format!("{number:05}.csr")), &pem).doing(doing)?;
        bundle.push_str(&pem);
    }
    let path = folder.with_extension("pem");
    fs::write(&path, bundle).doing(doing)?;
    Ok(path)
}

/// What `openssl ca` reaches with the same requests.
fn openssl(folder: &Path, requests: &Path, count: usize) -> Result<f64> {
    let doing = || "running openssl ca".to_owned();
    let work = folder.join("openssl");
    fs::create_dir_all(work.join("new")).doing(doing)?;
    fs::write(work.join("index.txt"), "").doing(doing)?;
    fs::write(work.join("serial"), "1000\n").doing(doing)?;
    let config = format!(
        "[ca]\ndefault_ca=d\n[d]\ndir={0}\ndatabase={0}/index.txt\nserial={0}/serial\nnew_certs_dir={0}/new\n\
         certificate={0}/ca.pem\nprivate_key={0}/ca.key\ndefault_md=sha256\ndefault_days=90\npolicy=p\n\
         unique_subject=no\nemail_in_dn=no\nx509_extensions=e\n[p]\ncommonName=supplied\n\
         [e]\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n",
        work.display()
    );
    fs::write(work.join("ca.cnf"), config).doing(doing)?;
    let run = |arguments: &[&str]| -> Result<()> {
        let status = Command::new("openssl")
            .args(arguments)
            .current_dir(&work)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .doing(doing)?;
        if status.success() { Ok(()) } else { Err(Error::Window("openssl refused".to_owned())) }
    };
    run(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=Bench",
        "-days",
        "365",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
    ])?;
    let mut files: Vec<String> = (0..count).map(|number| format!("{number:05}.csr")).collect();
    files.sort();
    let mut arguments = vec!["ca", "-batch", "-notext", "-config", "ca.cnf", "-infiles"];
    let paths: Vec<String> = files.iter().map(|file| requests.join(file).display().to_string()).collect();
    arguments.extend(paths.iter().map(String::as_str));
    let begun = Instant::now();
    run(&arguments)?;
    Ok(count as f64 / begun.elapsed().as_secs_f64())
}
