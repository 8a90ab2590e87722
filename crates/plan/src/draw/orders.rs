//! Which orders of a circuit's stops fit, and an even draw among them.

use super::circuit::{ENUMERATED, Stop};
use crate::chance::Chance;

/// Random exchanges for each stop: enough that the given order is forgotten.
const STEPS_PER_STOP: usize = 30;

/// What lies between the stops of one circuit, by place in its list of stops.
pub(super) struct Legs {
    stops: usize,
    /// Travel in seconds.
    seconds: Vec<u32>,
    /// Whether two different stops are at one place.
    beside: Vec<bool>,
}

/// What a round comes to, or the most that one may come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Most {
    /// Seconds of travel.
    pub(super) travel: u64,
    /// How often a stop is followed by another at the same place.
    pub(super) beside: usize,
}

impl Most {
    fn admits(self, round: Self) -> bool {
        round.travel <= self.travel && round.beside <= self.beside
    }
}

impl Legs {
    pub(super) fn new(stops: &[Stop], between: &dyn Fn(u32, u32) -> u32, one_place: &dyn Fn(u32, u32) -> bool) -> Self {
        let places = 0..stops.len();
        let pairs = places.clone().flat_map(|from| places.clone().map(move |to| (from, to)));
        let sites = |(from, to): (usize, usize)| (stops[from].site, stops[to].site);
        let seconds =
            |pair| Some(sites(pair)).filter(|(from, to)| from != to).map_or(0, |(from, to)| between(from, to));
        let beside = |pair: (usize, usize)| pair.0 != pair.1 && one_place(sites(pair).0, sites(pair).1);
        Self { stops: stops.len(), seconds: pairs.clone().map(seconds).collect(), beside: pairs.map(beside).collect() }
    }

    pub(super) fn leg(&self, from: usize, to: usize) -> u64 {
        u64::from(self.seconds[from * self.stops + to])
    }

    /// A round, or a part of one, that goes on from one stop to another.
    fn on(&self, before: Most, from: usize, to: usize) -> Most {
        let beside = usize::from(self.beside[from * self.stops + to]);
        Most { travel: before.travel + self.leg(from, to), beside: before.beside + beside }
    }

    /// A whole round in this order, back to its first stop.
    pub(super) fn round(&self, order: &[usize]) -> Most {
        let next = order.iter().cycle().skip(1);
        order.iter().zip(next).fold(Most::default(), |before, (&from, &to)| self.on(before, from, to))
    }

    /// The round in the order in which the stops were given.
    pub(super) fn given(&self) -> Most {
        (0..self.stops).fold(Most::default(), |before, stop| self.on(before, stop, (stop + 1) % self.stops))
    }
}

/// An order whose round comes to at most `most`; the given order does.
pub(super) fn draw(legs: &Legs, most: Most, chance: &mut Chance) -> Vec<usize> {
    if legs.stops <= ENUMERATED {
        let mut all = all(legs, most);
        let drawn = chance.index(all.len());
        return all.swap_remove(drawn);
    }
    walk(legs, most, chance)
}

/// Every cycle that fits, once: the first stop stays first, so that the phase alone says when a
/// round begins. A cycle and its reverse are two.
pub(super) fn all(legs: &Legs, most: Most) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut order = vec![0];
    grow(legs, most, Most::default(), &mut order, &mut found);
    found
}

/// Longer by one stop in every way that still fits. Legs are not negative, so a path that is too
/// long never becomes a round that fits.
fn grow(legs: &Legs, most: Most, so_far: Most, order: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let last = order[order.len() - 1];
    if order.len() == legs.stops {
        if most.admits(legs.on(so_far, last, order[0])) {
            found.push(order.clone());
        }
        return;
    }
    for next in 1..legs.stops {
        let there = legs.on(so_far, last, next);
        if most.admits(there) && !order.contains(&next) {
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
fn walk(legs: &Legs, most: Most, chance: &mut Chance) -> Vec<usize> {
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
        if most.admits(legs.round(&proposed)) {
            order.copy_from_slice(&proposed);
        } else {
            proposed.copy_from_slice(&order);
        }
    }
    order
}
