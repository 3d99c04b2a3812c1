//! `cargo xtask run`: everything from a bare checkout to an open console.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::checkout::{Build, Checkout};
use crate::display::{self, VirtualDisplay};
use crate::error::{Doing, Error, Result};
use crate::setup::{apt, node};
use crate::{demo, interrupt, process, say, screenshot};

const POLL: Duration = Duration::from_millis(100);
/// How long the console may take to put its things away before it is ended.
#[cfg(unix)]
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Opens this vault instead of the one in your data folder
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,

    /// Opens the demo estate: an invented company's certificates to look around in
    #[arg(long, conflicts_with = "vault")]
    demo: bool,

    /// Opens the console in a virtual display, saves its picture and closes it
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
}

/// Sets up, builds, opens the console and stays until it is closed.
pub(crate) fn run(checkout: &Checkout, arguments: &Arguments) -> Result<()> {
    let virtually = arguments.screenshot.is_some() || !display::is_present();
    if virtually && !cfg!(target_os = "linux") {
        return Err(Error::Missing {
            what: "Pictures are taken in a virtual display, which only Linux has.".to_owned(),
            remedy: "Run without --screenshot.".to_owned(),
        });
    }
    set_up(checkout, virtually)?;
    let vault = match &arguments.vault {
        _ if arguments.demo => Some(demo::ready(checkout, false)?),
        Some(vault) => Some(absolute(vault)?),
        None => None,
    };
    let mut console = Command::new(checkout.binary("chancery-desktop"));
    console.stdin(Stdio::null());
    if let Some(vault) = vault {
        console.env("CHANCERY_VAULT", vault);
    }

    say::heading("Opening the console");
    if arguments.demo {
        demo::introduce(checkout);
    }
    if virtually {
        open_virtually(checkout, &mut console, arguments.screenshot.as_deref())
    } else {
        interrupt::watch()?;
        let mut window = spawn(&mut console)?;
        judge(stay(&mut window)?)
    }
}

fn set_up(checkout: &Checkout, virtually: bool) -> Result<()> {
    say::heading("Set-up");
    let mut packages = vec![apt::BUILD];
    if virtually {
        packages.push(apt::VIRTUAL_DISPLAY);
    }
    apt::ensure(checkout, &packages)?;
    node::build_ui(checkout)?;
    say::heading("Building the console");
    process::run(&mut checkout.build(Build::Debug, "chancery-desktop")?)
}

/// Opens the window where nobody sees it, and saves a picture: to `wanted`, and closes; or to the
/// cache, and stays until the window ends or Ctrl-C.
fn open_virtually(checkout: &Checkout, console: &mut Command, wanted: Option<&Path>) -> Result<()> {
    if wanted.is_none() {
        say::note("There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.");
    }
    let picture = match wanted {
        Some(file) => absolute(file)?,
        None => checkout.cache().join("console.png"),
    };
    if let Some(folder) = picture.parent() {
        fs::create_dir_all(folder).doing(|| format!("making {}", folder.display()))?;
    }
    interrupt::watch()?;
    let display = VirtualDisplay::start(checkout)?;
    say::note(&format!("The window opens in a virtual display, {}.", display.name()));
    display.apply(console);
    let mut window = spawn(console)?;
    if let Err(error) = screenshot::take(&display, &mut window, &picture) {
        close(&mut window)?;
        return Err(error);
    }
    say::note(&format!("Its picture: {}", picture.display()));
    if wanted.is_some() {
        close(&mut window)?;
        return Ok(());
    }
    say::note("The console is running. Ctrl-C ends it.");
    judge(stay(&mut window)?)
}

fn spawn(console: &mut Command) -> Result<Child> {
    let command = console.get_program().to_string_lossy().into_owned();
    console.spawn().map_err(|source| Error::NotStarted { command, source })
}

/// Waits until the window is closed, by its user or by an interrupt; `None` after an interrupt.
fn stay(window: &mut Child) -> Result<Option<ExitStatus>> {
    while !interrupt::happened() {
        if let Some(status) = process::wait_within(window, POLL)? {
            // The terminal sends Ctrl-C to both; give ours a moment to be noticed.
            thread::sleep(POLL);
            return Ok((!interrupt::happened()).then_some(status));
        }
    }
    close(window)?;
    Ok(None)
}

/// Asks the console to end, and ends it when it doesn't.
fn close(window: &mut Child) -> Result<()> {
    if process::wait_within(window, Duration::ZERO)?.is_some() {
        return Ok(());
    }
    #[cfg(unix)]
    {
        // A shell's own `kill`, as the program of that name isn't everywhere.
        process::succeeds(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh"]).arg(window.id().to_string()));
        if process::wait_within(window, CLOSE_LIMIT)?.is_some() {
            return Ok(());
        }
    }
    process::stop(window);
    Ok(())
}

fn judge(status: Option<ExitStatus>) -> Result<()> {
    match status {
        Some(status) if !status.success() => Err(Error::Window(format!("the console ended with {status}"))),
        _ => Ok(()),
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).doing(|| format!("finding {}", path.display()))
}
