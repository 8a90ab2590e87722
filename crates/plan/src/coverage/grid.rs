//! Who is within reach of whom: a grid of cells as wide as the reach, never all pairs.

use super::rows::{Rows, TooManyPairs, short};

/// A point of space in whole units; points of a plane have a third coordinate of 0.
pub type Point = [i64; 3];

/// Largest coordinate in either direction: squares of distances stay exact in 128 bits, cells in 64.
pub const MAX_COORDINATE: i64 = 1 << 40;

/// Points sorted by the cell they lie in.
struct Grid<'a> {
    points: &'a [Point],
    /// Cell and point, ascending.
    cells: Vec<(Point, u32)>,
    width: i64,
}

impl<'a> Grid<'a> {
    fn new(points: &'a [Point], width: i64) -> Self {
        let cell = |point: &Point| point.map(|x| x.div_euclid(width));
        let mut cells: Vec<_> = points.iter().enumerate().map(|(at, point)| (cell(point), short(at))).collect();
        cells.sort_unstable();
        Self { points, cells, width }
    }

    /// Calls for every point in the 27 cells around: by runs of cells along the last coordinate.
    fn around(&self, point: &Point, mut each: impl FnMut(u32, &Point)) {
        let [x, y, z] = point.map(|x| x.div_euclid(self.width));
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
            let first = ([x + dx, y + dy, z - 1], 0);
            let start = self.cells.partition_point(|cell| *cell < first);
            let run = self.cells[start..].iter().take_while(|(cell, _)| *cell <= [x + dx, y + dy, z + 1]);
            for &(_, at) in run {
                each(at, &self.points[at as usize]);
            }
        }
    }
}

/// For each site the bases that `reaches` accepts, among those no farther than `width` along any
/// axis: `reaches` must accept no others.
///
/// # Panics
/// If a coordinate exceeds [`MAX_COORDINATE`] or the width is not from 1 to it.
pub fn rows(
    sites: &[Point],
    bases: &[Point],
    width: i64,
    mut reaches: impl FnMut(usize, usize) -> bool,
) -> Result<Rows, TooManyPairs> {
    assert!((1..=MAX_COORDINATE).contains(&width), "the caller checks the width");
    let inside = |point: &Point| point.iter().all(|x| x.abs() <= MAX_COORDINATE);
    assert!(sites.iter().chain(bases).all(inside), "the caller checks the coordinates");
    let grid = Grid::new(bases, width);
    let mut rows = Rows::default();
    let mut row = Vec::new();
    for (at, site) in sites.iter().enumerate() {
        row.clear();
        grid.around(site, |base, _| {
            if reaches(at, base as usize) {
                row.push(base);
            }
        });
        rows.push(row.iter().copied())?;
    }
    Ok(rows)
}

/// For each site of a plane the bases no farther than `radius`, in the same whole units, compared
/// exactly by squares.
pub fn within(sites: &[Point], bases: &[Point], radius: i64) -> Result<Rows, TooManyPairs> {
    let limit = i128::from(radius) * i128::from(radius);
    rows(sites, bases, radius.max(1), |site, base| square(&sites[site], &bases[base]) <= limit)
}

fn square(a: &Point, b: &Point) -> i128 {
    a.iter().zip(b).map(|(a, b)| i128::from(a - b) * i128::from(a - b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    fn all_pairs(sites: &[Point], bases: &[Point], radius: i64) -> Rows {
        let mut rows = Rows::default();
        for site in sites {
            let near = (0..bases.len()).filter(|&base| square(site, &bases[base]) <= i128::from(radius * radius));
            rows.push(near.map(short)).expect("few");
        }
        rows
    }

    #[test]
    fn the_grid_finds_what_all_pairs_find() {
        let mut chance = Chance::new(&[3; 32], "grid", 0);
        for radius in [0, 1, 7, 60, 1_000] {
            let mut point = || [0; 3].map(|_: i64| i64::try_from(chance.below(200)).expect("small") - 100);
            let sites: Vec<Point> = (0..150).map(|_| point()).collect();
            let mut bases: Vec<Point> = (0..90).map(|_| point()).collect();
            bases.extend(&sites[..5]);
            assert_eq!(within(&sites, &bases, radius), Ok(all_pairs(&sites, &bases, radius)));
        }
    }

    #[test]
    fn the_boundary_itself_is_within() {
        let bases = [[3, 4, 0], [3, 5, 0]];
        let found = within(&[[0, 0, 0]], &bases, 5).expect("few");
        assert_eq!(found.row(0), [0]);
    }
}
