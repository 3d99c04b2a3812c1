//! The status service in the window's process: on from when somebody signs in, where that is set, until the window is
//! closed, locked or not.

use chancery_engine::{Actor, Console, EngineError, StatusSettings, StatusView, Vault};
use chancery_gateway::{Gateway, Listen};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked whether the command line, or another window, set it otherwise.
const TICK: Duration = Duration::from_secs(2);

/// What listens, and why nothing does.
#[derive(Debug, Default)]
pub(crate) struct Serving(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    gateway: Option<Gateway>,
    problem: Option<String>,
    /// What was brought about last, as far as it could be.
    followed: Option<StatusSettings>,
    /// The window is closed.
    ended: bool,
}

/// Brings about what others set, while the vault is open. Locked, it waits for the next opening.
pub(crate) fn watch(console: Arc<Console>, serving: Arc<Serving>) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            if let Ok((vault, actor)) = console.open_vault()
                && let Err(error) = serving.follow_others(&console, &vault, &actor)
            {
                tracing::warn!("what is set for the status service could not be brought about: {error}");
            }
        }
    });
}

impl Serving {
    /// Brings about what is set: begins, ends or moves; another certificate and other limits take effect where it listens.
    /// What keeps it from listening is kept to be shown.
    pub(crate) fn follow(&self, console: &Console, vault: &Vault, actor: &Actor) -> Result<(), EngineError> {
        let settings = vault.status_settings(actor)?;
        let mut state = self.state();
        if state.ended {
            return Ok(());
        }
        state.followed = Some(settings.clone());
        if let Some(gateway) =
            state.gateway.as_ref().filter(|gateway| state.problem.is_none() && is_as(gateway, &settings))
        {
            gateway.limit(&settings.limits);
            if settings.tls.is_some() {
                console.show_over_tls(settings.tls.as_deref())?;
            }
            return Ok(());
        }
        // First the old one, which may be where the new one is to listen.
        state.gateway = None;
        state.problem = None;
        if !settings.serves {
            console.end_status();
            return Ok(());
        }
        match begin(console, &settings) {
            Ok(gateway) => state.gateway = Some(gateway),
            Err(error) => {
                tracing::warn!("the status service does not listen: {error}");
                state.problem = Some(error.message);
            }
        }
        Ok(())
    }

    /// The same where somebody else set it otherwise than it was brought about last.
    fn follow_others(&self, console: &Console, vault: &Vault, actor: &Actor) -> Result<(), EngineError> {
        let set = vault.status_settings(actor)?;
        let news = self.state().followed.as_ref().is_some_and(|followed| *followed != set);
        if news { self.follow(console, vault, actor) } else { Ok(()) }
    }

    /// What is shown of it.
    pub(crate) fn view(&self, console: &Console, settings: StatusSettings) -> Result<StatusView, EngineError> {
        let (listens, problem) = {
            let state = self.state();
            let listens = state.gateway.as_ref().map(|gateway| (gateway.address(), gateway.url()));
            (listens, state.problem.clone())
        };
        StatusView::of(settings, listens, problem, console.status().as_deref())
    }

    /// Ends it with the window.
    pub(crate) fn end(&self, console: &Console) {
        {
            let mut state = self.state();
            state.gateway = None;
            state.ended = true;
        }
        console.end_status();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it listens where and as it is set.
fn is_as(gateway: &Gateway, settings: &StatusSettings) -> bool {
    settings.serves
        && settings.socket().is_ok_and(|address| address == gateway.address())
        && settings.tls.is_some() == gateway.speaks_tls()
}

fn begin(console: &Console, settings: &StatusSettings) -> Result<Gateway, EngineError> {
    let status = console.serve_status()?;
    console.show_over_tls(settings.tls.as_deref())?;
    let listen = Listen { address: settings.socket()?, tls: settings.tls.is_some(), limits: settings.limits.clone() };
    let gateway = Gateway::start(&listen, status)
        .map_err(|error| EngineError::new("not_listening", error.to_string()).at("address"))?;
    console.status_listens(&gateway.address().to_string())?;
    Ok(gateway)
}
