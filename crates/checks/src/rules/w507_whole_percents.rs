//! W507: more turnouts or shares of the leader that are whole percents than chance makes.
//!
//! Source: Kobak, Shpilkin, Pshenichnikov 2016, "Integer percentages as electoral falsification
//! fingerprints" (arXiv 1410.6059): how many stations have round(k·N/100) papers, against
//! binomial counts at each station's own rate.

use std::collections::BTreeMap;

use election::message::Field;
use election::{Counts, Id};

use super::{Kind, Look, Place, Round, Rule, Spot};
use crate::contest::Station;

/// Stations below which a department tells nothing.
const LEAST_STATIONS: usize = 50;
/// A station with fewer voters has a whole percent at every count, or at every second.
const LEAST_WHOLE: u32 = 200;

pub(super) const RULE: Rule = Rule {
    code: "W507",
    kind: Kind::Bound,
    default: 45,
    unit: ["dixièmes d'écart-type", "tenths of standard deviations"],
    says: [
        "trop de participations ou de scores en pour-cent entiers dans le département",
        "too many turnouts or shares of whole percents in the department",
    ],
    remedy: [
        "comparez quelques procès-verbaux du département avec les nombres ; un hasard reste possible",
        "compare some records of the department with the figures; chance remains possible",
    ],
    look: Look::Contest(look),
};

fn look(round: &Round<'_>) -> Vec<Spot> {
    let departments = by_department(&round.contest.stations);
    let spots = departments.into_iter().filter(|(_, stations)| stations.len() >= LEAST_STATIONS);
    spots.map(|(department, stations)| spot(department, &stations, round)).collect()
}

pub(super) fn by_department(stations: &[Station]) -> BTreeMap<Id, Vec<&Counts>> {
    let mut departments: BTreeMap<Id, Vec<&Counts>> = BTreeMap::new();
    for station in stations {
        departments.entry(station.address.department).or_default().push(&station.counts);
    }
    departments
}

fn spot(department: Id, stations: &[&Counts], round: &Round<'_>) -> Spot {
    let turnout = excess(stations.iter().map(|counts| (counts.cast.value(), counts.registered.value())));
    let leader = leader(stations, round.contest.lines.len());
    let share = leader.map_or(0.0, |line| {
        excess(stations.iter().map(|counts| (counts.candidates[line].value(), counts.valid.value())))
    });
    let fields = match leader.filter(|_| share > turnout) {
        Some(line) => vec![Field::Candidate(round.contest.lines[line].panel)],
        None => vec![Field::Cast],
    };
    Spot { place: Place::Department(department), value: 10.0 * turnout.max(share).max(0.0), fields }
}

fn leader(stations: &[&Counts], lines: usize) -> Option<usize> {
    let sum = |line: usize| stations.iter().map(|counts| counts.candidates[line].wide()).sum::<u64>();
    (0..lines).max_by_key(|line| sum(*line))
}

/// Standard deviations by which whole percents exceed what chance makes.
fn excess(pairs: impl Iterator<Item = (u32, u32)>) -> f64 {
    let (mut more, mut variance) = (0.0, 0.0);
    for (part, whole) in pairs.filter(|(_, whole)| *whole >= LEAST_WHOLE) {
        let expected = chance(part, whole);
        more += f64::from(u8::from(is_whole_percent(part, whole))) - expected;
        variance += expected * (1.0 - expected);
    }
    if variance > 0.0 { more / libm::sqrt(variance) } else { 0.0 }
}

fn at_percent(percent: u64, whole: u32) -> u64 {
    (percent * u64::from(whole) + 50) / 100
}

fn is_whole_percent(part: u32, whole: u32) -> bool {
    // Rounding: with 200 voters or more, two whole percents never fall on one count.
    let percent = (u64::from(part) * 100 + u64::from(whole) / 2) / u64::from(whole);
    at_percent(percent, whole) == u64::from(part)
}

/// How likely a binomial count at the observed rate is a whole percent: the normal density at
/// each of the hundred counts.
fn chance(part: u32, whole: u32) -> f64 {
    let (part, whole_f) = (f64::from(part), f64::from(whole));
    let variance = (part * (1.0 - part / whole_f)).max(1.0);
    let density = |percent: u64| {
        let away = f64::from(u32::try_from(at_percent(percent, whole)).unwrap_or(u32::MAX)) - part;
        libm::exp(-away * away / (2.0 * variance))
    };
    let sum: f64 = (0..=100).map(density).sum();
    (sum / libm::sqrt(2.0 * core::f64::consts::PI * variance)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exact binomial probabilities, one after the other.
    fn slow_chance(part: u32, whole: u32) -> f64 {
        let rate = f64::from(part) / f64::from(whole);
        let log = |count: u32| {
            let count = f64::from(count);
            let whole = f64::from(whole);
            libm::lgamma(whole + 1.0) - libm::lgamma(count + 1.0) - libm::lgamma(whole - count + 1.0)
                + count * libm::log(rate)
                + (whole - count) * libm::log(1.0 - rate)
        };
        (1..whole).filter(|count| is_whole_percent(*count, whole)).map(|count| libm::exp(log(count))).sum()
    }

    #[test]
    fn the_density_is_the_binomial() {
        for (part, whole) in [(160, 200), (612, 843), (240, 1_267), (2_700, 3_001)] {
            let (fast, slow) = (chance(part, whole), slow_chance(part, whole));
            assert!((fast - slow).abs() < 0.005, "{part}/{whole}: {fast} {slow}");
        }
    }

    #[test]
    fn what_is_a_whole_percent() {
        assert!(is_whole_percent(600, 800));
        assert!(is_whole_percent(421, 842));
        assert!(is_whole_percent(632, 843), "75 % of 843 is 632.25");
        assert!(!is_whole_percent(634, 843));
    }
}
