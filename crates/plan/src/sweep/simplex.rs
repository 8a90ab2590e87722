//! Linear programs that grow by columns: the primal simplex method with an explicit inverse of the
//! basis (Dantzig and Orchard-Hays 1954), begun where it ended before.
//!
//! In floating point: nothing rests on it but speed. What it says becomes whole numbers, which
//! prove what they prove whatever they are.

/// What is so small is nothing: of a coefficient, and of what a column brings beyond its cost.
const TINY: f64 = 1e-9;
const WORTH: f64 = 1e-5;
/// A column leaves the basis only by so much, and a value may be so far below 0 for it.
const SURE: f64 = 1e-7;
const ROOM: f64 = 1e-8;
/// Steps after which the inverse is made anew: rounding has grown too large by then.
const FRESH: usize = 300;
/// Most steps of one program, for each row: a cap on cycling.
const MOST_STEPS: usize = 200;
/// Right sides differ a little, lest a step leads nowhere: the largest difference.
const NUDGE: f64 = 1e-6;

/// A row of what is chosen: the sum is at most `right`; to stay below costs `slack` a unit.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub right: f64,
    pub slack: f64,
}

struct Column {
    gain: f64,
    entries: Vec<(usize, f64)>,
}

/// A program and its best basis so far. Columns are chosen at least 0 times; their gain is made
/// large.
pub struct Simplex {
    rows: Vec<Row>,
    columns: Vec<Column>,
    /// The column of each row's place in the basis, and whether a column is there.
    basis: Vec<usize>,
    within: Vec<bool>,
    inverse: Vec<Vec<f64>>,
    values: Vec<f64>,
    prices: Vec<f64>,
    stale: usize,
}

impl Simplex {
    /// Nothing is chosen. Right sides are not below 0.
    pub fn new(rows: Vec<Row>) -> Self {
        let count = rows.len();
        let slack = |(at, row): (usize, &Row)| Column { gain: -row.slack, entries: vec![(at, 1.0)] };
        let columns: Vec<Column> = rows.iter().enumerate().map(slack).collect();
        let mut simplex = Self {
            rows,
            columns,
            basis: (0..count).collect(),
            within: vec![true; count],
            inverse: Vec::new(),
            values: Vec::new(),
            prices: Vec::new(),
            stale: 0,
        };
        simplex.inverse = unit(count);
        simplex.evaluate();
        simplex
    }

    /// How many columns there are, slacks included.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// One more column.
    pub fn add(&mut self, gain: f64, entries: Vec<(usize, f64)>) {
        self.columns.push(Column { gain, entries });
        self.within.push(false);
    }

    /// Goes to the best basis. False where it gives up.
    pub fn solve(&mut self) -> bool {
        for _ in 0..MOST_STEPS * (self.rows.len() + 1) {
            let Some(enters) = self.entering() else {
                if self.stale == 0 || self.exact() {
                    return true;
                }
                if !self.renew() {
                    return false;
                }
                continue;
            };
            let way = self.way(enters);
            let Some(leaves) = self.leaving(&way) else { return false };
            self.pivot(enters, leaves, &way);
            if self.stale >= FRESH && !self.renew() {
                return false;
            }
        }
        false
    }

    /// What each row costs at the basis.
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// How often each chosen column is chosen, by its number, the slacks of the rows first.
    pub fn chosen(&self) -> impl Iterator<Item = (usize, f64)> {
        let value = |row: &Vec<f64>| row.iter().zip(&self.rows).map(|(part, row)| part * row.right).sum();
        self.basis.iter().copied().zip(self.inverse.iter().map(value))
    }

    fn brings(&self, column: &Column) -> f64 {
        column.gain - column.entries.iter().map(|&(row, part)| self.prices[row] * part).sum::<f64>()
    }

    fn entering(&self) -> Option<usize> {
        let mut most = WORTH;
        let mut found = None;
        for (at, column) in self.columns.iter().enumerate() {
            if !self.within[at] {
                let brings = self.brings(column);
                if brings > most {
                    (most, found) = (brings, Some(at));
                }
            }
        }
        found
    }

