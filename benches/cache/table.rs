//! Tables in plain text.

/// Rows of cells; the first cell of a row is its name.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Table {
        Table { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn print(&self, title: &str) {
        println!("\n{title}");
        let mut widths = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 => format!("  {cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            });
            println!("{}", cells.collect::<String>().trim_end());
        }
    }
}

/// A time with three digits and its unit.
pub fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{} ns", digits(ns)),
        ns if ns < 1e6 => format!("{} µs", digits(ns / 1e3)),
        ns => format!("{} ms", digits(ns / 1e6)),
    }
}

/// A size with its unit.
pub fn bytes(bytes: f64) -> String {
    match bytes {
        bytes if bytes < 1e4 => format!("{bytes:.0} B"),
        bytes if bytes < 1e6 => format!("{} KB", digits(bytes / 1e3)),
        bytes => format!("{} MB", digits(bytes / 1e6)),
    }
}

/// A number with about three digits; a dash for what could not be measured.
pub fn digits(number: f64) -> String {
    match number {
        number if number.is_nan() => "-".into(),
        number if number < 10.0 => format!("{number:.2}"),
        number if number < 100.0 => format!("{number:.1}"),
        number => format!("{number:.0}"),
    }
}

/// A number of prompts: `10 k`.
pub fn size(prompts: usize) -> String {
    if prompts < 1000 { prompts.to_string() } else { format!("{} k", prompts / 1000) }
}
