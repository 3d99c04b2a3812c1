//! One thing on screen, looked for anew at each use: the page may have drawn it again meanwhile.

use super::locate::{Named, Role};
use super::view::Window;
use super::{PATIENCE, PAUSE};
use serde_json::Value;
use std::fmt;
use std::time::Instant;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Key, WebElement};

/// A button, field, row … by role and name. Every use waits until there is exactly one of it.
#[derive(Debug, Clone)]
pub struct Thing<'w> {
    window: &'w Window<'w>,
    role: Role,
    name: Named,
    /// Within this one.
    outer: Option<Box<Thing<'w>>>,
    /// Which of several; none when there must be only one.
    at: Option<usize>,
}

impl fmt::Display for Thing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.role.word(), self.name)?;
        if let Some(at) = self.at {
            write!(f, " (number {})", at + 1)?;
        }
        match &self.outer {
            Some(outer) => write!(f, " in {outer}"),
            None => Ok(()),
        }
    }
}

impl<'w> Thing<'w> {
    pub(crate) fn new(window: &'w Window<'w>, role: Role, name: Named) -> Self {
        Self { window, role, name, outer: None, at: None }
    }

    /// Something inside of it.
    pub fn inside(&self, role: Role, name: impl Into<Named>) -> Self {
        Self { window: self.window, role, name: name.into(), outer: Some(Box::new(self.clone())), at: None }
    }

    /// The one at this place among those alike, counted from nought.
    pub fn nth(mut self, at: usize) -> Self {
        self.at = Some(at);
        self
    }

    // --- doing -------------------------------------------------------------------------------------------------

    /// Clicks it once it can be clicked.
    #[track_caller]
    pub fn press(&self) {
        self.enabled();
        self.still();
        self.with("can be pressed", |element| {
            let target = self.clickable(element);
            self.window.block_on(target.click())
        });
    }

    /// Clicks twice as fast as a hand can.
    #[track_caller]
    pub fn press_twice(&self) {
        self.enabled();
        self.still();
        self.with("can be pressed twice", |element| {
            let chain = self.window.driver().action_chain().double_click_element(element);
            self.window.block_on(chain.perform())
        });
    }

    /// Types at the end of what stands in it; a line’s end is the Enter key.
    #[track_caller]
    pub fn type_in(&self, text: &str) {
        let keys = text.replace('\n', &String::from(char::from(Key::Enter)));
        self.with("can be typed into", |element| self.window.block_on(element.send_keys(keys.as_str())));
    }

    /// Inserts this in one go where the cursor is, as pasting does.
    #[track_caller]
    pub fn paste(&self, text: &str) {
        self.with("can be focused", |element| self.window.block_on(element.click()));
        self.until("takes what is pasted", |element| {
            let arguments = vec![element.to_json().unwrap_or(Value::Null), Value::String(text.to_owned())];
            self.window.script(PASTE, arguments) == Value::Bool(true)
        });
    }

    /// Puts this in the place of what stands in it.
    #[track_caller]
    pub fn fill(&self, text: &str) {
        self.with("can be focused", |element| self.window.block_on(element.click()));
        self.window.press(&["Control+a", "Backspace"]);
        if !text.is_empty() {
            self.type_in(text);
        }
    }

    // --- asking ------------------------------------------------------------------------------------------------

    /// Waits until it is there.
    #[track_caller]
    pub fn is_there(&self) {
        self.with("is there", |_| Ok(()));
    }

    /// Waits until there is none.
    #[track_caller]
    pub fn is_gone(&self) {
        self.window.wait(&format!("{self} is gone"), || self.look().0.is_empty().then_some(()));
    }

    /// Waits until it can be used.
    #[track_caller]
    pub fn enabled(&self) {
        self.until("can be used", |element| self.asks(element, DISABLED) == Value::Bool(false));
    }

    /// Waits until it can't be used.
    #[track_caller]
    pub fn disabled(&self) {
        self.until("can't be used", |element| self.asks(element, DISABLED) == Value::Bool(true));
    }

    /// Waits until it has the focus.
    #[track_caller]
    pub fn focused(&self) {
        self.until("has the focus", |element| {
            self.asks(element, "return document.activeElement === arguments[0]") == Value::Bool(true)
        });
    }

    /// Waits until what describes it (its hint or its error) says this.
    #[track_caller]
    pub fn described(&self, text: &str) {
        self.until(&format!("is described with “{text}”"), |element| {
            self.asks(element, DESCRIPTION).as_str().is_some_and(|said| said.contains(text))
        });
    }

    /// Waits until it is marked as wrong.
    #[track_caller]
    pub fn wrong(&self) {
        self.until("is marked as wrong", |element| {
            self.asks(element, "return arguments[0].getAttribute('aria-invalid') === 'true'") == Value::Bool(true)
        });
    }

    /// Waits until this stands in it, as text or as a value.
    #[track_caller]
    pub fn holds(&self, text: &str) {
        self.until(&format!("holds “{text}”"), |element| folded(&self.asks(element, CONTENT)).contains(text));
    }

    /// What stands in it, blanks folded.
    #[track_caller]
    pub fn content(&self) -> String {
        let mut content = String::new();
        self.with("is there", |element| {
            content = folded(&self.asks(element, CONTENT));
            Ok(())
        });
        content
    }

