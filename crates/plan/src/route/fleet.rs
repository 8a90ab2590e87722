//! As few rounds as can be: one is given up, and its jobs are pressed into the others. What is
//! often left out counts as hard, and what is left out shall become easier.

use super::{
    anneal::{PACE, real},
    model::Model,
    recreate::recreate,
    ruin::ruin,
    state::{Round, State},
};
use crate::chance::Chance;

/// Rounds of everything with as few crews as were found, at least `least`; crews are all of one
/// class. `None` if not even all crews sufficed. `spent` as for [`anneal`](super::anneal()).
pub fn fewest(
    model: &Model,
    least: usize,
    schedule: super::Schedule,
    chance: &mut Chance,
    spent: &mut dyn FnMut(u64) -> f64,
) -> Option<Vec<Vec<u32>>> {
    let mut fleet = Fleet { missed: vec![0; model.jobs.len()], best: None };
    let mut model = model.clone();
    let (mut tried, mut share) = (0, spent(0));
    let mut rounds = vec![Round::default(); model.crews.len()];
    // Without jobs no crew is needed, and no budget is ever spent. All crews are tried in any case.
    while (share < 1.0 || fleet.best.is_none()) && model.crews.len() >= least && !model.crews.is_empty() {
        let mut state = State::new(&model);
        state.restore(rounds);
        recreate(&mut state, chance);
        while share < 1.0 && !state.absent.is_empty() {
            let heat = schedule.hot * libm::pow(schedule.cold / schedule.hot, share);
            (0..PACE).for_each(|_| fleet.change(&mut state, heat, chance));
            tried += PACE;
            share = spent(tried);
        }
        if !state.absent.is_empty() {
            break;
        }
        rounds = fleet.give_up(&state);
        model = fewer(&model, rounds.len());
    }
    fleet.best
}

struct Fleet {
    /// How often each job was left out.
    missed: Vec<u64>,
    best: Option<Vec<Vec<u32>>>,
}

impl Fleet {
    fn hardness(&self, jobs: &[u32]) -> u64 {
        jobs.iter().map(|&job| self.missed[job as usize]).sum()
    }

    fn change(&mut self, state: &mut State<'_>, heat: f64, chance: &mut Chance) {
        if state.absent.is_empty() {
            return;
        }
        let travel = |state: &State<'_>| state.rounds.iter().map(|round| round.travel).sum::<i64>();
        let (before, left, hard) = (travel(state), state.absent.len(), self.hardness(&state.absent));
        state.begin();
        ruin(state, chance);
        recreate(state, chance);
        for &job in &state.absent {
            self.missed[job as usize] += 1;
        }
        let easier = self.hardness(&state.absent) < hard || state.absent.len() < left;
        let worse = -heat * libm::log(chance.unit().max(1e-300));
        let nearer = state.absent.len() == left && real(travel(state) - before) < worse;
        if !easier && !nearer {
            state.undo();
        }
    }

    /// Keeps what was reached; gives all rounds that are used but the easiest.
    fn give_up(&mut self, state: &State<'_>) -> Vec<Round> {
        let mut rounds: Vec<Round> = state.rounds.iter().filter(|round| !round.jobs.is_empty()).cloned().collect();
        self.best = Some(rounds.iter().map(|round| round.jobs.clone()).collect());
        let easiest = (0..rounds.len()).min_by_key(|&at| (self.hardness(&rounds[at].jobs), rounds[at].jobs.len()));
        easiest.map(|at| rounds.swap_remove(at));
        rounds
    }
}

/// The same with so many crews.
fn fewer(model: &Model, crews: usize) -> Model {
    let mut model = model.clone();
    model.crews.truncate(crews);
    model.able.iter_mut().for_each(|able| able.retain(|&crew| (crew as usize) < crews));
    model
}
