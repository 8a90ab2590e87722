//! Putting back: one job after the other where it costs least, now and then overlooking a place.

use std::cmp::Reverse;

use super::{model::Model, state::State};
use crate::chance::Chance;

/// How often a place is overlooked: one time in so many.
const BLINK: u64 = 100;

/// Puts back what can be, in an order drawn for this time.
pub fn recreate(state: &mut State<'_>, chance: &mut Chance) {
    let mut absent = std::mem::take(&mut state.absent);
    order(state.model, &mut absent, chance);
    for job in absent {
        match best(state, job, chance) {
            Some((crew, at)) => state.insert(crew, at, job),
            None => state.absent.push(job),
        }
    }
}

/// Random, hard to carry, far, near, dear, narrow, early or late first.
fn order(model: &Model, jobs: &mut [u32], chance: &mut Chance) {
    chance.shuffle(jobs);
    let far = |job: u32| model.travel(0, model.place(job));
    match chance.below(20) {
        0..4 => {}
        4..7 => jobs.sort_by_key(|&job| Reverse(model.job(job).demand)),
        7..9 => jobs.sort_by_key(|&job| Reverse(far(job))),
        9 => jobs.sort_by_key(|&job| far(job)),
        10..14 => jobs.sort_by_key(|&job| Reverse(model.job(job).price)),
        14..16 => jobs.sort_by_key(|&job| model.job(job).close - model.job(job).open),
        16..18 => jobs.sort_by_key(|&job| model.job(job).open),
        _ => jobs.sort_by_key(|&job| Reverse(model.job(job).close)),
    }
}

/// The cheapest place, if there is one that costs less than leaving the job out.
fn best(state: &State<'_>, job: u32, chance: &mut Chance) -> Option<(u32, usize)> {
    let model = state.model;
    let mut least = model.job(job).price;
    let mut found = None;
    let mut empty = None;
    for &crew in &model.able[job as usize] {
        let class = model.crews[crew as usize].class;
        if state.rounds[crew as usize].jobs.is_empty() && empty.replace(class) == Some(class) {
            continue;
        }
        if let Some((cost, at)) = cheapest(state, crew, job, least, chance) {
            (least, found) = (cost, Some((crew, at)));
        }
    }
    found
}

/// The cheapest place in one round below `least`.
fn cheapest(state: &State<'_>, crew: u32, job: u32, least: i64, chance: &mut Chance) -> Option<(i64, usize)> {
    let (model, who, round) = (state.model, &state.model.crews[crew as usize], &state.rounds[crew as usize]);
    let (it, this) = (model.job(job), model.place(job));
    if round.load + it.demand > who.capacity {
        return None;
    }
    let (mut least, mut found) = (least, None);
    let (mut place, mut free) = (who.depot, who.start);
    for at in 0..=round.jobs.len() {
        let there = model.travel(place, this);
        let start = (free + there).max(it.open);
        if free > it.close {
            break;
        }
        let next = round.jobs.get(at).map_or(who.depot, |&next| model.place(next));
        let on = model.travel(this, next);
        let latest = round.latest.get(at).copied().unwrap_or(who.end);
        if start <= it.close && start + it.service + on <= latest {
            let direct = if round.jobs.is_empty() { 0 } else { model.travel(place, next) };
            let cost = there + on - direct;
            if cost < least && chance.below(BLINK) != 0 {
                (least, found) = (cost, Some((cost, at)));
            }
        }
        if at < round.jobs.len() {
            (place, free) = (next, round.start[at] + model.job(round.jobs[at]).service);
        }
    }
    found
}
