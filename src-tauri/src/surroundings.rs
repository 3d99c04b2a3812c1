//! What the window's parts read once from their environment on Linux, before anything else runs: how WebKit draws, and
//! how much memory it and the allocator take before they give some back.
//!
//! The environment of a running program cannot be changed safely: the program starts itself anew with it. What a person
//! has set stays.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// Whether WebKit draws the page by itself, and not through a graphics processor.
const DRAWS_ALONE: (&str, &str) = ("WEBKIT_DISABLE_COMPOSITING_MODE", "1");

/// What it is to draw alone, and for nobody to look for a graphics processor. Where there is none, one is imitated in
/// software otherwise, which takes over a hundred megabytes and is slower; to have looked for it alone takes twenty.
const PLAINLY: [(&str, &str); 4] = [
    DRAWS_ALONE,
    // Nothing is handed over by way of one.
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    // Which one draws: WebKit asks OpenGL unless it is told, and so takes it and the compiler behind it into our process.
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    // GTK does the same as soon as it has a display.
    ("GDK_GL", "disable"),
];

/// What keeps a window over a million certificates small.
const SPARINGLY: [(&str, &str); 5] = [
    // One heap for all threads. Each of those that answer the page would keep one of its own, and what they free is
    // given back from none.
    ("MALLOC_ARENA_MAX", "1"),
    // Said, they stay so: by itself the allocator keeps more, the larger the things are that were freed.
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    // How large a machine the page's scripts take this one for: what they leave behind is collected soon, and not when a
    // quarter of the real one is full.
    ("JSC_forceRAMSize", "8388608"),
    // The page waits for the core and for drawing, not for its scripts: compiling them twice gains nothing that is seen.
    ("JSC_useDFGJIT", "0"),
];

/// Starts the program anew with the settings that its window needs, unless it has them.
pub(crate) fn choose() {
    let said = std::env::var_os(DRAWS_ALONE.0);
    let plainly = is_plain(said.as_deref(), Path::new("/dev/dri")).then_some(PLAINLY);
    let wanted = SPARINGLY.into_iter().chain(plainly.into_iter().flatten());
    let missing: Vec<(&str, &str)> = wanted.filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    if missing.is_empty() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let error = Command::new(program).args(std::env::args_os().skip(1)).envs(missing).exec();
    // It works all the same.
    tracing::warn!("the window takes more memory than it needs: {error}");
}

/// Whether the page is drawn plainly: where nothing else can draw it, unless somebody said that something else is to.
fn is_plain(said: Option<&OsStr>, devices: &Path) -> bool {
    said.is_none_or(|said| said == DRAWS_ALONE.1) && !has_graphics_processor(devices)
}

/// Whether there is one that may be drawn with: its render node.
fn has_graphics_processor(devices: &Path) -> bool {
    let is_render_node = |name: &OsStr| name.to_string_lossy().starts_with("renderD");
    std::fs::read_dir(devices).is_ok_and(|entries| entries.flatten().any(|entry| is_render_node(&entry.file_name())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{has_graphics_processor, is_plain};
    use std::ffi::OsStr;
    use std::path::Path;

    #[test]
    fn a_render_node_is_what_counts() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_graphics_processor(&devices.path().join("none")));
        std::fs::write(devices.path().join("card0"), "").unwrap();
        assert!(!has_graphics_processor(devices.path()), "a screen without one");
        std::fs::write(devices.path().join("renderD128"), "").unwrap();
        assert!(has_graphics_processor(devices.path()));
    }

    #[test]
    fn the_page_is_drawn_plainly_where_nothing_else_draws_and_nobody_said_otherwise() {
        let none = Path::new("/nowhere");
        assert!(is_plain(None, none) && is_plain(Some(OsStr::new("1")), none));
        assert!(!is_plain(Some(OsStr::new("0")), none), "all of it or nothing: half of it draws nothing");
        let devices = tempfile::tempdir().unwrap();
        std::fs::write(devices.path().join("renderD128"), "").unwrap();
        assert!(!is_plain(None, devices.path()));
    }
}
