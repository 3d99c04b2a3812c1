//! The status service in the window's process: on from when somebody signs in, where that is set, until the window is
//! closed, locked or not.

use chancery_engine::{Actor, Console, EngineError, StatusSettings, StatusView, Vault};
use chancery_gateway::{Gateway, Limits, Listen};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What listens, and why nothing does.
#[derive(Debug, Default)]
pub(crate) struct Serving(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    gateway: Option<Gateway>,
    problem: Option<String>,
}

impl Serving {
    /// Brings about what is set: begins, ends or moves. What keeps it from listening is kept to be shown.
    pub(crate) fn follow(&self, console: &Console, vault: &Vault, actor: &Actor) -> Result<(), EngineError> {
        let settings = vault.status_settings(actor)?;
        let mut state = self.state();
        let wanted = settings.serves.then(|| settings.socket()).transpose()?;
        if state.gateway.as_ref().map(Gateway::address) == wanted && state.problem.is_none() {
            return Ok(());
        }
        // First the old one, which may be where the new one is to listen.
        state.gateway = None;
        state.problem = None;
        let Some(address) = wanted else {
            console.end_status();
            return Ok(());
        };
        match begin(console, address) {
            Ok(gateway) => state.gateway = Some(gateway),
            Err(error) => {
                tracing::warn!("the status service does not listen: {error}");
                state.problem = Some(error.message);
            }
        }
        Ok(())
    }

    /// What is shown of it.
    pub(crate) fn view(&self, console: &Console, settings: StatusSettings) -> Result<StatusView, EngineError> {
        let (listens, problem) = {
            let state = self.state();
            (state.gateway.as_ref().map(Gateway::address), state.problem.clone())
        };
        StatusView::of(settings, listens, problem, console.status().as_deref())
    }

    /// Ends it with the window.
    pub(crate) fn end(&self, console: &Console) {
        self.state().gateway = None;
        console.end_status();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin(console: &Console, address: SocketAddr) -> Result<Gateway, EngineError> {
    let status = console.serve_status()?;
    let gateway = Gateway::start(Listen { address, limits: Limits::default() }, status)
        .map_err(|error| EngineError::new("not_listening", error.to_string()).at("address"))?;
    console.status_listens(&gateway.address().to_string())?;
    Ok(gateway)
}
