//! Which department each small square of a sheet belongs to: that of most sites in it, and where
//! there is none, of the nearest sites around.

use std::collections::BTreeMap;

use election::definition::Position;

use super::frame::Frame;

/// Side of a square in units of the drawing.
pub(super) const CELL: f64 = 3.0;
/// Gaps up to twice so many squares are closed, at most and at least.
const REACH: [usize; 2] = [2, 8];

/// Squares by row.
pub(super) struct Raster {
    pub(super) columns: usize,
    pub(super) rows: usize,
    cells: Vec<Option<usize>>,
}

impl Raster {
    pub(super) fn of(frame: &Frame, sites: impl Iterator<Item = (Position, usize)>) -> Self {
        let (columns, rows) = (squares(frame.width), squares(frame.height));
        let mut counts: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut all = 0;
        for (position, department) in sites {
            let (x, y) = frame.at(position);
            let (column, row) = (square(x).min(columns - 1), square(y).min(rows - 1));
            *counts.entry((row * columns + column, department)).or_default() += 1;
            all += 1;
        }
        let mut raster = Self { columns, rows, cells: vec![None; columns * rows] };
        let mut most = vec![0; columns * rows];
        for ((cell, department), count) in counts {
            if count > most[cell] {
                most[cell] = count;
                raster.cells[cell] = Some(department);
            }
        }
        raster.close(reach(columns * rows, all));
        raster
    }

    /// The department at a square; none outside.
    pub(super) fn at(&self, column: i64, row: i64) -> Option<usize> {
        let (column, row) = (usize::try_from(column).ok()?, usize::try_from(row).ok()?);
        let inside = column < self.columns && row < self.rows;
        if inside { self.cells[row * self.columns + column] } else { None }
    }

    /// Grows every department into empty squares, then takes back what touches the outside:
    /// gaps between sites are filled, coasts stay where the last sites are.
    fn close(&mut self, reach: usize) {
        let sites = self.cells.clone();
        for pass in 0..reach {
            let grown = self.each(|near| near.first_some(), pass);
            let grown: Vec<_> = self.cells.iter().zip(grown).map(|(own, near)| own.or(near)).collect();
            self.cells = grown;
        }
        for pass in 0..reach {
            let open = self.each(|near| near.any_none().then_some(0), pass);
            let left = self.cells.iter().zip(open).map(|(own, open)| own.filter(|_| open.is_none())).collect();
            self.cells = left;
        }
        let closed = self.cells.iter().zip(&sites).map(|(own, site)| own.or(*site)).collect();
        self.cells = closed;
    }

    /// For every square what its neighbours say: four of them and eight in turn, so that what
    /// grows is round rather than square.
    fn each(&self, of: impl Fn(Near) -> Option<usize>, pass: usize) -> Vec<Option<usize>> {
        const AROUND: [(i64, i64); 8] = [(0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)];
        let count = if pass.is_multiple_of(2) { 4 } else { 8 };
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let cells = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (whole(column), whole(row))));
        cells
            .map(|(column, row)| {
                let mut near = Near([None; 8], count);
                for (slot, (right, down)) in near.0.iter_mut().zip(AROUND) {
                    *slot = self.at(column + right, row + down);
                }
                of(near)
            })
            .collect()
    }
}

/// What is around a square, and how many of it count.
struct Near([Option<usize>; 8], usize);

impl Near {
    fn first_some(&self) -> Option<usize> {
        self.0[..self.1].iter().flatten().next().copied()
    }

    fn any_none(&self) -> bool {
        self.0[..self.1].contains(&None)
    }
}

/// How far sites stand apart, in squares.
fn reach(cells: usize, sites: usize) -> usize {
    let apart = (cells / sites.max(1)).isqrt();
    (2 * apart).clamp(REACH[0], REACH[1])
}

fn squares(length: f64) -> usize {
    square(length) + 1
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sheet has some hundred squares")]
fn square(length: f64) -> usize {
    (length / CELL).max(0.0) as usize
}
