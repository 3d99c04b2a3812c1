//! Five hundred corrupted certificates, requests, CRLs, PKCS#12 files and Java keystores each, and what is made to be huge, deep or odd:
//! an error or a faithful display, in bounded time and memory.

use super::requests::Desk;
use chancery_domain::is_unprintable;
use chancery_engine::{Actor, EngineError, ImportAuthority, InspectedKind, Vault};
use chancery_tests::abuse::{Dice, Ground, ask, import};
use std::time::{Duration, Instant};

/// Nothing that is looked at may take longer, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(8);

fn armour(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", encode(der))
}

fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, group) in bytes.chunks(3).enumerate() {
        if at > 0 && at % 16 == 0 {
            text.push('\n');
        }
        let bits = group.iter().fold(0_u32, |bits, octet| bits << 8 | u32::from(*octet)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let shown = digit <= group.len();
            text.push(if shown { DIGITS[(bits >> (18 - 6 * digit)) as usize & 63].into() } else { '=' });
        }
    }
    text
}

fn plain(what: &str, error: &EngineError) {
    assert_ne!(error.code, "internal", "{what}: {error:?}");
    assert!(!error.message.is_empty() && !error.message.chars().any(is_unprintable), "{what}: {error:?}");
    assert!(error.message.len() < 2000, "{what}: a sentence, not the file: {error:?}");
}

/// Looks at it and takes it in, as text and as a file.
fn mistreat(vault: &Vault, ada: &Actor, desk: &Desk, what: &str, label: &str, bytes: &[u8], passphrase: Option<&str>) {
    let started = Instant::now();
    let text = armour(label, bytes);
    desk.write("odd", bytes);
    for answer in [vault.inspect_text(ada, &text, passphrase), vault.inspect_file(ada, &desk.path("odd"), passphrase)] {
        match answer {
            Ok(shown) => {
                let json = serde_json::to_string(&shown).unwrap();
                assert!(!json.contains("PRIVATE KEY"), "{what}");
                let odd = |line: &chancery_engine::SummaryLine| line.value.chars().any(is_unprintable);
                assert!(!shown.iter().any(|thing| thing.summary.iter().any(odd)), "{what}: {json}");
                // What is shown as a certificate is the certificate that was given, to the letter.
                for thing in
                    shown.iter().filter(|thing| thing.kind == InspectedKind::Certificate && label == "CERTIFICATE")
                {
                    let pem = thing.pem.as_deref().unwrap();
                    let back: String = pem.lines().filter(|line| !line.starts_with("---")).collect();
                    let given: String = encode(bytes).lines().collect();
                    assert!(given.starts_with(&back[..back.len().min(given.len()) - 4]), "{what}: another certificate");
                }
            }
            Err(error) => plain(what, &error),
        }
    }
    for answer in [
        vault.import_text(ada, &text, passphrase),
        vault.import_files(ada, &[desk.path("odd")], passphrase),
        vault.import_files(ada, &[desk.path("odd"), desk.path("odd")], passphrase),
    ] {
        match answer {
            Ok(report) => {
                for id in &report.ids {
                    let shown = vault.certificate(ada, id).unwrap();
                    let json = serde_json::to_string(&shown).unwrap();
                    assert!(!json.contains("PRIVATE KEY"), "{what}");
                }
            }
            Err(error) => plain(what, &error),
        }
    }
    assert!(started.elapsed() < PATIENCE, "{what} took {:?}", started.elapsed());
}

