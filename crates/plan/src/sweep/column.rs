//! A round as a column of the choice among rounds, and what columns cost.

use super::{
    net::Net,
    part::Part,
    problem::{PRICE, Problem},
    set::Set,
};

/// Parts of a minute in which multipliers are whole numbers.
pub const PARTS: i64 = 1_024;

/// A round of one shift, by places in the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The shift, by its place in the part.
    pub shift: usize,
    /// What it brings: the price of the weight it sweeps less the minutes on the way.
    pub gain: i64,
    /// The weight it sweeps.
    pub weight: i64,
    /// The venues as a set.
    pub set: Set,
    /// The venues in the order of their sweep.
    pub venues: Vec<u16>,
}

impl Column {
    /// A round in this order; `None` if it visits a venue twice.
    pub fn new(shift: usize, net: &Net, weights: &[i64], venues: Vec<u16>) -> Option<Self> {
        let (mut set, mut travel, mut weight) = (Set::default(), 0, 0);
        let mut before: Option<usize> = None;
        for at in venues.iter().map(|&at| usize::from(at)) {
            if set.has(at) {
                return None;
            }
            set.insert(at);
            weight += weights[at];
            travel += i64::from(before.map_or(net.out[at], |before| net.way(before, at)));
            before = Some(at);
        }
        travel += before.map_or(0, |last| i64::from(net.back[last]));
        Some(Self { shift, gain: weight * MINUTES - travel, weight, set, venues })
    }
}

/// What a unit of weight is worth, in minutes.
pub const MINUTES: i64 = PRICE.cast_signed();

/// The weight of each venue of a part.
pub fn weights(problem: &Problem, part: &Part) -> Vec<i64> {
    part.venues.iter().map(|&venue| i64::from(problem.venues()[venue].weight)).collect()
}

/// Of three venues, at most one round can hold two: a subset-row inequality (Jepsen et al. 2008).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Triple(pub [u16; 3]);

impl Triple {
    /// How often a round counts against the one that is allowed.
    pub fn counts(&self, set: &Set) -> bool {
        self.0.iter().filter(|&&at| set.has(usize::from(at))).count() >= 2
    }
}

/// What an answer must keep besides one round a shift and one visit a venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Must {
    /// Which venues must be swept: their prices may be below zero.
    pub venues: Vec<bool>,
    /// Which shifts must go: theirs too.
    pub shifts: Vec<bool>,
    /// The least weight that must be swept.
    pub least: i64,
    /// The most weight that may be swept.
    pub most: i64,
}

impl Must {
    /// Nothing at all.
    pub fn nothing(weights: &[i64], shifts: usize) -> Self {
        Self { venues: vec![false; weights.len()], shifts: vec![false; shifts], least: 0, most: weights.iter().sum() }
    }
}

/// What each venue costs a round that visits it, what each triple costs, what a unit of weight
/// costs (`most`) and is paid (`least`), and what each shift costs; in parts of a minute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// Of each venue; below zero only where it must be swept.
    pub venues: Vec<i64>,
    /// Of each shift; below zero only where it must go.
    pub shifts: Vec<i64>,
    /// Of some triples, never below zero.
    pub triples: Vec<(Triple, i64)>,
    /// What is paid for a unit of weight, where a least weight must be swept.
    pub least: i64,
    /// What a unit of weight costs, where a most may be swept.
    pub most: i64,
}

impl Prices {
    /// What a round brings beyond its costs before that of its shift, in parts of a minute.
    pub fn left(&self, column: &Column) -> i64 {
        let venues: i64 = column.venues.iter().map(|&at| self.venues[usize::from(at)]).sum();
        let triples = self.triples.iter().filter(|(triple, _)| triple.counts(&column.set));
        let weight = (self.most - self.least) * column.weight;
        column.gain * PARTS - venues - weight - triples.map(|(_, cost)| cost).sum::<i64>()
    }

    /// The same after the cost of its shift.
    pub fn reduced(&self, column: &Column) -> i64 {
        self.left(column) - self.shifts[column.shift]
    }

    /// What a bound has to pay besides the shifts.
    pub fn fixed(&self, must: &Must) -> i64 {
        let triples: i64 = self.triples.iter().map(|(_, cost)| cost).sum();
        self.venues.iter().sum::<i64>() + triples + self.most * must.most - self.least * must.least
    }
}
