//! `chancery target`: where CRLs and authorities' certificates are published.

use crate::{
    answer::Answer,
    invocation::{Invocation, path_text},
    secret_file,
    table::{Facts, Table},
    time::moment,
};
use chancery_domain::visible;
use chancery_engine::{
    EngineError, NewTarget, Publication, PublicationState, Publishing, Result, SecretText, Target, TargetChange,
    TargetKind, TargetSettings,
};
use chancery_publish::Publisher;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum TargetVerb {
    /// Publish at another place from now on, once it was found that something can be put there
    Add(Box<AddArguments>),
    /// Change a place; what is not named stays, and so does what opens it
    ///
    /// What opens a place is kept for its server and its user: when one of these changes, give it anew. For another SFTP
    /// server, --host-key too. Something is tried there first, if it is reached in another way than before.
    Change(Box<ChangeArguments>),
    /// The places and how they are
    List,
    /// One place: what stands there, what could not be put there and why, when it is tried again
    Show {
        #[arg(value_name = "REF")]
        target: String,
    },
    /// Find out whether something can be put there now
    Test {
        #[arg(value_name = "REF")]
        target: String,
    },
    /// Put nothing there for now
    Pause {
        #[arg(value_name = "REF")]
        target: String,
    },
    /// Publish there again
    Resume {
        #[arg(value_name = "REF")]
        target: String,
    },
    /// Forget a place and its credentials; what was put there stays there
    Remove {
        #[arg(value_name = "REF")]
        target: String,
    },
}

/// A place and what goes there.
#[derive(Debug, clap::Args)]
pub(crate) struct AddArguments {
    /// What the place is called here
    name: String,
    /// A folder, or an address: `https://HOST/FOLDER/` (PUT), `sftp://HOST[:PORT]/FOLDER`,
    /// `s3+https://HOST/BUCKET[/PREFIX]`, `ldaps://HOST/ENTRY` or `ldap://HOST/ENTRY` (StartTLS) with {name} or {id} in
    /// the entry
    #[arg(long, value_name = "FOLDER|ADDRESS")]
    to: String,
    /// Who is let in there: a user, the id of an access key, the name of an entry; none for a token
    #[arg(long = "as", value_name = "USER")]
    login: Option<String>,
    /// Holds the password, the token, the secret key, or the passphrase of the private key
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Holds the private key that an SFTP server lets in: Ed25519 or ECDSA
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The key of the SFTP server, as “ssh-keygen -lf” shows it there; without, it is said which key it has
    #[arg(long, value_name = "SHA256:…")]
    host_key: Option<String>,
    /// The region of an S3 bucket [default: us-east-1]
    #[arg(long)]
    region: Option<String>,
    /// Certificates that are believed there besides the system's
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Let credentials travel where they can be read: http, or ldap without StartTLS
    #[arg(long)]
    in_the_clear: bool,
    /// Where everybody fetches what is put there: looked at each time, and it must be the same
    #[arg(long, value_name = "URL/")]
    check_url: Option<String>,
    /// What files are called after, with {id} or {name} for the authority's [default: {id}]
    #[arg(long, value_name = "PATTERN")]
    names: Option<String>,
    /// This authority's alone; may be repeated
    #[arg(long = "ca", value_name = "REF")]
    authorities: Vec<String>,
    /// CRLs alone
    #[arg(long, conflicts_with = "only_certificates")]
    only_crls: bool,
    /// Certificates alone
    #[arg(long)]
    only_certificates: bool,
}

