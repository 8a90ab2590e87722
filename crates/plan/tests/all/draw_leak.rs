//! The leak figure: worked by hand, and against its definition.

use std::collections::BTreeMap;

use plan::draw::circuit::{Timetable, Visit};
use plan::draw::leak::{Leak, Policy, Refused, leak, told};

/// One letter a minute, a dot for the road.
fn round(minutes: &str) -> Timetable {
    let mut visits: Vec<Visit> = Vec::new();
    for (minute, letter) in (0..).zip(minutes.bytes()).filter(|(_, letter)| *letter != b'.') {
        visits.push(Visit { site: u32::from(letter), from: minute * 60, seconds: 60 });
    }
    Timetable { period: u32::try_from(minutes.len()).unwrap() * 60, visits }
}

#[track_caller]
fn check(orders: &[&str], policy: Policy, seen: u32, horizon: u32, before: f64, share: f64) {
    let orders: Vec<Timetable> = orders.iter().map(|order| round(order)).collect();
    let leak = leak(&orders, policy, seen, horizon).unwrap();
    assert!((leak.before - before).abs() < 1e-12, "{leak:?}");
    assert!((leak.share() - share).abs() < 1e-12, "{leak:?}");
}

#[test]
fn nothing_seen_is_nothing_learned() {
    check(&["AABB"], Policy::KeepAllDay, 0, 10, 1.0, 0.0);
    check(&["AABB"], Policy::RedrawEachPeriod, 0, 10, 1.0, 0.0);
}

#[test]
fn one_minute_of_two_leaves_two_phases() {
    // After an A the crew has one or two minutes of A behind it: every other minute is known.
    check(&["AABB"], Policy::KeepAllDay, 1, 4, 1.0, 0.5);
}

#[test]
fn a_sighting_that_is_not_ambiguous_gives_the_day_away() {
    check(&["AABB"], Policy::KeepAllDay, 2, 400, 1.0, 1.0);
}

#[test]
fn a_redraw_keeps_the_next_period_unknown() {
    // Begun at minute 0: 2 minutes known of the 4 that follow; at 1: 1; at 2: 0; at 3, with one
    // minute in the new period: the second of its remaining three.
    check(&["AABB"], Policy::RedrawEachPeriod, 2, 4, 1.0, 0.25);
}

#[test]
fn an_order_drawn_at_random_leaks_less_than_one_that_is_known() {
    let (known, drawn) = (["A.B.C."], ["A.B.C.", "A.C.B."]);
    let share = |orders: &[&str]| {
        let orders: Vec<Timetable> = orders.iter().map(|order| round(order)).collect();
        leak(&orders, Policy::KeepAllDay, 2, 6).unwrap().share()
    };
    assert!((share(&known) - 1.0).abs() < 1e-12);
    assert!(share(&drawn) < 0.85, "{}", share(&drawn));
}

#[test]
fn a_crew_that_never_moves_has_nothing_to_leak() {
    check(&["AAAA"], Policy::KeepAllDay, 1, 4, 0.0, 0.0);
}

#[test]
fn the_mean_goes_by_weight() {
    let (all, none) = (Leak { before: 2.0, learned: 2.0 }, Leak { before: 2.0, learned: 0.0 });
    assert!((Leak::mean(&[(1.0, all), (3.0, none)]).unwrap().share() - 0.25).abs() < 1e-12);
    assert_eq!(Leak::mean(&[]), None);
}

#[test]
fn what_is_no_circuit_is_refused() {
    let refused = |orders: &[Timetable], seen, horizon| leak(orders, Policy::KeepAllDay, seen, horizon).unwrap_err();
    assert_eq!(refused(&[], 1, 1), Refused::Timetables);
    assert_eq!(refused(&[round("AB"), round("ABC")], 1, 1), Refused::Timetables);
    assert_eq!(refused(&[Timetable { period: 90, visits: Vec::new() }], 1, 1), Refused::Period(90));
    assert_eq!(refused(&[round("AB")], 3, 1), Refused::Sighting);
    assert_eq!(refused(&[round("AB")], 1, 0), Refused::Sighting);
    let many = vec![round(&"A".repeat(1_000)); 51];
    assert_eq!(refused(&many, 1, 1), Refused::TooMany(51_000));
}

