//! A night that is over, counted again in an invented order, to see how often the intervals hold
//! the end.
//!
//! One election is one election: ten orders of the same night fail together. So the departments
//! are also dealt into blocks, and each block is a country of its own, with its own end.

use std::collections::BTreeMap;

use election::{Id, Votes};

use crate::night::{Night, Refused, Station};
use crate::order::{first, small_first};
use crate::project::{Projection, project};

/// Shares of the registered that have reported.
pub const LEVELS: [f64; 5] = [0.1, 0.3, 0.5, 0.7, 0.9];
/// Countries that the departments are dealt into.
pub const BLOCKS: usize = 10;

/// Which country is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Country {
    /// All departments.
    Whole,
    /// Every [`BLOCKS`]th.
    Block,
}

/// How the projections at one level did, over all orders or blocks and all candidates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which country.
    pub country: Country,
    /// Share of the registered that had reported.
    pub level: f64,
    /// Nights counted again.
    pub nights: u32,
    /// Intervals told.
    pub intervals: u32,
    /// Those that held the final share.
    pub covered: u32,
    /// Mean width of all intervals, as a share of the valid votes.
    pub width: f64,
    /// The same of the two candidates who came first in the end.
    pub width_first_two: f64,
    /// Mean error of the estimate for these two.
    pub error_first_two: f64,
    /// Mean error of the running share for these two.
    pub running_first_two: f64,
    /// Mean probability given to these two to be among the first two.
    pub first_two: f64,
}

/// Counts a whole night again. Every station must have reported; `orders` is how many orders the
/// whole country is counted in.
pub fn replay(candidates: usize, stations: &[Station], confidence: f64, orders: u64) -> Result<Vec<Row>, Refused> {
    let mut rows = Vec::new();
    let whole: Vec<&Station> = stations.iter().collect();
    for level in LEVELS {
        let nights = (1..=orders).map(|seed| told(candidates, &whole, level, confidence, seed));
        rows.push(row(Country::Whole, level, &nights.collect::<Result<Vec<_>, _>>()?));
    }
    let blocks = blocks(stations);
    for level in LEVELS {
        let nights = (1..).zip(&blocks).map(|(seed, block)| told(candidates, block, level, confidence, seed));
        rows.push(row(Country::Block, level, &nights.collect::<Result<Vec<_>, _>>()?));
    }
    Ok(rows)
}

fn blocks(stations: &[Station]) -> Vec<Vec<&Station>> {
    let mut ranks: BTreeMap<Id, usize> = stations.iter().map(|station| (station.department, 0)).collect();
    ranks.values_mut().enumerate().for_each(|(at, rank)| *rank = at);
    let mut blocks = vec![Vec::new(); BLOCKS];
    for station in stations {
        blocks[ranks[&station.department] % BLOCKS].push(station);
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// What is told at one level of one night, and the final shares.
struct Told {
    projection: Projection,
    end: Vec<f64>,
}

fn told(candidates: usize, all: &[&Station], level: f64, confidence: f64, seed: u64) -> Result<Told, Refused> {
    let keys = keys(all.iter().copied());
    let order = small_first(&keys, seed);
    let mut stations: Vec<Station> = all.iter().map(|station| (*station).clone()).collect();
    let end = shares(candidates, &stations);
    order[first(&order, &keys, level)..].iter().for_each(|at| stations[*at].counted = None);
    let projection = project(&Night::new(candidates, stations)?, confidence, seed);
    Ok(Told { projection, end })
}

/// Identifier, register and voters of the commune, as [`small_first`] wants them.
pub fn keys<'a>(stations: impl Iterator<Item = &'a Station> + Clone) -> Vec<(Id, Votes, u64)> {
    let mut communes: BTreeMap<Id, u64> = BTreeMap::new();
    for station in stations.clone() {
        *communes.entry(station.commune).or_default() += station.registered.wide();
    }
    stations.map(|station| (station.id, station.registered, communes[&station.commune])).collect()
}

fn shares(candidates: usize, stations: &[Station]) -> Vec<f64> {
    let mut votes = vec![0.0; candidates];
    for counts in stations.iter().filter_map(|station| station.counted.as_ref()) {
        votes.iter_mut().zip(&counts.candidates).for_each(|(sum, votes)| *sum += f64::from(votes.value()));
    }
    let whole: f64 = votes.iter().sum::<f64>().max(1.0);
    votes.into_iter().map(|votes| votes / whole).collect()
}

fn row(country: Country, level: f64, nights: &[Told]) -> Row {
    let counted = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let (mut all, mut leaders, mut covered) = (Vec::new(), Vec::new(), 0);
    for night in nights {
        let mut ranked: Vec<usize> = (0..night.end.len()).collect();
        ranked.sort_by(|a, b| night.end[*b].total_cmp(&night.end[*a]));
        for (rank, at) in ranked.into_iter().enumerate() {
            let (outcome, end) = (night.projection.candidates[at], night.end[at]);
            let share = outcome.share;
            covered += u32::from(share.low <= end && end <= share.high);
            all.push(share.high - share.low);
            if rank < 2 {
                let errors = [share.value, outcome.running].map(|told| (told - end).abs());
                leaders.push([share.high - share.low, errors[0], errors[1], outcome.first_two]);
            }
        }
    }
    let mean =
        |values: &mut dyn Iterator<Item = f64>, many: usize| values.sum::<f64>() / f64::from(counted(many.max(1)));
    let of_leaders = |which: usize| mean(&mut leaders.iter().map(|leader| leader[which]), leaders.len());
    Row {
        country,
        level,
        nights: counted(nights.len()),
        intervals: counted(all.len()),
        covered,
        width: mean(&mut all.iter().copied(), all.len()),
        width_first_two: of_leaders(0),
        error_first_two: of_leaders(1),
        running_first_two: of_leaders(2),
        first_two: of_leaders(3),
    }
}
