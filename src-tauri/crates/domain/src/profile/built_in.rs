//! The profiles that every vault begins with, as they are written in its first version of them.

use super::{Flaw, Profile, ProfileDocument};

/// Each a document beside this file. Once released it is not changed: vaults have it as version 1.
/// What machines use renews by itself as soon as there is a schedule; what a person signs with, and authorities, wait for
/// one.
const DOCUMENTS: [&str; 12] = [
    include_str!("built_in/web-server.json"),
    include_str!("built_in/client-auth.json"),
    include_str!("built_in/code-signing.json"),
    include_str!("built_in/internal-service.json"),
    include_str!("built_in/smime.json"),
    include_str!("built_in/vpn-client.json"),
    include_str!("built_in/vpn-gateway.json"),
    include_str!("built_in/ocsp-responder.json"),
    include_str!("built_in/timestamping.json"),
    include_str!("built_in/document-signing.json"),
    include_str!("built_in/sub-ca.json"),
    include_str!("built_in/workload.json"),
];

/// The profiles that every vault begins with, in the order in which they are offered.
///
/// # Panics
/// Never: a test reads them all.
pub fn built_in_profiles() -> Vec<Profile> {
    let read = |text: &&str| {
        let document = ProfileDocument::from_json(text).expect("a test reads every document");
        let (profile, flaws): (_, Vec<Flaw>) = Profile::new(document);
        profile.unwrap_or_else(|| panic!("a test reads every document: {flaws:?}"))
    };
    DOCUMENTS.iter().map(read).collect()
}
