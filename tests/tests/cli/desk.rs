//! A vault with one certificate, and what openssl says of its files: what tests of exports begin with.

use chancery_tests::{Sandbox, openssl};

/// What protects a file that holds a key.
pub(crate) const SECRET: &str = "a file's own secret 31";
/// Whose certificate it is.
pub(crate) const HOST: &str = "www.example.test";

/// A vault with one certificate of a P-256 key, whose files are there as `www.example.test.{pem,key,chain.pem}`.
pub(crate) fn desk() -> Sandbox {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue("issuing", HOST);
    sandbox.write("secret", format!("{SECRET}\n"));
    sandbox
}

pub(crate) fn public_key_of_certificate(sandbox: &Sandbox, name: &str) -> String {
    openssl(["x509", "-in", &sandbox.arg(name), "-noout", "-pubkey"]).accept(name).stdout
}

/// Of a key in the clear or under [`SECRET`].
pub(crate) fn public_key_of_key(sandbox: &Sandbox, name: &str) -> String {
    openssl(["pkey", "-in", &sandbox.arg(name), "-pubout", "-passin", &format!("pass:{SECRET}")]).accept(name).stdout
}
