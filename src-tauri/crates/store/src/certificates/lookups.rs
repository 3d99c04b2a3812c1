//! What certificates are found by (`sought`): values that are as good as random, as fingerprints, serial numbers, digests of
//! names, public keys and the hashes of labels; and what private keys are found by (`key_lookups`).
//!
//! A B-tree index over random values costs a page read, sealed and written twice for nearly every row once it has
//! outgrown the cache. So each value stands as its first eight octets in one of three tables, and moves from the smaller to
//! the larger: every 64 certificates those of all of them are entered into that of the newest, which is a few pages; every
//! 1,024 what is in it moves on into the table of recent ones, and from there one part of all values, an 8th to a 64th, into
//! the large table, in order. Every page that is touched then takes many entries. The certificates after the last 64 are in no table: their
//! rows are looked at. What the tables give are candidates, and the row decides.

use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::SerialOctets;
use aws_lc_rs::digest;
use chancery_domain::SerialNumber;
use rusqlite::{Connection, Row};
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

pub(super) const V3: &str = "
    DROP INDEX certificates_by_label;
    DROP INDEX certificates_by_public_key;
    CREATE TABLE certificate_lookups_newest (
        kind INTEGER NOT NULL,
        key INTEGER NOT NULL,
        certificate_id INTEGER NOT NULL,
        PRIMARY KEY (kind, key, certificate_id)
    ) STRICT, WITHOUT ROWID;
    DELETE FROM certificate_lookups_recent
        WHERE certificate_id > (SELECT max(id) / 64 * 64 FROM certificates);
";

/// The tables, that of the newest first: of two entries with the same key the one in an earlier table is of a later
/// certificate.
pub(super) const TABLES: [&str; 3] =
    ["certificate_lookups_newest", "certificate_lookups_recent", "certificate_lookups"];

/// What has an entry of this kind with this key, the newest first; the tables are gone through side by side, and no
/// further than somebody reads.
pub(super) const WITH_KEY: &str = "
    SELECT certificate_id FROM certificate_lookups_newest WHERE kind = ?1 AND key = ?2
    UNION ALL SELECT certificate_id FROM certificate_lookups_recent WHERE kind = ?1 AND key = ?2
    UNION ALL SELECT certificate_id FROM certificate_lookups WHERE kind = ?1 AND key = ?2
    ORDER BY certificate_id DESC";

/// Certificates that are entered together. Stored databases depend on it.
pub(super) const ENTERED: i64 = 64;
/// After so many certificates the newest entries move on, and one part of the recent ones.
const STEP: i64 = 1024;
/// The first bits of a key tell its part.
const PART_BITS: u32 = 6;

/// What is looked for. The numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    Fingerprint = 0,
    Serial = 1,
    NamesDigest = 2,
    Label = 3,
    PublicKey = 4,
    /// What stands in the place of a certificate's id is a private key's; the value is the SHA-256 of its public key.
    PrivateKey = 5,
}

impl Lookup {
    const ALL: [Self; 6] =
        [Self::Fingerprint, Self::Serial, Self::NamesDigest, Self::Label, Self::PublicKey, Self::PrivateKey];
}

