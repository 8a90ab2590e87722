//! The multipliers that prove a value cannot be beaten.

use super::Target;
use super::spans::Span;
use super::sum::Sum;
use super::water::Level;

/// A dual answer: how often the attacker should strike where, and the price of the budget.
///
/// # What it proves
///
/// Take any λ ≥ 0 with `Σ λ_i = 1` and any price μ ≥ 0. For all presences `p` within their bounds
/// and with `Σ cost_i·p_i ≤ M`, the greatest utility is at least any mean of the utilities:
///
/// ```text
/// max_i u_i(p_i) ≥ Σ λ_i·u_i(p_i) = Σ λ_i·uncovered_i − Σ λ_i·d_i·p_i        d_i = uncovered_i − covered_i
///                ≥ Σ λ_i·uncovered_i − Σ λ_i·d_i·p_i + μ·(Σ cost_i·p_i − M)  since the bracket is ≤ 0
///                = Σ λ_i·uncovered_i − μ·M − Σ (λ_i·d_i − μ·cost_i)·p_i
///                ≥ Σ λ_i·uncovered_i − μ·M − Σ max over p in {floor_i, ceiling_i} of (λ_i·d_i − μ·cost_i)·p
/// ```
///
/// The last line has no `p` left: it is a lower bound on what any presences can reach, whatever λ
/// and μ are. [`certify`](super::certify()) computes that line and trusts nothing else.
///
/// The best choice makes the bracket vanish on the targets that stand at the water level and move
/// (`λ_i = μ·cost_i ÷ d_i` there, 0 elsewhere); it is the attacker's own equilibrium strategy.
/// Where a target at its ceiling holds the value up, λ is 1 there and the budget is worth nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Places of targets, ascending, and their λ; all others have 0.
    pub strikes: Vec<(u32, f64)>,
    /// μ: utility for a unit of budget.
    pub price: f64,
}

impl Certificate {
    pub(super) fn at(level: &Level, targets: &[Target], spans: &[Span]) -> Self {
        let worst = spans.iter().enumerate().max_by(|(_, a), (_, b)| a.low.total_cmp(&b.low));
        let (stuck, held) = worst.unwrap_or_else(|| unreachable!("a game has targets"));
        if held.low >= level.height {
            return Self { strikes: vec![(place(stuck), 1.0)], price: 0.0 };
        }
        let moving: Vec<(u32, f64)> = spans
            .iter()
            .zip(targets)
            .enumerate()
            .filter(|(_, (span, _))| span.moves_at(level.height))
            .map(|(index, (_, target))| (place(index), target.cost / (target.uncovered() - target.covered())))
            .collect();
        let rate: Sum = moving.iter().map(|&(_, rate)| rate).collect();
        let price = 1.0 / rate.total();
        Self { strikes: moving.into_iter().map(|(place, rate)| (place, price * rate)).collect(), price }
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or_else(|_| unreachable!("a game has at most MOST_TARGETS targets"))
}
