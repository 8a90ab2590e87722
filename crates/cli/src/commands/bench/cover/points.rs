//! The files of the MCLP collection: `DIMENSION`, `NODE_COORD_SECTION`, `DEMAND_SECTION`, `EOF`.
//!
//! `EDGE_WEIGHT_TYPE : COORD` means degrees of latitude and longitude and great circles on a
//! sphere of 6,378,100 m, as in the collection's own program; anything else is a plane.

use std::path::Path;

use plan::coverage::{
    Misfit, Problem,
    grid::{self, Point},
};

use super::source::{self, Place, whole};
use crate::failure::Failure;

/// The collection's sphere, in metres.
const EARTH: f64 = 6_378_100.0;
/// Cells are counted in tenths of a unit.
const TENTHS: f64 = 10.0;
/// Largest radius and largest coordinate of a plane.
const MAX_UNITS: f64 = 1e9;

/// How far two points are apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Metric {
    Sphere,
    Plane,
}

/// Points with their demands.
pub(super) struct Points {
    metric: Metric,
    positions: Vec<[f64; 2]>,
    demands: Vec<u64>,
}

pub(super) fn radius(text: &str) -> Result<f64, String> {
    let radius: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=MAX_UNITS).contains(&radius) { Ok(radius) } else { Err(format!("not from 0 to {MAX_UNITS}")) }
}

pub(super) fn read(path: &Path) -> Result<Points, Failure> {
    let text = source::text(path)?;
    let mut lines = Lines { path, text: text.lines(), line: 0 };
    let head = lines.head()?;
    let position = |text: &str| head.metric.position(text);
    let remedy = "write two finite numbers; COORD takes degrees of latitude and longitude";
    let positions = lines.section(head.dimension, position, "this is no position", remedy)?;
    lines.exactly("DEMAND_SECTION")?;
    let demand = |text: &str| whole(text.trim());
    let demands = lines.section(head.dimension, demand, "this is no demand", "write a whole number")?;
    lines.exactly("EOF")?;
    Ok(Points { metric: head.metric, positions, demands })
}

struct Head {
    dimension: usize,
    metric: Metric,
}

struct Lines<'a> {
    path: &'a Path,
    text: std::str::Lines<'a>,
    line: u64,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a str, Failure> {
        self.line += 1;
        let missing = || self.refuse("the file ends too early", "", "take the file anew");
        self.text.clone().next().ok_or_else(missing)?;
        Ok(self.text.next().unwrap_or_default())
    }

    fn refuse(&self, cause: &str, found: &str, remedy: &str) -> Failure {
        Place { path: self.path, line: self.line, column: None }.refuse(cause, found, remedy)
    }

    /// `NAME : value` lines up to the first section.
    fn head(&mut self) -> Result<Head, Failure> {
        let (mut dimension, mut metric) = (None, Metric::Plane);
        loop {
            let line = self.next()?.trim();
            let (name, value) = line.split_once(':').map_or((line, ""), |(name, value)| (name.trim(), value.trim()));
            match name {
                "DIMENSION" => {
                    let remedy = "write how many points there are, at least one";
                    let count = whole(value).filter(|&count| count > 0 && count < u64::from(u32::MAX));
                    let count = count.ok_or_else(|| self.refuse("this is no number of points", value, remedy))?;
                    dimension = usize::try_from(count).ok();
                }
                "EDGE_WEIGHT_TYPE" if value == "COORD" => metric = Metric::Sphere,
                "EDGE_WEIGHT_TYPE" if value == "EXPLICIT" => {
                    return Err(self.refuse("matrices of distances are not read", value, "give positions"));
                }
                "EDGE_WEIGHT_TYPE" | "NAME" | "TYPE" | "COMMENT" => {}
                "NODE_COORD_SECTION" => {
                    let remedy = "give DIMENSION before the positions";
                    let dimension =
                        dimension.ok_or_else(|| self.refuse("the number of points is missing", "", remedy))?;
                    return Ok(Head { dimension, metric });
                }
                _ => return Err(self.refuse("this line is not known here", line, "see the files of the collection")),
            }
        }
    }

    fn section<T>(
        &mut self,
        count: usize,
        parse: impl Fn(&str) -> Option<T>,
        cause: &str,
        remedy: &str,
    ) -> Result<Vec<T>, Failure> {
        let mut all = Vec::new();
        for _ in 0..count {
            let line = self.next()?;
            all.push(parse(line).ok_or_else(|| self.refuse(cause, line, remedy))?);
        }
        Ok(all)
    }

    fn exactly(&mut self, word: &str) -> Result<(), Failure> {
        let line = self.next()?;
        let remedy = format!("{word} comes here: check DIMENSION");
        if line.trim() == word { Ok(()) } else { Err(self.refuse("another line was expected", line, &remedy)) }
    }
}

impl Metric {
    fn position(self, text: &str) -> Option<[f64; 2]> {
        let mut words = text.split_whitespace();
        let mut next = || words.next()?.parse::<f64>().ok().filter(|number| number.is_finite());
        let [first, second] = [next()?, next()?];
        let inside = match self {
            Self::Sphere => first.abs() <= 90.0 && second.abs() <= 180.0,
            Self::Plane => first.abs() <= MAX_UNITS && second.abs() <= MAX_UNITS,
        };
        (inside && words.next().is_none()).then_some([first, second])
    }

    fn distance(self, [a, b]: [f64; 2], [c, d]: [f64; 2]) -> f64 {
        match self {
            Self::Plane => (a - c).hypot(b - d),
            Self::Sphere => {
                let [a, b, c, d] = [a, b, c, d].map(f64::to_radians);
                let half = |angle: f64| (angle / 2.0).sin() * (angle / 2.0).sin();
                2.0 * EARTH * (half(c - a) + a.cos() * c.cos() * half(d - b)).sqrt().min(1.0).asin()
            }
        }
    }

    /// In space, in tenths of a unit: a chord is never longer than its arc.
    fn cell(self, [a, b]: [f64; 2]) -> Point {
        match self {
            Self::Plane => [tenths(a), tenths(b), 0],
            Self::Sphere => {
                let [a, b] = [a, b].map(f64::to_radians);
                [a.cos() * b.cos(), a.cos() * b.sin(), a.sin()].map(|part| tenths(part * EARTH))
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates are at most MAX_UNITS")]
fn tenths(units: f64) -> i64 {
    (units * TENTHS).round() as i64
}

impl Points {
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn problem(&self, radius: f64, crews: u32) -> Result<Problem, Misfit> {
        let cells: Vec<Point> = self.positions.iter().map(|&position| self.metric.cell(position)).collect();
        let reaches =
            |site: usize, base: usize| self.metric.distance(self.positions[site], self.positions[base]) <= radius;
        // One unit of the grid on either side for what was rounded away, one for a fraction.
        let rows = grid::rows(&cells, &cells, tenths(radius) + 3, reaches)?;
        Problem::plain(&self.demands, rows, self.len(), crews)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_as_long_as_the_sphere_says() {
        let far = Metric::Sphere.distance([40.0, -74.0], [41.0, -74.0]);
        assert!((far - EARTH.to_radians()).abs() < 1e-3, "{far}");
        let across = Metric::Sphere.distance([0.0, 179.5], [0.0, -179.5]);
        assert!((across - EARTH.to_radians()).abs() < 1e-3, "{across}");
        assert!((Metric::Plane.distance([0.0, 3.0], [4.0, 0.0]) - 5.0).abs() < 1e-12);
    }
}