/// The first eight octets of a value, in the order of octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub(super) i64);

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

    /// The key of a label. Labels begin alike: they are spread by their hash. ASCII letters count as small ones, as for
    /// SQLite's NOCASE.
    pub(super) fn of_label(label: &str) -> Self {
        Self::of(digest::digest(&digest::SHA256, label.to_ascii_lowercase().as_bytes()).as_ref())
    }

    /// The first and the last key of values that begin with these hexadecimal digits.
    pub(super) fn beginning_with(digits: &str) -> (Self, Self) {
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

/// The certificates up to this one are entered, where there are so many.
const fn entered_of(last: i64) -> i64 {
    last - last % ENTERED
}

/// What the entries of a certificate are made from, in the order in which [`entries`] reads it.
const ENTRY_COLUMNS: &str = "id, fingerprint, serial, names_digest, label, spki_sha256";

/// The entries of a certificate selected by [`ENTRY_COLUMNS`].
fn entries(row: &Row<'_>) -> rusqlite::Result<[Option<(Lookup, Key)>; 5]> {
    let blob = |index| row.get_ref(index).and_then(|value| Ok(value.as_blob_or_null()?));
    let serial = row.get::<_, SerialOctets>(2)?.0;
    Ok([
        Some((Lookup::Fingerprint, Key::of(blob(1)?.unwrap_or(&[])))),
        Some((Lookup::Serial, Key::of_serial(&serial))),
        blob(3)?.map(|digest| (Lookup::NamesDigest, Key::of(digest))),
        Some((Lookup::Label, Key::of_label(row.get_ref(4)?.as_str()?))),
        Some((Lookup::PublicKey, Key::of(blob(5)?.unwrap_or(&[])))),
    ])
}

impl ReadTransaction<'_> {
    /// The last certificate that stands in the tables; the rows of those after it are looked at.
    pub(crate) fn entered(&self) -> Result<i64> {
        Ok(entered_of(self.last_certificate()?))
    }

    /// Hands what is to be entered of the certificates with these ids to `each`.
    pub(super) fn for_each_entry_of_rows(&self, ids: (i64, i64), mut each: impl FnMut(i64, Lookup, Key)) -> Result<()> {
        let mut statement =
            self.prepare(&format!("SELECT {ENTRY_COLUMNS} FROM certificates WHERE id BETWEEN ?1 AND ?2"))?;
        let mut rows = statement.query(ids)?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            entries(row)?.into_iter().flatten().for_each(|(lookup, key)| each(id, lookup, key));
        }
        Ok(())
    }

    /// Compares all entries with the certificates: as many, and the same whatever their order.
    pub(super) fn check_lookups(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let mut expected = [(0_u64, 0_u64); Lookup::ALL.len()];
        let mut found = expected;
        let add = |sums: &mut [(u64, u64); Lookup::ALL.len()], lookup: Lookup, key: i64, id: i64| {
            let mut hasher = DefaultHasher::new();
            (key, id).hash(&mut hasher);
            let (count, sum) = &mut sums[lookup as usize];
            *count += 1;
            *sum = sum.wrapping_add(hasher.finish());
        };
        self.for_each_entry_of_rows((0, self.entered()?), |id, lookup, key| add(&mut expected, lookup, key.0, id))?;
        let mut statement = self.prepare("SELECT id, spki_sha256 FROM private_keys WHERE entered = 1")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let spki_sha256: [u8; 32] = row.get(1)?;
            add(&mut expected, Lookup::PrivateKey, Key::of(&spki_sha256).0, row.get(0)?);
        }
        for table in TABLES {
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
                    "The entries by which certificates or keys are found by {lookup:?} are not what they should be."
                ));
            }
        }
        Ok(())
    }
}

/// The certificates of which one is the last that are entered together, if it is the last of some.
pub(super) fn entered_with(id: i64) -> Option<(i64, i64)> {
    (id % ENTERED == 0).then_some((id - ENTERED + 1, id))
}

/// Enters certificates, and moves what was entered before on where it is time.
pub(super) fn enter(tx: &WriteTransaction<'_>, ids: (i64, i64)) -> Result<()> {
    let mut entries = Vec::new();
    tx.for_each_entry_of_rows(ids, |id, lookup, key| entries.push((lookup as i64, key.0, id)))?;
    entries.sort_unstable();
    // IGNORE, though nothing collides: what cannot fail needs no journal of its own, for which the index of notes would
    // write out what it has gathered.
    let mut insert =
        tx.prepare("INSERT OR IGNORE INTO certificate_lookups_newest (kind, key, certificate_id) VALUES (?1, ?2, ?3)")?;
    for entry in entries {
        insert.execute(entry)?;
    }
    let (_, last) = ids;
    if last % STEP != 0 {
        return Ok(());
    }
    tx.prepare(
        "INSERT OR IGNORE INTO certificate_lookups_recent SELECT kind, key, certificate_id
         FROM certificate_lookups_newest ORDER BY kind, key, certificate_id",
    )?
    .execute([])?;
    tx.prepare("DELETE FROM certificate_lookups_newest")?.execute([])?;
    let (Key(first), Key(last)) = moving_on(last);
    for lookup in Lookup::ALL {
        let range = (lookup as i64, first, last);
        tx.prepare(
            "INSERT OR IGNORE INTO certificate_lookups SELECT kind, key, certificate_id FROM certificate_lookups_recent
             WHERE kind = ?1 AND key BETWEEN ?2 AND ?3 ORDER BY kind, key, certificate_id",
        )?
        .execute(range)?;
        tx.prepare("DELETE FROM certificate_lookups_recent WHERE kind = ?1 AND key BETWEEN ?2 AND ?3")?
            .execute(range)?;
    }
    Ok(())
}

