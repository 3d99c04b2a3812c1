//! Editing what is kept about one certificate: owner, environment, notes and tags in one.

use super::metadata::{Change, MetadataChange, MetadataReport, Noted, checked};
use super::show::certificate_by_reference;
use super::tags::{TagChange, checked_tags};
use super::view::{CertificateDetail, Metadata};
use crate::edited::{Edited, Field};
use crate::vault::Deed;
use crate::{Actor, Result, Vault};
use chancery_domain::Permission;
use serde::{Deserialize, Serialize};
use specta::Type;

const OWNER: Field = Field { name: "owner", fact: "owner", words: "the owner" };
const ENVIRONMENT: Field = Field { name: "environment", fact: "environment", words: "the environment" };
const NOTES: Field = Field { name: "notes", fact: "notesChanged", words: "the notes" };

/// All that people keep about a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Records {
    #[serde(flatten)]
    pub metadata: Metadata,
    pub tags: Vec<String>,
}

impl CertificateDetail {
    /// What is kept about it.
    pub fn records(&self) -> Records {
        let metadata =
            Metadata { owner: self.row.owner.clone(), environment: self.row.environment, notes: self.notes.clone() };
        Records { metadata, tags: self.tags.clone() }
    }
}

impl Vault {
    /// Writes what differs between what was looked at and what is wanted, and leaves the rest as it is by now. Tags that
    /// somebody else put on or took off stay so; anything else that was edited by both is refused.
    pub fn change_records(
        &self,
        actor: &Actor,
        reference: &str,
        seen: &Records,
        wanted: &Records,
    ) -> Result<MetadataReport> {
        let metadata = checked(&wanted.metadata)?;
        let wanted = Records {
            metadata: Metadata { owner: metadata.owner, environment: metadata.environment, notes: metadata.notes },
            tags: checked_tags(&wanted.tags)?,
        };
        let change = seen.change_to(&wanted);
        let (seen, edits, reference) = (seen.clone(), change.clone(), reference.to_owned());
        let replaced = self.act(actor, Permission::Import, move |tx, _| {
            let row = certificate_by_reference(tx, &reference)?;
            let (id, before) = (row.id, Noted::of(tx, &row)?);
            let edited = Edited { tx, resource: Some(id.to_string()), action: "certificate.changed" };
            let (was, is, now) = (&seen.metadata, &wanted.metadata, &before.metadata);
            let after = Noted {
                metadata: chancery_store::Metadata {
                    owner: edited.value(OWNER, &was.owner, &is.owner, &now.owner)?,
                    environment: edited.value(ENVIRONMENT, &was.environment, &is.environment, &now.environment)?,
                    notes: edited.value(NOTES, &was.notes, &is.notes, &now.notes)?,
                },
                tags: edits.tags.of(&before.tags)?,
            };
            if after == before {
                return Ok(Deed::told_by(None, Vec::new()));
            }
            let event = before.replace(tx, row, &after)?;
            Ok(Deed::done(Some((id, before)), event))
        })?;
        let changed = u32::from(replaced.is_some());
        let undo = replaced.and_then(|one| self.replaced_metadata().keep(actor, &change, vec![one]));
        Ok(MetadataReport { changed, unchanged: 1 - changed, undo })
    }
}

impl Records {
    /// What makes `wanted` of this.
    fn change_to(&self, wanted: &Self) -> MetadataChange {
        let (was, is) = (&self.metadata, &wanted.metadata);
        let missing = |from: &[String], these: &[String]| -> Vec<String> {
            these.iter().filter(|tag| !from.contains(tag)).cloned().collect()
        };
        let (add, remove) = (missing(&self.tags, &wanted.tags), missing(&wanted.tags, &self.tags));
        MetadataChange {
            owner: Change::between(&was.owner, &is.owner),
            environment: Change::between(&was.environment, &is.environment),
            notes: Change::between(&was.notes, &is.notes),
            tags: match add.is_empty() && remove.is_empty() {
                true => TagChange::Keep,
                false => TagChange::Adjust { add, remove },
            },
        }
    }
}
