//! The same measure for rules that look at a whole contest: many mistakes are made at once, since
//! one alone tells such a rule nothing.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use election::{Counts, Id, Votes};

use super::chance::Chance;
use super::inject::longer;
use super::{Half, chosen};
use crate::contest::Contest;
use crate::rules::{Place, Round};
use crate::scan::spots;
use crate::thresholds::Thresholds;

/// Most stations that a mistake is made in.
const STATIONS: usize = 500;
/// In what part of a department's stations figures are made up: one in so many.
const ONE_IN: [usize; 2] = [10, 3];

/// A kind of mistake, or of making up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wide {
    /// A station left out of the file.
    LeftOut,
    /// A station under a number that nobody has.
    Renumbered,
    /// The votes of the next station with one of them changed, and the sums made to fit.
    CopiedAndChanged,
    /// The sum of the commune in the place of one of its stations.
    WholeCommune,
    /// Turnout made a whole percent in one of so many stations of a department.
    WholePercents(usize),
    /// Votes rounded to fives in one of so many stations of a department.
    Fives(usize),
}

impl fmt::Display for Wide {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut => out.write_str("left-out"),
            Self::Renumbered => out.write_str("renumbered"),
            Self::CopiedAndChanged => out.write_str("copied-and-changed"),
            Self::WholeCommune => out.write_str("whole-commune"),
            Self::WholePercents(in_how_many) => write!(out, "whole-percents-1-in-{in_how_many}"),
            Self::Fives(in_how_many) => write!(out, "fives-1-in-{in_how_many}"),
        }
    }
}

/// What one rule found of one kind, at its own threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spotted {
    /// The rule.
    pub code: &'static str,
    /// What was made.
    pub mistake: Wide,
    /// Stations or departments it was made in.
    pub made: usize,
    /// Found.
    pub found: usize,
    /// Stations or departments flagged where nothing was made.
    pub clean_flagged: usize,
    /// Stations or departments looked at.
    pub clean: usize,
}

/// A contest with mistakes, and where they are.
struct Made {
    contest: Contest,
    places: BTreeSet<Place>,
}

/// Makes each kind of mistake in the stations of `half`. What needs an earlier contest is measured
/// only with one.
pub fn spotted(contest: &Contest, before: Option<&Contest>, half: Half, seed: u64) -> Vec<Spotted> {
    let stations = chosen(contest, half);
    let percents = ONE_IN.map(|one_in| ("W507", Wide::WholePercents(one_in)));
    let fives = ONE_IN.map(|one_in| ("W508", Wide::Fives(one_in)));
    let single = [
        ("W503", Wide::LeftOut),
        ("W504", Wide::Renumbered),
        ("W505", Wide::CopiedAndChanged),
        ("W506", Wide::WholeCommune),
    ];
    let kinds = single.into_iter().chain(percents).chain(fives);
    let kinds = kinds.filter(|(_, kind)| before.is_some() || !matches!(kind, Wide::LeftOut | Wide::Renumbered));
    let flagged = Flagged::of(contest, before);
    let measured = kinds.map(|(code, mistake)| {
        let made = mistake.make(contest, &stations, &mut Chance::new(seed));
        let found = Flagged::of(&made.contest, before).by(code);
        let clean = universe(contest, &stations, mistake);
        Spotted {
            code,
            mistake,
            made: made.places.len(),
            found: made.places.intersection(&found).count(),
            clean_flagged: clean.intersection(&flagged.by(code)).count(),
            clean: clean.len(),
        }
    });
    measured.filter(|spotted| spotted.made > 0).collect()
}

