//! `forces.csv`: units, one a line.

use plan::measure::{Clock, Officers};
use plan::problem::Unit;

use super::spelling::{ANSWERS, FORCES, UNITS, ZONES, duration, figure, ids, of_duration, of_ids};
use super::{Table as Read, alone};
use crate::cause::Cause;
use crate::directory::table::{self, Row};
use crate::directory::value::word_of;
use crate::fault::{Faults, Refused};
use crate::line::Table;

/// The name of the file in an example.
pub const FILE: &str = "forces.csv";

const COLUMNS: [&str; 15] = [
    "id",
    "force",
    "kind",
    "department",
    "zone",
    "base",
    "strength",
    "crew",
    "movable",
    "skills",
    "vehicles",
    "from",
    "to",
    "longest-duty",
    "shortest-rest",
];

/// Reads the file by itself; `name` is its name in the faults.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Unit>, Refused> {
    alone(FILE, bytes, name, |text, faults| Some(parse(text, faults).0))
}

pub(super) fn parse(text: &str, faults: &mut Faults) -> Read<Unit> {
    table::read(FILE, text, &|names| table::exactly(&COLUMNS, names), faults, unit)
}

fn unit(row: &mut Row<'_>) -> Option<Unit> {
    let (id, force, kind) = (row.id(0), row.word(1, FORCES), row.word(2, UNITS));
    let (department, zone, base) = (row.id(3), row.word(4, ZONES), row.id(5));
    let strength = row.parsed(6, Cause::BadFigure, figure).map(Officers);
    let crew = row.parsed(7, Cause::BadFigure, figure).map(Officers);
    let movable = row.word(8, ANSWERS);
    let skills = row.parsed(9, Cause::BadList, ids);
    let vehicles = row.parsed(10, Cause::BadFigure, figure);
    let from = row.parsed(11, Cause::BadClock, Clock::parse);
    let to = row.parsed(12, Cause::BadClock, Clock::parse);
    let longest_duty = row.parsed(13, Cause::BadDuration, duration);
    let shortest_rest = row.parsed(14, Cause::BadDuration, duration);
    Some(Unit {
        id: id?,
        force: force?,
        kind: kind?,
        department: department?,
        zone: zone?,
        base: base?,
        strength: strength?,
        crew: crew?,
        movable: movable?,
        skills: skills?,
        vehicles: vehicles?,
        from: from?,
        to: to?,
        longest_duty: longest_duty?,
        shortest_rest: shortest_rest?,
    })
}

/// Writes units in their order; the twin of [`read`].
pub fn write(units: &[Unit]) -> Vec<u8> {
    let mut table = Table::new(COLUMNS);
    for unit in units {
        table.push([
            unit.id.as_str(),
            word_of(FORCES, unit.force),
            word_of(UNITS, unit.kind),
            unit.department.as_str(),
            word_of(ZONES, unit.zone),
            unit.base.as_str(),
            &unit.strength.to_string(),
            &unit.crew.to_string(),
            word_of(ANSWERS, unit.movable),
            &of_ids(&unit.skills),
            &unit.vehicles.to_string(),
            &unit.from.to_string(),
            &unit.to.to_string(),
            &of_duration(unit.longest_duty),
            &of_duration(unit.shortest_rest),
        ]);
    }
    table.into_bytes()
}
