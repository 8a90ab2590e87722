//! The equilibrium against a slow twin, and laws that must hold under change.

use plan::game::{Game, Target, certify};
use proptest::prelude::*;

fn payoff() -> impl Strategy<Value = Target> {
    let weight = (0.01..1_000.0_f64).prop_map(Target::weighing);
    // Few different values, so that ties, useless guards and exact corners happen.
    let coarse = (1..8_u8).prop_map(|weight| Target::weighing(f64::from(weight)));
    let general = (-50.0..50.0_f64, 0.0..60.0_f64).prop_map(|(high, depth)| Target::paying(high, high - depth));
    let useless = (-5.0..5.0_f64).prop_map(|payoff| Target::paying(payoff, payoff));
    prop_oneof![3 => weight, 3 => coarse, 3 => general, 1 => useless]
}

fn target() -> impl Strategy<Value = Target> {
    let bounds = prop_oneof![
        Just((0.0, 1.0)),
        (0.0..1.0_f64, 0.0..1.0_f64).prop_map(|(a, b)| (a.min(b), a.max(b))),
        (0.0..1.0_f64).prop_map(|both| (both, both)),
    ];
    let cost = prop_oneof![Just(1.0), 0.1..4.0_f64];
    (payoff(), bounds, cost).prop_map(|(target, (floor, ceiling), cost)| target.between(floor, ceiling).costing(cost))
}

/// Targets, and a budget from their floors to a little more than their ceilings take.
fn game() -> impl Strategy<Value = (Vec<Target>, f64)> {
    (prop::collection::vec(target(), 1..14), 0.0..1.1_f64).prop_map(|(targets, part)| {
        let floors: f64 = Game::new(&targets).unwrap().least_budget();
        let ceilings: f64 = targets.iter().map(|target| target.cost * target.ceiling).sum();
        let budget = floors + part * (ceilings - floors).max(0.0);
        (targets, budget)
    })
}

