//! Signing requests that ask for more than they may have, or for keys that must not be certified.

use chancery_domain::ProfileName;
use chancery_engine::{EngineError, IssueRequest, KeyChoice, Severity};
use chancery_tests::abuse::{Ground, ask, import};
use std::{fs, process::Command};

/// Runs openssl in a folder of its own.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn openssl(&self, arguments: &[&str]) -> String {
        let run = Command::new("openssl").args(arguments).current_dir(self.0.path()).output().unwrap();
        assert!(run.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).into_owned()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(name), content).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// A request for this key (`genpkey` arguments) and subject, with more arguments.
    pub(crate) fn csr(&self, key: &[&str], subject: &str, more: &[&str]) -> String {
        let generate: Vec<&str> =
            ["genpkey", "-out", "key.pem", "-algorithm"].into_iter().chain(key.iter().copied()).collect();
        self.openssl(&generate);
        let request = ["req", "-new", "-key", "key.pem", "-out", "request.pem", "-utf8", "-subj", subject];
        self.openssl(&request.into_iter().chain(more.iter().copied()).collect::<Vec<_>>());
        self.text("request.pem")
    }
}

const P256: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

pub(crate) fn of_csr(pem: &str) -> IssueRequest {
    IssueRequest { key: KeyChoice::Csr { pem: pem.to_owned() }, ..ask("") }
}

fn refusal(ground: &Ground, request: &IssueRequest) -> EngineError {
    let (vault, ada) = ground.vault();
    let error = vault.issue(&ada, request).map(drop).expect_err("refused");
    assert_eq!(vault.issue_all(&ada, "Issuing", std::slice::from_ref(request)).unwrap_err(), error, "on every path");
    let preview = vault.preview_issue(&ada, request).unwrap();
    assert!(
        preview.findings.iter().any(|finding| finding.severity == Severity::Error && finding.code == error.code),
        "the preview says it before: {:?}",
        preview.findings
    );
    error
}

#[test]
fn a_request_is_held_to_the_bounds_of_what_is_typed() {
    let ground = Ground::new().with_authorities();
    let desk = Desk::new();
    let many = format!("/CN=many.corp.example{}", "/OU=x".repeat(33));
    let error = refusal(&ground, &of_csr(&desk.csr(P256, &many, &[])));
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("invalid_subject", Some("subjectRest")), "{error}");
    let fewer = format!("/CN=many.corp.example{}", "/OU=x".repeat(32));
    ground.vault().0.issue(&ground.vault().1, &of_csr(&desk.csr(P256, &fewer, &[]))).unwrap();
}

