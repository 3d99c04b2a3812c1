//! The cross in the corner of the window's frame: what a window manager sends when it is pressed.

use std::error::Error;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask};
use x11rb::rust_connection::RustConnection;

/// Asks every window on this display to close (ICCCM 4.2.8.1), as many as there are. The driver's own way to close a
/// window takes only the page away and leaves the window and the program standing.
pub(crate) fn press(display: &str) -> Result<usize, Box<dyn Error>> {
    let (display, screen) = RustConnection::connect(Some(display))?;
    let protocols = display.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
    let delete = display.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
    let root = display.setup().roots[screen].root;
    let mut asked = 0;
    // Without a window manager the windows stand on the root itself.
    for window in display.query_tree(root)?.reply()?.children {
        let known = display.get_property(false, window, protocols, AtomEnum::ATOM, 0, 16)?.reply()?;
        let closable = known.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete));
        let shown =
            display.get_window_attributes(window)?.reply()?.map_state != x11rb::protocol::xproto::MapState::UNMAPPED;
        if closable && shown {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            display.send_event(false, window, EventMask::NO_EVENT, message)?;
            asked += 1;
        }
    }
    display.flush()?;
    // The server has it before the connection is gone.
    display.get_input_focus()?.reply()?;
    Ok(asked)
}
