//! Places as people write them, taken apart and held to rules.

use super::credential::Credential;
use super::view::{TargetKind, TargetSettings};
use crate::{EngineError, Result};
use chancery_domain::{is_unprintable, visible};
use std::path::PathBuf;
use url::Url;

const SSH_PORT: u16 = 22;
/// What AWS and most of those that speak like it take.
const DEFAULT_REGION: &str = "us-east-1";

/// Where things are put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine, or one that is mounted here.
    Folder { path: PathBuf },
    /// Below this URL, which ends in a slash, by PUT (RFC 9110 §9.3.4).
    Http { folder: String },
    /// A folder that is reached over SSH, on a server with this key (`SHA256:…`).
    Sftp { host: String, port: u16, folder: String, host_key: Option<String> },
    /// A bucket of a server that speaks like Amazon S3. The prefix is empty or ends in a slash.
    S3 { endpoint: String, bucket: String, prefix: String, region: String },
    /// Entries of a directory. `entry` is a distinguished name with `{id}` and `{name}` in it.
    Ldap { server: String, entry: String, tls: LdapTls },
}

/// How a directory is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LdapTls {
    /// From the first octet (`ldaps`).
    FromTheStart,
    /// After the directory was asked to begin (RFC 4511 §4.14).
    StartTls,
    /// Not at all: somebody said that credentials may be read on their way.
    None,
}

impl Place {
    /// Reads what a person set.
    pub(super) fn of(settings: &TargetSettings) -> Result<Self> {
        let address = settings.address.trim();
        if address.is_empty() {
            return Err(refused("Give a folder or an address."));
        }
        let Some((scheme, _)) = address.split_once("://") else {
            printable(address)?;
            return folder(PathBuf::from(address));
        };
        let url = open_to_all(address)?;
        match scheme.to_ascii_lowercase().as_str() {
            "file" => folder(url.to_file_path().map_err(|()| refused("It is no folder of this machine."))?),
            "http" | "https" => http(&url),
            "sftp" => sftp(&url, settings),
            "s3+http" | "s3+https" => s3(address, settings),
            "ldap" | "ldaps" => ldap(&url, settings),
            other => Err(refused(&format!(
                "“{}” is not known here. Give a folder, or an address that begins with https, http, sftp, s3+https, \
                 s3+http, ldaps or ldap.",
                visible(other)
            ))),
        }
    }

    pub(super) fn kind(&self) -> TargetKind {
        match self {
            Self::Folder { .. } => TargetKind::Folder,
            Self::Http { .. } => TargetKind::Http,
            Self::Sftp { .. } => TargetKind::Sftp,
            Self::S3 { .. } => TargetKind::S3,
            Self::Ldap { .. } => TargetKind::Ldap,
        }
    }

    /// Whom a credential is meant for: the server, and who is let in there.
    pub(super) fn audience(&self, user: Option<&str>) -> String {
        let user = user.unwrap_or_default();
        match self {
            Self::Folder { path } => format!("folder {}", path.display()),
            Self::Http { folder } => format!("{} as {user}", origin(folder)),
            Self::Sftp { host, port, host_key, .. } => {
                format!("sftp {host}:{port} {} as {user}", host_key.as_deref().unwrap_or_default())
            }
            Self::S3 { endpoint, .. } => format!("s3 {} as {user}", origin(endpoint)),
            Self::Ldap { server, tls, .. } => format!("{server} {tls:?} as {user}"),
        }
    }

