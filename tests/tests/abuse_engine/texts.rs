//! Formulas, terminal escapes, right-to-left overrides and NULs in every text that people or certificates bring.

use super::requests::{Desk, of_csr};
use chancery_domain::{Environment, ProfileDocument, ProfileName, Role, is_unprintable};
use chancery_engine::{
    Actor, AddUser, AuthoritySettings, Blackout, BulkExport, BulkFormat, CreateVault, EngineError, FoundHierarchy,
    IssueRequest, Metadata, ProfileReference, Records, ScheduleChange, Selection, Settings, Severity, Vault,
};
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, authority, everything, filter};
use chancery_tests::self_signed;
use serde_json::{Map, Value, json};
use std::fs;

const HOSTILE: [&str; 9] = [
    "a\0b",
    "\u{1b}]0;owned\u{7}\u{1b}[2J",
    "gpj.\u{202e}exe",
    "line\r\nInjected: yes",
    "zero\u{200b}width",
    "\u{2066}isolate\u{2069}",
    "tab\there",
    "\u{85}next",
    "\u{feff}bom",
];

/// Every text in an answer; whoever prints or shows it must not be deceived.
fn check_visible(what: &str, value: &Value) {
    match value {
        Value::String(text) => {
            let odd = text.chars().find(|c| is_unprintable(*c) && *c != '\n');
            assert_eq!(odd, None, "{what}: {text:?}");
        }
        Value::Array(items) => items.iter().for_each(|item| check_visible(what, item)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| check_visible(&format!("{what}.{name}"), field));
        }
        _ => {}
    }
}

/// Writes this about a certificate in the place of what is there.
fn write(vault: &Vault, actor: &Actor, id: &str, metadata: Metadata) -> Result<(), EngineError> {
    let seen = vault.certificate(actor, id)?.records();
    vault.change_records(actor, id, &seen, &Records { metadata, ..seen.clone() }).map(drop)
}

fn tagged(tag: &str) -> Records {
    Records { tags: vec![tag.to_owned()], ..Records::default() }
}

