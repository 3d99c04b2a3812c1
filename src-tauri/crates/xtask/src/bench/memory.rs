//! How much memory a process and everything it started takes, as Linux counts it.

use std::collections::HashMap;
use std::fs;

/// Octets of memory that the process `pid` has for itself, plus its share of what it shares
/// (`Pss` in `/proc/PID/smaps_rollup`); `None` where there is no such file.
pub(super) fn of(pid: u32) -> Option<u64> {
    let told = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = told.lines().find(|line| line.starts_with("Pss:"))?;
    let kibibytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Octets of memory that the process `pid` had at most (`VmHWM` in `/proc/PID/status`); `None` when it has ended, and
/// where there is no such file.
pub(super) fn peak_of(pid: u32) -> Option<u64> {
    let told = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = told.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
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
    fn a_name_with_parentheses_is_read_whole() {
        assert_eq!(parse("12 (a) b (c)) S 7 12 0"), Some(("a) b (c)".to_owned(), 7)));
    }
}
