//! What lint found, turned round: for every rule the certificates that break it, as one bit an id in the blocks of 1,024
//! that the facts have. A filter by a rule reads 125 octets a thousand certificates, whatever their number of findings.
//!
//! Beside it stands, block by block, which certificates were linted, and by which version of the rules: a block linted by
//! an older one is linted anew as a whole. Of the newest certificates, those that stand in no lookup table yet (`lookups`),
//! both stand in their rows, and are entered here with the others'. Nothing here can be derived from other tables, for this crate knows no rule.

use super::dashboard::ValueCount;
use super::facts::{BLOCK, block_of, first_id, id_at};
use super::filter::Test;
use super::row::is_its_own;
use super::scan::Mask;
use super::selection::Selection;
use crate::error::{Result, StoreError};
use crate::profiles::ProfileWord;
use crate::terms::TermKind;
use crate::transaction::{ReadTransaction, WriteTransaction};
use chancery_domain::{CertificateId, ProfileName};
use rusqlite::{OptionalExtension as _, Row};
use std::collections::BTreeMap;

pub(super) const V2: &str = "
    CREATE TABLE certificate_findings (
        -- The rule, or `error` for any rule whose breach is one.
        rule_id INTEGER NOT NULL REFERENCES terms (id),
        block INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (rule_id, block)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE certificate_linted (
        block INTEGER PRIMARY KEY,
        -- Of the rules.
        version INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT;
";

pub(super) const V3: &str = "
    -- What lint found as long as the certificate is one of the newest, and by which version of the rules; what stands in
    -- the rows of others counts no more.
    ALTER TABLE certificates ADD COLUMN lint_version INTEGER;
    -- Ids of rules, with spaces between them.
    ALTER TABLE certificates ADD COLUMN lint_rules TEXT;
";

/// What was found in a certificate: rules by their ids, and `error` where one of them is one.
pub type Findings = (CertificateId, Vec<&'static str>);

/// A certificate that is to be linted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlinted {
    pub id: CertificateId,
    pub der: Vec<u8>,
    /// The profile under which it was issued, with the version that made it.
    pub profile: Option<(ProfileName, u32)>,
}

fn mask_of(data: &[u8]) -> Result<Mask> {
    let (words, rest) = data.as_chunks::<8>();
    if words.len() != BLOCK / 64 || !rest.is_empty() {
        return Err(StoreError::Damaged("a block of findings has the wrong length.".to_owned()));
    }
    let words: Vec<u64> = words.iter().map(|octets| u64::from_le_bytes(*octets)).collect();
    Ok(Mask::from_words(&words))
}

fn data_of(mask: &Mask) -> Vec<u8> {
    mask.words().iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The place of an id in its block.
fn place_of(id: i64) -> usize {
    usize::try_from(id - first_id(block_of(id))).unwrap_or(0)
}

/// What stands in the row of one of the newest certificates.
struct Newest {
    id: i64,
    version: u32,
    rules: Vec<i64>,
}

impl ReadTransaction<'_> {
    /// Of the newest certificates those that are linted, by id; of those with these ids.
    fn newest_linted(&self, (first, last): (i64, i64)) -> Result<Vec<Newest>> {
        let mut statement = self.prepare(
            "SELECT id, lint_version, lint_rules FROM certificates
             WHERE id BETWEEN ?1 AND ?2 AND lint_version IS NOT NULL",
        )?;
        let mut rows = statement.query((first, last))?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            let rules = row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or("");
            let rules: std::result::Result<Vec<i64>, _> = rules.split_whitespace().map(str::parse).collect();
            let mut rules =
                rules.map_err(|_| StoreError::Damaged("the findings of a certificate have no sense.".to_owned()))?;
            rules.sort_unstable();
            rules.dedup();
            newest.push(Newest { id: row.get(0)?, version: row.get(1)?, rules });
        }
        Ok(newest)
    }

    fn all_newest_linted(&self) -> Result<Vec<Newest>> {
        self.newest_linted((self.entered()? + 1, i64::MAX))
    }

    /// The certificates that break this rule.
    pub(super) fn with_finding(&self, rule: i64) -> Result<Selection> {
        let mut found = Selection::default();
        let mut statement = self.prepare("SELECT block, data FROM certificate_findings WHERE rule_id = ?1")?;
        let mut rows = statement.query([rule])?;
        while let Some(row) = rows.next()? {
            let data = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            found.add(first_id(row.get(0)?), &mask_of(data)?);
        }
        let newest = self.all_newest_linted()?;
        newest.iter().filter(|newest| newest.rules.contains(&rule)).for_each(|newest| found.insert(newest.id));
        Ok(found)
    }

    /// The certificates that break any of these rules.
    pub(super) fn with_any(&self, rules: &[String]) -> Result<Selection> {
        let mut any = Selection::default();
        for rule in rules {
            if let Some(rule) = self.term(TermKind::LintRule, rule)? {
                any.unite(&self.with_finding(rule)?);
            }
        }
        Ok(any)
    }

    /// The rules that are broken by some of these certificates, each by how many.
    pub(super) fn finding_counts(&self, among: &Selection) -> Result<Vec<(i64, u64)>> {
        let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
        let mut statement = self.prepare("SELECT rule_id, block, data FROM certificate_findings")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let data = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let these = among.mask(first_id(row.get(1)?));
            *counts.entry(row.get(0)?).or_default() += mask_of(data)?.and(&these).count();
        }
        for newest in self.all_newest_linted()?.iter().filter(|newest| among.contains(newest.id)) {
            newest.rules.iter().for_each(|rule| *counts.entry(*rule).or_default() += 1);
        }
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    /// The rules that are broken by some certificate, by their ids, each by how many; and `error`.
    pub fn finding_totals(&self) -> Result<Vec<ValueCount>> {
        self.name_terms(self.finding_counts(&self.select(&Test::everything())?)?)
    }

    /// Which of a block are linted by these rules; none when they were linted by older ones.
    fn linted(&self, block: i64, version: u32) -> Result<Mask> {
        let entered = self.entered_as_linted(block)?;
        let mut linted = entered.filter(|(found, _)| *found >= version).map_or(Mask::NONE, |(_, mask)| mask);
        let newest = (first_id(block).max(self.entered()? + 1), id_at(block, BLOCK - 1));
        let newest = self.newest_linted(newest)?;
        newest.iter().filter(|newest| newest.version >= version).for_each(|newest| linted.insert(place_of(newest.id)));
        Ok(linted)
    }

    /// By which version a block is linted and which of it are, without those of which it stands in their rows.
    fn entered_as_linted(&self, block: i64) -> Result<Option<(u32, Mask)>> {
        let mut statement = self.prepare("SELECT version, data FROM certificate_linted WHERE block = ?1")?;
        let row =
            statement.query_row([block], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?))).optional()?;
        row.map(|(version, data)| Ok((version, mask_of(&data)?))).transpose()
    }

    /// By which version the newest of a block are linted, as far as they are.
    fn newest_linted_by(&self, block: i64) -> Result<Option<u32>> {
        let newest = (first_id(block).max(self.entered()? + 1), id_at(block, BLOCK - 1));
        let mut statement = self.prepare("SELECT max(lint_version) FROM certificates WHERE id BETWEEN ?1 AND ?2")?;
        Ok(statement.query_row(newest, |row| row.get(0))?)
    }

    /// How many certificates are not linted by these rules yet.
    pub fn count_unlinted(&self, version: u32) -> Result<u64> {
        let all: i64 = self.prepare("SELECT count(*) FROM certificates")?.query_row([], |row| row.get(0))?;
        let mut statement = self.prepare("SELECT data FROM certificate_linted WHERE version >= ?1")?;
        let mut rows = statement.query([version])?;
        let mut linted = 0;
        while let Some(row) = rows.next()? {
            linted += mask_of(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?.count();
        }
        let newest = self.all_newest_linted()?;
        linted += newest.iter().filter(|newest| newest.version >= version).count() as u64;
        Ok(u64::try_from(all).unwrap_or(0).saturating_sub(linted))
    }

    /// Certificates that are not linted by these rules yet: those of one block at or after `from`, and the block after it,
    /// at which to go on. Empty, and no block, when there are none.
    pub fn unlinted(&self, version: u32, from: i64) -> Result<(Vec<Unlinted>, Option<i64>)> {
        let last = self.last_certificate()?;
        if last == 0 {
            return Ok((Vec::new(), None));
        }
        for block in from.max(0)..=block_of(last) {
            let linted = self.linted(block, version)?;
            let there = last.min(id_at(block, BLOCK - 1)) - first_id(block) + 1;
            if u64::try_from(there).is_ok_and(|there| linted.count() >= there) {
                continue;
            }
            let found = self.unlinted_of(block, &linted)?;
            if !found.is_empty() {
                return Ok((found, Some(block + 1)));
            }
        }
        Ok((Vec::new(), None))
    }

    fn unlinted_of(&self, block: i64, linted: &Mask) -> Result<Vec<Unlinted>> {
        let mut statement = self.prepare(
            "SELECT c.id, coalesce(d.der, k.certificate_der) AS encoding, t.value, coalesce(c.profile_version, 1),
                d.certificate_id IS NULL, c.fingerprint
             FROM certificates c LEFT JOIN certificate_der d ON d.certificate_id = c.id
             LEFT JOIN private_keys k ON k.id = c.key_id LEFT JOIN terms t ON t.id = c.profile_id
             WHERE c.id BETWEEN ?1 AND ?2 AND encoding IS NOT NULL",
        )?;
        let mut rows = statement.query((first_id(block), id_at(block, BLOCK - 1)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, der): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let is_its_own = |row: &Row<'_>| Ok::<_, StoreError>(!row.get(4)? || is_its_own(&der, &row.get(5)?));
            if !linted.has(place_of(id)) && is_its_own(row)? {
                let name = row.get::<_, Option<ProfileWord>>(2)?.map(|word| word.0);
                let profile = name.map(|name| Ok::<_, StoreError>((name, row.get(3)?))).transpose()?;
                found.push(Unlinted { id: CertificateId::from_row(id), der, profile });
            }
        }
        Ok(found)
    }

    /// Looks for findings of certificates that are not there or were not linted.
    pub(super) fn check_findings(&self, mut problem: impl FnMut(String)) -> Result<()> {
        let last = self.last_certificate()?;
        let mut statement = self.prepare(
            "SELECT f.block, f.data, l.data FROM certificate_findings f
            LEFT JOIN certificate_linted l ON l.block = f.block",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (block, found): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let linted = row.get::<_, Option<Vec<u8>>>(2)?.map_or(Ok(Mask::NONE), |data| mask_of(&data))?;
            let found = mask_of(&found)?;
            let is_beyond = found.indexes().next_back().is_some_and(|at| id_at(block, at) > last);
            if is_beyond || !found.without(&linted).is_empty() {
                problem(format!("Block {block} of lint's findings names certificates that were not linted."));
            }
        }
        Ok(())
    }
}

