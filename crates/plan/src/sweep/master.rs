//! The choice among rounds by fractions: its dual gives prices, its primal says what to branch on.
//!
//! Solved in floating point. Nothing rests on it: prices are rounded to whole numbers, and the
//! bound they prove is computed from those.

use super::{
    column::{Column, Must, Prices, Triple},
    simplex::{Row, Simplex},
};

/// A row that must be kept and is missed by more is not kept.
const MISSED: f64 = 1e-5;

/// Rounds to choose from, and the best choice by fractions.
pub struct Master {
    must: Must,
    triples: Vec<Triple>,
    simplex: Simplex,
    /// The rows of the least and the most weight.
    least: Option<usize>,
    most: Option<usize>,
    /// The number of the simplex's column of the first round.
    first: usize,
    /// Rows that must be kept.
    bound: Vec<usize>,
}

impl Master {
    /// `far` is how far below zero a price may fall that may, and how high the price of a least
    /// weight may rise: a choice that cannot be kept then shows as a bound that is far too low.
    pub fn new(must: &Must, triples: &[Triple], far: f64, weight: i64) -> Self {
        let row = |must: bool| Row { right: 1.0, slack: if must { far } else { 0.0 } };
        let mut rows: Vec<Row> = must.venues.iter().chain(&must.shifts).map(|&must| row(must)).collect();
        rows.extend(triples.iter().map(|_| row(false)));
        let mut bound: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].slack > 0.0).collect();
        let mut special = |needed: bool, right: i64, slack: f64| {
            needed.then(|| rows.push(Row { right: real(right), slack })).map(|()| rows.len() - 1)
        };
        let least = special(must.least > 0, must.least, far);
        let most = special(must.most < weight, must.most, 0.0);
        bound.extend(least);
        let mut simplex = Simplex::new(rows);
        if let Some(row) = least {
            simplex.add(0.0, vec![(row, -1.0)]);
        }
        let first = simplex.columns();
        Self { must: must.clone(), triples: triples.to_vec(), simplex, least, most, first, bound }
    }

    /// One more round.
    pub fn add(&mut self, column: &Column) {
        let (venues, shifts) = (self.must.venues.len(), self.must.shifts.len());
        let counted = self.triples.iter().enumerate().filter(|(_, triple)| triple.counts(&column.set));
        let counted = counted.map(|(at, _)| venues + shifts + at);
        let ones = column.venues.iter().map(|&at| usize::from(at)).chain([venues + column.shift]).chain(counted);
        let weight = [self.least, self.most].into_iter().flatten().map(|row| (row, real(column.weight)));
        self.simplex.add(real(column.gain), ones.map(|row| (row, 1.0)).chain(weight).collect());
    }

    /// Prices at the best choice; `None` where the solver gives up.
    pub fn prices(&mut self) -> Option<Prices> {
        self.simplex.solve().then(|| {
            let prices = self.simplex.prices();
            let (venues, shifts) = (self.must.venues.len(), self.must.shifts.len());
            let free = self.must.venues.iter().chain(&self.must.shifts);
            let costs = prices.iter().zip(free.copied().chain(std::iter::repeat(false)));
            let costs: Vec<i64> =
                costs.map(|(&price, free)| if free { parts(price) } else { parts(price).max(0) }).collect();
            let of = |row: Option<usize>, sign: f64| row.map_or(0, |row| parts(sign * prices[row]).max(0));
            let paid = self.triples.iter().copied().zip(costs[venues + shifts..].iter().copied());
            Prices {
                venues: costs[..venues].to_vec(),
                shifts: costs[venues..venues + shifts].to_vec(),
                triples: paid.filter(|(_, price)| *price > 0).collect(),
                least: of(self.least, -1.0),
                most: of(self.most, 1.0),
            }
        })
    }

    /// The rounds of the basis, by their number.
    pub fn basis(&self) -> impl Iterator<Item = usize> {
        self.simplex.chosen().filter_map(|(column, _)| column.checked_sub(self.first))
    }

    /// How often each round that is chosen is chosen, by its number; `None` where what must be kept
    /// is not.
    pub fn fractions(&self) -> Option<Vec<(usize, f64)>> {
        let missed = |(column, value): (usize, f64)| value > MISSED && self.bound.contains(&column);
        if self.simplex.chosen().any(missed) {
            return None;
        }
        let round = |(column, value): (usize, f64)| column.checked_sub(self.first).map(|at| (at, value));
        Some(self.simplex.chosen().filter_map(round).collect())
    }
}

#[expect(clippy::cast_precision_loss, reason = "gains are far below 2^53")]
pub fn real(gain: i64) -> f64 {
    gain as f64
}

#[expect(clippy::cast_possible_truncation, reason = "rounded and clamped; any whole number proves a bound")]
fn parts(value: f64) -> i64 {
    (value * 1_024.0).round().clamp(-1e15, 1e15) as i64
}