#[test]
fn weak_keys_are_not_certified() {
    let ground = Ground::new().with_authorities();
    let desk = Desk::new();
    let weak: [(&str, &[&str]); 5] = [
        ("RSA-1024", &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"]),
        ("exponent 3", &["RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3"]),
        ("P-224", &["EC", "-pkeyopt", "ec_paramgen_curve:P-224"]),
        ("brainpool", &["EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"]),
        ("Ed25519 for a web server", &["ED25519"]),
    ];
    for (what, key) in weak {
        let error = refusal(&ground, &of_csr(&desk.csr(key, "/CN=weak.corp.example", &[])));
        assert!(["profile_violation", "weak_key", "unsupported"].contains(&error.code.as_str()), "{what}: {error:?}");
        assert_eq!(error.field.as_deref(), Some(if what.contains("web") { "key" } else { "csr" }), "{what}: {error:?}");
    }
    let rsa = desk.csr(&["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "/CN=signer.corp.example", &[]);
    let signing = IssueRequest { profile: ProfileName::CODE_SIGNING, ..of_csr(&rsa) };
    assert_eq!(refusal(&ground, &signing).code, "profile_violation", "RSA-2048 signs no code");
    let (vault, ada) = ground.vault();
    assert_eq!(vault.dashboard(&ada).unwrap().total.count, 2, "nothing was issued");
}

#[test]
fn a_request_whose_signature_does_not_verify_is_refused() {
    let ground = Ground::new().with_authorities();
    let desk = Desk::new();
    desk.csr(P256, "/CN=honest.corp.example", &[]);
    desk.openssl(&["req", "-in", "request.pem", "-outform", "DER", "-out", "request.der"]);
    let der = desk.read("request.der");
    // The name is another's, the signature still the old one's.
    let at = der.windows(6).position(|window| window == b"honest").unwrap();
    let mut forged = der.clone();
    forged[at..at + 6].copy_from_slice(b"thieve");
    desk.write("forged.der", &forged);
    desk.openssl(&["req", "-in", "forged.der", "-inform", "DER", "-out", "forged.pem"]);
    assert_eq!(refusal(&ground, &of_csr(&desk.text("forged.pem"))).code, "bad_signature");
    let mut broken = der.clone();
    *broken.last_mut().unwrap() ^= 1;
    desk.write("broken.der", &broken);
    let (vault, ada) = ground.vault();
    assert!(vault.read_request_file(&ada, &desk.path("broken.der")).is_err());
    for nonsense in ["", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", "MIIB"] {
        let error = refusal(&ground, &of_csr(nonsense));
        assert_eq!(error.field.as_deref(), Some("csr"), "{error:?}");
    }
    let root = vault.authority(&ada, "Root").unwrap().pem;
    assert_eq!(refusal(&ground, &of_csr(&root)).field.as_deref(), Some("csr"), "a certificate is no request");
}

#[test]
fn what_a_request_asks_beyond_its_profile_it_does_not_get() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    let pem = desk.csr(
        P256,
        "/CN=greedy.corp.example/O=Somebody",
        &[
            "-addext",
            "basicConstraints=critical,CA:TRUE,pathlen:3",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign,digitalSignature",
            "-addext",
            "extendedKeyUsage=codeSigning,OCSPSigning,anyExtendedKeyUsage",
            "-addext",
            "nameConstraints=permitted;DNS:.corp.example",
            "-addext",
            "1.3.6.1.5.5.7.48.1.5=ASN1:NULL",
            "-addext",
            "authorityInfoAccess=caIssuers;URI:http://evil.example/ca",
            "-addext",
            "subjectAltName=DNS:greedy.corp.example,DNS:also.corp.example",
        ],
    );
    let preview = vault.preview_issue(&ada, &of_csr(&pem)).unwrap();
    let overruled: Vec<_> =
        preview.findings.iter().filter(|finding| finding.code == "request_overruled").map(|f| &f.message).collect();
    assert!(overruled.iter().any(|message| message.contains("asks to be an authority")), "{overruled:?}");
    assert!(overruled.len() >= 5, "each is named before anything is signed: {overruled:?}");
    let issued = vault.issue(&ada, &of_csr(&pem)).unwrap();
    let mut shown: Vec<_> = preview.extensions.iter().map(|e| (&e.extension.oid, e.extension.critical)).collect();
    let mut signed: Vec<_> = issued.extensions.iter().map(|e| (&e.oid, e.critical)).collect();
    shown.sort();
    signed.sort();
    assert_eq!(shown, signed, "what was shown is what was signed");
    assert!(!issued.row.is_ca);
    assert_eq!(issued.key_usage, ["digitalSignature"]);
    desk.write("issued.pem", &issued.pem);
    let text = desk.openssl(&["x509", "-in", "issued.pem", "-noout", "-text"]);
    assert!(text.contains("TLS Web Server Authentication"), "{text}");
    for refused in [
        "CA:TRUE",
        "Certificate Sign",
        "CRL Sign",
        "Code Signing",
        "OCSP",
        "Any Extended",
        "Constraints: \n",
        "evil",
        "Permitted",
    ] {
        assert!(!text.contains(refused), "{refused} in {text}");
    }
    // And it really signs for nobody.
    desk.write("root.pem", ["Root", "Issuing"].map(|name| vault.authority(&ada, name).unwrap().pem).concat());
    desk.openssl(&["verify", "-no_check_time", "-CAfile", "root.pem", "-purpose", "sslserver", "issued.pem"]);
    let import = chancery_engine::ImportAuthority {
        without_crl: false,
        ..import("Sub", issued.pem.clone(), desk.text("key.pem"))
    };
    assert_eq!(vault.import_authority(&ada, &import).map(drop).unwrap_err().code, "not_an_authority");
    // What is wrong with names it asks for is an error, not left out in silence.
    let odd = desk.csr(P256, "/CN=odd.corp.example", &["-addext", "subjectAltName=DNS:ok.corp.example,DNS:not ok"]);
    assert_eq!(refusal(&ground, &of_csr(&odd)).code, "invalid_name");
    let other = desk.csr(P256, "/CN=odd.corp.example", &["-addext", "subjectAltName=RID:1.2.3.4"]);
    assert_eq!(refusal(&ground, &of_csr(&other)).code, "invalid_name");
}
