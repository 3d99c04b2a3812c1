//! Batches of 30,000: from a table with fresh P-256 keys, and from signing requests, against what was promised and
//! against `openssl ca -batch` on the same requests, which keeps its list in a text file.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chancery_domain::{DistinguishedName, JobState, KeyAlgorithm, SubjectAltName};
use chancery_engine::BatchRequest;
use chancery_pki::{KeyPair, Request, SoftwareSigner};

use super::bare_store::{self, ISSUING, Opened};
use super::memory;
use super::run::Bench;
use super::table::{Row, per_second};
use crate::error::{Doing, Error, Result};

/// What was promised, a second.
const WITH_KEYS: f64 = 4_000.0;
const FROM_REQUESTS: f64 = 5_000.0;
/// And in MB.
const MEMORY: u64 = 300;
/// And how soon a batch that was killed goes on.
const GOES_ON: Duration = Duration::from_secs(2);

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let folder = bench.temporary()?;
    let made = folder.path().join("made");
    let count = bench.scale(30_000, 500);
    let mut rows = Vec::new();

    let table = folder.path().join("rows.csv");
    fs::write(&table, hosts(count)).doing(|| "writing a table".to_owned())?;
    let opened = bare_store::make(&made)?;
    memory::forget_peak();
    let with_keys = issue(&opened, &table, count)?;
    rows.push(
        Row::at_least(&format!("a batch of {count} with fresh keys, from a table"), with_keys, WITH_KEYS, "")
            .with("read, checked, linted, signed, stored and audited"),
    );
    if let Some(peak) = memory::peak() {
        rows.push(Row::at_most_megabytes("the same: memory of the whole process at most", peak, MEMORY));
    }

    let requests = folder.path().join("requests");
    fs::create_dir(&requests).doing(|| "making a folder".to_owned())?;
    let bundle = make_requests(&requests, count)?;
    let from_requests = issue(&opened, &bundle, count)?;
    let theirs = openssl(folder.path(), &requests, count)?;
    rows.push(
        Row::at_least(&format!("signing {count} requests"), from_requests, FROM_REQUESTS, "")
            .with(&format!("openssl ca -batch, which flushes nothing to the disk: {}", per_second(theirs))),
    );
    opened.close();
    rows.push(resuming(&made, folder.path(), bench.scale(5_000, 200))?);
    Ok(rows)
}

/// Certificates a second, from the file to the last commit.
fn issue(opened: &Opened, file: &Path, count: usize) -> Result<f64> {
    let request = request(file);
    let begun = Instant::now();
    let job = opened.vault.start_batch(&opened.actor, &request)?;
    let job = opened.vault.run_job(&opened.actor, &job.id, &|_| {})?;
    let time = begun.elapsed();
    if (job.state, job.done as usize, job.failed) != (JobState::Done, count, 0) {
        return Err(Error::Window(format!("the batch is {} at {} of {}", job.state, job.done, job.total)));
    }
    Ok(count as f64 / time.as_secs_f64())
}

/// How soon a batch goes on whose holder is gone, after the vault was opened.
fn resuming(vault: &Path, folder: &Path, count: usize) -> Result<Row> {
    let table = folder.join("killed.csv");
    fs::write(&table, hosts(count).replace(".batch.", ".killed.")).doing(|| "writing a table".to_owned())?;
    let opened = bare_store::open(vault)?;
    let job = opened.vault.start_batch(&opened.actor, &request(&table))?.id;
    opened.close();
    // Whoever began it ended between two steps; to the next one this is the same.
    let begun = Instant::now();
    let opened = bare_store::open(vault)?;
    let first = std::sync::OnceLock::new();
    opened.vault.run_job(&opened.actor, &job, &|_| {
        let _ = first.set(begun.elapsed());
    })?;
    let first = first.get().copied().unwrap_or_else(|| begun.elapsed());
    opened.close();
    Ok(Row::at_most("a batch goes on after the vault is opened", first, GOES_ON, ""))
}

fn request(file: &Path) -> BatchRequest {
    BatchRequest {
        path: file.display().to_string(),
        authority: ISSUING.to_owned(),
        profile: super::samples::request(ISSUING, 0).profile,
        allow_duplicates: false,
        skip_faulty: false,
        seen: None,
        token: String::new(),
    }
}

fn hosts(count: usize) -> String {
    let mut table = "cn,dns,owner\n".to_owned();
    for number in 0..count {
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "h{number}.batch.example,h{number}.batch.example;w{number}.batch.example,team{}",
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
