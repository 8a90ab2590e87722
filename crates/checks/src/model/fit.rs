//! The expectation of a composition and its spread, fitted to the contest itself.
//!
//! For each class of stations the logarithms of the shares are a linear function of the
//! [`Features`], and what remains is a random vector: counting noise, known from the size of the
//! station, plus a covariance between the parts that is fitted, times a factor for the
//! department. Its tails are those of Student's distribution, since a prison, a barracks or a
//! candidate's home village is lawful; and so that a few wrong stations do not bend the fit.
//!
//! Source of the method: iteratively reweighted least squares for the multivariate t
//! distribution (Lange, Little, Taylor 1989, "Robust statistical modeling using the t
//! distribution"); moments for the covariance.

use super::belief::{Belief, distance};
use super::cells::{Cells, HALF, logs};
use super::features::{Class, Features};
use super::matrix::Square;

/// Degrees of freedom of the tails. Between 5 and 14 nothing changes that was measured.
pub(crate) const FREEDOM: f64 = 10.0;
/// Rounds of reweighting.
const ROUNDS: usize = 3;
/// A station below this many papers says little: its weight is its size over size plus this.
const SMALL: f64 = 100.0;
/// Stations for each coefficient below which a class is not given coefficients of its own.
const STATIONS_PER_COEFFICIENT: usize = 12;
/// Pulls the coefficients towards none, in stations.
const RIDGE: f64 = 1.0;
/// Spread of the logarithms (variance) before anything is known.
const PRIOR_SPREAD: f64 = 0.05;
/// How many stations that prior counts as.
const PRIOR_STATIONS: f64 = 40.0;
/// Least spread added on the diagonal: no two parts are ever known exactly.
const LEAST_SPREAD: f64 = 0.002;
/// How many stations a department's factor is drawn towards 1 by.
const FACTOR_STATIONS: f64 = 30.0;
/// Least and largest factor of a department.
const FACTORS: (f64, f64) = (0.2, 20.0);
/// Largest distance, in parts, one station may add to its department's factor.
const FACTOR_CAP: f64 = 5.0;

/// What was fitted for one class.
#[derive(Clone, Debug)]
struct Fitted {
    /// For each part its coefficients; empty where the class has too few stations.
    coefficients: Vec<Vec<f64>>,
    spread: Square,
}

/// The model of one composition.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    parts: usize,
    classes: Vec<Fitted>,
    /// By department, then class.
    factors: Vec<f64>,
}

/// One station to be fitted.
pub(crate) struct Sample {
    pub(crate) features: Features,
    pub(crate) department: usize,
}

/// What the rounds of reweighting carry along.
struct State {
    /// Logarithms of the shares of each station.
    logs: Vec<Vec<f64>>,
    wholes: Vec<f64>,
    weights: Vec<f64>,
    expected: Vec<Vec<f64>>,
}

impl Model {
    /// Fits the composition of all stations; `samples` has one for each.
    pub(crate) fn fit(cells: &Cells, samples: &[Sample], departments: usize) -> Self {
        let parts = cells.parts();
        let count = cells.stations();
        let unknown = Fitted { coefficients: Vec::new(), spread: Square::diagonal(parts, PRIOR_SPREAD) };
        let classes = vec![unknown; Class::ALL.len()];
        let mut model = Self { parts, classes, factors: vec![1.0; departments * Class::ALL.len()] };
        let mut state = State {
            logs: (0..count).map(|at| logs(cells.of(at))).collect(),
            wholes: (0..count).map(|at| cells.of(at).iter().sum()).collect(),
            weights: vec![1.0; count],
            expected: samples.iter().map(|sample| sample.features.offset.clone()).collect(),
        };
        for round in 0..ROUNDS {
            for class in Class::ALL {
                model.classes[class.at()].coefficients = coefficients(class, samples, &state, parts);
            }
            for (expected, sample) in state.expected.iter_mut().zip(samples) {
                *expected = model.expected(&sample.features);
            }
            model.spread(samples, &state);
            model.reweigh(samples, &mut state, round > 0);
        }
        model
    }

    /// Logarithms of the expected shares.
    pub(crate) fn expected(&self, features: &Features) -> Vec<f64> {
        let coefficients = &self.classes[features.class.at()].coefficients;
        if coefficients.is_empty() {
            return features.offset.clone();
        }
        let corrections = coefficients.iter().map(|each| dot(each, &features.values));
        features.offset.iter().zip(corrections).map(|(offset, correction)| offset + correction).collect()
    }

    /// What is believed of a station of `whole` papers.
    pub(crate) fn belief(&self, features: &Features, department: Option<usize>, whole: f64) -> Belief {
        let factor = department.map_or(1.0, |at| self.factor(at, features.class));
        let expected = self.expected(features);
        let covariance = self.covariance(features.class, factor, &expected, whole);
        Belief::new(expected, &covariance)
    }

    fn factor(&self, department: usize, class: Class) -> f64 {
        self.factors[department * Class::ALL.len() + class.at()]
    }

