//! The command line `chancery`: a thin host over the engine.
//!
//! Owns parsing, opening the vault for one command, and printing; each verb calls one use case. Decides
//! nothing: rights, rules, audit and wording of refusals are the engine's.

mod answer;
mod arguments;
mod audit;
mod batch;
mod ca;
mod cert;
mod crl;
mod csr;
mod failure;
mod interrupt;
mod invocation;
mod job;
mod ocsp;
mod profile;
mod renewal;
mod secret_file;
mod serve;
mod service;
mod settings;
mod slot;
mod table;
mod table_file;
mod target;
mod time;
mod trust;
mod upgrade;
mod user;
mod vault;
mod watch;

use answer::Answer;
use arguments::{Area, CommandLine};
use chancery_engine::EngineError;
use clap::Parser;
use invocation::Invocation;
use std::{panic, process::ExitCode};

fn main() -> ExitCode {
    // Known before parsing, because parsing itself may fail.
    let json = std::env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--json");
    panic::set_hook(Box::new(failure::note_panic));
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::from_default_env()
                // That a server is not believed is told by the error; standard error holds nothing beside it.
                .add_directive("rustls_platform_verifier=off".parse().expect("a directive that is well-formed")),
        )
        .with_writer(std::io::stderr)
        .init();
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(error) => return failure::of_usage(&error, json),
    };
    let done = panic::catch_unwind(|| run(command_line));
    match done {
        Ok(Ok(answer)) => answer.print(json),
        Ok(Err(error)) => failure::of_use_case(&error, json),
        Err(_) => failure::of_use_case(&failure::panicked(), json),
    }
}

fn run(command_line: CommandLine) -> Result<Answer, EngineError> {
    let json = command_line.place.json;
    let invocation = Invocation::new(command_line.place, command_line.area.host())?;
    match command_line.area {
        Area::Vault(verb) => vault::run(verb, &invocation, json),
        Area::Slot(verb) => slot::run(verb, &invocation),
        Area::User(verb) => user::run(verb, &invocation),
        Area::Settings(verb) => settings::run(verb, &invocation),
        Area::Ca(verb) => ca::run(*verb, &invocation),
        Area::Cert(verb) => cert::run(*verb, &invocation, json),
        Area::Crl(verb) => crl::run(verb, &invocation),
        Area::Target(verb) => target::run(verb, &invocation),
        Area::Trust(verb) => trust::run(verb, &invocation),
        Area::Ocsp(verb) => ocsp::run(verb),
        Area::Watch(verb) => watch::run(verb, &invocation),
        Area::Serve(arguments) => serve::run(&arguments, &invocation, json),
        Area::Service(verb) => service::run(*verb, &invocation),
        Area::Csr(verb) => csr::run(*verb, &invocation),
        Area::Audit(verb) => audit::run(verb, &invocation, json),
        Area::Batch(verb) => batch::run(*verb, &invocation, json),
        Area::Job(verb) => job::run(verb, &invocation, json),
        Area::Renewal(verb) => renewal::run(*verb, &invocation),
        Area::Profile(verb) => profile::run(*verb, &invocation),
    }
}
