//! Figures beside their limits.

use std::time::Duration;

/// How a figure stands to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Ok,
    Over,
    /// Told for understanding the others; nothing is promised.
    Told,
    NotMeasured,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) figure: String,
    pub(super) measured: String,
    pub(super) limit: String,
    pub(super) verdict: Verdict,
}

impl Row {
    /// A rate in things a second that must reach `least`.
    pub(super) fn at_least(figure: &str, rate: f64, least: f64, why: &str) -> Self {
        Self {
            figure: figure.to_owned(),
            measured: per_second(rate),
            limit: format!("≥ {}{why}", per_second(least)),
            verdict: if rate >= least { Verdict::Ok } else { Verdict::Over },
        }
    }

    /// A time that must stay below `most`.
    pub(super) fn at_most(figure: &str, time: Duration, most: Duration, why: &str) -> Self {
        Self {
            figure: figure.to_owned(),
            measured: milliseconds(time),
            limit: format!("≤ {}{why}", milliseconds(most)),
            verdict: if time <= most { Verdict::Ok } else { Verdict::Over },
        }
    }

    /// Memory that must stay below `most` megabytes.
    pub(super) fn at_most_megabytes(figure: &str, octets: u64, most: u64) -> Self {
        let measured = octets / 1_000_000;
        Self {
            figure: figure.to_owned(),
            measured: format!("{measured} MB"),
            limit: format!("≤ {most} MB"),
            verdict: if measured <= most { Verdict::Ok } else { Verdict::Over },
        }
    }

    /// Something worth knowing beside.
    pub(super) fn told(figure: &str, measured: String) -> Self {
        Self { figure: figure.to_owned(), measured, limit: String::new(), verdict: Verdict::Told }
    }

    /// Something that could not be measured here.
    pub(super) fn not_measured(figure: &str, why: String) -> Self {
        Self { figure: figure.to_owned(), measured: why, limit: String::new(), verdict: Verdict::NotMeasured }
    }

    /// With more said beside the measured value.
    pub(super) fn with(mut self, remark: &str) -> Self {
        self.measured = format!("{} ({remark})", self.measured);
        self
    }
}

/// The table as text, one line a row.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    let width = |column: fn(&Row) -> &str, least: usize| {
        rows.iter().map(|row| column(row).chars().count()).chain([least]).max().unwrap_or(least)
    };
    let (figure, measured, limit) = (width(|r| &r.figure, 6), width(|r| &r.measured, 8), width(|r| &r.limit, 5));
    let line = |cells: [&str; 4]| {
        format!("{:<figure$}  {:<measured$}  {:<limit$}  {}", cells[0], cells[1], cells[2], cells[3])
            .trim_end()
            .to_owned()
    };
    let mut lines = vec![line(["figure", "measured", "limit", "verdict"])];
    lines.extend(rows.iter().map(|row| {
        let verdict = match row.verdict {
            Verdict::Ok => "ok",
            Verdict::Over => "OVER",
            Verdict::Told => "",
            Verdict::NotMeasured => "not measured",
        };
        line([&row.figure, &row.measured, &row.limit, verdict])
    }));
    lines
}

/// `21,600/s`
pub(super) fn per_second(rate: f64) -> String {
    format!("{}/s", grouped(rate))
}

/// `1,234 ms`, `12.3 ms`, `0.42 ms`
pub(super) fn milliseconds(time: Duration) -> String {
    let value = time.as_secs_f64() * 1000.0;
    if value >= 100.0 {
        format!("{} ms", grouped(value))
    } else if value >= 10.0 {
        format!("{value:.1} ms")
    } else {
        format!("{value:.2} ms")
    }
}

/// A whole number with its thousands apart.
pub(super) fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Times of one thing done many times.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<(Duration, String)>);

impl Times {
    pub(super) fn add(&mut self, time: Duration, what: impl Into<String>) {
        self.0.push((time, what.into()));
    }

    /// The time within which this share of them was done, from 0 to 1.
    pub(super) fn quantile(&self, share: f64) -> Duration {
        let mut times: Vec<Duration> = self.0.iter().map(|(time, _)| *time).collect();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        // A share of a few thousand: exact in either type.
        let at = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1).min(last);
        times.get(at).copied().unwrap_or_default()
    }

    /// How many, the median, and the slowest with what it was.
    pub(super) fn summary(&self) -> String {
        let slowest = self.0.iter().max_by_key(|(time, _)| *time);
        let slowest = slowest.map_or_else(String::new, |(time, what)| {
            let what = if what.is_empty() { String::new() } else { format!(": {what}") };
            format!("; slowest {}{what}", milliseconds(*time))
        });
        format!("of {}; median {}{slowest}", self.0.len(), milliseconds(self.quantile(0.5)))
    }

    /// The slowest, slowest first.
    pub(super) fn slowest(&self, count: usize) -> Vec<String> {
        let mut times: Vec<&(Duration, String)> = self.0.iter().collect();
        times.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
        times.iter().take(count).map(|(time, what)| format!("{}  {what}", milliseconds(*time))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_time_within_which_that_share_was_done() {
        let mut times = Times::default();
        for number in 1..=200 {
            times.add(Duration::from_millis(number), "");
        }
        assert_eq!(times.quantile(0.99), Duration::from_millis(198));
        assert_eq!(times.quantile(0.5), Duration::from_millis(100));
        assert_eq!(Times::default().quantile(0.99), Duration::ZERO);
    }

    #[test]
    fn numbers_read_as_a_person_writes_them() {
        assert_eq!(grouped(1_234_567.0), "1,234,567");
        assert_eq!(grouped(100.0), "100");
        assert_eq!(milliseconds(Duration::from_micros(12_340)), "12.3 ms");
    }
}
