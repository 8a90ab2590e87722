//! Rows of candidates that were exchanged or that slipped: how much likelier the counts would be.

use super::belief::Belief;
use super::cells::logs;
use super::{Evidence, Tally};

/// Prior weight of an exchange of two rows that do not stand together, in nats against one of
/// neighbours.
const APART: f64 = -0.5;
/// Prior weight of one slip of rows: there are more of them than exchanges.
const SLIP: f64 = -4.0;
/// What is taken from a mistake that moves no vote: it is less likely to be seen and matters less.
const TRIFLE: f64 = 6.0;
/// Votes over which that fades.
const TRIFLE_VOTES: f64 = 12.0;

/// A mistake that leaves the sum of the candidates as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// The rows of two candidates exchanged.
    Exchange(usize, usize),
    /// The figures of these rows, in the order of the list, are each one row off, the last one
    /// going round.
    Slip(Vec<usize>),
}

impl Mistake {
    /// The rows to read again.
    pub(crate) fn rows(&self) -> Vec<usize> {
        match self {
            Self::Exchange(a, b) => vec![*a, *b],
            Self::Slip(rows) => rows.clone(),
        }
    }

    /// The counts with the mistake undone: only for the sums of the neighbours, never shown.
    pub(crate) fn undone(&self, counts: &[f64]) -> Vec<f64> {
        let rows = self.rows();
        let mut undone = counts.to_vec();
        for (at, row) in rows.iter().enumerate() {
            undone[*row] = counts[rows[(at + 1) % rows.len()]];
        }
        undone
    }
}

/// Evidence that rows are exchanged or slipped, over all pairs and all runs of three rows or
/// more in each of the orders that lists are kept in.
pub(crate) fn evidence(belief: &Belief, counts: &[f64], orders: &[Vec<usize>]) -> Option<Evidence<Mistake>> {
    let logs = logs(counts);
    let rest = belief.rest(&logs);
    let pull = belief.pull(&rest);
    let far: f64 = rest.iter().zip(&pull).map(|(rest, pull)| rest * pull).sum();
    let mut look =
        Look { belief, counts, logs: &logs, pull: &pull, far, likelihood: belief.likelihood(far), tally: Tally::new() };
    look.exchanges(orders);
    for order in orders {
        look.slips(order);
    }
    look.tally.evidence()
}

struct Look<'a> {
    belief: &'a Belief,
    counts: &'a [f64],
    logs: &'a [f64],
    pull: &'a [f64],
    far: f64,
    likelihood: f64,
    tally: Tally<Mistake>,
}

impl Look<'_> {
    fn exchanges(&mut self, orders: &[Vec<usize>]) {
        for a in 0..self.counts.len() {
            for b in a + 1..self.counts.len() {
                let moved = (self.counts[a] - self.counts[b]).abs();
                if moved == 0.0 {
                    continue;
                }
                let far = self.far + self.belief.farther_by_exchange(self.pull, a, b, self.logs[b] - self.logs[a]);
                let near = orders.iter().any(|order| together(order, a, b));
                let gain = self.gain(far, moved) + if near { 0.0 } else { APART };
                self.tally.add(gain, || Mistake::Exchange(a, b));
            }
        }
    }

    fn slips(&mut self, order: &[usize]) {
        for from in 0..order.len() {
            for to in from + 2..order.len() {
                let run = &order[from..=to];
                self.slip(run.to_vec());
                self.slip(run.iter().rev().copied().collect());
            }
        }
    }

    /// `rows[i]` would get the figure of `rows[i + 1]`, the last that of the first.
    fn slip(&mut self, rows: Vec<usize>) {
        let after = |at: usize| rows[(at + 1) % rows.len()];
        let moved: f64 = (0..rows.len()).map(|at| (self.counts[rows[at]] - self.counts[after(at)]).abs()).sum();
        if moved == 0.0 {
            return;
        }
        let change: Vec<f64> = (0..rows.len()).map(|at| self.logs[after(at)] - self.logs[rows[at]]).collect();
        let far = self.far + self.belief.farther(self.pull, &rows, &change);
        let gain = self.gain(far, moved / 2.0) + SLIP;
        self.tally.add(gain, || Mistake::Slip(rows));
    }

    fn gain(&self, far: f64, moved: f64) -> f64 {
        self.belief.likelihood(far) - self.likelihood - TRIFLE * libm::exp(-moved / TRIFLE_VOTES)
    }
}

fn together(order: &[usize], a: usize, b: usize) -> bool {
    order.windows(2).any(|pair| (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a))
}

#[cfg(test)]
mod tests {
    use super::super::matrix::Square;
    use super::*;

    const COUNTS: [f64; 5] = [210.0, 40.0, 155.0, 3.0, 90.0];

    fn belief() -> Belief {
        let mut covariance = Square::diagonal(5, 0.08);
        for (row, column, value) in [(0, 1, 0.02), (2, 4, -0.03), (0, 4, 0.01)] {
            covariance.add(row, column, value);
            covariance.add(column, row, value);
        }
        Belief::new(logs(&[150.0, 60.0, 200.0, 20.0, 70.0]), &covariance)
    }

    /// The slow way: write the counts down with the mistake undone and start afresh.
    fn slowly(belief: &Belief, mistake: &Mistake, weight: f64) -> f64 {
        let undone = mistake.undone(&COUNTS);
        let moved: f64 = undone.iter().zip(COUNTS).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0;
        let likelihood = |counts: &[f64]| belief.likelihood(belief.far(&belief.rest(&logs(counts))));
        likelihood(&undone) - likelihood(&COUNTS) + weight - TRIFLE * libm::exp(-moved / TRIFLE_VOTES)
    }

    #[test]
    fn the_quick_way_is_the_slow_way() {
        let belief = belief();
        let mut nats = Vec::new();
        for a in 0..5_usize {
            for b in a + 1..5 {
                nats.push(slowly(&belief, &Mistake::Exchange(a, b), if b == a + 1 { 0.0 } else { APART }));
                let run: Vec<usize> = (a..=b).collect();
                if run.len() > 2 {
                    nats.push(slowly(&belief, &Mistake::Slip(run.clone()), SLIP));
                    nats.push(slowly(&belief, &Mistake::Slip(run.into_iter().rev().collect()), SLIP));
                }
            }
        }
        let found = evidence(&belief, &COUNTS, &[(0..5).collect()]).expect("evidence");
        let all = libm::log(nats.iter().map(|nats| libm::exp(*nats)).sum());
        let best = nats.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!((found.nats - all).abs() < 1e-9, "{} {all}", found.nats);
        assert!((found.best - best).abs() < 1e-9, "{} {best}", found.best);
    }

    #[test]
    fn a_slip_undone_is_what_was_counted() {
        let mut slipped = COUNTS;
        slipped[1..].rotate_right(1);
        assert_eq!(Mistake::Slip(vec![1, 2, 3, 4]).undone(&slipped), COUNTS);
    }
}
