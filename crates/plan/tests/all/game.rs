//! The equilibrium: examples worked by hand, refusals, the certificate, the curve.

use plan::game::{Certificate, Game, HourClass, NoProof, Refused, Target, certify, solve_hours};

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs()).max(1.0)
}

#[track_caller]
fn check(targets: &[Target], budget: f64, value: f64, presence: &[f64]) {
    let solution = Game::new(targets).unwrap().solve(budget).unwrap();
    assert!(near(solution.value, value), "value {} instead of {value}", solution.value);
    let same = solution.presence.iter().zip(presence).all(|(&is, &should)| near(is, should));
    assert!(same && solution.presence.len() == presence.len(), "{:?} instead of {presence:?}", solution.presence);
    assert!(solution.used <= budget, "{} of {budget}", solution.used);
    let bound = certify(targets, budget, &solution.certificate).unwrap();
    assert!(near(bound, value), "bound {bound} instead of {value}");
}

fn weighing(weights: &[f64]) -> Vec<Target> {
    weights.iter().map(|&weight| Target::weighing(weight)).collect()
}

#[test]
fn two_equal_targets_share_one_crew() {
    check(&weighing(&[10.0, 10.0]), 1.0, 5.0, &[0.5, 0.5]);
}

#[test]
fn the_light_target_is_left_alone_until_the_heavy_one_is_as_low() {
    check(&weighing(&[10.0, 2.0]), 0.5, 5.0, &[0.5, 0.0]);
    check(&weighing(&[10.0, 5.0]), 1.0, 10.0 / 3.0, &[2.0 / 3.0, 1.0 / 3.0]);
}

#[test]
fn without_any_crew_the_heaviest_target_is_the_value() {
    check(&weighing(&[3.0, 10.0, 10.0]), 0.0, 10.0, &[0.0, 0.0, 0.0]);
}

#[test]
fn with_a_crew_everywhere_nothing_is_left_to_gain() {
    check(&weighing(&[3.0, 10.0]), 5.0, 0.0, &[1.0, 1.0]);
}

#[test]
fn a_floor_is_paid_first() {
    let targets = [Target::weighing(10.0), Target::weighing(1.0).between(0.5, 1.0)];
    check(&targets, 1.0, 5.0, &[0.5, 0.5]);
}

#[test]
fn what_a_ceiling_leaves_goes_on_to_the_next_worst() {
    let targets = [Target::weighing(100.0).between(0.0, 0.2), Target::weighing(10.0), Target::weighing(10.0)];
    check(&targets, 1.2, 80.0, &[0.2, 0.5, 0.5]);
    assert!(near(Game::new(&targets).unwrap().solve(1.2).unwrap().price(), 0.0));
}

#[test]
fn general_payoffs_stop_where_the_covered_target_still_pays() {
    // 20 − 15 p against 8 − 10 p: at p = 0.8 the first is at 8, and from there both fall.
    let targets = [Target::paying(20.0, 5.0), Target::paying(8.0, -2.0)];
    check(&targets, 0.8, 8.0, &[0.8, 0.0]);
    check(&targets, 0.8 + 1.0 / 15.0 + 0.1, 7.0, &[13.0 / 15.0, 0.1]);
    check(&targets, 2.0, 5.0, &[1.0, 1.0]);
}

#[test]
fn a_guard_that_changes_nothing_is_not_sent() {
    let targets = [Target::paying(7.0, 7.0), Target::weighing(4.0)];
    check(&targets, 0.5, 7.0, &[0.0, 0.5]);
}

#[test]
fn a_dear_target_takes_more_of_the_budget() {
    let targets = [Target::weighing(10.0).costing(3.0), Target::weighing(10.0)];
    check(&targets, 2.0, 5.0, &[0.5, 0.5]);
}

#[test]
fn negative_values_are_values() {
    check(&[Target::paying(-1.0, -9.0), Target::paying(-1.0, -9.0)], 1.0, -5.0, &[0.5, 0.5]);
}

#[test]
fn every_bad_figure_is_refused_with_its_place() {
    let good = Target::weighing(1.0);
    let refused = |bad: Target| Game::new(&[good, bad]).unwrap_err();
    for weight in [0.0, -1.0, f64::INFINITY, f64::NAN, 1e-200, 1e200] {
        assert!(matches!(refused(Target::weighing(weight)), Refused::Weight { target: 1, .. }), "{weight}");
    }
    for (uncovered, covered) in [(1.0, 2.0), (f64::NAN, 0.0), (1.0, f64::NAN), (f64::INFINITY, 0.0), (0.0, -1e101)] {
        let payoff = refused(Target::paying(uncovered, covered));
        assert!(matches!(payoff, Refused::Payoff { target: 1, .. }), "{uncovered} {covered}");
    }
    for (floor, ceiling) in [(-0.1, 1.0), (0.6, 0.5), (0.0, 1.1), (f64::NAN, 1.0), (0.0, f64::NAN)] {
        let presence = refused(good.between(floor, ceiling));
        assert!(matches!(presence, Refused::Presence { target: 1, .. }), "{floor} {ceiling}");
    }
    for cost in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(refused(good.costing(cost)), Refused::Cost { target: 1, .. }), "{cost}");
    }
    assert_eq!(Game::new(&[]).unwrap_err(), Refused::NoTargets);
}

