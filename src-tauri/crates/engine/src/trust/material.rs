//! What a verification works with: the certificate, what is believed, what may stand between, CRLs; read from files
//! and text.

use super::VerifyRequest;
use crate::{EngineError, Result, files};
use chancery_domain::visible;
use chancery_pki::{Certificate, Crl, Inspected, TrustAnchor, inspect};
use std::path::Path;
use zeroize::Zeroizing;

/// Where operating systems keep their trust bundle as one file.
const TRUST_BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// All that a verification works with.
#[derive(Debug, Default)]
pub(super) struct Material {
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) crls: Vec<Crl>,
    pub(super) notes: Vec<String>,
}

impl Material {
    /// What the files of a request hold.
    pub(super) fn read(request: &VerifyRequest) -> Result<Self> {
        let mut material = Self::default();
        for path in &request.trust_files {
            let found =
                certificates(&files::read(path).map_err(|error| error.at("trust"))?, &file_name(path), "trust")?;
            material.believe(found, &file_name(path));
        }
        if request.trust_system {
            let found = certificates(&system_bundle()?, "the system’s trust bundle", "trustSystem")?;
            material.believe(found, "system");
        }
        for path in &request.intermediate_files {
            let bytes = files::read(path).map_err(|error| error.at("intermediate"))?;
            material.intermediates.extend(certificates(&bytes, &file_name(path), "intermediate")?);
        }
        for path in &request.crl_files {
            let bytes = files::read(path).map_err(|error| error.at("crl"))?;
            material.crls.extend(crls(&bytes, &file_name(path))?);
        }
        Ok(material)
    }

    /// Takes these for what is believed.
    pub(super) fn believe(&mut self, certificates: impl IntoIterator<Item = Certificate>, store: &str) {
        let anchors = certificates.into_iter().map(|certificate| TrustAnchor { certificate, store: store.to_owned() });
        self.anchors.extend(anchors);
    }
}

/// The operating system's own trust bundle.
pub(crate) fn system_bundle() -> Result<Zeroizing<Vec<u8>>> {
    let bundle = TRUST_BUNDLES.into_iter().find(|path| Path::new(path).is_file()).ok_or_else(|| {
        EngineError::new(
            "no_trust_store",
            "This system keeps its trusted certificates in no file that is known here. Export them to a PEM file and give that.",
        )
    })?;
    files::read(bundle)
}

/// The name of a file without its folder, safe to show.
pub(super) fn file_name(path: &str) -> String {
    visible(path.rsplit(['/', '\\']).next().unwrap_or(path))
}

/// The certificates in a file. What else is there is passed over, but a file without any certificate is refused.
pub(crate) fn certificates(bytes: &[u8], source: &str, field: &str) -> Result<Vec<Certificate>> {
    let mut found = Vec::new();
    let mut why = None;
    for thing in inspect(bytes, None).map_err(|error| EngineError::from(error).at(field))? {
        match thing {
            Inspected::Certificate(certificate) => found.push(*certificate),
            Inspected::Pkcs12Locked => {
                why = Some("It is protected by a passphrase; give the certificates without their keys.".to_owned());
            }
            Inspected::Unreadable { why: error, .. } => why = Some(error.to_string()),
            _ => {}
        }
    }
    if found.is_empty() {
        let why = why.unwrap_or_else(|| "Give one that holds certificates.".to_owned());
        return Err(
            EngineError::new("no_certificate", format!("There is no certificate in “{source}”. {why}")).at(field)
        );
    }
    Ok(found)
}

fn crls(bytes: &[u8], source: &str) -> Result<Vec<Crl>> {
    let found: Vec<Crl> = inspect(bytes, None)
        .map_err(|error| EngineError::from(error).at("crl"))?
        .into_iter()
        .filter_map(|thing| match thing {
            Inspected::Crl(crl) => Some(*crl),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        let message = format!("There is no CRL in “{source}”. Give one that holds CRLs, in PEM or DER.");
        return Err(EngineError::new("no_crl", message).at("crl"));
    }
    Ok(found)
}

/// The certificate that is meant among these, and the others: the first that issued none of them, as servers send it
/// first and bundles hold it anywhere.
pub(crate) fn end_entity(mut certificates: Vec<Certificate>) -> (Certificate, Vec<Certificate>) {
    let issued_another = |place: usize| {
        let own = certificates[place].facts();
        certificates.iter().enumerate().any(|(other, certificate)| {
            let its = certificate.facts();
            other != place && !its.self_issued && its.issuer_der == own.subject_der && !own.subject.is_empty()
        })
    };
    let place = (0..certificates.len()).find(|place| !issued_another(*place)).unwrap_or(0);
    let certificate = certificates.remove(place);
    (certificate, certificates)
}
