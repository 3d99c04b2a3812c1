//! Who may do what.

use crate::{Fault, FaultCode};
use std::{fmt, str::FromStr};

/// One right that a use case asks for. Every use case asks for exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// See authorities, certificates and the dashboard.
    View,
    /// Issue certificates, sign requests.
    Issue,
    /// Revoke, hold and release certificates.
    Revoke,
    /// Bring certificates of others into the inventory and write their metadata.
    Import,
    /// Take a private key out of the vault.
    ExportKey,
    /// Found, import and change authorities; protect and unlock their keys.
    ManageAuthorities,
    /// Make CRLs.
    PublishCrl,
    /// Say where CRLs and authorities' certificates are published, and with what credentials.
    ManageTargets,
    /// Write, pin and retire profiles.
    ManageProfiles,
    /// Read, verify and export the audit log.
    ReadAudit,
    /// Key slots, idle lock, integrity checks.
    ManageVault,
    /// Add people, change their roles, disable them.
    ManageUsers,
    /// Sign a certificate in spite of what lint calls an error.
    OverrideLint,
}

/// What a person is in this vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Issues, revokes and imports; founds no authority and takes no key out.
    Operator,
    /// Sees everything, including the audit log; changes nothing.
    Auditor,
    /// Sees the inventory.
    Viewer,
}

impl Role {
    /// All of them, most powerful first.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Operator, Self::Auditor, Self::Viewer];

    /// Whether people in this role have this right.
    pub const fn grants(self, permission: Permission) -> bool {
        match self {
            Self::Administrator => true,
            Self::Operator => matches!(
                permission,
                Permission::View | Permission::Issue | Permission::Revoke | Permission::Import | Permission::PublishCrl
            ),
            Self::Auditor => matches!(permission, Permission::View | Permission::ReadAudit),
            Self::Viewer => matches!(permission, Permission::View),
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            Fault::new(
                FaultCode::UnknownWord,
                format!("“{}” is not a role. Known: administrator, operator, auditor, viewer.", crate::visible(text)),
            )
            .at("role")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn only_an_administrator_founds_authorities_takes_keys_out_or_signs_past_lint() {
        for role in [Role::Operator, Role::Auditor, Role::Viewer] {
            assert!(!role.grants(Permission::ManageAuthorities), "{role} may not found authorities");
            assert!(!role.grants(Permission::ExportKey), "{role} may not export keys");
            assert!(!role.grants(Permission::OverrideLint), "{role} may not sign past lint");
            assert!(!role.grants(Permission::ManageTargets), "{role} may not send credentials elsewhere");
        }
    }
}
