//! What is believed of one composition of one station, and how likely figures are under it.

use super::fit::{FREEDOM, freedom};
use super::matrix::Square;

/// How much wider (variance) the other kinds of stations are spread.
const WIDER: f64 = 100.0;
/// Prior weight of figures that are of another kind of station, in nats.
const SELDOM: f64 = -4.0;

/// Expected logarithms of shares and the precision of what may differ from them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Belief {
    expected: Vec<f64>,
    /// Inverse covariance with the direction of the common constant taken out.
    precision: Square,
}

/// Squared distance of what remains, whatever the common constant is.
pub(crate) fn distance(covariance: &Square, rest: &[f64]) -> f64 {
    let factor = positive(covariance);
    let (mut solved, mut ones) = (rest.to_vec(), vec![1.0; rest.len()]);
    factor.solve(&mut solved);
    factor.solve(&mut ones);
    let (all, along): (f64, f64) = (ones.iter().sum(), solved.iter().sum());
    (rest.iter().zip(&solved).map(|(rest, solved)| rest * solved).sum::<f64>() - along * along / all).max(0.0)
}

fn positive(covariance: &Square) -> super::matrix::Factor {
    covariance.factor().unwrap_or_else(|| unreachable!("the spread was made positive, and noise only adds to it"))
}

impl Belief {
    pub(crate) fn new(expected: Vec<f64>, covariance: &Square) -> Self {
        let size = expected.len();
        let mut precision = positive(covariance).inverse();
        let ones: Vec<f64> = (0..size).map(|row| precision.row(row).iter().sum()).collect();
        let all: f64 = ones.iter().sum();
        for row in 0..size {
            for column in 0..size {
                precision.add(row, column, -ones[row] * ones[column] / all);
            }
        }
        Self { expected, precision }
    }

    /// What remains of these logarithms of shares.
    pub(crate) fn rest(&self, logs: &[f64]) -> Vec<f64> {
        logs.iter().zip(&self.expected).map(|(log, mean)| log - mean).collect()
    }

    /// Precision × vector.
    pub(crate) fn pull(&self, rest: &[f64]) -> Vec<f64> {
        (0..rest.len()).map(|row| self.precision.row(row).iter().zip(rest).map(|(p, r)| p * r).sum()).collect()
    }

    /// Squared distance of what remains.
    pub(crate) fn far(&self, rest: &[f64]) -> f64 {
        rest.iter().zip(self.pull(rest)).map(|(rest, pull)| rest * pull).sum::<f64>().max(0.0)
    }

    /// How much farther it is after a `change` of these rows; `pull` is that of the unchanged.
    pub(crate) fn farther(&self, pull: &[f64], rows: &[usize], change: &[f64]) -> f64 {
        let mut farther = 0.0;
        for (row, moved) in rows.iter().zip(change) {
            let precision = self.precision.row(*row);
            let squared: f64 = rows.iter().zip(change).map(|(column, moved)| precision[*column] * moved).sum();
            farther += moved * (2.0 * pull[*row] + squared);
        }
        farther
    }

    /// How much farther after two parts exchange their logarithms.
    pub(crate) fn farther_by_exchange(&self, pull: &[f64], a: usize, b: usize, difference: f64) -> f64 {
        let p = &self.precision;
        2.0 * difference * (pull[a] - pull[b]) + difference * difference * (p.at(a, a) + p.at(b, b) - 2.0 * p.at(a, b))
    }

    /// Logarithm of the density at this squared distance, up to a constant: Student's.
    pub(crate) fn likelihood(&self, far: f64) -> f64 {
        -(FREEDOM + freedom(self.expected.len())) / 2.0 * libm::log1p(far.max(0.0) / FREEDOM)
    }

    /// Evidence in nats that these are figures of another kind of station: ten times the spread
    /// in every direction, and seldom.
    pub(crate) fn unlike(&self, logs: &[f64]) -> f64 {
        let (far, free) = (self.far(&self.rest(logs)), freedom(self.expected.len()));
        let wide = self.likelihood(far / WIDER) - free / 2.0 * libm::log(WIDER);
        wide - self.likelihood(far) + SELDOM
    }
}
