//! No secret comes back: not in an answer, an error, an audit event, an export that may be shared, or a file.

use super::doors::GRACE;
use chancery_domain::{KeyAlgorithm, RevocationReason, Role};
use chancery_engine::{
    AddUser, BulkExport, BulkFormat, CreateAuthority, CreateVault, ExportFormat, ExportRequest, ImportAuthority,
    IssueRequest, KeyChoice, OpenMethod, OpenVault, Selection,
};
use chancery_pki::KeyPair;
use chancery_tests::abuse::{Ground, PASSPHRASE, ask, authority, everything, filter, ids, import};
use std::{fs, path::Path};

const KEY_PASSPHRASE: &str = "osprey under the ninth bridge";
const FILE_PASSPHRASE: &str = "a kettle full of sparrows";
const WRONG: &str = "a wrong guess of somebody";

/// What must not be found: texts as they are, keys as octets, base64 and hexadecimal.
struct Secrets(Vec<(String, Vec<u8>)>);

impl Secrets {
    fn look(&self, place: &str, bytes: &[u8]) {
        for (name, secret) in &self.0 {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_slice());
            assert!(!found, "{name} stands in {place}");
        }
    }

    fn add_text(&mut self, name: &str, text: &str) {
        self.0.push((name.to_owned(), text.as_bytes().to_vec()));
    }

    /// The private part of a key, wherever it could begin.
    fn add_key(&mut self, name: &str, pem: &str) {
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        // The middle of the encoding, which the public key has no part of, at every alignment of base64.
        let der = base64(&body);
        let secret = &der[36..60];
        self.0.push((format!("{name}, as octets"), secret.to_vec()));
        self.0.push((format!("{name}, as PEM"), body.as_bytes()[48..80].to_vec()));
        let hex: String = secret.iter().map(|octet| format!("{octet:02x}")).collect();
        self.0.push((format!("{name}, as hexadecimal"), hex.clone().into_bytes()));
        self.0.push((format!("{name}, as capitals"), hex.to_uppercase().into_bytes()));
        let list = format!("{secret:?}");
        self.0.push((format!("{name}, as Debug has it"), list.trim_matches(['[', ']']).as_bytes().to_vec()));
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, c| bits << 6 | u32::from(value(*c))) << (6 * (4 - group.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    out
}

fn look_at_files(secrets: &Secrets, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            secrets.look(&path.display().to_string(), &fs::read(&path).unwrap());
        }
    }
}