    /// Refuses credentials that do not belong to such a place, are missing, or could be read on their way.
    pub(super) fn check(&self, settings: &TargetSettings, credential: &Credential) -> Result<()> {
        let user = settings.user.as_deref();
        let wrong = |field: &str, message: &str| Err(EngineError::new("invalid_target", message).at(field));
        if credential.private_key().is_some() && self.kind() != TargetKind::Sftp {
            return wrong("privateKeyFile", "A private key opens SFTP targets alone.");
        }
        match self {
            Self::Folder { .. } if user.is_some() || !credential.is_none() => {
                wrong("secret", "A folder takes no credentials: the program writes it as whoever runs it.")
            }
            Self::Http { folder } if !settings.in_the_clear && !credential.is_none() && folder.starts_with("http:") => {
                wrong(
                    "address",
                    "Without https the password or token could be read on its way. Use https, or say that it may travel \
                     in the clear.",
                )
            }
            Self::Http { .. } if user.is_some() && credential.is_none() => wrong("secret", "Give the user’s password."),
            Self::Sftp { .. } if user.is_none() => wrong("user", "Say as whom the server is to let Chancery in."),
            Self::Sftp { .. } if credential.is_none() => wrong("secret", "Give a password or a private key."),
            Self::S3 { .. } if user.is_none() => wrong("user", "Give the id of the access key."),
            Self::S3 { .. } if credential.is_none() => wrong("secret", "Give the secret of the access key."),
            Self::Ldap { .. } if user.is_some() && credential.is_none() => {
                wrong("secret", "Give the entry’s password.")
            }
            Self::Ldap { .. } if user.is_none() && !credential.is_none() => {
                wrong("user", "Give the distinguished name of the entry whose password this is.")
            }
            _ => Ok(()),
        }
    }
}

/// Reads an address that everybody sees who may see the target, and that the log tells.
pub(super) fn open_to_all(address: &str) -> Result<Url> {
    printable(address)?;
    let url = Url::parse(address).map_err(|error| refused(&format!("It is no address: {error}.")))?;
    if url.password().is_some() {
        return Err(refused(
            "Leave the password out of the address, which everybody sees who may see the target. Give it by itself.",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("An address of a target has neither “?” nor “#”."));
    }
    Ok(url)
}

fn printable(address: &str) -> Result<()> {
    if address.len() > 2048 || address.chars().any(is_unprintable) {
        return Err(refused("An address has at most 2048 printable characters."));
    }
    Ok(())
}

fn refused(message: &str) -> EngineError {
    EngineError::new("invalid_address", message).at("address")
}

fn folder(path: PathBuf) -> Result<Place> {
    if path.is_absolute() { Ok(Place::Folder { path }) } else { Err(refused("Name the folder from the root on.")) }
}

fn http(url: &Url) -> Result<Place> {
    if !url.username().is_empty() {
        return Err(refused("Give the user by itself, not in the address."));
    }
    let mut folder = url.to_string();
    if !folder.ends_with('/') {
        folder.push('/');
    }
    Ok(Place::Http { folder })
}

fn sftp(url: &Url, settings: &TargetSettings) -> Result<Place> {
    if !url.username().is_empty() {
        return Err(refused("Give the user by itself, not in the address."));
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| refused("Which server? Give its name."))?;
    let host_key = settings.host_key.as_deref().map(str::trim).filter(|key| !key.is_empty());
    if let Some(key) = host_key
        && !(key.starts_with("SHA256:")
            && data_encoding::BASE64_NOPAD.decode(&key.as_bytes()[7..]).is_ok_and(|hash| hash.len() == 32))
    {
        let message = "A key of a server is written as “ssh-keygen -lf” shows it: SHA256: and 43 characters.";
        return Err(EngineError::new("invalid_host_key", message).at("hostKey"));
    }
    Ok(Place::Sftp {
        host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
        port: url.port().unwrap_or(SSH_PORT),
        folder: path_of(url)?.trim_end_matches('/').to_owned(),
        host_key: host_key.map(str::to_owned),
    })
}

fn s3(address: &str, settings: &TargetSettings) -> Result<Place> {
    // Only addresses of schemes that everybody knows are taken apart alike everywhere.
    let address = address.get("s3+".len()..).unwrap_or_default();
    let url = Url::parse(address).map_err(|error| refused(&format!("It is no address: {error}.")))?;
    let path = path_of(&url)?;
    let (bucket, prefix) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/".contains(&b));
    if bucket.is_empty() || !plain(bucket) || !plain(prefix) {
        return Err(refused(
            "Name the bucket after the server, and a prefix after that if there is one, of ASCII letters, digits, dots, \
             hyphens and underscores: s3+https://s3.example.com/bucket/pki",
        ));
    }
    let prefix = prefix.trim_end_matches('/');
    let region = settings.region.as_deref().map(str::trim).filter(|region| !region.is_empty());
    let region = region.unwrap_or(DEFAULT_REGION);
    if !region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(EngineError::new("invalid_target", "A region has letters, digits and hyphens.").at("region"));
    }
    Ok(Place::S3 {
        endpoint: origin(url.as_str()),
        bucket: bucket.to_owned(),
        prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
        region: region.to_owned(),
    })
}

