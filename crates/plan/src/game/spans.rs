//! A target as the water sees it: from where to where its utility can be pressed, and at what cost.

use super::Target;
use super::target::SMALLEST_WEIGHT;

/// Three numbers a target; the search for the level passes over nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The utility at the floor.
    pub(super) high: f64,
    /// The utility at the ceiling.
    pub(super) low: f64,
    /// Budget for each unit by which the utility is pressed below `high`; 0 where `high` = `low`.
    pub(super) rate: f64,
}

impl Span {
    pub(super) fn of(target: &Target) -> Self {
        let width = target.ceiling - target.floor;
        let high = target.utility(target.floor);
        // Not the utility at the ceiling: its own rounding could pretend a use where there is none.
        let low = high - width * (target.uncovered() - target.covered());
        // Where presence changes nothing that a double can show, it is not spent.
        if high - low < SMALLEST_WEIGHT {
            return Self { high, low: high, rate: 0.0 };
        }
        Self { high, low, rate: target.cost * width / (high - low) }
    }

    /// Budget above the floor that brings the utility to `height`, or as near as bounds allow.
    pub(super) fn spent(&self, height: f64) -> f64 {
        self.rate * (self.high - height.max(self.low).min(self.high))
    }

    /// Whether a little less height costs more here.
    pub(super) fn moves_at(&self, height: f64) -> bool {
        self.low < height && height <= self.high
    }

    /// The presence that brings the utility to `height`, or as near as bounds allow.
    pub(super) fn presence(&self, target: &Target, height: f64) -> f64 {
        if height >= self.high || self.low >= self.high {
            return target.floor;
        }
        if height <= self.low {
            return target.ceiling;
        }
        let part = (self.high - height) / (self.high - self.low);
        (target.floor + part * (target.ceiling - target.floor)).min(target.ceiling)
    }
}
