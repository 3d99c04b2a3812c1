//! Publication: the places, and putting things there now.

use super::{CommandResult, ConsoleHandle, with_console, with_vault};
use chancery_engine::{NewTarget, PublishReport, PublishRequest, Target, TargetChange, TargetTrial};

/// The places and how they are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_targets(console: ConsoleHandle<'_>) -> CommandResult<Vec<Target>> {
    with_vault(console, |vault, actor| vault.targets(actor)).await
}

/// Finds out whether something can be put at a place that is not kept yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_target(console: ConsoleHandle<'_>, target: NewTarget) -> CommandResult<TargetTrial> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.try_target(&actor, console.publishing()?.as_ref(), &target)
    })
    .await
}

/// Publishes there from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_target(console: ConsoleHandle<'_>, target: NewTarget) -> CommandResult<Target> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.add_target(&actor, console.publishing()?.as_ref(), &target)
    })
    .await
}

/// Finds out whether something can be put at a place that is kept, as it is to be.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_target_change(
    console: ConsoleHandle<'_>,
    reference: String,
    change: TargetChange,
) -> CommandResult<TargetTrial> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.try_target_change(&actor, console.publishing()?.as_ref(), &reference, &change)
    })
    .await
}

/// Keeps a place as it is to be from now on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_target(
    console: ConsoleHandle<'_>,
    reference: String,
    change: TargetChange,
) -> CommandResult<Target> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.change_target(&actor, console.publishing()?.as_ref(), &reference, &change)
    })
    .await
}

/// Finds out whether something can be put there now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_target(console: ConsoleHandle<'_>, reference: String) -> CommandResult<Target> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.test_target(&actor, console.publishing()?.as_ref(), &reference)
    })
    .await
}

/// Puts nothing there for now, or publishes there again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_target(console: ConsoleHandle<'_>, reference: String, paused: bool) -> CommandResult<Target> {
    with_vault(console, move |vault, actor| vault.pause_target(actor, &reference, paused)).await
}

/// Forgets a place and its credentials.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_target(console: ConsoleHandle<'_>, reference: String) -> CommandResult<()> {
    with_vault(console, move |vault, actor| vault.remove_target(actor, &reference)).await
}

/// Puts things where they are published, now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn publish_now(
    console: ConsoleHandle<'_>,
    request: PublishRequest,
) -> CommandResult<Vec<PublishReport>> {
    with_console(console, move |console| {
        let (vault, actor) = console.open_vault()?;
        vault.publish(&actor, console.publishing()?.as_ref(), &request)
    })
    .await
}