    /// Whether it is ticked or chosen.
    #[track_caller]
    pub fn is_ticked(&self) -> bool {
        let mut ticked = false;
        self.with("is there", |element| {
            ticked = self.asks(element, "return arguments[0].checked === true") == Value::Bool(true);
            Ok(())
        });
        ticked
    }

    /// How many there are at this moment.
    pub fn count(&self) -> usize {
        self.look().0.len()
    }

    // --- how ---------------------------------------------------------------------------------------------------

    fn look(&self) -> (Vec<WebElement>, Vec<String>) {
        let outer = match &self.outer {
            None => None,
            Some(outer) => match outer.look().0.into_iter().nth(outer.at.unwrap_or(0)) {
                Some(element) => Some(element),
                None => return (Vec::new(), Vec::new()),
            },
        };
        let seen = self.window.look(self.role, &self.name, outer.as_ref());
        (seen.elements, seen.names)
    }

    /// Waits until it no longer moves and nothing lies over it: a press that begins on it would end beside it, as where
    /// a drawer has yet to slide in.
    #[track_caller]
    fn still(&self) {
        let mut last = Value::Null;
        self.until("stands still where it can be pressed", |element| {
            let place = self.asks(&self.clickable(element), PLACE);
            let stands = place != Value::Null && place == last;
            last = place;
            stands
        });
    }

    /// Mantine lays the label of a choice over its input: the label is what a hand would hit.
    fn clickable(&self, element: &WebElement) -> WebElement {
        if !matches!(self.role, Role::Radio) {
            return element.clone();
        }
        let label = self.asks(element, "return arguments[0].labels?.[0] ?? arguments[0]");
        WebElement::from_json(label, element.handle().clone()).unwrap_or_else(|_| element.clone())
    }

    fn asks(&self, element: &WebElement, script: &str) -> Value {
        self.window.script(script, vec![element.to_json().unwrap_or(Value::Null)])
    }

    #[track_caller]
    fn until(&self, what: &str, mut holds: impl FnMut(&WebElement) -> bool) {
        self.attempt(what, |element| holds(element).then_some(()).ok_or_else(|| "it is there, but not so".to_owned()));
    }

    #[track_caller]
    fn with(&self, what: &str, mut deed: impl FnMut(&WebElement) -> WebDriverResult<()>) {
        self.attempt(what, |element| deed(element).map_err(|error| error.to_string()));
    }

    /// Finds it and does the deed; tries again while it is not there, in the way of something, or drawn anew.
    #[track_caller]
    fn attempt(&self, what: &str, mut deed: impl FnMut(&WebElement) -> Result<(), String>) {
        let begun = Instant::now();
        loop {
            let (elements, names) = self.look();
            if let Some(element) = elements.get(self.at.unwrap_or(0)) {
                // Things that stick to an edge of the window may lie over it otherwise.
                self.asks(element, "arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' })");
            }
            let why = match (elements.as_slice(), self.at) {
                ([only], None) => deed(only).err(),
                (several, Some(at)) if several.len() > at => deed(&several[at]).err(),
                ([], _) => Some(format!("there is none; there are: {}", names.join(" | "))),
                (several, _) => Some(format!("there are {} of it; there are: {}", several.len(), names.join(" | "))),
            };
            let Some(why) = why else { return };
            if begun.elapsed() > PATIENCE {
                self.window.fail(&format!("Not within {} seconds: {self} {what}: {why}", PATIENCE.as_secs()));
            }
            std::thread::sleep(PAUSE);
        }
    }
}

fn folded(value: &Value) -> String {
    value.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where it stands, while nothing moves and the middle of what is to be seen of it is its own.
const PLACE: &str = "const e = arguments[0]; \
    const moves = document.getAnimations().some((a) => a.playState === 'running' && a.effect?.getTiming().iterations !== Infinity); \
    const b = e.getClientRects()[0]; if (moves || !b) return null; \
    const x = (Math.max(0, b.left) + Math.min(innerWidth, b.right)) / 2; \
    const y = (Math.max(0, b.top) + Math.min(innerHeight, b.bottom)) / 2; \
    const top = document.elementFromPoint(x, y); \
    return top && (e.contains(top) || top.contains(e) || e.labels && [...e.labels].some((l) => l.contains(top))) \
      ? [b.x, b.y, b.width, b.height] : null";

const PASTE: &str = "const [e, text] = arguments; e.focus(); return document.execCommand('insertText', false, text)";

const DISABLED: &str = "const e = arguments[0]; \
    return e.matches(':disabled') || e.getAttribute('aria-disabled') === 'true' || e.dataset.loading === 'true'";

const CONTENT: &str = "const e = arguments[0]; return e.value !== undefined && e.tagName !== 'LI' && e.tagName !== 'BUTTON' \
    ? String(e.value) : (e.innerText ?? '')";

const DESCRIPTION: &str = "const e = arguments[0]; \
    const ids = `${e.getAttribute('aria-describedby') ?? ''} ${e.getAttribute('aria-errormessage') ?? ''}`; \
    return ids.split(/\\s+/).map((id) => document.getElementById(id)?.innerText ?? '').join(' ')";
