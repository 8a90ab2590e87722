//! What is told in the course of a night.

use projection::order::{first, small_first};
use projection::replay::{Country, keys, replay};
use projection::{Night, Projection, Station, project};

use crate::country::{CANDIDATES, country, end};

/// The first reports, small communes first.
fn hidden(mut stations: Vec<Station>, share: f64, seed: u64) -> Vec<Station> {
    let keys = keys(stations.iter());
    let order = small_first(&keys, seed);
    order[first(&order, &keys, share)..].iter().for_each(|at| stations[*at].counted = None);
    stations
}

fn told(stations: Vec<Station>) -> Projection {
    project(&Night::new(CANDIDATES, stations).expect("a night"), 0.9, 1)
}

#[test]
fn all_reports_are_the_result() {
    let stations = country(1);
    let projection = told(stations.clone());
    let outcome = projection.candidates[0];
    assert!((outcome.share.value - end(&stations)).abs() < 1e-12);
    assert_eq!((outcome.share.low, outcome.share.high), (outcome.share.value, outcome.share.value));
    let turnout = projection.turnout;
    assert_eq!((turnout.low, turnout.high), (turnout.value, turnout.value));
    let won = f64::from(u8::from(end(&stations) > 0.5));
    assert_eq!((outcome.majority, outcome.first, outcome.first_two), (won, won, 1.0), "nothing is open any more");
}

#[test]
fn the_intervals_grow_narrow_around_the_end() {
    let stations = country(2);
    let end = end(&stations);
    let (mut width, mut held) = (1.0, 0);
    for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
        let projection = told(hidden(stations.clone(), share, 3));
        let outcome = projection.candidates[0];
        held += u32::from(outcome.share.low <= end && end <= outcome.share.high);
        assert!(outcome.share.high - outcome.share.low < width, "{share}: {outcome:?}");
        width = outcome.share.high - outcome.share.low;
        assert!(outcome.first_two >= 1.0, "there are but two");
        let sums: f64 = projection.candidates.iter().map(|outcome| outcome.share.value).sum();
        assert!((sums - 1.0).abs() < 1e-9);
        assert!((projection.registered - share).abs() < 0.01);
    }
    assert!(held >= 4, "one in ten may miss; {held} of 5 hold");
}

#[test]
fn the_projection_is_closer_than_the_running_share() {
    let (mut ours, mut running) = (0.0, 0.0);
    for seed in 1..=6 {
        let stations = country(seed);
        let end = end(&stations);
        let outcome = told(hidden(stations, 0.2, seed)).candidates[0];
        ours += (outcome.share.value - end).abs();
        running += (outcome.running - end).abs();
    }
    assert!(3.0 * ours < running, "{ours} against {running}");
}

#[test]
fn nine_in_ten_intervals_hold() {
    let (mut held, mut all) = (0_u32, 0_u32);
    for seed in 1..=12 {
        for row in replay(CANDIDATES, &country(seed), 0.9, 1).expect("a night") {
            if row.country == Country::Whole {
                held += row.covered;
                all += row.intervals;
            }
        }
    }
    assert_eq!(all, 12 * 5 * 2);
    assert!(held * 10 >= all * 9, "{held} of {all}");
}

/// An earlier contest that has nothing to do with this one must make the interval wide, not wrong.
#[test]
fn a_useless_earlier_contest_tells_little_and_nothing_wrong() {
    let mut held = 0;
    for seed in 1..=10 {
        let mut stations = country(seed);
        let mut others: Vec<_> = country(seed + 100).into_iter().map(|station| station.earlier).collect();
        others.rotate_left(7);
        stations.iter_mut().zip(others).for_each(|(station, other)| station.earlier = other);
        let end = end(&stations);
        let share = told(hidden(stations.clone(), 0.3, seed)).candidates[0].share;
        held += u32::from(share.low <= end && end <= share.high);
        let good = told(hidden(country(seed), 0.3, seed)).candidates[0].share;
        assert!(share.high - share.low > good.high - good.low, "{share:?} and {good:?}");
    }
    assert!(held >= 8, "{held} of 10");
}

#[test]
fn neither_the_order_of_the_stations_nor_the_machine_matters() {
    let stations = hidden(country(4), 0.4, 1);
    let mut turned = stations.clone();
    turned.reverse();
    assert_eq!(told(stations.clone()), told(turned));
    let night = Night::new(CANDIDATES, stations).expect("a night");
    let (one, other) = (project(&night, 0.9, 1), project(&night, 0.9, 2));
    assert_ne!(one, other, "another seed draws other ends");
    let [one, other] = [one, other].map(|projection| projection.candidates[0].share);
    assert!((one.low - other.low).abs() < 0.1 * (one.high - one.low), "{one:?} {other:?}");
}

#[test]
fn a_wider_promise_is_a_wider_interval() {
    let night = Night::new(CANDIDATES, hidden(country(5), 0.4, 1)).expect("a night");
    let [half, most] = [0.5, 0.99].map(|confidence| project(&night, confidence, 1).candidates[0].share);
    assert!(most.low < half.low && half.high < most.high, "{half:?} {most:?}");
}

#[test]
fn a_replay_measures_the_country_and_its_blocks() {
    let rows = replay(CANDIDATES, &country(6), 0.9, 2).expect("a night");
    assert_eq!(rows.len(), 10);
    assert!(rows.iter().all(|row| row.covered <= row.intervals && row.width > 0.0));
    assert_eq!((rows[0].nights, rows[0].intervals), (2, 4));
    assert_eq!((rows[5].country, rows[5].nights), (Country::Block, 10));
    assert_eq!(rows, replay(CANDIDATES, &country(6), 0.9, 2).expect("a night"));
}
