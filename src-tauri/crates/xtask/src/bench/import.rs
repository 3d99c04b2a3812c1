//! Importing a hundred thousand certificates of others.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chancery_engine::Started;
use chancery_pki::CertificateDer;
use chrono::Utc;

use super::bare_store;
use super::run::Bench;
use super::samples::{self, Elsewhere};
use super::table::{Row, grouped};
use crate::error::{Doing, Error, Result};
use crate::say;

/// What is promised, whatever the machine.
const LEAST: f64 = 10_000.0;
/// Certificates of one file: 81 MB hold 100,000 of these, and one file may have 64 MiB.
const FILE: usize = 50_000;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(100_000, 3_000);
    let parts = count.div_ceil(FILE);
    let files: Vec<PathBuf> = (1..=parts).map(|part| bench.kept(&format!("import-{part}-of-{parts}.pem"))).collect();
    if bench.is_to_be_made("import") || !files.iter().all(|file| file.is_file()) {
        say::note(&format!("Making {} certificates with a key each.", grouped(count as f64)));
        let now = Utc::now();
        let certificates = samples::certificates(&Elsewhere::found(now)?, count, now)?;
        files.iter().zip(certificates.chunks(FILE)).try_for_each(|(file, part)| write(file, part))?;
    }
    let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let folder = bench.temporary()?;
    let opened = bare_store::make(&folder.path().join("vault"))?;

    let begun = Instant::now();
    let imported = match opened.vault.start_import(&opened.actor, &paths, None, "")? {
        Started::Done { report } => report.imported,
        Started::Job { job } => opened.vault.run_job(&opened.actor, &job.id, &|_| {})?.done,
    };
    let time = begun.elapsed();

    opened.close();
    if imported as usize != count {
        let found = format!("{imported} of {count} certificates were imported");
        return Err(Error::Window(found));
    }
    let rate = count as f64 / time.as_secs_f64();
    let figure = format!("importing {} certificates", grouped(count as f64));
    Ok(vec![Row::at_least(&figure, rate, LEAST, "").with(&format!("from {parts} PEM files"))])
}

fn write(file: &Path, certificates: &[CertificateDer]) -> Result<()> {
    let doing = || format!("writing {}", file.display());
    let draft = file.with_extension("new");
    let mut out = BufWriter::new(File::create(&draft).doing(doing)?);
    for certificate in certificates {
        out.write_all(certificate.to_pem().as_bytes()).doing(doing)?;
    }
    out.flush().doing(doing)?;
    fs::rename(&draft, file).doing(doing)
}