fn value(targets: &[Target], budget: f64) -> f64 {
    Game::new(targets).unwrap().solve(budget).unwrap().value
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

/// The least presence that brings a target to `level`; `None` where its ceiling forbids it.
fn needed(target: &Target, level: f64) -> Option<f64> {
    let depth = target.uncovered() - target.covered();
    if target.utility(target.floor) <= level {
        return Some(target.floor);
    }
    let presence = (target.uncovered() - level) / depth;
    (depth > 0.0 && presence <= target.ceiling).then_some(presence)
}

/// Whether the targets not yet frozen can all be brought to `level` with what the frozen leave.
fn can(targets: &[Target], frozen: &[Option<f64>], budget: f64, level: f64) -> bool {
    let each = targets.iter().zip(frozen).map(|(target, frozen)| {
        let presence = if frozen.is_some() { *frozen } else { needed(target, level) };
        presence.map(|presence| target.cost * presence)
    });
    each.sum::<Option<f64>>().is_some_and(|spent| spent <= budget + 1e-12)
}

/// Leximin as it is defined: bring the worst down as far as it goes, freeze every target that
/// cannot go lower, and again with the rest.
fn slow(targets: &[Target], budget: f64) -> Vec<f64> {
    let mut frozen = vec![None; targets.len()];
    while frozen.iter().any(Option::is_none) {
        let (mut no, mut yes) = (-1e4, 1e4);
        for _ in 0..200 {
            let middle = f64::midpoint(no, yes);
            if can(targets, &frozen, budget, middle) { yes = middle } else { no = middle }
        }
        let before = frozen.clone();
        for (nth, target) in targets.iter().enumerate().filter(|(nth, _)| before[*nth].is_none()) {
            let lowest = target.utility(target.ceiling);
            if lowest >= yes - 1e-9
                || target.utility(target.floor) >= yes - 1e-9 && stuck(targets, &before, budget, nth, yes)
            {
                frozen[nth] = needed(target, yes);
            }
        }
        if frozen == before {
            // Nobody is at this level any more: all others are at their floors below it.
            for (frozen, target) in frozen.iter_mut().zip(targets).filter(|(frozen, _)| frozen.is_none()) {
                *frozen = Some(target.floor);
            }
        }
    }
    frozen.into_iter().map(|presence| presence.unwrap()).collect()
}

/// Whether this one target cannot be brought lower while the others stay at `level`.
fn stuck(targets: &[Target], frozen: &[Option<f64>], budget: f64, nth: usize, level: f64) -> bool {
    let mut alone = targets.to_vec();
    let lower = needed(&targets[nth], level - 1e-7);
    let Some(lower) = lower else { return true };
    alone[nth] = alone[nth].between(lower, alone[nth].ceiling);
    !can(&alone, frozen, budget, level)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_answer_is_that_of_the_slow_twin((targets, budget) in game()) {
        let solution = Game::new(&targets).unwrap().solve(budget).unwrap();
        let slow = slow(&targets, budget);
        let sorted = |presence: &[f64]| {
            let mut utilities: Vec<f64> = targets.iter().zip(presence).map(|(t, &p)| t.utility(p)).collect();
            utilities.sort_by(|a, b| b.total_cmp(a));
            utilities
        };
        let (fast, slow) = (sorted(&solution.presence), sorted(&slow));
        prop_assert!(fast.iter().zip(&slow).all(|(a, b)| (a - b).abs() < 1e-5), "{fast:?} and {slow:?}");
        prop_assert!(near(fast[0], slow[0]), "{} and {}", fast[0], slow[0]);
    }

    #[test]
    fn floors_ceilings_and_the_budget_hold((targets, budget) in game()) {
        let solution = Game::new(&targets).unwrap().solve(budget).unwrap();
        for (target, presence) in targets.iter().zip(&solution.presence) {
            prop_assert!((target.floor..=target.ceiling).contains(presence));
        }
        prop_assert!(solution.used <= budget, "{} of {budget}", solution.used);
        let spent: f64 = targets.iter().zip(&solution.presence).map(|(target, presence)| target.cost * presence).sum();
        prop_assert!(near(spent, solution.used));
    }

    #[test]
    fn the_certificate_proves_the_value((targets, budget) in game()) {
        let solution = Game::new(&targets).unwrap().solve(budget).unwrap();
        let bound = certify(&targets, budget, &solution.certificate).unwrap();
        prop_assert!((solution.value - bound).abs() <= 1e-11 * solution.value.abs().max(1.0), "{bound} and {}", solution.value);
    }

    #[test]
    fn no_multipliers_prove_more_than_the_value(
        (targets, budget) in game(), price in 0.0..100.0_f64, strikes in prop::collection::vec(0.0..1.0_f64, 1..14),
    ) {
        let strikes: Vec<(u32, f64)> = (0..).zip(strikes).take(targets.len()).collect();
        prop_assume!(strikes.iter().any(|&(_, strike)| strike > 1e-3));
        let bound = certify(&targets, budget, &plan::game::Certificate { strikes, price }).unwrap();
        prop_assert!(bound <= value(&targets, budget) + 1e-9, "{bound}");
    }

    #[test]
    fn more_budget_is_never_worse((targets, budget) in game(), more in 0.0..3.0_f64) {
        let (less, most) = (value(&targets, budget), value(&targets, budget + more));
        prop_assert!(most <= less + 1e-12 * less.abs().max(1.0), "{most} and {less}");
    }

    #[test]
    fn a_removed_target_is_never_worse((targets, budget) in game(), place in any::<prop::sample::Index>()) {
        prop_assume!(targets.len() > 1);
        let mut fewer = targets.clone();
        fewer.remove(place.index(targets.len()));
        let (fewer, all) = (value(&fewer, budget), value(&targets, budget));
        prop_assert!(fewer <= all + 1e-12 * all.abs().max(1.0), "{fewer} and {all}");
    }

    #[test]
    fn relabelling_changes_nothing((targets, budget) in game(), turn in 0_usize..14) {
        let mut turned = targets.clone();
        turned.rotate_left(turn % targets.len());
        let there = Game::new(&turned).unwrap().solve(budget).unwrap();
        let mut here = Game::new(&targets).unwrap().solve(budget).unwrap();
        here.presence.rotate_left(turn % targets.len());
        prop_assert!(near(here.value, there.value));
        prop_assert!(here.presence.iter().zip(&there.presence).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn the_curve_is_the_value_at_every_budget((targets, budget) in game()) {
        let game = Game::new(&targets).unwrap();
        let (curve, solution) = (game.curve(), game.solve(budget).unwrap());
        prop_assert!(near(curve.value_at(budget).unwrap(), solution.value));
        let knots = curve.knots();
        let convex = knots.windows(2).all(|two| {
            two[0].budget < two[1].budget && two[0].value > two[1].value && two[0].price >= two[1].price
        });
        prop_assert!(convex, "{knots:?}");
    }

    #[test]
    fn the_curve_and_its_inverse_agree((targets, budget) in game()) {
        let curve = Game::new(&targets).unwrap().curve();
        let value = curve.value_at(budget).unwrap();
        let least = curve.budget_for(value).unwrap();
        prop_assert!(least <= budget + 1e-9, "{least} and {budget}");
        prop_assert!(near(curve.value_at(least.max(curve.knots()[0].budget)).unwrap(), value));
    }
}
