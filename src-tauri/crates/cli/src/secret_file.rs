//! Passphrases and codes come from files: arguments are seen by everybody on the machine.

use chancery_domain::visible;
use chancery_engine::{EngineError, Result};
use std::{fs::File, io::Read, path::Path};
use zeroize::Zeroizing;

/// Far more than any passphrase; keeps `/dev/zero` out of memory.
const MAX_OCTETS: usize = 64 * 1024;

/// The file's text without the newline that editors and `echo` leave at the end.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<String>> {
    let shown = visible(&path.display().to_string());
    let refused = |why: &str| {
        EngineError::new("file_unreadable", format!("The secret in “{shown}” cannot be read: {why}."))
            .at("passphraseFile")
    };
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => refused("there is no such file"),
        std::io::ErrorKind::PermissionDenied => refused("you may not read it"),
        _ => refused(&error.to_string()),
    })?;
    // One allocation, so that no copy of the secret stays behind where a smaller buffer was.
    let mut octets = Zeroizing::new(Vec::with_capacity(MAX_OCTETS + 1));
    file.take(MAX_OCTETS as u64 + 1).read_to_end(&mut octets).map_err(|error| refused(&error.to_string()))?;
    if octets.len() > MAX_OCTETS {
        return Err(refused("it is too long for a passphrase"));
    }
    let text = std::str::from_utf8(&octets).map_err(|_| refused("it is not UTF-8 text"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(Zeroizing::new(text.strip_suffix('\r').unwrap_or(text).to_owned()))
}

/// The same for an option that need not be given.
pub(crate) fn read_optional(path: Option<&Path>) -> Result<Option<Zeroizing<String>>> {
    path.map(read).transpose()
}
