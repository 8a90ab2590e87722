//! The invented order of the reports.

use projection::order::{first, small_first};
use projection::replay::keys;

use crate::country::country;

#[test]
fn every_station_once_and_small_communes_first() {
    let stations = country(1);
    let keys = keys(stations.iter());
    let order = small_first(&keys, 1);
    let mut all = order.clone();
    all.sort_unstable();
    assert_eq!(all, (0..stations.len()).collect::<Vec<_>>());
    let mean = |part: &[usize]| part.iter().map(|at| keys[*at].2).sum::<u64>() / part.len() as u64;
    let (early, late) = order.split_at(order.len() / 2);
    assert!(3 * mean(early) < 2 * mean(late), "{} {}", mean(early), mean(late));
}

#[test]
fn the_order_is_that_of_the_seed_and_of_nothing_else() {
    let stations = country(1);
    let turned: Vec<_> = stations.iter().rev().cloned().collect();
    let names = |stations: &[projection::Station], seed| -> Vec<_> {
        small_first(&keys(stations.iter()), seed).into_iter().map(|at| stations[at].id).collect()
    };
    assert_eq!(names(&stations, 1), names(&turned, 1));
    assert_ne!(names(&stations, 1), names(&stations, 2));
}

#[test]
fn the_first_stations_hold_the_share() {
    let stations = country(1);
    let keys = keys(stations.iter());
    let order = small_first(&keys, 1);
    assert_eq!(first(&order, &keys, 0.0), 0);
    assert_eq!(first(&order, &keys, 1.0), stations.len());
    let half = first(&order, &keys, 0.5);
    let voters = |part: &[usize]| part.iter().map(|at| keys[*at].1.wide()).sum::<u64>();
    assert!(2 * voters(&order[..half]) >= voters(&order) && 2 * voters(&order[..half - 1]) < voters(&order));
}
