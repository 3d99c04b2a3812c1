//! Aligned text for people. Nothing unprintable gets through.

use chancery_domain::visible;

/// Columns of cells under headings.
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(headings: [&'static str; N]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.iter().map(|cell| visible(cell)).collect());
    }

    /// The table, or a sentence when it is empty.
    pub(crate) fn text(&self, when_empty: &str) -> String {
        if self.rows.is_empty() {
            return format!("{when_empty}\n");
        }
        let widths: Vec<usize> = (0..self.headings.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
                cells.chain([self.headings[column].len()]).max().unwrap_or(0)
            })
            .collect();
        let headings: Vec<String> = self.headings.iter().map(|heading| (*heading).to_owned()).collect();
        std::iter::once(&headings).chain(&self.rows).map(|cells| line(cells, &widths)).collect()
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    format!("{}\n", padded.join("  ").trim_end())
}

/// Facts under each other, their names aligned.
#[derive(Default)]
pub(crate) struct Facts(Vec<(String, Vec<String>)>);

impl Facts {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A fact of one line.
    pub(crate) fn add(&mut self, name: &str, value: impl AsRef<str>) {
        self.0.push((visible(name), vec![visible(value.as_ref())]));
    }

    /// A fact that may be missing.
    pub(crate) fn add_some(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// A fact of several lines; none at all when there are none.
    pub(crate) fn add_lines<T: AsRef<str>>(&mut self, name: &str, lines: impl IntoIterator<Item = T>) {
        let lines: Vec<String> = lines.into_iter().map(|line| visible(line.as_ref())).collect();
        if !lines.is_empty() {
            self.0.push((visible(name), lines));
        }
    }

    pub(crate) fn text(&self) -> String {
        let width = self.0.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (name, lines) in &self.0 {
            for (i, value) in lines.iter().enumerate() {
                let name = if i == 0 { name.as_str() } else { "" };
                text.push_str(format!("{name:<width$}  {value}").trim_end());
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, Table};

    #[test]
    fn columns_are_aligned_and_terminal_escapes_are_spelled_out() {
        let mut table = Table::new(["ID", "NAME"]);
        table.row(["crt-1", "a\u{1b}[2J"]);
        table.row(["crt-100", "ü"]);
        assert_eq!(table.text("Nothing."), "ID       NAME\ncrt-1    a\\u{001B}[2J\ncrt-100  ü\n");
        assert_eq!(Table::new(["ID"]).text("Nothing."), "Nothing.\n");
    }

    #[test]
    fn a_fact_of_several_lines_stays_in_its_column() {
        let mut facts = Facts::new();
        facts.add("Name", "x");
        facts.add_lines("Longer name", ["a", "b"]);
        assert_eq!(facts.text(), "Name         x\nLonger name  a\n             b\n");
    }
}
