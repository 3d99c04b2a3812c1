//! What fuzzing begins with: real files of every kind, and texts as people type them.

use chancery_domain::built_in_profiles;
use chancery_pki::Request;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The files that belong to this crate, a folder for each target.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");

/// Files of one's own are taken up to this size, and this many.
const LARGEST: u64 = 256 * 1024;
const MOST: usize = 10_000;

/// Targets that read any file.
const OF_ANY_FILE: &str = "pem";

/// Targets, by how they begin, that read no certificates, requests or keys as they are.
const OF_OTHER_FILES: [&str; 7] = ["path", "ocsp", "xlsx", "profile", "keyslots", "anchor", "audit"];

/// Beginnings, by target.
#[derive(Debug, Default)]
pub struct Seeds(HashMap<String, Vec<Vec<u8>>>);

impl Seeds {
    /// Those of this crate, and the files below these folders.
    pub fn new(more: &[PathBuf]) -> Self {
        let mut seeds = Self::default();
        for folder in folders(Path::new(FOLDER)) {
            let target = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files(&folder, seeds.0.entry(target).or_default());
        }
        for (target, texts) in TEXTS {
            seeds.0.entry((*target).to_owned()).or_default().extend(texts.iter().map(|text| text.as_bytes().to_vec()));
        }
        seeds.of_each_other();
        let mut found = Vec::new();
        more.iter().for_each(|folder| files(folder, &mut found));
        for file in found {
            let is_der = file.first() == Some(&0x30);
            for (target, seeds) in &mut seeds.0 {
                let is_text = TEXTS.iter().any(|(name, _)| name == target);
                if target == OF_ANY_FILE
                    || (is_der && !is_text && !OF_OTHER_FILES.iter().any(|o| target.starts_with(o)))
                {
                    seeds.push(file.clone());
                }
            }
        }
        seeds
    }

    /// What some targets begin with is what others begin with, or what the program brings.
    fn of_each_other(&mut self) {
        let files = ["certificate", "pkcs12", "pkcs7", "jks", "pem"];
        let files: Vec<_> = files.iter().flat_map(|target| self.of(target).to_vec()).collect();
        self.0.entry("import".to_owned()).or_default().extend(files);
        let profiles = built_in_profiles().into_iter().map(|profile| profile.document().to_json().into_bytes());
        self.0.entry("profile".to_owned()).or_default().extend(profiles);
        let requests = self.of("request").iter().filter_map(|request| Request::read(request).ok());
        let bundle = requests.map(|request| request.to_pem()).collect::<String>();
        self.0.entry("bundle".to_owned()).or_default().push(bundle.into_bytes());
    }

    pub(crate) fn of(&self, target: &str) -> &[Vec<u8>] {
        self.0.get(target).map_or(&[], Vec::as_slice)
    }
}

/// One file of this crate.
pub(crate) fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(FOLDER).join(name)).unwrap_or_default()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    // The order of a folder is chance; that of a run must not be.
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if found.len() < MOST && fs::metadata(&path).is_ok_and(|metadata| metadata.len() <= LARGEST) {
            found.extend(fs::read(&path).ok());
        }
    }
}

/// Texts, by target.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "dn",
        &[
            "CN=Example Root,OU=PKI,O=Example\\, Inc.,C=DE",
            "CN=\"a,b\"+UID=x,O=M\\C3\\BCller",
            "emailAddress=pki@corp.example,CN=Prüf+UID=7,DC=corp,DC=example",
            "2.5.4.46=(x),serialNumber=HRB 12345,CN=\\#a",
            "1.2.3.4.5=#0C0141, CN = b ",
        ],
    ),
    (
        "names",
        &[
            "www.corp.example",
            "*.a.corp.example",
            "münchen.example",
            "xn--mnchen-3ya.example",
            "Jo.Doe@Example.COM",
            "https://jo@[2001:DB8::1]:443/x?y#z",
            "spiffe://corp.example/web",
            "192.0.2.10",
            "::ffff:10.0.0.1",
            "[::1]",
        ],
    ),
    (
        "csv",
        &[
            "cn,dns,ip,email,uri,key,days,owner,environment,tags,notes\na.corp.example,a.corp.example;b.corp.example,10.0.0.1,,,ecdsa-p256,30,Jo,production,x;y,\"several\nlines\"\n",
            "cn;dns\r\n\"=1+1\";a.corp.example\r\n;;\r\n",
            "\u{feff}cn\tdns\nmünchen.example\t*.a.corp.example\n",
        ],
    ),
    (
        "bundle",
        &[
            "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
            "csr\n\"-----BEGIN NEW CERTIFICATE REQUEST-----\nMIIB\n-----END NEW CERTIFICATE REQUEST-----\"\n",
        ],
    ),
    ("pattern", &["[a-z]+|[0-9]{3}\nabc", "(?i)HRB [0-9]{1,9}(-[a-z]+)*\nhrb 1-a", "\\p{L}+\\s?\nMüller"]),
    (
        "schedule",
        &[
            "03:00\nEurope/Berlin\n60\n48\n2026-12-20/2027-01-04 holidays\n2027-01-05/2027-01-06T09:00:00Z",
            "0 3 * * 1-5\nUTC\n0\n",
            "*/7 1-3,22 L 2#1 MON#2\nAmerica/St_Johns\n1440\n24\n+10000-01-01T00:00:00Z/+262142-12-31T23:59:59Z x",
            "30 2 29 2 *\n\n5\n",
        ],
    ),
    (
        "times",
        &[
            "30d",
            "12h",
            "2w",
            "2026-11-20",
            "2026-11-20T10:00:00+01:00",
            "2026-12-20/2027-01-04",
            "398",
            "+262142-12-31",
        ],
    ),
    (
        "recovery",
        &["01234-56789-ABCDE-FGHJK-MNPQR-STVWX-YZ012-34567", "o1234 56789 abcde fghjk mnpqr stvwx yz012 34567\n"],
    ),
    (
        "search",
        &[
            "www.corp.example",
            "\"corp\" OR example*\n12",
            "4E:91:07\n\njo@corp.example\nshop\nerror",
            "NEAR(a b)\n\n\n\nrfc5280.serial",
            "ca-1",
        ],
    ),
    (
        "xlsx",
        &[
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>cn</t></is></c><c r=\"B1\" t=\"str\"><v>dns</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>a.corp.example</t></is></c></row>",
            "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>cn</v></c><c r=\"XFD1\"><v>1.5</v></c></row><row r=\"1048576\"><c r=\"A1048576\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c t=\"b\"><v>1</v></c><c r=\"D1\" t=\"d\"><v>2026-01-01T00:00:00</v></c></row>",
        ],
    ),
    (
        "constraints",
        &[
            "corp.example",
            ".corp.example",
            "10.0.0.0/8",
            "2001:db8::/32",
            "::ffff:0:0/96",
            "jo@corp.example",
            "10.0.0.1",
        ],
    ),
    (
        "words",
        &["crt-17", "ca-3", "4E:91:07:C2", "0x00ff", "ecdsa-p256", "key-compromise", "server", "web-server", "30"],
    ),
];
