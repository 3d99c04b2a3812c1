//! What one row asks for: the same that the form asks for.

use super::columns::Column;
use super::sheet::{RowFault, SheetRow};
use crate::certificates::{IssueRequest, KeyChoice, Metadata};
use aws_lc_rs::digest::{Context, SHA256};
use chancery_domain::{Environment, Fault, KeyAlgorithm, ProfileName};
use chancery_store::ItemKey;
use serde::{Deserialize, Serialize};

/// Parts the values of a cell that holds several.
const BETWEEN: char = ';';

/// A row in the form in which a job keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BatchRow {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) common_name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) dns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ip: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) email: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) uri: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<KeyAlgorithm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<Environment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) csr: Option<String>,
    /// The file that the request came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<String>,
}

impl BatchRow {
    /// Reads the cells; what cannot be read is told and left out.
    pub(super) fn parse(columns: &[Option<Column>], row: SheetRow, faults: &mut Vec<RowFault>) -> Self {
        let SheetRow { number, cells, origin } = row;
        let mut read = Self { origin, ..Self::default() };
        let told =
            |column, fault: &Fault| RowFault::new(number, Some(column), fault.code().as_str(), fault.to_string());
        for (column, cell) in columns.iter().zip(cells) {
            let Some(column) = *column else { continue };
            let value = cell.trim();
            if value.is_empty() {
                continue;
            }
            match column {
                Column::CommonName => value.clone_into(&mut read.common_name),
                Column::Dns => read.dns = several(value),
                Column::Ip => read.ip = several(value),
                Column::Email => read.email = several(value),
                Column::Uri => read.uri = several(value),
                Column::Key => match value.parse() {
                    Ok(algorithm) => read.key = Some(algorithm),
                    Err(why) => faults.push(told(column, &why)),
                },
                Column::Days => match value.parse() {
                    Ok(days) => read.days = Some(days),
                    Err(_) => faults.push(RowFault::new(
                        number,
                        Some(column),
                        "invalid_number",
                        format!("“{}” is not a number of days.", chancery_domain::visible(value)),
                    )),
                },
                Column::Owner => read.owner = Some(value.to_owned()),
                Column::Environment => match value.parse() {
                    Ok(environment) => read.environment = Some(environment),
                    Err(why) => faults.push(told(column, &why)),
                },
                Column::Tags => read.tags = several(value),
                Column::Notes => read.notes = Some(value.to_owned()),
                Column::Csr => read.csr = Some(value.to_owned()),
            }
        }
        if let (Some(_), Some(_)) = (&read.csr, read.key) {
            faults.push(RowFault::new(
                number,
                Some(Column::Key),
                "key_and_csr",
                "A signing request brings its own key. Leave the key’s cell empty.".to_owned(),
            ));
        }
        read
    }

    /// What the row is called where people see it.
    pub(super) fn label(&self) -> &str {
        let names = [&self.dns, &self.email, &self.uri, &self.ip];
        match self.common_name.as_str() {
            "" => names.into_iter().find_map(|names| names.first()).or(self.origin.as_ref()).map_or("", String::as_str),
            name => name,
        }
    }

    /// The request that the form would have sent.
    pub(super) fn request(&self, authority: &str, profile: &ProfileName, allow_duplicate: bool) -> IssueRequest {
        IssueRequest {
            authority: authority.to_owned(),
            profile: profile.clone(),
            key: match &self.csr {
                Some(pem) => KeyChoice::Csr { pem: pem.clone() },
                None => KeyChoice::Generate { algorithm: self.key },
            },
            common_name: self.common_name.clone(),
            subject_rest: None,
            dns: self.dns.clone(),
            ip: self.ip.clone(),
            email: self.email.clone(),
            uri: self.uri.clone(),
            days: self.days,
            hours: None,
            until: None,
            metadata: Metadata { owner: self.owner.clone(), environment: self.environment, notes: self.notes.clone() },
            allow_duplicate,
            override_lint: Vec::new(),
            // What keeps a row from being issued twice is its key.
            token: String::new(),
        }
    }

    /// What the row is known by: all that it asks for, of whom, and how many such there were before it in the file.
    pub(super) fn key(&self, authority: &str, profile: &str, before: u32) -> ItemKey {
        let mut sum = Context::new(&SHA256);
        let mut part = |text: &str| {
            sum.update(&(text.len() as u64).to_be_bytes());
            sum.update(text.as_bytes());
        };
        part("batch row 1");
        part(authority);
        part(profile);
        // Its own form is the same for the same row: members stand in their order, and empty ones are left out.
        part(&serde_json::to_string(self).unwrap_or_default());
        part(&before.to_string());
        let mut octets = [0; 32];
        octets.copy_from_slice(sum.finish().as_ref());
        ItemKey(octets)
    }
}

fn several(cell: &str) -> Vec<String> {
    cell.split(BETWEEN).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}
