//! Reading a request.

use super::{Asked, verified};
use crate::asn1::{Element, INTEGER, OID, SEQUENCE, SET, context};
use crate::certificate::{
    Extension, ExtensionText, FoundName, MAX_NAMES, extension_texts, found_names, read_extensions,
};
use crate::signature::{Signed, signature_name};
use crate::{Error, PublicKey, Result, name, oid};
use chancery_domain::{Attribute, AttributeType, DistinguishedName, Fault, FaultCode, Rdn, SubjectAltName};

/// The largest request that is read, as large as a certificate.
const MAX_REQUEST: usize = 256 * 1024;

/// A request whose signature has been verified: whoever made it holds the private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    der: Vec<u8>,
    subject: DistinguishedName,
    public_key: PublicKey,
    signature_algorithm: String,
    names: Vec<SubjectAltName>,
    refused_names: Vec<RefusedName>,
    asked: Asked,
    asked_extensions: Vec<ExtensionText>,
}

/// A name that a request asks for and that cannot be certified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedName {
    /// What was asked for.
    pub name: FoundName,
    /// Why not.
    pub fault: Fault,
}

impl Request {
    /// Reads a request in PEM or DER and verifies its signature.
    ///
    /// A request whose key is weak is read: [`PublicKey::weakness`] says what is wrong with it, and
    /// signing it is refused elsewhere. Only where the key is so weak that its signature cannot be
    /// checked, the weakness is the error.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        if bytes.first() == Some(&SEQUENCE) {
            return Self::from_der(bytes);
        }
        let blocks = crate::formats::pem_blocks(bytes)?;
        let block = blocks
            .iter()
            .find(|block| is_request_label(block.label()))
            .ok_or_else(|| Error::malformed("certificate request", "it holds no PEM block CERTIFICATE REQUEST"))?;
        Self::from_der(block.contents())
    }

    fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_REQUEST {
            return Err(Error::TooLarge { what: "certificate request", found: der.len(), max: MAX_REQUEST });
        }
        parse(der).map_err(|error| match error {
            Error::Malformed { why, .. } => Error::Malformed { what: "certificate request", why },
            other => other,
        })
    }

    /// The request's DER.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The request as PEM.
    pub fn to_pem(&self) -> String {
        crate::formats::pem("CERTIFICATE REQUEST", &self.der)
    }

    /// The subject it asks for, as it stands.
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// The subject it asks for without common names, on which is decided apart, if it may stand in a certificate of
    /// ours.
    pub fn certifiable_subject_but_cn(&self) -> std::result::Result<DistinguishedName, Fault> {
        let of_rdn = |rdn: &Rdn| {
            let others = rdn.iter().filter(|attribute| *attribute.kind() != AttributeType::CommonName);
            others.map(|attribute| Attribute::new(attribute.kind().clone(), attribute.value())).collect()
        };
        let rdns: Vec<Rdn> = self.subject.rdns().iter().map(of_rdn).collect::<std::result::Result<_, _>>()?;
        DistinguishedName::bounded(rdns.into_iter().filter(|rdn| !rdn.is_empty()).collect())
    }

    /// The common name it asks for.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.common_name()
    }

    /// The subject alternative names it asks for, as far as they can be certified.
    pub fn names(&self) -> &[SubjectAltName] {
        &self.names
    }

    /// Those that cannot, each with the reason.
    pub fn refused_names(&self) -> &[RefusedName] {
        &self.refused_names
    }

    /// The key it is for.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The name of its signature's algorithm.
    pub fn signature_algorithm(&self) -> &str {
        &self.signature_algorithm
    }

    /// What it asks for in its extensions but its names.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Every extension it asks for, in words, so that one can see who asked for what.
    pub fn asked_extensions(&self) -> &[ExtensionText] {
        &self.asked_extensions
    }
}

/// Whether a PEM block of this label is a request.
fn is_request_label(label: &str) -> bool {
    matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST")
}

fn parse(der: &[u8]) -> Result<Request> {
    let signed = Signed::parse(der)?;
    let mut info = signed.content.elements();
    info.require_tag(INTEGER)?;
    let subject = name::decode(info.require_tag(SEQUENCE)?.raw)?;
    let public_key = PublicKey::from_spki_der(info.require_tag(SEQUENCE)?.raw)?;
    let attributes = info.optional_tag(context(0))?;
    info.end()?;
    let digest = verified::digest_of(der);
    if !verified::is_known(&digest) {
        signed
            .verify(public_key.spki_der(), "certificate request")
            .map_err(|error| public_key.weakness().map_or(error, Error::WeakKey))?;
        verified::remember(digest);
    }

    let extensions = asked_extensions(attributes)?;
    let mut names = Vec::new();
    let mut refused_names = Vec::new();
    for extension in extensions.iter().filter(|extension| extension.is(oid::SUBJECT_ALT_NAME)) {
        let asked = extension.sequence()?;
        let count = asked.elements().count()?;
        if count > MAX_NAMES {
            // Those beyond would be left out of the certificate without a word.
            return Err(Error::TooLarge { what: "list of names in the request", found: count, max: MAX_NAMES });
        }
        for found in found_names(asked)? {
            match typed(&found) {
                Ok(name) if names.contains(&name) => {}
                Ok(name) => names.push(name),
                Err(fault) => refused_names.push(RefusedName { name: found, fault }),
            }
        }
    }
    Ok(Request {
        subject,
        public_key,
        signature_algorithm: signature_name(signed.algorithm),
        names,
        refused_names,
        asked: Asked::of(&extensions),
        asked_extensions: extension_texts(&extensions),
        der: der.to_vec(),
    })
}

/// The extensions in the attributes; one asked for twice is refused, because nobody can say which counts.
fn asked_extensions(attributes: Option<Element<'_>>) -> Result<Vec<Extension<'_>>> {
    /// What Microsoft used before PKCS#9 had a word for it.
    const MS_EXTENSIONS: &str = "1.3.6.1.4.1.311.2.1.14";

    let mut found: Vec<Extension<'_>> = Vec::new();
    let Some(attributes) = attributes else { return Ok(found) };
    let mut attributes = attributes.elements();
    while let Some(attribute) = attributes.next()? {
        let mut parts = attribute.of_tag(SEQUENCE)?.elements();
        let kind = parts.require_tag(OID)?.content;
        let values = parts.require_tag(SET)?;
        parts.end()?;
        if kind != oid::EXTENSION_REQUEST.as_bytes() && oid::dotted(kind) != MS_EXTENSIONS {
            continue;
        }
        for extension in read_extensions(Some(Element::only(values.content)?))? {
            if found.iter().any(|other| other.oid == extension.oid) {
                return Err(Error::malformed(
                    "certificate request",
                    format!("it asks for the extension {} twice", oid::dotted(extension.oid)),
                ));
            }
            found.push(extension);
        }
    }
    Ok(found)
}

fn typed(found: &FoundName) -> std::result::Result<SubjectAltName, Fault> {
    Ok(match found.kind {
        "dns" => SubjectAltName::Dns(found.value.parse()?),
        "ip" => SubjectAltName::ip(&found.value)?,
        "email" => SubjectAltName::Email(found.value.parse()?),
        "uri" => SubjectAltName::Uri(found.value.parse()?),
        kind => {
            return Err(Fault::new(
                FaultCode::InvalidName,
                format!("“{}” is a name of a kind ({kind}) that is not certified here.", found.value),
            ));
        }
    })
}
