//! The bound again, from the targets and the multipliers alone. Shares no code with the search.

use super::{Certificate, Target};

/// Why multipliers prove nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// Places must ascend and be those of targets.
    #[error("strike {0} of the certificate names no target, or one out of order")]
    Place(usize),
    /// A multiplier is finite and not negative.
    #[error("strike {0} of the certificate has no weight from 0 up")]
    Weight(usize),
    /// The multipliers must have a sum that can be divided by.
    #[error("the strikes of the certificate have no sum above 0")]
    Sum,
    /// The price is finite and not negative.
    #[error("the price of the certificate is not a number from 0 up")]
    Price,
    /// The budget is finite.
    #[error("the budget is not a finite number")]
    Budget,
}

/// The value that no presences of this budget can get below; see [`Certificate`] for the proof.
///
/// Multipliers that do not sum to one (they are rounded) are divided by their sum, which keeps the
/// proof exact for other numbers λ and μ. Rounding is left in the last digits of the result only.
pub fn certify(targets: &[Target], budget: f64, certificate: &Certificate) -> Result<f64, NoProof> {
    check(targets.len(), budget, certificate)?;
    let mut total = Wide::default();
    certificate.strikes.iter().for_each(|&(_, strike)| total.add_product(strike, 1.0));
    let total = total.value();
    if !(total > 0.0 && total.is_finite()) {
        return Err(NoProof::Sum);
    }
    let mut bound = Wide::default();
    bound.add_product(-certificate.price, budget);
    let mut strikes = certificate.strikes.iter().copied().peekable();
    for (place, target) in targets.iter().enumerate() {
        let strike = strikes.next_if(|&(at, _)| at as usize == place).map_or(0.0, |(_, strike)| strike);
        let pull = strike * (target.uncovered() - target.covered()) - certificate.price * target.cost;
        bound.add_product(strike, target.uncovered());
        bound.add_product(-pull, if pull > 0.0 { target.ceiling } else { target.floor });
    }
    Ok(bound.value() / total)
}

fn check(targets: usize, budget: f64, certificate: &Certificate) -> Result<(), NoProof> {
    if !(certificate.price >= 0.0 && certificate.price.is_finite()) {
        return Err(NoProof::Price);
    }
    if !budget.is_finite() {
        return Err(NoProof::Budget);
    }
    let mut next = 0;
    for (nth, &(place, strike)) in certificate.strikes.iter().enumerate() {
        if place as usize >= targets || u64::from(place) < next {
            return Err(NoProof::Place(nth));
        }
        if !(strike >= 0.0 && strike.is_finite()) {
            return Err(NoProof::Weight(nth));
        }
        next = u64::from(place) + 1;
    }
    Ok(())
}

/// A sum of products in about twice the digits of a double (Ogita, Rump, Oishi 2005, `Dot2`): the
/// bound is a small difference of large sums.
#[derive(Default)]
struct Wide {
    high: f64,
    low: f64,
}

impl Wide {
    fn value(&self) -> f64 {
        self.high + self.low
    }

    fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        let sum = self.high + product;
        let back = sum - self.high;
        let lost = (self.high - (sum - back)) + (product - back);
        self.low += lost + a.mul_add(b, -product);
        self.high = sum;
    }
}
