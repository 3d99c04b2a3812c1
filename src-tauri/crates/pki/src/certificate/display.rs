//! Extensions in words.
use super::parse::Extension;
use crate::oid;
/// One extension as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionText {
    /// The dotted OID.
    pub oid: String,
    /// What it is called.
    pub name: String,
    /// Whether it is critical.
    pub critical: bool,
    /// What it says.
    pub lines: Vec<String>,
}
pub(crate) fn extension_texts(extensions: &[Extension<'_>]) -> Vec<ExtensionText> {
    extensions
        .iter()
        .map(|e| ExtensionText {
            oid: oid::dotted(e.oid),
            name: oid::dotted(e.oid),
            critical: e.critical,
            lines: vec![data_encoding::HEXUPPER.encode(e.value)],
        })
        .collect()
}
