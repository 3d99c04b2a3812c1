//! Tells whoever waits that a vault of an earlier version is brought up to date first, and how far that is.

use chancery_engine::{Console, Result, VaultUpgrade};
use std::{
    io::{IsTerminal as _, Write as _},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

/// How often it is looked how far it is. What is done within the first look is not worth a word.
const LOOK: Duration = Duration::from_millis(500);

/// Opens a vault and tells meanwhile, on standard error: once where that is a log, all along on a terminal, never to a
/// program that reads JSON.
pub(crate) fn telling<T>(console: &Console, json: bool, open: impl FnOnce() -> Result<T>) -> Result<T> {
    if json {
        return open();
    }
    let (opened, waited) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let terminal = std::io::stderr().is_terminal();
            let mut begun = false;
            while let Err(RecvTimeoutError::Timeout) = waited.recv_timeout(LOOK) {
                let Some(upgrade) = console.upgrading() else { continue };
                if !begun {
                    // It only entertains: where it cannot be written, nothing is lost.
                    let _ = writeln!(std::io::stderr(), "{}", beginning(&upgrade));
                }
                begun = true;
                if terminal {
                    let _ = write!(std::io::stderr(), "\r\x1b[K{}", progress(&upgrade));
                }
            }
            if begun && terminal {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        let outcome = open();
        drop(opened);
        outcome
    })
}

fn beginning(upgrade: &VaultUpgrade) -> String {
    format!(
        "An earlier Chancery wrote this vault: its database is brought from version {} to {}, once. That can take \
         minutes. Until it is done everything stays as it was, also where it is stopped.",
        upgrade.from, upgrade.to
    )
}

fn progress(upgrade: &VaultUpgrade) -> String {
    match upgrade.percent {
        100.. => format!("Writing it in place, after {} s", upgrade.seconds),
        percent => format!("{percent} %, after {} s", upgrade.seconds),
    }
}
