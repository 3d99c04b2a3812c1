//! Who and what the estate's certificates are for. Every name lies under the reserved `.example`.

use super::kind::Kind;
use chancery_domain::Environment;

/// What a certificate is for, before it is known when it is issued.
#[derive(Debug, Clone)]
pub(super) struct Bearer {
    pub(super) profile: Kind,
    pub(super) common_name: String,
    pub(super) dns: Vec<String>,
    pub(super) ip: Vec<String>,
    pub(super) email: Vec<String>,
    pub(super) unit: &'static str,
    pub(super) owner: Option<&'static str>,
    pub(super) environment: Option<Environment>,
}

const ENVIRONMENTS: [(&str, Environment); 3] =
    [("", Environment::Production), ("staging.", Environment::Staging), ("dev.", Environment::Development)];

/// Web applications, with who looks after them.
const APPLICATIONS: [(&str, &str); 48] = [
    ("www", "Web team"),
    ("shop", "Web team"),
    ("checkout", "Payments team"),
    ("payments", "Payments team"),
    ("invoices", "Finance systems"),
    ("account", "Identity team"),
    ("sso", "Identity team"),
    ("login", "Identity team"),
    ("api", "Platform team"),
    ("gateway", "Platform team"),
    ("partners", "Partner integration"),
    ("suppliers", "Partner integration"),
    ("careers", "Web team"),
    ("press", "Web team"),
    ("status", "Operations"),
    ("docs", "Developer experience"),
    ("support", "Service desk"),
    ("tickets", "Service desk"),
    ("wiki", "Developer experience"),
    ("intranet", "Workplace IT"),
    ("git", "Developer experience"),
    ("ci", "Developer experience"),
    ("artifacts", "Developer experience"),
    ("registry", "Platform team"),
    ("metrics", "Operations"),
    ("logs", "Operations"),
    ("traces", "Operations"),
    ("mail", "Workplace IT"),
    ("calendar", "Workplace IT"),
    ("files", "Workplace IT"),
    ("vpn", "Network team"),
    ("print", "Workplace IT"),
    ("hr", "People systems"),
    ("payroll", "People systems"),
    ("travel", "People systems"),
    ("erp", "Finance systems"),
    ("crm", "Sales systems"),
    ("warehouse", "Logistics systems"),
    ("planning", "Logistics systems"),
    ("dispatch", "Logistics systems"),
    ("tracking", "Logistics systems"),
    ("reports", "Data team"),
    ("notebooks", "Data team"),
    ("maps", "Data team"),
    ("media", "Web team"),
    ("assets", "Web team"),
    ("training", "People systems"),
    ("archive", "Operations"),
];

const SITES: [&str; 5] = ["ber", "fra", "muc", "vie", "zrh"];
const NODES: [(&str, &str); 6] = [
    ("lb", "Network team"),
    ("edge", "Network team"),
    ("mx", "Workplace IT"),
    ("ldap", "Identity team"),
    ("hypervisor", "Operations"),
    ("storage", "Operations"),
];

const SERVICES: [(&str, &str); 50] = [
    ("orders", "Shop back end"),
    ("inventory", "Shop back end"),
    ("pricing", "Shop back end"),
    ("cart", "Shop back end"),
    ("search", "Shop back end"),
    ("recommendations", "Data team"),
    ("fraud-check", "Payments team"),
    ("ledger", "Payments team"),
    ("settlement", "Payments team"),
    ("card-vault", "Payments team"),
    ("notifications", "Platform team"),
    ("sms-relay", "Platform team"),
    ("mail-relay", "Platform team"),
    ("sessions", "Identity team"),
    ("profiles", "Identity team"),
    ("consent", "Identity team"),
    ("directory-sync", "Identity team"),
    ("event-bus", "Platform team"),
    ("schema-registry", "Platform team"),
    ("kafka-1", "Platform team"),
    ("kafka-2", "Platform team"),
    ("kafka-3", "Platform team"),
    ("postgres-main", "Database team"),
    ("postgres-replica", "Database team"),
    ("redis-sessions", "Database team"),
    ("etcd-1", "Platform team"),
    ("etcd-2", "Platform team"),
    ("etcd-3", "Platform team"),
    ("scheduler", "Platform team"),
    ("batch", "Data team"),
    ("geocoder", "Data team"),
    ("translator", "Data team"),
    ("feature-flags", "Developer experience"),
    ("config", "Platform team"),
    ("image-resizer", "Web team"),
    ("label-printer", "Logistics systems"),
    ("route-planner", "Logistics systems"),
    ("stock-feed", "Logistics systems"),
    ("edi-bridge", "Partner integration"),
    ("tax-rates", "Finance systems"),
    ("bank-connector", "Finance systems"),
    ("backup-agent", "Operations"),
    ("log-shipper", "Operations"),
    ("time-source", "Network team"),
    ("coupons", "Shop back end"),
    ("loyalty", "Shop back end"),
    ("returns", "Shop back end"),
    ("address-check", "Data team"),
    ("webhooks", "Partner integration"),
    ("exporter", "Data team"),
];

