//! Errors for people and for programs, and the exit status that goes with them.

use crate::answer::printable_json;
use chancery_domain::visible;
use chancery_engine::EngineError;
use serde_json::json;
use std::{
    io::{self, Write as _},
    panic::PanicHookInfo,
    process::ExitCode,
    sync::OnceLock,
};

/// Where the program panicked, if it did.
static PANICKED_AT: OnceLock<String> = OnceLock::new();

/// The use case was refused or failed.
const REFUSED: u8 = 1;
/// The command was not understood.
const USAGE: u8 = 2;
/// The code of errors of the second kind.
const USAGE_CODE: &str = "usage";

/// Says why a use case did not do what was asked.
pub(crate) fn of_use_case(error: &EngineError, json: bool) -> ExitCode {
    if json {
        say(&printable_json(&json!({ "error": error })));
    } else {
        let lines: Vec<String> = error.message.lines().map(visible).collect();
        say(&format!("error: {}\n", lines.join("\n       ")));
    }
    ExitCode::from(if error.code == USAGE_CODE { USAGE } else { REFUSED })
}

/// Something that the command needs was not given, which the parser cannot know.
pub(crate) fn usage(message: &str, option: &str) -> EngineError {
    EngineError::new(USAGE_CODE, message).at(option)
}

/// Says why a command was not understood; help and version are no failure.
pub(crate) fn of_usage(error: &clap::Error, json: bool) -> ExitCode {
    if !error.use_stderr() {
        // To standard output; a reader that goes away early is no failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let message = error.render().to_string();
    if json {
        let message = message.trim_start_matches("error: ").trim_end();
        say(&printable_json(&json!({ "error": { "code": USAGE_CODE, "message": message, "field": null } })));
    } else {
        let lines: Vec<String> = message.lines().map(visible).collect();
        say(&format!("{}\n", lines.join("\n").trim_end()));
    }
    ExitCode::from(USAGE)
}

/// What is said when the program itself is at fault.
pub(crate) fn panicked() -> EngineError {
    let place = PANICKED_AT.get().map(String::as_str).unwrap_or("an unknown place");
    EngineError::new(
        "internal",
        format!(
            "Something went wrong inside Chancery, at {place}. What was done before stands in the audit log; nothing is half done."
        ),
    )
}

/// Remembers where it panicked: never the panic's text, which might hold what nobody should read.
pub(crate) fn note_panic(info: &PanicHookInfo<'_>) {
    if let Some(location) = info.location() {
        let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
        // The first panic is the cause; later ones follow from it.
        let _ = PANICKED_AT.set(format!("{file}:{}", location.line()));
    }
}

/// Tells people what they should know although nothing failed.
pub(crate) fn note(notes: &[String]) {
    for note in notes {
        say(&format!("note: {}\n", visible(note)));
    }
}

fn say(text: &str) {
    // There is nowhere else to say it.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
