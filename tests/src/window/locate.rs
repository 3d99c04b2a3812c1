//! Finding things by role and accessible name.

use serde_json::{Value, json};

/// The script that looks; it runs in the page.
pub(crate) const LOOK: &str = include_str!("locate.js");

/// What a thing is for, as assistive technology is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Alert,
    Button,
    Checkbox,
    Cell,
    Dialog,
    /// Anything that text is typed into: text boxes, search boxes, comboboxes, number fields.
    Field,
    Grid,
    Heading,
    Link,
    ListItem,
    MenuItem,
    Navigation,
    Option,
    Radio,
    Region,
    Row,
    Status,
    Tab,
    TreeItem,
}

impl Role {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Button => "button",
            Self::Checkbox => "checkbox",
            Self::Cell => "cell",
            Self::Dialog => "dialog",
            Self::Field => "field",
            Self::Grid => "grid",
            Self::Heading => "heading",
            Self::Link => "link",
            Self::ListItem => "listitem",
            Self::MenuItem => "menuitem",
            Self::Navigation => "navigation",
            Self::Option => "option",
            Self::Radio => "radio",
            Self::Region => "region",
            Self::Row => "row",
            Self::Status => "status",
            Self::Tab => "tab",
            Self::TreeItem => "treeitem",
        }
    }
}

/// The accessible name that is looked for.
#[derive(Debug, Clone)]
pub enum Named {
    /// Any name.
    Any,
    /// All of it.
    Whole(String),
    /// A part of it.
    Part(String),
}

/// A name of which only a part is known.
pub fn part(text: &str) -> Named {
    Named::Part(text.to_owned())
}

impl From<&str> for Named {
    fn from(text: &str) -> Self {
        Self::Whole(text.to_owned())
    }
}

impl From<String> for Named {
    fn from(text: String) -> Self {
        Self::Whole(text)
    }
}

impl Named {
    pub(crate) fn arguments(&self) -> (Value, Value) {
        match self {
            Self::Any => (Value::Null, json!(false)),
            Self::Whole(text) => (json!(text), json!(true)),
            Self::Part(text) => (json!(text), json!(false)),
        }
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("of any name"),
            Self::Whole(text) => write!(f, "“{text}”"),
            Self::Part(text) => write!(f, "“…{text}…”"),
        }
    }
}