const GIVEN_NAMES: [&str; 12] =
    ["Ada", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hannes", "Ines", "Jonas", "Katja", "Luis"];
const SURNAMES: [&str; 9] =
    ["Albrecht", "Bianchi", "Cerny", "Demir", "Eriksen", "Fischer", "Garcia", "Horvath", "Ivanova"];

const PRODUCTS: [&str; 12] = [
    "Desktop App",
    "Mobile App",
    "Warehouse Scanner",
    "Point of Sale",
    "Printer Driver",
    "Gateway Firmware",
    "Sensor Firmware",
    "Container Images",
    "Office Macros",
    "Admin Scripts",
    "Browser Extension",
    "Installer",
];
const RELEASE_TRAINS: [&str; 3] = ["Stable", "Preview", "Internal"];

/// Everything that could bear a certificate of this profile, each once.
pub(super) fn bearers(profile: Kind) -> Vec<Bearer> {
    match profile {
        Kind::WebServer => applications().chain(nodes()).collect(),
        Kind::InternalService => services().collect(),
        Kind::ClientAuth => people().chain(devices()).collect(),
        Kind::CodeSigning => products().collect(),
    }
}

fn bearer(profile: Kind, common_name: String, unit: &'static str, owner: Option<&'static str>) -> Bearer {
    Bearer { profile, common_name, dns: Vec::new(), ip: Vec::new(), email: Vec::new(), unit, owner, environment: None }
}

fn applications() -> impl Iterator<Item = Bearer> {
    ENVIRONMENTS.into_iter().flat_map(|(zone, environment)| {
        APPLICATIONS.into_iter().map(move |(name, owner)| {
            let host = format!("{name}.{zone}corp.example");
            let dns = match name {
                "www" => vec![format!("{zone}corp.example")],
                "api" => vec![format!("*.api.{zone}corp.example")],
                "media" => vec![format!("images.{zone}corp.example"), format!("video.{zone}corp.example")],
                _ => Vec::new(),
            };
            Bearer { dns, environment: Some(environment), ..bearer(Kind::WebServer, host, "Web", Some(owner)) }
        })
    })
}

fn nodes() -> impl Iterator<Item = Bearer> {
    SITES.into_iter().zip(1_u8..).flat_map(|(site, network)| {
        NODES.into_iter().zip(1_u8..).flat_map(move |((kind, owner), subnet)| {
            (1_u8..=2).map(move |number| Bearer {
                ip: vec![format!("10.{network}.{subnet}.{}", 10 + number)],
                environment: Some(Environment::Production),
                ..bearer(Kind::WebServer, format!("{kind}{number}.{site}.corp.example"), "Infrastructure", Some(owner))
            })
        })
    })
}

fn services() -> impl Iterator<Item = Bearer> {
    ENVIRONMENTS.into_iter().flat_map(|(zone, environment)| {
        SERVICES.into_iter().map(move |(name, owner)| Bearer {
            dns: vec![format!("{name}.svc.{zone}corp.example"), format!("{name}.default.svc.{zone}corp.example")],
            environment: Some(environment),
            ..bearer(Kind::InternalService, name.to_owned(), "Services", Some(owner))
        })
    })
}

fn people() -> impl Iterator<Item = Bearer> {
    SURNAMES.into_iter().enumerate().flat_map(|(row, surname)| {
        GIVEN_NAMES.into_iter().enumerate().filter(move |(column, _)| (row + column) % 2 == 0).map(move |(_, given)| {
            Bearer {
                email: vec![format!("{}.{}@corp.example", given.to_lowercase(), surname.to_lowercase())],
                ..bearer(Kind::ClientAuth, format!("{given} {surname}"), "Staff", Some("Workplace IT"))
            }
        })
    })
}

fn devices() -> impl Iterator<Item = Bearer> {
    (1..=60).map(|number| {
        let (kind, owner) = match number % 3 {
            0 => ("scanner", "Logistics systems"),
            1 => ("laptop", "Workplace IT"),
            _ => ("kiosk", "Retail systems"),
        };
        let name = format!("{kind}-{:04}", 400 + number * 7);
        Bearer {
            dns: vec![format!("{name}.devices.corp.example")],
            environment: Some(Environment::Production),
            ..bearer(Kind::ClientAuth, name, "Devices", Some(owner))
        }
    })
}

fn products() -> impl Iterator<Item = Bearer> {
    RELEASE_TRAINS.into_iter().zip(ENVIRONMENTS).flat_map(|(train, (_, environment))| {
        PRODUCTS.into_iter().map(move |product| Bearer {
            environment: Some(environment),
            ..bearer(
                Kind::CodeSigning,
                format!("{product} {train} Signing"),
                "Release engineering",
                // Nobody has said whose the internal ones are, as in any estate.
                (train != "Internal").then_some("Release engineering"),
            )
        })
    })
}