/// What changes about a place.
#[derive(Debug, clap::Args)]
pub(crate) struct ChangeArguments {
    #[arg(value_name = "REF")]
    target: String,
    /// What the place is called here
    #[arg(long)]
    name: Option<String>,
    /// A folder or an address, as for “target add”
    #[arg(long, value_name = "FOLDER|ADDRESS")]
    to: Option<String>,
    /// Who is let in there; empty for nobody
    #[arg(long = "as", value_name = "USER")]
    login: Option<String>,
    /// Holds the password, the token, the secret key, or the passphrase of the private key
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Holds the private key that an SFTP server lets in: Ed25519 or ECDSA
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Forget what opened the place until now
    #[arg(long)]
    forget_secret: bool,
    /// The key of the SFTP server, as “ssh-keygen -lf” shows it there
    #[arg(long, value_name = "SHA256:…")]
    host_key: Option<String>,
    /// The region of an S3 bucket; empty for us-east-1
    #[arg(long)]
    region: Option<String>,
    /// Certificates that are believed there besides the system's
    #[arg(long, value_name = "FILE", conflicts_with = "no_trust")]
    trust: Option<PathBuf>,
    /// Believe the system's certificates alone
    #[arg(long)]
    no_trust: bool,
    /// Whether credentials may travel where they can be read
    #[arg(long, value_name = "true|false")]
    in_the_clear: Option<bool>,
    /// Where everybody fetches what is put there; empty for not looking
    #[arg(long, value_name = "URL/")]
    check_url: Option<String>,
    /// What files are called after; empty for {id}
    #[arg(long, value_name = "PATTERN")]
    names: Option<String>,
    /// This authority's alone; may be repeated
    #[arg(long = "ca", value_name = "REF", conflicts_with = "all_cas")]
    authorities: Vec<String>,
    /// All authorities'
    #[arg(long)]
    all_cas: bool,
    /// Whether CRLs are put there
    #[arg(long, value_name = "true|false")]
    crls: Option<bool>,
    /// Whether authorities' certificates are put there
    #[arg(long, value_name = "true|false")]
    certificates: Option<bool>,
}

/// What puts things at other places.
pub(crate) fn publisher() -> Result<Arc<dyn Publishing>> {
    let publisher = Publisher::new()
        .map_err(|error| EngineError::new("no_network", format!("Nothing can be published from here: {error}.")))?;
    Ok(Arc::new(publisher))
}

pub(crate) fn run(verb: TargetVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    match verb {
        TargetVerb::Add(arguments) => {
            Ok(shown(&vault.add_target(&actor, publisher()?.as_ref(), &new_target(&arguments)?)?))
        }
        TargetVerb::Change(arguments) => {
            let before = vault.target(&actor, &arguments.target)?;
            let change = changed(&arguments, &before)?;
            Ok(shown(&vault.change_target(&actor, publisher()?.as_ref(), &before.id, &change)?))
        }
        TargetVerb::List => Ok(list(&vault.targets(&actor)?)),
        TargetVerb::Show { target } => Ok(shown(&vault.target(&actor, &target)?)),
        TargetVerb::Test { target } => {
            let target = vault.test_target(&actor, publisher()?.as_ref(), &target)?;
            let text = format!("Something can be put at “{}”.", target.name);
            Ok(Answer::new(&target, text))
        }
        TargetVerb::Pause { target } => Ok(shown(&vault.pause_target(&actor, &target, true)?)),
        TargetVerb::Resume { target } => Ok(shown(&vault.pause_target(&actor, &target, false)?)),
        TargetVerb::Remove { target } => {
            vault.remove_target(&actor, &target)?;
            Ok(Answer::list("removed", &target, format!("Target “{}” removed.", visible(&target))))
        }
    }
}

fn new_target(arguments: &AddArguments) -> Result<NewTarget> {
    let file = |path: &Option<PathBuf>| path.as_deref().map(path_text).transpose();
    let secret = secret_file::read_optional(arguments.secret_file.as_deref())?;
    let address = address(&arguments.to)?;
    Ok(NewTarget {
        name: arguments.name.clone(),
        settings: TargetSettings {
            address,
            user: arguments.login.clone(),
            region: arguments.region.clone(),
            host_key: arguments.host_key.clone(),
            in_the_clear: arguments.in_the_clear,
            check_url: arguments.check_url.clone(),
            names: arguments.names.clone(),
            crls: !arguments.only_certificates,
            certificates: !arguments.only_crls,
            authorities: arguments.authorities.clone(),
        },
        trust_file: file(&arguments.trust)?,
        secret: secret.map(SecretText::from),
        private_key_file: file(&arguments.key_file)?,
    })
}

fn address(to: &str) -> Result<String> {
    match to.contains("://") {
        true => Ok(to.to_owned()),
        // A folder from where one stands.
        false => path_text(&std::path::absolute(Path::new(to)).unwrap_or_else(|_| to.into())),
    }
}

