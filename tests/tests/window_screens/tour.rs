//! Going from screen to screen, and what is wrong with them, gathered so that one run tells all of it.

use chancery_tests::window::{Desk, Estate, Window};

/// Width and height of the window, in pixels.
const SIZES: [(u32, u32); 2] = [(1000, 700), (1600, 1000)];

pub(crate) struct Tour<'w> {
    pub(crate) window: &'w Window<'w>,
    faults: Vec<String>,
    /// Of the window now, in pixels; nought before it was set.
    width: u32,
    /// Whether the same screens were seen in another theme before: then only the colours are new.
    again: bool,
}

impl<'w> Tour<'w> {
    pub(crate) fn of(window: &'w Window<'w>) -> Self {
        Self { window, faults: Vec::new(), width: 0, again: false }
    }

    /// Looks at what is on screen now in every size, beginning with the one that the window has; in another theme
    /// in that one alone, since colours move nothing.
    pub(crate) fn screen(&mut self, name: &str) {
        let [narrow, wide] = SIZES;
        let sizes: &[(u32, u32)] = match (self.again, self.width == wide.0) {
            (true, false) => &[narrow],
            (true, true) => &[wide],
            (false, true) => &[wide, narrow],
            (false, false) => &SIZES,
        };
        for &(width, height) in sizes {
            if self.width != width {
                self.window.resize(width, height);
                self.width = width;
            }
            self.window.settled();
            self.window.picture(&format!("{name}-{width}"));
            if let Some(wider) = self.window.sideways() {
                self.faults.push(format!("{name} at {width}: the page is {wider} pixels too wide"));
            }
        }
        if let Some(pixels) = self.window.displaced() {
            self.faults.push(format!("{name}: the window itself is scrolled by {pixels} pixels"));
        }
        self.faults.extend(match self.again {
            true => self.window.barriers_of_colour(name),
            false => self.window.barriers(name),
        });
    }

    /// Closes what is open over the page.
    pub(crate) fn back(&self) {
        self.window.press(&["Escape"]);
        self.window.no_dialog();
    }

    /// Closes the uppermost dialog by its Cancel; the drawer below it stays.
    pub(crate) fn cancel(&self) {
        self.window.button("Cancel").press();
    }

    pub(crate) fn done(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n\n"));
    }
}

/// Goes through rooms twice, once a theme, in a vault in which every room has something to show.
pub(crate) fn in_both_themes(rooms: impl Fn(&mut Tour<'_>, &Desk, &str)) {
    let desk = Desk::at_rest();
    drop(Estate::at_work(&desk));
    let window = Window::open(&desk);
    window.sign_in();
    let mut tour = Tour::of(&window);
    for theme in ["Light", "Dark"] {
        window.room("Settings");
        window.tab("Appearance").press();
        window.radio(theme).press();
        rooms(&mut tour, &desk, &theme.to_lowercase());
        tour.again = true;
    }
    tour.done();
}