#[test]
fn no_secret_comes_back_from_anywhere() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let outside = tempfile::tempdir().unwrap();
    let out = |name: &str| outside.path().join(name).display().to_string();
    let mut said: Vec<(String, String)> = Vec::new();
    macro_rules! say {
        ($what:expr, $answer:expr) => {{
            let answer = $answer;
            said.push(($what.to_owned(), format!("{answer:?} {}", serde_json::to_string(&answer).unwrap_or_default())));
            answer
        }};
    }
    macro_rules! fail {
        ($what:expr, $answer:expr) => {{
            let error = $answer.map(drop).expect_err($what);
            said.push(($what.to_owned(), format!("{error:?} {error} {}", serde_json::to_string(&error).unwrap())));
        }};
    }

    let protected = CreateAuthority { passphrase: Some(KEY_PASSPHRASE.into()), ..authority("Kept", Some("Root")) };
    said.push(("request".into(), format!("{protected:?}")));
    say!("authority", vault.create_authority(&ada, &protected).unwrap());
    let issued = say!("issued", vault.issue(&ada, &ask("www.corp.example")).unwrap());
    let id = issued.row.id;
    let added = AddUser { name: "Grace".into(), role: Role::Operator, passphrase: GRACE.into() };
    said.push(("request".into(), format!("{added:?}")));
    say!("user", vault.add_user(&ada, &added).unwrap());
    fail!(
        "weak",
        vault.add_user(&ada, &AddUser { name: "Eve".into(), role: Role::Viewer, passphrase: "short".into() })
    );
    fail!("twice", vault.add_user(&ada, &added));
    fail!("wrong guess", vault.change_passphrase(&ada, WRONG, GRACE));
    fail!("wrong guess", vault.unlock_authority(&ada, "Kept", WRONG, 5));
    fail!("locked", vault.issue(&ada, &IssueRequest { authority: "Kept".into(), ..ask("x.example") }));
    fail!("locked", vault.export_authority(&ada, "Kept", &key_export(&out("no"), Some(FILE_PASSPHRASE))));
    say!("unlocked", vault.unlock_authority(&ada, "Kept", KEY_PASSPHRASE, 5).unwrap());
    fail!("wrong guess", vault.protect_authority(&ada, "Kept", Some(WRONG), None));
    say!("clear key", vault.export_certificate(&ada, &id, &key_export(&out("key.pem"), None)).unwrap());
    say!("ca key", vault.export_authority(&ada, "Root", &key_export(&out("ca.pem"), None)).unwrap());
    let closed = key_export(&out("key.enc"), Some(FILE_PASSPHRASE));
    said.push(("request".into(), format!("{closed:?}")));
    say!("encrypted key", vault.export_certificate(&ada, &id, &closed).unwrap());
    let p12 = ExportRequest { format: ExportFormat::Pkcs12, ..key_export(&out("id.p12"), Some(FILE_PASSPHRASE)) };
    say!("p12", vault.export_certificate(&ada, &id, &p12).unwrap());
    for format in [
        ExportFormat::Pem,
        ExportFormat::Der,
        ExportFormat::Chain,
        ExportFormat::Pkcs7,
        ExportFormat::Jwk,
        ExportFormat::Jwks,
        ExportFormat::OpenSsh,
    ] {
        let request = ExportRequest { format, ..key_export(&out(&format!("share-{format:?}")), None) };
        say!("certificate", vault.export_certificate(&ada, &id, &request).unwrap());
    }
    for format in
        [BulkFormat::Pem, BulkFormat::Pkcs7, BulkFormat::Jks, BulkFormat::Zip, BulkFormat::Csv, BulkFormat::Xlsx]
    {
        let all = Selection::Matching { filter: filter(), except: Vec::new(), seen: None };
        say!(
            "all",
            vault
                .export_certificates(
                    &ada,
                    &all,
                    &BulkExport {
                        format,
                        path: out(&format!("share-all-{format:?}")),
                        passphrase: Some(FILE_PASSPHRASE.into()),
                        overwrite: false,
                        columns: Vec::new(),
                    }
                )
                .unwrap()
        );
    }

    let (key, ca_key) = (read(&out("key.pem")), read(&out("ca.pem")));
    let fresh = KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap().pkcs8_pem().to_string();
    let mut secrets = Secrets(Vec::new());
    for (name, text) in [
        ("the passphrase", PASSPHRASE),
        ("Grace's passphrase", GRACE),
        ("the key's passphrase", KEY_PASSPHRASE),
        ("the file's passphrase", FILE_PASSPHRASE),
        ("a wrong guess", WRONG),
        ("a private key in PEM", "PRIVATE KEY-----"),
    ] {
        secrets.add_text(name, text);
    }
    secrets.add_key("the certificate's key", &key);
    secrets.add_key("the root's key", &ca_key);
    secrets.add_key("a stranger's key", &fresh);

    say!("inspected key", vault.inspect_text(&ada, &key, None).unwrap());
    say!("inspected stranger's key", vault.inspect_text(&ada, &fresh, None).unwrap());
    say!("inspected p12", vault.inspect_file(&ada, &out("id.p12"), Some(FILE_PASSPHRASE)).unwrap());
    fail!("wrong guess", vault.inspect_file(&ada, &out("id.p12"), Some(WRONG)));
    fail!("wrong guess", vault.import_files(&ada, &[out("id.p12")], Some(WRONG)));
    say!("import", vault.import_files(&ada, &[out("id.p12")], Some(FILE_PASSPHRASE)).unwrap());
    say!("lone key", vault.import_text(&ada, &fresh, None).unwrap());
    let csr = IssueRequest { key: KeyChoice::Csr { pem: key.clone() }, ..ask("key-for-csr.example") };
    said.push(("request".into(), format!("{csr:?}")));
    fail!("a key where a request should be", vault.issue(&ada, &csr));
    say!("the same previewed", vault.preview_issue(&ada, &csr).unwrap());
    let mismatch = ImportAuthority {
        key_passphrase: Some(WRONG.into()),
        without_crl: false,
        passphrase: Some(KEY_PASSPHRASE.into()),
        ..import("Mismatch", vault.authority(&ada, "Root").unwrap().pem, fresh.clone())
    };
    said.push(("request".into(), format!("{mismatch:?}")));
    fail!("mismatch", vault.import_authority(&ada, &mismatch));
    let swapped = ImportAuthority { certificate: fresh.clone().into(), ..mismatch };
    fail!("a key where a certificate should be", vault.import_authority(&ada, &swapped));
    for misplaced in [&key, PASSPHRASE] {
        // What is pasted into the wrong field is not repeated either, though it is no secret to the program.
        fail!("misplaced", vault.certificate(&ada, &misplaced.repeat(3)[..12]));
    }
    say!("revoked", vault.revoke(&ada, &ids([id.as_str()]), RevocationReason::KeyCompromise).unwrap());
    vault.change_passphrase(&ada, PASSPHRASE, "nobody knows the new one yet").unwrap();
    let code = vault.renew_recovery_code(&ada).unwrap();
    secrets.add_text("the old recovery code", &ground.recovery_code);
    secrets.add_text("the new recovery code", &code);
    secrets.add_text("the new passphrase", "nobody knows the new one yet");
    for request in [
        OpenVault { user: None, method: OpenMethod::Passphrase { passphrase: WRONG.into() } },
        OpenVault { user: None, method: OpenMethod::Recovery { code: ground.recovery_code.as_str().into() } },
    ] {
        said.push(("request".into(), format!("{request:?}")));
        fail!("wrong guess", ground.another().open(&request));
    }
    let creating =
        CreateVault { name: "N".into(), user: "U".into(), passphrase: Some(PASSPHRASE.into()), use_keychain: false };
    said.push(("request".into(), format!("{creating:?}")));
    fail!("there already", ground.another().create(&creating));
    say!("state", ground.console.state().unwrap());
    said.push(("debug".into(), format!("{:?} {:?} {:?}", ground.console, vault, ada)));
    say!("verdict", vault.verify_audit(&ada).unwrap());
    say!("log", vault.export_audit(&ada, &out("share-audit.jsonl"), false).unwrap());
    said.push(("everything".into(), everything(&vault, &ada).unwrap().to_string()));

    for (place, text) in &said {
        secrets.look(place, text.as_bytes());
    }
    drop(vault);
    look_at_files(&secrets, &ground.folder);
    ground.console.lock();
    look_at_files(&secrets, &ground.folder);
    for entry in fs::read_dir(outside.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("share-") {
            secrets.look(&path.display().to_string(), &fs::read(&path).unwrap());
        }
    }
    let own = fs::read(out("key.pem")).unwrap();
    let hit = std::panic::catch_unwind(|| secrets.look("the exported key", &own));
    assert!(hit.is_err(), "the search finds what is there");
}