    /// What one unit of a column takes from each column of the basis.
    fn way(&self, column: usize) -> Vec<f64> {
        let entries = &self.columns[column].entries;
        self.inverse.iter().map(|row| entries.iter().map(|&(at, part)| row[at] * part).sum()).collect()
    }

    /// The place in the basis that is empty first; of those that are nearly so, the surest
    /// (Harris 1973).
    fn leaving(&self, way: &[f64]) -> Option<usize> {
        let takes = || way.iter().enumerate().filter(|(_, takes)| **takes > SURE);
        let step = |at: usize, room: f64| (self.values[at].max(0.0) + room) / way[at];
        let least = takes().map(|(at, _)| step(at, ROOM)).fold(f64::INFINITY, f64::min);
        let near = takes().filter(|(at, _)| step(*at, 0.0) <= least);
        near.max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at)
    }

    /// Whether rounding has not grown: the basis still gives the right sides, and its columns bring
    /// what they cost.
    fn exact(&self) -> bool {
        let mut missing: Vec<f64> = self.rows.iter().enumerate().map(|(at, row)| row.right + nudge(at)).collect();
        for (&column, value) in self.basis.iter().zip(&self.values) {
            self.columns[column].entries.iter().for_each(|&(row, part)| missing[row] -= part * value);
        }
        missing.iter().all(|missing| missing.abs() < NUDGE)
            && self.basis.iter().all(|&column| self.brings(&self.columns[column]).abs() < WORTH)
    }

    fn pivot(&mut self, enters: usize, leaves: usize, way: &[f64]) {
        let brings = self.brings(&self.columns[enters]);
        let mut row = std::mem::take(&mut self.inverse[leaves]);
        for part in &mut row {
            *part /= way[leaves];
        }
        let step = self.values[leaves] / way[leaves];
        for (at, &takes) in way.iter().enumerate() {
            if at != leaves && takes.abs() > TINY {
                self.inverse[at].iter_mut().zip(&row).for_each(|(part, by)| *part -= takes * by);
                self.values[at] -= takes * step;
            }
        }
        self.prices.iter_mut().zip(&row).for_each(|(price, by)| *price += brings * by);
        self.values[leaves] = step;
        self.inverse[leaves] = row;
        self.within[self.basis[leaves]] = false;
        self.within[enters] = true;
        self.basis[leaves] = enters;
        self.stale += 1;
    }

    /// The inverse anew from the columns of the basis, by elimination. False where they depend on
    /// each other.
    fn renew(&mut self) -> bool {
        let count = self.rows.len();
        let mut matrix = vec![vec![0.0; count]; count];
        for (at, &column) in self.basis.iter().enumerate() {
            self.columns[column].entries.iter().for_each(|&(row, part)| matrix[row][at] += part);
        }
        let mut inverse = unit(count);
        for at in 0..count {
            let size = |row: &usize| matrix[*row][at].abs();
            let Some(pivot) = (at..count).max_by(|a, b| size(a).total_cmp(&size(b))) else { return false };
            if size(&pivot) < TINY {
                return false;
            }
            matrix.swap(at, pivot);
            inverse.swap(at, pivot);
            eliminate(&mut matrix, &mut inverse, at);
        }
        self.inverse = inverse;
        self.evaluate();
        true
    }

    /// Values and prices from the inverse.
    fn evaluate(&mut self) {
        let right: Vec<f64> = self.rows.iter().enumerate().map(|(at, row)| row.right + nudge(at)).collect();
        let value = |row: &Vec<f64>| row.iter().zip(&right).map(|(part, right)| part * right).sum();
        self.values = self.inverse.iter().map(value).collect();
        self.prices = vec![0.0; self.rows.len()];
        for (row, &column) in self.inverse.iter().zip(&self.basis) {
            let gain = self.columns[column].gain;
            if gain != 0.0 {
                self.prices.iter_mut().zip(row).for_each(|(price, part)| *price += gain * part);
            }
        }
        self.stale = 0;
    }
}

