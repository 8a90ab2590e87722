//! The equilibrium equals the linear program's.

use peers::game::{Method, apart, highs, ours, random};
use plan::game::{Game, Target};

#[track_caller]
fn check(targets: &[Target], budget: f64, method: Method) {
    let (value, bound) = ours(targets, budget).unwrap();
    let theirs = highs(targets, budget, method).unwrap();
    assert!(apart(value, theirs) <= 1e-9, "ours {value}, HiGHS {theirs}");
    assert!(apart(bound, theirs) <= 1e-9, "our bound {bound}, HiGHS {theirs}");
}

#[test]
fn random_games_of_every_kind_have_the_value_that_simplex_finds() {
    for seed in 0..200 {
        let targets = 1 + usize::try_from(seed * seed).unwrap() % 149;
        let (targets, budget) = random(targets, seed);
        check(&targets, budget, Method::Simplex);
    }
}

#[test]
fn some_of_these_games_are_decided_by_ceilings_and_some_by_the_budget() {
    let by_budget = |seed: &u64| {
        let (targets, budget) = random(75, *seed);
        Game::new(&targets).unwrap().solve(budget).unwrap().price() > 0.0
    };
    let bounded = (0..200).filter(|seed| seed % 4 >= 2).filter(by_budget).count();
    assert!((20..80).contains(&bounded), "{bounded} of 100 bounded games");
}

#[test]
fn larger_games_too() {
    for seed in 0..4 {
        let (targets, budget) = random(1_500, seed);
        check(&targets, budget, Method::Simplex);
    }
}

#[test]
fn a_ceiling_and_a_useless_guard_hold_the_value_up_for_both() {
    let stuck = [Target::weighing(90.0).between(0.1, 0.3), Target::paying(40.0, 40.0), Target::weighing(70.0)];
    for budget in [0.1, 0.25, 0.4, 0.9, 2.0] {
        check(&stuck, budget, Method::Simplex);
    }
}

#[test]
fn games_that_differ_are_apart() {
    let (targets, budget) = random(50, 3);
    let theirs = highs(&targets, budget * 1.01, Method::Simplex).unwrap();
    assert!(apart(ours(&targets, budget).unwrap().0, theirs) > 1e-6, "the comparison can fail");
}
