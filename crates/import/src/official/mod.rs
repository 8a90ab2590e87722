//! Official files of results per polling station, read whole or refused whole.

mod arithmetic;
mod cells;
mod encoding;
mod header;
pub mod known;
pub mod pr17;
mod roles;
mod row;
mod source;

use std::io::Read;

use election::definition::Candidate;
use election::{Counts, Id};

pub(crate) use arithmetic::{Figures, wrong_sums};
pub use encoding::Encoding;
pub(crate) use source::Lines;
pub use source::{MAX_INPUT_BYTES, MAX_LINE_BYTES, MAX_XZ_MEMORY_KIB};

use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults, Refused};
use header::{BadHeader, Schema};
use row::Rows;
use source::{Line, Trouble};

/// Most stations in one file.
pub const MAX_ROWS: usize = 2_000_000;

/// The layouts known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 2017 to 2022, `;`, ISO-8859-1 or re-encoded to UTF-8: the header names one candidate's
    /// block, the rows carry one for each (`PR17_BVot_T1_FE.txt` and
    /// `resultats-par-niveau-burvot-t1-france-entiere.txt` have the same header).
    Unnumbered,
    /// From 2024, `;`, UTF-8, quoted where needed: numbered blocks, empty ones at the end.
    Numbered,
    /// One column per candidate, `,`, UTF-8.
    Columns,
}

/// One station of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `75-056-0101`: department, commune, station.
    pub station: Id,
    /// `75-056`.
    pub commune: Id,
    /// `75`; a code of [`crate::departments`].
    pub department: Id,
    /// `04`, where the file has it.
    pub constituency: Option<Id>,
    /// Name of the department, from the file or else from [`crate::departments`].
    pub department_label: Box<str>,
    /// Name of the commune.
    pub commune_label: Box<str>,
    /// The figures. The files have no signatures (émargements): `signed_in` is `cast`.
    pub counts: Counts,
}

/// A file that is what it says: known codes, no station twice, sums and percentages that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// How it was written.
    pub layout: Layout,
    /// Candidates in the order of their panel numbers, which is the order in every row's counts.
    pub candidates: Vec<Candidate>,
    /// Stations in the order of the file; at least one.
    pub rows: Vec<Row>,
}

/// Reads a file of results, plain, gzip or xz; `name` is for the faults.
///
/// The layout is recognised by its content. Every fault is collected, up to
/// [`crate::fault::MAX_FAULTS`]; a file with one fault gives nothing.
pub fn read(source: impl Read, name: &str) -> Result<ResultFile, Refused> {
    let at_start = |trouble: Trouble| Fault {
        file: name.to_owned(),
        line: None,
        column: None,
        cause: trouble.0,
        found: trouble.1,
    };
    let mut lines = Lines::open(source).map_err(at_start)?;
    let schema = header(&mut lines, name)?;
    let mut faults = Faults::default();
    let rows = Rows::new(&schema, name);
    let file = body(&mut lines, rows, &mut faults);
    faults.unless(file)
}

fn header(lines: &mut Lines<'_>, file: &str) -> Result<Schema, Refused> {
    let whole =
        |cause: Cause, found: String| Refused::from(Fault { line: Some(1), ..Fault::of_file(file, cause, found) });
    let line = lines.next().map_err(|(cause, found)| whole(cause, found))?;
    let Line { bytes, ended, .. } = line.ok_or_else(|| whole(Cause::Empty, String::new()))?;
    let schema = Schema::of(bytes).map_err(|BadHeader(cause, column, found)| {
        let column = (column > 0).then(|| Column { number: column, name: String::new() });
        Refused::from(Fault { file: file.to_owned(), line: Some(1), column, cause, found })
    })?;
    if ended { Ok(schema) } else { Err(whole(Cause::Truncated, String::new())) }
}

fn body(lines: &mut Lines<'_>, mut rows: Rows<'_>, faults: &mut Faults) -> ResultFile {
    let mut found = Vec::new();
    loop {
        match lines.next() {
            Ok(Some(line)) => found.extend(rows.read(&line, faults)),
            Ok(None) => break,
            Err((cause, text)) => {
                // Nothing after a broken decoder or a limit can be trusted: stop here.
                faults.push(rows.fault_of_line(lines.number() + 1, cause, text));
                break;
            }
        }
        if rows.count() > MAX_ROWS {
            faults.push(rows.fault_of_line(lines.number(), Cause::TooManyRows, format!("> {MAX_ROWS}")));
            break;
        }
    }
    if rows.count() == 0 && faults.is_empty() {
        faults.push(rows.fault_of_line(1, Cause::NoRows, String::new()));
    }
    rows.finish(found)
}
