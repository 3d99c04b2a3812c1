//! The real window, released, on a virtual display: how long until its dashboard stands, and what memory it takes.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use chancery_pki::LINT_VERSION;
use chancery_store::Store;

use super::bare_store::{self, PASSPHRASE};
use super::run::Bench;
use super::table::{Row, grouped};
use super::webdriver::Session;
use super::{estate, issuance, memory, opening};
use crate::checkout::Build;
use crate::display::VirtualDisplay;
use crate::error::{Doing, Error, Result};
use crate::process;
use crate::setup::{apt, node};

/// In MB.
const MEMORY_LIMIT: u64 = 400;
const WINDOW: &str = "chancery-desktop";
/// WebDriver's name for the Enter key (WebDriver §17.4.2).
const ENTER: &str = "\u{E007}";
/// The numbers of the dashboard stand there.
const DASHBOARD_STANDS: &str = "return /Within 7 days/.test(document.body.innerText) \
    && /Expiring, by week/.test(document.body.innerText)";
const LIST_STANDS: &str = "return document.querySelectorAll('[role=row]').length > 10 \
    && document.querySelector('[role=grid]').getAttribute('aria-busy') !== 'true'";
/// How far down somebody scrolls, in rows of 32 pixels, and how many at a time: as many as are read at once.
const DEEP: usize = 10_000;
const STEP: usize = 100;
/// Where to leap in the list, in shares of it: its end, its beginning and here and there, as somebody drags who is lost.
const LEAPS: [f64; 12] = [1.0, 0.0, 0.5, 0.9, 0.1, 0.7, 0.3, 0.99, 0.25, 0.6, 0.05, 0.8];
/// The rows that somebody scrolled to are there by then.
const ROWS_COME: Duration = Duration::from_millis(250);
const SEARCH: &str = "input[type=search]";
/// A twelfth of the certificates have it.
const SEARCHED_FOR: &str = "payments";
/// What comes in after the first picture has come in by then.
const SETTLE: Duration = Duration::from_secs(3);
/// Background lint has begun and ended by then.
const LINTED_WITHIN: Duration = Duration::from_secs(180);
/// How often it is looked whether it has.
const LOOK: Duration = Duration::from_millis(250);

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Row>> {
    if !cfg!(target_os = "linux") {
        return Ok(vec![Row::not_measured("the window", "only Linux has the driver".to_owned())]);
    }
    let checkout = bench.checkout;
    apt::ensure(checkout, &[apt::BUILD, apt::VIRTUAL_DISPLAY, apt::PEERS])?;
    node::build_ui(checkout)?;
    process::run(&mut checkout.build(Build::Release, WINDOW)?)?;
    let count = bench.scale(1_000_000, 20_000);
    // A copy: the window lints what is left to be linted.
    let folder = bench.temporary()?;
    let vault = folder.path().join("vault");
    issuance::copy(&estate::filled(bench, count)?, &vault)?;

    let display = VirtualDisplay::start(checkout)?;
    let home = bench.temporary()?;
    let port = free_port()?;
    let mut command = checkout.command("WebKitWebDriver");
    display.apply(&mut command);
    command
        .arg(format!("--port={port}"))
        .args(["--host=127.0.0.1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // The window lets itself be driven only when it is told to.
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        // What the window keeps of itself is not to end up in the person's own folders.
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_CACHE_HOME", home.path().join("cache"));
    let driver =
        command.spawn().map_err(|source| Error::NotStarted { command: "WebKitWebDriver".to_owned(), source })?;
    let driver = Driver(driver);
    let binary = checkout.binary_of(Build::Release, WINDOW);
    let session = Session::start(port, &binary, &["--vault".to_owned(), vault.display().to_string()])?;
    let measured = look_around(&session, &driver, &vault, count);
    let ended = session.end();
    let rows = measured?;
    ended?;
    Ok(rows)
}

fn look_around(session: &Session, driver: &Driver, vault: &Path, count: usize) -> Result<Vec<Row>> {
    session.wait_for("its sign-in page", "return document.querySelector('input[type=password]') !== null")?;
    session.type_into("input[type=password]", PASSPHRASE)?;
    let begun = Instant::now();
    session.type_into("input[type=password]", ENTER)?;
    session.wait_for("the dashboard", DASHBOARD_STANDS)?;
    let opened = begun.elapsed();
    let store = bare_store::store(vault)?;
    let unlinted = store.read(|tx| tx.count_unlinted(LINT_VERSION))?;
    let of = grouped(count as f64);
    let mut rows =
        vec![Row::at_most(&format!("opening {of} to a dashboard, in the window"), opened, opening::LIMIT, "")];
    std::thread::sleep(SETTLE);
    rows.push(driver.memory(&format!("memory of the window, {of}, on the dashboard")));
    session.script(
        "const link = [...document.querySelectorAll('a')].find(a => a.textContent.trim().startsWith('Certificates')); \
         if (link) link.click(); return true",
    )?;
    session.wait_for("the list of certificates", LIST_STANDS)?;
    std::thread::sleep(SETTLE);
    rows.push(driver.memory("the same on the list"));
    wait_until_linted(&store)?;
    let linted = format!("{} linted in the background", grouped(unlinted as f64));
    rows.push(driver.memory("the same when nothing is left to be linted").with(&linted));
    session.type_into(SEARCH, SEARCHED_FOR)?;
    std::thread::sleep(SETTLE);
    session.wait_for("what was searched for", LIST_STANDS)?;
    rows.push(driver.memory("the same after a search"));
    for row in (STEP..=DEEP).step_by(STEP) {
        scroll(session, &format!("{row} * 32"))?;
    }
    std::thread::sleep(SETTLE);
    rows.push(driver.memory("the same ten thousand rows further down"));
    for share in LEAPS {
        scroll(session, &format!("grid.scrollHeight * {share}"))?;
    }
    std::thread::sleep(SETTLE);
    rows.push(driver.memory("the same after leaps all over the list"));
    Ok(rows)
}

/// Scrolls the list to a place, in pixels from its beginning.
fn scroll(session: &Session, place: &str) -> Result<()> {
    session.script(&format!(
        "const grid = document.querySelector('[role=grid]'); grid.scrollTop = {place}; return true"
    ))?;
    std::thread::sleep(ROWS_COME);
    Ok(())
}

/// Waits until background lint has nothing left to do.
fn wait_until_linted(store: &Store) -> Result<()> {
    let begun = Instant::now();
    while store.read(|tx| tx.count_unlinted(LINT_VERSION))? > 0 {
        if begun.elapsed() > LINTED_WITHIN {
            return Err(Error::Window("the window does not lint what is left to be linted".to_owned()));
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let doing = || "looking for a free port".to_owned();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing(doing)?;
    Ok(listener.local_addr().doing(doing)?.port())
}

/// The driver's process, ended with this.
struct Driver(Child);

impl Driver {
    /// What the window and the processes that it started take, with the share of each; what they share with others, the
    /// system's libraries mostly, is divided among all who use it. Beside it what it would be if nobody else did.
    fn memory(&self, figure: &str) -> Row {
        let processes = memory::descendants(self.0.id());
        let mut all = 0;
        let mut parts = Vec::new();
        for (name, pid) in &processes {
            let octets = memory::of(*pid).unwrap_or(0);
            all += octets;
            parts.push(format!("{name} {}", memory::megabytes(octets)));
        }
        let pids: Vec<u32> = processes.iter().map(|(_, pid)| *pid).collect();
        let alone = memory::together(&pids).map_or_else(|| "unknown".to_owned(), memory::megabytes);
        Row::at_most_megabytes(figure, all, MEMORY_LIMIT)
            .with(&format!("{}; {alone} if nobody else used any of it", parts.join(", ")))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        process::stop(&mut self.0);
    }
}
