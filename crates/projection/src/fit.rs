//! What the reported stations say about the coefficients: a linear model for each part of the
//! registered, with the size of each group of coefficients learned from the count itself.
//!
//! Bayesian regression with normal priors whose variances are fitted by expectation and
//! maximisation (`MacKay` 1992, "Bayesian interpolation"; Dempster, Laird, Rubin 1977).

use crate::design::{Design, GROUPS, Group};
use crate::matrix::{Square, add, dot};
use crate::night::{Night, parts};

/// Voters at which a station counts half of a large one: its own noise of counting.
const HALF_VOTERS: f64 = 150.0;
/// How alike stations of one commune are: many of them tell less than as many communes.
const ALIKE: f64 = 0.3;
/// Prior variance of a group before anything is known, and the least.
const FIRST_SPREAD: f64 = 1e-3;
const LEAST_SPREAD: f64 = 1e-10;
/// Precision of the constant: none to speak of.
const FREE: f64 = 1e-8;
/// Part of the variance that is taken for noise at first.
const FIRST_NOISE: f64 = 0.3;
/// No part is foretold to less than this variance in a station.
const LEAST_NOISE: f64 = 1e-8;

/// What is believed of the coefficients of one part.
#[derive(Clone, Debug)]
pub(crate) struct Posterior {
    pub(crate) mean: Vec<f64>,
    pub(crate) covariance: Square,
    /// Variance of a large station around the model.
    pub(crate) noise: f64,
}

/// Sums over the stations that are learned from: all that the fit needs of them.
#[derive(Clone, Debug)]
pub(crate) struct Moments {
    gram: Square,
    cross: Vec<Vec<f64>>,
    means: Vec<f64>,
    squares: Vec<f64>,
    weight: f64,
    stations: f64,
}

/// Weight of each station that is learned from.
pub(crate) fn weights(night: &Night, chosen: &[bool]) -> Vec<f64> {
    let mut inside = vec![0.0_f64; night.communes];
    let learned = || (0..night.stations.len()).filter(|at| chosen[*at]);
    learned().for_each(|at| inside[night.commune[at]] += 1.0);
    let weight = |at: usize| {
        let voters = night.voters(at);
        voters / (voters + HALF_VOTERS) / (1.0 + ALIKE * (inside[night.commune[at]] - 1.0).max(0.0))
    };
    (0..night.stations.len()).map(weight).collect()
}

/// The parts of a station as shares of its voters.
pub(crate) fn shares(night: &Night, at: usize) -> Vec<f64> {
    let voters = night.voters(at);
    night.stations[at]
        .counted
        .as_ref()
        .map_or_else(Vec::new, |counts| parts(counts).map(|part| part / voters).collect())
}

impl Moments {
    pub(crate) fn of(night: &Night, design: &Design, chosen: &[bool], parts: usize) -> Self {
        let (columns, size) = (design.columns(), design.groups.len());
        let weights = weights(night, chosen);
        let mut sums = Self {
            gram: Square::zero(size),
            cross: vec![vec![0.0; size]; parts],
            means: vec![0.0; parts],
            squares: vec![0.0; parts],
            weight: 0.0,
            stations: 0.0,
        };
        for at in (0..night.stations.len()).filter(|at| chosen[*at]) {
            let (row, department, weight) = (design.row(at), columns + night.department[at], weights[at]);
            for (column, cell) in row.iter().enumerate() {
                for (other, cell_there) in row[..=column].iter().enumerate() {
                    *sums.gram.cell(column, other) += weight * cell * cell_there;
                }
                *sums.gram.cell(department, column) += weight * cell;
            }
            *sums.gram.cell(department, department) += weight;
            for (part, share) in shares(night, at).into_iter().enumerate() {
                add(&mut sums.cross[part][..columns], row, weight * share);
                sums.cross[part][department] += weight * share;
                sums.means[part] += weight * share;
                sums.squares[part] += weight * share * share;
            }
            sums.weight += weight;
            sums.stations += 1.0;
        }
        sums.mirror();
        sums
    }

    fn mirror(&mut self) {
        for row in 0..self.gram.size() {
            for column in row + 1..self.gram.size() {
                *self.gram.cell(row, column) = self.gram.at(column, row);
            }
        }
    }

    /// The belief about one part after so many rounds of fitting the sizes of the groups.
    pub(crate) fn posterior(&self, groups: &[Group], part: usize, rounds: usize) -> Posterior {
        let mean = self.means[part] / self.weight;
        let variance = self.squares[part] / self.weight - mean * mean;
        let mut noise = (FIRST_NOISE * variance).max(LEAST_NOISE);
        let mut spreads = [FIRST_SPREAD; GROUPS.len()];
        let mut found = self.solve(groups, part, noise, &spreads);
        for _ in 1..rounds {
            noise = self.noise(&found, groups, part, &spreads);
            spreads = learned(&found, groups);
            found = self.solve(groups, part, noise, &spreads);
        }
        Posterior { noise, ..found }
    }

    fn solve(&self, groups: &[Group], part: usize, noise: f64, spreads: &[f64; GROUPS.len()]) -> Posterior {
        let mut precision = self.gram.clone();
        precision.scale(1.0 / noise);
        for (at, group) in groups.iter().enumerate() {
            *precision.cell(at, at) += prior(*group, spreads);
        }
        let covariance = precision.factor(FREE).inverse_of_squared();
        let mean = covariance.times(&self.cross[part]).into_iter().map(|mean| mean / noise).collect();
        Posterior { mean, covariance, noise }
    }

