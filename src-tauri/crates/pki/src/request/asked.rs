//! What a request asks for in its extensions, read as far as it can be understood.
//!
//! Nothing of it is given because it is asked for; that is decided elsewhere.

use crate::certificate::Extension;
use crate::oid;
use chancery_domain::{ExtendedKeyUsage, KeyUsage, Oid};

/// The extensions that a request asks for. What cannot be read counts as not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Key usage bits.
    pub key_usage: Option<Vec<KeyUsage>>,
    /// Purposes.
    pub purposes: Option<Vec<ExtendedKeyUsage>>,
    /// Policies' OIDs.
    pub policies: Option<Vec<Oid>>,
    /// Whether it asks for must-staple.
    pub must_staple: Option<bool>,
    /// The path length, where it asks to be an authority.
    pub path_length: Option<Option<u8>>,
    values: Vec<(String, Vec<u8>)>,
}

impl Asked {
    pub(super) fn of(extensions: &[Extension<'_>]) -> Self {
        let find = |oid| extensions.iter().find(|extension| extension.is(oid));
        let path_length = find(oid::BASIC_CONSTRAINTS).and_then(|found| match found.basic_constraints() {
            Ok((true, length)) => Some(length.map(|length| u8::try_from(length).unwrap_or(u8::MAX))),
            _ => None,
        });
        Self {
            key_usage: find(oid::KEY_USAGE).and_then(|found| found.key_usage().ok()),
            purposes: find(oid::EXTENDED_KEY_USAGE).and_then(|found| found.purposes().ok()).and_then(all_read),
            policies: find(oid::CERTIFICATE_POLICIES).and_then(|found| found.policies().ok()).and_then(all_read),
            must_staple: find(oid::TLS_FEATURE).and_then(|found| found.must_staple().ok()),
            path_length,
            values: extensions.iter().map(|found| (oid::dotted(found.oid), found.value.to_vec())).collect(),
        }
    }

    /// The DER of the value that it asks for in this extension.
    pub fn value(&self, oid: &Oid) -> Option<&[u8]> {
        self.values.iter().find(|(asked, _)| asked == oid.as_str()).map(|(_, value)| value.as_slice())
    }
}

fn all_read<T: std::str::FromStr>(oids: Vec<&[u8]>) -> Option<Vec<T>> {
    oids.into_iter().map(|oid| oid::dotted(oid).parse().ok()).collect()
}
