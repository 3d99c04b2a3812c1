//! What hosts ask of publication and are shown of it.

use crate::SecretText;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A way of putting things at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    Folder,
    Http,
    Sftp,
    S3,
    Ldap,
}

/// What is set for a target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetSettings {
    /// A folder, or an address whose beginning says how: https, http, sftp, s3+https, s3+http, ldaps, ldap.
    pub address: String,
    /// A person, the id of an access key, or the distinguished name of an entry; none for a token.
    pub user: Option<String>,
    /// Of S3.
    pub region: Option<String>,
    /// The key of an SFTP server, as `SHA256:…`.
    pub host_key: Option<String>,
    /// Whether credentials may travel where they can be read.
    pub in_the_clear: bool,
    /// Where everybody fetches what is put there: a folder's URL. What is fetched there must be what was put.
    pub check_url: Option<String>,
    /// What files are called after: `{id}` and `{name}` stand for the authority's.
    pub names: Option<String>,
    pub crls: bool,
    pub certificates: bool,
    /// Whose; all when empty.
    pub authorities: Vec<String>,
}

/// A target to be added or tried.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewTarget {
    pub name: String,
    pub settings: TargetSettings,
    /// A file with certificates that are believed besides the system's.
    pub trust_file: Option<String>,
    /// A password, a token, a secret key; with a private key its passphrase.
    pub secret: Option<SecretText>,
    pub private_key_file: Option<String>,
}

/// A target that is kept, as it is to be from now on.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetChange {
    /// All that is set. What opens it, and the certificates that are believed, stay where none are given.
    pub target: NewTarget,
    /// The system's certificates alone are believed there.
    pub forget_trust: bool,
    /// What opens it is not kept any more; what is given takes its place.
    pub forget_credential: bool,
}

/// What came of trying a place at which nothing is published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetTrial {
    /// The key that an SFTP server showed, to be compared with the one it has; nothing was sent to it. Null when
    /// something can be put there.
    pub host_key: Option<String>,
}

/// How one thing at one target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PublicationState {
    /// The newest stands there.
    Current,
    /// It will be put there next.
    Waiting,
    /// It could not be put there, and is tried again.
    Failing,
    /// It should long have been there.
    Late,
    /// Of a target alone: what is set for it cannot be read.
    Unreadable,
}

/// One thing at one target.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    pub authority_id: String,
    pub authority: String,
    /// `certificate`, or the kind of a CRL.
    pub what: String,
    /// The file, or the entry of a directory.
    pub name: String,
    pub state: PublicationState,
    /// The number of the CRL that should stand there, or the certificate.
    pub newest: String,
    /// What stands there as far as is known.
    pub published: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    pub failures: u32,
    pub failing_since: Option<DateTime<Utc>>,
    /// Why it failed last.
    pub problem: Option<String>,
    pub next_try: Option<DateTime<Utc>>,
}

/// A target and how it is.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    pub id: String,
    pub name: String,
    /// None where it cannot be read. Then nothing is set either, and all that can be done with it is to remove it.
    pub kind: Option<TargetKind>,
    pub settings: TargetSettings,
    /// Whether certificates besides the system's are believed there.
    pub own_trust: bool,
    /// Whether something opens it that is kept sealed. It is shown to nobody.
    pub has_credential: bool,
    pub paused: bool,
    pub created_at: DateTime<Utc>,
    /// The worst of its publications.
    pub state: PublicationState,
    /// Why the target itself cannot be used.
    pub problem: Option<String>,
    pub publications: Vec<Publication>,
}

/// What is to be put where, now.
#[derive(Debug, Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PublishRequest {
    /// That authority's alone.
    pub authority: Option<String>,
    /// There alone.
    pub target: Option<String>,
    /// Only what does not stand there yet; otherwise everything is put there once more.
    pub due: bool,
}

/// What became of one thing; of a target that cannot be read as a whole, only its name and the problem are said.
#[derive(Debug, Clone, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PublishReport {
    pub target: String,
    pub authority: String,
    pub what: String,
    pub name: String,
    /// The number of the CRL, or the certificate.
    pub published: String,
    /// Why it does not stand there.
    pub problem: Option<String>,
}
