//! Better prices: a subgradient method whose direction keeps a share of the former one (Camerini,
//! Fratta, Maffioli 1975) and whose steps aim at the best known value (Polyak 1969). The mean of
//! the relaxed answers on the way says which sites are in doubt (Barahona and Anbil 2000).

use super::dual::{Price, Relaxed, UNIT};
use super::problem::MAX_COST;

/// The first step in shares of the way to the best known value, and the last worth making.
const STEP: [f64; 2] = [1.0, 0.005];
/// After so many steps without a better bound the step is shortened.
const PATIENCE: u32 = 15;
const SHORTER: f64 = 0.6;
/// How much of the former direction is kept.
const MEMORY: f64 = 0.6;
/// How much of a relaxed answer enters the mean of the answers.
const NEWS: f64 = 0.05;

/// The state of an ascent.
#[derive(Clone, Debug)]
pub(super) struct Ascent {
    /// The best prices so far.
    pub(super) best: Vec<Price>,
    /// What they prove, in units of price.
    pub(super) bound: i128,
    /// The mean of the relaxed answers: how far each site is open, from 0 to 1.
    pub(super) openness: Vec<f64>,
    direction: Vec<f64>,
    step: f64,
    idle: u32,
}

impl Ascent {
    /// Begins at prices that were just solved.
    pub(super) fn new(prices: &[Price], relaxed: &Relaxed) -> Self {
        let direction = relaxed.missing.iter().map(|&missing| f64::from(missing)).collect();
        let openness = relaxed.chosen.iter().map(|&chosen| f64::from(u8::from(chosen))).collect();
        Self { best: prices.to_vec(), bound: relaxed.bound, openness, direction, step: STEP[0], idle: 0 }
    }

    /// Whether steps have become so short that the prices hardly move, or none is needed.
    pub(super) fn is_spent(&self) -> bool {
        self.step < STEP[1] || self.direction.iter().all(|&missing| missing == 0.0)
    }

    /// Moves the prices, whose relaxed answer is given, towards a bound of `value`.
    pub(super) fn advance(&self, value: u64, relaxed: &Relaxed, prices: &mut [Price]) {
        let length: f64 = self.direction.iter().map(|missing| missing * missing).sum();
        let target = i128::from(value) * i128::from(UNIT);
        let stride = self.step * units(target - relaxed.bound) / length.max(1e-9);
        for (price, &missing) in prices.iter_mut().zip(&self.direction) {
            *price = (*price + rounded(stride * missing)).clamp(0, HIGHEST);
        }
    }

    /// Takes in the answer at the new prices; true if they prove more than the best so far.
    pub(super) fn learn(&mut self, prices: &[Price], relaxed: &Relaxed) -> bool {
        for (old, &new) in self.direction.iter_mut().zip(&relaxed.missing) {
            *old = MEMORY * *old + f64::from(new);
        }
        for (old, &new) in self.openness.iter_mut().zip(&relaxed.chosen) {
            *old += NEWS * (f64::from(u8::from(new)) - *old);
        }
        if relaxed.bound > self.bound {
            self.best.copy_from_slice(prices);
            (self.bound, self.idle) = (relaxed.bound, 0);
            return true;
        }
        self.idle += 1;
        if self.idle == PATIENCE {
            self.idle = 0;
            self.step *= SHORTER;
        }
        false
    }
}

/// No price is higher: beyond the dearest cost a price proves nothing more, and the sums of all
/// clients' prices stay within their integers.
const HIGHEST: Price = (MAX_COST as Price) * UNIT;

#[expect(clippy::cast_precision_loss, reason = "the length of a step needs no exactness")]
fn units(units: i128) -> f64 {
    units as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a cast to an integer ends at its edges, and these are checked")]
fn rounded(step: f64) -> Price {
    (step as Price).clamp(-HIGHEST, HIGHEST)
}
