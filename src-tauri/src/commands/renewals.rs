//! Renewing certificates, by hand and on a schedule.

use super::{CommandResult, ConsoleHandle, with_vault};
use chancery_domain::ProfileName;
use chancery_engine::{
    CertificateDetail, JobView, Preview, RenewRequest, RenewalCalendar, RenewalForecast, RenewalsOfDay, ScheduleChange,
    ScheduleView, Selection,
};
use chrono::{DateTime, NaiveDate, Utc};

/// Exactly what renewing would sign; signs nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_renewal(
    console: ConsoleHandle<'_>,
    id: String,
    request: RenewRequest,
) -> CommandResult<Preview> {
    with_vault(console, move |vault, actor| vault.preview_renewal(actor, &id, &request)).await
}

/// Renews a certificate and shows the new one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_certificate(
    console: ConsoleHandle<'_>,
    id: String,
    request: RenewRequest,
) -> CommandResult<CertificateDetail> {
    with_vault(console, move |vault, actor| vault.renew(actor, &id, &request)).await
}

/// Starts renewing every certificate of the selection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_renewals(
    console: ConsoleHandle<'_>,
    selection: Selection,
    request: RenewRequest,
) -> CommandResult<JobView> {
    with_vault(console, move |vault, actor| vault.start_renewals(actor, &selection, &request)).await
}

/// When certificates are renewed by themselves.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renewal_schedule(console: ConsoleHandle<'_>) -> CommandResult<ScheduleView> {
    with_vault(console, move |vault, actor| vault.renewal_schedule(actor)).await
}

/// Sets that, and switches it on.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_renewal_schedule(
    console: ConsoleHandle<'_>,
    change: ScheduleChange,
) -> CommandResult<ScheduleView> {
    with_vault(console, move |vault, actor| vault.set_renewal_schedule(actor, &change)).await
}

/// When a schedule would run next, were it set so.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_renewal_schedule(
    console: ConsoleHandle<'_>,
    change: ScheduleChange,
) -> CommandResult<Vec<DateTime<Utc>>> {
    with_vault(console, move |vault, actor| vault.preview_renewal_schedule(actor, &change)).await
}

/// Has nothing renewed by itself until it is resumed, or again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_renewals(console: ConsoleHandle<'_>, paused: bool) -> CommandResult<ScheduleView> {
    with_vault(console, move |vault, actor| vault.pause_renewals(actor, paused)).await
}

/// What is renewed on each of the next days.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renewal_calendar(console: ConsoleHandle<'_>, days: u32) -> CommandResult<RenewalCalendar> {
    with_vault(console, move |vault, actor| vault.renewal_calendar(actor, days)).await
}

/// Exactly what is renewed on a day.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renewals_of_day(console: ConsoleHandle<'_>, day: NaiveDate) -> CommandResult<RenewalsOfDay> {
    with_vault(console, move |vault, actor| vault.renewals_of_day(actor, day)).await
}

/// Renewals a day under the lifetimes of today and shorter ones.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renewal_forecast(
    console: ConsoleHandle<'_>,
    profile: Option<ProfileName>,
) -> CommandResult<RenewalForecast> {
    with_vault(console, move |vault, actor| vault.renewal_forecast(actor, profile.as_ref())).await
}
