//! What a person reads while a command works: one look for all of them.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::Duration;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// A new part of the work begins.
pub(crate) fn heading(text: &str) {
    line(&format!("\n{} {}", styled("==>", GREEN), styled(text, BOLD)));
}

/// One sentence about what happens now or was found.
pub(crate) fn note(text: &str) {
    line(&format!("    {text}"));
}

/// The command that is about to run, as it could be typed.
pub(crate) fn command(text: &str) {
    line(&styled(&format!("    $ {text}"), DIM));
}

/// What another program said, as it said it.
pub(crate) fn passed_on(said: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(said);
    let _ = out.flush();
}

/// The last line of a command that failed.
pub(crate) fn failure(error: &impl Display) {
    let colourful = std::io::stderr().is_terminal() && colours_wanted();
    let label = if colourful { format!("\x1b[{RED}merror:\x1b[0m") } else { "error:".to_owned() };
    eprintln!("\n{label} {error}");
}

/// One line of the closing table.
pub(crate) fn result(verdict: Verdict, name: &str, detail: &str) {
    let (word, colour) = match verdict {
        Verdict::Passed => ("passed ", GREEN),
        Verdict::Failed => ("FAILED ", RED),
        Verdict::Skipped => ("skipped", YELLOW),
        Verdict::NotRun => ("not run", DIM),
    };
    line(format!("    {}  {name:<16} {detail}", styled(word, colour)).trim_end());
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    Skipped,
    NotRun,
}

/// Whether somebody watches, rather than a file or another program.
pub(crate) fn on_a_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// `7.4 s` or `12 min 05 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

fn line(text: &str) {
    // A reader that went away (`| head`) is no reason to stop a build half-way.
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

fn styled(text: &str, code: &str) -> String {
    if on_a_terminal() && colours_wanted() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

fn colours_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_a_person_says_them() {
        assert_eq!(duration(Duration::from_millis(7_440)), "7.4 s");
        assert_eq!(duration(Duration::from_secs(725)), "12 min 05 s");
    }
}
