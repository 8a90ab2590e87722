//! A whole contest: what is wrong comes first, and not much else is listed.

use checks::measure::{Detector, Half, Mistake, power};
use checks::{Contest, Thresholds, scan};

use crate::country::country;

fn listed(contest: &Contest, false_alarms: f64) -> Vec<(String, &'static str)> {
    let scan = scan(contest, None, &Thresholds::default(), false_alarms);
    scan.findings.iter().map(|finding| (finding.station.to_string(), finding.warning.code())).collect()
}

#[test]
fn the_wrong_station_comes_first() {
    let mut contest = country(6, 2);
    contest.stations[33].counts.candidates.swap(0, 5);
    let first = listed(&contest, 0.01).remove(0);
    assert_eq!(first, (contest.stations[33].address.station.to_string(), "W402"));
}

#[test]
fn a_clean_contest_lists_no_more_than_was_asked_for() {
    let contest = country(30, 3);
    let mut stations: Vec<_> = listed(&contest, 0.05).into_iter().map(|(station, _)| station).collect();
    stations.dedup();
    assert!(stations.len() <= contest.stations.len() / 20 + 1, "{}", stations.len());
}

#[test]
fn the_order_of_the_stations_does_not_matter() {
    let mut contest = country(6, 4);
    contest.stations[7].counts.candidates.swap(1, 4);
    let first = listed(&contest, 0.02);
    contest.stations.reverse();
    assert_eq!(listed(&contest, 0.02), first);
}

#[test]
fn an_empty_contest_and_one_candidate_are_scanned() {
    let mut contest = country(2, 5);
    contest.stations.clear();
    assert_eq!(listed(&contest, 0.01), []);
    let mut single = country(2, 5);
    single.lines.truncate(1);
    for station in &mut single.stations {
        station.counts.candidates = station.counts.candidates[..1].into();
        let valid = station.counts.candidates[0];
        let cast = valid.value() + station.counts.blank.value() + station.counts.void.value();
        station.counts.valid = valid;
        station.counts.cast = crate::country::votes(cast);
    }
    listed(&single, 0.01);
}

#[test]
fn the_measure_is_the_same_twice_and_the_mistakes_are_found() {
    let contest = country(12, 6);
    let table = power(&contest, None, Half::Whole, 300, 1);
    assert_eq!(table.rows, power(&contest, None, Half::Whole, 300, 1).rows);
    let found = |detector, mistake| {
        let row = table.rows.iter().find(|(d, m, _)| (*d, *m) == (detector, mistake)).expect("measured");
        f64::from(row.2.found[0]) / f64::from(row.2.made)
    };
    assert!(found(Detector::Rule("W402"), Mistake::Exchange) > 0.9);
    assert!(found(Detector::Rule("W404"), Mistake::RegisteredDigitTwice) > 0.9);
    assert!(found(Detector::Rule("W501"), Mistake::NextStation) > 0.9);
    assert!(found(Detector::Rule("W402"), Mistake::BlankVoid) < 0.1, "rows are not what was exchanged");
}
