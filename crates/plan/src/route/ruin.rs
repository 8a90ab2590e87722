//! Taking out: strings of visits of neighbouring rounds.

use super::state::State;
use crate::chance::Chance;

/// Jobs taken out at a time, on average.
const REMOVED: f64 = 10.0;
/// Longest string.
const LONGEST: f64 = 10.0;
/// How often a string keeps some of its middle, and how it grows then.
const SPLIT: f64 = 0.5;
const GROW: f64 = 0.01;

/// Takes strings out of rounds around one job.
pub fn ruin(state: &mut State<'_>, chance: &mut Chance) {
    let jobs = state.model.jobs.len();
    let used = state.used().max(1);
    let held = jobs - state.absent.len();
    let longest = LONGEST.min(real(held) / real(used)).max(1.0);
    let most = 4.0 * REMOVED / (1.0 + longest) - 1.0;
    let strings = whole(chance.unit() * most + 1.0);
    let seed = chance.index(jobs);
    let mut ruined: Vec<u32> = Vec::new();
    let model = state.model;
    for &job in &model.near[seed] {
        if ruined.len() >= strings {
            break;
        }
        let Some(crew) = state.crew[job as usize].filter(|crew| !ruined.contains(crew)) else { continue };
        let length = real(state.rounds[crew as usize].jobs.len()).min(longest);
        let count = whole(chance.unit() * length + 1.0).min(state.rounds[crew as usize].jobs.len());
        take(state, crew, job, count, chance);
        ruined.push(crew);
    }
}

/// Takes `count` visits out of a round, the job among them; sometimes around some that stay.
fn take(state: &mut State<'_>, crew: u32, job: u32, count: usize, chance: &mut Chance) {
    let jobs = &state.rounds[crew as usize].jobs;
    let size = jobs.len();
    let at = jobs.iter().position(|&other| other == job).unwrap_or_else(|| unreachable!("the job is in its round"));
    let mut kept = 0;
    if count > 1 && count < size && chance.unit() < SPLIT {
        kept = 1;
        while count + kept < size && chance.unit() > GROW {
            kept += 1;
        }
    }
    let span = count + kept;
    let low = (at + 1).saturating_sub(span);
    let high = at.min(size - span);
    let from = low + chance.index(high - low + 1);
    if kept == 0 {
        return state.remove(crew, from, count);
    }
    let first = chance.index(count + 1);
    if count > first {
        state.remove(crew, from + first + kept, count - first);
    }
    // The whole round may be out by now.
    if first > 0 && !state.rounds[crew as usize].jobs.is_empty() {
        state.remove(crew, from, first);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of jobs")]
fn real(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and not below zero")]
fn whole(number: f64) -> usize {
    number as usize
}
