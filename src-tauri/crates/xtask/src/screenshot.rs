//! A picture of a virtual display, taken once the window has drawn itself.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use crate::display::VirtualDisplay;
use crate::error::{Doing, Error, Result};
use crate::{interrupt, process};

/// A screen with a window full of text has hundreds of colours, through the soft edges of its
/// letters; an empty one has one, a blank window a handful.
const PAINTED_COLOURS: usize = 64;
/// Fewer pixels than these may change in a picture that counts as still: a blinking caret.
const CARET_PIXELS: usize = 150;
/// The picture is taken when it has kept still this many times running.
const STILL_LOOKS: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);
/// Long enough for a first start on a slow machine.
const PAINT_LIMIT: Duration = Duration::from_secs(60);

/// Waits until the window has drawn itself and keeps still, and leaves the picture in `file`.
///
/// # Errors
/// When the window's process ends first, or nothing is drawn in a minute. A window that is drawn
/// but never keeps still is pictured as it is then.
pub(crate) fn take(display: &VirtualDisplay, window: &mut Child, file: &Path) -> Result<()> {
    let end = Instant::now() + PAINT_LIMIT;
    let mut last: Option<Look> = None;
    let mut still = 0;
    loop {
        if interrupt::happened() {
            return Err(Error::Interrupted);
        }
        let ended = window.try_wait().doing(|| "watching the window".to_owned())?;
        if let Some(status) = ended {
            return Err(Error::Window(format!("the console ended before it had drawn its window ({status})")));
        }
        let look = Look::at(display)?;
        let painted = look.is_painted();
        still = if painted && last.is_some_and(|last| look.resembles(&last)) { still + 1 } else { 0 };
        let late = Instant::now() >= end;
        if still == STILL_LOOKS || (painted && late) {
            return save(display, file);
        }
        if late {
            return Err(Error::Window(format!("the console drew nothing within {} seconds", PAINT_LIMIT.as_secs())));
        }
        last = Some(look);
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// The pixels of the screen, red, green and blue, a byte each.
#[derive(Debug)]
struct Look(Vec<u8>);

impl Look {
    fn at(display: &VirtualDisplay) -> Result<Self> {
        process::bytes(import(display).args(["-depth", "8", "rgb:-"])).map(Self)
    }

    fn pixels(&self) -> impl Iterator<Item = &[u8]> {
        self.0.chunks_exact(3)
    }

    fn is_painted(&self) -> bool {
        let mut colours = HashSet::new();
        self.pixels().any(|pixel| colours.insert(pixel) && colours.len() >= PAINTED_COLOURS)
    }

    fn resembles(&self, other: &Self) -> bool {
        let changed = self.pixels().zip(other.pixels()).filter(|(now, then)| now != then).count();
        self.0.len() == other.0.len() && changed < CARET_PIXELS
    }
}

fn save(display: &VirtualDisplay, file: &Path) -> Result<()> {
    process::output(import(display).arg(as_png(file))).map(drop)
}

fn import(display: &VirtualDisplay) -> Command {
    let mut command = Command::new("import");
    display.apply(&mut command);
    command.args(["-silent", "-window", "root"]);
    command
}

/// ImageMagick's name for a file whose format doesn't depend on its ending.
fn as_png(file: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from("png:");
    name.push(file);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIXELS: usize = 1000;

    /// Text, as far as colours go: each pixel of another grey.
    fn text() -> Look {
        Look((0..PIXELS).flat_map(|pixel| [(pixel % 256) as u8; 3]).collect())
    }

    #[test]
    fn a_blank_window_is_not_painted_and_text_is() {
        assert!(!Look(vec![255; PIXELS * 3]).is_painted());
        assert!(text().is_painted());
    }

    #[test]
    fn a_blinking_caret_is_still_and_new_content_is_not() {
        let change = |pixels: usize| {
            let mut look = text();
            look.0[..pixels * 3].iter_mut().for_each(|byte| *byte ^= 0x80);
            look
        };
        assert!(change(40).resembles(&text()), "a caret of 2 by 20");
        assert!(!change(400).resembles(&text()), "a line of text");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod on_a_virtual_display {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::checkout::Checkout;

    fn show(display: &VirtualDisplay, program: &str, argument: &str) -> Child {
        let mut command = Command::new(program);
        display.apply(&mut command);
        command.arg(argument).spawn().unwrap()
    }

    #[test]
    fn the_picture_shows_what_the_window_has_drawn() {
        let display = VirtualDisplay::start(&Checkout::locate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().join("window.png");
        // ImageMagick's viewer with a photograph of a rose: a window with hundreds of colours.
        let mut window = show(&display, "display", "rose:");

        let taken = take(&display, &mut window, &picture);

        process::stop(&mut window);
        taken.unwrap();
        let size = process::output(Command::new("identify").args(["-format", "%wx%h"]).arg(&picture)).unwrap();
        assert_eq!(size, "1440x900", "the whole screen");
    }

    #[test]
    fn a_console_that_ends_before_it_draws_is_reported_at_once() {
        let display = VirtualDisplay::start(&Checkout::locate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut window = show(&display, "false", "");
        window.wait().unwrap();

        let error = take(&display, &mut window, &folder.path().join("window.png")).unwrap_err();

        assert!(error.to_string().contains("ended before"), "{error}");
    }
}
