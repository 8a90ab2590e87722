//! The nearest other communes of each commune, by a grid.

use std::collections::BTreeMap;

use election::definition::Position;

/// A commune nearby, and how far in kilometres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Neighbour {
    pub(crate) commune: usize,
    pub(crate) kilometres: f64,
}

/// How many neighbours are looked at. More change nothing that was measured.
pub(crate) const NEIGHBOURS: usize = 12;

/// Sides of a cell of the grid, in degrees east and north: about nine kilometres in France.
const CELL_DEGREES: (f64, f64) = (0.12, 0.08);
/// Rings of cells searched before a commune counts as lonely.
const RINGS: i32 = 3;
/// Kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

type Cell = (i32, i32);
/// Degrees east and north.
type Point = (f64, f64);

/// The nearest communes of each; none where it has no position or no neighbour within reach.
pub(crate) fn nearest(positions: &[Option<Position>]) -> Vec<Vec<Neighbour>> {
    let points: Vec<Option<Point>> = positions.iter().map(|position| position.map(degrees)).collect();
    let mut grid: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
    for (commune, point) in points.iter().enumerate() {
        if let Some(point) = point {
            grid.entry(cell(*point)).or_default().push(commune);
        }
    }
    let each = points.iter().enumerate();
    each.map(|(own, point)| point.map_or_else(Vec::new, |point| around(own, point, &points, &grid))).collect()
}

fn around(own: usize, point: Point, points: &[Option<Point>], grid: &BTreeMap<Cell, Vec<usize>>) -> Vec<Neighbour> {
    let (x, y) = cell(point);
    let mut found = Vec::new();
    for ring in 1..=RINGS {
        found.clear();
        let cells = (x - ring..=x + ring).flat_map(|x| (y - ring..=y + ring).map(move |y| (x, y)));
        let communes = cells.filter_map(|cell| grid.get(&cell)).flatten().filter(|commune| **commune != own);
        found.extend(communes.filter_map(|commune| {
            Some(Neighbour { commune: *commune, kilometres: kilometres(point, points[*commune]?) })
        }));
        if found.len() > NEIGHBOURS + NEIGHBOURS / 2 {
            break;
        }
    }
    found.sort_by(|a, b| a.kilometres.total_cmp(&b.kilometres).then(a.commune.cmp(&b.commune)));
    found.truncate(NEIGHBOURS);
    found
}

fn degrees(position: Position) -> Point {
    (f64::from(position.lon_e6) / 1e6, f64::from(position.lat_e6) / 1e6)
}

/// On a flat map: right for neighbours, wrong for continents, which are never asked for.
fn kilometres(a: Point, b: Point) -> f64 {
    let squeeze = libm::cos(f64::midpoint(a.1, b.1).to_radians());
    libm::hypot((a.0 - b.0) * squeeze, a.1 - b.1) * KM_PER_DEGREE
}

#[expect(clippy::cast_possible_truncation, reason = "degrees of the earth fit, and `as` saturates")]
fn cell(point: Point) -> Cell {
    (libm::floor(point.0 / CELL_DEGREES.0) as i32, libm::floor(point.1 / CELL_DEGREES.1) as i32)
}