fn key_export(path: &str, passphrase: Option<&str>) -> ExportRequest {
    ExportRequest {
        format: ExportFormat::Key,
        path: path.to_owned(),
        passphrase: passphrase.map(Into::into),
        overwrite: false,
        root: None,
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}

#[cfg(unix)]
#[test]
fn what_holds_secrets_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let id = vault.issue(&ada, &ask("www.corp.example")).unwrap().row.id;
    let outside = tempfile::tempdir().unwrap();
    let key = outside.path().join("key.pem");
    fs::write(&key, "somebody's file, readable by all").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o666)).unwrap();
    let request = ExportRequest { overwrite: true, ..key_export(&key.display().to_string(), None) };
    vault.export_certificate(&ada, &id, &request).unwrap();
    let kit = outside.path().join("kit.txt");
    ground.console.save_recovery_kit(&ground.recovery_code, &kit.display().to_string()).unwrap();
    let query =
        chancery_engine::AuditQuery { action: Some("recovery-kit.saved".into()), limit: 9, ..Default::default() };
    let told = vault.audit_events(&ada, &query).unwrap().events;
    assert!(told.len() == 1 && told[0].details.iter().any(|fact| fact.value.ends_with("kit.txt")), "{told:?}");
    assert!(!format!("{told:?}").contains(&ground.recovery_code), "the log knows that, not what");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&key), mode(&kit), mode(&ground.folder)), (0o600, 0o600, 0o700));
    for entry in fs::read_dir(&ground.folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    // A link that somebody laid in the way is replaced, not followed.
    let (link, victim) = (outside.path().join("link"), outside.path().join("victim"));
    fs::write(&victim, "mine").unwrap();
    std::os::unix::fs::symlink(&victim, &link).unwrap();
    let request = ExportRequest { overwrite: true, ..key_export(&link.display().to_string(), None) };
    vault.export_certificate(&ada, &id, &request).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    assert_eq!(mode(&link), 0o600);
}