/// What every rule flags in a contest.
struct Flagged(Vec<(&'static str, Place)>);

impl Flagged {
    fn of(contest: &Contest, before: Option<&Contest>) -> Self {
        let asked = spots(&Round { contest, before }, &Thresholds::default());
        Self(asked.into_iter().map(|(place, warning)| (warning.code(), place)).collect())
    }

    fn by(&self, code: &str) -> BTreeSet<Place> {
        self.0.iter().filter(|(rule, _)| *rule == code).map(|(_, place)| *place).collect()
    }
}

fn universe(contest: &Contest, stations: &[usize], mistake: Wide) -> BTreeSet<Place> {
    let addresses = stations.iter().map(|at| &contest.stations[*at].address);
    match mistake {
        Wide::WholePercents(_) | Wide::Fives(_) => addresses.map(|there| Place::Department(there.department)).collect(),
        _ => addresses.map(|there| Place::Station(there.station)).collect(),
    }
}

impl Wide {
    fn make(self, contest: &Contest, stations: &[usize], chance: &mut Chance) -> Made {
        match self {
            Self::WholePercents(one_in) => made_up(contest, stations, one_in, chance, whole_percent),
            Self::Fives(one_in) => made_up(contest, stations, one_in, chance, fives),
            _ => self.single(contest, stations, chance),
        }
    }

    /// One mistake a commune, so that none stands in another's way.
    fn single(self, contest: &Contest, stations: &[usize], chance: &mut Chance) -> Made {
        let communes = communes(contest);
        let mut made = Made { contest: contest.clone(), places: BTreeSet::new() };
        let mut left_out = BTreeSet::new();
        let mut touched = BTreeSet::new();
        for _ in 0..STATIONS {
            let Some(at) = chance.one_of(stations).copied() else { break };
            let commune = contest.stations[at].address.commune;
            if !touched.insert(commune) {
                continue;
            }
            let inside = &communes[&commune];
            let mut place = contest.stations[at].address.station;
            match self {
                Self::LeftOut => {
                    left_out.insert(at);
                }
                Self::Renumbered => {
                    let Ok(other) = Id::new(&format!("{commune}-x{at}")) else { continue };
                    made.contest.stations[at].address.station = other;
                    place = other;
                }
                _ => {
                    let counts =
                        if self == Self::WholeCommune { summed(contest, inside) } else { copied(contest, at, chance) };
                    let Some(counts) = counts else { continue };
                    made.contest.stations[at].counts = counts;
                }
            }
            made.places.insert(Place::Station(place));
        }
        let mut at = 0..;
        made.contest.stations.retain(|_| at.next().is_none_or(|at| !left_out.contains(&at)));
        made
    }
}

fn communes(contest: &Contest) -> BTreeMap<Id, Vec<usize>> {
    let mut communes: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
    for (at, station) in contest.stations.iter().enumerate() {
        communes.entry(station.address.commune).or_default().push(at);
    }
    communes
}

/// The commune's own sum; nothing where it has fewer than three stations.
fn summed(contest: &Contest, inside: &[usize]) -> Option<Counts> {
    let (first, rest) = inside.split_first().filter(|(_, rest)| rest.len() > 1)?;
    rest.iter().try_fold(contest.stations[*first].counts.clone(), |sum, at| {
        let other = &contest.stations[*at].counts;
        let add = |a: Votes, b: Votes| Votes::new(a.value() + b.value());
        let candidates = sum.candidates.iter().zip(&other.candidates).map(|(a, b)| add(*a, *b));
        Some(Counts {
            registered: add(sum.registered, other.registered)?,
            signed_in: add(sum.signed_in, other.signed_in)?,
            cast: add(sum.cast, other.cast)?,
            blank: add(sum.blank, other.blank)?,
            void: add(sum.void, other.void)?,
            valid: add(sum.valid, other.valid)?,
            candidates: candidates.collect::<Option<_>>()?,
        })
    })
}

/// The next station's votes with a digit of one of them twice; the station's own register, or as
/// many as voted.
fn copied(contest: &Contest, at: usize, chance: &mut Chance) -> Option<Counts> {
    let there = contest.stations.get(at + 1)?;
    let same = there.address.commune == contest.stations[at].address.commune;
    let mut counts = Some(&there.counts).filter(|_| same)?.clone();
    let line = chance.below(counts.candidates.len());
    counts.candidates[line] = longer(counts.candidates[line], chance)?;
    counts.registered = contest.stations[at].counts.registered;
    fitted(counts)
}

/// Valid, cast and registered as the votes ask for.
fn fitted(mut counts: Counts) -> Option<Counts> {
    let valid: u64 = counts.candidates.iter().map(|votes| votes.wide()).sum();
    counts.valid = Votes::new(u32::try_from(valid).ok()?)?;
    counts.cast = Votes::new(counts.valid.value() + counts.blank.value() + counts.void.value())?;
    counts.signed_in = counts.cast;
    counts.registered = counts.registered.max(counts.cast);
    Some(counts)
}

fn made_up(
    contest: &Contest,
    stations: &[usize],
    one_in: usize,
    chance: &mut Chance,
    change: fn(&Counts) -> Option<Counts>,
) -> Made {
    let mut made = Made { contest: contest.clone(), places: BTreeSet::new() };
    for at in stations {
        if chance.below(one_in) > 0 {
            continue;
        }
        let station = &mut made.contest.stations[*at];
        if let Some(counts) = change(&station.counts) {
            station.counts = counts;
            made.places.insert(Place::Department(station.address.department));
        }
    }
    made
}

/// Votes are added to or taken from the strongest candidate until turnout is a whole percent.
fn whole_percent(counts: &Counts) -> Option<Counts> {
    let (cast, registered) = (counts.cast.wide(), counts.registered.wide().max(1));
    let percent = (cast * 100 + registered / 2) / registered;
    let wanted = u32::try_from((percent * registered + 50) / 100).ok()?;
    let mut changed = counts.clone();
    let strongest = changed.candidates.iter_mut().max_by_key(|votes| **votes)?;
    *strongest = Votes::new((strongest.value() + wanted).checked_sub(counts.cast.value())?)?;
    fitted(changed)
}

fn fives(counts: &Counts) -> Option<Counts> {
    let mut changed = counts.clone();
    for votes in &mut changed.candidates {
        *votes = Votes::new((votes.value() + 2) / 5 * 5)?;
    }
    fitted(changed)
}
