//! The Lagrangian bound of a reduced problem in floating point: a guide to the search. What is
//! printed and proven is the certificate's, in whole numbers.
//!
//! With a multiplier λ ≥ 0 for each site, no placement is worth more than
//! Σ over sites Σ over steps max(0, step - λ) + Σ over the best `crews` places of Σ λ of its sites
//! (Galvão and `ReVelle` 1996, for falling steps).

use super::reduced::Reduced;

/// Bounds on crews at each base: what a branch of the search has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// At least so many.
    pub(super) low: Vec<u32>,
    /// At most so many.
    pub(super) high: Vec<u32>,
}

impl Limits {
    pub(super) fn of(reduced: &Reduced) -> Self {
        Self { low: vec![0; reduced.bases()], high: reduced.most.clone() }
    }

    /// Crews that are still free.
    pub(super) fn free(&self, crews: u32) -> u32 {
        crews - self.low.iter().sum::<u32>()
    }
}

/// A whole number in a double: exact up to [`super::problem::MAX_WORTH`].
#[expect(clippy::cast_precision_loss, reason = "worths stay below 2^53")]
#[inline]
pub(super) fn real(worth: i64) -> f64 {
    worth as f64
}

/// What the sites give for these multipliers.
pub(super) fn sites_part(reduced: &Reduced, multipliers: &[f64]) -> f64 {
    let above = |site: usize| {
        let over = reduced.steps(site).iter().map(|&step| (real(step) - multipliers[site]).max(0.0));
        over.sum::<f64>()
    };
    (0..reduced.sites()).map(above).sum()
}

/// Σ of the multipliers of each base's sites, and its prize.
pub(super) fn scores(reduced: &Reduced, multipliers: &[f64], scores: &mut [f64]) {
    for ((score, column), prize) in scores.iter_mut().zip(reduced.columns.iter()).zip(&reduced.prizes) {
        *score = prize + column.iter().map(|&site| multipliers[site as usize]).sum::<f64>();
    }
}

/// The best crews for given scores.
pub(super) struct Best {
    /// Their scores together.
    pub(super) sum: f64,
    /// The lowest score among them if all crews are used, else 0: the price of a crew.
    pub(super) price: f64,
}

/// The best `crews` places within the limits; `order` becomes the bases that get any of the crews
/// that are free.
pub(super) fn best(scores: &[f64], limits: &Limits, crews: u32, order: &mut Vec<u32>) -> Best {
    let fixed = scores.iter().zip(&limits.low).filter(|(_, low)| **low > 0).map(|(score, &low)| score * f64::from(low));
    let mut sum: f64 = fixed.sum();
    let mut left = limits.free(crews);
    let room = |base: u32| limits.high[base as usize] - limits.low[base as usize];
    order.clear();
    order.extend((0..super::rows::short(scores.len())).filter(|&base| room(base) > 0 && scores[base as usize] > 0.0));
    let score = |base: &u32| scores[*base as usize];
    if order.len() > left as usize {
        order.select_nth_unstable_by(left as usize, |a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
        order.truncate(left as usize);
    }
    // With several crews at a base fewer bases may do: take from the best on.
    if limits.high.iter().any(|&high| high > 1) {
        order.sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
    }
    let mut price = f64::INFINITY;
    order.retain(|base| {
        let used = room(*base).min(left);
        if used > 0 {
            sum += score(base) * f64::from(used);
            price = price.min(score(base));
        }
        left -= used;
        used > 0
    });
    Best { sum, price: if left > 0 || price == f64::INFINITY { 0.0 } else { price } }
}
