//! Columns, and how numbers stand in them.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// Rows under a heading. Columns of numbers are set to the right.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|&word| word.to_owned()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    fn column(&self, index: usize) -> Column {
        let cells = || self.rows.iter().filter_map(|row| row.get(index));
        let width = cells().map(|cell| cell.chars().count()).max().unwrap_or_default();
        let is_number = |cell: &String| cell.starts_with(|first: char| first.is_ascii_digit());
        Column { width, to_the_right: cells().skip(1).all(is_number) }
    }
}

struct Column {
    width: usize,
    to_the_right: bool,
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let columns: Vec<Column> = (0..columns).map(|index| self.column(index)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (Column { width, to_the_right }, cell) in columns.iter().zip(row) {
                let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
                let (before, after) = if *to_the_right { (pad.as_str(), "") } else { ("", pad.as_str()) };
                line.extend([before, cell, after, "  "]);
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// `1234567` as `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A duration to three digits or so.
pub(crate) fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds >= 1.0 {
        format!("{seconds:.2} s")
    } else if seconds >= 0.001 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{:.0} us", seconds * 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn columns_of_numbers_stand_to_the_right() {
        let mut table = Table::new(&["name", "count", "note"]);
        table.row(vec!["a".to_owned(), "7".to_owned(), "x".to_owned()]);
        table.row(vec!["bcdef".to_owned(), "1,000".to_owned(), String::new()]);
        assert_eq!(table.to_string(), "name   count  note\na          7  x\nbcdef  1,000\n");
    }
}
