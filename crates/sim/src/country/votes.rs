//! How the stations of a department vote: weights around its shares, then exact figures.

use election::{Counts, Votes};

use super::ballot::{BEFORE_CANDIDATES, Spread, spreads};
use super::facts::Sums;
use super::fill::{ONE, Table};
use crate::dice::{BELL, Dice, Topic};

/// Where the stations of a department and round stand in the country's chance.
pub struct Electorate<'a> {
    /// The seed of the country.
    pub seed: u64,
    /// Number of the first station of the department, counted through the country.
    pub first_station: u64,
    /// Number of the first commune, likewise.
    pub first_commune: u64,
    /// Stations in each commune, in order.
    pub communes: &'a [u64],
    /// Voters on the register of each station.
    pub registered: &'a [u32],
}

impl Electorate<'_> {
    /// The counts of every station at a round (0 or 1), in order; their sums are `sums`.
    pub fn counts(&self, round: usize, sums: &Sums) -> Vec<Counts> {
        let columns = columns(sums);
        let table = Table { rows: self.registered, columns: &columns, weights: self.weights(round, &columns) };
        let mut counts = vec![None; self.registered.len()];
        let chance = |ix: usize| self.station(ix, Topic::Rounding, round);
        table.fill(chance, |ix, figures| {
            counts[ix] = Some(paper(self.registered[ix], figures));
        });
        let all: Option<Vec<Counts>> = counts.into_iter().collect();
        all.unwrap_or_else(|| unreachable!("every row is settled once"))
    }

    fn weights(&self, round: usize, columns: &[u32]) -> Vec<u64> {
        let spreads = spreads(round);
        let voters: u64 = columns.iter().copied().map(u64::from).sum();
        let mut weights = Vec::with_capacity(self.registered.len() * columns.len());
        let mut station = 0;
        for (commune, stations) in (self.first_commune..).zip(self.communes) {
            let mood = Mood::of(self.seed, Topic::Commune, commune, round, spreads);
            for _ in 0..*stations {
                let own = (*stations > 1).then(|| self.station_mood(station, round, spreads));
                let mut noise = self.station(station, Topic::Station, 2 + round);
                let row = columns.iter().enumerate().map(|(ix, votes)| {
                    let expected = share(self.registered[station], *votes, voters);
                    let swing = mood.0[ix] + own.as_ref().map_or(0, |own| own.0[ix] * 3 / 4);
                    weight(expected, swing, noise.bell())
                });
                weights.extend(row);
                station += 1;
            }
        }
        weights
    }

    fn station_mood(&self, station: usize, round: usize, spreads: &[Spread]) -> Mood {
        let number = self.first_station + crate::share::wide(station);
        Mood::of(self.seed, Topic::Station, number, round, spreads)
    }

    fn station(&self, station: usize, topic: Topic, stream: usize) -> Dice {
        numbered(self.seed, topic, self.first_station + crate::share::wide(station), stream)
    }
}

/// Streams per commune or station: one of the axes it keeps, and one or two of its own a round.
fn numbered(seed: u64, topic: Topic, number: u64, stream: usize) -> Dice {
    Dice::new(seed, topic, number * 8 + crate::share::wide(stream))
}

/// By how much each column is more or less liked than in the department, in units of 1/1024.
struct Mood([i64; 16]);

/// The stream of the axes that a commune or station keeps from one round to the next.
const KEPT: usize = 4;

impl Mood {
    fn of(seed: u64, topic: Topic, number: u64, round: usize, spreads: &[Spread]) -> Self {
        let mut kept = numbered(seed, topic, number, KEPT);
        let (home, lean) = (kept.bell(), kept.bell());
        let mut own = numbered(seed, topic, number, round);
        let mut mood = [0; 16];
        for (swing, spread) in mood.iter_mut().zip(spreads) {
            *swing = (spread.home * home + spread.lean * lean + spread.own * own.bell()) / BELL;
        }
        Self(mood)
    }
}

/// Expected votes, in units of 1/[`ONE`].
fn share(registered: u32, votes: u32, voters: u64) -> u64 {
    u64::from(registered) * u64::from(votes) * ONE / voters.max(1)
}

/// The expectation, swung, with the sampling noise of a count (its square root), at least 1.
///
/// A swing of +s multiplies by 1 + s, one of -s divides by it: no swing makes a vote negative.
fn weight(expected: u64, swing: i64, noise: i64) -> u64 {
    let (one, by) = (BELL.unsigned_abs(), BELL.unsigned_abs() + swing.unsigned_abs());
    let swung = if swing < 0 { expected * one / by } else { expected * by / one };
    let noise = (swung * ONE).isqrt().cast_signed() * noise / BELL;
    swung.saturating_add_signed(noise).max(1)
}

/// What the voters of a department did, in the order of the table's columns.
fn columns(sums: &Sums) -> Vec<u32> {
    let before: [u64; BEFORE_CANDIDATES] = [sums.registered - sums.cast, sums.blank, sums.void];
    let all = before.iter().chain(&sums.candidates);
    all.map(|votes| u32::try_from(*votes).unwrap_or_else(|_| unreachable!("few million voters"))).collect()
}

/// The paper record of a row: abstention, blank, void, candidates.
fn paper(registered: u32, figures: &[u32]) -> Counts {
    let (before, candidates) = figures.split_at(BEFORE_CANDIDATES);
    let valid = candidates.iter().sum::<u32>();
    let cast = registered - before[0];
    Counts {
        registered: votes(registered),
        signed_in: votes(cast),
        cast: votes(cast),
        blank: votes(before[1]),
        void: votes(before[2]),
        valid: votes(valid),
        candidates: candidates.iter().copied().map(votes).collect(),
    }
}

/// A figure of this crate as the field writes it.
pub fn votes(figure: u32) -> Votes {
    Votes::new(figure).unwrap_or_else(|| unreachable!("a department has few million voters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swing_and_its_opposite_cancel() {
        let there = weight(1_000_000, 512, 0);
        assert_eq!(there, 1_500_000);
        assert_eq!(weight(there, -512, 0), 1_000_000);
    }

    #[test]
    fn no_weight_is_zero() {
        assert_eq!(weight(0, -1_000, -3_000), 1);
        assert_eq!(weight(ONE, 0, -3_000), 1);
    }
}