#[test]
fn unprintable_characters_are_refused_wherever_people_type_names() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let before = vault.dashboard(&ada).unwrap().total.count;
    for text in HOSTILE {
        // Blanks at the ends are not part of a name; what is inside is.
        let odd = format!("x{text}y");
        let mut refused = Vec::new();
        let mut expect = |what: &str, error: Option<chancery_engine::EngineError>| {
            let error = error.unwrap_or_else(|| panic!("{what} took {odd:?}"));
            assert!(!error.message.chars().any(is_unprintable), "{what}: {error:?}");
            refused.push(error.code);
        };
        expect("authority", vault.create_authority(&ada, &authority(&odd, None)).err());
        let subject = chancery_engine::CreateAuthority { subject: format!("CN={odd}"), ..authority("Fine", None) };
        expect("subject", vault.create_authority(&ada, &subject).err());
        let url =
            chancery_engine::CreateAuthority { crl_url: Some(format!("http://a/{odd}")), ..authority("Fine", None) };
        expect("url", vault.create_authority(&ada, &url).err());
        let seen = vault.authority(&ada, "Issuing").unwrap().settings();
        let wanted = AuthoritySettings { name: odd.clone(), ..seen.clone() };
        expect("rename", vault.change_authority(&ada, "Issuing", &seen, &wanted).err());
        let user = AddUser { name: odd.clone(), role: Role::Viewer, passphrase: PASSPHRASE.into() };
        expect("person", vault.add_user(&ada, &user).err());
        let seen = vault.settings(&ada).unwrap();
        let wanted = Settings { vault_name: odd.clone(), ..seen.clone() };
        expect("vault name", vault.change_settings(&ada, &seen, &wanted).err());
        let metadata = Metadata { owner: Some(odd.clone()), ..Metadata::default() };
        expect("owner", write(&vault, &ada, &id, metadata).err());
        expect("common name", vault.issue(&ada, &ask(&odd)).err());
        for field in 0..4 {
            let mut request = ask("fine.corp.example");
            [&mut request.dns, &mut request.ip, &mut request.email, &mut request.uri][field].push(odd.clone());
            // What IDNA takes out of a name before it is certified is not there to deceive anybody (UTS 46 §4).
            let preview = vault.preview_issue(&ada, &request).unwrap();
            let refused = preview.findings.iter().any(|finding| finding.severity == Severity::Error);
            let plain = preview.names.iter().all(|name| name.value.is_ascii());
            assert!(refused || (field == 0 && plain), "{odd:?} in {:?}", preview.names);
            check_visible("preview", &serde_json::to_value(&preview).unwrap());
        }
        let rest = IssueRequest { subject_rest: Some(format!("O={odd}")), ..ask("fine.corp.example") };
        expect("subject rest", vault.issue(&ada, &rest).err());
        let hierarchy = FoundHierarchy {
            organization: odd.clone(),
            country: None,
            root_name: "R".into(),
            issuing_name: "I".into(),
            root_key: chancery_domain::KeyAlgorithm::EcdsaP256,
            issuing_key: chancery_domain::KeyAlgorithm::EcdsaP256,
            root_days: 10,
            issuing_days: 10,
        };
        expect("organization", vault.found_hierarchy(&ada, &hierarchy).err());
        let create = CreateVault {
            name: odd.clone(),
            user: odd.clone(),
            passphrase: Some(PASSPHRASE.into()),
            use_keychain: false,
        };
        let elsewhere = tempfile::tempdir().unwrap();
        expect("vault", ground.console_of(&elsewhere.path().join("v")).create(&create).err());
        expect("reference", vault.certificate(&ada, &odd).err());
        assert!(refused.iter().all(|code| code != "internal"), "{refused:?}");
    }
    let notes = Metadata { notes: Some("a\u{202e}b".into()), ..Metadata::default() };
    assert_eq!(write(&vault, &ada, &id, notes).unwrap_err().code, "invalid_metadata");
    let notes = Metadata { notes: Some("two\nlines".into()), ..Metadata::default() };
    write(&vault, &ada, &id, notes).unwrap();
    assert_eq!(vault.certificate(&ada, &id).unwrap().notes.as_deref(), Some("two\nlines"));
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, before, "nothing was made on the way");
    check_visible("everything", &everything(&vault, &ada).unwrap());
}

