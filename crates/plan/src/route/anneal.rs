//! The search: ruin, recreate, and taking what is a little worse while it is hot.

use super::{
    recreate::recreate,
    ruin::ruin,
    state::{Round, State},
};
use crate::chance::Chance;

/// First and last temperature, in units of cost.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// At first.
    pub hot: f64,
    /// At last.
    pub cold: f64,
}

/// Changes between two questions how much of the budget is spent.
pub const PACE: u64 = 50;

/// Searches until the budget is spent. `spent` is told the changes tried so far and says how much
/// of the budget they were: nothing is 0, all is 1. The state ends as the best that was found.
pub fn anneal(state: &mut State<'_>, schedule: Schedule, chance: &mut Chance, spent: &mut dyn FnMut(u64) -> f64) {
    let mut best: (i64, Vec<Round>) = (state.cost, state.rounds.clone());
    let (mut tried, mut share) = (0, spent(0));
    // Something is tried even where nothing may be spent: an answer is better than none.
    while (share < 1.0 || tried == 0) && !state.model.jobs.is_empty() {
        let heat = schedule.hot * libm::pow(schedule.cold / schedule.hot, share);
        for _ in 0..PACE {
            let before = state.cost;
            state.begin();
            ruin(state, chance);
            recreate(state, chance);
            let worse = -heat * libm::log(chance.unit().max(1e-300));
            if real(state.cost - before) >= worse {
                state.undo();
            } else if state.cost < best.0 {
                best.0 = state.cost;
                best.1.clone_from(&state.rounds);
            }
        }
        tried += PACE;
        share = spent(tried);
    }
    state.restore(best.1);
}

#[expect(clippy::cast_precision_loss, reason = "differences of costs")]
pub(super) fn real(cost: i64) -> f64 {
    cost as f64
}
