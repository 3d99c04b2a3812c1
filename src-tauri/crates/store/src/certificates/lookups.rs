//! Finding certificates by values that are as good as random: fingerprints, serial numbers, digests of names.
//!
//! A B-tree index over random values costs a page read, sealed and written twice for nearly every row once it has
//! outgrown the cache. So each value stands as its first eight octets in a small table of recent entries, from which
//! every 1,024 certificates one 64th of all values moves on into the large table, in order: every page that is
//! touched then takes many entries. Both tables are asked; what they give are candidates, and the row decides.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use chancery_domain::SerialNumber;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub(super) const V1: &str = "
    CREATE TABLE certificate_lookups (
        kind INTEGER NOT NULL,
        key INTEGER NOT NULL,
        certificate_id INTEGER NOT NULL,
        PRIMARY KEY (kind, key, certificate_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE certificate_lookups_recent (
        kind INTEGER NOT NULL,
        key INTEGER NOT NULL,
        certificate_id INTEGER NOT NULL,
        PRIMARY KEY (kind, key, certificate_id)
    ) STRICT, WITHOUT ROWID;
";

/// After so many certificates one part of the recent entries moves on.
const STEP: i64 = 1024;
/// The first bits of a key tell its part.
const PART_BITS: u32 = 6;

/// What is looked for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    Fingerprint = 0,
    Serial = 1,
    NamesDigest = 2,
}

impl Lookup {
    const ALL: [Self; 3] = [Self::Fingerprint, Self::Serial, Self::NamesDigest];
}

/// Keys from the first to the second, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys(i64, i64);

impl Keys {
    /// The one key of a value: its first eight octets, in the order of octets.
    pub(super) fn of(octets: &[u8]) -> Self {
        let mut first = [0; 8];
        let length = octets.len().min(8);
        first[..length].copy_from_slice(&octets[..length]);
        let key = signed(u64::from_be_bytes(first));
        Self(key, key)
    }

    /// The one key of a serial number. The octet that is there for the sign alone (X.690 §8.3) does not count.
    pub(super) fn of_serial(serial: &SerialNumber) -> Self {
        match serial.content_octets() {
            [0, rest @ ..] if !rest.is_empty() => Self::of(rest),
            all => Self::of(all),
        }
    }

    /// The keys of all values that begin with these lower-case hexadecimal digits, as far as keys tell.
    pub(super) fn beginning_with(digits: &str) -> Self {
        let digits = &digits[..digits.len().min(16)];
        let padded = |with: char| {
            let all: String = digits.chars().chain(std::iter::repeat(with)).take(16).collect();
            signed(u64::from_str_radix(&all, 16).unwrap_or(0))
        };
        Self(padded('0'), padded('f'))
    }

    /// The keys of one of the parts that move on together.
    fn of_part(part: u64) -> Self {
        let first = part << (64 - PART_BITS);
        Self(signed(first), signed(first | (u64::MAX >> PART_BITS)))
    }
}

/// The same order as a signed number, which is what SQLite has.
fn signed(key: u64) -> i64 {
    (key ^ (1 << 63)).cast_signed()
}

impl ReadTransaction<'_> {
    /// Certificates whose value has one of these keys, at most `limit` of each table's; their rows decide.
    pub(super) fn candidates(&self, lookup: Lookup, keys: Keys, limit: usize) -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        for table in ["certificate_lookups_recent", "certificate_lookups"] {
            let mut statement = self.prepare(&format!(
                "SELECT certificate_id FROM {table} WHERE kind = ?1 AND key BETWEEN ?2 AND ?3 LIMIT ?4"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            for id in statement.query_map((lookup as i64, keys.0, keys.1, limit), |row| row.get(0))? {
                ids.push(id?);
            }
        }
        Ok(ids)
    }

    /// Compares all entries with the certificates: as many, and the same whatever their order.
    pub(super) fn check_lookups(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let mut expected = [(0_u64, 0_u64); 3];
        let mut found = [(0_u64, 0_u64); 3];
        let add = |sums: &mut [(u64, u64); 3], lookup: Lookup, key: i64, id: i64| {
            let mut hasher = DefaultHasher::new();
            (key, id).hash(&mut hasher);
            let (count, sum) = &mut sums[lookup as usize];
            *count += 1;
            *sum = sum.wrapping_add(hasher.finish());
        };
        let mut statement = self.prepare("SELECT id, fingerprint, serial, names_digest FROM certificates")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let blob = |index| row.get_ref(index).and_then(|value| Ok(value.as_blob_or_null()?));
            let serial = row.get::<_, crate::values::SerialOctets>(2)?.0;
            add(&mut expected, Lookup::Fingerprint, Keys::of(blob(1)?.unwrap_or(&[])).0, id);
            add(&mut expected, Lookup::Serial, Keys::of_serial(&serial).0, id);
            if let Some(digest) = blob(3)? {
                add(&mut expected, Lookup::NamesDigest, Keys::of(digest).0, id);
            }
        }
        for table in ["certificate_lookups_recent", "certificate_lookups"] {
            let mut statement = self.prepare(&format!("SELECT kind, key, certificate_id FROM {table}"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let kind: i64 = row.get(0)?;
                if let Some(lookup) = Lookup::ALL.into_iter().find(|lookup| *lookup as i64 == kind) {
                    add(&mut found, lookup, row.get(1)?, row.get(2)?);
                }
            }
        }
        for lookup in Lookup::ALL {
            if expected[lookup as usize] != found[lookup as usize] {
                problem(format!(
                    "The entries by which certificates are found by {lookup:?} are not what they should be."
                ));
            }
        }
        Ok(())
    }
}

/// Enters a certificate.
pub(super) fn insert(tx: &WriteTransaction<'_>, lookup: Lookup, key: Keys, id: i64) -> Result<()> {
    tx.prepare("INSERT INTO certificate_lookups_recent (kind, key, certificate_id) VALUES (?1, ?2, ?3)")?.execute((
        lookup as i64,
        key.0,
        id,
    ))?;
    Ok(())
}

/// Moves a part of the recent entries on, where it is time.
pub(super) fn after_insert(tx: &WriteTransaction<'_>, id: i64) -> Result<()> {
    if id % STEP != 0 {
        return Ok(());
    }
    let part = (id / STEP).unsigned_abs() % (1 << PART_BITS);
    let Keys(first, last) = Keys::of_part(part);
    for lookup in Lookup::ALL {
        let range = (lookup as i64, first, last);
        tx.prepare(
            "INSERT INTO certificate_lookups SELECT kind, key, certificate_id FROM certificate_lookups_recent
             WHERE kind = ?1 AND key BETWEEN ?2 AND ?3 ORDER BY kind, key, certificate_id",
        )?
        .execute(range)?;
        tx.prepare("DELETE FROM certificate_lookups_recent WHERE kind = ?1 AND key BETWEEN ?2 AND ?3")?
            .execute(range)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Keys, PART_BITS};

    #[test]
    fn keys_keep_the_order_of_octets_and_of_digits() {
        let keys: Vec<Keys> =
            [&[0_u8][..], &[1], &[0x7f, 0xff], &[0x80], &[0xff; 20]].into_iter().map(Keys::of).collect();
        assert!(keys.windows(2).all(|pair| pair[0].0 < pair[1].0), "{keys:?}");
        let Keys(first, last) = Keys::beginning_with("9f1");
        assert_eq!(first, Keys::of(&[0x9f, 0x10]).0);
        assert!(last > Keys::of(&[0x9f, 0x1f, 0xff, 0xff]).0 && last < Keys::of(&[0x9f, 0x20]).0);
        let long = "0123456789abcdef0123";
        assert_eq!(Keys::beginning_with(long), Keys::of(&[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01]));
    }

    #[test]
    fn the_parts_are_all_of_the_keys() {
        let parts: Vec<Keys> = (0..1 << PART_BITS).map(Keys::of_part).collect();
        assert_eq!((parts[0].0, parts[parts.len() - 1].1), (i64::MIN, i64::MAX));
        assert!(parts.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "without a gap");
    }
}
