//! `chancery serve`: the status service without a window.

use crate::{answer::Answer, interrupt, invocation::Invocation, service::ServiceOptions, target::publisher};
use chancery_engine::{Actor, Console, EngineError, Phase, Result, StatusSettings, Vault};
use chancery_fetch::FetcherWhenNeeded;
use chancery_gateway::{Gateway, Listen};
use serde_json::json;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often it is looked whether somebody wants it to end.
const POLL: Duration = Duration::from_millis(100);
/// How often it is looked whether its owner still may serve.
const LOOK: Duration = Duration::from_secs(2);

/// What is not named is as it is set (chancery service show).
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    options: ServiceOptions,
}

/// Serves until somebody wants it to end.
pub(crate) fn run(arguments: &ServeArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    invocation.console().fetch_by(Arc::new(FetcherWhenNeeded::default()));
    let console = invocation.console();
    console.publish_through(publisher()?);
    let (vault, actor) = invocation.open()?;
    let served = serve(arguments, console, (&vault, &actor), json);
    drop(vault);
    // However it ended: what works behind this is not to be in the middle of something when the process ends.
    console.end_status();
    console.close();
    served
}

/// The same with the vault open.
fn serve(
    arguments: &ServeArguments,
    console: &Console,
    (vault, actor): (&Vault, &Actor),
    json: bool,
) -> Result<Answer> {
    let settings = || -> Result<StatusSettings> {
        let settings = arguments.options.change(vault.status_settings(actor)?);
        Ok(StatusSettings { limits: settings.limits.checked()?, ..settings })
    };
    let mut present = settings()?;
    let status = console.serve_status()?;
    console.show_over_tls(present.tls.as_deref()).map_err(|error| error.at("tls"))?;
    let listen = Listen { address: present.socket()?, tls: present.tls.is_some(), limits: present.limits.clone() };
    let gateway = Gateway::start(&listen, status)
        .map_err(|error| EngineError::new("not_listening", error.to_string()).at("listen"))?;
    let address = gateway.address();
    console.status_listens(&address.to_string())?;
    let answer = Answer::new(
        &json!({ "address": address.to_string(), "url": format!("{}/", gateway.url()) }),
        format!("The status service listens on {}/. Ctrl-C ends it.", gateway.url()),
    );
    if answer.print(json) != ExitCode::SUCCESS {
        tracing::warn!("nobody reads where the service listens");
    }
    let ended = interrupt::pressed();
    let mut shut_out = false;
    let mut looked = Instant::now();
    while !ended.load(Ordering::Relaxed) && !shut_out {
        std::thread::sleep(POLL);
        if looked.elapsed() > LOOK {
            // Whoever is shut out of the vault serves no longer in its name.
            shut_out = matches!(console.state(), Ok(state) if state.phase != Phase::Open);
            if !shut_out {
                follow(&mut present, settings(), &gateway, console);
            }
            looked = Instant::now();
        }
    }
    if shut_out {
        let message = "Whoever this service was started by may not use the vault any more. It has ended.";
        return Err(EngineError::new("signed_out", message));
    }
    Ok(Answer::said())
}

/// Takes over what was set anew meanwhile, as far as it takes no other place to listen.
fn follow(present: &mut StatusSettings, set: Result<StatusSettings>, gateway: &Gateway, console: &Console) {
    let set = match set {
        Ok(set) if set == *present => return,
        Ok(set) => set,
        Err(error) => {
            tracing::warn!("what is set for the service cannot be read: {error}");
            return;
        }
    };
    gateway.limit(&set.limits);
    if gateway.speaks_tls()
        && set.tls.is_some()
        && set.tls != present.tls
        && let Err(error) = console.show_over_tls(set.tls.as_deref())
    {
        tracing::warn!("the certificate that was chosen cannot be used: {error}");
    }
    *present = set;
}
