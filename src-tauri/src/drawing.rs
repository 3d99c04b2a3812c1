//! How the window is drawn on a Linux that has no graphics processor: by WebKit itself.
//!
//! Otherwise WebKit composes the page through a graphics processor that is imitated in software, which takes over a
//! hundred megabytes and is slower than drawing plainly. WebKit reads this from its environment once, before anything
//! else runs, and the environment of a running program cannot be changed safely: the program starts itself anew.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

const PLAINLY: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Starts the program anew with the setting that its window needs, if it needs one and does not have it.
pub(crate) fn choose() {
    if std::env::var_os(PLAINLY).is_some() || has_graphics_processor(Path::new("/dev/dri")) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let error = Command::new(program).args(std::env::args_os().skip(1)).env(PLAINLY, "1").exec();
    // It works all the same.
    tracing::warn!("the window is drawn through an imitated graphics processor: {error}");
}

/// Whether there is one that may be drawn with: its render node.
fn has_graphics_processor(devices: &Path) -> bool {
    let is_render_node = |name: &OsStr| name.to_string_lossy().starts_with("renderD");
    std::fs::read_dir(devices).is_ok_and(|entries| entries.flatten().any(|entry| is_render_node(&entry.file_name())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::has_graphics_processor;

    #[test]
    fn a_render_node_is_what_counts() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_graphics_processor(&devices.path().join("none")));
        std::fs::write(devices.path().join("card0"), "").unwrap();
        assert!(!has_graphics_processor(devices.path()), "a screen without one");
        std::fs::write(devices.path().join("renderD128"), "").unwrap();
        assert!(has_graphics_processor(devices.path()));
    }
}
