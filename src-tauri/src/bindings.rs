//! The typed door between window and core: one list of commands, from which handler and TypeScript come.

use crate::commands::{
    audit, authorities, certificates, dashboard, inspector, jobs, profiles, renewals, requests, status, tables,
    targets, trust, vault,
};
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// Every command that the window may call. `build.rs` declares the same names to the access control list.
pub(crate) fn commands() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .typ::<chancery_engine::EngineError>()
        .constant("AUDIT_ACTIONS", chancery_engine::AUDIT_ACTIONS)
        .commands(collect_commands![
            vault::console_state,
            vault::keychain_state,
            vault::create_vault,
            vault::save_recovery_kit,
            vault::open_vault,
            vault::vault_upgrade,
            vault::lock_vault,
            vault::note_activity,
            vault::list_slots,
            vault::add_keychain_slot,
            vault::add_passphrase_slot,
            vault::change_passphrase,
            vault::renew_recovery_code,
            vault::remove_slot,
            vault::list_users,
            vault::add_user,
            vault::set_user_role,
            vault::set_user_disabled,
            vault::settings,
            vault::change_settings,
            vault::check_integrity,
            dashboard::dashboard,
            status::status_service,
            status::change_status_service,
            status::certificates_for_tls,
            status::certificate_status,
            status::watching,
            status::change_watching,
            authorities::list_authorities,
            authorities::authority,
            authorities::preview_authority,
            authorities::create_authority,
            authorities::preview_hierarchy,
            authorities::found_hierarchy,
            authorities::import_authority,
            authorities::change_authority,
            authorities::unlock_authority,
            authorities::lock_authority,
            authorities::protect_authority,
            authorities::export_authority,
            authorities::issue_crl,
            authorities::list_crls,
            authorities::crl_overview,
            authorities::change_crl_rules,
            authorities::export_crl,
            profiles::list_profiles,
            profiles::profile,
            profiles::check_profile,
            profiles::preview_profile,
            profiles::create_profile,
            profiles::edit_profile,
            profiles::clone_profile,
            profiles::compare_profiles,
            profiles::pin_profile,
            profiles::restrict_authority,
            profiles::profiles_of_authority,
            profiles::retire_profile,
            profiles::read_profile_file,
            profiles::import_profile,
            profiles::export_profile,
            certificates::list_certificates,
            certificates::count_certificates,
            certificates::earlier_versions,
            certificates::certificate_facets,
            certificates::certificate,
            certificates::preview_issue,
            certificates::issue_certificate,
            certificates::change_records,
            certificates::change_metadata_of_all,
            certificates::undo_metadata_change,
            certificates::preview_revocation,
            certificates::revoke_certificates,
            certificates::release_certificate,
            certificates::preview_release,
            certificates::release_certificates,
            certificates::export_certificate,
            certificates::export_certificates,
            certificates::import_files,
            certificates::import_text,
            certificates::import_trust_store,
            inspector::inspect_text,
            inspector::inspect_file,
            inspector::read_request_file,
            inspector::convert_inspected,
            trust::verify_certificate,
            trust::list_trust_stores,
            trust::add_trust_store,
            trust::remove_trust_store,
            requests::list_requests,
            requests::request,
            requests::create_request,
            requests::delete_request,
            requests::export_request,
            requests::answer_request,
            requests::answer_request_file,
            requests::read_request_files,
            requests::read_request_text,
            requests::sign_requests,
            requests::start_signing,
            jobs::list_jobs,
            jobs::open_jobs,
            jobs::job,
            jobs::cancel_job,
            jobs::resume_job,
            jobs::check_batch,
            jobs::start_batch,
            jobs::batch_rows,
            jobs::batch_contents,
            jobs::save_batch,
            jobs::save_batch_template,
            tables::export_table,
            renewals::preview_renewal,
            renewals::renew_certificate,
            renewals::start_renewals,
            renewals::renewal_schedule,
            renewals::preview_renewal_schedule,
            renewals::set_renewal_schedule,
            renewals::pause_renewals,
            renewals::renewal_calendar,
            renewals::renewals_of_day,
            renewals::renewal_forecast,
            targets::list_targets,
            targets::try_target,
            targets::add_target,
            targets::try_target_change,
            targets::change_target,
            targets::test_target,
            targets::pause_target,
            targets::remove_target,
            targets::publish_now,
            audit::audit_events,
            audit::verify_audit,
            audit::accept_log,
            audit::export_audit,
        ])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::commands;
    use specta_typescript::Typescript;

    const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/ipc/bindings.ts");
    const HEADER: &str = "// Generated from the Rust core; a test fails when it is stale. Write it anew with\n// `CHANCERY_WRITE_BINDINGS=1 cargo test -p chancery-desktop bindings`.\n";

    #[test]
    fn the_typescript_bindings_are_those_of_the_commands() {
        let folder = std::env::temp_dir().join(format!("chancery-bindings-{}.ts", std::process::id()));
        commands().export(Typescript::default().header(HEADER), &folder).unwrap();
        let fresh = std::fs::read_to_string(&folder).unwrap();
        std::fs::remove_file(&folder).unwrap();
        if std::env::var_os("CHANCERY_WRITE_BINDINGS").is_some() {
            std::fs::write(GENERATED, &fresh).unwrap();
        }
        let kept = std::fs::read_to_string(GENERATED).unwrap_or_default();
        assert!(kept == fresh, "ui/src/lib/ipc/bindings.ts is stale: run with CHANCERY_WRITE_BINDINGS=1");
    }

    #[test]
    fn every_command_is_declared_to_the_access_control_list() {
        let declared = include_str!("../build.rs");
        let granted = include_str!("../capabilities/console.json");
        let typescript = std::fs::read_to_string(GENERATED).unwrap();
        let called: Vec<&str> = typescript
            .split("TAURI_INVOKE")
            .filter_map(|rest| rest.split_once("(\"").and_then(|(_, name)| name.split('"').next()))
            .filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            .collect();
        assert!(called.len() > 40, "the commands are found in the bindings");
        for name in called {
            assert!(declared.contains(&format!("\"{name}\"")), "{name} is declared in build.rs");
            assert!(granted.contains(&format!("\"allow-{}\"", name.replace('_', "-"))), "{name} is granted");
        }
    }
}
