//! All stations of a contest at once, the most suspicious first.

use std::cmp::Ordering;

use election::{Counts, Id};

use crate::calibrate;
use crate::contest::{Address, Contest};
use crate::measure;
use crate::picture::Picture;
use crate::rules::{BOUND_NATS, Case, Found, Kind, Place, RULES, Round, Spot};
use crate::thresholds::Thresholds;
use crate::warning::{Warning, warning};

/// Mistakes made on purpose to learn how mistakes score in this contest.
const SAMPLE: u32 = 2_000;

/// A question about one station of a scan.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which station.
    pub station: Id,
    /// What is asked.
    pub warning: Warning,
}

/// A question about all stations of a department together.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Which department.
    pub department: Id,
    /// What is asked.
    pub warning: Warning,
}

/// What is asked over a whole contest.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The questions, the most suspicious first, then by station and code.
    pub findings: Vec<Finding>,
    /// Questions about whole departments, in the same order. No station of them need be wrong.
    pub patterns: Vec<Pattern>,
    /// Score from which on a question is listed.
    pub threshold: f64,
    /// Stations looked at.
    pub stations: usize,
}

/// Looks at every station of `contest`, and lists as many as make `false_alarms` (a share of
/// clean stations, above 0 and below 1) of those that are right.
///
/// Each rule has its part of the false alarms. Scores are nats above the rule's own limit plus
/// the limit of W402, so that scores of different rules can be compared.
pub fn scan(contest: &Contest, before: Option<&Contest>, thresholds: &Thresholds, false_alarms: f64) -> Scan {
    let picture = Picture::of(contest, before);
    let eye = Eye::new(&picture, contest, thresholds);
    let mut each: Vec<[Option<Warning>; RULES.len()]> =
        contest.stations.iter().map(|station| eye.look(&station.address, &station.counts)).collect();
    let limits = eye.limits(&each, false_alarms);
    let common = RULES.iter().position(|rule| rule.code == COMMON).map_or(0.0, |at| limits[at]);
    let mut findings = Vec::new();
    for (station, warnings) in contest.stations.iter().zip(&mut each) {
        for (warning, limit) in warnings.iter_mut().zip(limits) {
            if let Some(mut warning) = warning.take().filter(|warning| warning.score >= limit) {
                warning.score += common - limit;
                findings.push(Finding { station: station.address.station, warning });
            }
        }
    }
    let mut patterns = Vec::new();
    for (place, mut warning) in spots(&Round { contest, before }, thresholds) {
        warning.score += common - BOUND_NATS;
        match place {
            Place::Station(station) => findings.push(Finding { station, warning }),
            Place::Department(department) => patterns.push(Pattern { department, warning }),
        }
    }
    findings.sort_by(|a, b| order(&a.warning, &b.warning, a.station, b.station));
    patterns.sort_by(|a, b| order(&a.warning, &b.warning, a.department, b.department));
    Scan { findings, patterns, threshold: common, stations: contest.stations.len() }
}

fn order(a: &Warning, b: &Warning, place_a: Id, place_b: Id) -> Ordering {
    b.score.total_cmp(&a.score).then(place_a.cmp(&place_b)).then(a.code().cmp(b.code()))
}

/// What the rules ask that look at a whole contest, at or beyond their thresholds.
pub(crate) fn spots(round: &Round<'_>, thresholds: &Thresholds) -> Vec<(Place, Warning)> {
    let asked = RULES.iter().flat_map(|rule| {
        let threshold = thresholds.of_rule(rule);
        let spots = rule.at_contest(round).into_iter();
        let beyond = spots.filter(move |spot| spot.value >= f64::from(threshold));
        beyond.map(move |Spot { place, value, fields }| (place, warning(rule, Found { value, fields }, threshold)))
    });
    asked.collect()
}

/// The rule in whose scores all others are told.
const COMMON: &str = "W402";

/// Looks at one station after another.
pub(crate) struct Eye<'a> {
    picture: &'a Picture,
    contest: &'a Contest,
    thresholds: &'a Thresholds,
    panels: Vec<u16>,
}

impl<'a> Eye<'a> {
    pub(crate) fn new(picture: &'a Picture, contest: &'a Contest, thresholds: &'a Thresholds) -> Self {
        let panels = contest.lines.iter().map(|line| line.panel).collect();
        Self { picture, contest, thresholds, panels }
    }

    /// Everything that speaks against a station: bounds that are passed, and evidence however
    /// small.
    pub(crate) fn look(&self, address: &Address, counts: &Counts) -> [Option<Warning>; RULES.len()] {
        let found = self.picture.assess(address, counts);
        let twin = self.picture.twin(address, counts);
        let case = Case { counts, panels: &self.panels, found: Some(&found), twin };
        RULES.each_ref().map(|rule| {
            let threshold = self.thresholds.of_rule(rule);
            let found = rule.at_station(&case)?;
            let counts = rule.kind == Kind::Evidence || found.value >= f64::from(threshold);
            counts.then(|| warning(rule, found, threshold))
        })
    }

    /// The limit of each rule.
    fn limits(&self, each: &[[Option<Warning>; RULES.len()]], false_alarms: f64) -> [f64; RULES.len()] {
        let mut limits = [0.0; RULES.len()];
        for (at, rule) in RULES.iter().enumerate() {
            let scores: Vec<f64> = each.iter().map(|warnings| score(warnings[at].as_ref())).collect();
            let made = if rule.code == COMMON { self.made(at) } else { Vec::new() };
            limits[at] = calibrate::threshold(&scores, &made, false_alarms * calibrate::part_of(rule));
        }
        limits
    }

    fn made(&self, rule: usize) -> Vec<f64> {
        measure::exchanges(self.contest, SAMPLE, |address, counts| score(self.look(address, counts)[rule].as_ref()))
    }
}

pub(crate) fn score(warning: Option<&Warning>) -> f64 {
    warning.map_or(f64::NEG_INFINITY, |warning| warning.score)
}
