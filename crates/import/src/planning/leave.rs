//! `leave.csv`: presidents' recorded leaves for a post at their station, one a line.

use plan::problem::Leave;

use super::{Table as Read, alone};
use crate::directory::table;
use crate::fault::{Faults, Refused};
use crate::line::Table;

/// The name of the file in an example.
pub const FILE: &str = "leave.csv";

const COLUMNS: [&str; 2] = ["station", "reference"];

/// Reads the file by itself; `name` is its name in the faults.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Leave>, Refused> {
    alone(FILE, bytes, name, |text, faults| Some(parse(text, faults).0))
}

pub(super) fn parse(text: &str, faults: &mut Faults) -> Read<Leave> {
    table::read(FILE, text, &|names| table::exactly(&COLUMNS, names), faults, |row| {
        let (station, reference) = (row.id(0), row.text(1).to_owned());
        Some(Leave { station: station?, reference })
    })
}

/// Writes leaves in their order; the twin of [`read`].
pub fn write(leaves: &[Leave]) -> Vec<u8> {
    let mut table = Table::new(COLUMNS);
    for leave in leaves {
        table.push([leave.station.as_str(), leave.reference.as_str()]);
    }
    table.into_bytes()
}
