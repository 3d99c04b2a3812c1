//! Round after round, as long as the vault is open: on a thread of its own, or once, while somebody waits.

use super::asking::Round;
use super::pace::Pace;
use super::view::WatchReport;
use crate::status::fetching::Fetching;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::Permission;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// The first round comes when whoever opened the vault has what they came for.
const FIRST: Duration = Duration::from_secs(10);
/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(5);
/// How often it is looked whether it is to end.
const LOOK: Duration = Duration::from_millis(200);
/// How long somebody who waits for a round waits for a host's turn.
const TURN: Duration = Duration::from_millis(250);

/// Watches until it is closing. The vault is held only for moments, so that its keys can be forgotten at any time.
pub(crate) fn keep_watching(vault: &Weak<Vault>, fetching: &dyn Fetching, closing: &AtomicBool) {
    let (pace, mut after_place) = (Pace::default(), 0);
    let open = || if closing.load(Ordering::Relaxed) { None } else { vault.upgrade() };
    let mut wait = FIRST;
    loop {
        let mut waited = Duration::ZERO;
        while waited < wait {
            if closing.load(Ordering::Relaxed) {
                return;
            }
            std::thread::sleep(LOOK);
            waited += LOOK;
        }
        wait = PAUSE;
        let mut report = WatchReport::default();
        if let Err(error) = round(&open, fetching, &pace, &mut after_place, closing, &mut report) {
            tracing::warn!("it could not be asked what others say of their certificates: {error}");
        }
    }
}

/// What a sweep over all places came to.
#[derive(Debug, Clone, Copy)]
struct Sweep {
    asked: bool,
    /// Something is due that has to wait its turn.
    held_up: bool,
    is_over: bool,
}

impl Default for Sweep {
    fn default() -> Self {
        Self { asked: false, held_up: false, is_over: true }
    }
}

/// Asks about what is due at the places whose turn it is.
fn round(
    open: &(dyn Fn() -> Option<Arc<Vault>> + Sync),
    fetching: &dyn Fetching,
    pace: &Pace,
    after_place: &mut i64,
    closing: &AtomicBool,
    report: &mut WatchReport,
) -> Result<Sweep> {
    let Some(vault) = open() else { return Ok(Sweep::default()) };
    let settings = vault.look(|tx, _| super::stored(tx))?;
    if !settings.on {
        return Ok(Sweep::default());
    }
    vault.enrol(false)?;
    let plan = vault.plan_watching(pace, after_place)?;
    drop(vault);
    let sweep = Sweep { asked: !plan.asked.is_empty(), held_up: plan.held_up, is_over: plan.swept };
    if !sweep.asked {
        return Ok(sweep);
    }
    let outcomes = Round::new(&plan, fetching, pace, open, closing).run();
    if let Some(vault) = open() {
        let outcomes = outcomes.into_iter().map(|(asked, outcome)| (asked.id, outcome)).collect();
        vault.note_round(&plan.settings, outcomes, report)?;
    }
    Ok(sweep)
}

impl Vault {
    /// Asks now about everything that is due, and waits for it.
    pub fn watch_now(
        self: &Arc<Self>,
        actor: &Actor,
        fetching: &dyn Fetching,
        leaving: &AtomicBool,
    ) -> Result<WatchReport> {
        let settings = self.read(actor, Permission::View, |tx, _| super::stored(tx))?;
        if !settings.on {
            let message = "Nobody is asked: that is turned off in the settings of watching.";
            return Err(EngineError::new("watching_off", message));
        }
        self.enrol(true)?;
        let (pace, mut after_place, mut report) = (Pace::default(), 0, WatchReport::default());
        let open = || Some(Arc::clone(self));
        let mut whole = Sweep::default();
        while !leaving.load(Ordering::Relaxed) {
            let sweep = round(&open, fetching, &pace, &mut after_place, leaving, &mut report)?;
            whole.asked |= sweep.asked;
            whole.held_up |= sweep.held_up;
            if !sweep.is_over {
                continue;
            }
            if !whole.asked {
                if !whole.held_up {
                    break;
                }
                std::thread::sleep(TURN);
            }
            whole = Sweep::default();
        }
        Ok(report)
    }
}