fn ldap(url: &Url, settings: &TargetSettings) -> Result<Place> {
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| refused("Which server? Give its name."))?;
    let entry = path_of(url)?.trim_start_matches('/').to_owned();
    if !entry.contains('=') {
        return Err(refused(
            "Name the entry of an authority after the server: ldaps://ldap.example.com/cn={name},ou=PKI,dc=example,dc=com",
        ));
    }
    let tls = match (url.scheme(), settings.in_the_clear) {
        ("ldaps", _) => LdapTls::FromTheStart,
        (_, false) => LdapTls::StartTls,
        (_, true) => LdapTls::None,
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(Place::Ldap { server: format!("{}://{host}{port}", url.scheme()), entry, tls })
}

/// Scheme, host and port of an address that was read before.
fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}

/// The path of an address, with what is written as `%20` and the like read.
fn path_of(url: &Url) -> Result<String> {
    let octets = url.path().as_bytes();
    let mut read = Vec::with_capacity(octets.len());
    let mut at = 0;
    while let Some(&octet) = octets.get(at) {
        let escaped = (octet == b'%').then(|| octets.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|digits| data_encoding::HEXUPPER_PERMISSIVE.decode(digits).ok()) {
            Some(escaped) => {
                read.extend(escaped);
                at += 3;
            }
            None => {
                read.push(octet);
                at += 1;
            }
        }
    }
    let path = String::from_utf8(read).map_err(|_| refused("Its path is not UTF-8 text."))?;
    if path.chars().any(is_unprintable) || path.split('/').any(|part| part == "..") {
        return Err(refused("Its path has something in it that no path should have."));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use zeroize::Zeroizing;

    fn settings(address: &str) -> TargetSettings {
        TargetSettings { address: address.to_owned(), ..TargetSettings::default() }
    }

    fn place(address: &str) -> Place {
        Place::of(&settings(address)).unwrap()
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let key = format!("SHA256:{}", "A".repeat(43));
        let with_key =
            TargetSettings { host_key: Some(key.clone()), ..settings("sftp://web.example:2222/srv/p%20ki/") };
        for (read, meant) in [
            (place("/srv/www"), Place::Folder { path: "/srv/www".into() }),
            (place("https://a.example/pki"), Place::Http { folder: "https://a.example/pki/".to_owned() }),
            (
                Place::of(&with_key).unwrap(),
                Place::Sftp {
                    host: "web.example".to_owned(),
                    port: 2222,
                    folder: "/srv/p ki".to_owned(),
                    host_key: Some(key),
                },
            ),
            (
                place("s3+https://s3.example:9000/bucket/a/b"),
                Place::S3 {
                    endpoint: "https://s3.example:9000".to_owned(),
                    bucket: "bucket".to_owned(),
                    prefix: "a/b/".to_owned(),
                    region: "us-east-1".to_owned(),
                },
            ),
            (
                place("ldap://d.example/cn={name},ou=PKI,dc=example"),
                Place::Ldap {
                    server: "ldap://d.example".to_owned(),
                    entry: "cn={name},ou=PKI,dc=example".to_owned(),
                    tls: LdapTls::StartTls,
                },
            ),
        ] {
            assert_eq!(read, meant);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for address in [
            "",
            "srv/www",
            "ftp://a/",
            "https://user:word@a/",
            "https://a/?x=1",
            "sftp://a/srv%2f..%2fetc",
            "s3+https://a/",
            "s3+https://a/b/%0a",
            "ldap://a/",
            "ldap:///cn=x",
        ] {
            assert!(Place::of(&settings(address)).is_err(), "{address}");
        }
    }

    #[test]
    fn credentials_do_not_travel_in_the_clear_unasked() {
        let secret = Credential::new(Some(Zeroizing::new("velvet".to_owned())), None);
        let plain = settings("http://a.example/");
        assert!(Place::of(&plain).unwrap().check(&plain, &secret).is_err());
        let said = TargetSettings { in_the_clear: true, ..plain.clone() };
        assert!(Place::of(&said).unwrap().check(&said, &secret).is_ok());
        assert!(Place::of(&plain).unwrap().check(&plain, &Credential::default()).is_ok());
    }
}
