//! The words before the area: which vault, who, how it opens, how answers are printed.

use crate::{
    audit::AuditVerb, batch::BatchVerb, ca::CaVerb, cert::CertVerb, crl::CrlVerb, csr::CsrVerb, job::JobVerb,
    ocsp::OcspVerb, profile::ProfileVerb, renewal::RenewalVerb, serve::ServeArguments, service::ServiceVerb,
    settings::SettingsVerb, slot::SlotVerb, target::TargetVerb, trust::TrustVerb, user::UserVerb, vault::VaultVerb,
    watch::WatchVerb,
};
use chancery_engine::Host;
use std::ffi::OsString;

/// Runs a private certificate authority: found, issue, revoke, look, prove.
///
/// REF is a name, an id (crt-17, ca-3), a serial number or a SHA-256 fingerprint.
/// Exit status: 0 done, 1 refused or failed, 2 wrong usage.
#[derive(Debug, clap::Parser)]
#[command(name = "chancery", version, propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) area: Area,
}

const EVERYWHERE: &str = "Options of every command";

/// Options of every command.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// The vault's folder [default: your own, in the system's folder for application data]
    #[arg(long, value_name = "DIR", global = true, help_heading = EVERYWHERE, env = "CHANCERY_VAULT", hide_env_values = true)]
    pub(crate) vault: Option<OsString>,
    /// Who you are in the vault; needed when a passphrase alone does not tell
    #[arg(long, value_name = "NAME", global = true, help_heading = EVERYWHERE, env = "CHANCERY_USER", hide_env_values = true)]
    pub(crate) user: Option<String>,
    /// Open with the passphrase in this file instead of this computer's keychain
    #[arg(long, value_name = "FILE", global = true, help_heading = EVERYWHERE, env = "CHANCERY_PASSPHRASE_FILE", hide_env_values = true)]
    pub(crate) passphrase_file: Option<OsString>,
    /// Open with the recovery code in this file, whatever else is given
    #[arg(long, value_name = "FILE", global = true, help_heading = EVERYWHERE)]
    pub(crate) recovery_code_file: Option<OsString>,
    /// Print one JSON document; errors too, on standard error
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
}

/// What a command is about.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Area {
    /// The vault itself: make it, see how it is, check it
    #[command(subcommand)]
    Vault(VaultVerb),
    /// The ways to open the vault
    #[command(subcommand)]
    Slot(SlotVerb),
    /// The people of the vault and their roles
    #[command(subcommand)]
    User(UserVerb),
    /// What is set for the vault
    #[command(subcommand)]
    Settings(SettingsVerb),
    /// Certificate authorities
    #[command(subcommand)]
    Ca(Box<CaVerb>),
    /// Certificates: issue, sign, find, export, convert, revoke, import
    #[command(subcommand)]
    Cert(Box<CertVerb>),
    /// Certificate revocation lists
    #[command(subcommand)]
    Crl(CrlVerb),
    /// Where CRLs and the authorities' certificates are published: folders, web servers, SFTP, S3, directories
    #[command(subcommand)]
    Target(TargetVerb),
    /// Trust stores that certificates are verified against
    #[command(subcommand)]
    Trust(TrustVerb),
    /// Ask OCSP responders (RFC 6960) whether certificates are revoked
    #[command(subcommand)]
    Ocsp(OcspVerb),
    /// Watch whether others revoked the certificates that they issued
    #[command(subcommand)]
    Watch(WatchVerb),
    /// Tell the world about revocations over HTTP: OCSP answers, CRLs and the authorities' certificates
    Serve(ServeArguments),
    /// What is set for the status service: where it listens, TLS, limits, proxies
    #[command(subcommand)]
    Service(Box<ServiceVerb>),
    /// Signing requests: make them for the CAs of others, sign those of others
    #[command(subcommand)]
    Csr(Box<CsrVerb>),
    /// The audit log
    #[command(subcommand)]
    Audit(AuditVerb),
    /// Many certificates from one file
    #[command(subcommand)]
    Batch(Box<BatchVerb>),
    /// Long work: how far it is, stopping it, going on
    #[command(subcommand)]
    Job(JobVerb),
    /// Renewing by itself: the schedule, what is coming, what it will be like
    #[command(subcommand)]
    Renewal(Box<RenewalVerb>),
    /// The profiles that certificates are issued under
    #[command(subcommand)]
    Profile(Box<ProfileVerb>),
}

impl Area {
    /// As what the program is in the vault.
    pub(crate) fn host(&self) -> Host {
        if matches!(self, Self::Serve(_)) { Host::Service } else { Host::CommandLine }
    }
}
