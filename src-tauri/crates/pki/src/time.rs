//! UTCTime and GeneralizedTime, read as people have written them (RFC 5280 §4.1.2.5 and its breaches).

use crate::asn1::{Element, GENERALIZED_TIME, UTC_TIME};
use crate::{Error, Result};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};

/// The time in this element: years 0 to 9999; missing seconds, fractions and offsets from UTC are read
/// though DER does not have them.
pub(crate) fn read(element: Element<'_>) -> Result<DateTime<Utc>> {
    parse(element).ok_or_else(|| Error::malformed("DER structure", "a time in it cannot be read"))
}

fn parse(element: Element<'_>) -> Option<DateTime<Utc>> {
    let mut digits = Digits(element.content);
    let year = match element.tag {
        // RFC 5280: 50 and later are of the last century.
        UTC_TIME => match digits.pair()? {
            year @ 50.. => 1900 + year,
            year => 2000 + year,
        },
        GENERALIZED_TIME => digits.pair()? * 100 + digits.pair()?,
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, digits.pair()?, digits.pair()?)?;
    let (hour, minute) = (digits.pair()?, digits.pair()?);
    // A leap second counts as the second before it.
    let second = digits.pair().unwrap_or(0);
    let second = if second == 60 { 59 } else { second };
    let local = date.and_time(NaiveTime::from_hms_opt(hour, minute, second)?);
    let offset = match digits.0 {
        [b'.' | b',', fraction @ ..] => {
            let length = fraction.iter().take_while(|octet| octet.is_ascii_digit()).count();
            &fraction[length..]
        }
        rest => rest,
    };
    let seconds = match offset {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let mut digits = Digits(rest);
            let seconds = i32::try_from(digits.pair()? * 3600 + digits.pair()? * 60).ok()?;
            digits.0.is_empty().then_some(if *sign == b'-' { -seconds } else { seconds })?
        }
        _ => return None,
    };
    let local = local.and_local_timezone(FixedOffset::east_opt(seconds)?).single()?;
    Some(local.with_timezone(&Utc))
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    /// The next two digits as a number; nothing is taken when there are none.
    fn pair(&mut self) -> Option<u32> {
        match self.0 {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
                self.0 = rest;
                Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::read;
    use crate::asn1::{Element, element};

    fn time(tag: u8, text: &str) -> Option<String> {
        let der = element(tag, &[text.as_bytes()]);
        read(Element::only(&der).unwrap()).ok().map(|time| time.to_rfc3339())
    }

    #[test]
    fn odd_times_are_read_and_impossible_ones_are_not() {
        assert_eq!(time(0x17, "491231235959Z").unwrap(), "2049-12-31T23:59:59+00:00");
        assert_eq!(time(0x17, "500101000000Z").unwrap(), "1950-01-01T00:00:00+00:00");
        assert_eq!(time(0x17, "2001010000+0130").unwrap(), "2019-12-31T22:30:00+00:00");
        assert_eq!(time(0x18, "99991231235959Z").unwrap(), "9999-12-31T23:59:59+00:00");
        assert_eq!(time(0x18, "00000101000000Z").unwrap(), "0000-01-01T00:00:00+00:00");
        assert_eq!(time(0x18, "20200101000000.123Z").unwrap(), "2020-01-01T00:00:00+00:00");
        for bad in
            ["", "Z", "20200101000000", "20201301000000Z", "20200101250000Z", "20200101000000+99", "2020010100000Z"]
        {
            assert_eq!(time(0x18, bad), None, "{bad}");
        }
        assert!(time(0x04, "491231235959Z").is_none());
    }
}
