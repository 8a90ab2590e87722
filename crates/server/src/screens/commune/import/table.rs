//! From a file that somebody brought to a table of texts: CSV or XLSX, within limits, or refused whole.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

/// Longest file, bytes.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;
/// Most bytes that a spreadsheet may hold once unpacked: a zip bomb holds more.
pub const MAX_UNPACKED_BYTES: u64 = 20 * 1024 * 1024;
/// Most parts of a spreadsheet's package.
pub const MAX_PARTS: usize = 200;
/// Most lines: the stations of the largest commune.
pub const MAX_LINES: usize = 1_500;
/// Most columns.
pub const MAX_COLUMNS: usize = 420;

/// A table as it was read: texts, line by line.
pub type Table = Vec<Vec<String>>;

/// Why a file is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// Neither CSV in UTF-8 nor a spreadsheet.
    #[error("ni CSV en UTF-8, ni XLSX · neither CSV in UTF-8 nor XLSX")]
    Kind,
    /// Beyond a limit.
    #[error("au-delà de la limite · beyond the limit: {0}")]
    Limit(&'static str),
    /// A document type inside a spreadsheet: there is none in an honest one.
    #[error("le classeur contient une déclaration de type (DOCTYPE) · the workbook declares a document type")]
    DocumentType,
    /// The table does not read.
    #[error("illisible · unreadable: {0}")]
    Unreadable(String),
    /// A column that is not known, twice there, or missing.
    #[error("colonne · column: {0}")]
    Column(String),
}

/// Reads a file as a table.
pub fn table(bytes: &[u8]) -> Result<Table, BadFile> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(BadFile::Limit("MAX_FILE_BYTES"));
    }
    let table = if bytes.starts_with(b"PK\x03\x04") { workbook(bytes)? } else { separated(bytes)? };
    if table.len() > MAX_LINES + 1 {
        return Err(BadFile::Limit("MAX_LINES"));
    }
    if table.iter().any(|line| line.len() > MAX_COLUMNS) {
        return Err(BadFile::Limit("MAX_COLUMNS"));
    }
    Ok(table)
}

fn separated(bytes: &[u8]) -> Result<Table, BadFile> {
    let text = core::str::from_utf8(bytes).map_err(|_| BadFile::Kind)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    if head.trim_start().starts_with('<') || text.contains('\0') {
        return Err(BadFile::Kind);
    }
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(false).from_reader(text.as_bytes());
    let mut table = Table::new();
    for record in reader.records() {
        let record = record.map_err(|error| BadFile::Unreadable(error.to_string()))?;
        table.push(record.iter().map(str::to_owned).collect());
        if table.len() > MAX_LINES + 1 {
            return Err(BadFile::Limit("MAX_LINES"));
        }
    }
    Ok(table)
}

fn workbook(bytes: &[u8]) -> Result<Table, BadFile> {
    package_is_small(bytes)?;
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: calamine::XlsxError| unreadable(&error))?;
    let name = book.sheet_names().first().cloned().ok_or(BadFile::Kind)?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
    let mut cells = BTreeMap::new();
    while let Some(found) = reader.next_cell().map_err(|error| unreadable(&error))? {
        let text = cell(&Data::from(found.get_value().clone()));
        if !text.is_empty() {
            cells.insert(found.get_position(), text);
        }
    }
    rectangle(cells)
}

/// The cells as a table. Two cells in far corners of a sheet are a few bytes of a file and terabytes
/// of a table, so the corners are looked at before there is one: no other reading of the sheet does.
fn rectangle(cells: BTreeMap<(u32, u32), String>) -> Result<Table, BadFile> {
    let Some(((top, _), (bottom, _))) = cells.keys().next().copied().zip(cells.keys().next_back().copied()) else {
        return Ok(Table::new());
    };
    let columns = || cells.keys().map(|(_, column)| *column);
    let (left, right) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
    if (bottom - top) as usize > MAX_LINES {
        return Err(BadFile::Limit("MAX_LINES"));
    }
    if (right - left) as usize >= MAX_COLUMNS {
        return Err(BadFile::Limit("MAX_COLUMNS"));
    }
    let mut table = vec![vec![String::new(); (right - left) as usize + 1]; (bottom - top) as usize + 1];
    for ((row, column), text) in cells {
        table[(row - top) as usize][(column - left) as usize] = text;
    }
    Ok(table)
}

fn unreadable(error: &dyn std::fmt::Display) -> BadFile {
    BadFile::Unreadable(error.to_string())
}

/// A figure of a spreadsheet as somebody would type it. A fraction stays one, and is refused.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e9 => format!("{number:.0}"),
        Data::DateTime(moment) => hour_of_day(moment.as_f64()),
        other => other.to_string(),
    }
}

/// What somebody typed as 20:14, which spreadsheets keep as a fraction of a day.
fn hour_of_day(days: f64) -> String {
    let seconds = (days.rem_euclid(1.0) * 86_400.0).round();
    let (hours, seconds) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
    let (minutes, seconds) = ((seconds / 60.0).floor(), seconds % 60.0);
    // A second before midnight rounds to midnight.
    format!("{:02.0}:{minutes:02.0}:{seconds:02.0}", hours % 24.0)
}

/// Unpacks every part of the package once, with a limit, before anybody else does: what the
/// package says of its sizes is what an attacker wrote. No part may declare a document type, so
/// that no parser is ever asked to fetch or to multiply anything.
fn package_is_small(bytes: &[u8]) -> Result<(), BadFile> {
    const END: &[u8] = b"PK\x05\x06";
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes[tail..].windows(4).rposition(|window| window == END).map(|at| tail + at).ok_or(BadFile::Kind)?;
    let (parts, mut at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    if parts > MAX_PARTS {
        return Err(BadFile::Limit("MAX_PARTS"));
    }
    let mut left = MAX_UNPACKED_BYTES;
    for _ in 0..parts {
        if bytes.get(at..at.saturating_add(4)) != Some(b"PK\x01\x02") {
            return Err(BadFile::Kind);
        }
        left -= part(bytes, at, left)?;
        let lengths = number(bytes, at + 28, 2)? + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
        at += 46 + lengths;
    }
    Ok(())
}

/// A little-endian number of the package.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize, BadFile> {
    let field = bytes.get(at..at.saturating_add(width)).ok_or(BadFile::Kind)?;
    Ok(field.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// Unpacks one part, named by its entry in the directory; gives its size.
fn part(bytes: &[u8], entry: usize, left: u64) -> Result<u64, BadFile> {
    let (method, packed, header) =
        (number(bytes, entry + 10, 2)?, number(bytes, entry + 20, 4)?, number(bytes, entry + 42, 4)?);
    let start = header + 30 + number(bytes, header + 26, 2)? + number(bytes, header + 28, 2)?;
    let data = bytes.get(start..start.saturating_add(packed)).ok_or(BadFile::Kind)?;
    let mut out = Vec::new();
    match method {
        0 => out.extend_from_slice(data),
        8 => {
            let mut inflated = flate2::read::DeflateDecoder::new(data).take(left + 1);
            inflated.read_to_end(&mut out).map_err(|error| unreadable(&error))?;
        }
        _ => return Err(BadFile::Kind),
    }
    if out.len() as u64 > left {
        return Err(BadFile::Limit("MAX_UNPACKED_BYTES"));
    }
    if out.windows(9).any(|window| window.eq_ignore_ascii_case(b"<!doctype")) {
        return Err(BadFile::DocumentType);
    }
    Ok(out.len() as u64)
}
