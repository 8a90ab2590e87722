//! What is still to come from a set of stations: the sum of each part, and how sure it is.

use crate::design::Design;
use crate::fit::{Moments, Posterior, shares};
use crate::matrix::{Square, add, dot};
use crate::night::{BEFORE_CANDIDATES, Night};

/// Least and largest part of what remains that stations of one commune have in common.
const COMMON: (f64, f64) = (0.05, 0.95);

/// The model after the reports of some stations.
pub(crate) struct Model<'a> {
    night: &'a Night,
    design: &'a Design,
    posteriors: Vec<Posterior>,
    communes: Communes,
    /// How what remains of one part goes with that of another.
    pub(crate) correlation: Square,
}

/// What stations of one commune have in common beside the model.
struct Communes {
    /// Stations of each commune that reported.
    seen: Vec<f64>,
    /// What they have in common, by part and commune.
    lean: Vec<Vec<f64>>,
    /// Variance of that, by part.
    spread: Vec<f64>,
}

/// One part of the voters of a set of stations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Outlook {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

impl<'a> Model<'a> {
    /// Learns from the chosen stations, all of which have reported.
    pub(crate) fn of(night: &'a Night, design: &'a Design, chosen: &[bool], rounds: usize) -> Self {
        let parts = BEFORE_CANDIDATES + night.candidates;
        let moments = Moments::of(night, design, chosen, parts);
        let posteriors: Vec<Posterior> =
            (0..parts).map(|part| moments.posterior(&design.groups, part, rounds)).collect();
        let rest: Vec<(usize, Vec<f64>)> = (0..night.stations.len())
            .filter(|at| chosen[*at])
            .map(|at| {
                let seen = shares(night, at);
                let told = posteriors.iter().map(|posterior| expected(night, design, posterior, at));
                (at, seen.iter().zip(told).map(|(seen, told)| seen - told).collect())
            })
            .collect();
        let communes = Communes::of(night, &rest, parts);
        Self { night, design, posteriors, communes, correlation: correlation(&rest, parts) }
    }

    /// The sums of every part over these stations.
    pub(crate) fn outlook(&self, inside: &[bool]) -> Vec<Outlook> {
        let night = self.night;
        let stations = || (0..night.stations.len()).filter(|at| inside[*at]);
        let columns = self.design.columns();
        let mut direction = vec![0.0; self.design.groups.len()];
        let mut wholes = vec![0.0; night.communes];
        let mut squares = 0.0;
        for at in stations() {
            let voters = night.voters(at);
            add(&mut direction[..columns], self.design.row(at), voters);
            direction[columns + night.department[at]] += voters;
            wholes[night.commune[at]] += voters;
            squares += voters * voters;
        }
        let part = |(part, posterior): (usize, &Posterior)| {
            let common = dot(&wholes, &self.communes.lean[part]);
            let unknown = dot(&direction, &posterior.covariance.times(&direction));
            let own = self.communes.unknown(part, posterior.noise, &wholes) + squares * posterior.noise;
            Outlook { mean: dot(&direction, &posterior.mean) + common, variance: unknown + own }
        };
        self.posteriors.iter().enumerate().map(part).collect()
    }
}

/// The share of one part that the model expects of a station.
fn expected(night: &Night, design: &Design, posterior: &Posterior, at: usize) -> f64 {
    let (columns, departments) = posterior.mean.split_at(design.columns());
    dot(design.row(at), columns) + departments[night.department[at]]
}

impl Communes {
    fn of(night: &Night, rest: &[(usize, Vec<f64>)], parts: usize) -> Self {
        let mut seen = vec![0.0; night.communes];
        for (at, _) in rest {
            seen[night.commune[*at]] += 1.0;
        }
        let (mut lean, mut spread) = (Vec::new(), Vec::new());
        for part in 0..parts {
            let (mut sums, mut squares) = (vec![0.0; night.communes], vec![0.0; night.communes]);
            for (at, rest) in rest {
                sums[night.commune[*at]] += rest[part];
                squares[night.commune[*at]] += rest[part] * rest[part];
            }
            let whole: f64 = squares.iter().sum::<f64>() / seen.iter().sum::<f64>().max(1.0);
            let common = in_common(&sums, &squares, &seen, whole);
            let drawn = |(sum, seen): (f64, &f64)| common * sum / (1.0 + common * (seen - 1.0).max(0.0));
            lean.push(sums.into_iter().zip(&seen).map(drawn).collect());
            spread.push(common * whole);
        }
        Self { seen, lean, spread }
    }

    /// Variance that the unknown lean of the communes gives to a sum of so many voters in each.
    fn unknown(&self, part: usize, noise: f64, wholes: &[f64]) -> f64 {
        let spread = self.spread[part];
        let ratio = spread / (noise - spread).max(COMMON.0 * spread).max(f64::MIN_POSITIVE);
        let each = wholes.iter().zip(&self.seen).map(|(whole, seen)| whole * whole * spread / (1.0 + ratio * seen));
        each.sum()
    }
}

/// The part of the variance that stations of one commune share: the mean product of what remains
/// of two of them.
fn in_common(sums: &[f64], squares: &[f64], seen: &[f64], whole: f64) -> f64 {
    let (mut products, mut communes) = (0.0, 0.0);
    for ((sum, squares), seen) in sums.iter().zip(squares).zip(seen).filter(|(_, seen)| **seen >= 2.0) {
        products += (sum * sum - squares) / (seen * (seen - 1.0));
        communes += 1.0;
    }
    if communes > 0.0 && whole > 0.0 { (products / communes / whole).clamp(COMMON.0, COMMON.1) } else { COMMON.0 }
}

/// Correlations of the parts; a part that never moves goes with no other.
fn correlation(rest: &[(usize, Vec<f64>)], parts: usize) -> Square {
    let mut products = Square::zero(parts);
    for (_, rest) in rest {
        for row in 0..parts {
            for column in 0..parts {
                *products.cell(row, column) += rest[row] * rest[column];
            }
        }
    }
    let mut correlation = Square::zero(parts);
    for row in 0..parts {
        for column in 0..parts {
            let scale = libm::sqrt(products.at(row, row) * products.at(column, column));
            let own = f64::from(u8::from(row == column));
            *correlation.cell(row, column) = if scale > 0.0 { products.at(row, column) / scale } else { own };
        }
    }
    correlation
}
