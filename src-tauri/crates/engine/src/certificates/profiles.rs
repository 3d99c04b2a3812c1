//! The built-in profiles, explained.

use super::requests::{NamesRule, ProfileHints, ProfileView};
use chancery_domain::{NameRule, Profile, ProfileName};

/// All profiles, as forms offer and explain them.
pub fn profiles() -> Vec<ProfileView> {
    ProfileName::ALL.iter().map(|name| to_view(name.rules())).collect()
}

fn to_view(profile: &Profile) -> ProfileView {
    let (title, description) = match profile.name {
        ProfileName::WebServer => ("Web server", "For servers that browsers and other clients reach by TLS."),
        ProfileName::ClientAuth => ("Client authentication", "For people and devices that prove who they are by TLS."),
        ProfileName::CodeSigning => ("Code signing", "For signing programs, packages and scripts."),
        ProfileName::InternalService => {
            ("Internal service", "For services that are client and server to each other (mutual TLS).")
        }
    };
    let names = match profile.names {
        NameRule::HostFromCommonName => {
            "At least one DNS name or IP address. A common name that is one is added by itself."
        }
        NameRule::Required => "At least one name is required; the common name is not added by itself.",
        NameRule::Optional => "Names are optional.",
    };
    let algorithms: Vec<&str> = profile.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
    ProfileView {
        name: profile.name,
        title: title.to_owned(),
        description: description.to_owned(),
        algorithms: profile.algorithms.to_vec(),
        default_algorithm: profile.default_algorithm(),
        max_days: profile.max_days,
        renew_before_days: profile.renew_before_days,
        key_usage: profile.key_usage.iter().map(|usage| usage.as_str().to_owned()).collect(),
        extended_key_usage: profile.extended_key_usage.iter().map(|usage| usage.as_str().to_owned()).collect(),
        names_rule: match profile.names {
            NameRule::HostFromCommonName => NamesRule::HostFromCommonName,
            NameRule::Required => NamesRule::Required,
            NameRule::Optional => NamesRule::Optional,
        },
        hints: ProfileHints {
            names: names.to_owned(),
            key: format!("Allowed: {}.", algorithms.join(", ")),
            days: format!(
                "At most {} days; renewal is due {} days before the end.",
                profile.max_days, profile.renew_before_days
            ),
        },
    }
}
