//! What goes into a batch and what comes out of it, as files.

use crate::{batch, edit, finish, write};
use chancery_domain::JobState;
use chancery_engine::{BatchOutcome, BatchTemplate, SecretText};
use chancery_tests::{abuse::Ground, openssl, python};
use std::path::Path;

/// A workbook whose one sheet holds this XML between `<sheetData>` and its end, made by Python's own `zipfile`.
fn workbook(ground: &Ground, name: &str, cells: &str) -> std::path::PathBuf {
    let path = write(ground, name, "");
    python("workbook.py", [path.to_str().unwrap(), cells]);
    path
}

fn text(at: &str, value: &str) -> String {
    format!("<c r='{at}' t='inlineStr'><is><t>{value}</t></is></c>")
}

#[test]
fn a_workbook_is_read_as_it_is_seen_and_nothing_in_it_runs() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let cells = format!(
        "<row r='1'>{}{}{}</row><row r='3'>{}<c r='B3'><v>30</v></c>{}</row><row r='4'><c r='A4' t='str'><f>\"b\"&amp;A9</f><v>b.book.example</v></c></row><row r='5'>{}<c r='B5' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>",
        text("A1", "CN"),
        text("B1", "Days"),
        text("C1", "Notes"),
        text("A3", "a.book.example"),
        text("C3", "=HYPERLINK(1)"),
        text("A5", "c.book.example"),
    );
    let path = workbook(&ground, "book.xlsx", &cells);
    let check = vault.check_batch(&ada, &batch(&path)).unwrap();
    assert_eq!((check.good, check.faulty), (2, 1), "{:?}", check.faults);
    assert!(check.faults[0].row == 5 && check.faults[0].message.contains("#DIV/0!"), "{:?}", check.faults);
    let labels: Vec<_> = check.examples.iter().map(|row| (row.row, row.label.as_str())).collect();
    assert_eq!(labels, [(3, "a.book.example"), (4, "b.book.example")], "rows have the numbers that the sheet shows");
    let mut good = batch(&path);
    good.skip_faulty = true;
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &good).unwrap().id);
    let first = vault.batch_rows(&ada, &job.id, 0, 1).unwrap().remove(0).certificate_id.unwrap();
    let first = vault.certificate(&ada, &first).unwrap();
    assert_eq!(first.notes.as_deref(), Some("=HYPERLINK(1)"), "what looks like a formula is text");
    assert_eq!((first.row.not_after - first.row.not_before).num_days(), 29);
}

#[test]
fn hostile_workbooks_and_texts_are_refused_with_a_sentence() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let refused = |path: &Path| vault.check_batch(&ada, &batch(path)).unwrap_err();
    let corner = format!("<row r='1'>{}</row><row r='1048576'>{}</row>", text("A1", "cn"), text("XFD1048576", "x"));
    let check = vault.check_batch(&ada, &batch(&workbook(&ground, "corner.xlsx", &corner))).unwrap();
    assert!(check.faults[0].row == 1_048_576 && check.faults[0].message.contains("column"), "{:?}", check.faults);
    assert_eq!(refused(&workbook(&ground, "bomb.xlsx", "@bomb")).code, "file_too_large");
    assert_eq!(refused(&write(&ground, "torn.xlsx", b"PK\x03\x04rubbish")).code, "invalid_batch");
    assert_eq!(refused(&write(&ground, "latin.csv", b"cn\nm\xfcller.example\n")).code, "wrong_encoding");
    assert_eq!(refused(&write(&ground, "empty.csv", b"cn\n\n\n")).code, "empty_batch");
    assert_eq!(refused(&write(&ground, "nothing.csv", b"")).code, "empty_batch");
    let faults = |name: &str, content: &str| {
        let check = vault.check_batch(&ada, &batch(&write(&ground, name, content))).unwrap();
        check.faults.into_iter().map(|fault| (fault.row, fault.code)).collect::<Vec<_>>()
    };
    assert_eq!(faults("column.csv", "cn,colour\nx.example,red\n"), [(1, "unknown_column".to_owned())]);
    assert_eq!(faults("twice.csv", "cn,CN\nx.example,y\n"), [(1, "twice_column".to_owned())]);
    assert_eq!(faults("none.csv", "owner,notes\nx,y\n"), [(1, "no_header".to_owned())]);
    assert_eq!(faults("wide.csv", "cn,days\nx.example,30,40\n"), [(2, "unreadable_row".to_owned())]);
    assert_eq!(faults("open.csv", "cn,days\n\"x.example,30\ny.example,40\n"), [(2, "unreadable_row".to_owned())]);
    let rows: String = (0..100_001).map(|number| format!("h{number}.example\n")).collect();
    assert_eq!(refused(&write(&ground, "many.csv", format!("cn\n{rows}"))).code, "too_many");
}

#[test]
fn templates_can_be_filled_and_read_back() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    for (form, name) in [(BatchTemplate::Csv, "template.csv"), (BatchTemplate::Xlsx, "template.xlsx")] {
        let path = ground.folder.parent().unwrap().join(name);
        vault.save_batch_template(&ada, form, path.to_str().unwrap(), false).unwrap();
        let check = vault.check_batch(&ada, &batch(&path)).unwrap();
        assert_eq!((check.rows, check.faulty), (2, 0), "{:?}", check.faults);
        let again = vault.save_batch_template(&ada, form, path.to_str().unwrap(), false).unwrap_err();
        assert_eq!(again.code, "file_exists");
    }
}

