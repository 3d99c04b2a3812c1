//! Which certificates are meant.

use crate::time;
use chancery_domain::{Environment, Origin, ProfileName, Status};
use chancery_engine::{Actor, CertificateFilter, Result, Vault};
use chrono::{Duration, Utc};

/// Everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, clap::Args)]
pub(crate) struct Filter {
    /// Any part of a name, the subject, serial number, fingerprint, owner or notes
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// active, not-yet-valid, expired, on-hold or revoked; several times for any of them [default: all; with
    /// --expires-within: active]
    #[arg(long)]
    status: Vec<Status>,
    /// Ending from now until then: 30d, 12h, 2w
    #[arg(long, value_name = "SPAN", value_parser = time::span)]
    expires_within: Option<Duration>,
    /// Issued by this authority
    #[arg(long, value_name = "REF")]
    ca: Option<String>,
    /// Issued under this profile
    #[arg(long)]
    profile: Option<ProfileName>,
    /// production, staging or development
    #[arg(long)]
    environment: Option<Environment>,
    /// Belonging to exactly this owner
    #[arg(long)]
    owner: Option<String>,
    /// In which lint found this: a rule's id, or error, warning or notice
    #[arg(long, value_name = "ID")]
    finding: Option<String>,
    /// With exactly this tag
    #[arg(long)]
    tag: Option<String>,
    /// Only what no other certificate has taken the place of
    #[arg(long)]
    current: bool,
    /// Only what another certificate has taken the place of
    #[arg(long, conflicts_with = "current")]
    replaced: bool,
    /// Only those of others that whoever issued them was found to have revoked
    #[arg(long)]
    revoked_elsewhere: bool,
    /// How they came here
    #[arg(long, value_enum)]
    origin: Option<OriginWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OriginWord {
    Issued,
    Imported,
}

impl Filter {
    /// Whether nothing is given.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The engine's filter; an authority is looked up by any reference.
    pub(crate) fn resolve(self, vault: &Vault, actor: &Actor) -> Result<CertificateFilter> {
        let authority = match self.ca {
            Some(reference) => Some(vault.authority(actor, &reference)?.summary.id),
            None => None,
        };
        let now = Utc::now();
        let mut status = self.status;
        // As the dashboard counts: what is revoked needs no successor.
        if status.is_empty() && self.expires_within.is_some() {
            status.push(Status::Active);
        }
        Ok(CertificateFilter {
            text: self.query,
            status,
            expires_from: self.expires_within.map(|_| now),
            expires_until: self.expires_within.map(|span| now + span),
            authority,
            profile: self.profile,
            environment: self.environment,
            owner: self.owner,
            origin: self.origin.map(|origin| match origin {
                OriginWord::Issued => Origin::Issued,
                OriginWord::Imported => Origin::Imported,
            }),
            finding: self.finding,
            tag: self.tag,
            revoked_elsewhere: self.revoked_elsewhere.then_some(true),
            superseded: (self.current || self.replaced).then_some(self.replaced),
            ..CertificateFilter::default()
        })
    }
}
