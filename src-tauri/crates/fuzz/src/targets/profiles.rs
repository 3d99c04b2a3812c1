//! Profiles as they are written by hand and exchanged, and what they make of requests.

use super::assert_shown;
use super::desk::desk;
use chancery_domain::{Pattern, Profile, ProfileDocument, differences};

pub(super) fn document(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let document = match ProfileDocument::from_json(&text) {
        Ok(document) => document,
        Err(fault) => return assert_shown(&fault.to_string()),
    };
    for written in [document.to_json(), document.to_pretty_json()] {
        assert_eq!(ProfileDocument::from_json(&written).as_ref(), Ok(&document), "it is read again as it is written");
    }
    let (profile, flaws) = Profile::new(document.clone());
    flaws.iter().for_each(|flaw| assert_shown(&flaw.message));
    assert!(profile.is_some() || flaws.iter().any(|flaw| flaw.blocks), "a profile that is refused has a reason");
    assert_eq!(differences(&document, &document), [], "nothing differs from itself");
    // With a made-up certificate, when the vault has nothing against it.
    let desk = desk();
    match desk.vault.preview_profile(&desk.actor, &document, None) {
        Ok(preview) => preview.no_sample.iter().for_each(|why| assert_shown(why)),
        Err(error) => assert_shown(&error.message),
    }
}

/// The first line is a pattern, the rest a value that may follow it.
pub(super) fn pattern(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (pattern, value) = text.split_once('\n').unwrap_or((&text, ""));
    match Pattern::new(pattern) {
        Ok(pattern) => {
            let _ = pattern.matches(value);
            assert_eq!(
                Pattern::new(pattern.as_str()).as_ref(),
                Ok(&pattern),
                "a pattern is read again as it is written"
            );
        }
        Err(fault) => assert_shown(&fault.to_string()),
    }
}