#[test]
fn a_budget_below_the_floors_is_refused_with_both_figures() {
    let targets = [Target::weighing(1.0).between(0.5, 1.0), Target::weighing(1.0).between(0.25, 1.0)];
    let game = Game::new(&targets).unwrap();
    assert_eq!(game.solve(0.5).unwrap_err(), Refused::Floors { floors: 0.75, budget: 0.5 });
    assert_eq!(game.curve().value_at(0.5).unwrap_err(), Refused::Floors { floors: 0.75, budget: 0.5 });
    assert_eq!(game.solve(f64::NAN).unwrap_err(), Refused::Budget);
    assert_eq!(game.solve(f64::INFINITY).unwrap_err(), Refused::Budget);
    check(&targets, 0.75, 0.75, &[0.5, 0.25]);
}

#[test]
fn a_wrong_certificate_proves_less_or_nothing() {
    let targets = weighing(&[10.0, 5.0, 1.0]);
    let solution = Game::new(&targets).unwrap().solve(1.0).unwrap();
    let Certificate { strikes, price } = solution.certificate;
    for factor in [0.0, 0.5, 2.0] {
        let other = Certificate { strikes: strikes.clone(), price: price * factor };
        assert!(certify(&targets, 1.0, &other).unwrap() < solution.value - 0.1, "a price {factor} times as high");
    }
    let elsewhere = Certificate { strikes: vec![(2, 1.0)], price };
    assert!(certify(&targets, 1.0, &elsewhere).unwrap() < solution.value - 0.1);
    let fault = |strikes: &[(u32, f64)], price| {
        certify(&targets, 1.0, &Certificate { strikes: strikes.to_vec(), price }).unwrap_err()
    };
    assert_eq!(fault(&[(3, 1.0)], price), NoProof::Place(0));
    assert_eq!(fault(&[(1, 0.5), (1, 0.5)], price), NoProof::Place(1));
    assert_eq!(fault(&[(0, 1.5), (1, -0.5)], price), NoProof::Weight(1));
    assert_eq!(fault(&[(0, f64::NAN)], price), NoProof::Weight(0));
    assert_eq!(fault(&[], price), NoProof::Sum);
    assert_eq!(fault(&[(0, 0.0)], price), NoProof::Sum);
    assert_eq!(fault(&strikes, -1.0), NoProof::Price);
    assert_eq!(fault(&strikes, f64::NAN), NoProof::Price);
}

#[test]
fn the_curve_has_a_corner_where_each_target_joins() {
    let targets = weighing(&[10.0, 5.0]);
    let curve = Game::new(&targets).unwrap().curve();
    let corners: Vec<(f64, f64)> = curve.knots().iter().map(|knot| (knot.budget, knot.value)).collect();
    assert_eq!(corners, [(0.0, 10.0), (0.5, 5.0), (2.0, 0.0)]);
    assert!(near(curve.value_at(1.0).unwrap(), 10.0 / 3.0));
    assert!(near(curve.value_at(99.0).unwrap(), 0.0));
    assert!(near(curve.price_at(0.2).unwrap(), 10.0));
    assert!(near(curve.price_at(0.5).unwrap(), 10.0 / 3.0), "at a corner the price is that of the next unit");
    assert!(near(curve.price_at(2.0).unwrap(), 0.0));
    assert_eq!(curve.budget_for(10.0), Some(0.0));
    assert_eq!(curve.budget_for(11.0), Some(0.0));
    assert_eq!(curve.budget_for(5.0), Some(0.5));
    assert_eq!(curve.budget_for(0.0), Some(2.0));
    assert_eq!(curve.budget_for(-0.1), None);
    assert_eq!(curve.budget_for(f64::NAN), None);
}

#[test]
fn every_hour_class_has_its_own_budget_and_a_refusal_names_the_hour() {
    let (day, night) = (weighing(&[10.0, 10.0]), weighing(&[4.0, 1.0]));
    let class = |targets, budget| HourClass { targets, budget };
    let solved = solve_hours(&[class(&day, 1.0), class(&night, 0.5)]).unwrap();
    let values: Vec<f64> = solved.iter().map(|solution| solution.value).collect();
    assert!(near(values[0], 5.0) && near(values[1], 2.0), "{values:?}");
    let refused = solve_hours(&[class(&day, 1.0), class(&night, f64::NAN)]).unwrap_err();
    assert_eq!((refused.hour, refused.refused), (1, Refused::Budget));
}

#[test]
fn targets_of_all_sizes_in_any_order_take_exactly_the_budget() {
    // Rising, falling and equal: what a fixed sample of places could be misled by.
    for weight in [|n: f64| n + 1.0, |n: f64| 1e6 - n, |_| 7.0, |n: f64| (n * 0.1).exp2()] {
        let targets: Vec<Target> = (0..9_000).map(|n| Target::weighing(weight(f64::from(n) / 100.0))).collect();
        let solution = Game::new(&targets).unwrap().solve(1_234.5).unwrap();
        assert!(solution.used <= 1_234.5 && near(solution.used / 1_234.5, 1.0), "{}", solution.used);
        let bound = certify(&targets, 1_234.5, &solution.certificate).unwrap();
        assert!((solution.value - bound).abs() <= 1e-13 * solution.value, "{bound} and {}", solution.value);
    }
}
