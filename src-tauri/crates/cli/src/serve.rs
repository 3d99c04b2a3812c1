//! `chancery serve`: the status service without a window.

use crate::{answer::Answer, interrupt, invocation::Invocation, target::publisher};
use chancery_engine::{EngineError, Phase, Result};
use chancery_fetch::FetcherWhenNeeded;
use chancery_gateway::{Gateway, Limits, Listen};
use serde_json::json;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often it is looked whether somebody wants it to end.
const POLL: Duration = Duration::from_millis(100);
/// How often it is looked whether its owner still may serve.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArguments {
    /// Where to listen; any other address than loopback lets other computers in
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8480")]
    listen: SocketAddr,
    /// OCSP requests that one address may send a minute; 0 for as many as it likes
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    ocsp_rate: u32,
    /// CRLs that one address may fetch a minute; 0 for as many as it likes
    #[arg(long, value_name = "NUMBER", default_value_t = 60)]
    crl_rate: u32,
}

/// Serves until somebody wants it to end.
pub(crate) fn run(arguments: &ServeArguments, invocation: &Invocation, json: bool) -> Result<Answer> {
    invocation.console().fetch_by(Arc::new(FetcherWhenNeeded::default()));
    let console = invocation.console();
    console.publish_through(publisher()?);
    invocation.open()?;
    let status = console.serve_status()?;
    let limits = Limits {
        ocsp: NonZeroU32::new(arguments.ocsp_rate),
        crl: NonZeroU32::new(arguments.crl_rate),
        ..Limits::default()
    };
    let gateway = Gateway::start(Listen { address: arguments.listen, limits }, status)
        .map_err(|error| EngineError::new("not_listening", error.to_string()).at("listen"))?;
    let address = gateway.address();
    console.status_listens(&address.to_string())?;
    let answer = Answer::new(
        &json!({ "address": address.to_string(), "url": format!("http://{address}/") }),
        format!("The status service listens on http://{address}/. Ctrl-C ends it."),
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
            looked = Instant::now();
        }
    }
    drop(gateway);
    console.end_status();
    console.close();
    if shut_out {
        let message = "Whoever this service was started by may not use the vault any more. It has ended.";
        return Err(EngineError::new("signed_out", message));
    }
    Ok(Answer::said())
}
