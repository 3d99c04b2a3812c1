//! Profiles on their way from vault to vault, as JSON.

use super::save::told;
use super::view::{ProfileDetail, ProfileReference};
use crate::certificates::ExportedFile;
use crate::files::{self, Access};
use crate::vault::Deed;
use crate::{Actor, EngineError, Result, Vault};
use chancery_domain::{Permission, ProfileDocument, visible};

impl Vault {
    /// Reads a profile from a file, without keeping it: for a form, or to be edited.
    pub fn read_profile_file(&self, actor: &Actor, path: &str) -> Result<ProfileDocument> {
        self.read(actor, Permission::View, |_, _| Ok(()))?;
        let content = files::read(path)?;
        let text = std::str::from_utf8(&content).map_err(|_| {
            EngineError::new("invalid_profile", "The profile cannot be read: it is not text.").at("path")
        })?;
        // Editors of some systems put a mark of the byte order first.
        Ok(ProfileDocument::from_json(text.strip_prefix('\u{feff}').unwrap_or(text))?)
    }

    /// Keeps a profile that is written in a file. One of this name must not be there; `name` gives it another.
    pub fn import_profile(&self, actor: &Actor, path: &str, name: Option<&str>) -> Result<ProfileDetail> {
        let mut document = self.read_profile_file(actor, path)?;
        if let Some(name) = name {
            name.clone_into(&mut document.name);
        }
        self.create_profile_told_as(actor, &document, "profile.imported", None)
    }

    /// Writes a profile, or one version of it, to a file.
    pub fn export_profile(
        &self,
        actor: &Actor,
        reference: &ProfileReference,
        path: &str,
        overwrite: bool,
    ) -> Result<ExportedFile> {
        let detail = self.profile(actor, reference)?;
        let text = detail.document.to_pretty_json();
        let staged = self.staged(path, text.as_bytes(), Access::Ordinary, overwrite, 0)?;
        let event = told("profile.exported", &reference.name)
            .with("version", detail.profile.version)
            .with("path", visible(path));
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }
}
