//! Importing a hundred thousand certificates of others.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use chancery_domain::CertificateId;
use chancery_pki::CertificateDer;
use chrono::Utc;

use super::command_line::CommandLine;
use super::run::Bench;
use super::samples::{self, Elsewhere};
use super::table::{Row, grouped};
use super::{bare_store, memory};
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
    let folder = bench.temporary()?;
    let commands = CommandLine::build(bench.checkout, folder.path())?;
    let vault = folder.path().join("vault");
    bare_store::make(&vault)?.close();
    let took = commands.run(&vault, &["cert", "import", &file.display().to_string()])?;

    // After those of the vault's own two authorities.
    let newest = CertificateId::from_row(i64::try_from(count + 2).unwrap_or(i64::MAX));
    if bare_store::store(&vault)?.read(|tx| tx.certificate(newest))?.is_none() {
        return Err(Error::Window(format!("fewer than {count} certificates were imported")));
    }
    let figure = format!("importing {} certificates", grouped(count as f64));
    let remark = format!("the whole command, from one PEM file of {megabytes} MB");
    let mut rows = vec![Row::at_least(&figure, count as f64 / took.time.as_secs_f64(), LEAST, "").with(&remark)];
    rows.extend(took.memory.map(|most| Row::told("the same: memory of its process at most", memory::megabytes(most))));
    Ok(rows)
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
