//! Reads the catalogue's tables: tab-separated, one header line, `#` comments, every fault named by file, line and rule.
//!
//! Quotes mean nothing here: a cell holds what stands between two tabs. That keeps the files editable by hand and by spreadsheet alike.

use std::fmt;
use std::str::FromStr;

/// Something wrong in a catalogue file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the catalogue's folder.
    pub file: String,
    /// Line number, from 1; 0 for the file as a whole.
    pub line: usize,
    /// Short name of the rule that was broken.
    pub rule: &'static str,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.message)
    }
}

/// A table with its rows; columns are found by name.
pub struct Table<'a> {
    file: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<(usize, Vec<&'a str>)>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct Row<'t, 'a> {
    table: &'t Table<'a>,
    /// Line number in the file, from 1.
    pub line: usize,
    cells: &'t [&'a str],
}

impl<'a> Table<'a> {
    /// Reads a table that must have the columns `wanted`.
    ///
    /// Rows with a wrong number of cells are left out and named in the faults.
    pub fn read(file: &'a str, text: &'a str, wanted: &[&str], faults: &mut Vec<Fault>) -> Self {
        let mut table = Self { file, columns: Vec::new(), rows: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if table.columns.is_empty() {
                let header = line.strip_prefix("# ").unwrap_or(line);
                if header.contains('\t') {
                    table.columns = header.split('\t').map(str::trim).collect();
                }
                continue;
            }
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if cells.len() == table.columns.len() {
                table.rows.push((number, cells));
            } else {
                let message = format!("{} cells where the header has {}", cells.len(), table.columns.len());
                faults.push(Fault { file: file.into(), line: number, rule: "columns", message });
            }
        }
        for column in wanted {
            if !table.columns.contains(column) {
                let message = format!("column `{column}` is missing from the header");
                faults.push(Fault { file: file.into(), line: 1, rule: "header", message });
            }
        }
        table
    }

    /// The rows in file order.
    pub fn rows<'t>(&'t self) -> impl Iterator<Item = Row<'t, 'a>> {
        self.rows.iter().map(move |(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'a> Row<'_, 'a> {
    /// The cell under a column; empty where the column is missing.
    #[must_use]
    pub fn get(&self, column: &str) -> &'a str {
        let index = self.table.columns.iter().position(|name| *name == column);
        index.and_then(|i| self.cells.get(i)).copied().unwrap_or("")
    }

    /// The comma-separated items of a cell, without empty ones.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column).split(',').map(str::trim).filter(|item| !item.is_empty())
    }

    /// The cell parsed, or a fault.
    pub fn parse<T: FromStr<Err = String>>(
        &self,
        column: &str,
        rule: &'static str,
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        match self.get(column).parse() {
            Ok(value) => Some(value),
            Err(message) => {
                faults.push(self.fault(rule, message));
                None
            }
        }
    }

    /// A fault of this row.
    #[must_use]
    pub fn fault(&self, rule: &'static str, message: impl Into<String>) -> Fault {
        Fault { file: self.table.file.into(), line: self.line, rule, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows_and_names_faults() {
        let mut faults = Vec::new();
        let table = Table::read("a.tsv", "# note\na\tb\n# more\n1\t2\n3\n\n4\t5,6\n", &["a", "c"], &mut faults);
        let rows: Vec<_> = table.rows().map(|r| (r.line, r.get("a"), r.list("b").count())).collect();
        assert_eq!(rows, [(4, "1", 1), (7, "4", 2)]);
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "a.tsv:5: columns: 1 cells where the header has 2",
                "a.tsv:1: header: column `c` is missing from the header"
            ]
        );
    }
}
