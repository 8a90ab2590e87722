//! Which orders of a circuit's stops fit, and an even draw among them.

use super::circuit::{ENUMERATED, Stop};
use crate::chance::Chance;

/// Random exchanges for each stop: enough that the given order is forgotten.
const STEPS_PER_STOP: usize = 30;

/// The travel between the stops of one circuit, in seconds, by place in its list of stops.
pub(super) struct Legs {
    stops: usize,
    seconds: Vec<u32>,
}

impl Legs {
    pub(super) fn new(stops: &[Stop], between: &dyn Fn(u32, u32) -> u32) -> Self {
        let pairs = stops.iter().flat_map(|from| stops.iter().map(move |to| (from.site, to.site)));
        Self {
            stops: stops.len(),
            seconds: pairs.map(|(from, to)| if from == to { 0 } else { between(from, to) }).collect(),
        }
    }

    pub(super) fn leg(&self, from: usize, to: usize) -> u64 {
        u64::from(self.seconds[from * self.stops + to])
    }

    /// Travel of a whole round in this order, back to its first stop.
    pub(super) fn round(&self, order: &[usize]) -> u64 {
        let next = order.iter().cycle().skip(1);
        order.iter().zip(next).map(|(&from, &to)| self.leg(from, to)).sum()
    }

    /// Travel in the order in which the stops were given.
    pub(super) fn given(&self) -> u64 {
        (0..self.stops).map(|stop| self.leg(stop, (stop + 1) % self.stops)).sum()
    }
}

/// An order whose round takes at most `most`; the given order does.
pub(super) fn draw(legs: &Legs, most: u64, chance: &mut Chance) -> Vec<usize> {
    if legs.stops <= ENUMERATED {
        let mut all = all(legs, most);
        let drawn = chance.index(all.len());
        return all.swap_remove(drawn);
    }
    walk(legs, most, chance)
}

/// Every cycle that fits, once: the first stop stays first, so that the phase alone says when a
/// round begins. A cycle and its reverse are two.
pub(super) fn all(legs: &Legs, most: u64) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut order = vec![0];
    grow(legs, most, 0, &mut order, &mut found);
    found
}

/// Longer by one stop in every way that still fits. Legs are not negative, so a path that is too
/// long never becomes a round that fits.
fn grow(legs: &Legs, most: u64, travelled: u64, order: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let last = order[order.len() - 1];
    if order.len() == legs.stops {
        if travelled + legs.leg(last, order[0]) <= most {
            found.push(order.clone());
        }
        return;
    }
    for next in 1..legs.stops {
        let there = travelled + legs.leg(last, next);
        if there <= most && !order.contains(&next) {
            order.push(next);
            grow(legs, most, there, order, found);
            order.pop();
        }
    }
}

/// A random walk over the orders that fit: each step proposes to turn a random segment round (the
/// whole order among them) or to move one stop elsewhere, and stays where it is if the outcome
/// does not fit. Every proposal is as likely as its way back, so the even distribution over the
/// orders that can be reached does not change under a step: the walk draws evenly in the long run.
fn walk(legs: &Legs, most: u64, chance: &mut Chance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..legs.stops).collect();
    let mut proposed = order.clone();
    for _ in 0..STEPS_PER_STOP * legs.stops {
        let (from, to) = (chance.index(legs.stops), chance.index(legs.stops));
        if chance.below(2) == 0 {
            proposed[from.min(to)..=from.max(to)].reverse();
        } else {
            let moved = proposed.remove(from);
            proposed.insert(to, moved);
        }
        if legs.round(&proposed) <= most {
            order.copy_from_slice(&proposed);
        } else {
            proposed.copy_from_slice(&order);
        }
    }
    order
}
