//! The window itself: opened, resized, looked at, closed.

use super::cross;
use super::desk::{Desk, program, target};
use super::keys::Stroke;
use super::locate::{LOOK, Named, Role};
use super::thing::Thing;
use super::{PATIENCE, PAUSE};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Capabilities, WebDriver, WebElement};
use tokio::runtime::{Builder, Runtime};

/// How often opening the window is tried.
const TRIES: u32 = 3;

/// How long the driver may take for one answer.
const ANSWER: Duration = Duration::from_secs(60);

/// The real window on a desk. Closed when dropped.
///
/// Whatever is looked for is waited for; what does not come fails the test with a picture and all that was to be read.
pub struct Window<'desk> {
    desk: &'desk Desk,
    driver: Option<WebDriver>,
    runtime: Runtime,
}

impl std::fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("desk", &self.desk.home()).finish_non_exhaustive()
    }
}

/// What [`LOOK`] answers.
pub(crate) struct Seen {
    pub(crate) elements: Vec<WebElement>,
    /// The names of all that has the role.
    pub(crate) names: Vec<String>,
}

impl<'desk> Window<'desk> {
    /// Opens the program and waits until it shows something.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn open(desk: &'desk Desk) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut tried = 0;
        let driver = loop {
            tried += 1;
            match runtime.block_on(connect(desk)) {
                Ok(driver) => break driver,
                Err(error) => assert!(tried < TRIES, "the window did not open: {error}"),
            }
            std::thread::sleep(Duration::from_millis(500));
        };
        let window = Self { desk, driver: Some(driver), runtime };
        window.wait("the window shows something", || (!window.text().is_empty()).then_some(()));
        window
    }

    /// Closes the window by its cross, and waits until the program has ended.
    ///
    /// # Panics
    /// When there is no window to close, or the program does not end with it.
    pub fn close(mut self) {
        let asked =
            cross::press(self.desk.display()).unwrap_or_else(|error| panic!("no window could be closed: {error}"));
        assert_eq!(asked, 1, "one window is open");
        // A program that is still on its way out would take the next one for a second window of its own.
        let begun = Instant::now();
        while self.desk.is_taken() {
            assert!(begun.elapsed() < PATIENCE, "the program did not end with its window");
            std::thread::sleep(PAUSE);
        }
        if let Some(driver) = self.driver.take() {
            // The session ended with the program: an error here is no news.
            let _ = self.runtime.block_on(driver.quit());
        }
    }

    /// The desk that it stands on.
    pub fn desk(&self) -> &'desk Desk {
        self.desk
    }

    // --- looking -----------------------------------------------------------------------------------------------

    /// All text that is to be seen, blanks folded.
    pub fn text(&self) -> String {
        let text = self.script("return document.body?.innerText ?? ''", vec![]);
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until this is to be read somewhere.
    #[track_caller]
    pub fn sees(&self, text: &str) {
        self.wait(&format!("“{text}” is to be read"), || self.text().contains(text).then_some(()));
    }

    /// Whether this is to be read at this moment.
    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// A thing by role and name; waited for when it is used.
    pub fn find(&self, role: Role, name: impl Into<Named>) -> Thing<'_> {
        Thing::new(self, role, name.into())
    }

    /// A button.
    pub fn button(&self, name: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Button, name)
    }

    /// A field that is typed into.
    pub fn field(&self, label: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Field, label)
    }

    /// A checkbox.
    pub fn checkbox(&self, label: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Checkbox, label)
    }

    /// One of several choices.
    pub fn radio(&self, label: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Radio, label)
    }

    /// A link.
    pub fn link(&self, name: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Link, name)
    }

    /// A tab.
    pub fn tab(&self, name: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Tab, name)
    }

    /// A heading.
    pub fn heading(&self, name: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Heading, name)
    }

    /// A dialog or drawer.
    pub fn dialog(&self, name: impl Into<Named>) -> Thing<'_> {
        self.find(Role::Dialog, name)
    }

    /// Waits until no dialog is open any more, nor on its way out.
    #[track_caller]
    pub fn no_dialog(&self) {
        self.find(Role::Dialog, Named::Any).is_gone();
    }

    /// A row that holds this text.
    pub fn row(&self, holding: &str) -> Thing<'_> {
        self.find(Role::Row, Named::Part(holding.to_owned()))
    }

    /// Goes to a room by the rail.
    #[track_caller]
    pub fn room(&self, name: &str) {
        self.find(Role::Navigation, "Rooms").inside(Role::Link, Named::Part(name.to_owned())).press();
        self.heading(name).is_there();
    }

    /// Chooses from a list that opens below a field.
    #[track_caller]
    pub fn choose(&self, label: &str, choice: impl Into<Named>) {
        self.field(label).press();
        self.find(Role::Option, choice).press();
    }

    /// The accessible names of all that has this role in the uppermost dialog, else on the page.
    pub fn names(&self, role: Role) -> Vec<String> {
        self.look(role, &Named::Any, None).names
    }

    // --- typing ------------------------------------------------------------------------------------------------

    /// Presses keys one after the other: `"Control+k"`, `"ArrowDown"`, `"Escape"`, `"/"`.
    pub fn press(&self, strokes: &[&str]) {
        for stroke in strokes {
            let chain = Stroke::parse(stroke).onto(self.driver().action_chain());
            self.done(stroke, self.runtime.block_on(chain.perform()));
        }
    }

    /// Types into whatever has the focus.
    pub fn types(&self, text: &str) {
        let chain = self.driver().action_chain().send_keys(text);
        self.done("typing", self.runtime.block_on(chain.perform()));
    }

    /// What has the focus: its role or element, and its name.
    pub fn focus(&self) -> String {
        let script = "const a = document.activeElement; \
             return a ? `${a.getAttribute('role') ?? a.tagName.toLowerCase()} ` + \
             (a.getAttribute('aria-label') || a.labels?.[0]?.innerText || a.innerText || a.value || a.id || '') : ''";
        self.script(script, vec![]).as_str().unwrap_or_default().chars().take(80).collect()
    }

    // --- for the other parts of this module --------------------------------------------------------------------

    pub(crate) fn look(&self, role: Role, name: &Named, inside: Option<&WebElement>) -> Seen {
        let (name, whole) = name.arguments();
        let inside = inside.map_or(Value::Null, |element| element.to_json().unwrap_or(Value::Null));
        let answer = self.runtime.block_on(self.driver().execute(LOOK, vec![json!(role.word()), name, whole, inside]));
        // While a page is being replaced there is nothing to see.
        let Ok(answer) = answer else { return Seen { elements: Vec::new(), names: Vec::new() } };
        let answer = answer.json();
        let elements = answer["elements"].as_array().into_iter().flatten();
        Seen {
            elements: elements
                .filter_map(|each| WebElement::from_json(each.clone(), self.driver().handle().clone()).ok())
                .collect(),
            names: serde_json::from_value(answer["names"].clone()).unwrap_or_default(),
        }
    }

    /// Puts the focus on the first thing that a selector finds, as Tab does in the end: for what is drawn, which the
    /// driver does not press.
    pub fn focus_on(&self, selector: &str) {
        self.script("document.querySelector(arguments[0]).focus()", vec![selector.into()]);
    }

    /// Runs a script in the page; null when that was not possible just now.
    pub(crate) fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.runtime.block_on(self.driver().execute(script, arguments));
        answer.map_or(Value::Null, |answer| answer.json().clone())
    }

    /// Runs a script that answers through its last argument.
    pub(crate) fn slow_script(&self, script: &str) -> Value {
        let answer = self.runtime.block_on(self.driver().execute_async(script, vec![]));
        self.done("running a script", answer).json().clone()
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("a window that is open has its driver")
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Looks again and again until there is an answer.
    #[track_caller]
    pub fn wait<T>(&self, what: &str, mut answer: impl FnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(answer) = answer() {
                return answer;
            }
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("Not within {} seconds: {what}", PATIENCE.as_secs()));
            }
            std::thread::sleep(PAUSE);
        }
    }

    #[track_caller]
    pub(crate) fn done<T, E: std::fmt::Display>(&self, what: &str, result: Result<T, E>) -> T {
        result.unwrap_or_else(|error| self.fail(&format!("{what} did not work: {error}")))
    }

    /// Ends the test with a picture and all that was to be read.
    #[track_caller]
    pub(crate) fn fail(&self, message: &str) -> ! {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let folder = target().join("e2e-shots");
        let path = folder.join(format!("failed-{test}.png"));
        let _ = fs::create_dir_all(&folder);
        if let Err(error) = self.block_on(self.driver().screenshot(&path)) {
            // Nothing is to be had from a page that says nothing, and each question would take a minute.
            let program = if self.desk.is_taken() { "still runs" } else { "has ended" };
            panic!("{message}\nno picture could be taken, and the program {program}: {error}");
        }
        panic!("{message}\npicture: {}\nfocus: {}\nto be read: {}", path.display(), self.focus(), self.text());
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            let _ = self.runtime.block_on(driver.quit());
        }
    }
}

async fn connect(desk: &Desk) -> WebDriverResult<WebDriver> {
    WebDriver::builder(desk.address(), capabilities()).request_timeout(ANSWER).await
}

fn capabilities() -> Capabilities {
    let mut capabilities = Capabilities::new();
    capabilities
        .set("webkitgtk:browserOptions", json!({ "binary": program(), "args": [] }))
        .expect("a path and a list are JSON");
    capabilities
}