    /// Fitted spread plus counting noise: about 1/n for the logarithm of a count of n.
    fn covariance(&self, class: Class, factor: f64, expected: &[f64], whole: f64) -> Square {
        let mut covariance = self.classes[class.at()].spread.clone();
        covariance.scale(factor);
        for (part, log) in expected.iter().enumerate() {
            covariance.add(part, part, noise(*log, whole));
        }
        covariance
    }

    /// Covariance of what remains, minus counting noise, by moments.
    fn spread(&mut self, samples: &[Sample], state: &State) {
        for class in Class::ALL {
            let mut sum = Square::diagonal(self.parts, PRIOR_SPREAD * PRIOR_STATIONS);
            let mut stations = PRIOR_STATIONS;
            let inside = samples.iter().enumerate().filter(|(_, sample)| sample.features.class == class);
            for (at, sample) in inside.filter(|(at, _)| state.wholes[*at] >= SMALL) {
                let factor = self.factor(sample.department, class);
                let rest = centred(&state.logs[at], &state.expected[at]);
                let weight = state.weights[at];
                sum.add_outer_lower(&rest, weight / factor);
                for part in 0..self.parts {
                    sum.add(part, part, -weight / factor * noise(state.expected[at][part], state.wholes[at]));
                }
                stations += 1.0;
            }
            sum.scale(1.0 / stations);
            self.classes[class.at()].spread = made_positive(&sum);
        }
    }

    /// New weights of the stations, and of the departments' factors.
    fn reweigh(&mut self, samples: &[Sample], state: &mut State, factors: bool) {
        let free = freedom(self.parts);
        let mut sums = vec![(0.0, 0.0); self.factors.len()];
        for (at, sample) in samples.iter().enumerate().filter(|(at, _)| state.wholes[*at] >= 1.0) {
            let class = sample.features.class;
            let factor = self.factor(sample.department, class);
            let covariance = self.covariance(class, factor, &state.expected[at], state.wholes[at]);
            let rest: Vec<f64> = state.logs[at].iter().zip(&state.expected[at]).map(|(log, mean)| log - mean).collect();
            let far = distance(&covariance, &rest);
            state.weights[at] = (FREEDOM + free) / (FREEDOM + far);
            let sum = &mut sums[sample.department * Class::ALL.len() + class.at()];
            sum.0 += (far * state.weights[at]).min(FACTOR_CAP * free);
            sum.1 += 1.0;
        }
        if factors {
            for (factor, (far, stations)) in self.factors.iter_mut().zip(sums) {
                let ratio = (far / free + FACTOR_STATIONS) / (stations + FACTOR_STATIONS);
                *factor = (*factor * ratio).clamp(FACTORS.0, FACTORS.1);
            }
        }
    }
}

/// Parts that are free: shares add up to one.
pub(crate) fn freedom(parts: usize) -> f64 {
    f64::from(u32::try_from(parts).unwrap_or(u32::MAX)) - 1.0
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn noise(expected_log: f64, whole: f64) -> f64 {
    1.0 / (whole * libm::exp(expected_log) + HALF)
}

/// What remains, without the constant that a composition does not tell.
fn centred(logs: &[f64], expected: &[f64]) -> Vec<f64> {
    let (mut weighed, mut weights) = (0.0, 0.0);
    for (log, mean) in logs.iter().zip(expected) {
        let weight = libm::exp(*mean);
        weighed += weight * (log - mean);
        weights += weight;
    }
    logs.iter().zip(expected).map(|(log, mean)| log - mean - weighed / weights).collect()
}

/// The symmetric matrix of a lower triangle, with as much on the diagonal as makes it positive.
fn made_positive(lower: &Square) -> Square {
    let size = lower.size();
    let mut more = LEAST_SPREAD;
    loop {
        let mut whole = Square::diagonal(size, more);
        for row in 0..size {
            for column in 0..row {
                whole.add(row, column, lower.at(row, column));
                whole.add(column, row, lower.at(row, column));
            }
            whole.add(row, row, lower.at(row, row).max(0.01));
        }
        if whole.factor().is_some() {
            return whole;
        }
        more *= 1.5;
    }
}

/// Weighted least squares of one class; nothing where it has too few stations.
fn coefficients(class: Class, samples: &[Sample], state: &State, parts: usize) -> Vec<Vec<f64>> {
    let inside: Vec<usize> =
        (0..samples.len()).filter(|at| samples[*at].features.class == class && state.wholes[*at] >= 1.0).collect();
    let Some(first) = inside.first() else { return Vec::new() };
    let width = samples[*first].features.values.len();
    if inside.len() < STATIONS_PER_COEFFICIENT * width {
        return Vec::new();
    }
    let mut normal = Square::diagonal(width, RIDGE);
    let mut right = vec![vec![0.0; width]; parts];
    for at in inside {
        let weight = state.weights[at] * state.wholes[at] / (state.wholes[at] + SMALL);
        let features = &samples[at].features;
        normal.add_outer_lower(&features.values, weight);
        for (part, sum) in right.iter_mut().enumerate() {
            let rest = weight * (state.logs[at][part] - features.offset[part]);
            sum.iter_mut().zip(&features.values).for_each(|(sum, value)| *sum += rest * value);
        }
    }
    let Some(factor) = normal.factor() else { return Vec::new() };
    for sum in &mut right {
        factor.solve(sum);
    }
    right
}
