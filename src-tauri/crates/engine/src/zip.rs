//! ZIP archives of files that are stored as they are. Written here because a private key may be among them: nothing is
//! copied into a compressor's memory, nor left where it cannot be wiped.

use chrono::{DateTime, Datelike, Timelike, Utc};
use std::io::{Error, Result, Write};

/// Files of one archive at most; the form for more is another (ZIP64).
pub(crate) const MAX_FILES: usize = 65_535;

/// Unix permissions of a file: for everybody to read, or for its owner alone.
const ORDINARY: u32 = 0o100_644;
const OWNER_ONLY: u32 = 0o100_600;

/// An archive on its way.
pub(crate) struct Archive<W> {
    to: W,
    offset: u64,
    time: (u16, u16),
    directory: Vec<u8>,
    files: usize,
}

impl<W: Write> Archive<W> {
    /// An archive whose files bear this time.
    pub(crate) fn new(to: W, now: DateTime<Utc>) -> Self {
        // As DOS counts: from 1980, in steps of two seconds.
        let year = u16::try_from((now.year() - 1980).clamp(0, 127)).unwrap_or(0);
        let small = |number: u32| u16::try_from(number).unwrap_or(0);
        let date = year << 9 | small(now.month()) << 5 | small(now.day());
        let time = small(now.hour()) << 11 | small(now.minute()) << 5 | small(now.second() / 2);
        Self { to, offset: 0, time: (time, date), directory: Vec::new(), files: 0 }
    }

    /// One more file. Its name must be plain (see `file_stem`): slashes would make folders.
    pub(crate) fn add(&mut self, name: &str, content: &[u8], owner_only: bool) -> Result<()> {
        let too_large = || Error::other("the archive would be larger than a ZIP file can be");
        if self.files == MAX_FILES {
            return Err(too_large());
        }
        let size = u32::try_from(content.len()).map_err(|_| too_large())?;
        let offset = u32::try_from(self.offset).map_err(|_| too_large())?;
        let mut shared = Vec::with_capacity(26);
        // Version 2.0, no flags, stored.
        for number in [20_u16, 0, 0, self.time.0, self.time.1] {
            shared.extend(number.to_le_bytes());
        }
        for number in [crc32fast::hash(content), size, size] {
            shared.extend(number.to_le_bytes());
        }
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        shared.extend(length.to_le_bytes());
        shared.extend(0_u16.to_le_bytes());
        let local = [b"PK\x03\x04".as_slice(), &shared, name.as_bytes()].concat();
        self.to.write_all(&local)?;
        self.to.write_all(content)?;
        self.offset += (local.len() + content.len()) as u64;
        // Made on Unix, by version 2.0: so the permissions count.
        self.directory.extend(b"PK\x01\x02\x14\x03");
        self.directory.extend(&shared);
        // No comment, first disk, no attributes of DOS.
        self.directory.extend([0; 6]);
        let mode = if owner_only { OWNER_ONLY } else { ORDINARY };
        self.directory.extend((mode << 16).to_le_bytes());
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.files += 1;
        Ok(())
    }

    /// Writes what tells where each file is.
    pub(crate) fn finish(mut self) -> Result<()> {
        let too_large = |_| Error::other("the archive would be larger than a ZIP file can be");
        let files = u16::try_from(self.files).map_err(too_large)?;
        let size = u32::try_from(self.directory.len()).map_err(too_large)?;
        let offset = u32::try_from(self.offset).map_err(too_large)?;
        let mut end = self.directory;
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend(files.to_le_bytes());
        end.extend(files.to_le_bytes());
        end.extend(size.to_le_bytes());
        end.extend(offset.to_le_bytes());
        end.extend(0_u16.to_le_bytes());
        self.to.write_all(&end)?;
        self.to.flush()
    }
}
