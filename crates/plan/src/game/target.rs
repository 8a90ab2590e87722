//! What a target is worth to an attacker, and the bounds of its presence.

/// More targets than this are refused: places must fit the certificate's 32 bits, and the memory one machine.
pub const MOST_TARGETS: usize = 1 << 25;
/// Payoffs beyond this are refused, so that no sum of them overflows.
pub const LARGEST_PAYOFF: f64 = 1e100;
/// Weights below this are refused: a double could not divide by them.
pub const SMALLEST_WEIGHT: f64 = 1e-100;
/// The cheapest unit of presence.
pub const SMALLEST_COST: f64 = 1e-9;
/// The dearest unit of presence.
pub const LARGEST_COST: f64 = 1e9;

/// What an attack on a target brings the attacker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payoff {
    /// weight × (1 − presence): an attack under guard brings nothing. Above zero.
    Weight(f64),
    /// (1 − presence) × uncovered + presence × covered, with uncovered ≥ covered; either may be negative.
    General {
        /// When nobody is present.
        uncovered: f64,
        /// When somebody is.
        covered: f64,
    },
}

/// A place that could be attacked. The figures are checked by [`Game::new`](super::Game::new).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// What an attack brings.
    pub payoff: Payoff,
    /// The least presence, 0 ≤ floor ≤ ceiling.
    pub floor: f64,
    /// The most presence, ≤ 1.
    pub ceiling: f64,
    /// What one unit of presence costs of the budget: 1, or less where a crew within reach counts in part elsewhere.
    pub cost: f64,
}

impl Target {
    /// A target of this weight, any presence, cost 1.
    pub fn weighing(weight: f64) -> Self {
        Self { payoff: Payoff::Weight(weight), floor: 0.0, ceiling: 1.0, cost: 1.0 }
    }

    /// A target of these payoffs, any presence, cost 1.
    pub fn paying(uncovered: f64, covered: f64) -> Self {
        Self { payoff: Payoff::General { uncovered, covered }, floor: 0.0, ceiling: 1.0, cost: 1.0 }
    }

    /// The same with bounds of presence.
    #[must_use]
    pub fn between(self, floor: f64, ceiling: f64) -> Self {
        Self { floor, ceiling, ..self }
    }

    /// The same with a cost per unit of presence.
    #[must_use]
    pub fn costing(self, cost: f64) -> Self {
        Self { cost, ..self }
    }

    /// The attacker's utility when nobody is present.
    pub fn uncovered(&self) -> f64 {
        match self.payoff {
            Payoff::Weight(weight) => weight,
            Payoff::General { uncovered, .. } => uncovered,
        }
    }

    /// The attacker's utility when somebody is present.
    pub fn covered(&self) -> f64 {
        match self.payoff {
            Payoff::Weight(_) => 0.0,
            Payoff::General { covered, .. } => covered,
        }
    }

    /// What an attack is expected to bring under this presence.
    pub fn utility(&self, presence: f64) -> f64 {
        (1.0 - presence) * self.uncovered() + presence * self.covered()
    }

    /// Comparisons are written so that a NaN fails them.
    pub(super) fn check(&self, target: usize) -> Result<(), Refused> {
        match self.payoff {
            Payoff::Weight(weight) if !(SMALLEST_WEIGHT..=LARGEST_PAYOFF).contains(&weight) => {
                return Err(Refused::Weight { target, weight });
            }
            Payoff::General { uncovered, covered }
                if !(uncovered <= LARGEST_PAYOFF && covered >= -LARGEST_PAYOFF && uncovered >= covered) =>
            {
                return Err(Refused::Payoff { target, uncovered, covered });
            }
            Payoff::Weight(_) | Payoff::General { .. } => {}
        }
        if !(self.floor >= 0.0 && self.floor <= self.ceiling && self.ceiling <= 1.0) {
            return Err(Refused::Presence { target, floor: self.floor, ceiling: self.ceiling });
        }
        if !(SMALLEST_COST..=LARGEST_COST).contains(&self.cost) {
            return Err(Refused::Cost { target, cost: self.cost });
        }
        Ok(())
    }
}

/// Why a game has no answer. Targets are named by their place, from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// Nothing to protect.
    #[error("there are no targets")]
    NoTargets,
    /// More than [`MOST_TARGETS`].
    #[error("{targets} targets are more than {MOST_TARGETS}")]
    TooManyTargets {
        /// How many there are.
        targets: usize,
    },
    /// Zero, negative, infinite, not a number, or beyond what a double can divide.
    #[error("target {target}: a weight is a number above 0, not {weight}")]
    Weight {
        /// Its place.
        target: usize,
        /// What was said.
        weight: f64,
    },
    /// Not finite, or a guard that would invite the attacker.
    #[error("target {target}: payoffs are finite, uncovered ({uncovered}) at least covered ({covered})")]
    Payoff {
        /// Its place.
        target: usize,
        /// What was said.
        uncovered: f64,
        /// What was said.
        covered: f64,
    },
    /// Not 0 ≤ floor ≤ ceiling ≤ 1.
    #[error("target {target}: presence lies between 0 and 1, not from {floor} to {ceiling}")]
    Presence {
        /// Its place.
        target: usize,
        /// What was said.
        floor: f64,
        /// What was said.
        ceiling: f64,
    },
    /// Outside [`SMALLEST_COST`] to [`LARGEST_COST`].
    #[error("target {target}: the cost of presence is above 0 and finite, not {cost}")]
    Cost {
        /// Its place.
        target: usize,
        /// What was said.
        cost: f64,
    },
    /// Infinite or not a number.
    #[error("the budget is not a finite number")]
    Budget,
    /// The floors alone cost more than there is.
    #[error("the floors alone take {floors}, more than the budget of {budget}")]
    Floors {
        /// Σ cost × floor.
        floors: f64,
        /// What there is.
        budget: f64,
    },
}
