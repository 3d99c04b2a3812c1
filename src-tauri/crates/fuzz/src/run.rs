//! One run over one target: inputs one after the other, each under a watch.

use crate::dice::Dice;
use crate::mutate;
use crate::seeds::Seeds;
use crate::targets::Target;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

/// No input may keep a parser busy for longer: two million iterations of a key derivation, the most that is computed,
/// take some seconds in a debug build, and a file may ask for three times that.
pub const LONGEST: Duration = Duration::from_secs(60);

/// Memory that the process may have at its peak; inputs have a megabyte at most.
const MOST_MEMORY: u64 = 1 << 30;

/// How often the memory is looked at, in inputs.
const MEMORY_EVERY: u64 = 64;

/// Something that a parser must not do.
#[derive(Debug, Clone)]
pub struct Finding {
    pub target: &'static str,
    pub why: String,
    pub input: Vec<u8>,
}

/// A run that goes on from seed to seed.
#[derive(Debug)]
pub struct Run<'s> {
    target: &'static Target,
    seeds: &'s [Vec<u8>],
    dice: Dice,
    /// Where the input is noted that is being tried, for whoever watches from outside.
    note: Option<PathBuf>,
    tried: u64,
}

impl<'s> Run<'s> {
    /// A run of this target; the same number gives the same inputs.
    pub fn new(target: &'static Target, seeds: &'s Seeds, number: u64) -> Self {
        Self { target, seeds: seeds.of(target.name), dice: Dice::new(number), note: None, tried: 0 }
    }

    /// Notes each input in this file before it is tried.
    #[must_use]
    pub fn noting(mut self, file: PathBuf) -> Self {
        self.note = Some(file);
        self
    }

    /// How many inputs were tried.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// Tries one more input.
    ///
    /// # Errors
    /// When the input cannot be noted.
    pub fn step(&mut self) -> io::Result<Option<Finding>> {
        let empty = Vec::new();
        let seed = self.dice.one_of(self.seeds).unwrap_or(&empty).clone();
        let other = self.dice.one_of(self.seeds).unwrap_or(&empty).clone();
        let input = mutate::input(&seed, &other, &mut self.dice, self.target.is_text);
        if let Some(note) = &self.note {
            fs::write(note, &input)?;
        }
        self.tried += 1;
        let finding = try_one(self.target, &input);
        if finding.is_none() && self.tried.is_multiple_of(MEMORY_EVERY) {
            return Ok(peak_memory().filter(|peak| *peak > MOST_MEMORY).map(|peak| Finding {
                target: self.target.name,
                why: format!("the process has had {} MiB, after this or one of the {MEMORY_EVERY} before", peak >> 20),
                input,
            }));
        }
        Ok(finding)
    }
}

/// Tries an input: what it must not do is a finding. One that took long is tried once more, so that a machine which
/// slept, or did something else, is none.
pub(crate) fn try_one(target: &'static Target, input: &[u8]) -> Option<Finding> {
    let first = timed(target, input);
    let (done, took) = if first.1 > LONGEST { timed(target, input) } else { first };
    let why = match done {
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("a panic without words");
            format!("it panicked: {said}")
        }
        Ok(()) if took > LONGEST => format!("it took {took:?}"),
        Ok(()) => return None,
    };
    Some(Finding { target: target.name, why, input: input.to_vec() })
}

fn timed(target: &Target, input: &[u8]) -> (thread::Result<()>, Duration) {
    let start = Instant::now();
    let done = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    (done, start.elapsed())
}

impl Finding {
    /// Keeps the input in a folder, named by target and content.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let sum = self.input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, octet| {
            (sum ^ u64::from(*octet)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let path = folder.join(format!("{}-{sum:016x}", self.target));
        fs::write(&path, &self.input)?;
        Ok(path)
    }
}

/// The most memory that this process has had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}
