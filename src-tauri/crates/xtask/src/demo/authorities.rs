//! The estate's authorities: two roots, a policy authority, and five that issue.

use super::kind::Kind;
use chancery_domain::KeyAlgorithm;
use chancery_engine::CreateAuthority;

/// The root whose key has a passphrase of its own, as if it lay in a safe.
pub(super) const OFFLINE_ROOT: &str = "Example Corp Root R1";
pub(super) const SECOND_ROOT: &str = "Example Corp Root E2";
pub(super) const POLICY: &str = "Example Corp Policy CA 1";
pub(super) const WEB: &str = "Example Corp Web CA 1";
pub(super) const SERVICES: &str = "Example Corp Services CA 1";
pub(super) const PEOPLE: &str = "Example Corp People CA 1";
pub(super) const CODE: &str = "Example Corp Code Signing CA 1";
pub(super) const PILOT: &str = "Example Corp Post-Quantum Pilot CA";

/// An authority and how long ago, in days, it was founded.
pub(super) struct Founding {
    pub(super) days_ago: i64,
    pub(super) request: CreateAuthority,
}

/// All of them, parents first.
pub(super) fn all() -> Vec<Founding> {
    vec![
        founding(OFFLINE_ROOT, None, KeyAlgorithm::Rsa4096, 2190, 7300, 90),
        founding(SECOND_ROOT, None, KeyAlgorithm::EcdsaP384, 1830, 5475, 90),
        with_path_len(founding(WEB, Some(OFFLINE_ROOT), KeyAlgorithm::Rsa3072, 1460, 3650, 7), 0),
        with_path_len(founding(POLICY, Some(SECOND_ROOT), KeyAlgorithm::EcdsaP521, 1500, 3650, 30), 1),
        founding(CODE, Some(POLICY), KeyAlgorithm::EcdsaP384, 1490, 2920, 7),
        constrained(founding(SERVICES, Some(SECOND_ROOT), KeyAlgorithm::EcdsaP256, 1095, 2555, 7)),
        founding(PEOPLE, Some(SECOND_ROOT), KeyAlgorithm::Ed25519, 1095, 2555, 7),
        founding(PILOT, Some(SECOND_ROOT), KeyAlgorithm::MlDsa65, 150, 1095, 7),
    ]
}

/// Which authority issues under which profile; the pilot takes some services over.
pub(super) fn issuing(profile: Kind) -> &'static str {
    match profile {
        Kind::WebServer => WEB,
        Kind::InternalService => SERVICES,
        Kind::ClientAuth => PEOPLE,
        Kind::CodeSigning => CODE,
    }
}

fn founding(name: &str, parent: Option<&str>, key: KeyAlgorithm, days_ago: i64, days: u32, crl_days: u32) -> Founding {
    let file = name.trim_start_matches("Example Corp ").to_lowercase().replace(' ', "-");
    Founding {
        days_ago,
        request: CreateAuthority {
            name: name.to_owned(),
            subject: format!("CN={name},O=Example Corp,C=DE"),
            key,
            days,
            parent: parent.map(str::to_owned),
            path_len: None,
            permit_dns: Vec::new(),
            exclude_dns: Vec::new(),
            permit_ip: Vec::new(),
            exclude_ip: Vec::new(),
            permit_email: Vec::new(),
            exclude_email: Vec::new(),
            crl_url: Some(format!("http://pki.corp.example/crl/{file}.crl")),
            aia_url: Some(format!("http://pki.corp.example/ca/{file}.cer")),
            ocsp_url: Some("http://pki.corp.example/ocsp".to_owned()),
            crl_days,
            crl_rules: Default::default(),
            passphrase: None,
        },
    }
}

fn with_path_len(founding: Founding, path_len: u32) -> Founding {
    Founding { request: CreateAuthority { path_len: Some(path_len), ..founding.request }, ..founding }
}

/// Services have names inside the company and nowhere else.
fn constrained(founding: Founding) -> Founding {
    let request = CreateAuthority {
        path_len: Some(0),
        permit_dns: vec!["corp.example".to_owned()],
        exclude_dns: vec!["lab.corp.example".to_owned()],
        permit_ip: vec!["10.0.0.0/8".to_owned()],
        ..founding.request
    };
    Founding { request, ..founding }
}
