//! A file of communes: where they are and how many people live there.

use std::collections::BTreeMap;
use std::io::Read;

use csv::StringRecord;
use election::Id;
use election::definition::Position;

use crate::cause::Cause;
use crate::directory::parse_position;
use crate::fault::{Column, Fault, Faults, Refused};
use crate::line::{Dialect, Splitter};
use crate::official::{Encoding, Lines};

const COLUMNS: [&str; 9] =
    ["insee", "departement", "commune", "commune_libelle", "bureaux", "inscrits", "lon", "lat", "pop2019"];

/// What is known of a commune.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Where it is.
    pub position: Option<Position>,
    /// How many people live there.
    pub population: Option<u32>,
}

/// Communes by their identifier, `75-056`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Communes(BTreeMap<Id, Facts>);

impl Communes {
    /// What is known of a commune.
    pub fn find(&self, commune: Id) -> Option<Facts> {
        self.0.get(&commune).copied()
    }

    /// How many communes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads a csv with the columns `insee,departement,commune,commune_libelle,bureaux,inscrits,
/// lon,lat,pop2019`, plain, gzip or xz; position and population may be empty.
pub fn read(source: impl Read, name: &str) -> Result<Communes, Refused> {
    let mut faults = Faults::default();
    let mut communes = Communes::default();
    let at = |line: u64, cause, found: String| Fault { line: Some(line), ..Fault::of_file(name, cause, found) };
    let mut lines = Lines::open(source).map_err(|(cause, found)| Fault::of_file(name, cause, found))?;
    let mut splitter = Splitter::new(Dialect::COMMA);
    let (mut text, mut fields) = (String::new(), StringRecord::new());
    loop {
        let number = lines.number() + 1;
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err((cause, found)) => {
                faults.push(at(number, cause, found));
                break;
            }
        };
        let row = match Encoding::Utf8.decode(line.bytes, &mut text) {
            Err(cause) => Err((cause, 0)),
            Ok(()) if !line.ended => Err((Cause::Truncated, 0)),
            Ok(()) => splitter.split(&text, &mut fields).map_err(|bad| (Cause::Quoting, bad.0)),
        };
        match row.and_then(|()| if number == 1 { header(&fields) } else { communes.add(&fields) }) {
            Ok(()) => {}
            Err((cause, column)) => {
                let name = COLUMNS.get(column.wrapping_sub(1)).copied().unwrap_or_default().to_owned();
                let column = (column > 0).then_some(Column { number: column, name });
                faults.push(Fault { column, ..at(number, cause, String::new()) });
                if number == 1 {
                    break;
                }
            }
        }
    }
    faults.unless(communes)
}

/// A cause and its column from 1, 0 for the whole line.
type Wrong = (Cause, usize);

fn header(fields: &StringRecord) -> Result<(), Wrong> {
    let wrong = COLUMNS.iter().enumerate().find(|(at, name)| fields.get(*at) != Some(**name));
    match wrong {
        Some((at, _)) => Err((Cause::HeaderColumn, at + 1)),
        None if fields.len() != COLUMNS.len() => Err((Cause::ColumnCount, 0)),
        None => Ok(()),
    }
}

impl Communes {
    fn add(&mut self, fields: &StringRecord) -> Result<(), Wrong> {
        if fields.len() != COLUMNS.len() {
            return Err((Cause::ColumnCount, 0));
        }
        let id = Id::new(&format!("{}-{}", &fields[1], &fields[2])).map_err(|_| (Cause::BadCommune, 3))?;
        let (lon, lat) = (&fields[6], &fields[7]);
        let position = match (lon.is_empty(), lat.is_empty()) {
            (true, true) => None,
            _ => Some(parse_position(lon, lat).ok_or((Cause::BadPosition, 7))?),
        };
        let people = fields[8].strip_suffix(".0").unwrap_or(&fields[8]);
        let population = match people {
            "" => None,
            digits => Some(plain(digits).ok_or((Cause::NotANumber, 9))?),
        };
        let twice = self.0.insert(id, Facts { position, population }).is_some();
        if twice { Err((Cause::Duplicate, 3)) } else { Ok(()) }
    }
}

fn plain(digits: &str) -> Option<u32> {
    let all = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    all.then(|| digits.parse().ok()).flatten()
}
