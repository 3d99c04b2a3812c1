//! Certificates by single values: among the newest, whose rows are looked at once in a transaction, and then in the tables.

use super::insert::NewCertificate;
use super::lookups::{Key, Lookup, TABLES, WITH_KEY};
use super::row::CertificateRow;
use crate::error::Result;
use crate::transaction::{ReadTransaction, WriteTransaction};
use crate::values::SerialOctets;
use chancery_domain::{CertificateId, Fingerprint, SerialNumber};

/// A value that is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sought<'a> {
    Fingerprint(&'a Fingerprint),
    Serial(&'a SerialNumber),
    NamesDigest(&'a [u8; 32]),
    /// In whatever case.
    Label(&'a str),
    PublicKey(&'a [u8; 32]),
}

impl Sought<'_> {
    fn entry(&self) -> (Lookup, Key) {
        match self {
            Self::Fingerprint(fingerprint) => (Lookup::Fingerprint, Key::of(fingerprint.octets())),
            Self::Serial(serial) => (Lookup::Serial, Key::of_serial(serial)),
            Self::NamesDigest(digest) => (Lookup::NamesDigest, Key::of(*digest)),
            Self::Label(label) => (Lookup::Label, Key::of_label(label)),
            Self::PublicKey(spki_sha256) => (Lookup::PublicKey, Key::of(*spki_sha256)),
        }
    }

    fn is_of(&self, row: &CertificateRow) -> bool {
        match self {
            Self::Fingerprint(fingerprint) => row.fingerprint == **fingerprint,
            Self::Serial(serial) => row.serial == **serial,
            Self::NamesDigest(digest) => row.names_digest == Some(**digest),
            Self::Label(label) => row.label.eq_ignore_ascii_case(label),
            Self::PublicKey(spki_sha256) => row.spki_sha256 == **spki_sha256,
        }
    }
}

/// A certificate that is not entered yet, by id.
#[derive(Debug)]
pub(crate) struct Newest {
    id: i64,
    fingerprint: Key,
    serial: Key,
    names_digest: Option<Key>,
    public_key: Key,
}

impl Newest {
    fn key(&self, lookup: Lookup) -> Option<Key> {
        match lookup {
            Lookup::Fingerprint => Some(self.fingerprint),
            Lookup::Serial => Some(self.serial),
            Lookup::NamesDigest => self.names_digest,
            Lookup::PublicKey => Some(self.public_key),
            Lookup::Label | Lookup::PrivateKey => None,
        }
    }
}

impl ReadTransaction<'_> {
    /// The certificates with this value that fit, newest first; at most `limit`.
    pub(super) fn sought(
        &self,
        sought: Sought<'_>,
        limit: usize,
        fits: impl Fn(&CertificateRow) -> bool,
    ) -> Result<Vec<CertificateRow>> {
        let mut found = Vec::new();
        // Whether that is enough.
        let mut look_at = |id: i64| {
            let row = self.certificate(CertificateId::from_row(id))?;
            found.extend(row.filter(|row| sought.is_of(row) && fits(row)));
            Ok::<_, crate::StoreError>(found.len() >= limit)
        };
        let (lookup, key) = sought.entry();
        for id in self.newest_with(sought, key)? {
            if look_at(id)? {
                return Ok(found);
            }
        }
        let mut statement = self.prepare(WITH_KEY)?;
        let mut rows = statement.query((lookup as i64, key.0))?;
        while let Some(row) = rows.next()? {
            if look_at(row.get(0)?)? {
                break;
            }
        }
        Ok(found)
    }

    /// Those of the newest that may have this value, newest first.
    fn newest_with(&self, sought: Sought<'_>, key: Key) -> Result<Vec<i64>> {
        if let Sought::Label(label) = sought {
            let mut statement = self
                .prepare("SELECT id FROM certificates WHERE id > ?1 AND label = ?2 COLLATE NOCASE ORDER BY id DESC")?;
            let ids = statement.query_map((self.entered()?, label), |row| row.get(0))?;
            return Ok(ids.collect::<rusqlite::Result<_>>()?);
        }
        let known = self.known.borrow_mut().newest.take();
        let newest = match known {
            Some(newest) => newest,
            None => self.read_newest()?,
        };
        let lookup = sought.entry().0;
        let ids =
            newest.iter().rev().filter(|newest| newest.key(lookup) == Some(key)).map(|newest| newest.id).collect();
        self.known.borrow_mut().newest = Some(newest);
        Ok(ids)
    }

    fn read_newest(&self) -> Result<Vec<Newest>> {
        let mut statement = self.prepare(
            "SELECT id, fingerprint, serial, names_digest, spki_sha256 FROM certificates WHERE id > ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([self.entered()?])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            let blob = |index| row.get_ref(index).and_then(|value| Ok(value.as_blob_or_null()?));
            newest.push(Newest {
                id: row.get(0)?,
                fingerprint: Key::of(blob(1)?.unwrap_or(&[])),
                serial: Key::of_serial(&row.get::<_, SerialOctets>(2)?.0),
                names_digest: blob(3)?.map(Key::of),
                public_key: Key::of(blob(4)?.unwrap_or(&[])),
            });
        }
        Ok(newest)
    }

    /// Certificates whose value begins with these lower-case hexadecimal digits, as far as keys tell; `None` when a
    /// table has more than `limit`.
    pub(super) fn candidates_beginning_with(
        &self,
        lookup: Lookup,
        digits: &str,
        limit: usize,
    ) -> Result<Option<Vec<i64>>> {
        let (first, last) = Key::beginning_with(digits);
        let mut ids = Vec::new();
        self.for_each_entry_of_rows((self.entered()? + 1, i64::MAX), |id, of, key| {
            if of == lookup && (first..=last).contains(&key) {
                ids.push(id);
            }
        })?;
        for table in TABLES {
            let mut statement = self.prepare(&format!(
                "SELECT certificate_id FROM {table} WHERE kind = ?1 AND key BETWEEN ?2 AND ?3 LIMIT ?4"
            ))?;
            let before = ids.len();
            let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
            for id in statement.query_map((lookup as i64, first.0, last.0, one_more), |row| row.get(0))? {
                ids.push(id?);
            }
            if ids.len() - before > limit {
                return Ok(None);
            }
        }
        Ok(Some(ids))
    }
}

/// Keeps in mind what one that was just kept is found by, where the others' is.
pub(super) fn after_insert(tx: &WriteTransaction<'_>, id: i64, new: &NewCertificate) {
    if let Some(newest) = tx.known.borrow_mut().newest.as_mut() {
        newest.push(Newest {
            id,
            fingerprint: Key::of(new.fingerprint.octets()),
            serial: Key::of_serial(&new.serial),
            names_digest: new.names_digest.as_ref().map(|digest| Key::of(digest)),
            public_key: Key::of(&new.spki_sha256),
        });
    }
}

/// Has nothing more in mind once all are entered: they would be found twice, and looked through for each that comes.
pub(super) fn after_entering(tx: &WriteTransaction<'_>) {
    if let Some(newest) = tx.known.borrow_mut().newest.as_mut() {
        newest.clear();
    }
}
