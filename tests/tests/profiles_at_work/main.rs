//! Certificates of every built-in profile at the work that they are for, with real peers; and refused once they are
//! revoked.

mod authorities;
mod messages;
mod responders;
mod tls;

use chancery_tests::{Judgement, PROFILES, Sandbox, certtool, openssl};
use std::collections::BTreeSet;

/// Whether GnuTLS takes a certificate with its chain for a purpose, by its object identifier.
fn taken_for(sandbox: &Sandbox, profile: &str, purpose: &str) -> Judgement {
    let (root, chain) = (sandbox.arg("root.pem"), sandbox.arg(&format!("{profile}.chain.pem")));
    let purpose = format!("--verify-purpose={purpose}");
    certtool(["--verify", "--load-ca-certificate", &root, &purpose, "--infile", &chain], b"")
}

/// The purposes of the profiles, and those that none of them may be taken for.
const PURPOSES: [(&str, &[&str]); 11] = [
    ("web-server", &["1.3.6.1.5.5.7.3.1"]),
    ("client-auth", &["1.3.6.1.5.5.7.3.2"]),
    ("code-signing", &["1.3.6.1.5.5.7.3.3"]),
    ("internal-service", &["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
    ("smime", &["1.3.6.1.5.5.7.3.4"]),
    ("vpn-client", &["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.17"]),
    ("vpn-gateway", &["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.17"]),
    ("ocsp-responder", &["1.3.6.1.5.5.7.3.9"]),
    ("timestamping", &["1.3.6.1.5.5.7.3.8"]),
    ("document-signing", &["1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12"]),
    ("workload", &["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
];

#[test]
fn every_profile_is_taken_for_its_purposes_alone_and_for_none_once_revoked() {
    let sandbox = Sandbox::with_authorities();
    let issued = PROFILES.map(|(profile, ..)| sandbox.issue_under(profile, "ecdsa-p256"));
    let all: BTreeSet<&str> = PURPOSES.iter().flat_map(|(_, purposes)| *purposes).copied().collect();
    for (profile, purposes) in PURPOSES {
        for purpose in &all {
            let taken = taken_for(&sandbox, profile, purpose);
            assert_eq!(taken.accepted, purposes.contains(purpose), "{profile} for {purpose}: {}", taken.text());
        }
    }
    sandbox.write_crls();
    let verify = |profile: &str| {
        let [trusted, issuing, leaf] =
            ["crls.pem", "issuing.pem", &format!("{profile}.pem")].map(|name| sandbox.arg(name));
        openssl(["verify", "-x509_strict", "-crl_check_all", "-CAfile", &trusted, "-untrusted", &issuing, &leaf])
    };
    for (profile, ..) in PROFILES {
        verify(profile).accept(profile);
    }
    let ids = issued.iter().map(|issued| issued["id"].as_str().expect("an id"));
    sandbox.done(["cert", "revoke"].into_iter().chain(ids).chain(["--reason", "superseded"]));
    sandbox.write_crls();
    for (profile, ..) in PROFILES {
        let refused = verify(profile).refuse(profile);
        assert!(refused.text().contains("certificate revoked"), "{profile}: {}", refused.text());
    }
}
