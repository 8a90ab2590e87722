//! Reading a csv of the directory: a strict header, and each row with its line.

use csv::StringRecord;
use election::definition::{DefinitionFault, Item, Kind, Position};
use election::{Id, Stamp, Votes};

use super::value::{self, Words};
use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults, Told};
use crate::line::{Dialect, Splitter};

/// A place in the directory.
#[derive(Clone, Debug)]
pub(crate) struct Where {
    pub(crate) file: &'static str,
    pub(crate) line: Option<u64>,
    pub(crate) column: Option<usize>,
    pub(crate) name: String,
}

/// Where the records of one csv stand, in the order they were read.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) file: &'static str,
    pub(crate) names: Vec<String>,
    pub(crate) lines: Vec<u64>,
}

impl Rows {
    /// Where a field of a record stands; the file where there is no such record.
    pub(crate) fn of(&self, at: usize, field: &str) -> Where {
        let column = self.names.iter().position(|name| name == field).map(|at| at + 1);
        let line = self.lines.get(at).copied();
        Where { file: self.file, line, column: line.and(column), name: field.to_owned() }
    }
}

/// Where an entry of a TOML file stands; `I` names the record it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Entry<I> {
    pub(crate) item: I,
    pub(crate) field: &'static str,
    pub(crate) line: u64,
    pub(crate) column: usize,
}

/// Where every record of the directory stands.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    pub(crate) entries: Vec<Entry<Item>>,
    pub(crate) places: Rows,
    pub(crate) venues: Rows,
    pub(crate) stations: Rows,
    pub(crate) keys: Rows,
}

impl Marks {
    /// Where a field of a record stands, or the record, or the file.
    pub(crate) fn of(&self, item: Item, field: &str) -> Where {
        let (rows, at) = match item {
            Item::Place(at) => (&self.places, at),
            Item::Venue(at) => (&self.venues, at),
            Item::Station(at) => (&self.stations, at),
            Item::Key(at) => (&self.keys, at),
            Item::Election if field == "places" => (&self.places, usize::MAX),
            Item::Election if field == "stations" => (&self.stations, usize::MAX),
            Item::Election
            | Item::Witness(_)
            | Item::Threshold(_)
            | Item::Round(_)
            | Item::Hours(..)
            | Item::Candidate(..) => {
                return self.of_entry(item, field);
            }
        };
        rows.of(at, field)
    }

    fn of_entry(&self, item: Item, field: &str) -> Where {
        let of_item = || self.entries.iter().filter(|entry| entry.item == item);
        let entry = of_item().find(|entry| entry.field == field).or_else(|| of_item().next());
        let (line, column) = entry.map(|entry| (entry.line, entry.column)).unzip();
        Where { file: "election.toml", line, column, name: field.to_owned() }
    }

    /// A fault of the whole at its place in the files.
    pub(crate) fn fault(&self, fault: &DefinitionFault) -> Fault {
        let (cause, found) = match &fault.kind {
            Kind::Duplicate => (Cause::Duplicate, ""),
            Kind::Unknown => (Cause::Unknown, ""),
            Kind::Parent => (Cause::Parent, ""),
            Kind::Limit(limit) => (Cause::Limit, *limit),
            Kind::Phrase => (Cause::Phrase, ""),
            Kind::Order => (Cause::Order, ""),
            Kind::Position => (Cause::Position, ""),
            Kind::Window => (Cause::Window, ""),
            Kind::Scope => (Cause::Scope, ""),
        };
        self.of(fault.item, fault.field).fault(cause, found)
    }
}

/// One row and what is wrong with it.
pub(crate) struct Row<'a> {
    file: &'static str,
    names: &'a [String],
    line: u64,
    fields: &'a StringRecord,
    faults: &'a mut Faults,
}

