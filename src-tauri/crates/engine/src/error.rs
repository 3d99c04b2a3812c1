//! One error for every host: a stable code, a sentence for a person, the field it belongs to.

use chancery_domain::{Fault, Permission, Role};

/// The result of a use case.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

/// Why a use case did not do what was asked. Nothing was changed unless the sentence says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, specta::Type)]
#[serde(rename = "CommandError")]
#[error("{message}")]
pub struct EngineError {
    /// Stable, in snake case: scripts may match on it.
    pub code: String,
    /// What is wrong, why, and what to do now.
    pub message: String,
    /// The form field or option it belongs to.
    pub field: Option<String>,
}

impl EngineError {
    /// An error with this code and sentence.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), field: None }
    }

    /// The same error, tied to a field: the caller knows better than what it called which one was filled in.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// The actor's role does not include the right.
    pub(crate) fn forbidden(user: &str, role: Role, permission: Permission) -> Self {
        let right = match permission {
            Permission::View => "look at the inventory",
            Permission::Issue => "issue certificates",
            Permission::Revoke => "revoke certificates",
            Permission::Import => "import certificates or change their metadata",
            Permission::ExportKey => "take private keys out of the vault",
            Permission::ManageAuthorities => "found or change authorities",
            Permission::ManageProfiles => "write or change profiles",
            Permission::PublishCrl => "make CRLs",
            Permission::ManageTargets => "say where CRLs are published",
            Permission::ReadAudit => "read the audit log",
            Permission::ManageVault => "change how the vault opens or its settings",
            Permission::ManageUsers => "manage people",
            Permission::OverrideLint => "sign in spite of lint errors",
        };
        Self::new("forbidden", format!("{user} is {role} here and may not {right}. Ask an administrator."))
    }

    /// Nothing in the vault answers to a reference.
    pub(crate) fn not_found(what: &str, reference: &str) -> Self {
        Self::new("not_found", format!("There is no {what} “{}” in this vault.", chancery_domain::visible(reference)))
    }

    /// A fault of the program itself; the sentence asks for a report and carries no secret.
    pub(crate) fn internal(what: &str) -> Self {
        Self::new("internal", format!("Something went wrong inside Chancery: {what}. Nothing was changed."))
    }
}

impl From<Fault> for EngineError {
    fn from(fault: Fault) -> Self {
        let error = Self::new(fault.code().as_str(), fault.to_string());
        match fault.field() {
            Some(field) => error.at(field),
            None => error,
        }
    }
}