/// A certificate and its request with most of what there is in them, a key, and PKCS#12 in three ways.
fn originals(desk: &Desk) {
    desk.write(
        "rich.cnf",
        "[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\nreq_extensions=ask\n[dn]\nCN=rich\nO=Corp\nC=DE\n[ext]\n\
         basicConstraints=critical,CA:TRUE,pathlen:2\nkeyUsage=critical,keyCertSign,cRLSign\n\
         extendedKeyUsage=serverAuth,1.2.3.4\nsubjectKeyIdentifier=hash\n\
         subjectAltName=DNS:a.example,IP:10.0.0.1,IP:::1,email:a@b.example,URI:https://a/,RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jo@corp,dirName:dir\n\
         nameConstraints=critical,permitted;DNS:.example,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:.evil\n\
         crlDistributionPoints=URI:http://b/b.crl\nauthorityInfoAccess=OCSP;URI:http://o/,caIssuers;URI:http://c/\n\
         certificatePolicies=2.23.140.1.2.1,@policy\npolicyConstraints=requireExplicitPolicy:3\ntlsfeature=status_request\n1.2.3.4.5=DER:0102030405\n\
         [ask]\nsubjectAltName=DNS:a.example,DNS:b.example\nkeyUsage=digitalSignature\nbasicConstraints=CA:TRUE\n\
         [dir]\nC=DE\nO=Dir\n[policy]\npolicyIdentifier=1.3.5.8\nCPS.1=http://cps/\nuserNotice.1=@notice\n[notice]\nexplicitText=UTF8:Notice\n",
    );
    desk.openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem"]);
    desk.openssl(&[
        "req", "-x509", "-new", "-key", "key.pem", "-out", "rich.der", "-outform", "DER", "-config", "rich.cnf",
        "-days", "99",
    ]);
    desk.openssl(&["x509", "-in", "rich.der", "-inform", "DER", "-out", "rich.pem"]);
    desk.openssl(&["req", "-new", "-key", "key.pem", "-out", "request.der", "-outform", "DER", "-config", "rich.cnf"]);
    let p12 = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "rich.pem", "-passout", "pass:geheim", "-iter", "64"];
    desk.openssl(&[&p12[..], &["-out", "modern.p12"]].concat());
    desk.openssl(
        &[&p12[..], &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "SHA1", "-out", "old.p12"]]
            .concat(),
    );
    desk.openssl(&[&p12[..], &["-nomac", "-out", "nomac.p12"]].concat());
    let revoked = "R\t491231000000Z\t260101000000Z,keyCompromise\t07\tunknown\t/CN=x\n".repeat(3);
    desk.write("index", revoked.replacen("\t07\t", "\t08\t", 1).replacen("\t07\t", "\t09\t", 1));
    desk.write("number", "07\n");
    desk.write(
        "ca.cnf",
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=3650\n\
         [crl]\nauthorityKeyIdentifier=keyid\n",
    );
    let own = ["-config", "ca.cnf", "-keyfile", "key.pem", "-cert", "rich.pem", "-crlexts", "crl"];
    desk.openssl(&[&["ca", "-gencrl", "-out", "rich.crl.pem"], &own[..]].concat());
    desk.openssl(&["crl", "-in", "rich.crl.pem", "-outform", "DER", "-out", "rich.crl"]);
}

/// The same in a Java keystore, which Java makes.
fn java_keystore(desk: &Desk) {
    let from = ["-importkeystore", "-noprompt", "-srckeystore", &desk.path("modern.p12"), "-srcstorepass", "geheim"];
    let to = ["-destkeystore", &desk.path("key.jks"), "-deststoretype", "JKS", "-deststorepass", "geheim"];
    chancery_tests::keytool([&from[..], &to[..]].concat()).accept("keytool makes a keystore");
}

fn corrupted(seed: u64, label: &str, names: &[&str], passphrase: Option<&str>) {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    originals(&desk);
    if names.contains(&"key.jks") {
        java_keystore(&desk);
    }
    let mut dice = Dice::new(seed);
    for round in 0..500 {
        let name = names[round % names.len()];
        let bytes = dice.corrupt(&desk.read(name));
        let passphrase = passphrase.filter(|_| round % 5 > 0);
        mistreat(&vault, &ada, &desk, &format!("{name} {round}"), label, &bytes, passphrase);
    }
    assert!(vault.verify_audit(&ada).unwrap().intact);
    assert!(vault.check_integrity(&ada).unwrap().ok, "nothing that came in harmed the vault");
    vault.issue(&ada, &ask("after.corp.example")).unwrap();
}

#[test]
fn five_hundred_corrupted_certificates_are_refused_or_shown_as_they_are() {
    corrupted(11, "CERTIFICATE", &["rich.der"], None);
}

#[test]
fn five_hundred_corrupted_requests_are_refused_or_shown_as_they_are() {
    corrupted(12, "CERTIFICATE REQUEST", &["request.der"], None);
}

#[test]
fn five_hundred_corrupted_pkcs12_files_are_refused_or_shown_as_they_are() {
    corrupted(13, "PKCS12", &["modern.p12", "old.p12", "nomac.p12"], Some("geheim"));
}

#[test]
fn five_hundred_corrupted_java_keystores_are_refused_or_shown_as_they_are() {
    corrupted(14, "JKS", &["key.jks"], Some("geheim"));
}

