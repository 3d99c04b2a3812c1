//! Names that come from outside, made safe for where they go: file names, aliases, configuration.

use super::material::Entry;
use chancery_domain::visible;
use std::collections::{HashMap, HashSet};

/// Characters of a file's name at most, without its ending: every file system has room for it.
const MAX_STEM: usize = 100;

/// Characters of an alias at most.
const MAX_ALIAS: usize = 120;

/// Names that Windows keeps for devices.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The beginning of a file's name: letters and digits of ASCII, dots, hyphens and underscores, on every system a name
/// and nothing but a name.
pub fn file_stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.replace('*', "wildcard").chars().take(MAX_STEM) {
        let safe = if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
        // One for many: what is left of a name in another script.
        if safe != '_' || !stem.ends_with('_') {
            stem.push(safe);
        }
    }
    let stem = stem.trim_matches(['.', '-', '_']);
    if stem.is_empty() {
        return "certificate".to_owned();
    }
    let device = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    // Whatever ending stands behind it.
    if RESERVED.contains(&device.as_str()) { format!("_{stem}") } else { stem.to_owned() }
}

/// The name of a Kubernetes object (RFC 1123 subdomain).
pub(crate) fn object_name(name: &str) -> String {
    let lower = file_stem(name).to_ascii_lowercase().replace('_', "-");
    // Every part between dots begins and ends with a letter or digit.
    let parts: Vec<&str> =
        lower.split('.').map(|part| part.trim_matches('-')).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "certificate".to_owned() } else { parts.join(".") }
}

/// A name in a keystore: one line that shows everything in it.
pub(crate) fn alias(name: &str) -> String {
    let shown: String = visible(name).trim().chars().take(MAX_ALIAS).collect();
    if shown.is_empty() { "entry".to_owned() } else { shown }
}

/// Whether a name may stand in a server's configuration as it is.
pub(crate) fn is_plain_host(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'*'))
}

/// Gives entries aliases that differ, in lower case too: Java does not tell capitals apart.
pub(crate) fn unique_names(entries: &mut [Entry]) {
    let mut taken: HashSet<String> = HashSet::new();
    // How far each name was counted: thousands may have one.
    let mut counted: HashMap<String, u32> = HashMap::new();
    for entry in entries {
        let wanted = alias(&entry.name);
        let number = counted.entry(wanted.to_lowercase()).or_insert(1);
        let mut name = wanted.clone();
        while !taken.insert(name.to_lowercase()) {
            *number += 1;
            name = format!("{wanted} {number}");
        }
        entry.name = name;
    }
}

#[cfg(test)]
mod tests {
    use super::{alias, file_stem, is_plain_host, object_name};

    #[test]
    fn whatever_a_certificate_is_called_its_file_has_a_plain_name() {
        for (name, stem) in [
            ("www.corp.example", "www.corp.example"),
            ("*.corp.example", "wildcard.corp.example"),
            ("../../etc/passwd", "etc_passwd"),
            ("=cmd|'/C calc'!A0", "cmd_C_calc_A0"),
            ("a\0b\u{202e}c", "a_b_c"),
            ("..", "certificate"),
            ("日本", "certificate"),
            ("nul.example", "_nul.example"),
            ("-rf", "rf"),
        ] {
            assert_eq!(file_stem(name), stem);
        }
        assert!(file_stem(&"x".repeat(5000)).len() <= 101);
    }

    #[test]
    fn objects_aliases_and_hosts_are_what_they_must_be() {
        assert_eq!(object_name("*.Corp.Example"), "wildcard.corp.example");
        assert_eq!(object_name("-._a_.-b"), "a.b");
        assert_eq!(alias("a\u{202e}b\n"), "a\\u{202E}b\\u{000A}");
        assert_eq!(alias(" "), "entry");
        assert!(is_plain_host("*.corp.example") && !is_plain_host("a;b") && !is_plain_host("a b{"));
    }
}
