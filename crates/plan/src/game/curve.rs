//! The value as a function of the budget: convex, falling, made of straight pieces.

use super::Refused;
use super::spans::Span;
use super::sum::Sum;

/// A corner of the curve, and the piece that begins there towards larger budgets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// Budget, in units of presence × cost.
    pub budget: f64,
    /// The value at that budget.
    pub value: f64,
    /// By how much the value falls for a unit of budget from here on; 0 after the last knot.
    pub price: f64,
}

/// v(M) and its inverse M(v), for allocation between games (departments).
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// By rising budget and falling value; the first is at the floors, the last where ceilings
    /// hold the value up.
    knots: Vec<Knot>,
}

impl Curve {
    pub(super) fn of(spans: &[Span], floors: f64) -> Self {
        let end = spans.iter().map(|span| span.low).fold(f64::NEG_INFINITY, f64::max);
        let mut falls: Vec<(f64, f64)> =
            spans.iter().filter(|span| span.high > end).map(|span| (span.high, span.rate)).collect();
        falls.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let (mut rate, mut budget) = (Sum::default(), Sum::default());
        budget.add(floors);
        let mut knots = Vec::with_capacity(falls.len() + 1);
        for (nth, &(value, more)) in falls.iter().enumerate() {
            rate.add(more);
            let next = falls.get(nth + 1).map_or(end, |next| next.0);
            // Targets of one height are one knot.
            if next < value {
                knots.push(Knot { budget: budget.total(), value, price: 1.0 / rate.total() });
                budget.add(rate.total() * (value - next));
            }
        }
        knots.push(Knot { budget: budget.total(), value: end, price: 0.0 });
        Self { knots }
    }

    /// The corners, by rising budget.
    pub fn knots(&self) -> &[Knot] {
        &self.knots
    }

    /// The least value that a budget reaches; refuses one that is not finite or less than the floors.
    pub fn value_at(&self, budget: f64) -> Result<f64, Refused> {
        let (nth, knot) = self.piece(budget)?;
        let next = self.knots.get(nth + 1).map_or(f64::NEG_INFINITY, |next| next.value);
        Ok((knot.value - (budget - knot.budget) * knot.price).max(next))
    }

    /// −dv/dM towards larger budgets; refuses as [`Curve::value_at`].
    pub fn price_at(&self, budget: f64) -> Result<f64, Refused> {
        self.piece(budget).map(|(_, knot)| knot.price)
    }

    /// The least budget that brings every target to `value` or below; `None` where the ceilings
    /// forbid it (or `value` is not a number).
    pub fn budget_for(&self, value: f64) -> Option<f64> {
        let (first, last) = (self.knots.first()?, self.knots.last()?);
        if value >= first.value {
            return Some(first.budget);
        }
        if value.is_nan() || value < last.value {
            return None;
        }
        let after = self.knots.partition_point(|knot| knot.value > value);
        let knot = self.knots[after - 1];
        Some((knot.budget + (knot.value - value) / knot.price).min(self.knots[after].budget))
    }

    fn piece(&self, budget: f64) -> Result<(usize, Knot), Refused> {
        if !budget.is_finite() {
            return Err(Refused::Budget);
        }
        let after = self.knots.partition_point(|knot| knot.budget <= budget);
        match after.checked_sub(1) {
            Some(nth) => Ok((nth, self.knots[nth])),
            None => Err(Refused::Floors { floors: self.knots[0].budget, budget }),
        }
    }
}
