//! Writing the layout of 2017, `PR17_BVot_T1_FE.txt`: ISO-8859-1, `;`, LF, decimal comma.

use std::io::{self, Write};

use election::definition::{Candidate, Sex};

use super::roles::{BLOCK_2017, Cell, FIXED_2017, constituency_label};
use super::{ResultFile, Row};
use crate::cause::Cause;
use crate::fault::{Fault, Refused};
use crate::share;

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
    let mut line = header();
    for row in &file.rows {
        write_line(&line, out)?;
        line.clear();
        push_row(&mut line, row, &file.candidates);
    }
    write_line(&line, out)?;
    Ok(())
}

fn header() -> String {
    let fixed = FIXED_2017.iter().map(|(name, _)| *name);
    let block = BLOCK_2017
        .iter()
        .filter(|(_, cell)| *cell != Cell::Ignored)
        .map(|(name, _)| *name);
    fixed.chain(block).collect::<Vec<_>>().join(";")
}

fn write_line(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes: Vec<u8> = line.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn check(file: &ResultFile) -> Result<(), Refused> {
    let names = file
        .candidates
        .iter()
        .flat_map(|candidate| [candidate.family.as_str(), candidate.given.as_str()]);
    let labels = file
        .rows
        .iter()
        .flat_map(|row| [&*row.commune_label, &*row.department_label]);
    match names.chain(labels).find(|text| !text.chars().all(fits)) {
        Some(text) => Err(Fault::of_file("PR17", Cause::NotLatin1, text).into()),
        None => Ok(()),
    }
}

/// Printable ISO-8859-1 other than the separator and the quotation mark.
fn fits(c: char) -> bool {
    !c.is_control() && u8::try_from(c).is_ok() && c != ';' && c != '"'
}

fn push_row(line: &mut String, row: &Row, candidates: &[Candidate]) {
    let commune = code_after(row.commune.as_str(), row.department.as_str());
    let station = code_after(row.station.as_str(), row.commune.as_str());
    let (constituency, label) = row
        .constituency
        .as_ref()
        .map_or_else(Default::default, |id| {
            (id.as_str().to_owned(), constituency_label(id.as_str()))
        });
    let place = [
        row.department.as_str(),
        &row.department_label,
        &constituency,
        &label,
        commune,
        &row.commune_label,
        station,
    ];
    line.push_str(&place.join(";"));
    push_figures(line, row);
    for (candidate, votes) in candidates.iter().zip(&row.counts.candidates) {
        let sex = match candidate.sex {
            Sex::Female => "F",
            Sex::Male => "M",
            Sex::Unstated => "",
        };
        let (family, given) = (&candidate.family, &candidate.given);
        line.push_str(
            &[
                ";",
                &candidate.number.to_string(),
                ";",
                sex,
                ";",
                family,
                ";",
                given,
                ";",
                &votes.to_string(),
            ]
            .concat(),
        );
        push_shares(
            line,
            votes.wide(),
            &[row.counts.registered.wide(), row.counts.valid.wide()],
        );
    }
}

fn push_figures(line: &mut String, row: &Row) {
    let (registered, cast) = (row.counts.registered.wide(), row.counts.cast.wide());
    let mut push = |figure: u64, wholes: &[u64]| {
        line.push(';');
        line.push_str(&figure.to_string());
        push_shares(line, figure, wholes);
    };
    push(registered, &[]);
    push(registered.saturating_sub(cast), &[registered]);
    push(cast, &[registered]);
    push(row.counts.blank.wide(), &[registered, cast]);
    push(row.counts.void.wide(), &[registered, cast]);
    push(row.counts.valid.wide(), &[registered, cast]);
}

fn push_shares(line: &mut String, part: u64, wholes: &[u64]) {
    for whole in wholes {
        line.push(';');
        line.push_str(&share::write(part, *whole));
    }
}

/// The code behind an id that begins with its parent's: `0101` of `75-056-0101`.
fn code_after<'a>(id: &'a str, parent: &str) -> &'a str {
    id.strip_prefix(parent)
        .and_then(|rest| rest.strip_prefix('-'))
        .unwrap_or(id)
}
