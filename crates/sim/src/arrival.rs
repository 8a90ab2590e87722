//! When each station's report arrives on the night.
//!
//! The curve is that of the French presidential election of 2022, of which the national count was
//! recorded over the night; 2017 had the same hours. Small communes come first, because they have
//! one box and no town hall that waits for a hundred others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use election::definition::{Round, Station};

use crate::dice::{Dice, Topic};
use crate::share::wide;

/// Seconds counted from one hour before results may be published: 19:00 in Paris, when the first
/// doors in metropolitan France close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub u32);

/// From the zero of [`Seconds`] to the legal hour.
pub const BEFORE_LEGAL_HOUR: Seconds = Seconds(3_600);

/// Which night the reports follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Many candidates: 10 April 2022.
    First,
    /// Two candidates: 24 April 2022.
    Second,
}

impl Curve {
    /// Points of the curve: a moment, and the thousandths of all registered voters whose stations
    /// have reported by then. Between points it is straight.
    ///
    /// The first recorded point is 22:21 (round 1) and 21:21 (round 2): from 19:30, when nobody
    /// has finished counting, to there the straight line is a guess. The last point is the end of
    /// the record.
    pub fn points(self) -> &'static [(Seconds, u32)] {
        match self {
            Self::First => &FIRST,
            Self::Second => &SECOND,
        }
    }

    /// When `given` of `all` have arrived.
    fn when(self, given: u64, all: u64) -> Seconds {
        let pairs = self.points().windows(2);
        let mut segments = pairs.map(|pair| (pair[0], pair[1]));
        let segment = segments.find(|(_, (_, until))| given * 1_000 <= u64::from(*until) * all);
        let Some(((from, before), (to, until))) = segment else { unreachable!("given is at most all") };
        let into = given * 1_000 - u64::from(before) * all;
        let length = u64::from(until - before) * all;
        let seconds = (u64::from(to.0 - from.0) * into).checked_div(length).unwrap_or(0);
        Seconds(from.0 + u32::try_from(seconds).unwrap_or_else(|_| unreachable!("a part of the segment")))
    }
}

const FIRST: [(Seconds, u32); 7] = [
    (at(19, 30), 0),
    (at(22, 21), 580),
    (at(22, 52), 710),
    (at(23, 32), 825),
    (at(24, 37), 900),
    (at(27, 57), 986),
    (at(37, 12), 1_000),
];

const SECOND: [(Seconds, u32); 6] =
    [(at(19, 30), 0), (at(21, 21), 450), (at(22, 21), 750), (at(23, 41), 910), (at(24, 46), 980), (at(25, 16), 1_000)];

/// A time on the clock of Paris; the hours go on after midnight.
const fn at(hour: u32, minute: u32) -> Seconds {
    Seconds((hour - 19) * 3_600 + minute * 60)
}

/// A station that will report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Its position in the caller's list.
    pub station: usize,
    /// Voters on its register.
    pub registered: u32,
    /// Voters on all registers of its commune.
    pub commune: u64,
    /// When its doors close; zero if before the zero of [`Seconds`], as overseas.
    pub closes: Seconds,
}

/// A report on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The station's position in the caller's list.
    pub station: usize,
    /// When it arrives.
    pub at: Seconds,
}

/// The stations that open at `round`, the position of that round counting from 0.
pub fn senders(stations: &[Station], rounds: &[Round], round: usize) -> Vec<Sender> {
    let registered = |station: &Station| station.registered[round];
    let mut communes: BTreeMap<_, u64> = BTreeMap::new();
    for station in stations {
        *communes.entry(station.commune).or_default() += registered(station).map_or(0, election::Votes::wide);
    }
    let sender = |(ix, station): (usize, &Station)| {
        let class = rounds[round].hours.iter().find(|hours| hours.class == station.hours);
        let zero = rounds[round].publishes.instant() - i64::from(BEFORE_LEGAL_HOUR.0);
        let closes = class.map_or(0, |hours| hours.closes.instant() - zero);
        Some(Sender {
            station: ix,
            registered: registered(station)?.value(),
            commune: communes.get(&station.commune).copied().unwrap_or(0),
            closes: Seconds(u32::try_from(closes).unwrap_or(0)),
        })
    };
    stations.iter().enumerate().filter_map(sender).collect()
}

/// From closed doors to the first figure of a station: emptying the box and counting envelopes.
const OPENING_THE_BOX: u32 = 900;

/// A second for every voter on the register, but no count is thought to need more than this by
/// itself: a large register has many tables.
const LONGEST_COUNT: u32 = 3_600;

fn earliest(sender: &Sender) -> Seconds {
    Seconds(sender.closes.0 + OPENING_THE_BOX + sender.registered.min(LONGEST_COUNT))
}

/// When the reports arrive, first to last.
///
/// Stations of small communes are likely to be early: three parts of a station's place in the
/// order are the rank of its commune by size, two parts are chance. They then come at the pace of
/// the curve, by registered voters, and nobody before the count can be finished.
pub fn order(senders: &[Sender], curve: Curve, seed: u64) -> Vec<Arrival> {
    let places = places(senders, seed);
    let mut closing: Vec<usize> = (0..senders.len()).collect();
    closing.sort_unstable_by_key(|ix| (Reverse(earliest(&senders[*ix])), *ix));
    let all: u64 = senders.iter().map(|sender| u64::from(sender.registered)).sum();
    let (mut ready, mut given, mut now) = (BinaryHeap::new(), 0, Seconds(0));
    let mut arrivals = Vec::with_capacity(senders.len());
    while arrivals.len() < senders.len() {
        while let Some(ix) = closing.pop_if(|ix| earliest(&senders[*ix]) <= now || ready.is_empty()) {
            now = now.max(earliest(&senders[ix]));
            ready.push(Reverse((places[ix], ix)));
        }
        let Some(Reverse((_, ix))) = ready.pop() else { unreachable!("somebody has not reported") };
        given += u64::from(senders[ix].registered);
        now = now.max(curve.when(given, all));
        arrivals.push(Arrival { station: senders[ix].station, at: now });
    }
    arrivals
}

/// Each sender's place in the order if nobody had to wait for doors.
fn places(senders: &[Sender], seed: u64) -> Vec<u64> {
    let mut by_size: Vec<usize> = (0..senders.len()).collect();
    by_size.sort_unstable_by_key(|ix| (senders[*ix].commune, senders[*ix].registered, *ix));
    let mut places = vec![0; senders.len()];
    for (rank, ix) in by_size.into_iter().enumerate() {
        let mut dice = Dice::new(seed, Topic::Arrival, wide(senders[ix].station));
        places[ix] = 3 * wide(rank) + dice.below(2 * wide(senders.len()));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_straight_between_its_points() {
        assert_eq!(Curve::First.when(0, 1_000), at(19, 30));
        assert_eq!(Curve::First.when(580, 1_000), at(22, 21));
        assert_eq!(Curve::First.when(290, 1_000), Seconds(at(19, 30).0 + 171 * 30));
        assert_eq!(Curve::Second.when(1_000, 1_000), at(25, 16));
    }
}
