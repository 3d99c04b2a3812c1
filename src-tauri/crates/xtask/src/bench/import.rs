//! Importing a hundred thousand certificates of others.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

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

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let count = bench.scale(100_000, 3_000);
    let file = bench.kept("import.pem");
    if bench.is_to_be_made("import") || !file.is_file() {
        say::note(&format!("Making {} certificates with a key each.", grouped(count as f64)));
        let now = Utc::now();
        write(&file, &samples::certificates(&Elsewhere::found(now)?, count, now)?)?;
    }
    let megabytes = fs::metadata(&file).doing(|| format!("looking at {}", file.display()))?.len() / 1_000_000;
    let paths = [file.display().to_string()];
    let folder = bench.temporary()?;
    let opened = bare_store::make(&folder.path().join("vault"))?;

    let begun = Instant::now();
    let report = opened.vault.import_files(&opened.actor, &paths, None)?;
    let time = begun.elapsed();

    opened.close();
    if report.imported as usize != count {
        let found = format!("{} of {count} certificates were imported", report.imported);
        return Err(Error::Window(found));
    }
    let rate = count as f64 / time.as_secs_f64();
    let figure = format!("importing {} certificates", grouped(count as f64));
    Ok(vec![Row::at_least(&figure, rate, LEAST, "").with(&format!("from one PEM file of {megabytes} MB"))])
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