/// Reads every row of `text`; a row for which `each` gives nothing is left out after its faults
/// were told. An empty `text` is a missing file and gives nothing.
pub(crate) fn read<T>(
    file: &'static str,
    text: &str,
    header: &dyn Fn(&[String]) -> Option<usize>,
    faults: &mut Faults,
    mut each: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> (Vec<T>, Rows) {
    let mut rows = Rows { file, names: Vec::new(), lines: Vec::new() };
    let mut records = Vec::new();
    if text.is_empty() {
        return (records, rows);
    }
    let fault =
        |line: u64, cause: Cause, found: String| Fault { line: Some(line), ..Fault::of_file(file, cause, found) };
    if !text.ends_with('\n') {
        faults.push(fault(1 + text.matches('\n').count() as u64, Cause::Truncated, String::new()));
    }
    let mut splitter = Splitter::new(Dialect::COMMA);
    let mut fields = StringRecord::new();
    for (line, content) in (1..).zip(text.lines()) {
        if content.chars().any(char::is_control) {
            faults.push(fault(line, Cause::ControlByte, String::new()));
        } else if let Err(bad) = splitter.split(content, &mut fields) {
            faults.push(fault(line, Cause::Quoting, format!("{}", bad.0)));
        } else if line == 1 {
            rows.names = fields.iter().map(str::to_owned).collect();
            if let Some(column) = header(&rows.names) {
                let name = rows.names.get(column).cloned().unwrap_or_default();
                let column = Some(Column { number: column + 1, name });
                faults.push(Fault { column, ..fault(1, Cause::HeaderColumn, String::new()) });
                return (records, rows);
            }
        } else if fields.len() != rows.names.len() {
            faults.push(fault(line, Cause::ColumnCount, format!("{} ≠ {}", fields.len(), rows.names.len())));
        } else if let Some(record) = each(&mut Row { file, names: &rows.names, line, fields: &fields, faults }) {
            records.push(record);
            rows.lines.push(line);
        }
    }
    (records, rows)
}

/// The header must be exactly these names; gives the first column that is not.
pub(crate) fn exactly(names: &[&str], found: &[String]) -> Option<usize> {
    let wrong = names.iter().zip(found).position(|(name, found)| name != found);
    wrong.or_else(|| (names.len() != found.len()).then_some(names.len().min(found.len())))
}

impl Row<'_> {
    /// The text of a column, from 0.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or("")
    }

    /// Tells a fault of a column.
    pub(crate) fn fault(&mut self, column: usize, cause: Cause) {
        let found: String = self.text(column).chars().take(60).collect();
        let name = self.names.get(column).cloned().unwrap_or_default();
        let column = Some(Column { number: column + 1, name });
        self.faults.push(Fault { file: self.file.to_owned(), line: Some(self.line), column, cause, found });
    }

    /// Tells a fault of a column with words of its own.
    pub(crate) fn fault_with(&mut self, column: usize, cause: Cause, found: String) {
        let name = self.names.get(column).cloned().unwrap_or_default();
        let column = Some(Column { number: column + 1, name });
        self.faults.push(Fault { file: self.file.to_owned(), line: Some(self.line), column, cause, found });
    }

    /// A value in a spelling of its own.
    pub(crate) fn parsed<T>(&mut self, column: usize, cause: Cause, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.text(column));
        if value.is_none() {
            self.fault(column, cause);
        }
        value
    }

    /// An identifier.
    pub(crate) fn id(&mut self, column: usize) -> Option<Id> {
        self.parsed(column, Cause::BadId, |text| Id::new(text).ok())
    }

    /// An identifier or nothing.
    pub(crate) fn optional_id(&mut self, column: usize) -> Result<Option<Id>, Told> {
        if self.text(column).is_empty() { Ok(None) } else { self.id(column).map(Some).ok_or(Told) }
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&mut self, column: usize, words: &Words<T>) -> Option<T> {
        self.parsed(column, Cause::BadWord, |text| value::of_word(words, text))
    }

    /// A figure.
    pub(crate) fn votes(&mut self, column: usize) -> Option<Votes> {
        self.parsed(column, Cause::NotANumber, Votes::parse)
    }

    /// A figure or nothing.
    pub(crate) fn optional_votes(&mut self, column: usize) -> Result<Option<Votes>, Told> {
        if self.text(column).is_empty() { Ok(None) } else { self.votes(column).map(Some).ok_or(Told) }
    }

    /// A moment or nothing.
    pub(crate) fn optional_stamp(&mut self, column: usize) -> Result<Option<Stamp>, Told> {
        if self.text(column).is_empty() {
            return Ok(None);
        }
        self.parsed(column, Cause::BadMoment, Stamp::parse).map(Some).ok_or(Told)
    }

    /// A position in two columns, or nothing in both.
    pub(crate) fn position(&mut self, lon: usize, lat: usize) -> Result<Option<Position>, Told> {
        if self.text(lon).is_empty() && self.text(lat).is_empty() {
            return Ok(None);
        }
        let position = value::parse_position(self.text(lon), self.text(lat));
        if position.is_none() {
            self.fault(lon, Cause::BadPosition);
        }
        position.map(Some).ok_or(Told)
    }
}
