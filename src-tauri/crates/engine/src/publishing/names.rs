//! What a thing is called where it is put.

use super::address::Place;
use super::peer::{DirectoryAttribute, EntryKind};
use super::view::TargetSettings;
use crate::convert::file_stem;
use crate::{EngineError, Result};
use chancery_domain::CrlKind;
use chancery_store::{AuthorityRow, Published};

/// What files are called after, unless something else is set.
const DEFAULT_NAMES: &str = "{id}";

/// Where an object goes and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// The name of a file, or the distinguished name of an entry.
    pub(super) name: String,
    /// What it is in a directory.
    pub(super) attribute: Option<DirectoryAttribute>,
}

/// Refuses names by which two authorities would take each other's place, or that are no names.
pub(super) fn check(settings: &TargetSettings, place: &Place) -> Result<()> {
    let alone = settings.authorities.len() == 1;
    let told_apart = |text: &str| alone || text.contains("{id}") || text.contains("{name}");
    let together = "Two authorities would take each other’s place there. Write {id} or {name} where the one is to differ \
                    from the other.";
    if let Place::Ldap { entry, .. } = place {
        if settings.names.is_some() {
            return Err(EngineError::new("invalid_target", "In a directory the entry is the name.").at("names"));
        }
        return if told_apart(entry) {
            Ok(())
        } else {
            Err(EngineError::new("invalid_target", together).at("address"))
        };
    }
    let names = settings.names.as_deref().unwrap_or(DEFAULT_NAMES);
    let rest = names.replace("{id}", "").replace("{name}", "");
    if names.is_empty()
        || names.len() > 100
        || names.starts_with('.')
        || !rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
    {
        let message = "Names have ASCII letters, digits, dots, hyphens and underscores, and {id} or {name}.";
        return Err(EngineError::new("invalid_target", message).at("names"));
    }
    if told_apart(names) { Ok(()) } else { Err(EngineError::new("invalid_target", together).at("names")) }
}

/// What a thing of an authority is called there.
pub(super) fn naming(settings: &TargetSettings, place: &Place, authority: &AuthorityRow, what: Published) -> Naming {
    let id = authority.id.to_string();
    if let Place::Ldap { entry, .. } = place {
        let own = entry.replace("{id}", &id).replace("{name}", &escaped(&authority.name));
        let of_authority = |name| (own.clone(), DirectoryAttribute { name, of: EntryKind::Authority });
        let (name, attribute) = match what {
            Published::Certificate => of_authority("cACertificate;binary"),
            Published::Crl(CrlKind::Full) => of_authority("certificateRevocationList;binary"),
            Published::Crl(CrlKind::Delta) => of_authority("deltaRevocationList;binary"),
            // One attribute holds one CRL: those that are told apart by their distribution points have entries of their own.
            Published::Crl(kind @ (CrlKind::Shard(_) | CrlKind::KeyCompromise | CrlKind::OtherReasons)) => {
                let name = "certificateRevocationList;binary";
                (format!("cn={kind},{own}"), DirectoryAttribute { name, of: EntryKind::DistributionPoint })
            }
        };
        return Naming { name, attribute: Some(attribute) };
    }
    let names = settings.names.as_deref().unwrap_or(DEFAULT_NAMES);
    let stem = names.replace("{id}", &id).replace("{name}", &file_stem(&authority.name));
    let name = match what {
        Published::Certificate => format!("{stem}.cer"),
        Published::Crl(kind) => kind.url(&format!("{stem}.crl")),
    };
    Naming { name, attribute: None }
}

/// The entry above another one: what stands after the first comma that is no part of a value (RFC 4514 §2.4).
pub(super) fn above(entry: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, octet) in entry.bytes().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b',' => return Some(&entry[at + 1..]),
            _ => {}
        }
    }
    None
}

/// A value as it stands in a distinguished name (RFC 4514 §2.4).
fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::with_capacity(value.len());
    for (at, c) in value.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=' => text.extend(['\\', c]),
            '#' if at == 0 => text.push_str("\\#"),
            ' ' if at == 0 || at == last => text.push_str("\\ "),
            '\0' => text.push_str("\\00"),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place_in_a_distinguished_name() {
        assert_eq!(escaped(" a,dc=evil+b "), "\\ a\\,dc\\=evil\\+b\\ ");
        assert_eq!(escaped("#1"), "\\#1");
    }

    #[test]
    fn names_that_several_authorities_would_share_are_refused() {
        let place = Place::Folder { path: "/srv".into() };
        let named = |names: &str, authorities: &[&str]| TargetSettings {
            names: Some(names.to_owned()),
            authorities: authorities.iter().map(|id| (*id).to_owned()).collect(),
            ..TargetSettings::default()
        };
        assert!(check(&named("{name}", &[]), &place).is_ok());
        assert!(check(&named("issuing", &["ca-1"]), &place).is_ok());
        assert!(check(&named("issuing", &[]), &place).is_err());
        for bad in ["", "../{id}", "{id}/x", ".{id}", "{nome}"] {
            assert!(check(&named(bad, &[]), &place).is_err(), "{bad}");
        }
    }
}
