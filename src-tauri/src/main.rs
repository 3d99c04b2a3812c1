//! The window: a thin host over the engine, and the only crate that knows Tauri.
//!
//! Owns the window's life, the list of commands, the idle lock's ticking and the inventory's linting in the background. Decides nothing.

#![cfg_attr(all(not(debug_assertions), target_os = "windows"), windows_subsystem = "windows")]

mod bindings;
mod commands;
mod idle;
mod linting;
mod options;
mod serving;
#[cfg(target_os = "linux")]
mod surroundings;

use chancery_engine::{Console, Host};
use chancery_fetch::FetcherWhenNeeded;
use chancery_publish::Publisher;
use std::{path::Path, process::ExitCode, sync::Arc};
use tauri::{Manager, plugin::TauriPlugin};

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    #[cfg(target_os = "linux")]
    surroundings::choose();
    let options = match options::Options::from_env() {
        Ok(options) => options,
        Err(message) => {
            tracing::error!("{message}");
            options::complain(&message);
            return ExitCode::from(2);
        }
    };
    match open_window(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            options::complain(&format!("The window could not be opened: {error}."));
            ExitCode::FAILURE
        }
    }
}

/// Brings the window of the same vault to the front, where there is one. Another vault gets a window of its own: who
/// asks for one vault must not be shown another.
fn one_window(vault: &Path) -> TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(options::instance_of(vault))
        .callback(|app, _arguments, _folder| {
            if let Some(window) = app.get_webview_window("main") {
                // Best effort: a window manager may refuse to raise it.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        })
        .build()
}

fn open_window(options: options::Options) -> tauri::Result<()> {
    let commands = bindings::commands();
    let console = Arc::new(Console::new(options.vault, Host::Window));
    console.fetch_by(Arc::new(FetcherWhenNeeded::default()));
    match Publisher::new() {
        Ok(publisher) => console.publish_through(Arc::new(publisher)),
        Err(error) => tracing::error!("nothing can be published from here: {error}"),
    }
    let serving = Arc::new(serving::Serving::default());
    tauri::Builder::default()
        .plugin(one_window(console.folder()))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(commands.invoke_handler())
        .manage(Arc::clone(&console))
        .manage(Arc::clone(&serving))
        .setup(move |app| {
            idle::watch(app.handle().clone(), Arc::clone(&console));
            linting::watch(Arc::clone(&console));
            serving::watch(Arc::clone(&console), Arc::clone(&serving));
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::Destroyed = event {
                let console = window.state::<Arc<Console>>();
                window.state::<Arc<serving::Serving>>().end(&console);
                console.close();
            }
        })
        .run(tauri::generate_context!())
}