#[test]
fn five_hundred_corrupted_crls_are_refused_or_shown_and_none_is_taken_over() {
    corrupted(15, "X509 CRL", &["rich.crl"], None);
    // An authority that moves here brings its last CRL: only the one that it signed.
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    originals(&desk);
    let good = desk.read("rich.crl");
    let import = |crl: &[u8]| {
        let import = ImportAuthority {
            crl: Some(armour("X509 CRL", crl)),
            without_crl: false,
            ..import("Rich", desk.text("rich.pem"), desk.text("key.pem"))
        };
        vault.import_authority(&ada, &import)
    };
    let mut dice = Dice::new(16);
    for round in 0..500 {
        let bytes = dice.corrupt(&good);
        if bytes != good {
            let error = import(&bytes).map(drop).expect_err(&format!("round {round}"));
            plain(&format!("round {round}"), &error);
        }
    }
    assert!(vault.authorities(&ada).unwrap().is_empty());
    assert_eq!(import(&good).unwrap().next_crl_number, "8", "the CRL number goes on");
}

#[test]
fn what_is_huge_deep_or_odd_is_refused_or_shown() {
    let ground = Ground::new().with_authorities();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    originals(&desk);
    let rich = desk.read("rich.der");
    // As deep as a file can be, in definite and indefinite lengths, and lengths that promise a gigabyte.
    let nested = |depth: usize| {
        let mut bytes = vec![0x05, 0x00];
        for _ in 0..depth {
            let mut outer = vec![0x30];
            match u32::try_from(bytes.len()).unwrap() {
                length @ 0..128 => outer.push(length as u8),
                length => outer.extend([&[0x84][..], &length.to_be_bytes()].concat()),
            }
            outer.append(&mut bytes);
            bytes = outer;
        }
        bytes
    };
    let mut promised = rich.clone();
    promised.splice(0..4, [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("deep", nested(4_000)),
        ("indefinite and deep", [0x30, 0x80].repeat(200_000)),
        ("a gigabyte promised", promised),
        ("zeros", vec![0; 3_000_000]),
        ("sequences", vec![0x30; 1_000_000]),
        ("a long certificate", [&rich[..], &vec![0x41; 2_000_000]].concat()),
    ];
    for (what, bytes) in cases {
        mistreat(&vault, &ada, &desk, what, "CERTIFICATE", &bytes, Some("geheim"));
    }
    let endless = "-----BEGIN CERTIFICATE-----\n".repeat(100_000);
    plain("endless beginnings", &vault.inspect_text(&ada, &endless, None).map(drop).unwrap_err());
    let many = armour("CERTIFICATE", &rich).repeat(3_000);
    assert!(vault.inspect_text(&ada, &many, None).unwrap().len() <= 500);
    // A thousand names, serial numbers and times at the edges, an algorithm that nobody knows.
    let names: Vec<String> = (0..1000).map(|number| format!("DNS:n{number}.example")).collect();
    let names = format!("subjectAltName={}", names.join(","));
    let new = ["req", "-x509", "-key", "key.pem", "-out", "odd.pem", "-subj", "/CN=odd"];
    for (what, more) in [
        ("a thousand names", vec!["-addext", names.as_str()]),
        ("a negative serial number", vec!["-set_serial", "-12345678901234567890"]),
        ("no serial number", vec!["-set_serial", "0"]),
        ("year 9999", vec!["-days", "2912000"]),
        ("no subject at all", vec!["-subj", "/"]),
    ] {
        desk.openssl(&new.iter().copied().chain(more).collect::<Vec<_>>());
        let report = vault.import_files(&ada, &[desk.path("odd.pem")], None).unwrap();
        assert_eq!(report.imported, 1, "{what}: {report:?}");
        let shown = vault.certificate(&ada, &report.ids[0]).unwrap();
        desk.write("back.pem", &shown.pem);
        let fingerprint = |name: &str| desk.openssl(&["x509", "-in", name, "-noout", "-fingerprint", "-sha256"]);
        assert_eq!(fingerprint("odd.pem"), fingerprint("back.pem"), "{what}");
        let serial = desk.openssl(&["x509", "-in", "odd.pem", "-noout", "-serial"]);
        if what == "a negative serial number" {
            assert_eq!((serial.trim(), shown.row.serial.as_str()), ("serial=-AB54A98CEB1F0AD2", "FF54AB567314E0F52E"));
            assert!(shown.findings.iter().any(|finding| finding.code == "odd_serial"), "{:?}", shown.findings);
        }
        if what == "a thousand names" {
            assert_eq!(shown.names.len(), 1000);
        }
    }
    // The signature's algorithm renamed to one that does not exist.
    let oid = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let mut unknown = rich.clone();
    for at in 0..unknown.len() - oid.len() {
        if unknown[at..at + oid.len()] == oid {
            unknown[at + oid.len() - 1] = 0x7d;
        }
    }
    mistreat(&vault, &ada, &desk, "an unknown algorithm", "CERTIFICATE", &unknown, None);
    // Year 0 and a time that is none.
    for (what, time) in [("year 0", *b"\x18\x0f00000101000000Z"), ("month 13", *b"\x18\x0f20261301000000Z")] {
        let at = rich.windows(2).position(|window| window == [0x17, 0x0d]).unwrap();
        let mut odd = rich.clone();
        odd.splice(at..at + 15, time);
        // The lengths around it are two more now: certificate, content, validity.
        odd[at - 1] += 2;
        for length in [2, 6] {
            let value = u16::from_be_bytes([odd[length], odd[length + 1]]) + 2;
            odd[length..length + 2].copy_from_slice(&value.to_be_bytes());
        }
        mistreat(&vault, &ada, &desk, what, "CERTIFICATE", &odd, None);
    }
    assert!(vault.check_integrity(&ada).unwrap().ok);
}

#[test]
fn a_chain_that_runs_in_a_circle_ends() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    // Two authorities that certify each other, without a root.
    for name in ["a", "b"] {
        desk.openssl(&[
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            &format!("{name}.key"),
        ]);
        let (key, out, subject) = (format!("{name}.key"), format!("{name}-root.pem"), format!("/CN={name}"));
        desk.openssl(&[
            "req",
            "-x509",
            "-key",
            &key,
            "-out",
            &out,
            "-subj",
            &subject,
            "-addext",
            "basicConstraints=critical,CA:TRUE",
        ]);
        desk.openssl(&["req", "-new", "-key", &key, "-out", &format!("{name}.csr"), "-subj", &subject]);
    }
    desk.write("ca.cnf", "basicConstraints=critical,CA:TRUE\n");
    for (name, issuer) in [("a", "b"), ("b", "a")] {
        let (csr, ca, key, out) =
            (format!("{name}.csr"), format!("{issuer}-root.pem"), format!("{issuer}.key"), format!("{name}.pem"));
        desk.openssl(&[
            "x509",
            "-req",
            "-in",
            &csr,
            "-CA",
            &ca,
            "-CAkey",
            &key,
            "-out",
            &out,
            "-days",
            "99",
            "-extfile",
            "ca.cnf",
            "-set_serial",
            "77",
        ]);
    }
    let report = vault.import_files(&ada, &[desk.path("a.pem"), desk.path("b.pem")], None).unwrap();
    assert_eq!(report.imported, 2, "{report:?}");
    for id in &report.ids {
        let shown = vault.certificate(&ada, id).unwrap();
        assert!(!shown.chain_complete && shown.chain.len() <= 3, "{:?}", shown.chain);
    }
    let import = import("A", desk.text("a.pem"), desk.text("a.key"));
    vault.import_authority(&ada, &import).unwrap();
    let request = chancery_engine::IssueRequest { authority: "A".into(), days: Some(10), ..ask("x.corp.example") };
    ground.clock.set(chrono::Utc::now() + chrono::Duration::minutes(5));
    vault.issue(&ada, &request).unwrap();
}

#[test]
fn a_file_is_refused_for_its_size_before_it_is_read() {
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let desk = Desk::new();
    let path = desk.path("large");
    for (megabytes, bound) in [(65, "64 MiB"), (257, "256 MiB"), (500, "256 MiB")] {
        std::fs::File::create(&path).unwrap().set_len(megabytes << 20).unwrap();
        let inspecting = vault.inspect_file(&ada, &path, None).map(drop).unwrap_err();
        assert!(inspecting.message.contains("64 MiB"), "{inspecting}");
        let mut refusals = vec![inspecting];
        if bound == "256 MiB" {
            // A bundle is taken certificate by certificate, so it may be larger.
            let importing = vault.import_files(&ada, std::slice::from_ref(&path), None).map(drop).unwrap_err();
            assert!(importing.message.contains(bound), "{importing}");
            refusals.push(importing);
        }
        for error in refusals {
            assert_eq!((error.code.as_str(), error.field.as_deref()), ("file_too_large", Some("path")), "{error}");
        }
    }
}
