//! Comb (systematic) sampling: exactly k of many, each with exactly its inclusion probability.
//!
//! The shares are laid end to end on a line in random order, and a comb with one tooth per unit is
//! put down at an even random place; who lies under a tooth is chosen (Madow 1949; for security
//! games Tsai et al. 2010). All in integers: a share is a whole number of 2^-32, the comb has 2^32
//! places, so who has share s is chosen for exactly s of them. The random order brings the joint
//! inclusions near those of maximum entropy; without it neighbours in the list would never be
//! chosen together.

use super::seal::Draw;

/// One whole unit of presence.
const ONE: u64 = 1 << 32;

/// The most that can be drawn from: their sum must fit 64 bits.
pub const MOST_SHARES: usize = 1 << 31;

/// An inclusion probability in units of 2^-32, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u64);

impl Share {
    /// Never.
    pub const NEVER: Self = Self(0);
    /// Always.
    pub const ALWAYS: Self = Self(ONE);

    /// The nearest share to a probability; `None` unless it lies between 0 and 1.
    pub fn nearest(probability: f64) -> Option<Self> {
        if !(0.0..=1.0).contains(&probability) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2^32")]
        #[expect(clippy::cast_precision_loss, reason = "2^32 is exact")]
        Some(Self((probability * ONE as f64).round() as u64))
    }

    /// The probability, exactly.
    #[expect(clippy::cast_precision_loss, reason = "at most 33 bits")]
    pub fn probability(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

/// Shares to draw from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    shares: Vec<Share>,
    sum: u64,
}

/// Why there is nothing to draw from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a number from 0 to 1, at this place.
    #[error("share {0} is not a probability from 0 to 1")]
    Probability(usize),
    /// More than [`MOST_SHARES`].
    #[error("{0} shares are more than {MOST_SHARES}")]
    TooMany(usize),
}

impl Shares {
    /// Exactly these shares. The number drawn is their sum if that is whole, else the whole number
    /// below or above it, with the probabilities that make the sum its mean.
    pub fn new(shares: Vec<Share>) -> Result<Self, Refused> {
        if shares.len() > MOST_SHARES {
            return Err(Refused::TooMany(shares.len()));
        }
        let sum = shares.iter().map(|share| share.0).sum();
        Ok(Self { shares, sum })
    }

    /// The shares nearest to these probabilities. If only the rounding to 2^-32 keeps the sum from
    /// a whole number, single units are given to, or taken from, the first shares that are neither
    /// 0 nor 1, so that the number drawn is certain.
    pub fn nearest(probabilities: &[f64]) -> Result<Self, Refused> {
        let rounded = probabilities.iter().enumerate();
        let shares: Result<Vec<Share>, Refused> =
            rounded.map(|(place, &p)| Share::nearest(p).ok_or(Refused::Probability(place))).collect();
        let mut all = Self::new(shares?)?;
        all.mend();
        Ok(all)
    }

    /// How many are drawn: at least the first, at most the second; one number where the sum is whole.
    pub fn sizes(&self) -> (u64, u64) {
        (self.sum / ONE, self.sum.div_ceil(ONE))
    }

    /// The shares, in their order.
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// Who is drawn: places in ascending order. O(n), but for the sorting of the drawn.
    pub fn draw(&self, draw: &mut Draw) -> Vec<u32> {
        let chance = draw.chance();
        let mut order: Vec<u32> = (0..).take(self.shares.len()).collect();
        chance.shuffle(&mut order);
        // The next tooth, counted from the beginning of the line.
        let mut tooth = chance.below(ONE);
        let mut end = 0;
        let mut drawn = Vec::new();
        for place in order {
            end += self.shares[place as usize].0;
            if tooth < end {
                drawn.push(place);
                tooth += ONE;
            }
        }
        drawn.sort_unstable();
        drawn
    }

    fn mend(&mut self) {
        let over = self.sum % ONE;
        let short = (ONE - over) % ONE;
        // Rounding moves each of them by at most half a unit; floats summed to a whole number by
        // the caller may have lost a little more.
        let lost = self.shares.len() as u64;
        if over.min(short) > lost {
            return;
        }
        let (mut left, gives) = if short <= over { (short, true) } else { (over, false) };
        for share in self.shares.iter_mut().filter(|share| **share != Share::NEVER && **share != Share::ALWAYS) {
            if left == 0 {
                break;
            }
            share.0 = if gives { share.0 + 1 } else { share.0 - 1 };
            left -= 1;
        }
        self.sum = self.shares.iter().map(|share| share.0).sum();
    }
}
