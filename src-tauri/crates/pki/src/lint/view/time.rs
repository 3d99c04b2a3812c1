//! UTCTime and GeneralizedTime as rules look at them.

use crate::asn1::{Element, GENERALIZED_TIME, UTC_TIME};
use crate::{Error, Result};

/// A time of the validity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// Seconds since 1970; `None` when it cannot be read.
    pub(crate) at: Option<i64>,
}

impl<'a> Time<'a> {
    pub(super) fn of(element: Element<'a>) -> Result<Self> {
        if element.tag != UTC_TIME && element.tag != GENERALIZED_TIME {
            return Err(Error::malformed("certificate", "a time in it is of another kind"));
        }
        let at = crate::time::read(element).ok().map(|time| time.timestamp());
        Ok(Self { tag: element.tag, content: element.content, at })
    }

    pub(crate) fn is_utc(&self) -> bool {
        self.tag == UTC_TIME
    }

    /// Whether it has exactly the digits and the Z that RFC 5280 §4.1.2.5 asks for.
    pub(crate) fn is_in_form(&self) -> bool {
        let digits = if self.is_utc() { 12 } else { 14 };
        let (Some(b'Z'), true) = (self.content.last(), self.content.len() == digits + 1) else { return false };
        self.content[..digits].iter().all(u8::is_ascii_digit)
    }

    /// The time as it stands.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(self.content).into_owned()
    }
}