/// What is set before, but for what is named.
fn changed(arguments: &ChangeArguments, before: &Target) -> Result<TargetChange> {
    let file = |path: &Option<PathBuf>| path.as_deref().map(path_text).transpose();
    let secret = secret_file::read_optional(arguments.secret_file.as_deref())?;
    let settings = before.settings.clone();
    // An empty text takes away what was set.
    let text = |named: &Option<String>, before: Option<String>| named.clone().or(before);
    let settings = TargetSettings {
        address: arguments.to.as_deref().map(address).transpose()?.unwrap_or(settings.address),
        user: text(&arguments.login, settings.user),
        region: text(&arguments.region, settings.region),
        host_key: text(&arguments.host_key, settings.host_key),
        in_the_clear: arguments.in_the_clear.unwrap_or(settings.in_the_clear),
        check_url: text(&arguments.check_url, settings.check_url),
        names: text(&arguments.names, settings.names),
        crls: arguments.crls.unwrap_or(settings.crls),
        certificates: arguments.certificates.unwrap_or(settings.certificates),
        authorities: match (arguments.all_cas, arguments.authorities.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => settings.authorities,
            (false, false) => arguments.authorities.clone(),
        },
    };
    Ok(TargetChange {
        target: NewTarget {
            name: arguments.name.clone().unwrap_or_else(|| before.name.clone()),
            settings,
            trust_file: file(&arguments.trust)?,
            secret: secret.map(SecretText::from),
            private_key_file: file(&arguments.key_file)?,
        },
        forget_trust: arguments.no_trust,
        forget_credential: arguments.forget_secret,
    })
}

fn list(targets: &[Target]) -> Answer {
    let mut table = Table::new(["ID", "NAME", "ADDRESS", "STATE", "LAST", "NEXT TRY"]);
    for target in targets {
        let last = target.publications.iter().filter_map(|one| one.published_at).max();
        let next = target.publications.iter().filter_map(|one| one.next_try).min();
        table.row([
            &target.id,
            &target.name,
            &target.settings.address,
            state(target),
            &last.map(moment).unwrap_or_default(),
            &next.map(moment).unwrap_or_default(),
        ]);
    }
    Answer::list("targets", &targets, table.text("Nothing is published anywhere yet."))
}

fn shown(target: &Target) -> Answer {
    let mut facts = Facts::new();
    facts.add("Target", format!("{} ({})", target.name, target.id));
    let Some(kind) = target.kind else {
        facts.add("State", state(target));
        facts.add("Problem", target.problem.as_deref().unwrap_or_default());
        return Answer::new(target, facts.text());
    };
    facts.add("Address", &target.settings.address);
    facts.add("Way", way(kind));
    let settings = &target.settings;
    let optional = [("As", &settings.user), ("Server's key", &settings.host_key), ("Looked at", &settings.check_url)];
    for (name, value) in optional {
        if let Some(value) = value {
            facts.add(name, value);
        }
    }
    facts.add("State", state(target));
    let mut table = Table::new(["FILE", "NEWEST", "THERE", "SINCE", "STATE", "NEXT TRY"]);
    for one in &target.publications {
        table.row([
            &one.name,
            &one.newest,
            one.published.as_deref().unwrap_or_default(),
            &one.published_at.map(moment).unwrap_or_default(),
            word(one.state),
            &one.next_try.map(moment).unwrap_or_default(),
        ]);
    }
    let mut text = format!("{}\n{}", facts.text(), table.text("There is nothing to publish there yet."));
    for Publication { name, problem, .. } in &target.publications {
        if let Some(problem) = problem {
            text.push_str(&format!("{name}: {problem}\n"));
        }
    }
    Answer::new(target, text)
}

fn state(target: &Target) -> &'static str {
    if target.paused { "paused" } else { word(target.state) }
}

fn word(state: PublicationState) -> &'static str {
    match state {
        PublicationState::Current => "current",
        PublicationState::Waiting => "waiting",
        PublicationState::Failing => "failing",
        PublicationState::Late => "late",
        PublicationState::Unreadable => "cannot be read",
    }
}

fn way(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Folder => "a folder of this machine",
        TargetKind::Http => "HTTP PUT",
        TargetKind::Sftp => "SFTP",
        TargetKind::S3 => "S3",
        TargetKind::Ldap => "LDAP",
    }
}
