//! An official file of results as a contest to be looked at.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use checks::{Address, Contest, Line, Station};
use election::{Id, definition::Position};
use import::official::{self, Broken, ResultFile};
use sim::country::facts;

use crate::failure::Failure;

/// Millionths in a thousandth of a degree.
const E6_IN_E3: i32 = 1_000;

/// Reads a file in any layout that `vigie import` reads; `-` is standard input.
pub fn contest(path: &Path) -> Result<Contest, Failure> {
    Ok(of_file(official::read(open(path)?, &path.display().to_string())?))
}

/// The same, with the stations put aside whose own figures are wrong.
pub fn contest_and_broken(path: &Path) -> Result<(Contest, Vec<Broken>), Failure> {
    let loose = official::read_loosely(open(path)?, &path.display().to_string())?;
    let aside = loose.broken.iter().map(|broken| broken.station).collect();
    Ok((of_file(loose.file).with_aside(aside), loose.broken))
}

pub fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        Ok(Box::new(stdin().lock()))
    } else {
        Ok(Box::new(File::open(path).map_err(Failure::at(path))?))
    }
}

fn of_file(file: ResultFile) -> Contest {
    let positions = positions();
    let lines = file.candidates.into_iter().map(|candidate| Line { panel: candidate.number, family: candidate.family });
    let lines: Vec<Line> = lines.collect();
    let stations = file.rows.into_iter().map(|row| Station {
        address: Address {
            station: row.station,
            commune: row.commune,
            department: row.department,
            constituency: row.constituency,
            position: positions.get(&row.commune).copied(),
        },
        counts: row.counts,
    });
    let stations = stations.collect();
    Contest::new(lines, stations)
        .unwrap_or_else(|_| unreachable!("the reader admits rows with the candidates of the file only"))
}

/// Where communes are, from the table inside the program; a commune that it does not know is
/// compared with its constituency instead of its neighbours.
fn positions() -> BTreeMap<Id, Position> {
    let communes = facts::communes().into_iter().filter_map(|commune| {
        let (east, north) = commune.position?;
        let id = Id::new(&format!("{}-{}", commune.department, commune.code)).ok()?;
        Some((id, Position { lon_e6: east * E6_IN_E3, lat_e6: north * E6_IN_E3 }))
    });
    communes.collect()
}
