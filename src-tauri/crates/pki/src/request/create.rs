//! Making a request.

use super::Request;
use crate::asn1::{SET, bit_string, context, element, sequence, unsigned};
use crate::certificate::subject_alt_name;
use crate::keys::{Signer, signature_algorithm};
use crate::{Result, name, oid};
use chancery_domain::{DistinguishedName, SubjectAltName};
use der::Encode;

impl Request {
    /// A request for the signer's key, as PEM, that asks for this subject and these names and for nothing
    /// else.
    pub fn create(subject: &DistinguishedName, names: &[SubjectAltName], signer: &dyn Signer) -> Result<String> {
        let attributes = if names.is_empty() {
            Vec::new()
        } else {
            let extensions = sequence(&[&subject_alt_name(names, subject.is_empty())?.to_der()?]);
            sequence(&[&oid::EXTENSION_REQUEST.to_der()?, &element(SET, &[&extensions])])
        };
        let info = sequence(&[
            &unsigned(0),
            &name::encode(subject)?,
            signer.public_key().spki_der(),
            &element(context(0), &[&attributes]),
        ]);
        let signature = signer.sign(&info)?;
        let der = sequence(&[&info, signature_algorithm(signer.algorithm()), &bit_string(&signature)]);
        Ok(crate::formats::pem("CERTIFICATE REQUEST", &der))
    }
}
