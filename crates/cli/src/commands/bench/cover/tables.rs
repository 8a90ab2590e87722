//! Sites and bases as csv, exactly: positions are whole tenths of a metre.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use plan::coverage::{
    Misfit, Problem,
    grid::{self, Point},
};

use super::source::{self, Place, whole};
use crate::failure::Failure;

const SITES: [&str; 7] = ["id", "commune", "dep", "x_km", "y_km", "registered", "weight"];
const BASES: [&str; 6] = ["commune", "dep", "x_km", "y_km", "registered", "stations"];

/// Tenths of a metre in a kilometre: positions have at most four decimals.
const TENTHS: i64 = 10_000;
/// Farthest position and largest radius: more than once around the earth.
const MAX_KM: i64 = 100_000;

/// Sites with their weights.
pub(super) struct Sites {
    pub(super) points: Vec<Point>,
    pub(super) weights: Vec<u64>,
}

/// Bases with their names.
pub(super) struct Bases {
    pub(super) points: Vec<Point>,
    pub(super) names: Vec<String>,
}

pub(super) fn sites(path: &Path) -> Result<Sites, Failure> {
    let mut sites = Sites { points: Vec::new(), weights: Vec::new() };
    rows(path, &SITES, |row| {
        sites.points.push([row.kilometres(3)?, row.kilometres(4)?, 0]);
        row.number(5)?;
        sites.weights.push(row.number(6)?);
        Ok(())
    })?;
    Ok(sites)
}

pub(super) fn bases(path: &Path) -> Result<Bases, Failure> {
    let mut bases = Bases { points: Vec::new(), names: Vec::new() };
    rows(path, &BASES, |row| {
        bases.points.push([row.kilometres(2)?, row.kilometres(3)?, 0]);
        (4..6).try_for_each(|column| row.number(column).map(drop))?;
        bases.names.push(row.record[0].to_owned());
        Ok(())
    })?;
    Ok(bases)
}

/// One crew a base; the distance is compared exactly.
pub(super) fn problem(sites: &Sites, bases: &Bases, radius: i64, crews: u32) -> Result<Problem, Misfit> {
    let rows = grid::within(&sites.points, &bases.points, radius)?;
    Problem::plain(&sites.weights, rows, bases.points.len(), crews)
}

/// Kilometres on the command line, in tenths of a metre.
pub(super) fn radius(text: &str) -> Result<i64, String> {
    let radius = tenths(text).ok_or_else(|| format!("not kilometres with at most four decimals, up to {MAX_KM}"))?;
    if radius < 0 { Err("a radius is not negative".to_owned()) } else { Ok(radius) }
}

/// `-12.3456` as whole tenths of a metre; `None` beyond four decimals or [`MAX_KM`].
fn tenths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |digits: &str| (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(decimals) || decimals.len() > 4 {
        return None;
    }
    let scaled = whole.parse::<i64>().ok()? * TENTHS + format!("{decimals:0<4}").parse::<i64>().ok()?;
    (scaled <= MAX_KM * TENTHS).then_some(sign * scaled)
}

/// One row and where it stands.
struct Row<'a> {
    path: &'a Path,
    record: &'a StringRecord,
    names: &'a [&'a str],
}

impl Row<'_> {
    fn place(&self, column: usize) -> Place<'_> {
        let line = self.record.position().map_or(0, csv::Position::line);
        Place { path: self.path, line, column: Some((column + 1, self.names[column])) }
    }

    fn kilometres(&self, column: usize) -> Result<i64, Failure> {
        let text = &self.record[column];
        let remedy = "write kilometres with at most four decimals, up to 100000";
        tenths(text).ok_or_else(|| self.place(column).refuse("this is no position", text, remedy))
    }

    fn number(&self, column: usize) -> Result<u64, Failure> {
        let text = &self.record[column];
        whole(text).ok_or_else(|| self.place(column).refuse("this is no whole number", text, "write digits only"))
    }
}

/// Reads a table with exactly these columns and at least one row.
fn rows(path: &Path, names: &[&str], mut each: impl FnMut(&Row<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
    let text = source::text(path)?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut count = 0_u64;
    while reader.read_record(&mut record).map_err(|error| Failure::No(format!("{}: {error}", path.display())))? {
        let line = record.position().map_or(0, csv::Position::line);
        let place = Place { path, line, column: None };
        let found = record.iter().collect::<Vec<_>>().join(",");
        if count == 0 && record.iter().ne(names.iter().copied()) {
            return Err(place.refuse(
                "this is not the header",
                &found,
                &format!("the columns are {}", names.join(",")),
            ));
        }
        if record.len() != names.len() {
            let cause = format!("{} fields instead of {}", record.len(), names.len());
            return Err(place.refuse(&cause, &found, "give every row all columns"));
        }
        if count > 0 {
            each(&Row { path, record: &record, names })?;
        }
        count += 1;
    }
    if count < 2 {
        let place = Place { path, line: 1, column: None };
        return Err(place.refuse("there is no row below the header", "", "give at least one"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilometres_are_exact_and_have_limits() {
        assert_eq!(tenths("307.9487"), Some(3_079_487));
        assert_eq!(tenths("-0.5"), Some(-5_000));
        assert_eq!(tenths("12"), Some(120_000));
        for wrong in ["", "-", ".5", "5.", "1.23456", "1e3", "nan", "+1", "1,5", "100000.0001", "9999999999"] {
            assert_eq!(tenths(wrong), None, "{wrong}");
        }
    }
}
