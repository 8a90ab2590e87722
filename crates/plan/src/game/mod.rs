//! The equilibrium: how much presence each site should have so that none is worth more to an attacker who watches.
//!
//! A security game in the form of ORIGAMI (Kiekintveld, Jain, Tsai, Pita, Ordóñez, Tambe: *Computing
//! Optimal Randomized Resource Allocations for Massive Security Games*, AAMAS 2009), with floors,
//! ceilings and a cost per unit of presence at each target:
//!
//! ```text
//! minimise max_i u_i(p_i),   u_i(p) = (1 − p)·uncovered_i + p·covered_i
//! subject to Σ cost_i·p_i ≤ budget,   floor_i ≤ p_i ≤ ceiling_i
//! ```
//!
//! and then, among all answers of that value, the one whose next-worst target is lowest, and so on
//! (leximin): no presence is left idle because a worse target is stuck at its ceiling.
//!
//! The leximin answer is water at one level `t`: every target that the water can move stands at
//! `u_i = t`, the others at their floor (already below `t`) or at their ceiling (still above). So
//! the whole search is for one number, found by selection among the 2n breakpoints in expected
//! linear time, and then by one division.

mod certificate;
mod certify;
mod curve;
mod hours;
mod spans;
mod sum;
mod target;
mod water;

pub use certificate::Certificate;
pub use certify::{NoProof, certify};
pub use curve::{Curve, Knot};
pub use hours::{HourClass, RefusedHour, solve_hours};
pub use target::{LARGEST_COST, LARGEST_PAYOFF, MOST_TARGETS, Payoff, Refused, SMALLEST_COST, SMALLEST_WEIGHT, Target};

use spans::Span;
use sum::Sum;
use water::Level;

/// Targets that were checked: every figure is finite and in its range.
#[derive(Clone, Debug)]
pub struct Game<'a> {
    targets: &'a [Target],
    /// One a target, in the same order.
    spans: Vec<Span>,
    /// Σ cost × floor: less than this cannot be spent.
    floors: f64,
}

/// The presence of every target, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The most that an attacker who knows these presences can expect: max over targets of their utility.
    pub value: f64,
    /// Presence of each target, in the order of the targets; between floor and ceiling.
    pub presence: Vec<f64>,
    /// Σ cost × presence; at most the budget.
    pub used: f64,
    /// What proves that no presences of this budget reach less; see [`certify()`].
    pub certificate: Certificate,
}

impl Solution {
    /// By how much the value would fall for one more unit of budget (for a small part of one:
    /// −dv/dM to the right); 0 where a target at its ceiling holds the value up.
    pub fn price(&self) -> f64 {
        self.certificate.price
    }
}

impl<'a> Game<'a> {
    /// Checks the targets. Refuses none at all, more than [`MOST_TARGETS`], and any target with a
    /// figure that is not finite or out of its range, by its place in the slice.
    pub fn new(targets: &'a [Target]) -> Result<Self, Refused> {
        if targets.is_empty() {
            return Err(Refused::NoTargets);
        }
        if targets.len() > MOST_TARGETS {
            return Err(Refused::TooManyTargets { targets: targets.len() });
        }
        let mut spans = Vec::with_capacity(targets.len());
        let mut floors = Sum::default();
        for (place, target) in targets.iter().enumerate() {
            target.check(place)?;
            floors.add(target.cost * target.floor);
            spans.push(Span::of(target));
        }
        Ok(Self { targets, spans, floors: floors.total() })
    }

    /// Σ cost × floor: the least budget that can be solved.
    pub fn least_budget(&self) -> f64 {
        self.floors
    }

    /// The leximin presences of a budget, in units of presence × cost (crews present on average).
    ///
    /// Refuses a budget that is not finite, or less than the floors cost.
    pub fn solve(&self, budget: f64) -> Result<Solution, Refused> {
        self.check(budget)?;
        let mut level = water::level(&self.spans, budget - self.floors);
        loop {
            let (presence, used) = self.presences(level.height);
            // Only rounding can take more than there is: the level rises by as much, at least by
            // one step of a double, and never past the highest target, where all are at their floors.
            if used > budget && level.height < level.highest {
                level.raise(used - budget);
                continue;
            }
            return Ok(self.solution(&level, presence, used));
        }
    }

    /// The value of any budget and the budget of any value, for who asks many times: O(n log n)
    /// once, O(log n) a question.
    pub fn curve(&self) -> Curve {
        Curve::of(&self.spans, self.floors)
    }

    fn check(&self, budget: f64) -> Result<(), Refused> {
        if !budget.is_finite() {
            return Err(Refused::Budget);
        }
        if budget < self.floors {
            return Err(Refused::Floors { floors: self.floors, budget });
        }
        Ok(())
    }

    fn presences(&self, height: f64) -> (Vec<f64>, f64) {
        let mut used = Sum::default();
        let mut presence = Vec::with_capacity(self.targets.len());
        for (target, span) in self.targets.iter().zip(&self.spans) {
            let here = span.presence(target, height);
            used.add(target.cost * here);
            presence.push(here);
        }
        (presence, used.total())
    }

    fn solution(&self, level: &Level, presence: Vec<f64>, used: f64) -> Solution {
        let utilities = self.targets.iter().zip(&presence).map(|(target, &here)| target.utility(here));
        let value = utilities.fold(f64::NEG_INFINITY, f64::max);
        let certificate = Certificate::at(level, self.targets, &self.spans);
        Solution { value, presence, used, certificate }
    }
}
