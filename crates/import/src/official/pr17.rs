//! Writing a file of results in the layout of 2017; the layout is [`election::publish::pr17`].

use std::io::{self, Write};

use election::Id;
use election::publish::pr17::{self, Names};

use super::{ResultFile, Row};
use crate::cause::Cause;
use crate::fault::{Fault, Refused};

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The layout cannot hold a text; nothing was written.
    #[error("{0}")]
    Text(Refused),
    /// The writer failed.
    #[error(transparent)]
    Writer(#[from] io::Error),
}

/// Writes the stations in the order of `file.rows`, byte for byte the same each time.
///
/// Text that ISO-8859-1 or a layout without quotation cannot hold is refused before the first
/// byte. A file without constituencies leaves their two columns empty.
pub fn write(file: &ResultFile, out: &mut dyn Write) -> Result<(), NotWritten> {
    check(file).map_err(NotWritten::Text)?;
    let mut line = pr17::header();
    for row in &file.rows {
        out.write_all(&line)?;
        line.clear();
        names(row)
            .push_row(&row.counts, &file.candidates, &mut line)
            .unwrap_or_else(|| unreachable!("every text was checked, and codes are identifiers"));
    }
    out.write_all(&line)?;
    Ok(())
}

fn check(file: &ResultFile) -> Result<(), Refused> {
    let names = file.candidates.iter().flat_map(|candidate| [candidate.family.as_str(), candidate.given.as_str()]);
    let labels = file.rows.iter().flat_map(|row| [&*row.commune_label, &*row.department_label]);
    match names.chain(labels).find(|text| !pr17::fits(text)) {
        Some(text) => Err(Fault::of_file("PR17", Cause::NotLatin1, text).into()),
        None => Ok(()),
    }
}

fn names(row: &Row) -> Names<'_> {
    let (department, commune) = (row.department.as_str(), row.commune.as_str());
    Names {
        department,
        department_name: &row.department_label,
        constituency: row.constituency.as_ref().map(Id::as_str),
        commune: pr17::code(commune, department).unwrap_or(commune),
        commune_name: &row.commune_label,
        station: pr17::code(row.station.as_str(), commune).unwrap_or(row.station.as_str()),
    }
}
