//! Official files of results per polling station, read whole or refused whole; and, for looking
//! at them only, with the stations put aside whose own figures are wrong.

mod arithmetic;
mod cells;
mod encoding;
mod header;
pub mod known;
pub mod pr17;
mod roles;
mod row;
mod source;

use std::collections::BTreeSet;
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
use row::{Rows, Told};
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

/// A station of a file whose own figures are wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which station.
    pub station: Id,
    /// Its line in the file, 1 for the header.
    pub line: u64,
    /// What is wrong, each cause once, in the order of the codes; at least one.
    pub causes: Vec<Cause>,
}

/// A file in which some stations may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// The stations that are right; here there may be none.
    pub file: ResultFile,
    /// The others, in the order of the file.
    pub broken: Vec<Broken>,
}

/// Reads a file of results, plain, gzip or xz; `name` is for the faults.
///
/// The layout is recognised by its content. Every fault is collected, up to
/// [`crate::fault::MAX_FAULTS`]; a file with one fault gives nothing.
pub fn read(source: impl Read, name: &str) -> Result<ResultFile, Refused> {
    let told = told(source, name, Verdict::Strict)?;
    Ok(told.file)
}

/// Reads as [`read`] does, but a fault of one station's own figures ([`Cause::is_of_one_station`])
/// does not hide the others: the station is put aside with its causes. Any other fault refuses
/// the whole file, since what it leaves uncertain is which station or which candidate is meant.
///
/// For looking at a file only: what is imported, counted or published is read by [`read`].
pub fn read_loosely(source: impl Read, name: &str) -> Result<Loose, Refused> {
    told(source, name, Verdict::Loose)
}

/// What a fault of one station's figures does to the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It refuses the file.
    Strict,
    /// It puts the station aside.
    Loose,
}

fn told(source: impl Read, name: &str, verdict: Verdict) -> Result<Loose, Refused> {
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
    let loose = body(&mut lines, rows, verdict, &mut faults);
    faults.unless(loose)
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

fn body(lines: &mut Lines<'_>, mut rows: Rows<'_>, verdict: Verdict, faults: &mut Faults) -> Loose {
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    loop {
        match lines.next() {
            Ok(Some(line)) => {
                let told = rows.read(&line);
                let aside = told.station.filter(|_| verdict == Verdict::Loose && told.is_of_one_station());
                if let Some(station) = aside {
                    broken.push(told.broken(station, line.number));
                } else {
                    told.faults.into_iter().for_each(|fault| faults.push(fault));
                    found.extend(told.row);
                }
            }
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
    Loose { file: rows.finish(found), broken }
}

impl Told {
    /// Whether something is wrong, and nothing but this station's own figures.
    fn is_of_one_station(&self) -> bool {
        !self.faults.is_empty() && self.faults.iter().all(|fault| fault.cause.is_of_one_station())
    }

    fn broken(&self, station: Id, line: u64) -> Broken {
        let causes: BTreeSet<Cause> = self.faults.iter().map(|fault| fault.cause).collect();
        Broken { station, line, causes: causes.into_iter().collect() }
    }
}
