//! How many of the mistakes that people make are found, and at what price in false alarms.
//!
//! Mistakes are made, one at a time, in real stations; each rule's threshold is set where the
//! asked share of the untouched stations is flagged by it.

mod baseline;
mod chance;
mod inject;
mod wide;

pub use inject::Mistake;
pub use wide::{Spotted, Wide, spotted};

use election::Counts;

use crate::contest::{Address, Contest};
use crate::picture::Picture;
use crate::rules::RULES;
use crate::scan::{Eye, score};
use crate::thresholds::Thresholds;
use baseline::Baseline;
use chance::Chance;

/// Shares of false alarms at which power is told.
pub const FALSE_ALARMS: [f64; 2] = [0.01, 0.001];
/// Votes or papers from which on a mistake is told apart.
pub const MOVED: f64 = 20.0;
/// Stations with fewer valid votes are left out, as in the published baseline.
pub const LEAST_VALID: u32 = 50;

/// Seed of the exchanges that a scan learns from.
const EXCHANGES_SEED: u64 = 20_170_423;

/// Which detector a line of the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detector {
    /// The simple rule that Vigie is compared with.
    Baseline,
    /// One rule.
    Rule(&'static str),
    /// Any rule, all sharing the one price, as a scan does.
    Any,
}

/// What was found of one kind of mistake by one detector.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Power {
    /// Mistakes made.
    pub made: u32,
    /// Found at each of [`FALSE_ALARMS`].
    pub found: [u32; 2],
    /// Mistakes that moved at least [`MOVED`].
    pub large: u32,
    /// Of those, found.
    pub large_found: [u32; 2],
}

/// The whole table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Stations whose clean figures set the thresholds.
    pub stations: usize,
    /// Detector, mistake, what was found.
    pub rows: Vec<(Detector, Mistake, Power)>,
}

/// Which stations are measured: all, or those of every second department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// All.
    Whole,
    /// The first, third, … department in the order of their codes.
    Odd,
    /// The second, fourth, …
    Even,
}

/// Makes `draws` mistakes of each kind, the same ones for the same `seed`.
pub fn power(contest: &Contest, before: Option<&Contest>, half: Half, draws: u32, seed: u64) -> Table {
    let picture = Picture::of(contest, before);
    let thresholds = Thresholds::default();
    let bench = Bench {
        eye: Eye::new(&picture, contest, &thresholds),
        contest,
        baseline: Baseline::of(contest),
        stations: chosen(contest, half),
    };
    let clean: Vec<Scores> = bench.stations.iter().map(|at| bench.scores(*at, None)).collect();
    let limits = Limits::of(&clean);
    let mut rows = Vec::new();
    for mistake in Mistake::ALL {
        let powers = bench.made(mistake, draws, seed, &limits);
        rows.extend(detectors().into_iter().zip(powers).map(|(detector, power)| (detector, mistake, power)));
    }
    let tells = |detector: &Detector| !matches!(detector, Detector::Rule(code) if is_of_contest(code));
    rows.retain(|(detector, _, power)| power.made > 0 && tells(detector));
    Table { stations: bench.stations.len(), rows }
}

/// Rules that one changed station tells nothing are measured by [`spotted`].
fn is_of_contest(code: &str) -> bool {
    RULES.iter().any(|rule| rule.code == code && rule.is_of_contest())
}

/// The stations that are measured.
fn chosen(contest: &Contest, half: Half) -> Vec<usize> {
    let mut departments: Vec<_> = contest.stations.iter().map(|station| station.address.department).collect();
    departments.sort_unstable();
    departments.dedup();
    let inside = |at: &usize| {
        let station = &contest.stations[*at];
        let rank = departments.binary_search(&station.address.department).unwrap_or(0);
        let chosen = match half {
            Half::Whole => true,
            Half::Odd => rank.is_multiple_of(2),
            Half::Even => !rank.is_multiple_of(2),
        };
        chosen && station.counts.valid.value() >= LEAST_VALID
    };
    (0..contest.stations.len()).filter(inside).collect()
}