/// Makes column `at` of a matrix that of the unit matrix, and does the same to the other.
fn eliminate(matrix: &mut [Vec<f64>], inverse: &mut [Vec<f64>], at: usize) {
    let pivot = matrix[at][at];
    for row in [&mut matrix[at], &mut inverse[at]] {
        for part in row {
            *part /= pivot;
        }
    }
    let (line, other) = (matrix[at].clone(), inverse[at].clone());
    for row in (0..matrix.len()).filter(|&row| row != at) {
        let takes = matrix[row][at];
        if takes != 0.0 {
            matrix[row][at..].iter_mut().zip(&line[at..]).for_each(|(part, by)| *part -= takes * by);
            inverse[row].iter_mut().zip(&other).for_each(|(part, by)| *part -= takes * by);
        }
    }
}

fn unit(count: usize) -> Vec<Vec<f64>> {
    let row = |at: usize| (0..count).map(|other| if other == at { 1.0 } else { 0.0 }).collect();
    (0..count).map(row).collect()
}

/// A small number that differs from row to row.
#[expect(clippy::cast_precision_loss, reason = "a remainder")]
fn nudge(row: usize) -> f64 {
    NUDGE * (1.0 + (row.wrapping_mul(7_919) % 1_009) as f64 / 1_009.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
    use proptest::prelude::*;

    /// Rows, and columns with their gain and the weight of each row.
    type Case = (Vec<(u8, bool)>, Vec<(u8, Vec<u8>)>);

    fn cases() -> impl Strategy<Value = Case> {
        (1..12_usize, 0..40_usize).prop_flat_map(|(rows, columns)| {
            let column = (any::<u8>(), prop::collection::vec(prop_oneof![3 => Just(0), 1 => 1..4_u8], rows));
            (prop::collection::vec((0..4_u8, any::<bool>()), rows), prop::collection::vec(column, columns))
        })
    }

    fn rows(case: &Case) -> Vec<Row> {
        let row = |&(right, free): &(u8, bool)| Row { right: f64::from(right), slack: if free { 0.0 } else { 1e4 } };
        case.0.iter().map(row).collect()
    }

    fn entries(parts: &[u8]) -> Vec<(usize, f64)> {
        parts.iter().enumerate().filter(|(_, part)| **part > 0).map(|(at, &part)| (at, f64::from(part))).collect()
    }

    /// The slow twin: other people's code on the same program.
    fn twin(case: &Case) -> f64 {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let most = (0.0, f64::INFINITY);
        let add = |(gain, _): &(u8, Vec<u8>)| problem.add_var(f64::from(*gain), most);
        let columns: Vec<Variable> = case.1.iter().map(add).collect();
        for (at, row) in rows(case).iter().enumerate() {
            let slack = problem.add_var(-row.slack, most);
            let held = columns.iter().zip(&case.1).map(|(&column, (_, parts))| (column, f64::from(parts[at])));
            let terms: Vec<_> = held.chain([(slack, 1.0)]).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, row.right);
        }
        problem.solve().unwrap().into_solution().unwrap().objective()
    }

    proptest! {
        #[test]
        fn it_finds_what_its_twin_finds_and_keeps_its_rows(mut case in cases()) {
            // A column that nothing holds back would be chosen without end.
            case.1.retain(|(_, parts)| parts.iter().any(|part| *part > 0));
            let mut simplex = Simplex::new(rows(&case));
            let (first, then) = case.1.split_at(case.1.len() / 2);
            for half in [first, then] {
                for (gain, parts) in half {
                    simplex.add(f64::from(*gain), entries(parts));
                }
                prop_assert!(simplex.solve());
            }
            let due = twin(&case);
            let paid: f64 = rows(&case).iter().zip(simplex.prices()).map(|(row, price)| row.right * price).sum();
            prop_assert!((paid - due).abs() < 0.5, "{paid} for {due}");
            let mut left: Vec<f64> = rows(&case).iter().map(|row| row.right).collect();
            for (column, value) in simplex.chosen() {
                prop_assert!(value > -1e-3, "{value}");
                simplex.columns[column].entries.iter().for_each(|&(row, part)| left[row] -= part * value);
            }
            prop_assert!(left.iter().all(|left| left.abs() < 1e-6), "{left:?}");
        }
    }
}
