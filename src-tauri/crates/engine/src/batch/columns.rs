//! The columns a table may have, in any order; only those that are used need be there.

use super::sheet::RowFault;
use chancery_domain::visible;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    CommonName,
    Dns,
    Ip,
    Email,
    Uri,
    Key,
    Days,
    Owner,
    Environment,
    Tags,
    Notes,
    /// A signing request in PEM, instead of a key made here.
    Csr,
}

impl Column {
    pub(super) const ALL: [Self; 12] = [
        Self::CommonName,
        Self::Dns,
        Self::Ip,
        Self::Email,
        Self::Uri,
        Self::Key,
        Self::Days,
        Self::Owner,
        Self::Environment,
        Self::Tags,
        Self::Notes,
        Self::Csr,
    ];

    /// The word in the first row.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::CommonName => "cn",
            Self::Dns => "dns",
            Self::Ip => "ip",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::Key => "key",
            Self::Days => "days",
            Self::Owner => "owner",
            Self::Environment => "environment",
            Self::Tags => "tags",
            Self::Notes => "notes",
            Self::Csr => "csr",
        }
    }

    /// The column in which a field of the form stands here.
    pub(super) fn of_field(field: &str) -> Option<Self> {
        match field {
            "commonName" | "subjectRest" | "allowDuplicate" => Some(Self::CommonName),
            "keyAlgorithm" | "algorithm" => Some(Self::Key),
            other => Self::ALL.into_iter().find(|column| column.as_str() == other),
        }
    }

    /// Whether a value may have several lines.
    pub(super) const fn has_lines(self) -> bool {
        matches!(self, Self::Notes | Self::Csr)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str().eq_ignore_ascii_case(word))
    }
}

/// The columns that a first row names; everything that is wrong with it.
pub(super) fn header(cells: &[String]) -> Result<Vec<Option<Column>>, Vec<RowFault>> {
    let (mut columns, mut faults): (Vec<Option<Column>>, Vec<RowFault>) = (Vec::new(), Vec::new());
    let known = Column::ALL.map(Column::as_str).join(" ");
    for cell in cells {
        let word = cell.trim();
        match Column::parse(word) {
            Some(column) if columns.contains(&Some(column)) => {
                faults.push(RowFault::new(1, Some(column), "twice_column", format!("There are two columns “{word}”.")));
            }
            Some(column) => columns.push(Some(column)),
            // A column without a name and, as is seen later, without values: spreadsheets leave some behind.
            None if word.is_empty() => columns.push(None),
            None => faults.push(RowFault::new(
                1,
                None,
                "unknown_column",
                format!("“{}” is not a column. Known: {known}.", visible(word)),
            )),
        }
    }
    let names = [Column::CommonName, Column::Dns, Column::Ip, Column::Email, Column::Uri, Column::Csr];
    if faults.is_empty() && !names.iter().any(|column| columns.contains(&Some(*column))) {
        faults.push(RowFault::new(
            1,
            None,
            "no_header",
            format!(
                "The first row must name the columns, with cn, dns, ip, email, uri or csr among them. Known: {known}."
            ),
        ));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// How many cells of a row name columns; tells which character separates them.
pub(super) fn known_words<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells.filter(|cell| Column::parse(cell.trim().trim_matches('"')).is_some()).count()
}
