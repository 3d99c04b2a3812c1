//! Authorities in words.

use super::crl_rules::in_words;
use crate::{
    answer::Answer,
    table::{Facts, Table},
    time::{day, moment},
};
use chancery_engine::{AuthorityDetail, AuthoritySummary, CrlState, KeyState};
use chrono::Utc;

/// Serial numbers that are printed for people; programs get all that the answer has.
const SERIALS_SHOWN: usize = 20;

pub(super) fn list(authorities: &[AuthoritySummary]) -> Answer {
    let now = Utc::now();
    let mut table = Table::new(["ID", "NAME", "PARENT", "KEY", "STATUS", "ENDS", "ACTIVE", "CRL", "KEY STATE"]);
    for authority in authorities {
        table.row([
            &authority.id,
            &authority.name,
            authority.parent_id.as_deref().unwrap_or("root"),
            &authority.key_algorithm,
            authority.status.as_str(),
            &day(authority.not_after, now),
            &authority.active.to_string(),
            crl_word(authority.crl_state),
            key_word(authority.key_state),
        ]);
    }
    let text = table.text("There is no authority yet; chancery ca create founds one.");
    Answer::list("authorities", &authorities, text)
}

pub(super) fn detail(authority: &AuthorityDetail) -> Answer {
    let summary = &authority.summary;
    let mut facts = Facts::new();
    facts.add("Authority", format!("{} ({})", summary.name, summary.id));
    facts.add("Subject", &summary.subject);
    facts.add("Certificate", &summary.certificate_id);
    facts.add("Status", summary.status.as_str());
    facts.add("Valid from", moment(summary.not_before));
    facts.add("Valid until", format!("{}, {}", moment(summary.not_after), day(summary.not_after, Utc::now())));
    facts.add("Key", format!("{}, {}", summary.key_algorithm, key_word(summary.key_state)));
    facts.add("Serial number", &authority.serial);
    facts.add("SHA-256", &authority.fingerprint);
    facts.add("Subject key id", &authority.subject_key_id);
    facts.add("Path length", authority.path_len.map_or_else(|| "not limited".to_owned(), |length| length.to_string()));
    facts.add_lines("Permitted names", &authority.name_constraints.permitted);
    facts.add_lines("Excluded names", &authority.name_constraints.excluded);
    facts.add_some("CRL address", authority.crl_url.as_ref());
    facts.add_some("Certificate address", authority.aia_url.as_ref());
    facts.add_some("OCSP address", authority.ocsp_url.as_ref());
    facts
        .add("Issued", format!("{}, of them {} active, {} revoked", summary.issued, summary.active, authority.revoked));
    let before = &authority.revoked_before;
    if before.count > 0 {
        let head = format!("{} before it came here, known by their serial numbers alone:", before.count);
        let serials = before
            .first
            .iter()
            .take(SERIALS_SHOWN)
            .map(|one| format!("{}, {} ({})", one.serial, moment(one.revoked_at), one.reason));
        let more = usize::try_from(before.count).unwrap_or(usize::MAX).saturating_sub(SERIALS_SHOWN);
        let rest = (more > 0).then(|| format!("and {more} more; its CRLs list them all"));
        facts.add_lines("Revoked", std::iter::once(head).chain(serials).chain(rest));
    }
    let until = summary.next_crl.map(|next| format!(", good until {}", moment(next))).unwrap_or_default();
    facts.add("CRL", format!("{}{until}", crl_word(summary.crl_state)));
    facts.add_lines("CRLs made", in_words(&authority.crl_rules));
    facts.add_lines("Chain", authority.chain.iter().map(|link| link.label.clone()));
    Answer::new(authority, facts.text())
}

fn crl_word(state: CrlState) -> &'static str {
    match state {
        CrlState::Fresh => "fresh",
        CrlState::DueSoon => "due soon",
        CrlState::Overdue => "OVERDUE",
        CrlState::Never => "none yet",
        CrlState::WaitingForKey => "waits for the key",
    }
}

fn key_word(state: KeyState) -> &'static str {
    match state {
        KeyState::Open => "protected by the vault",
        KeyState::Locked => "locked by its own passphrase",
        KeyState::Unlocked => "unlocked",
    }
}
