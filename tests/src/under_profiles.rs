//! Certificates under each of the profiles that every vault begins with.

use crate::{Sandbox, openssl};
use serde_json::Value;

/// The profiles that every vault begins with, each with a host's or a person's name and what a certificate under it
/// cannot be without.
pub const PROFILES: [(&str, &str, &[&str]); 12] = [
    ("web-server", "web.example.test", &["--dns", "web.example.test"]),
    ("client-auth", "ada", &[]),
    ("code-signing", "Example Builds", &[]),
    ("internal-service", "db.example.test", &["--dns", "db.example.test"]),
    ("smime", "Ada Example", &["--email", "ada@example.test"]),
    ("vpn-client", "laptop 7", &["--dns", "laptop-7.example.test"]),
    ("vpn-gateway", "vpn.example.test", &["--dns", "vpn.example.test", "--ip", "192.0.2.1"]),
    ("ocsp-responder", "Status of Example", &[]),
    ("timestamping", "Time of Example", &[]),
    ("document-signing", "Bo Example", &["--email", "bo@example.test"]),
    ("sub-ca", "Example Branch", &[]),
    ("workload", "api.example.test", &["--dns", "api.example.test", "--uri", "spiffe://example.test/api"]),
];

impl Sandbox {
    /// Issues a certificate under a profile of [`PROFILES`] by `issuing`, for a key of this kind; its files are named
    /// after the profile: `PROFILE.pem`, `PROFILE.key`, `PROFILE.chain.pem`; those of the one before are replaced. An
    /// authority's key is made by openssl.
    ///
    /// # Panics
    /// When it is no such profile, or is refused.
    #[track_caller]
    pub fn issue_under(&self, profile: &str, key: &str) -> Value {
        let (_, name, options) = PROFILES.iter().find(|(known, ..)| *known == profile).expect("a profile");
        let [cert, key_file, chain, csr] =
            ["pem", "key", "chain.pem", "csr"].map(|kind| self.arg(&format!("{profile}.{kind}")));
        for before in [&cert, &key_file, &chain] {
            // There is none the first time.
            let _ = std::fs::remove_file(before);
        }
        let asked = ["--ca", "issuing", "--profile", profile, "--out-cert", &cert, "--out-chain", &chain];
        if profile == "sub-ca" {
            let made = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes"];
            let subject = format!("/O=Example Corp/CN={name}");
            openssl([&made[..], &["-keyout", &key_file, "-subj", &subject, "-out", &csr]].concat())
                .accept("openssl makes a request");
            return self.done([&["cert", "sign", "--csr", &csr], &asked[..]].concat());
        }
        let fresh = ["cert", "issue", "--cn", name, "--key", key, "--out-key", &key_file];
        self.done([&fresh[..], &asked[..], options].concat())
    }

    /// Revokes it and writes the newest CRLs of both authorities to `crls.pem`, with the root's certificate before them:
    /// what openssl takes as trusted together with what it knows of revocations.
    #[track_caller]
    pub fn revoke_issued(&self, issued: &Value) {
        let id = issued["id"].as_str().expect("an id");
        self.done(["cert", "revoke", id, "--reason", "key-compromise"]);
        self.write_crls();
    }

    /// Writes the newest CRLs as [`revoke_issued`](Self::revoke_issued) does.
    #[track_caller]
    pub fn write_crls(&self) {
        let mut all = self.read("root.pem");
        for authority in ["root", "issuing"] {
            let name = format!("{authority}.crl.pem");
            self.done(["crl", "issue", "--ca", authority, "--format", "pem", "--force", "--out", &self.arg(&name)]);
            all.extend(self.read(&name));
        }
        self.write("crls.pem", all);
    }
}