#[test]
fn unprintable_characters_are_refused_in_profiles_tags_trust_stores_and_blackouts() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    desk.write("trusted.pem", vault.certificate(&ada, &id).unwrap().pem);
    let document =
        vault.profile(&ada, &ProfileReference { name: ProfileName::WEB_SERVER, version: None }).unwrap().document;
    let document = serde_json::to_value(document).unwrap();
    // Each a place in a profile, and what stands there with `@` where the text goes.
    let places = [
        ("/name", json!("odd@")),
        ("/title", json!("Odd @")),
        ("/description", json!("Odd @")),
        ("/subject/attributes", json!([{"attribute": "O", "presence": "optional", "pattern": "[a-z@]+"}])),
        ("/subject/attributes", json!([{"attribute": "O", "presence": "required", "value": "Corp @"}])),
        ("/subject/attributes", json!([{"attribute": "O@", "presence": "forbidden"}])),
        ("/names/dns/suffixes", json!(["corp@.example"])),
        ("/names/email", json!({"domains": ["corp@.example"]})),
        ("/names/uri", json!({"schemes": ["ht@tp"], "hosts": []})),
        ("/names/uri", json!({"schemes": ["http"], "hosts": ["a@.example"]})),
        ("/names/ip/ranges", json!(["10.0.0.0@/8"])),
        ("/extensions/extendedKeyUsage/purposes", json!(["server@Auth"])),
        ("/extensions/policies/policies", json!([{"oid": "1.2.3@"}])),
        ("/extensions/policies/policies", json!([{"oid": "1.2.3", "cps": "http://a.example/@"}])),
        ("/extensions/policies/policies", json!([{"oid": "1.2.3", "notice": "Read @ this"}])),
        ("/extensions/nameConstraints/permitDns", json!(["corp@.example"])),
        ("/extensions/issuerInformation/ocspUrls", json!(["http://a.example/@"])),
        ("/extensions/revocation/crlUrls", json!(["http://a.example/@"])),
        ("/extensions/further", json!([{"oid": "1.2.3.4@", "der": "0500"}])),
        ("/extensions/further", json!([{"oid": "1.2.3.4", "der": "05@00"}])),
    ];
    for text in HOSTILE {
        for (place, value) in &places {
            let what = format!("{place} {value} with {text:?}");
            let mut odd = document.clone();
            odd["name"] = json!("odd");
            *odd.pointer_mut(place).unwrap() = with(value, text);
            match ProfileDocument::from_json(&odd.to_string()) {
                Err(fault) => check_visible(&what, &json!(fault.to_string())),
                Ok(odd) => {
                    let flaws = vault.check_profile(&ada, &odd).unwrap();
                    assert!(flaws.iter().any(|flaw| flaw.blocks), "{what}: {flaws:?}");
                    check_visible(&what, &serde_json::to_value(&flaws).unwrap());
                    let error = vault.create_profile(&ada, &odd).map(drop).unwrap_err();
                    assert!(!error.message.chars().any(is_unprintable), "{what}: {error:?}");
                }
            }
        }
        let odd = format!("x{text}y");
        let trusted = desk.path("trusted.pem");
        for error in [
            vault.change_records(&ada, &id, &Records::default(), &tagged(&odd)).map(drop).unwrap_err(),
            vault.add_trust_store(&ada, &odd, &trusted).map(drop).unwrap_err(),
            vault.remove_trust_store(&ada, &odd).unwrap_err(),
            vault.set_renewal_schedule(&ada, &schedule(&odd, "UTC", "")).map(drop).unwrap_err(),
            vault.set_renewal_schedule(&ada, &schedule("03:00", &odd, "")).map(drop).unwrap_err(),
            vault.set_renewal_schedule(&ada, &schedule("03:00", "UTC", &odd)).map(drop).unwrap_err(),
        ] {
            assert_ne!(error.code, "internal", "{odd:?}: {error:?}");
            assert!(!error.message.chars().any(is_unprintable), "{odd:?}: {error:?}");
        }
        // The name of a file is a text from outside: it stays, spelled out.
        if !text.contains('\0') {
            let file = format!("{odd}.pem");
            desk.write(&file, desk.read("trusted.pem"));
            vault.add_trust_store(&ada, &format!("store {}", text.len()), &desk.path(&file)).unwrap();
            vault.remove_trust_store(&ada, &format!("store {}", text.len())).unwrap();
        }
    }
    assert_eq!(vault.profiles(&ada, true).unwrap().len(), 12, "nothing was kept on the way");
    for shown in [
        serde_json::to_value(vault.profiles(&ada, true).unwrap()),
        serde_json::to_value(vault.trust_stores(&ada).unwrap()),
        serde_json::to_value(vault.renewal_schedule(&ada).unwrap()),
    ] {
        check_visible("what is kept", &shown.unwrap());
    }
    check_visible("everything", &everything(&vault, &ada).unwrap());
}

