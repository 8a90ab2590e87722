//! Whether the model is as sure as it may be: it is asked about stations that have reported.
//!
//! Stations of the largest communes that have reported are put aside, as the cities are at the
//! beginning of a night, and foretold from the rest: once for each part put aside, and for blocks
//! of departments, since errors of neighbours go together and a sum of independent ones would be
//! far too sure. What is wrong by more than was said widens every interval of the night (split
//! conformal prediction with normalised scores: Lei and others 2018, "Distribution-free
//! predictive inference for regression"). It never narrows one: the largest cities are still out,
//! and they are further away than anything that was put aside.

use crate::design::Design;
use crate::night::{BEFORE_CANDIDATES, Night, parts};
use crate::outlook::Model;

/// Parts of the reported voters that are put aside.
const ASIDE: [f64; 2] = [0.25, 0.5];
/// Blocks of departments.
const BLOCKS: usize = 8;
/// Fewer stations are not learned from.
const LEAST_LEARNED: usize = 200;
/// Fewer stations of a block tell nothing.
const LEAST_BLOCK: usize = 5;
/// Rounds of fitting for a trial.
const ROUNDS: usize = 4;

/// What every standard deviation is multiplied by, 1 or more: the `share` quantile of how far
/// trials were off, as against a normal error's `normal`.
pub(crate) fn widening(night: &Night, design: &Design, counted: &[bool], share: f64, normal: f64) -> f64 {
    let mut off: Vec<f64> = ASIDE.iter().flat_map(|aside| trial(night, design, counted, *aside)).collect();
    off.sort_by(f64::total_cmp);
    (quantile(&off, share) / normal).max(1.0)
}

/// How far the sums of the stations put aside were off, in the standard deviations that were told.
fn trial(night: &Night, design: &Design, counted: &[bool], aside: f64) -> Vec<f64> {
    let learned = without_largest(night, counted, aside);
    if learned.iter().filter(|learned| **learned).count() < LEAST_LEARNED {
        return Vec::new();
    }
    let model = Model::of(night, design, &learned, ROUNDS);
    let mut off = Vec::new();
    for block in 0..=BLOCKS {
        // The last block is all of them.
        let inside: Vec<bool> = (0..counted.len())
            .map(|at| counted[at] && !learned[at] && (block == BLOCKS || night.department[at] % BLOCKS == block))
            .collect();
        if inside.iter().filter(|inside| **inside).count() >= LEAST_BLOCK {
            let told = model.outlook(&inside);
            let found = sums(night, &inside);
            let each = found.iter().zip(&told).skip(BEFORE_CANDIDATES);
            off.extend(each.map(|(found, told)| (found - told.mean).abs() / libm::sqrt(told.variance)));
        }
    }
    off
}

/// The counted stations but those of the largest communes, which have `aside` of the voters.
fn without_largest(night: &Night, counted: &[bool], aside: f64) -> Vec<bool> {
    let mut communes = vec![0.0; night.communes];
    (0..counted.len()).for_each(|at| communes[night.commune[at]] += night.voters(at));
    let mut order: Vec<usize> = (0..counted.len()).filter(|at| counted[*at]).collect();
    order.sort_by(|a, b| communes[night.commune[*a]].total_cmp(&communes[night.commune[*b]]).then(a.cmp(b)));
    let whole: f64 = order.iter().map(|at| night.voters(*at)).sum();
    let (mut learned, mut sum) = (vec![false; counted.len()], 0.0);
    for at in order {
        sum += night.voters(at);
        learned[at] = sum <= whole * (1.0 - aside);
    }
    learned
}

/// What these stations reported, part by part.
pub(crate) fn sums(night: &Night, inside: &[bool]) -> Vec<f64> {
    let mut sums = vec![0.0; BEFORE_CANDIDATES + night.candidates];
    for (station, _) in night.stations.iter().zip(inside).filter(|(_, inside)| **inside) {
        if let Some(counts) = &station.counted {
            sums.iter_mut().zip(parts(counts)).for_each(|(sum, part)| *sum += part);
        }
    }
    sums
}

/// The value that `share` of the sorted ones do not exceed; 0 of none. The next one above, as
/// conformal prediction asks for a finite sample.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a number of values is a number of values"
    )]
    let rank = libm::ceil(share * (sorted.len() as f64 + 1.0)) as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(0.0)
}
