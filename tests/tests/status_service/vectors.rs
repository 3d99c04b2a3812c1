//! Every OCSP and CRL file of `cryptography_vectors` read as its name says, beside what Python's `cryptography` reads.

use chancery_domain::SerialNumber;
use chancery_pki::{Crl, Inspected, OcspRefusal, OcspReply, OcspRequest, inspect};
use chancery_tests::python;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs;

/// Files of the package, by its version in the requirements.
const FILES: usize = 228;

/// Where the two say something else, and why that is right here.
const DIFFERENT: &[(&str, &str)] = &[
    // Python asks for one certificate at a time; a request may ask for several (RFC 6960 §4.1.1).
    ("req-multi-sha1.der", "several certificates"),
    // Read to be shown; whoever holds it to its issuer refuses it (RFC 5280 §5.1.1.2).
    ("crl_inner_outer_mismatch.der", "two signature algorithms"),
    // An issuer's name is shown whatever characters it has.
    ("crl_issuer_invalid_printable_string.der", "odd characters"),
];

fn moment(time: chrono::DateTime<chrono::Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn request(bytes: &[u8]) -> Result<Value, String> {
    let request = OcspRequest::from_der(bytes).map_err(|error| error.to_string())?;
    let first = request.ids.first().ok_or("it asks for nothing")?.serial_number().map_err(|error| error.to_string())?;
    let nonce = request.nonce.map(|nonce| nonce.iter().map(|octet| format!("{octet:02x}")).collect::<String>());
    Ok(json!({ "serial": first.to_hex().trim_start_matches('0'), "nonce": nonce }))
}

fn response(bytes: &[u8]) -> Result<Value, String> {
    match OcspReply::from_der(bytes).map_err(|error| error.to_string())? {
        OcspReply::Refused(OcspRefusal::Unauthorized) => Ok(json!({ "status": "UNAUTHORIZED" })),
        OcspReply::Refused(other) => Ok(json!({ "status": format!("{other:?}") })),
        OcspReply::Answered(answer) => Ok(json!({ "status": "SUCCESSFUL", "producedAt": moment(answer.produced_at) })),
    }
}

fn read_crl(bytes: &[u8]) -> Result<Crl, String> {
    if !bytes.starts_with(b"-----") {
        return Crl::from_der(bytes).map_err(|error| error.to_string());
    }
    match inspect(bytes, None).map_err(|error| error.to_string())?.into_iter().next() {
        Some(Inspected::Crl(crl)) => Ok(*crl),
        other => Err(format!("{other:?}")),
    }
}

fn crl(bytes: &[u8]) -> Result<Value, String> {
    let crl = read_crl(bytes)?;
    let facts = crl.facts();
    Ok(json!({
        "entries": facts.count, "thisUpdate": moment(facts.this_update),
        "nextUpdate": facts.next_update.map(moment), "number": facts.number,
    }))
}

/// Whether one walk over a CRL finds what is found one by one; nothing where it cannot be read.
fn found_in_one_walk(bytes: &[u8], serials: &Value) -> Option<bool> {
    let crl = read_crl(bytes).ok()?;
    let serials = serials.as_array()?.iter().filter_map(Value::as_str);
    let serials: HashSet<_> = serials.flat_map(SerialNumber::shown_as).collect();
    let Some(found) = crl.entries_among(&serials).ok()? else { return Some(false) };
    for serial in &serials {
        let alone = crl.entry(serial).expect("it was read").map(|entry| (entry.revoked_at, entry.reason));
        assert_eq!(found.get(serial).map(|entry| (entry.revoked_at, entry.reason)), alone);
    }
    Some(true)
}

#[test]
fn the_files_of_cryptography_vectors_are_read_as_their_names_say() {
    let files = python("revocation_vectors.py", Vec::<String>::new());
    let files = files.as_array().expect("a list");
    assert_eq!(files.len(), FILES);
    let (mut wrong, mut walked) = (Vec::new(), 0);
    for file in files {
        let (name, kind) = (file["name"].as_str().expect("a name"), file["kind"].as_str().expect("a kind"));
        let bytes = fs::read(file["path"].as_str().expect("a path")).expect("it is there");
        let ours = match kind {
            "request" => request(&bytes),
            "response" => response(&bytes),
            _ => crl(&bytes),
        };
        let mut theirs = file["facts"].clone();
        if let Some(facts) = theirs.as_object_mut() {
            facts.remove("answers");
            let issuers = facts.remove("issuers").and_then(|issuers| issuers.as_bool());
            if let Some(serials) = facts.remove("serials")
                && let Some(found) = found_in_one_walk(&bytes, &serials)
            {
                // Only where entries name their issuers a number alone says nothing.
                assert!(issuers.is_none_or(|issuers| found != issuers), "{name}");
                walked += usize::from(found);
            }
        }
        let same = ours.as_ref().map_or(theirs.is_null(), |ours| *ours == theirs);
        if same == DIFFERENT.iter().any(|(known, _)| *known == name) {
            wrong.push(format!("{name}: {ours:?} here, {theirs} ({}) there", file["error"]));
        }
    }
    assert!(walked > 100, "{walked} CRLs were walked");
    assert!(wrong.is_empty(), "{} of {FILES}:\n{}", wrong.len(), wrong.join("\n"));
}
