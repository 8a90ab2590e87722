//! The ways to be wrong, and the ways to know nothing.

use election::{Counts, Votes};
use projection::{Interval, LEAST_STATIONS, MAX_CANDIDATES, Night, Projection, Refused, Station, project};

use crate::country::{CANDIDATES, Dice, country, counts, id, votes};

const ANYTHING: Interval = Interval { value: 0.5, low: 0.0, high: 1.0 };

fn told(stations: Vec<Station>) -> Projection {
    project(&Night::new(CANDIDATES, stations).expect("a night"), 0.9, 1)
}

/// The country with all but the first `kept` still to come.
fn only(kept: usize) -> Vec<Station> {
    let mut stations = country(1);
    stations.iter_mut().skip(kept).for_each(|station| station.counted = None);
    stations
}

#[track_caller]
fn finite(projection: &Projection) {
    let mut intervals = vec![projection.turnout];
    intervals.extend(projection.candidates.iter().map(|outcome| outcome.share));
    for it in intervals {
        assert!(0.0 <= it.low && it.low <= it.value && it.value <= it.high && it.high <= 1.0, "{it:?}");
    }
    for outcome in &projection.candidates {
        for chance in [outcome.first, outcome.first_two, outcome.majority, outcome.running] {
            assert!((0.0..=1.0).contains(&chance), "{outcome:?}");
        }
    }
}

#[test]
fn without_reports_anything_may_come() {
    for kept in [0, 1, LEAST_STATIONS - 1] {
        let projection = told(only(kept));
        assert_eq!(projection.counted, kept);
        assert_eq!(projection.turnout, ANYTHING);
        assert!(projection.candidates.iter().all(|outcome| outcome.share == ANYTHING), "{projection:?}");
        finite(&projection);
    }
    let projection = told(only(LEAST_STATIONS));
    finite(&projection);
    let share = projection.candidates[0].share;
    assert!(share.high - share.low < 1.0 && share.high - share.low > 0.02, "{share:?}");
}

#[test]
fn a_station_twice_is_refused() {
    let mut stations = country(1);
    stations.push(stations[7].clone());
    let twice = stations[7].id;
    assert_eq!(Night::new(CANDIDATES, stations).expect_err("refused"), Refused::Twice(twice));
}

#[test]
fn other_candidates_are_refused() {
    let mut stations = country(1);
    stations[3].counted = Some(counts(900, &[1, 2, 3]));
    let wrong = stations[3].id;
    assert_eq!(Night::new(CANDIDATES, stations).expect_err("refused"), Refused::Candidates(wrong));
    let mut stations = country(1);
    stations[3].earlier = Some(counts(900, &[1, 2]));
    assert_eq!(Night::new(CANDIDATES, stations).expect_err("refused"), Refused::Earlier(wrong));
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(Night::new(CANDIDATES, Vec::new()).expect_err("refused"), Refused::Nothing);
    let mut uncounted = only(0);
    for station in &mut uncounted {
        station.earlier = None;
    }
    assert_eq!(Night::new(0, uncounted.clone()).expect_err("refused"), Refused::Nothing);
    assert_eq!(Night::new(MAX_CANDIDATES + 1, uncounted.clone()).expect_err("refused"), Refused::TooMany);
    for (at, station) in uncounted.iter_mut().enumerate() {
        station.department = id(&format!("d{at}"));
    }
    assert_eq!(Night::new(CANDIDATES, uncounted).expect_err("refused"), Refused::TooMany);
}

#[test]
fn stations_that_the_earlier_contest_did_not_have_are_told() {
    let mut stations = only(500);
    stations[10].earlier = None;
    stations[20].earlier = None;
    let last = stations.len() - 1;
    stations[last].earlier = None;
    let projection = told(stations.clone());
    assert_eq!(projection.without_earlier, 2, "those that have reported");
    finite(&projection);
    for station in &mut stations {
        station.earlier = None;
    }
    finite(&told(stations));
}

#[test]
fn annulled_and_empty_stations_do_no_harm() {
    let mut stations = only(500);
    let nobody = counts(0, &[0, 0]);
    stations[5].counted = Some(nobody.clone());
    stations[6].earlier = Some(counts(0, &[0, 0, 0]));
    stations[7].registered = Votes::ZERO;
    stations[600].registered = Votes::ZERO;
    finite(&told(stations));
    let mut nothing = only(500);
    nothing
        .iter_mut()
        .filter(|station| station.counted.is_some())
        .for_each(|station| station.counted = Some(nobody.clone()));
    finite(&told(nothing));
}

#[test]
fn figures_of_any_kind_never_break_it() {
    let mut dice = Dice::new(9);
    for _ in 0..12 {
        let mut stations = country(3);
        for station in &mut stations {
            station.earlier = (dice.below(5) > 0).then(|| any(&mut dice, 3));
            station.counted = (dice.below(3) > 0).then(|| any(&mut dice, CANDIDATES));
            station.registered = figure(&mut dice);
        }
        finite(&told(stations));
    }
}

fn figure(dice: &mut Dice) -> Votes {
    let digits = dice.below(8);
    votes(dice.below(10_u32.pow(digits)))
}

/// Sums that do not hold, figures of all sizes.
fn any(dice: &mut Dice, candidates: usize) -> Counts {
    Counts {
        registered: figure(dice),
        signed_in: figure(dice),
        cast: figure(dice),
        blank: figure(dice),
        void: figure(dice),
        valid: figure(dice),
        candidates: (0..candidates).map(|_| figure(dice)).collect(),
    }
}
