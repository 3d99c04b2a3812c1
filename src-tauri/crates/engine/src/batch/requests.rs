//! Signing requests instead of a table: several in one PEM file, or a folder with a file each.

use super::columns::Column;
use super::sheet::{RowFault, Sheet, SheetRow, bound};
use crate::{EngineError, Result, files};
use aws_lc_rs::digest::{Context, SHA256};
use chancery_domain::visible;
use std::{fs, path::PathBuf};

/// The largest file of a folder that is looked at, as large as a request can be.
const MAX_FILE: u64 = 256 * 1024;
const BEGIN: &str = "-----BEGIN ";

/// Whether a file is a bundle of requests and no table: before the first one nothing stands that names columns.
pub(super) fn is_bundle(content: &[u8]) -> bool {
    if content.first() == Some(&0x30) {
        // A request in DER.
        return true;
    }
    let head = &content[..content.len().min(4096)];
    let head = String::from_utf8_lossy(head);
    head.find(BEGIN).is_some_and(|at| head[at..].contains("REQUEST-----") && !head[..at].contains("csr"))
}

/// The requests of a PEM file, numbered in their order.
pub(super) fn of_bundle(content: &[u8], digest: String) -> Result<Sheet> {
    let mut sheet = empty(digest);
    if content.first() == Some(&0x30) {
        sheet.rows.push(SheetRow { number: 1, cells: vec![pem(content)], origin: None });
        return Ok(sheet);
    }
    let text = String::from_utf8_lossy(content);
    let mut rest = text.as_ref();
    while let Some(begin) = rest.find(BEGIN) {
        let next = rest[begin + BEGIN.len()..].find(BEGIN).map_or(rest.len(), |at| begin + BEGIN.len() + at);
        let number = u32::try_from(sheet.rows.len() + 1).unwrap_or(u32::MAX);
        sheet.rows.push(SheetRow { number, cells: vec![rest[begin..next].trim().to_owned()], origin: None });
        bound(sheet.rows.len())?;
        rest = &rest[next..];
    }
    Ok(sheet)
}

/// The requests of a folder, a file each, in the order of their names.
pub(super) fn of_folder(path: &str) -> Result<Sheet> {
    let unreadable = |error: std::io::Error| {
        EngineError::new("file_unreadable", format!("The folder “{}” cannot be read: {error}.", visible(path)))
            .at("path")
    };
    let mut names: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.metadata().is_ok_and(|file| file.is_file()) {
            names.push(entry.path());
            bound(names.len())?;
        }
    }
    names.sort();
    let mut sheet = empty(String::new());
    let mut sum = Context::new(&SHA256);
    for (at, name) in names.iter().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let shown = visible(&name.file_name().unwrap_or_default().to_string_lossy());
        let large = fs::metadata(name).is_ok_and(|file| file.len() > MAX_FILE);
        let content = match name.to_str() {
            _ if large => Err(format!("“{shown}” is too large to be a signing request.")),
            Some(path) => files::read(path).map_err(|error| error.message),
            None => Err(format!("The name “{shown}” is not Unicode. Rename the file.")),
        };
        match content {
            Ok(content) => {
                sum.update(&content);
                let cell = if content.first() == Some(&0x30) { pem(&content) } else { text_of(&content) };
                sheet.rows.push(SheetRow { number, cells: vec![cell], origin: Some(shown) });
            }
            Err(why) => sheet.faults.push(RowFault::new(number, Some(Column::Csr), "unreadable_row", why)),
        }
    }
    if sheet.rows.is_empty() && sheet.faults.is_empty() {
        return Err(EngineError::new("empty_batch", "There is no file in this folder.").at("path"));
    }
    sheet.digest = data_encoding::HEXLOWER.encode(sum.finish().as_ref());
    Ok(sheet)
}

fn empty(digest: String) -> Sheet {
    Sheet { columns: vec![Some(Column::Csr)], rows: Vec::new(), faults: Vec::new(), digest }
}

fn text_of(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

/// DER as the text in which rows hold it; whether it is a request is asked when it is read.
fn pem(der: &[u8]) -> String {
    let text = data_encoding::BASE64.encode(der);
    let mut pem = String::with_capacity(text.len() + text.len() / 64 + 80);
    pem.push_str("-----BEGIN CERTIFICATE REQUEST-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END CERTIFICATE REQUEST-----\n");
    pem
}
