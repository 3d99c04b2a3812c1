//! What leaves the vault: certificates, chains, and keys, which have a permission of their own.

use super::chain::chain_of;
use super::requests::{BulkFormat, ExportFormat, ExportRequest, ExportedFile};
use super::selection::ids_of;
use super::show::{certificate_by_reference, row_view};
use super::view::Selection;
use crate::audit::{Event, Outcome};
use crate::authorities::{SealedKey, key_of};
use crate::files::{Access, Staged, refuse_existing};
use crate::vault::{Deed, new_passphrase};
use crate::{Actor, EngineError, Result, SecretText, Vault};
use chancery_domain::{CertificateId, Permission, visible};
use chancery_keychain::Passphrase;
use chancery_pki::{CertificateDer, KeyPair, Pkcs12Strength, chain_pem, pem_bundle, pkcs12};
use chancery_store::{AuthorityRow, KeyProtection, PrivateKeyId, ReadTransaction};
use chrono::{DateTime, Utc};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use zeroize::Zeroizing;

/// What an export is about.
#[derive(Debug, Clone)]
pub(crate) struct ExportSubject {
    certificate: CertificateId,
    label: String,
    key: Option<PrivateKeyId>,
    /// The `ca-3` or `crt-17` that the audit event is about.
    resource: String,
}

/// An authority as the subject of an export.
pub(crate) fn export_subject_of_authority(authority: &AuthorityRow) -> Result<ExportSubject> {
    Ok(ExportSubject {
        certificate: authority.certificate,
        label: authority.name.clone(),
        key: Some(authority.key),
        resource: authority.id.to_string(),
    })
}

impl ExportFormat {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Der => "der",
            Self::Chain => "chain",
            Self::Key => "key",
            Self::Pkcs12 => "pkcs12",
            Self::Pkcs12Compatible => "pkcs12-compatible",
        }
    }

    const fn holds_key(self) -> bool {
        matches!(self, Self::Key | Self::Pkcs12 | Self::Pkcs12Compatible)
    }
}

impl Vault {
    /// Writes one certificate, its chain or its key to a file.
    pub fn export_certificate(&self, actor: &Actor, reference: &str, request: &ExportRequest) -> Result<ExportedFile> {
        let subject = self.read(actor, Permission::View, |tx, _| {
            let row = certificate_by_reference(tx, reference)?;
            Ok(ExportSubject { certificate: row.id, label: row.label, key: row.key, resource: row.id.to_string() })
        })?;
        self.export(actor, subject, request)
    }

