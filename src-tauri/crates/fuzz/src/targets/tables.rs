//! Tables of a batch, through the door that a person uses: a file that is checked before anything is issued.

use super::assert_shown;
use super::desk::desk;
use chancery_domain::ProfileName;
use chancery_engine::BatchRequest;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(super) fn text(input: &[u8]) {
    let _ = check("table.csv", input);
}

pub(super) fn sheet(input: &[u8]) {
    let _ = of_sheet(input);
}

/// Signing requests in one file.
pub(super) fn bundle(input: &[u8]) {
    let _ = check("bundle.pem", input);
    let desk = desk();
    let read = desk.vault.read_request_text(&desk.actor, &String::from_utf8_lossy(input));
    for request in read.unwrap_or_default() {
        [Some(request.label), Some(request.key_algorithm), request.problem]
            .iter()
            .flatten()
            .for_each(|text| assert_shown(text));
    }
}

/// A workbook as a file, with whatever its archive says of itself.
pub(super) fn workbook(input: &[u8]) {
    let _ = check("table.xlsx", input);
}

/// The input is the parts of a workbook, each below a line with its name: `>xl/workbook.xml`.
pub(super) fn parts(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let parts = text.split("\n>").filter_map(|part| part.trim_start_matches('>').split_once('\n'));
    // What cannot be put into an archive is no workbook.
    if let Ok(workbook) = archive(parts.map(|(name, content)| (name, content.as_bytes()))) {
        let _ = check("table.xlsx", &workbook);
    }
}

/// The input is what stands in the sheet; the workbook around it is whole, so that it is looked at.
fn of_sheet(input: &[u8]) -> Result<u32, String> {
    const HEAD: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
    let sheet = [HEAD.as_bytes(), input, b"</sheetData></worksheet>"].concat();
    let parts: [(&str, &[u8]); 6] = [
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#),
        ("xl/sharedStrings.xml", br#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>shared.corp.example</t></si></sst>"#),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    check("table.xlsx", &archive(parts)?)
}

fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(name, SimpleFileOptions::default()).map_err(|error| error.to_string())?;
        archive.write_all(content).map_err(|error| error.to_string())?;
    }
    Ok(archive.finish().map_err(|error| error.to_string())?.into_inner())
}

/// Checks a table; says how many rows it has, or why it was not understood.
fn check(name: &str, content: &[u8]) -> Result<u32, String> {
    let desk = desk();
    let path = desk.folder.path().join(name);
    std::fs::write(&path, content).unwrap_or_else(|error| panic!("no table could be written: {error}"));
    let request = BatchRequest {
        path: path.display().to_string(),
        authority: "Root".to_owned(),
        profile: ProfileName::WEB_SERVER,
        allow_duplicates: false,
        skip_faulty: true,
        seen: None,
        token: "fuzz".to_owned(),
    };
    match desk.vault.check_batch(&desk.actor, &request) {
        Ok(check) => {
            check.faults.iter().for_each(|fault| assert_shown(&fault.message));
            assert!(check.good + check.faulty >= check.rows.min(1), "every row is good or faulty");
            Ok(check.rows)
        }
        Err(error) => {
            assert_shown(&error.message);
            Err(error.message)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_that_were_not_changed_are_understood() {
        assert_eq!(super::check("own.csv", b"cn,dns\na.corp.example,a.corp.example\n"), Ok(1));
        let row = |number: u8, value: &str| {
            format!("<row r=\"{number}\"><c r=\"A{number}\" t=\"str\"><v>{value}</v></c></row>")
        };
        let sheet = row(1, "cn") + &row(2, "a.corp.example");
        assert_eq!(super::of_sheet(sheet.as_bytes()), Ok(1));
    }
}
