//! `chancery service`: what is set for the status service, in the window and for `chancery serve`.

use crate::{answer::Answer, invocation::Invocation, table::Facts};
use chancery_engine::{Result, StatusSettings};
use std::net::SocketAddr;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ServiceVerb {
    /// What is set
    Show,
    /// Set some of it; what is not named stays
    ///
    /// A service that runs takes over limits and another certificate within seconds. Where it listens, and whether it
    /// speaks TLS, holds for a window at once and for chancery serve when it is started anew.
    Set(SetArguments),
}

#[derive(Debug, clap::Args)]
pub(crate) struct SetArguments {
    /// Let windows serve, from when somebody signs in
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Let no window serve
    #[arg(long)]
    off: bool,
    #[command(flatten)]
    options: ServiceOptions,
}

/// Where the service listens, over what, and how much it takes of others.
#[derive(Debug, clap::Args)]
pub(crate) struct ServiceOptions {
    /// Where to listen; any other address than loopback lets other computers in
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Speak TLS with this certificate of the vault, or the one that takes its place; plain HTTP is not answered then
    ///
    /// The addresses of CRLs and OCSP in certificates stay http:// all the same: whoever checks a certificate cannot check
    /// another one first to learn whether it is revoked (RFC 5280 §8).
    #[arg(long, value_name = "REF", conflicts_with = "no_tls")]
    tls: Option<String>,
    /// Speak plain HTTP
    #[arg(long)]
    no_tls: bool,
    /// OCSP requests that one address may send a minute; 0 for as many as it likes
    #[arg(long, value_name = "NUMBER")]
    ocsp_rate: Option<u32>,
    /// CRLs that one address may fetch a minute; 0 for as many as it likes
    #[arg(long, value_name = "NUMBER")]
    crl_rate: Option<u32>,
    /// What else one address may ask a minute; 0 for as much as it likes
    #[arg(long, value_name = "NUMBER")]
    other_rate: Option<u32>,
    /// Connections at a time; more wait
    #[arg(long, value_name = "NUMBER")]
    connections: Option<u32>,
    /// How many of them one address may have; 0 for all
    #[arg(long, value_name = "NUMBER")]
    connections_of_one: Option<u32>,
    /// Seconds that a request may take to come in
    #[arg(long, value_name = "SECONDS")]
    request_seconds: Option<u32>,
    /// KiB that a request may have
    #[arg(long, value_name = "KIB")]
    request_kib: Option<u32>,
    /// A proxy in front, or a network of them, whose X-Forwarded-For tells who asks; several times for several. They take
    /// the place of those before
    #[arg(long, value_name = "ADDRESS[/BITS]")]
    proxy: Vec<String>,
    /// There is no proxy
    #[arg(long, conflicts_with = "proxy")]
    no_proxy: bool,
}

impl ServiceOptions {
    /// The settings, with what was named in the place of what was set.
    pub(crate) fn change(&self, mut settings: StatusSettings) -> StatusSettings {
        fn set<T: Clone>(what: &mut T, named: Option<&T>) {
            if let Some(named) = named {
                what.clone_from(named);
            }
        }
        set(&mut settings.address, self.listen.map(|address| address.to_string()).as_ref());
        if self.tls.is_some() || self.no_tls {
            settings.tls.clone_from(&self.tls);
        }
        let limits = &mut settings.limits;
        set(&mut limits.ocsp, self.ocsp_rate.as_ref());
        set(&mut limits.crl, self.crl_rate.as_ref());
        set(&mut limits.others, self.other_rate.as_ref());
        set(&mut limits.connections, self.connections.as_ref());
        set(&mut limits.per_address, self.connections_of_one.as_ref());
        set(&mut limits.seconds, self.request_seconds.as_ref());
        set(&mut limits.kibibytes, self.request_kib.as_ref());
        if !self.proxy.is_empty() || self.no_proxy {
            limits.proxies.clone_from(&self.proxy);
        }
        settings
    }
}

pub(crate) fn run(verb: ServiceVerb, invocation: &Invocation) -> Result<Answer> {
    let (vault, actor) = invocation.open()?;
    let before = vault.status_settings(&actor)?;
    let settings = match verb {
        ServiceVerb::Show => before,
        ServiceVerb::Set(SetArguments { on, off, options }) => {
            let changed = options.change(before);
            vault
                .change_status_settings(&actor, &StatusSettings { serves: (changed.serves || on) && !off, ..changed })?
        }
    };
    Ok(Answer::new(&settings, text(&settings)))
}

fn text(settings: &StatusSettings) -> String {
    let limits = &settings.limits;
    let rate = |rate: u32| match rate {
        0 => "as often as it likes".to_owned(),
        rate => format!("{rate} times a minute"),
    };
    let mut facts = Facts::new();
    facts.add("Windows serve", if settings.serves { "yes" } else { "no" });
    facts.add("Listens on", &settings.address);
    facts.add("TLS", settings.tls.as_deref().map_or("no", |certificate| certificate));
    facts.add("An address may ask", format!("by OCSP {}", rate(limits.ocsp)));
    facts.add("", format!("for CRLs {}", rate(limits.crl)));
    facts.add("", format!("for anything else {}", rate(limits.others)));
    facts.add(
        "Connections",
        match limits.per_address {
            0 => limits.connections.to_string(),
            each => format!("{}, of one address {each}", limits.connections),
        },
    );
    facts.add("A request takes", format!("{} seconds and {} KiB at most", limits.seconds, limits.kibibytes));
    facts.add("Proxies", if limits.proxies.is_empty() { "none".to_owned() } else { limits.proxies.join(", ") });
    facts.text()
}