/// Between which keys the entries move on into the large table once this is the last certificate.
///
/// A step touches every page of the table of recent ones, which has as many as there are turns until a part moves on, and of
/// the large table as many as the part has. So the parts are the larger the smaller the large table is: every part of
/// 64 has its turn, one by one where there are most certificates and several that lie side by side where there are few.
fn moving_on(last: i64) -> (Key, Key) {
    let together: u64 = match last {
        ..50_000 => 8,
        50_000..200_000 => 4,
        200_000..500_000 => 2,
        _ => 1,
    };
    let turn = (last / STEP).unsigned_abs() * together % (1 << PART_BITS);
    (Key::of_part(turn).0, Key::of_part(turn + together - 1).1)
}

/// Enters these: what is found, its key, and whose it is.
pub(super) fn insert(tx: &WriteTransaction<'_>, mut entries: Vec<(i64, i64, i64)>) -> Result<()> {
    entries.sort_unstable();
    // IGNORE, though nothing collides: what cannot fail needs no journal of its own, for which the index of notes would
    // write out what it has gathered.
    let mut insert =
        tx.prepare("INSERT OR IGNORE INTO certificate_lookups_newest (kind, key, certificate_id) VALUES (?1, ?2, ?3)")?;
    for entry in entries {
        insert.execute(entry)?;
    }
    Ok(())
}

/// Enters the labels and public keys of certificates, and the private keys, that an index had before.
pub(crate) fn enter_what_indexes_had(connection: &Connection) -> Result<()> {
    let last: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM certificates", [], |row| row.get(0))?;
    let last = entered_of(last);
    for wanted in [Lookup::Label, Lookup::PublicKey] {
        let mut statement = connection.prepare(&format!("SELECT {ENTRY_COLUMNS} FROM certificates WHERE id <= ?1"))?;
        let mut rows = statement.query([last])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let of_row = entries(row)?.into_iter().flatten();
            keys.extend(of_row.filter(|(lookup, _)| *lookup == wanted).map(|(_, key)| (key.0, id)));
        }
        fill(connection, wanted, keys)?;
    }
    let mut statement = connection.prepare("SELECT id, spki_sha256 FROM private_keys WHERE entered = 1")?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let spki_sha256: [u8; 32] = row.get(1)?;
        keys.push((Key::of(&spki_sha256).0, row.get(0)?));
    }
    fill(connection, Lookup::PrivateKey, keys)
}

/// Fills the large table with keys and whose they are, sixteen octets each.
fn fill(connection: &Connection, lookup: Lookup, mut keys: Vec<(i64, i64)>) -> Result<()> {
    keys.sort_unstable();
    let mut insert =
        connection.prepare("INSERT INTO certificate_lookups (kind, key, certificate_id) VALUES (?1, ?2, ?3)")?;
    for (key, id) in keys {
        insert.execute((lookup as i64, key, id))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Key, PART_BITS, STEP, moving_on};

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
    fn every_key_has_its_turn_whatever_the_number_of_certificates() {
        for certificates in [0, 49_152, 60_000, 300_000, 2_000_000] {
            let first = certificates / STEP / 64 * 64;
            let mut turns: Vec<(Key, Key)> = (first..first + 64).map(|step| moving_on((step + 1) * STEP)).collect();
            turns.sort_unstable();
            turns.dedup();
            let reached = turns.iter().fold(i64::MIN, |reached, (first, last)| {
                assert!(first.0 <= reached, "a gap before {first:?}");
                reached.max(last.0.saturating_add(1))
            });
            assert_eq!(reached, i64::MAX, "{certificates}");
        }
    }

    #[test]
    fn the_parts_are_all_of_the_keys() {
        let parts: Vec<(Key, Key)> = (0..1 << PART_BITS).map(Key::of_part).collect();
        assert_eq!((parts[0].0.0, parts[parts.len() - 1].1.0), (i64::MIN, i64::MAX));
        assert!(parts.windows(2).all(|pair| pair[0].1.0 + 1 == pair[1].0.0), "without a gap");
    }
}
