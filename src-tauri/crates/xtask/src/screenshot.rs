//! A picture of a virtual display, taken once the window has drawn itself.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use crate::display::VirtualDisplay;
use crate::error::{Doing, Error, Result};
use crate::{interrupt, process};

/// A screen with a window full of text has hundreds of colours, through the soft edges of its
/// letters; an empty one has one, a blank window a handful.
const PAINTED_COLOURS: u32 = 64;
/// The picture is taken when it has been the same this many times running.
const STILL_LOOKS: u32 = 3;
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);
/// Long enough for a first start on a slow machine.
const PAINT_LIMIT: Duration = Duration::from_secs(90);

/// What a look at the screen found.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    colours: u32,
    /// A digest of the pixels.
    signature: String,
}

/// Waits until the window has drawn itself and keeps still, and leaves the picture in `file`.
///
/// # Errors
/// When the window's process ends first, or nothing is drawn in 90 seconds. A window that is drawn
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
        let look = look(display, file)?;
        let painted = look.colours >= PAINTED_COLOURS;
        still = if painted && last.as_ref() == Some(&look) { still + 1 } else { 0 };
        let late = Instant::now() >= end;
        if still == STILL_LOOKS || (painted && late) {
            return Ok(());
        }
        if late {
            return Err(Error::Window(format!("the console drew nothing within {} seconds", PAINT_LIMIT.as_secs())));
        }
        last = Some(look);
        thread::sleep(BETWEEN_LOOKS);
    }
}

fn look(display: &VirtualDisplay, file: &Path) -> Result<Look> {
    let mut import = Command::new("import");
    display.apply(&mut import);
    import.args(["-silent", "-window", "root"]).arg(as_png(file));
    process::output(&mut import)?;
    let found = process::output(Command::new("identify").args(["-format", "%k %#"]).arg(as_png(file)))?;
    parse(&found).ok_or_else(|| Error::Window(format!("`identify` answered `{found}`")))
}

/// ImageMagick's name for a file whose format doesn't depend on its ending.
fn as_png(file: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from("png:");
    name.push(file);
    PathBuf::from(name)
}

fn parse(found: &str) -> Option<Look> {
    let (colours, signature) = found.split_once(' ')?;
    Some(Look { colours: colours.parse().ok()?, signature: signature.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identify_prints_is_understood_or_refused() {
        assert_eq!(parse("731 a0ff"), Some(Look { colours: 731, signature: "a0ff".to_owned() }));
        assert_eq!(parse("identify: no such file"), None);
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
