//! The outline of a department's squares, with its corners cut: neighbours cut the same corners,
//! so their outlines still meet.

use std::collections::BTreeMap;

use super::raster::{CELL, Raster};
use crate::output::markup::put;

/// A department on a sheet.
pub(in crate::output) struct Outline {
    pub(in crate::output) department: usize,
    /// Path data in halves of a square: scale by [`Outline::SCALE`].
    pub(in crate::output) path: String,
    /// Where its name fits, in units of the drawing, and how many squares it has.
    pub(in crate::output) middle: (f64, f64),
    pub(in crate::output) squares: usize,
}

type Corner = (i64, i64);

impl Outline {
    /// From the path's numbers to units of the drawing.
    pub(in crate::output) const SCALE: f64 = CELL / 2.0;

    pub(super) fn of(raster: &Raster, department: usize) -> Self {
        let cells = cells(raster, department);
        let mut path = String::new();
        for ring in rings(raster, department, &cells) {
            write(&ring, &mut path);
        }
        Self { department, path, middle: middle(&cells), squares: cells.len() }
    }
}

fn cells(raster: &Raster, department: usize) -> Vec<Corner> {
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (columns, rows) = (whole(raster.columns), whole(raster.rows));
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    all.filter(|(column, row)| raster.at(*column, *row) == Some(department)).collect()
}

/// The square of the department that is nearest to the mean of all.
fn middle(cells: &[Corner]) -> (f64, f64) {
    let count = i64::try_from(cells.len()).unwrap_or(i64::MAX).max(1);
    let mean =
        (cells.iter().map(|cell| cell.0).sum::<i64>() / count, cells.iter().map(|cell| cell.1).sum::<i64>() / count);
    let nearest = cells.iter().min_by_key(|cell| (cell.0 - mean.0).pow(2) + (cell.1 - mean.1).pow(2));
    let (column, row) = nearest.copied().unwrap_or(mean);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred squares")]
    let middle = |number: i64| (number as f64 + 0.5) * CELL;
    (middle(column), middle(row))
}

/// Closed walks around the squares, clockwise; holes the other way round.
fn rings(raster: &Raster, department: usize, cells: &[Corner]) -> Vec<Vec<Corner>> {
    let mut edges: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    let mut edge = |from: Corner, to: Corner| edges.entry(from).or_default().push(to);
    for &(x, y) in cells {
        let other = |right, down| raster.at(x + right, y + down) != Some(department);
        if other(0, -1) {
            edge((x, y), (x + 1, y));
        }
        if other(1, 0) {
            edge((x + 1, y), (x + 1, y + 1));
        }
        if other(0, 1) {
            edge((x + 1, y + 1), (x, y + 1));
        }
        if other(-1, 0) {
            edge((x, y + 1), (x, y));
        }
    }
    let mut rings = Vec::new();
    while let Some((&start, _)) = edges.first_key_value() {
        let mut ring = vec![start];
        let mut here = start;
        while let Some(next) = leave(&mut edges, here) {
            if next == start {
                break;
            }
            ring.push(next);
            here = next;
        }
        rings.push(ring);
    }
    rings
}

/// Takes an edge away from a corner.
fn leave(edges: &mut BTreeMap<Corner, Vec<Corner>>, corner: Corner) -> Option<Corner> {
    let next = edges.get_mut(&corner)?.pop();
    if edges.get(&corner).is_some_and(Vec::is_empty) {
        edges.remove(&corner);
    }
    next
}

/// Writes the middles of the edges, straight runs as one line.
fn write(ring: &[Corner], path: &mut String) {
    let next = |at: usize| ring[(at + 1) % ring.len()];
    let middles: Vec<Corner> = (0..ring.len()).map(|at| (ring[at].0 + next(at).0, ring[at].1 + next(at).1)).collect();
    let step = |at: usize| {
        let (from, to) = (middles[at % middles.len()], middles[(at + 1) % middles.len()]);
        (to.0 - from.0, to.1 - from.1)
    };
    put!(path, "M{} {}", middles[0].0, middles[0].1);
    let mut run = (0, 0);
    for at in 0..middles.len() {
        let one = step(at);
        run = (run.0 + one.0, run.1 + one.1);
        if at + 1 == middles.len() {
            break;
        }
        if one != step(at + 1) {
            put!(path, "l{} {}", run.0, run.1);
            run = (0, 0);
        }
    }
    path.push('z');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_becomes_a_diamond_and_a_run_one_line() {
        let mut path = String::new();
        write(&[(0, 0), (1, 0), (1, 1), (0, 1)], &mut path);
        assert_eq!(path, "M1 0l1 1l-1 1l-1 -1z");
        let mut long = String::new();
        write(&[(0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (2, 1), (1, 1), (0, 1)], &mut long);
        assert_eq!(long, "M1 0l4 0l1 1l-1 1l-4 0l-1 -1z");
    }
}