    /// Variance of what remains, for the coefficients that are really used up.
    fn noise(&self, found: &Posterior, groups: &[Group], part: usize, spreads: &[f64; GROUPS.len()]) -> f64 {
        let fitted = dot(&found.mean, &self.gram.times(&found.mean));
        let rest = self.squares[part] - 2.0 * dot(&found.mean, &self.cross[part]) + fitted;
        let size = groups.len();
        let held: f64 = (0..size).map(|at| prior(groups[at], spreads) * found.covariance.at(at, at)).sum();
        let used = (f64::from(u32::try_from(size).unwrap_or(u32::MAX)) - held) * self.weight / self.stations;
        (rest / (self.weight - used).max(1.0)).max(LEAST_NOISE)
    }
}

fn prior(group: Group, spreads: &[f64; GROUPS.len()]) -> f64 {
    GROUPS.iter().position(|there| *there == group).map_or(FREE, |at| 1.0 / spreads[at])
}

/// The mean square of the coefficients of each group, with what is not known of them.
fn learned(found: &Posterior, groups: &[Group]) -> [f64; GROUPS.len()] {
    GROUPS.map(|group| {
        let inside = || (0..groups.len()).filter(|at| groups[*at] == group);
        let count = inside().fold(0.0, |count, _| count + 1.0);
        let squares: f64 = inside().map(|at| found.mean[at] * found.mean[at] + found.covariance.at(at, at)).sum();
        if count > 0.0 { (squares / count).max(LEAST_SPREAD) } else { FIRST_SPREAD }
    })
}

#[cfg(test)]
mod tests {
    use election::{Counts, Id, Votes};

    use super::*;
    use crate::night::Station;

    fn votes(figure: u32) -> Votes {
        Votes::new(figure).unwrap()
    }

    fn counts(first: u32, second: u32) -> Counts {
        let cast = votes(first + second);
        let candidates = [votes(first), votes(second)].into();
        Counts {
            registered: votes(900),
            signed_in: cast,
            cast,
            blank: Votes::ZERO,
            void: Votes::ZERO,
            valid: cast,
            candidates,
        }
    }

    /// 24 stations in 3 departments, no two alike.
    fn night() -> Night {
        let station = |at: u32| {
            let (a, b) = (100 + at * 37 % 211, 150 + at * 53 % 173);
            let id = |text: String| Id::new(&text).unwrap();
            Station {
                id: id(format!("{:02}-{:03}-{at:04}", at % 3, at / 2)),
                commune: id(format!("{:02}-{:03}", at % 3, at / 2)),
                department: id(format!("{:02}", at % 3)),
                registered: votes(700 + at * 91 % 400),
                earlier: Some(counts(a, b)),
                counted: Some(counts(a * 9 / 10 + at * 29 % 31, b + at * 17 % 23)),
            }
        };
        Night::new(2, (0..24).map(station).collect()).unwrap()
    }

    /// Solves by Gauss's elimination with pivots.
    fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
        let size = right.len();
        for column in 0..size {
            let best =
                (column..size).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs())).unwrap();
            matrix.swap(column, best);
            right.swap(column, best);
            for row in 0..size {
                if row != column {
                    let factor = matrix[row][column] / matrix[column][column];
                    let pivot = matrix[column].clone();
                    add(&mut matrix[row], &pivot, -factor);
                    right[row] -= factor * right[column];
                }
            }
        }
        (0..size).map(|row| right[row] / matrix[row][row]).collect()
    }

    /// The slow twin: no coefficients at all. Stations are normal variables whose covariance is
    /// that of their columns; the station asked about is told by conditioning on the others.
    fn conditioned(night: &Night, design: &Design, chosen: &[bool], noise: f64, asked: usize) -> (f64, f64) {
        let spreads = [FIRST_SPREAD; GROUPS.len()];
        let columns = |at: usize| -> Vec<f64> {
            let department = (0..night.departments).map(|there| f64::from(u8::from(there == night.department[at])));
            design.row(at).iter().copied().chain(department).collect()
        };
        let together = |a: usize, b: usize| -> f64 {
            let products = columns(a).into_iter().zip(columns(b)).zip(&design.groups);
            products.map(|((a, b), group)| a * b / prior(*group, &spreads)).sum()
        };
        let seen: Vec<usize> = (0..chosen.len()).filter(|at| chosen[*at]).collect();
        let weights = weights(night, chosen);
        let matrix: Vec<Vec<f64>> = seen
            .iter()
            .map(|a| seen.iter().map(|b| together(*a, *b) + if a == b { noise / weights[*a] } else { 0.0 }).collect())
            .collect();
        let towards: Vec<f64> = seen.iter().map(|at| together(*at, asked)).collect();
        let shares: Vec<f64> = seen.iter().map(|at| shares(night, *at)[2]).collect();
        let mean = dot(&towards, &solved(matrix.clone(), shares));
        (mean, together(asked, asked) - dot(&towards, &solved(matrix, towards.clone())))
    }

    #[test]
    fn the_belief_is_that_of_conditioning_station_on_station() {
        let night = night();
        let design = Design::of(&night);
        let chosen: Vec<bool> = (0..24).map(|at| at % 4 != 3).collect();
        let moments = Moments::of(&night, &design, &chosen, 4);
        let found = moments.posterior(&design.groups, 2, 1);
        for asked in [3, 7, 11] {
            let mut row = design.row(asked).to_vec();
            row.extend((0..night.departments).map(|there| f64::from(u8::from(there == night.department[asked]))));
            let (mean, variance) = (dot(&row, &found.mean), dot(&row, &found.covariance.times(&row)));
            let (slow_mean, slow_variance) = conditioned(&night, &design, &chosen, found.noise, asked);
            assert!((mean - slow_mean).abs() < 1e-5, "{mean} {slow_mean}");
            assert!((variance - slow_variance).abs() < 1e-2 * variance, "{variance} {slow_variance}");
        }
    }
}
