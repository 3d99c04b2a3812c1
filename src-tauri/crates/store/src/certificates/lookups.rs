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

/// The first eight octets of a value, in the order of octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(i64);

impl Key {
    /// The key of a value; one of less than eight octets is filled up with zeros.
    pub(super) fn of(octets: &[u8]) -> Self {
        let mut first = [0; 8];
        let length = octets.len().min(8);
        first[..length].copy_from_slice(&octets[..length]);
        Self(signed(u64::from_be_bytes(first)))
    }

    /// The key of a serial number. The octet that is there for the sign alone (X.690 §8.3) does not count.
    pub(super) fn of_serial(serial: &SerialNumber) -> Self {
        match serial.content_octets() {
            [0, rest @ ..] if !rest.is_empty() => Self::of(rest),
            all => Self::of(all),
        }
    }

    /// The first and the last key of values that begin with these hexadecimal digits.
    fn beginning_with(digits: &str) -> (Self, Self) {
        let digits = &digits[..digits.len().min(16)];
        let filled_up = |with: char| {
            let all: String = digits.chars().chain(std::iter::repeat(with)).take(16).collect();
            Self(signed(u64::from_str_radix(&all, 16).unwrap_or(0)))
        };
        (filled_up('0'), filled_up('f'))
    }

    /// The first and the last key of one of the parts that move on together.
    fn of_part(part: u64) -> (Self, Self) {
        let first = part << (64 - PART_BITS);
        (Self(signed(first)), Self(signed(first | (u64::MAX >> PART_BITS))))
    }
}

/// The same order as a signed number, which is what SQLite has.
fn signed(key: u64) -> i64 {
    (key ^ (1 << 63)).cast_signed()
}

impl ReadTransaction<'_> {
    /// Certificates whose value has this key; their rows decide.
    pub(super) fn candidates(&self, lookup: Lookup, key: Key) -> Result<Vec<i64>> {
        let mut ids = Vec::new();
        for sql in [
            "SELECT certificate_id FROM certificate_lookups_recent WHERE kind = ?1 AND key = ?2",
            "SELECT certificate_id FROM certificate_lookups WHERE kind = ?1 AND key = ?2",
        ] {
            for id in self.prepare(sql)?.query_map((lookup as i64, key.0), |row| row.get(0))? {
                ids.push(id?);
            }
        }
        Ok(ids)
    }

    /// Certificates whose value begins with these lower-case hexadecimal digits, as far as keys tell; at most `limit`
    /// of each table's.
    pub(super) fn candidates_beginning_with(&self, lookup: Lookup, digits: &str, limit: usize) -> Result<Vec<i64>> {
        let (first, last) = Key::beginning_with(digits);
        let mut ids = Vec::new();
        for table in ["certificate_lookups_recent", "certificate_lookups"] {
            let mut statement = self.prepare(&format!(
                "SELECT certificate_id FROM {table} WHERE kind = ?1 AND key BETWEEN ?2 AND ?3 LIMIT ?4"
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            for id in statement.query_map((lookup as i64, first.0, last.0, limit), |row| row.get(0))? {
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
            add(&mut expected, Lookup::Fingerprint, Key::of(blob(1)?.unwrap_or(&[])).0, id);
            add(&mut expected, Lookup::Serial, Key::of_serial(&serial).0, id);
            if let Some(digest) = blob(3)? {
                add(&mut expected, Lookup::NamesDigest, Key::of(digest).0, id);
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
pub(super) fn insert(tx: &WriteTransaction<'_>, lookup: Lookup, key: Key, id: i64) -> Result<()> {
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
    let (Key(first), Key(last)) = Key::of_part(part);
    for lookup in Lookup::ALL {
        let range = (lookup as i64, first, last);
        tx.prepare(
            // IGNORE, though nothing collides: what cannot fail needs no journal of its own, for which the index of
            // notes would write out what it has gathered.
            "INSERT OR IGNORE INTO certificate_lookups SELECT kind, key, certificate_id FROM certificate_lookups_recent
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
    use super::{Key, PART_BITS};

    #[test]
    fn keys_keep_the_order_of_octets_and_of_digits() {
        let values = [&[0_u8][..], &[1], &[0x7f, 0xff], &[0x80], &[0xff; 20]];
        assert!(values.map(Key::of).is_sorted());
        let (first, last) = Key::beginning_with("9f1");
        assert_eq!(first, Key::of(&[0x9f, 0x10]));
        assert!(last > Key::of(&[0x9f, 0x1f, 0xff, 0xff]) && last < Key::of(&[0x9f, 0x20]));
        let (first, last) = Key::beginning_with("0123456789abcdef0123");
        let octets = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01];
        assert_eq!((first, last), (Key::of(&octets), Key::of(&octets)));
    }

    #[test]
    fn the_parts_are_all_of_the_keys() {
        let parts: Vec<(Key, Key)> = (0..1 << PART_BITS).map(Key::of_part).collect();
        assert_eq!((parts[0].0.0, parts[parts.len() - 1].1.0), (i64::MIN, i64::MAX));
        assert!(parts.windows(2).all(|pair| pair[0].1.0 + 1 == pair[1].0.0), "without a gap");
    }
}
