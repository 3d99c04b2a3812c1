//! The window as it is seen: its size, pictures of it, whether it rests, fits, and shows where the focus is.

use super::desk::target;
use super::view::Window;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// What has the focus.
#[derive(Debug)]
pub struct FocusRing {
    /// Its role and name.
    pub what: String,
    /// Whether one can see that it has the focus.
    pub visible: bool,
    /// Whether something else lies over all of it (WCAG 2.2, 2.4.11).
    pub covered: bool,
}

impl Window<'_> {
    /// Makes the window this large and waits until the page has followed.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.done("resizing", self.block_on(self.driver().set_window_rect(0, 0, width, height)));
        self.wait("the page has the new size", || {
            (self.script("return [innerWidth, innerHeight]", vec![]) == json!([width, height])).then_some(())
        });
        // The page knows its size before it is painted in it.
        self.slow_script(PAINTED);
    }

    /// Waits until nothing is being loaded and nothing moves.
    #[track_caller]
    pub fn settled(&self) {
        self.wait("the page comes to rest", || (self.script(AT_REST, vec![]) == Value::Bool(true)).then_some(()));
    }

    /// By how many pixels the page, or what stands open over it, is wider than what shows it; none when it fits.
    pub fn sideways(&self) -> Option<i64> {
        self.script(TOO_WIDE, vec![]).as_i64().filter(|pixels| *pixels > 1)
    }

    /// By how many pixels the whole window has been scrolled, of which only parts should ever scroll.
    pub fn displaced(&self) -> Option<i64> {
        self.script("return document.scrollingElement.scrollTop", vec![]).as_i64().filter(|pixels| *pixels != 0)
    }

    /// What has the focus, and whether it looks different from what has not.
    pub fn focus_ring(&self) -> FocusRing {
        let covered = self.script(COVERED, vec![]) == Value::Bool(true);
        let visible = self.script(LOOKS_FOCUSED, vec![]) == Value::Bool(true);
        FocusRing { what: self.focus(), visible, covered }
    }

    /// Takes a picture, named with the theme that it shows, and says where it lies.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.slow_script(PAINTED);
        let theme = self.script("return document.documentElement.dataset.mantineColorScheme ?? 'light'", vec![]);
        let folder = target().join("e2e-shots");
        fs::create_dir_all(&folder).expect("the folder for pictures");
        let path = folder.join(format!("{name}-{}.png", theme.as_str().unwrap_or("light")));
        self.done("taking a picture", self.block_on(self.driver().screenshot(&path)));
        path
    }
}

const PAINTED: &str = "const done = arguments[0]; \
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 150)))";

const AT_REST: &str = "return !document.querySelector('[aria-busy=true],[role=status][aria-label=Loading]') \
    && document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity)";

const TOO_WIDE: &str = "const frames = [document.scrollingElement, \
      ...document.querySelectorAll('main,main>*,[role=dialog],[role=grid],:has(>[role=grid])')]; \
    return Math.max(...frames.map((e) => e.scrollWidth - e.clientWidth))";

/// Compares how the focused element, its surroundings and its parts look with and without the focus.
const LOOKS_FOCUSED: &str = "const e = document.activeElement; if (!e || e === document.body) return true; \
    const near = [e, e.parentElement, e.parentElement?.parentElement, ...e.querySelectorAll('*')].filter(Boolean).slice(0, 200); \
    const look = () => near.map((n) => { const s = getComputedStyle(n); \
      return [s.outlineStyle === 'none' ? '' : s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration].join(); }).join(';'); \
    const focused = look(); e.blur(); const without = look(); e.focus(); return focused !== without";

/// Whether neither the middle nor the edges of the focused element can be reached by a pointer.
const COVERED: &str = "const e = document.activeElement; if (!e || e === document.body) return false; \
    const box = e.getBoundingClientRect(); if (box.width < 4 || box.height < 4) return false; \
    const x = Math.max(1, Math.min(innerWidth - 1, box.left + box.width / 2)); \
    return [box.top + 2, box.top + box.height / 2, box.bottom - 2].every((y) => { \
      const top = document.elementFromPoint(x, y); return !top || !(e.contains(top) || top.contains(e)); })";
