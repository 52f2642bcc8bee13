//! Records: one listing each, with the line it came from. Parsing is apart from reading so that all cores can do it.

use super::detect::{self, Format};
use super::open::Source;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};
use std::sync::Arc;
use xiezhi_domain::{Listing, ListingError};

/// Longest record that is read; a longer one is rejected whole, its rest skipped.
pub const MAX_RECORD: usize = 4 * 1024 * 1024;

/// One record as read, not parsed yet.
#[derive(Debug, Clone)]
pub struct Record {
    /// Line number in the source, from 1.
    pub line: u64,
    /// What it holds.
    pub content: Content,
}

/// The content of a record.
#[derive(Debug, Clone)]
pub enum Content {
    /// A JSON value.
    Json(String),
    /// A line of text.
    Text(String),
    /// A row of a table, with the names of its columns.
    Row(Arc<Vec<String>>, Vec<String>),
    /// Something that could not be read.
    Broken(String, ListingError),
}

impl Record {
    /// The record as it stood in the source, or nearly so, for the rejects file.
    pub fn raw(&self) -> String {
        match &self.content {
            Content::Json(text) | Content::Text(text) | Content::Broken(text, _) => text.clone(),
            Content::Row(_, cells) => cells.join("\t"),
        }
    }
}

/// Parses a record into a listing; the JSON value comes along for callers that look at more than the listing.
pub fn parse(record: &Record) -> Result<(Listing, Option<Value>), ListingError> {
    match &record.content {
        Content::Text(text) => Ok((Listing::from_text(text), None)),
        Content::Json(text) => {
            let value: Value = serde_json::from_str(text)
                .map_err(|error| ListingError { field: String::new(), message: format!("not JSON: {error}") })?;
            Ok((Listing::from_json(&value)?, Some(value)))
        }
        Content::Row(columns, cells) => {
            let mut object = Map::new();
            for (column, cell) in columns.iter().zip(cells) {
                if !cell.is_empty() {
                    object.insert(column.clone(), Value::String(cell.clone()));
                }
            }
            let value = Value::Object(object);
            Ok((Listing::from_json(&value)?, Some(value)))
        }
        Content::Broken(_, error) => Err(error.clone()),
    }
}

/// The records of a source.
pub enum Records {
    /// NDJSON or lines.
    Lines {
        /// The text.
        reader: Box<dyn BufRead + Send>,
        /// Whether lines are JSON.
        json: bool,
        /// Lines read so far.
        line: u64,
    },
    /// A table.
    Table {
        /// The rows.
        reader: Box<csv::Reader<Box<dyn BufRead + Send>>>,
        /// Names of the columns.
        columns: Arc<Vec<String>>,
        /// Whether the first row names the columns.
        header: bool,
        /// Line of the last record, for errors that do not tell theirs.
        line: u64,
    },
}

impl Records {
    /// Begins reading a source.
    pub fn new(source: Source, extension: Option<&str>) -> Self {
        match detect::format(&source.head, extension) {
            Format::Ndjson => Self::Lines { reader: source.reader, json: true, line: 0 },
            Format::Lines => Self::Lines { reader: source.reader, json: false, line: 0 },
            Format::Table { delimiter, header } => {
                let reader = csv::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .has_headers(false)
                    .flexible(true)
                    .from_reader(source.reader);
                Self::Table { reader: Box::new(reader), columns: Arc::new(Vec::new()), header, line: 0 }
            }
        }
    }

    /// The next record; blank lines are passed over.
    pub fn read(&mut self) -> std::io::Result<Option<Record>> {
        match self {
            Self::Lines { reader, json, line } => next_line(reader, *json, line),
            Self::Table { reader, columns, header, line } => next_row(reader, columns, header, line),
        }
    }
}

fn next_line(reader: &mut Box<dyn BufRead + Send>, json: bool, line: &mut u64) -> std::io::Result<Option<Record>> {
    loop {
        let mut bytes = Vec::new();
        let count = reader.by_ref().take(MAX_RECORD as u64 + 1).read_until(b'\n', &mut bytes)?;
        if count == 0 {
            return Ok(None);
        }
        *line += 1;
        if bytes.len() > MAX_RECORD {
            skip_line(reader)?;
            let start = String::from_utf8_lossy(bytes.get(..200).unwrap_or(&bytes)).into_owned();
            let error =
                ListingError { field: String::new(), message: format!("longer than {MAX_RECORD} bytes: split it") };
            return Ok(Some(Record { line: *line, content: Content::Broken(start, error) }));
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            let content = if json { Content::Json(text.into()) } else { Content::Text(text.into()) };
            return Ok(Some(Record { line: *line, content }));
        }
    }
}

fn skip_line(reader: &mut Box<dyn BufRead + Send>) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let length = buffer.len();
        match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None if length == 0 => return Ok(()),
            None => reader.consume(length),
        }
    }
}

fn next_row(
    reader: &mut csv::Reader<Box<dyn BufRead + Send>>,
    columns: &mut Arc<Vec<String>>,
    header: &mut bool,
    line: &mut u64,
) -> std::io::Result<Option<Record>> {
    let mut row = csv::StringRecord::new();
    loop {
        *line = reader.position().line().max(*line);
        match reader.read_record(&mut row) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => {
                if let csv::ErrorKind::Io(_) = error.kind() {
                    return Err(std::io::Error::other(error));
                }
                let message = format!("not a readable row: {error}");
                return Ok(Some(Record {
                    line: *line,
                    content: Content::Broken(String::new(), ListingError { field: String::new(), message }),
                }));
            }
        }
        let cells: Vec<String> = row.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}').to_owned()).collect();
        let at = row.position().map_or(*line, csv::Position::line);
        if std::mem::take(header) {
            *columns = Arc::new(cells);
            continue;
        }
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if columns.len() < cells.len() && columns.is_empty() {
            *columns = Arc::new(guess_columns(&cells));
        } else if cells.len() > columns.len() {
            let message = format!(
                "{} cells where the header has {}: quote cells that hold the delimiter",
                cells.len(),
                columns.len()
            );
            let field = columns.last().cloned().unwrap_or_default();
            return Ok(Some(Record {
                line: at,
                content: Content::Broken(cells.join("\t"), ListingError { field, message }),
            }));
        }
        return Ok(Some(Record { line: at, content: Content::Row(Arc::clone(columns), cells) }));
    }
}

/// Names for the columns of a table without a header: the longest text is the title, a leading number the id.
fn guess_columns(cells: &[String]) -> Vec<String> {
    let length = |cell: &String| if cell.chars().any(char::is_alphabetic) { cell.chars().count() } else { 0 };
    let title = cells
        .iter()
        .enumerate()
        .max_by_key(|(at, cell)| (length(cell), std::cmp::Reverse(*at)))
        .map_or(0, |(at, _)| at);
    let name = |(at, cell): (usize, &String)| match at {
        at if at == title => "title".to_owned(),
        0 if !cell.contains(char::is_whitespace) => "id".to_owned(),
        at => format!("column{}", at + 1),
    };
    cells.iter().enumerate().map(name).collect()
}