#[test]
fn requests_of_others_are_signed_from_a_folder_a_bundle_and_a_column() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let folder = ground.folder.parent().unwrap().join("requests");
    std::fs::create_dir(&folder).unwrap();
    let mut bundle = String::new();
    for name in ["a", "b", "c"] {
        let (key, csr) = (folder.join("..").join(format!("{name}.key")), folder.join(format!("{name}.csr")));
        openssl([
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            &format!("/CN={name}.csr.example"),
            "-keyout",
            key.to_str().unwrap(),
            "-out",
            csr.to_str().unwrap(),
        ])
        .accept("a request is made");
        bundle += &std::fs::read_to_string(&csr).unwrap();
    }
    std::fs::write(folder.join("readme.txt"), "no request").unwrap();
    let check = vault.check_batch(&ada, &batch(&folder)).unwrap();
    assert_eq!((check.good, check.faulty), (3, 1), "{:?}", check.faults);
    assert_eq!(check.faults[0].column.as_deref(), Some("csr"));
    std::fs::remove_file(folder.join("readme.txt")).unwrap();
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &batch(&folder)).unwrap().id);
    assert_eq!((job.state, job.done, job.failed), (JobState::Done, 3, 0));
    let first = vault.batch_rows(&ada, &job.id, 0, 1).unwrap().remove(0);
    assert_eq!(first.label, "a.csr", "a request is called by its file");
    let detail = vault.certificate(&ada, first.certificate_id.as_deref().unwrap()).unwrap();
    assert_eq!((detail.row.label.as_str(), detail.row.has_key), ("a.csr.example", false));

    let mut together = batch(&write(&ground, "bundle.pem", &bundle));
    together.allow_duplicates = true;
    assert_eq!(vault.check_batch(&ada, &together).unwrap().good, 3);
    let quoted = bundle.split_inclusive("-----END CERTIFICATE REQUEST-----\n").next().unwrap();
    let mut column = batch(&write(&ground, "column.csv", format!("days,csr\n20,\"{quoted}\"\n")));
    column.allow_duplicates = true;
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &column).unwrap().id);
    let row = vault.batch_rows(&ada, &job.id, 0, 1).unwrap().remove(0);
    let detail = vault.certificate(&ada, row.certificate_id.as_deref().unwrap()).unwrap();
    assert_eq!((detail.row.not_after - detail.row.not_before).num_days(), 19);
}

#[test]
fn results_are_a_table_and_an_archive_that_others_open() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    // A name that would leave the archive, and one that would be a formula.
    let table = write(
        &ground,
        "out.csv",
        "cn,dns,owner\n../../etc/evil,evil.out.example,x\n=cmd|calc,formula.out.example,y\nplain.out.example,plain.out.example,z\n",
    );
    let mut request = batch(&table);
    request.profile = "internal-service".parse().unwrap();
    let check = vault.check_batch(&ada, &request).unwrap();
    assert_eq!(check.faulty, 0, "{:?}", check.faults);
    let job = finish(&vault, &ada, &vault.start_batch(&ada, &request).unwrap().id);
    assert_eq!((job.done, job.failed), (3, 0), "{job:?}");
    let out = ground.folder.parent().unwrap().join("out");
    std::fs::create_dir(&out).unwrap();
    let passphrase = SecretText::from("correct plough battery 9");
    let files = vault.save_batch(&ada, &job.id, out.to_str().unwrap(), Some(&passphrase), false).unwrap();
    assert_eq!((files.certificates, files.keys, files.missing), (3, 3, 0));
    let results = std::fs::read_to_string(&files.table).unwrap();
    assert!(results.lines().nth(2).unwrap().contains("\"'=cmd|calc\""), "{results}");
    let seen = python("batch_archive.py", [files.archive.as_str(), "correct plough battery 9"]);
    assert_eq!(seen, serde_json::json!({ "certificates": 3, "keys": 3, "issuers": 2 }));
    let again = vault.save_batch(&ada, &job.id, out.to_str().unwrap(), None, false).unwrap_err();
    assert_eq!(again.code, "file_exists", "nothing is written over unasked");
    let own = vault.save_batch(&ada, &job.id, ground.folder.to_str().unwrap(), None, false).unwrap_err();
    assert_eq!(own.code, "invalid_path", "the vault's own folder");
    let rows = vault.batch_rows(&ada, &job.id, 0, 10).unwrap();
    assert!(rows.iter().all(|row| row.outcome == BatchOutcome::Issued));
}

#[test]
fn keys_go_into_an_archive_as_the_version_says_that_made_their_certificate() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let secret = SecretText::from("correct plough battery 9");
    let out = ground.folder.parent().unwrap().join("out");
    std::fs::create_dir(&out).unwrap();
    let out = out.to_str().unwrap();
    let exporting = |export: bool| edit(&vault, &ada, "web-server", |document| document.keys.export = export);
    exporting(false);
    let kept = write(&ground, "kept.csv", "cn\nkept.example\n");
    let kept = finish(&vault, &ada, &vault.start_batch(&ada, &batch(&kept)).unwrap().id).id;
    exporting(true);
    let free = write(&ground, "free.csv", "cn\nfree.example\n");
    let free = finish(&vault, &ada, &vault.start_batch(&ada, &batch(&free)).unwrap().id).id;
    // The newest version lets keys out; what was made under the one before stays in.
    let refused = vault.save_batch(&ada, &kept, out, Some(&secret), false).unwrap_err();
    assert_eq!(refused.code, "profile_violation");
    assert!(std::fs::read_dir(out).unwrap().next().is_none(), "nothing was written");
    exporting(false);
    assert_eq!(vault.save_batch(&ada, &free, out, Some(&secret), false).unwrap().keys, 1);
    assert_eq!(vault.save_batch(&ada, &kept, out, None, true).unwrap().certificates, 1, "without keys it is free");
}