impl WriteTransaction<'_> {
    /// Keeps what lint, by this version of its rules, found in certificates. A block that an older version linted is
    /// emptied first; what a newer one found is left alone.
    pub fn note_findings(&self, version: u32, linted: &[Findings]) -> Result<()> {
        let mut blocks: BTreeMap<i64, Vec<&Findings>> = BTreeMap::new();
        for findings in linted {
            blocks.entry(block_of(findings.0.row())).or_default().push(findings);
        }
        for (block, findings) in blocks {
            self.note_block(version, block, &findings)?;
        }
        Ok(())
    }

    fn note_block(&self, version: u32, block: i64, linted: &[&Findings]) -> Result<()> {
        let (found, mut done) = match self.entered_as_linted(block)? {
            Some((found, done)) => (Some(found), done),
            None => (self.newest_linted_by(block)?, Mask::NONE),
        };
        if found.is_some_and(|found| found > version) {
            return Ok(());
        }
        if found.is_some_and(|found| found < version) {
            self.empty_block(block)?;
            done = Mask::NONE;
        }
        let entered = self.entered()?;
        let (mut of_entered, mut rules) = (Vec::new(), Vec::new());
        for (id, found) in linted {
            rules.clear();
            for rule in found {
                rules.push(self.require_term(TermKind::LintRule, rule)?);
            }
            match id.row() > entered && !done.has(place_of(id.row())) {
                true => self.note_in_row(version, id.row(), &rules)?,
                false => of_entered.push(Newest { id: id.row(), version, rules: rules.clone() }),
            }
        }
        if of_entered.is_empty() { Ok(()) } else { self.enter_findings(version, block, done, &of_entered) }
    }

    /// Forgets what older rules found.
    fn empty_block(&self, block: i64) -> Result<()> {
        self.prepare(
            "DELETE FROM certificate_findings WHERE block = ?1 AND rule_id IN (SELECT id FROM terms WHERE kind = ?2)",
        )?
        .execute((block, TermKind::LintRule as i64))?;
        self.prepare("DELETE FROM certificate_linted WHERE block = ?1")?.execute([block])?;
        let newest = (first_id(block).max(self.entered()? + 1), id_at(block, BLOCK - 1));
        self.prepare("UPDATE certificates SET lint_version = NULL, lint_rules = NULL WHERE id BETWEEN ?1 AND ?2")?
            .execute(newest)?;
        Ok(())
    }

    fn note_in_row(&self, version: u32, id: i64, rules: &[i64]) -> Result<()> {
        let rules: Vec<String> = rules.iter().map(i64::to_string).collect();
        let rules = (!rules.is_empty()).then(|| rules.join(" "));
        self.prepare(
            "UPDATE certificates SET lint_version = ?2,
                lint_rules = iif(lint_rules IS NULL OR ?3 IS NULL, coalesce(lint_rules, ?3), lint_rules || ' ' || ?3)
             WHERE id = ?1",
        )?
        .execute((id, version, rules))?;
        Ok(())
    }

    /// Adds what was found to that of the others of a block, of which `done` are linted by this version.
    fn enter_findings(&self, version: u32, block: i64, mut done: Mask, linted: &[Newest]) -> Result<()> {
        let mut rules: BTreeMap<i64, Mask> = BTreeMap::new();
        for Newest { id, rules: found, .. } in linted {
            done.insert(place_of(*id));
            for rule in found {
                rules.entry(*rule).or_insert(Mask::NONE).insert(place_of(*id));
            }
        }
        self.prepare("REPLACE INTO certificate_linted (block, version, data) VALUES (?1, ?2, ?3)")?.execute((
            block,
            version,
            data_of(&done),
        ))?;
        for (rule, mask) in rules {
            let before: Option<Vec<u8>> = self
                .prepare("SELECT data FROM certificate_findings WHERE rule_id = ?1 AND block = ?2")?
                .query_row((rule, block), |row| row.get(0))
                .optional()?;
            let all = before.map_or(Ok(Mask::NONE), |data| mask_of(&data))?.or(&mask);
            self.prepare("REPLACE INTO certificate_findings (rule_id, block, data) VALUES (?1, ?2, ?3)")?.execute((
                rule,
                block,
                data_of(&all),
            ))?;
        }
        Ok(())
    }
}

/// Enters what stands in the rows of certificates that are one block's, and that are not among the newest any more.
pub(super) fn enter(tx: &WriteTransaction<'_>, ids: (i64, i64)) -> Result<()> {
    let linted = tx.newest_linted(ids)?;
    // Those of a block are linted by one version.
    let Some(Newest { id, version, .. }) = linted.first() else { return Ok(()) };
    let done = tx.entered_as_linted(block_of(*id))?.map_or(Mask::NONE, |(_, done)| done);
    tx.enter_findings(*version, block_of(*id), done, &linted)
}