/// The crew's whereabouts over three periods for every equally likely draw.
fn days(orders: &[&str], policy: Policy) -> Vec<Vec<u8>> {
    let turns: Vec<Vec<u8>> = orders
        .iter()
        .flat_map(|order| (0..order.len()).map(|phase| order.bytes().cycle().skip(phase).take(order.len()).collect()))
        .collect();
    match policy {
        Policy::KeepAllDay => turns.iter().map(|turn| turn.repeat(3)).collect(),
        Policy::RedrawEachPeriod => {
            let two = turns.iter().flat_map(|a| turns.iter().map(move |b| [&a[..], b].concat()));
            two.flat_map(|two| turns.iter().map(move |c| [&two[..], c].concat())).collect()
        }
    }
}

fn entropy<K: Ord>(values: impl Iterator<Item = K>) -> f64 {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_insert(0.0) += 1.0);
    let total: f64 = counts.values().sum();
    counts.values().map(|count: &f64| -count / total * (count / total).log2()).sum()
}

/// By the definition: I(X; O) = H(X) + H(O) − H(X, O) over all days, all minutes, all beginnings.
fn slow(orders: &[&str], policy: Policy, seen: usize, horizon: usize) -> f64 {
    let (days, period) = (days(orders, policy), orders[0].len());
    let mut learned = 0.0;
    for start in 0..period {
        let sight = |day: &Vec<u8>| day[start..start + seen].to_vec();
        for minute in start + seen..start + seen + horizon {
            let place = entropy(days.iter().map(|day| day[minute]));
            let both = entropy(days.iter().map(|day| (sight(day), day[minute])));
            learned += place + entropy(days.iter().map(sight)) - both;
        }
    }
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    learned / count(period) / count(horizon)
}

#[test]
fn the_figure_is_that_of_its_definition() {
    for orders in [&["AAB.C."][..], &["AAB.C.", "AC..B."], &["AB.AB."], &["A.....", "BB...."]] {
        let rounds: Vec<Timetable> = orders.iter().map(|order| round(order)).collect();
        for policy in [Policy::KeepAllDay, Policy::RedrawEachPeriod] {
            for seen in 0..=6 {
                let fast = leak(&rounds, policy, seen, 6).unwrap().learned;
                let slow = slow(orders, policy, seen as usize, 6);
                assert!((fast - slow).abs() < 1e-9, "{orders:?} {policy:?} {seen}: {fast} and {slow}");
            }
        }
    }
}

#[test]
fn even_weights_are_no_news_and_certainty_leaves_nothing_to_learn() {
    let orders = ["AB.CC.", "ACC.B."].map(round);
    for seen in [0, 1, 2, 3] {
        let kept = leak(&orders, Policy::KeepAllDay, seen, 6).unwrap();
        for starts in [&[0][..], &[0, 2, 5]] {
            let known = told(&orders, &[vec![7; 6], vec![7; 6]], seen, 6, starts).unwrap();
            assert!((known.share() - kept.share()).abs() < 1e-12, "{known:?} {kept:?}");
        }
    }
    let mut certain = vec![vec![0; 6], vec![0; 6]];
    certain[1][4] = 1;
    assert!((told(&orders, &certain, 0, 6, &[0]).unwrap().share() - 1.0).abs() < 1e-12);
    assert_eq!(told(&orders, &certain[..1], 0, 6, &[0]).unwrap_err(), Refused::Sighting);
    assert_eq!(told(&orders, &certain, 0, 6, &[]).unwrap_err(), Refused::Sighting);
}
