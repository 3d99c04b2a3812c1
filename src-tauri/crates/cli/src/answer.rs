//! What a command prints when it did what was asked.

use crate::failure;
use chancery_domain::is_unprintable;
use chancery_engine::EngineError;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    process::ExitCode,
};

/// An answer in both forms: for programs and for people.
pub(crate) struct Answer {
    json: Value,
    text: String,
    /// What people should know besides; programs find it in the document.
    notes: Vec<String>,
    /// What went wrong although there is an answer.
    but: Option<EngineError>,
}

impl Answer {
    /// A view of the engine as it is, and the same for people.
    pub(crate) fn new(view: &impl Serialize, text: impl Into<String>) -> Self {
        // Views are plain structs with string keys, which always have a JSON form.
        let json = serde_json::to_value(view).unwrap_or(Value::Null);
        Self { json, text: text.into(), notes: Vec::new(), but: None }
    }

    /// Nothing more to say: it was said while the command ran.
    pub(crate) fn said() -> Self {
        Self { json: Value::Null, text: String::new(), notes: Vec::new(), but: None }
    }

    /// A list under its name.
    pub(crate) fn list(name: &str, items: &impl Serialize, text: impl Into<String>) -> Self {
        Self::new(&Map::new(), text).with(name, items)
    }

    /// One more member of the JSON document.
    pub(crate) fn with(mut self, name: &str, value: &impl Serialize) -> Self {
        if let Value::Object(members) = &mut self.json {
            members.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        }
        self
    }

    /// Other words for people.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Something that people should know besides: a line on standard error.
    pub(crate) fn noting(mut self, note: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(note);
        self
    }

    /// The answer stands, but not all is well.
    pub(crate) fn but(mut self, error: Option<EngineError>) -> Self {
        self.but = error;
        self
    }

    /// Prints it. A reader that goes away early (`| head`) is no failure.
    pub(crate) fn print(self, json: bool) -> ExitCode {
        let text = if self.json.is_null() {
            self.text
        } else if json {
            printable_json(&self.json)
        } else if self.text.is_empty() || self.text.ends_with('\n') {
            self.text
        } else {
            self.text + "\n"
        };
        let mut out = io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            let error = EngineError::new("output_failed", format!("The answer could not be printed: {error}."));
            return failure::of_use_case(&error, json);
        }
        if !json {
            failure::note(&self.notes);
        }
        match self.but {
            Some(error) => failure::of_use_case(&error, json),
            None => ExitCode::SUCCESS,
        }
    }
}

/// JSON in which nothing can act on a terminal: what JSON itself leaves as it is, is escaped here. Outside of
/// strings a document holds only ASCII, so every odd character but the line feeds stands in a string.
pub(crate) fn printable_json(value: &Value) -> String {
    let plain = format!("{value:#}\n");
    if !plain.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return plain;
    }
    let mut printable = String::with_capacity(plain.len() + 64);
    for c in plain.chars() {
        if c == '\n' || !is_unprintable(c) {
            printable.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(printable, "\\u{unit:04x}");
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::printable_json;
    use serde_json::{Value, json};

    #[test]
    fn json_says_the_same_and_holds_nothing_that_acts_on_a_terminal() {
        let value = json!({"name": "a\u{1b}[2J\u{9b}1m\u{202e}\u{e0001}\n ü"});
        let printed = printable_json(&value);
        assert!(!printed.chars().any(|c| c != '\n' && chancery_domain::is_unprintable(c)), "{printed:?}");
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), value);
    }
}