/// Scores of exchanges made on purpose in stations of the contest, always the same ones.
pub(crate) fn exchanges(contest: &Contest, draws: u32, score: impl Fn(&Address, &Counts) -> f64) -> Vec<f64> {
    let mut chance = Chance::new(EXCHANGES_SEED);
    let mut stations: Vec<usize> = (0..contest.stations.len()).collect();
    // The same stations whatever order the file has them in.
    stations.sort_by_key(|at| contest.stations[*at].address.station);
    let made = (0..draws).filter_map(|_| {
        let at = *chance.one_of(&stations)?;
        let (counts, _) = Mistake::Exchange.make(contest, at, &mut chance)?;
        Some(score(&contest.stations[at].address, &counts))
    });
    made.collect()
}

/// Scores of the baseline and of every rule.
type Scores = [f64; 1 + RULES.len()];

fn detectors() -> Vec<Detector> {
    let rules = RULES.iter().map(|rule| Detector::Rule(rule.code));
    [Detector::Baseline].into_iter().chain(rules).chain([Detector::Any]).collect()
}

/// The scores that must be exceeded, at each of [`FALSE_ALARMS`].
struct Limits {
    /// Where each detector pays the price alone.
    alone: Vec<[f64; 2]>,
    /// Where the rules share it.
    shared: Vec<[f64; 2]>,
}

impl Limits {
    fn of(clean: &[Scores]) -> Self {
        let columns = (0..clean.first().map_or(0, |scores| scores.len())).map(|column| {
            let mut scores: Vec<f64> = clean.iter().map(|scores| scores[column]).collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            scores
        });
        let columns: Vec<Vec<f64>> = columns.collect();
        let at = |scores: &[f64], share| scores[crate::calibrate::rank(scores.len(), share)];
        let alone = columns.iter().map(|scores| FALSE_ALARMS.map(|share| at(scores, share)));
        let parts = RULES.iter().map(crate::calibrate::part_of);
        let shared = columns.iter().skip(1).zip(parts);
        let shared = shared.map(|(scores, part)| FALSE_ALARMS.map(|share| at(scores, share * part)));
        Self { alone: alone.collect(), shared: shared.collect() }
    }

    /// Which detectors find it, in the order of [`detectors`].
    fn found(&self, scores: &Scores) -> Vec<[bool; 2]> {
        let exceeds = |limits: &[[f64; 2]], scores: &[f64]| -> Vec<[bool; 2]> {
            limits.iter().zip(scores).map(|(limits, score)| limits.map(|limit| *score > limit)).collect()
        };
        let mut found = exceeds(&self.alone, scores);
        let shared = exceeds(&self.shared, &scores[1..]);
        found.push([0, 1].map(|share| shared.iter().any(|hit| hit[share])));
        found
    }
}

struct Bench<'a> {
    eye: Eye<'a>,
    contest: &'a Contest,
    baseline: Baseline,
    stations: Vec<usize>,
}

impl Bench<'_> {
    /// Scores of the station's own figures, or of others in its place.
    fn scores(&self, at: usize, other: Option<&Counts>) -> Scores {
        let station = &self.contest.stations[at];
        let counts = other.unwrap_or(&station.counts);
        let warnings = self.eye.look(&station.address, counts);
        let mut scores = [self.baseline.score(&station.address, &station.counts, counts); 1 + RULES.len()];
        scores[1..].iter_mut().zip(&warnings).for_each(|(place, warning)| *place = score(warning.as_ref()));
        scores
    }

    fn made(&self, mistake: Mistake, draws: u32, seed: u64, limits: &Limits) -> Vec<Power> {
        let mut chance = Chance::new(seed ^ (mistake as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut powers = vec![Power::default(); detectors().len()];
        for _ in 0..draws {
            let Some(at) = chance.one_of(&self.stations).copied() else { break };
            let Some((counts, moved)) = mistake.make(self.contest, at, &mut chance) else { continue };
            let found = limits.found(&self.scores(at, Some(&counts)));
            powers.iter_mut().zip(found).for_each(|(power, found)| power.count(found, moved));
        }
        powers
    }
}

impl Power {
    fn count(&mut self, found: [bool; 2], moved: f64) {
        self.made += 1;
        let large = moved >= MOVED;
        self.large += u32::from(large);
        for (at, hit) in found.into_iter().enumerate() {
            self.found[at] += u32::from(hit);
            self.large_found[at] += u32::from(hit && large);
        }
    }
}