    /// The content is made and staged, the event kept, and only then does the file appear.
    pub(crate) fn export(
        &self,
        actor: &Actor,
        subject: ExportSubject,
        request: &ExportRequest,
    ) -> Result<ExportedFile> {
        let permission = if request.format.holds_key() { Permission::ExportKey } else { Permission::View };
        let passphrase = request.passphrase.as_ref().map(SecretText::expose).filter(|_| request.format.holds_key());
        if let Some(text) = passphrase {
            new_passphrase(text, "passphrase")?;
        }
        if passphrase.is_none() && matches!(request.format, ExportFormat::Pkcs12 | ExportFormat::Pkcs12Compatible) {
            return Err(EngineError::new("passphrase_needed", "A PKCS#12 file needs a passphrase.").at("passphrase"));
        }
        let content =
            self.read(actor, permission, |tx, now| self.content(tx, &subject, request.format, passphrase, now))?;
        let access = if request.format.holds_key() { Access::OwnerOnly } else { Access::Ordinary };
        let certificates = u32::from(request.format != ExportFormat::Key);
        let staged = Staged::write(&request.path, &content, access, request.overwrite, certificates)?;
        let event = if request.format.holds_key() {
            Event::new("key.exported").with("protected", passphrase.is_some())
        } else {
            Event::new("certificate.exported")
        }
        .on(subject.resource)
        .with("label", subject.label)
        .with("format", request.format.as_str())
        .with("path", visible(&request.path));
        self.act(actor, permission, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }

    /// Puts a staged file in its place; when that fails after the event was kept, the log says so too.
    pub(crate) fn published(&self, actor: &Actor, staged: Staged) -> Result<ExportedFile> {
        staged.publish().or_else(|error| {
            let (by, now) = (actor.clone(), self.now());
            let event = Event::new("export.failed").with("why", error.message.clone());
            self.store().write(move |tx| {
                tx.append_audit(event.into_stored(&by, Outcome::Failed, now))?;
                Ok::<(), EngineError>(())
            })?;
            Err(error)
        })
    }

    fn content(
        &self,
        tx: &ReadTransaction<'_>,
        subject: &ExportSubject,
        format: ExportFormat,
        passphrase: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let chain = chain_of(tx, subject.certificate, now)?;
        let Some((leaf, above)) = chain.ders.split_first() else {
            return Err(EngineError::internal("a certificate without itself in its chain"));
        };
        let content = match format {
            ExportFormat::Der => leaf.clone(),
            ExportFormat::Pem => pem_bundle([leaf]).into_bytes(),
            // The root too: servers may send it (RFC 8446 §4.4.2), and whoever only verifies needs it.
            ExportFormat::Chain => chain_pem(leaf, above).into_bytes(),
            ExportFormat::Key => {
                let key = self.private_key(tx, subject)?;
                return Ok(match passphrase {
                    Some(passphrase) => Zeroizing::new(key.encrypted_pkcs8_pem(passphrase)?.as_bytes().to_vec()),
                    None => Zeroizing::new(key.pkcs8_pem().as_bytes().to_vec()),
                });
            }
            ExportFormat::Pkcs12 | ExportFormat::Pkcs12Compatible => {
                let strength = match format {
                    ExportFormat::Pkcs12 => Pkcs12Strength::Modern,
                    _ => Pkcs12Strength::Compatible,
                };
                let key = self.private_key(tx, subject)?;
                let leaf = CertificateDer::new(leaf.clone());
                let above: Vec<CertificateDer> = above.iter().cloned().map(CertificateDer::new).collect();
                return Ok(pkcs12(&key, &leaf, &above, &subject.label, passphrase.unwrap_or_default(), strength)?);
            }
        };
        Ok(Zeroizing::new(content))
    }

    fn private_key(&self, tx: &ReadTransaction<'_>, subject: &ExportSubject) -> Result<KeyPair> {
        let id = subject.key.ok_or_else(|| {
            EngineError::new(
                "no_key",
                "Its private key is not in this vault: it was issued from a request, or imported without one.",
            )
        })?;
        let (row, sealed) = key_of(tx, id)?;
        if row.protection == KeyProtection::Passphrase {
            return Err(EngineError::new(
                "key_locked",
                "This key has a passphrase of its own. Remove that passphrase first; the audit log will tell of it.",
            ));
        }
        SealedKey::open(self.key(), &row, &sealed, None::<&Passphrase>)
    }

    /// Writes all of the selection to one file.
    pub fn export_certificates(
        &self,
        actor: &Actor,
        selection: &Selection,
        format: BulkFormat,
        path: &str,
        overwrite: bool,
    ) -> Result<ExportedFile> {
        refuse_existing(path, overwrite)?;
        let (staged, count) = self.read(actor, Permission::View, |tx, now| {
            let ids = ids_of(tx, selection, now)?;
            let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            let staged = Staged::write_by(path, Access::Ordinary, overwrite, count, |to| {
                write_all(tx, &ids, format, now, &mut BufWriter::with_capacity(PIECE, to))
            })?;
            Ok((staged, count))
        })?;
        let word = match format {
            BulkFormat::Pem => "pem",
            BulkFormat::Csv => "csv",
        };
        let event = Event::new("certificates.exported")
            .with("certificates", count)
            .with("format", word)
            .with("path", visible(path));
        self.act(actor, Permission::View, move |_, _| Ok(Deed::done((), event)))?;
        self.published(actor, staged)
    }
}

/// Octets that go to the file at once: an inventory as PEM is a gigabyte, of which no more than this is held.
const PIECE: usize = 256 * 1024;

fn write_all(
    tx: &ReadTransaction<'_>,
    ids: &[CertificateId],
    format: BulkFormat,
    now: DateTime<Utc>,
    to: &mut dyn Write,
) -> Result<()> {
    // What fails in writing is told by the file; there is no use in going on.
    let failed = |_: std::io::Error| EngineError::internal("an export was not written to its end");
    let mut piece = String::new();
    if format == BulkFormat::Csv {
        piece.push_str(
            "id,name,subject,issuer,serial,sha256,status,not_before,not_after,key,profile,owner,environment\r\n",
        );
    }
    for id in ids {
        match format {
            BulkFormat::Pem => {
                let der = tx
                    .certificate_der(*id)?
                    .ok_or_else(|| EngineError::internal("a certificate's encoding is missing"))?;
                piece.push_str(&pem_bundle([der]));
            }
            BulkFormat::Csv => {
                if let Some(row) = tx.certificate(*id)? {
                    csv_line(&mut piece, &row_view(&row, now));
                }
            }
        }
        to.write_all(piece.as_bytes()).map_err(failed)?;
        piece.clear();
    }
    // The heading of an empty list, too.
    to.write_all(piece.as_bytes()).and_then(|()| to.flush()).map_err(failed)
}

fn csv_line(out: &mut String, row: &super::view::CertificateRow) {
    let profile = row.profile.map(|profile| profile.as_str()).unwrap_or_default();
    let environment = row.environment.map(|environment| environment.as_str()).unwrap_or_default();
    let fields = [
        row.id.as_str(),
        &row.label,
        &row.subject,
        &row.issuer,
        &row.serial,
        &row.fingerprint,
        row.status.as_str(),
        &row.not_before.to_rfc3339(),
        &row.not_after.to_rfc3339(),
        &row.key_algorithm,
        profile,
        row.owner.as_deref().unwrap_or_default(),
        environment,
    ];
    for (i, field) in fields.iter().enumerate() {
        let separator = if i == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(out, "{separator}{}", csv_field(field));
    }
    out.push_str("\r\n");
}

/// A field of RFC 4180 that a spreadsheet takes for text: one that would begin a formula gets an apostrophe.
fn csv_field(text: &str) -> String {
    let text = visible(text);
    let mut told = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            told.push('\'');
        }
        told.push(c);
        // Where the comma is the decimal sign, spreadsheets split at semicolons, within quotes too.
        begins = c == ';' || (begins && c == ' ');
    }
    let text = told;
    if text.contains([',', ';', '"', '\n', '\r', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_formula_stays_text_in_a_spreadsheet() {
        assert_eq!(csv_field("=cmd|'/C calc'!A0"), "\"'=cmd|'/C calc'!A0\"");
        assert_eq!(csv_field("+1"), "\"'+1\"");
        assert_eq!(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv_field("plain"), "plain");
        assert_eq!(csv_field("a; =1+1"), "\"a; '=1+1\"");
        assert_eq!(csv_field("a-b=c"), "a-b=c");
    }
}
