//! What stays in memory of private keys that came in: nothing in the clear.

#![cfg(target_os = "linux")]

use super::requests::Desk;
use chancery_pki::{
    CertificateDer, Inspected, KeyPair, KeystoreEntry, Pkcs12Protection, Pkcs12Strength, inspect, jks, pkcs12_keystore,
};
use chancery_tests::abuse::{Ground, import};
use chancery_tests::self_signed;
use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
    process::Command,
};

const FILE_PASSPHRASE: &str = "a kettle full of sparrows";

/// Octets that are looked for; kept in another form, so that looking does not find itself.
struct Needle {
    what: String,
    hidden: Vec<u8>,
}

/// What the octets of a needle are mixed with.
const MASK: u8 = 0xa7;

impl Needle {
    fn of(what: String, octets: &[u8]) -> Self {
        Self { what, hidden: octets.iter().map(|octet| octet ^ MASK).collect() }
    }

    fn begins_with(&self, octet: u8) -> bool {
        self.hidden[0] ^ MASK == octet
    }

    fn is_at(&self, memory: &[u8]) -> bool {
        memory.len() >= self.hidden.len()
            && self.hidden.iter().zip(memory).all(|(hidden, octet)| hidden ^ MASK == *octet)
    }
}

/// Everything that this process can write to, piece by piece.
fn each_piece(mut each: impl FnMut(&[u8])) {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut piece = vec![0; 1 << 20];
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        let (from, to) = range.split_once('-').unwrap();
        let (mut from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        if !rights.starts_with("rw") || line.contains("[v") {
            continue;
        }
        while from < to {
            let wanted = (to - from).min(piece.len() as u64) as usize;
            // What another thread gave back meanwhile is not there any more.
            let Ok(read) = memory.read_at(&mut piece[..wanted], from) else { break };
            each(&piece[..read]);
            // What lies across two pieces is in the next.
            from += if read == wanted && wanted > 4_096 { wanted as u64 - 64 } else { read.max(1) as u64 };
            if (wanted as u64) < piece.len() as u64 {
                break;
            }
        }
    }
    piece.fill(0);
}

/// How often each of them stands in memory.
fn counts(needles: &[Needle]) -> Vec<usize> {
    let mut counts = vec![0; needles.len()];
    let begins: [bool; 256] = std::array::from_fn(|octet| needles.iter().any(|needle| needle.begins_with(octet as u8)));
    each_piece(|piece| {
        for (at, octet) in piece.iter().enumerate() {
            if begins[usize::from(*octet)] {
                for (count, _) in counts.iter_mut().zip(needles).filter(|(_, needle)| needle.is_at(&piece[at..])) {
                    *count += 1;
                }
            }
        }
    });
    counts
}

/// A key with its certificate, made by openssl, in `NAME.key` and `NAME.pem`; and what is looked for of it.
fn made(desk: &Desk, name: &str, needles: &mut Vec<Needle>) -> (KeyPair, CertificateDer) {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN={name}.corp.example");
    desk.openssl(&self_signed(
        &key,
        &certificate,
        &["-days", "30", "-subj", &subject, "-addext", "basicConstraints=critical,CA:TRUE"],
    ));
    let mut pem = desk.read(&key);
    let pair = KeyPair::read(&pem, None).unwrap();
    let der = pair.pkcs8_der();
    // The middle of the private number, and a line of the text that it stands in.
    needles.push(Needle::of(format!("the key of {name}"), &der[40..64]));
    let body = pem.iter().position(|octet| *octet == b'\n').unwrap() + 1;
    needles.push(Needle::of(format!("the text of {name}"), &pem[body + 48..body + 63]));
    pem.fill(0);
    let found = inspect(&desk.read(&certificate), None).unwrap().remove(0);
    let Inspected::Certificate(certificate) = found else { panic!("openssl makes certificates") };
    (pair, CertificateDer::new(certificate.as_bytes().to_vec()))
}

/// Says to the test that it runs in a process of its own, in which nobody else fills the memory.
const ALONE: &str = "CHANCERY_TEST_ALONE";

#[test]
fn nothing_of_a_key_that_was_imported_stays_in_memory() {
    if std::env::var_os(ALONE).is_none() {
        let test = "memory::nothing_of_a_key_that_was_imported_stays_in_memory";
        let alone = Command::new(std::env::current_exe().unwrap()).args(["--exact", test]).env(ALONE, "1").output();
        let alone = alone.unwrap();
        assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
        return;
    }
    let desk = Desk::new();
    let mut needles = Vec::new();
    let ground = Ground::new();
    let (vault, ada) = ground.vault();
    let write = |name: &str, octets: &[u8]| fs::write(desk.path(name), octets).unwrap();

    // Beside its certificate in one text, and alone.
    drop(made(&desk, "text", &mut needles));
    // The system copies, so that this process has none.
    let mut both = File::create(desk.path("both.pem")).unwrap();
    for part in ["text.pem", "text.key"] {
        std::io::copy(&mut File::open(desk.path(part)).unwrap(), &mut both).unwrap();
    }
    drop(made(&desk, "apart", &mut needles));
    let (key, certificate) = made(&desk, "p12", &mut needles);
    let chain = [certificate];
    let entry = [KeystoreEntry { name: "one", key: Some(&key), certificates: &chain }];
    let protection = Pkcs12Protection::Password(FILE_PASSPHRASE, Pkcs12Strength::Modern);
    write("locked.p12", &pkcs12_keystore(&entry, protection).unwrap());
    let (key, certificate) = made(&desk, "jks", &mut needles);
    let chain = [certificate];
    let entry = [KeystoreEntry { name: "one", key: Some(&key), certificates: &chain }];
    write("store.jks", &jks(&entry, FILE_PASSPHRASE, ground.clock_now()).unwrap());
    let (key, certificate) = made(&desk, "jwk", &mut needles);
    write("key.jwk", chancery_pki::private_jwk(&key, &[certificate]).unwrap().as_bytes());
    drop(made(&desk, "authority", &mut needles));
    drop(key);

    let before = counts(&needles);
    vault.import_files(&ada, &[desk.path("both.pem")], None).unwrap();
    vault.import_files(&ada, &[desk.path("apart.pem"), desk.path("apart.key")], None).unwrap();
    for file in ["locked.p12", "store.jks"] {
        let report = vault.import_files(&ada, &[desk.path(file)], Some(FILE_PASSPHRASE)).unwrap();
        assert_eq!(report.keys, 1, "{file}: {report:?}");
    }
    assert_eq!(vault.import_files(&ada, &[desk.path("key.jwk")], None).unwrap().keys, 1);
    let mut taken = import("Taken over", String::new(), String::new());
    taken.files.certificate = Some(desk.path("authority.pem"));
    taken.files.key = Some(desk.path("authority.key"));
    vault.import_authority(&ada, &taken).unwrap();
    for ((needle, before), after) in needles.iter().zip(before).zip(counts(&needles)) {
        assert!(after <= before, "{} stands in memory {after} times, {before} times before", needle.what);
    }
    // What is not wiped is found.
    let kept = desk.read("apart.key");
    let text = needles.iter().zip(counts(&needles)).find(|(needle, _)| needle.what == "the text of apart");
    assert!(text.is_some_and(|(_, count)| count > 0), "{}", kept.len());
}
