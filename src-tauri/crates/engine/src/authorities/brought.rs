//! What an authority is taken over with: its certificate, key and last CRL, as text or in files, in any form that is
//! recognised.

use super::ImportAuthority;
use super::presented::Presented;
use crate::{EngineError, Result, SecretText, files};
use chancery_pki::{Error, Inspected, KeyPair, inspect};
use zeroize::Zeroizing;

/// What came along, read.
pub(super) struct Brought {
    pub(super) key: KeyPair,
    pub(super) presented: Presented,
    /// Its last CRL, as it was given.
    pub(super) crl: Option<Vec<u8>>,
}

impl Brought {
    /// Reads it. Where no key is given, it is looked for beside the certificate, as it stands in a PKCS#12 file.
    pub(super) fn read(request: &ImportAuthority) -> Result<Self> {
        let passphrase = request.key_passphrase.as_ref().map(SecretText::expose);
        let files = &request.files;
        let certificate = given(request.certificate.expose().as_bytes(), files.certificate.as_deref(), "certificate")?;
        let own = given(request.key.expose().as_bytes(), files.key.as_deref(), "key")?;
        let holds_key = if own.iter().all(u8::is_ascii_whitespace) { &certificate } else { &own };
        let key = key_in(holds_key, passphrase).map_err(at_key)?;
        let presented = Presented::read(&certificate, passphrase, key.public_key())?;
        let crl = match (files.crl.as_deref(), request.crl.as_deref().filter(|crl| !crl.trim().is_empty())) {
            (Some(file), _) => Some(files::read(file).map_err(|error| error.at("crl"))?.to_vec()),
            (None, Some(text)) => Some(text.as_bytes().to_vec()),
            (None, None) => None,
        };
        Ok(Self { key, presented, crl })
    }
}

/// The file's content where a file is given, else the text.
fn given(text: &[u8], file: Option<&str>, field: &str) -> Result<Zeroizing<Vec<u8>>> {
    match file {
        Some(file) => files::read(file).map_err(|error| error.at(field)),
        None => Ok(Zeroizing::new(text.to_vec())),
    }
}

/// The key in a file of a key, or the one key in a keystore.
fn key_in(octets: &[u8], passphrase: Option<&str>) -> Result<KeyPair, Error> {
    let unknown = match KeyPair::read(octets, passphrase) {
        Err(unknown @ (Error::NotAKey | Error::TooLarge { .. })) => unknown,
        read => return read,
    };
    let mut keys = Vec::new();
    let found = inspect(octets, passphrase).map_err(|error| match error {
        Error::WrongPassphrase(_) | Error::PassphraseNeeded(_) | Error::TooManyIterations { .. } => error,
        _ => unknown.clone(),
    })?;
    for thing in found {
        match thing {
            Inspected::PrivateKey(key) => keys.push(key),
            Inspected::Pkcs12Locked | Inspected::JksLocked => return Err(Error::PassphraseNeeded("private key")),
            _ => {}
        }
    }
    match (keys.pop(), keys.is_empty()) {
        (Some(key), true) => Ok(key),
        (Some(_), false) => {
            Err(Error::Unsupported("There are several private keys in it. Give a file with the one.".to_owned()))
        }
        (None, _) => Err(unknown),
    }
}

fn at_key(error: Error) -> EngineError {
    let field = match error {
        Error::PassphraseNeeded(_) | Error::WrongPassphrase(_) => "keyPassphrase",
        _ => "key",
    };
    EngineError::from(error).at(field)
}
