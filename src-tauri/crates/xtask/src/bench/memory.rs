//! How much memory a process and everything it started takes, as Linux counts it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};

/// Octets of memory that the process `pid` has for itself, plus its share of what it shares
/// (`Pss` in `/proc/PID/smaps_rollup`); `None` where there is no such file.
pub(super) fn of(pid: u32) -> Option<u64> {
    said(&format!("/proc/{pid}/smaps_rollup"), "Pss:")
}

/// Octets of memory that these processes have together, each page of a file or of shared memory once, however many of
/// them see it and whoever else does. A sum of [`of`] gets smaller when another program uses the same libraries.
pub(super) fn together(pids: &[u32]) -> Option<u64> {
    let mut shared = HashSet::new();
    let mut own = 0;
    for pid in pids {
        let mappings = fs::read_to_string(format!("/proc/{pid}/smaps")).ok()?;
        let pages = fs::File::open(format!("/proc/{pid}/pagemap")).ok()?;
        let mut mapping = None;
        for line in mappings.lines() {
            let Some(resident) = line.strip_prefix("Rss:") else {
                mapping = Mapping::parse(line).or(mapping);
                continue;
            };
            let resident: u64 = resident.split_ascii_whitespace().next()?.parse().ok()?;
            own += match &mapping {
                Some(of_file) if of_file.file != NO_FILE && resident > 0 => {
                    PAGE * of_file.count(&pages, &mut shared)?
                }
                _ => resident * 1024,
            };
        }
    }
    Some(own + PAGE * u64::try_from(shared.len()).ok()?)
}

/// Octets of a page, as x86-64 has them, and most others.
const PAGE: u64 = 4096;
/// Stands for memory that belongs to no file.
const NO_FILE: (u64, u64) = (0, 0);

/// A piece of a process's addresses, as `/proc/PID/smaps` tells of it.
struct Mapping {
    start: u64,
    end: u64,
    /// The file that it shows, by device and number, from the page `first` on.
    file: (u64, u64),
    first: u64,
}

impl Mapping {
    /// Reads `7f10-7f20 r-xp 00042000 fe:00 1234 /usr/lib/x.so`; `None` for any other line.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let number = |hex: &str| u64::from_str_radix(hex, 16).ok();
        let (_access, offset) = (words.next()?, words.next()?);
        let (major, minor) = words.next()?.split_once(':')?;
        let inode = words.next()?;
        Some(Self {
            start: number(start)?,
            end: number(end)?,
            file: (number(major)? << 32 | number(minor)?, inode.parse().ok()?),
            first: number(offset)? / PAGE,
        })
    }

    /// Adds the pages of the file that are in memory to `shared`; the number of those that were changed since, which
    /// are the process's own.
    fn count(&self, mut pages: &fs::File, shared: &mut HashSet<((u64, u64), u64)>) -> Option<u64> {
        const PRESENT: u64 = 1 << 63;
        const OF_FILE: u64 = 1 << 61;
        let mut entries = vec![0; usize::try_from((self.end - self.start) / PAGE * 8).ok()?];
        pages.seek(SeekFrom::Start(self.start / PAGE * 8)).ok()?;
        pages.read_exact(&mut entries).ok()?;
        let mut own = 0;
        for (entry, page) in entries.as_chunks().0.iter().zip(self.first..) {
            match u64::from_le_bytes(*entry) {
                entry if entry & PRESENT == 0 => {}
                entry if entry & OF_FILE == 0 => own += 1,
                _ => _ = shared.insert((self.file, page)),
            }
        }
        Some(own)
    }
}

/// Octets of memory that the process `pid` had at most (`VmHWM` in `/proc/PID/status`); `None` when it has ended, and
/// where there is no such file.
pub(super) fn peak_of(pid: u32) -> Option<u64> {
    said(&format!("/proc/{pid}/status"), "VmHWM:")
}

/// What a line of a file says that Linux keeps about a process, there in KiB.
fn said(path: &str, line: &str) -> Option<u64> {
    let told = fs::read_to_string(path).ok()?;
    let value = told.lines().find_map(|told| told.strip_prefix(line))?;
    let kibibytes: u64 = value.split_ascii_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Everything that `pid` started, and what that started, by its command's name and number; not `pid` itself.
pub(super) fn descendants(pid: u32) -> Vec<(String, u32)> {
    let mut children: HashMap<u32, Vec<(String, u32)>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(number) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Some((name, parent)) = fs::read_to_string(entry.path().join("stat")).ok().and_then(|stat| parse(&stat))
        else {
            continue;
        };
        children.entry(parent).or_default().push((name, number));
    }
    let mut found = Vec::new();
    let mut parents = vec![pid];
    while let Some(parent) = parents.pop() {
        for (name, child) in children.remove(&parent).unwrap_or_default() {
            parents.push(child);
            found.push((name, child));
        }
    }
    found
}

/// Name and parent in `/proc/PID/stat`, where a name may hold anything, parentheses too.
fn parse(stat: &str) -> Option<(String, u32)> {
    let (begin, end) = (stat.find('(')?, stat.rfind(')')?);
    let parent = stat.get(end + 1..)?.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some((stat.get(begin + 1..end)?.to_owned(), parent))
}

/// `312 MB`
pub(super) fn megabytes(octets: u64) -> String {
    format!("{} MB", octets / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_shares_with_itself_counts_once() {
        if cfg!(target_os = "linux") {
            let own = std::process::id();
            let (once, twice) = (together(&[own]).unwrap_or(0), together(&[own, own]).unwrap_or(0));
            assert!(0 < once && once < twice, "its own memory counts for each that is named");
            assert!(twice < once * 2, "{twice} of {once}: its program and libraries do not");
        }
    }

    #[test]
    fn a_mapping_is_told_from_what_is_said_of_it() {
        let mapping = Mapping::parse("7f10000000-7f10003000 r-xp 00042000 fe:00 1234   /usr/lib/a b.so").expect("one");
        assert_eq!((mapping.start, mapping.end), (0x7f_1000_0000, 0x7f_1000_3000));
        assert_eq!((mapping.file, mapping.first), ((0xfe << 32, 1234), 0x42));
        let heap = Mapping::parse("7f10000000-7f10003000 rw-p 00000000 00:00 0  [heap]").expect("one");
        assert_eq!(heap.file, NO_FILE);
        assert!(Mapping::parse("Rss:                 132 kB").is_none());
        assert!(Mapping::parse("VmFlags: rd ex mr mw me sd").is_none());
    }

    #[test]
    fn a_name_with_parentheses_is_read_whole() {
        assert_eq!(parse("12 (a) b (c)) S 7 12 0"), Some(("a) b (c)".to_owned(), 7)));
    }
}