/// The value with a text in place of each `@`.
fn with(value: &Value, text: &str) -> Value {
    match value {
        Value::String(pattern) => json!(pattern.replace('@', text)),
        Value::Array(items) => items.iter().map(|item| with(item, text)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), with(member, text))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

fn schedule(when: &str, zone: &str, reason: &str) -> ScheduleChange {
    let from = chancery_tests::abuse::day_zero();
    ScheduleChange {
        when: when.to_owned(),
        zone: Some(zone.to_owned()),
        profiles: Vec::new(),
        spread_minutes: 60,
        revoke_old_after_hours: None,
        blackouts: vec![Blackout { from, until: from + chrono::Duration::days(1), reason: reason.to_owned() }],
    }
}

#[test]
fn texts_in_other_peoples_certificates_are_shown_spelled_out() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    let hostile =
        "/CN=\u{202e}moc.elgoog\u{202c}\u{1b}[31m/O==cmd|' /C calc'!A0/OU=<script>alert(1)<\\/script>\u{200b}";
    desk.openssl(&self_signed(
        "key.pem",
        "odd.pem",
        &[
            "-utf8",
            "-subj",
            hostile,
            "-days",
            "90",
            "-addext",
            "subjectAltName=DNS:=cmd.example,DNS:a\u{1b}[2Jb,email:x@y\u{1b}c",
            "-addext",
            "nsComment=\u{1b}]0;title\u{7}",
        ],
    ));
    let report = vault.import_files(&ada, &[desk.path("odd.pem")], None).unwrap();
    assert_eq!(report.imported, 1, "{report:?}");
    let shown = vault.certificate(&ada, &report.ids[0]).unwrap();
    check_visible("detail", &serde_json::to_value(&shown).unwrap());
    assert!(shown.row.label.contains("\\u{202E}moc.elgoog"), "{}", shown.row.label);
    let inspected = vault.inspect_file(&ada, &desk.path("odd.pem"), None).unwrap();
    check_visible("inspected", &serde_json::to_value(&inspected).unwrap());
    // A name of a file is a text from outside too.
    desk.write("b\u{202e}fdp.pem", desk.read("odd.pem"));
    let again =
        vault.import_files(&ada, &[desk.path("b\u{202e}fdp.pem"), desk.path("no\u{1b}where.pem")], None).unwrap();
    check_visible("report", &serde_json::to_value(&again).unwrap());
    let missing = vault.import_files(&ada, &[desk.path("no\u{1b}where.pem")], None).unwrap_err();
    check_visible("error", &serde_json::to_value(&missing).unwrap());

    let csr =
        desk.csr(&["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "/CN=\u{202e}evil.corp.example/O=\u{1b}[31mred", &[]);
    check_visible("request", &serde_json::to_value(vault.inspect_text(&ada, &csr, None).unwrap()).unwrap());
    check_visible("preview", &serde_json::to_value(vault.preview_issue(&ada, &of_csr(&csr)).unwrap()).unwrap());
    let error = vault.issue(&ada, &of_csr(&csr)).unwrap_err();
    assert!(!error.message.chars().any(is_unprintable), "{error:?}");
    check_visible("everything", &everything(&vault, &ada).unwrap());
}

#[test]
fn a_table_for_spreadsheets_holds_text_and_nothing_that_is_computed() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    for (number, name) in
        ["=1*1", "\\+1", "-1", "@SUM(A1)", "a;=1+1", "\"quoted\",=1", "＝1", " =1", "a\u{2028}=1", "it's"]
            .into_iter()
            .enumerate()
    {
        let subject = format!("/CN={name}/serialNumber={number}");
        desk.openssl(&self_signed("key.pem", "odd.pem", &["-utf8", "-subj", &subject]));
        let id = vault.import_files(&ada, &[desk.path("odd.pem")], None).unwrap().ids[0].clone();
        let metadata =
            Metadata { owner: Some(format!("{name} team")), environment: Some(Environment::Staging), notes: None };
        let metadata = if name.chars().any(is_unprintable) { Metadata::default() } else { metadata };
        write(&vault, &ada, &id, metadata).unwrap();
    }
    let path = desk.path("all.csv");
    vault
        .export_certificates(
            &ada,
            &Selection::Matching { filter: filter(), except: Vec::new(), seen: None },
            &BulkExport {
                format: BulkFormat::Csv,
                path: path.clone(),
                passphrase: None,
                overwrite: true,
                columns: Vec::new(),
            },
        )
        .unwrap();
    let csv = fs::read_to_string(&path).unwrap();
    let rows = table(&csv);
    assert_eq!(rows.len(), 1 + 12);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "every row has every column: {rows:?}");
    for field in rows.iter().flatten() {
        assert!(!field.starts_with(['=', '+', '-', '@', '＝', '\t']), "{field:?} would be computed");
        // Where lists are split at semicolons, the parts are looked at too.
        assert!(field.split(';').all(|part| !part.trim_start().starts_with(['=', '+', '-', '@'])), "{field:?}");
        assert!(!field.chars().any(is_unprintable), "{field:?}");
    }
    assert!(rows.iter().flatten().any(|field| field == "'=1*1"), "the text itself is kept: {csv}");
}

/// RFC 4180, read by the letter.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => row.last_mut().unwrap().push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                rows.push(vec![String::new()]);
            }
            c => row.last_mut().unwrap().push(c),
        }
    }
    rows.pop();
    rows
}
