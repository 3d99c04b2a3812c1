//! What is fuzzed: every door through which bytes or text come in from outside.

mod desk;
mod files;
mod inventory;
mod ocsp;
mod paths;
mod profiles;
mod tables;
mod texts;
mod times;
mod vaults;

/// One parser, or several that are given the same.
#[derive(Debug)]
pub struct Target {
    pub name: &'static str,
    pub about: &'static str,
    /// Whether it reads text (JSON too), which is changed in other ways than DER.
    pub is_text: bool,
    /// Reads an input. Panics where a promise is broken.
    pub run: fn(&[u8]),
}

const fn of_der(name: &'static str, about: &'static str, run: fn(&[u8])) -> Target {
    Target { name, about, is_text: false, run }
}

const fn of_text(name: &'static str, about: &'static str, run: fn(&[u8])) -> Target {
    Target { name, about, is_text: true, run }
}

static TARGETS: [Target; 33] = [
    of_der(
        "certificate",
        "certificates: facts, extensions in words, as issuers, as they verify themselves",
        files::certificate,
    ),
    of_der("request", "certification requests", files::request),
    of_der("crl", "CRLs, and what an authority takes over from one", files::crl),
    of_der("ocsp-request", "what clients ask the status service", ocsp::request),
    of_der("ocsp-answer", "what the responders of others answer, and whether it is believed", ocsp::answer),
    of_der("key", "private and public keys, encrypted ones too", files::key),
    of_der("pkcs12", "PKCS#12 files with and without their passphrase", files::any),
    of_der("pkcs7", "PKCS#7 bundles, in BER too", files::any),
    of_der("jks", "Java keystores", files::any),
    of_text("jwk", "JSON Web Keys and sets of them", files::any),
    of_der("lint", "certificates as they are linted, signed and yet to be signed", files::lint),
    of_text("pem", "any file as it is dropped: PEM, base64, DER", files::any),
    of_der("path", "certificates that are signed anew, in every place of a path", paths::certificate),
    of_der("path-crl", "CRLs that are signed anew, beside a path", paths::crl),
    of_der("import", "certificates and keys as the inventory takes, lists and finds them", inventory::import),
    of_text("csv", "tables of a batch, as text", tables::text),
    of_text("bundle", "signing requests of a batch, or to be signed, in one file", tables::bundle),
    of_text("xlsx", "the sheet of a workbook of a batch", tables::sheet),
    of_text("xlsx-parts", "the other parts of a workbook: relations, shared strings, styles", tables::parts),
    of_der("xlsx-file", "a workbook as the archive that it is", tables::workbook),
    of_text(
        "profile",
        "profiles as JSON, what is wrong with them, and a certificate made with one",
        profiles::document,
    ),
    of_text("pattern", "patterns that values of a subject must follow", profiles::pattern),
    of_text("schedule", "the schedule of renewals: times, cron, places, blackouts", times::schedule),
    of_text("times", "moments, spans and lifetimes as the command line reads them", times::typed),
    of_text("keyslots", "the key slots beside a database", vaults::key_slots),
    of_text("anchor", "the anchor of the log beside a database", vaults::anchor),
    of_text("recovery", "recovery codes as they are typed", vaults::recovery_code),
    of_text("audit", "exports of the log as they are checked", vaults::audit_log),
    of_text("search", "what is typed to find certificates and events", inventory::search),
    of_text("dn", "distinguished names as typed", texts::distinguished_name),
    of_text("names", "DNS names, addresses, mailboxes, URIs, hosts", texts::names),
    of_text("constraints", "name constraints as typed", texts::constraints),
    of_text("words", "ids, serial numbers, fingerprints, and every word that is chosen from a list", texts::words),
];

/// All targets.
pub fn all() -> &'static [Target] {
    &TARGETS
}

/// The target of this name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Breaks the run where a text that is shown could deceive whoever reads it.
fn assert_shown(text: &str) {
    assert!(!text.chars().any(chancery_domain::is_unprintable), "a text that is shown could deceive: {text:?}");
}
