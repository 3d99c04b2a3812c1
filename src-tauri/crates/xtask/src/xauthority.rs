//! An Xauthority file with one cookie, so that nobody else on the machine can look at a virtual
//! display or type into it.
//!
//! Format: entries of family, address, display number, method name and data, each but the family
//! preceded by its length, all numbers 16 bits big-endian (Xau(3)).

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// Matches any host and, with an empty number, any display.
const FAMILY_WILD: u16 = 0xffff;
const METHOD: &[u8] = b"MIT-MAGIC-COOKIE-1";
const COOKIE_BYTES: usize = 16;

/// Writes a fresh cookie to `path`, readable by its owner alone. The file must not exist yet.
pub(crate) fn write(path: &Path) -> io::Result<()> {
    let mut cookie = [0; COOKIE_BYTES];
    File::open("/dev/urandom")?.read_exact(&mut cookie)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(&entry(&cookie))
}

fn entry(cookie: &[u8; COOKIE_BYTES]) -> Vec<u8> {
    let mut entry = FAMILY_WILD.to_be_bytes().to_vec();
    for field in [&b""[..], b"", METHOD, cookie] {
        let length = u16::try_from(field.len()).expect("the longest field has 18 bytes");
        entry.extend(length.to_be_bytes());
        entry.extend(field);
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_laid_out_as_xau_reads_it() {
        let entry = entry(&[7; COOKIE_BYTES]);
        assert_eq!(entry[..8], [0xff, 0xff, 0, 0, 0, 0, 0, 18]);
        assert_eq!(&entry[8..26], METHOD);
        assert_eq!(entry[26..28], [0, 16]);
        assert_eq!(entry[28..], [7; 16]);
    }
}
